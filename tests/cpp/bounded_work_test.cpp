// Work that has a bound: what is looked at is counted, and not timed, so that an answer is the same on every machine.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <costmodel/bill/copies.hpp>
#include <costmodel/costmodel.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <costmodel/replay/simulate.hpp>
#include <numeric>

#include "scenarios.hpp"

namespace costmodel {
namespace {

Serving windows(Billed rule) {
  return {.rule = {.by = rule, .window = minutes(5)},
          .price = usd_per_minute(0.157),
          .per_output_token = seconds(1) / Quantity<unit::output_token>::from_value(1)};
}

Drawing month_of(double requests) { return {.requests = requests, .length = hours(730)}; }

TEST(Simulation, OfSeveralRulesIsThatOfEachAlone) {
  const std::array servings{windows(Billed::anchored), windows(Billed::clock_aligned), windows(Billed::whole_windows)};
  const SimulationOptions options{.relative_half_width = 0.02, .most = 64};
  const auto together = simulate({}, month_of(2000), servings, options);
  ASSERT_EQ(together.size(), servings.size());
  for (std::size_t i = 0; i < servings.size(); ++i) {
    const Simulated alone = simulate({}, month_of(2000), servings[i], options);
    EXPECT_EQ(together[i].billed.mean, alone.billed.mean);
    EXPECT_EQ(together[i].cost.half_width, alone.cost.half_width);
    EXPECT_EQ(together[i].replications, alone.replications);
  }
}

TEST(Simulation, DrawsOnceWhatIsNotAtRandom) {
  const Simulated evenly =
      simulate({.spacing = Spacing::periodic}, month_of(2000), windows(Billed::anchored), {.most = 64});
  EXPECT_EQ(evenly.replications, 1u);
  EXPECT_EQ(evenly.billed.half_width, 0);
  EXPECT_TRUE(evenly.reached);
}

TEST(Simulation, DrawsNoMoreRequestsThanItMay) {
  const auto replications = [](double most_requests) {
    return simulate({}, month_of(2000), windows(Billed::anchored),
                    {.relative_half_width = 1e-9, .most = 64, .most_requests = most_requests})
        .replications;
  };
  EXPECT_EQ(replications(20'000), 10u);
  EXPECT_EQ(replications(1), 2u);  // fewer tell nothing of how sure they are
  EXPECT_EQ(replications(1e9), 64u);
}

TEST(Simulation, OfMoreRequestsThanCanBeReplayedIsNotTried) {
  Scenario s = test::lab();
  for (int hour = 0; hour < 24; ++hour) s.shape.weights.push_back(1 + hour % 5);  // whole weeks are drawn
  s.demand = accepted_answers_per_month(1e9);
  for (Path& p : s.paths)
    if (auto* pricing = std::get_if<ActiveWindow<>>(&p.pricing)) {
      pricing->max_copies = 1e6;
      const BillingRisk risk = billing_risk(s, p.id);
      EXPECT_NE(risk.why_not.find("no replay"), std::string::npos) << risk.why_not;
    }
}

/// Two copies that scale to zero, with starts, in hours that are unlike: bills that are enclosed.
Scenario enclosed() {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return !std::holds_alternative<ActiveWindow<>>(p.pricing); });
  s.paths.resize(1);
  s.paths.push_back(s.paths.front());
  s.paths.back().id = "other";
  for (int hour = 0; hour < 24; ++hour) s.shape.weights.push_back(1 + hour % 5);
  for (Path& p : s.paths) {
    auto& pricing = std::get<ActiveWindow<>>(p.pricing);
    pricing.rule = WindowRule::keep_alive;
    pricing.start_up = seconds(20);
  }
  auto& other = std::get<ActiveWindow<>>(s.paths.back().pricing);
  other.price = other.price * 0.9;
  other.start_up = seconds(90);
  return s;
}

TEST(Crossovers, ThatAreEnclosedTakeNoMoreWorkThanTheyMay) {
  const Scenario s = enclosed();
  const Curve<> a = model(s, s.paths[0], Arrivals::poisson).by_demand;
  const Curve<> b = model(s, s.paths[1], Arrivals::poisson).by_demand;
  ASSERT_FALSE(walkable(a) && walkable(b));
  const double each = std::midpoint(evaluation_work(a, 1e6), evaluation_work(b, 1e6));
  EXPECT_GT(each, 1);
  const CrossoverReport little = crossovers(a, b, 1, 1e6, {.max_work = 1});
  EXPECT_GT(little.work, 0);
  EXPECT_LE(little.work, 3 * 100 * each);  // a hundred intervals, and what was open at the end
  EXPECT_EQ(little.complete, little.unsettled.empty());
  const CrossoverReport usual = crossovers(a, b, 1, 1e6);
  EXPECT_TRUE(usual.complete);
  EXPECT_GE(usual.work, little.work);
}

/// Of many calls in flight the chain begins below the mean. As many copies of one call are open, without idle time, as
/// calls are in flight: λ ÷ μ (M/M/∞). With idle time there are more, and nothing jumps where the beginning moves.
TEST(CopiesOpen, OfManyCallsInFlightAreThoseOfTheWholeChain) {
  const auto open = [](double offered, double idle) {
    return copies_open({.rates = {1}, .idle = idle, .most = 1e9}, offered, false).open;
  };
  for (const double offered : {100.0, 399.0, 500.0, 5000.0, 50'000.0}) {
    EXPECT_NEAR(open(offered, 0), offered, 1e-11 * offered);
    EXPECT_GT(open(offered, 1), open(offered, 0.1));
    EXPECT_GT(open(offered, 0.1), offered);
  }
  double before = open(380, 1), step = open(381, 1) - before;
  for (double offered = 381; offered < 480; ++offered) {
    const double here = open(offered, 1);
    EXPECT_NEAR(here - before, step, 1e-4) << offered;
    step = here - before, before = here;
  }
}

TEST(CrossoverSpread, MakesFewerDrawsWhereEachTakesMuchWork) {
  Scenario s = enclosed();
  s.paths[0].ledger.entries["/pricing/usd_per_unit_minute"] = {.range = Range{0.05, 0.09}};
  const auto draws = [&](std::size_t budget) {
    return crossover_spread(s, s.paths[0].id, "other", {}, {.draws = 512, .budget = budget}).draws;
  };
  EXPECT_EQ(draws(1), 64u);
  EXPECT_EQ(draws(1'000'000'000), 512u);
  EXPECT_EQ(crossover_spreads(s, {}, {.draws = 512, .budget = 1}).front().draws, 64u);
}

/// Nine paths and more are counted by number, eight by a byte each: paths that never win change nothing.
TEST(CheapestOfMany, IsCountedAsOfFew) {
  Scenario few = test::lab();
  std::erase_if(few.paths, [](const Path& p) { return !std::holds_alternative<FixedAmortized<>>(p.pricing); });
  few.paths.resize(1);
  few.requirements = {};
  few.paths.front().acceptance = {.rate = 1};
  for (int i = 1; i < 8; ++i) {
    few.paths.push_back(few.paths.front());
    few.paths.back().id = "box" + std::to_string(i);
  }
  for (Path& p : few.paths) p.ledger.entries["/pricing/flat_usd_per_month"] = {.range = Range{100, 300}};
  Scenario more = few;
  for (int i = 0; i < 12; ++i) {
    more.paths.push_back(few.paths.front());
    more.paths.back().id = "dear" + std::to_string(i);
    more.paths.back().ledger = {};
    std::get<FixedAmortized<>>(more.paths.back().pricing).flat = usd_per_month(1000);
  }
  const Uncertainty a = uncertainty(few, {.draws = 4096}), b = uncertainty(more, {.draws = 4096});
  ASSERT_EQ(b.paths.size(), 20u);
  for (std::size_t i = 0; i < few.paths.size(); ++i) {
    EXPECT_EQ(a.paths[i].probability_cheapest_at, b.paths[i].probability_cheapest_at) << a.paths[i].id;
    EXPECT_GT(*std::max_element(a.paths[i].probability_cheapest_at.begin(), a.paths[i].probability_cheapest_at.end()),
              0.05);
  }
  for (std::size_t i = few.paths.size(); i < 20; ++i)
    for (const double p : b.paths[i].probability_cheapest_at) EXPECT_EQ(p, 0);
}

}  // namespace
}  // namespace costmodel
