// Years: 120 months of 20 paths over 16,384 draws, every switching date of a pair, and the whole answer of 20 paths.
#include <costmodel/horizon/horizon.hpp>

#include "bench.hpp"

namespace {

using namespace costmodel;

/// Half of the paths are bought, half are called; growth and changes of price are not known.
Scenario years(int paths, int length) {
  Scenario s{.title = "years",
             .demand = accepted_answers_per_month(40000.0),
             .arrivals = Arrivals::packed,
             .workload = {.output = output_tokens_per_answer(100)}};
  s.horizon = Horizon{.months = length, .discount_rate_per_year = 0.08, .growth_per_month = 0.02};
  s.horizon->now = "api0";
  s.ledger.entries["/horizon/growth_per_month"].range = Range{0, 0.04};
  for (int i = 0; i < paths; ++i) {
    const bool bought = i % 2 == 1;
    Path path{.id = (bought ? "box" : "api") + std::to_string(i), .acceptance = {.rate = 1}};
    if (bought) {
      path.pricing = FixedAmortized<>{
          .price = usd(3999.0 + 10 * i), .residual = usd(1000), .life = months(36), .flat = usd_per_month(20)};
      path.points = {{.concurrency = 1, .output = output_tokens_per_second(4)}};
    } else {
      path.pricing = PerToken<>{.per_answer = usd_per_answer(0.003 + 1e-5 * i)};
    }
    path.ledger.entries["/over_time/price_change_per_year"].range = Range{-0.5, 0.1};
    path.over_time.price_change_per_year = -0.2;
    s.paths.push_back(std::move(path));
  }
  return s;
}

void draws(benchmark::State& state) {
  const Scenario s = years(20, 120);
  for (auto _ : state) benchmark::DoNotOptimize(horizon_uncertainty(s).expected_npv);
}
void sweep(benchmark::State& state) {
  const Scenario s = years(2, 120);
  for (auto _ : state) benchmark::DoNotOptimize(switching_dates(s, "api0", "box1").npv.size());
}
void whole(benchmark::State& state) {
  const Scenario s = years(20, 120);
  for (auto _ : state) benchmark::DoNotOptimize(horizon(s).plan.npv);
}

BENCHMARK(draws)->Name("horizon/draws_120x20")->Unit(benchmark::kMillisecond);
BENCHMARK(sweep)->Name("horizon/switching_dates")->Unit(benchmark::kMillisecond);
BENCHMARK(whole)->Name("horizon/plan_120x20")->Unit(benchmark::kMillisecond);

}  // namespace
