// Two million points of one curve: the library's sweep, and a loop that takes them one at a time.
#include <costmodel/solve/sweep.hpp>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "bench.hpp"

namespace {

constexpr std::size_t count = 2'000'000;

costmodel::Curve<> curve(const char* id, costmodel::Opening opening) {
  costmodel::Curve<> c = bench::path(id).by_demand;
  c.opening = opening;
  return c;
}

void sweep(benchmark::State& state, const char* id, costmodel::Opening opening) {
  const costmodel::Curve<> c = curve(id, opening);
  const auto x = bench::log_spaced(1, 1e5, count);
  std::vector<double> y(count);
  for (auto _ : state) {
    costmodel::sweep_per_x(c, x, y);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
}

void one_by_one(benchmark::State& state, const char* id, costmodel::Opening opening) {
  const costmodel::Curve<> c = curve(id, opening);
  const auto x = bench::log_spaced(1, 1e5, count);
  std::vector<double> y(count);
  for (auto _ : state) {
    for (std::size_t i = 0; i < count; ++i) y[i] = c(x[i]) / x[i];
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
}

/// What a sweep cannot beat: the same two arrays, read and written once.
void copied(benchmark::State& state) {
  const auto x = bench::log_spaced(1, 1e5, count);
  std::vector<double> y(count);
  for (auto _ : state) {
    std::copy(x.begin(), x.end(), y.begin());
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
}

#if defined(__SSE2__)
/// The box's formula by hand, in the instructions that every x86-64 has; up to 2³¹ units.
void by_hand_in_vectors(benchmark::State& state) {
  const costmodel::Curve<> c = curve("spark_llama", costmodel::Opening::always);
  const auto x = bench::log_spaced(1, 1e5, count);
  std::vector<double> y(count);
  const __m128d fixed = _mm_set1_pd(c.fixed), slope = _mm_set1_pd(c.slope), unit = _mm_set1_pd(c.unit + c.open),
                one = _mm_set1_pd(1), units = _mm_set1_pd((1 - 1e-14) / c.capacity), least = _mm_set1_pd(c.min_units),
                most = _mm_set1_pd(c.max_units);
  for (auto _ : state) {
    for (std::size_t i = 0; i < count; i += 2) {
      const __m128d at = _mm_loadu_pd(&x[i]), exact = _mm_mul_pd(at, units);
      const __m128d cut = _mm_cvtepi32_pd(_mm_cvttpd_epi32(exact));
      const __m128d ceiling = _mm_add_pd(cut, _mm_and_pd(_mm_cmplt_pd(cut, exact), one));
      const __m128d n = _mm_min_pd(most, _mm_max_pd(least, ceiling));
      const __m128d cost = _mm_add_pd(_mm_add_pd(fixed, _mm_mul_pd(slope, at)), _mm_mul_pd(n, unit));
      _mm_storeu_pd(&y[i], _mm_div_pd(cost, at));
    }
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
}
#endif

}  // namespace

BENCHMARK(copied)->Unit(benchmark::kMillisecond);
#if defined(__SSE2__)
BENCHMARK(by_hand_in_vectors)->Unit(benchmark::kMillisecond);
#endif
BENCHMARK_CAPTURE(sweep, box, "spark_llama", costmodel::Opening::always)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(one_by_one, box, "spark_llama", costmodel::Opening::always)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(sweep, anchored, "cmi", costmodel::Opening::anchored)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(sweep, exponential, "cmi", costmodel::Opening::exponential)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(one_by_one, exponential, "cmi", costmodel::Opening::exponential)->Unit(benchmark::kMillisecond);
