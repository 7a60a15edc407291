// Two million points of one curve: the library's sweep, and a loop that takes them one at a time.
#include <costmodel/sweep.hpp>

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

}  // namespace

BENCHMARK_CAPTURE(sweep, box, "spark_llama", costmodel::Opening::always)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(one_by_one, box, "spark_llama", costmodel::Opening::always)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(sweep, anchored, "cmi", costmodel::Opening::anchored)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(sweep, exponential, "cmi", costmodel::Opening::exponential)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(one_by_one, exponential, "cmi", costmodel::Opening::exponential)->Unit(benchmark::kMillisecond);
