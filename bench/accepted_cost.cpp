// One cost per accepted answer: with units, as a plain curve, and written by hand over raw doubles.
#include "bench.hpp"

namespace {

constexpr std::size_t count = 4096;

/// What a careful person writes in the place of the library: the same ceiling, clamp, tolerance and branches.
struct ByHand {
  double fixed, slope, unit, open, capacity, min_units, max_units, arrivals_per_x;
  int opening;

  explicit ByHand(const costmodel::Curve<>& c)
      : fixed(c.fixed),
        slope(c.slope),
        unit(c.unit),
        open(c.open),
        capacity(c.capacity),
        min_units(c.min_units),
        max_units(c.max_units),
        arrivals_per_x(c.arrivals_per_x),
        opening(static_cast<int>(c.opening)) {}

  double per_month(double x) const {
    const double n = std::min(max_units, std::max(min_units, std::ceil(x * ((1.0 - 1e-14) / capacity))));
    if (opening == 0) return fixed + slope * x + n * (unit + open);
    const double share = x / n, busy = share / capacity, arrivals = share * arrivals_per_x;
    double phi = busy;
    if (opening == 2) phi = std::max(busy, arrivals / (1.0 + arrivals));
    if (opening == 3) phi = std::max(busy, 1.0 - std::exp(-arrivals));
    return fixed + slope * x + n * (unit + open * phi);
  }
};

void by_hand(benchmark::State& state, const char* id) {
  ByHand raw(bench::path(id).by_demand);
  benchmark::DoNotOptimize(raw);
  const auto x = bench::log_spaced(1, 1e6, count);
  std::vector<double> y(count);
  for (auto _ : state) {
    const ByHand local = raw;  // nobody else sees it, so the compiler may keep all of it in registers
    for (std::size_t i = 0; i < count; ++i) y[i] = local.per_month(x[i]) / x[i];
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
}

void with_units(benchmark::State& state, const char* id) {
  costmodel::PathModel model = bench::path(id);
  benchmark::DoNotOptimize(model);
  const auto x = bench::log_spaced(1, 1e6, count);
  std::vector<double> y(count);
  for (auto _ : state) {
    for (std::size_t i = 0; i < count; ++i)
      y[i] = costmodel::usd_per_accepted_answer(cost_per_accepted(model, costmodel::accepted_answers_per_month(x[i])));
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
}

void as_curve(benchmark::State& state, const char* id) {
  costmodel::Curve<> curve = bench::path(id).by_demand;
  benchmark::DoNotOptimize(curve);
  const auto x = bench::log_spaced(1, 1e6, count);
  std::vector<double> y(count);
  for (auto _ : state) {
    for (std::size_t i = 0; i < count; ++i) y[i] = curve(x[i]) / x[i];
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
}

}  // namespace

BENCHMARK_CAPTURE(by_hand, box, "spark_llama");
BENCHMARK_CAPTURE(as_curve, box, "spark_llama");
BENCHMARK_CAPTURE(with_units, box, "spark_llama");
BENCHMARK_CAPTURE(by_hand, window, "cmi");
BENCHMARK_CAPTURE(as_curve, window, "cmi");
BENCHMARK_CAPTURE(with_units, window, "cmi");
