// Crossovers: the box against the window, and a pair with a thousand steps.
#include <costmodel/solve/crossover.hpp>

#include "bench.hpp"

namespace {

void crossover(benchmark::State& state, costmodel::Arrivals arrivals) {
  costmodel::Curve<> box = bench::path("spark_llama").by_demand, window = bench::path("cmi", arrivals).by_demand;
  for (auto _ : state) {
    benchmark::DoNotOptimize(box);
    benchmark::DoNotOptimize(window);
    auto report = costmodel::crossovers(box, window, 1, 1e5);
    benchmark::DoNotOptimize(report);
  }
}

void thousand_steps(benchmark::State& state) {
  costmodel::Curve<> box = bench::path("spark_llama").by_demand, window = bench::path("cmi").by_demand;
  box.max_units = window.max_units = INFINITY;
  const double high = 1000 * std::min(box.capacity, window.capacity);
  for (auto _ : state) {
    benchmark::DoNotOptimize(box);
    benchmark::DoNotOptimize(window);
    auto report = costmodel::crossovers(box, window, 1, high);
    benchmark::DoNotOptimize(report);
  }
}

}  // namespace

BENCHMARK_CAPTURE(crossover, packed, costmodel::Arrivals::packed);
BENCHMARK_CAPTURE(crossover, poisson, costmodel::Arrivals::poisson);
BENCHMARK(thousand_steps);
