// Cold starts and promises along an axis, over a grid of demands and over draws: what `cost` says at one place holds in
// all of them.
#include <gtest/gtest.h>

#include <cmath>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <limits>
#include <numeric>

namespace costmodel {
namespace {

OperatingPoint<> point(double concurrency, double rate) {
  return {.concurrency = concurrency, .output = output_tokens_per_second(rate), .time_to_first_token = seconds(0.1)};
}

Provenance between(double low, double high) {
  return {.evidence = {.grade = Grade::measured}, .range = Range{low, high}};
}

/// One copy that serves one at a time and starts in a minute, where 95 % of the requests must have their first token in
/// 2 s.
Scenario cold_function() {
  ActiveWindow<> pricing{.price = usd_per_minute(0.01),
                         .window = minutes(5),
                         .rule = WindowRule::keep_alive,
                         .start_up = seconds(60),
                         .max_copies = 1};
  Path fn{.id = "fn", .pricing = pricing, .points = {point(1, 95)}, .acceptance = {.rate = 1}};
  Path api{.id = "api",
           .pricing = PerToken<>{.output = usd_per_million_output_tokens(100)},
           .points = {point(1, 95)},
           .acceptance = {.rate = 1}};
  Scenario s{.title = "cold",
             .demand = accepted_answers_per_month(25'000),
             .workload = {.output = output_tokens_per_answer(300)}};
  s.domain_low = accepted_answers_per_month(5'000), s.domain_high = accepted_answers_per_month(200'000);
  s.requirements.latency.max_time_to_first_token = seconds(2);
  s.paths = {fn, api};
  return s;
}

/// The demand at which 5 % of the requests meet a cold start: M/M/1 with a start, written down anew.
double border() {
  const double mu = 95 / 300.0, start = 60, kept = 300;
  const auto share = [&](double demand) {
    const double lambda = demand / (730 * 3600.0), gone = (1 - lambda / mu) * std::exp(-lambda * kept);
    return gone * (1 + lambda * start) / (1 + gone * lambda * start * (1 + lambda / (mu - lambda)));
  };
  double low = 5'000, high = 200'000;
  while (high - low > 1e-9 * high) (share(std::midpoint(low, high)) > 0.05 ? low : high) = std::midpoint(low, high);
  return low;
}

}  // namespace

TEST(AlongAxesUnderLoad, BandsEndWhereColdStartsBegin) {
  const Scenario s = cold_function();
  const auto bands = path_bands(s, Arrivals::poisson);
  ASSERT_EQ(bands.size(), 2u);
  EXPECT_EQ(bands[0].path, "api");
  EXPECT_EQ(bands[1].path, "fn");
  EXPECT_NEAR(bands[0].to / border(), 1, 1e-6);
  for (const double side : {1 - 1e-6, 1 + 1e-6})
    EXPECT_EQ(decide(s, accepted_answers_per_month(bands[0].to * side), {.draws = 0, .ranges = false}).path,
              side < 1 ? "api" : "fn");
  EXPECT_EQ(path_bands(s, Arrivals::packed).size(), 1u) << "back to back nothing is cold";
}

TEST(AlongAxesUnderLoad, WinnersOverTheDemandAreCompleteWithColdStarts) {
  const WinnerBands w = winner_bands(cold_function(), "demand", Range{5'000, 200'000});
  ASSERT_EQ(w.bands.size(), 2u);
  EXPECT_NEAR(w.bands[0].to / border(), 1, 1e-6);
  EXPECT_TRUE(w.complete);
  EXPECT_TRUE(w.sampled.empty());
}

TEST(AlongAxesUnderLoad, WhereAnAxisMovesColdStartsItSaysThatItLookedAtSomeValues) {
  const Scenario s = cold_function();
  const WinnerBands over_start = winner_bands(s, "fn/pricing/start_up_seconds", Range{1, 200});
  EXPECT_FALSE(over_start.complete);
  ASSERT_EQ(over_start.sampled.size(), 1u);
  EXPECT_NE(over_start.sampled[0].find("cold starts of fn"), std::string::npos);
  for (const auto& band : over_start.bands) {
    const Scenario there = with_input(s, "/paths/0/pricing/start_up_seconds", std::midpoint(band.from, band.to));
    EXPECT_EQ(cost(there, "fn", there.demand).feasible, band.path == "fn") << band.from;
  }
  const WinnerBands over_price = winner_bands(s, "api/pricing/usd_per_million_output_tokens", Range{1, 1000});
  EXPECT_TRUE(over_price.complete) << "a price moves no cold start";
  EXPECT_EQ(over_price.bands.size(), 1u);
}

TEST(AlongAxesUnderLoad, NoRegionOfTheMapBelongsToAPathThatIsCold) {
  const WinnerMap map = winner_map(cold_function(), "api/pricing/usd_per_million_output_tokens", Range{10, 1000},
                                   "demand", Range{5'000, 200'000}, {.columns = 8});
  EXPECT_TRUE(map.complete);
  double lowest = 1e9;
  for (const auto& region : map.regions)
    if (region.path == "fn")
      for (const auto& corner : region.outline) lowest = std::min(lowest, corner.y);
  EXPECT_NEAR(lowest / border(), 1, 1e-6);
}

TEST(AlongAxesUnderLoad, TheGridOfDemandsLeavesOutWhoIsColdThere) {
  Scenario s = cold_function();
  s.demand = accepted_answers_per_month(100'000);
  s.paths[1].ledger.entries["/pricing/usd_per_million_output_tokens"] = between(50, 200);
  const Uncertainty u = uncertainty(s, {.draws = 256});
  ASSERT_EQ(u.paths.at(0).id, "fn");
  EXPECT_TRUE(u.grid_takes_as_stated.empty());
  int cold = 0;
  for (std::size_t g = 0; g < u.demands.size(); ++g) {
    const bool out = u.demands[g] < border();
    cold += out;
    EXPECT_EQ(u.paths[0].probability_cheapest_at[g] == 0, out) << u.demands[g];
  }
  EXPECT_GT(cold, 10);
  s.paths[0].ledger.entries["/pricing/start_up_seconds"] = between(30, 90);
  EXPECT_EQ(uncertainty(s, {.draws = 256}).grid_takes_as_stated, std::vector<std::string>{"cold starts of fn"});
}

namespace {

/// A promise that two of the units' points in five decide.
Scenario promised() {
  Path box{.id = "box",
           .pricing = Provisioned<>{.price = usd_per_hour(2)},
           .points = {point(1, 70), point(8, 500), point(32, 1500)},
           .acceptance = {.rate = 1}};
  Path api{.id = "api",
           .pricing = PerToken<>{.output = usd_per_million_output_tokens(2)},
           .points = {point(1, 95)},
           .acceptance = {.rate = 1}};
  Scenario s{.title = "promised",
             .demand = accepted_answers_per_month(2.2e7),
             .workload = {.output = output_tokens_per_answer(400)}};
  s.requirements.promises = {{.of = Promised::wait, .percentile = 99, .seconds = 2}};
  s.paths = {box, api};
  return s;
}

}  // namespace

TEST(AlongAxesUnderLoad, WhatAUnitCarriesUnderAPromiseFollowsTheDraw) {
  struct Case {
    std::string pointer;
    double low, high;
  };
  for (const Case& c : {Case{"/paths/0/throughput/points/2/output_tokens_per_second", 600, 2400},
                        Case{"/workload/output_tokens_per_answer", 100, 1600},
                        Case{"/requirements/promises/0/at_most_seconds", 0.01, 60}}) {
    Scenario s = promised();
    const auto at = c.pointer.starts_with("/paths/0") ? c.pointer.substr(8) : c.pointer;
    (c.pointer.starts_with("/paths/0") ? s.paths[0].ledger : s.ledger).entries[at] = between(c.low, c.high);
    const auto all = unknowns(s);
    ASSERT_EQ(all.size(), 1u) << c.pointer;
    std::vector<double> shares{.01, .1, .25, .5, .75, .9, .99};
    const auto drawn = costs_at_shares(s, "box", shares);
    double least = INFINITY, most = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const Scenario there = with_input(s, c.pointer, quantile(all[0].distribution, shares[i]));
      const PathCost stated = cost(there, "box", there.demand);
      EXPECT_NEAR(drawn[i] / usd_per_accepted_answer(*stated.per_accepted), 1, 1e-9)
          << c.pointer << " at " << shares[i];
      least = std::min(least, *stated.units / answers_per_month(*stated.load)),
      most = std::max(most, *stated.units / answers_per_month(*stated.load));
    }
    EXPECT_GT(most, least) << c.pointer << ": the number of units moves";
  }
}

TEST(AlongAxesUnderLoad, CrossingsUnderAPromiseAreThoseOfTheCostTableAndNotCalledComplete) {
  const Scenario s = promised();
  const WinnerBands w = winner_bands(s, "requirements/promises/0/at_most_seconds", Range{0.01, 60});
  EXPECT_FALSE(w.complete);
  EXPECT_FALSE(w.sampled.empty());
  for (const auto& band : w.bands) {
    const Scenario there = with_input(s, "/requirements/promises/0/at_most_seconds", std::midpoint(band.from, band.to));
    const double box = usd_per_month(*cost(there, "box", there.demand).per_month),
                 api = usd_per_month(*cost(there, "api", there.demand).per_month);
    EXPECT_EQ(box < api ? "box" : "api", band.path) << band.from;
  }
}

// What has no closed form lies between two bounds, and so does a simulation of it.
TEST(AlongAxesUnderLoad, ABillWithoutAClosedFormHasBounds) {
  ActiveWindow<> import{.price = usd_per_minute(0.05718),
                        .units_per_copy = 2,
                        .window = minutes(5),
                        .rule = WindowRule::keep_alive,
                        .concurrency = 1,
                        .max_copies = 3};
  Path fn{.id = "fn", .points = {point(1, 95)}, .acceptance = {.rate = 1}};
  Path api{.id = "api", .pricing = PerToken<>{.output = usd_per_million_output_tokens(100)}, .acceptance = {.rate = 1}};
  Scenario s{.title = "bounds",
             .demand = accepted_answers_per_month(50'000),
             .workload = {.output = output_tokens_per_answer(300)}};
  s.paths = {fn, api};
  ActiveWindow<> anchored = import, starts = import, whole = import;
  anchored.rule = WindowRule::anchored;
  starts.start_up = seconds(40), starts.start_up_billed = true;
  whole.rule = WindowRule::whole_windows;
  for (const auto& [pricing, rule] :
       {std::pair{anchored, Billed::anchored}, {starts, Billed::keep_alive}, {whole, Billed::whole_windows}}) {
    s.paths[0].pricing = pricing;
    const PathCost c = cost(s, "fn", s.demand);
    EXPECT_FALSE(c.per_month);
    ASSERT_TRUE(c.between);
    EXPECT_FALSE(c.feasible);
    EXPECT_NE(c.notes.back().find("fn: between $"), std::string::npos) << c.notes.back();
    const Decision d = decide(s, {}, {.draws = 0, .ranges = false});
    EXPECT_EQ(d.path, "api");
    EXPECT_NE(d.because.back().find("fn may be cheaper: its bill has no closed form"), std::string::npos)
        << d.because.back();
    for (const auto& row : billing_risk(s, "fn").rows) {
      if (row.rule != rule) continue;
      EXPECT_GE(usd_per_month(row.cost), usd_per_month(c.between->first));
      EXPECT_LE(usd_per_month(row.cost), usd_per_month(c.between->second));
    }
  }
  s.paths[0].pricing = import;
  EXPECT_FALSE(cost(s, "fn", s.demand).between) << "with a closed form there is one number";
}

}  // namespace costmodel
