// A whole scenario: read, checked and decided.
#include <costmodel/decide/decision.hpp>

#include "bench.hpp"

namespace {

void load(benchmark::State& state) {
  for (auto _ : state) {
    auto scenario = costmodel::load_scenario(bench::scenario_file);
    benchmark::DoNotOptimize(scenario);
  }
}

void decide(benchmark::State& state) {
  for (auto _ : state) {
    auto decision = costmodel::decide(bench::scenario());
    benchmark::DoNotOptimize(decision);
  }
}

}  // namespace

BENCHMARK(load)->Unit(benchmark::kMillisecond);
BENCHMARK(decide)->Unit(benchmark::kMillisecond);
