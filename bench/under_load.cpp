// A unit under load: one chain of 512 places, and the load that it may carry so that a promise is kept.
#include <costmodel/measured/unit_under_load.hpp>

#include "bench.hpp"

namespace {

/// 512 places whose rate rises ever more slowly, in answers a second.
costmodel::ServingUnit unit() {
  costmodel::ServingUnit u;
  for (double n = 1; n <= 512; ++n) u.rates.push_back(8 * n / (60 + n));
  u.answer.push_back(7.6);
  return u;
}

void chain(benchmark::State& state) {
  const costmodel::ServingUnit u = unit();
  double offered = 0.9 * u.capacity();
  for (auto _ : state) {
    benchmark::DoNotOptimize(offered);
    benchmark::DoNotOptimize(costmodel::under_load(offered, u.rates).mean_wait);
  }
}

void capacity_under_a_promise(benchmark::State& state) {
  const costmodel::ServingUnit u = unit();
  costmodel::Promise p{.of = costmodel::Promised::wait, .percentile = 99, .seconds = 2};
  for (auto _ : state) {
    benchmark::DoNotOptimize(p);
    benchmark::DoNotOptimize(costmodel::capacity_under(u, {p}));
  }
}

/// The percentile that bench/peers/waiting.py simulates: 32 places at 90 %.
void percentile(benchmark::State& state) {
  costmodel::ServingUnit u;
  for (double n = 1; n <= 32; ++n) u.rates.push_back(8 * n / (60 + n));
  double offered = 0.9 * u.capacity();
  for (auto _ : state) {
    benchmark::DoNotOptimize(offered);
    benchmark::DoNotOptimize(costmodel::seconds_of(u, offered, costmodel::Promised::wait, .99));
  }
}

BENCHMARK(percentile)->Name("under_load/percentile");
BENCHMARK(chain)->Name("under_load/chain_512");
BENCHMARK(capacity_under_a_promise)->Name("under_load/capacity_512");

}  // namespace
