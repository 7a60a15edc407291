// Cascades and mixes of a scenario's paths, against figures worked out by hand, bills added up beside, and the closed
// forms of bill/mix.hpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/bill/mix.hpp>
#include <costmodel/decide/compositions.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <numeric>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::ElementsAre;

const Demand<> monthly = accepted_answers_per_month(20'000);

/// Commodity tokens accept 14 of 30, the tuned box 21 of 30.
Scenario judged_lab() {
  Scenario s = test::lab();
  test::path(s, "tokens").acceptance = {.accepted = 14, .of = 30};
  test::path(s, "box_llama").acceptance = {.accepted = 21, .of = 30};
  return s;
}

std::vector<CascadeMember> tokens_then_box() { return {{.path = "tokens"}, {.path = "box_llama"}}; }

std::vector<std::string> where(const std::function<void()>& f) {
  std::vector<std::string> all;
  try {
    f();
  } catch (const InvalidInput& e) {
    for (const Problem& p : e.problems()) all.push_back(p.id + " " + p.where);
  }
  return all;
}

TEST(Compositions, ACascadeIsTheSumOfItsPathsBills) {
  const CascadeCost c = cascade_cost(judged_lab(), tokens_then_box(), monthly);
  EXPECT_TRUE(c.assumed);
  EXPECT_NEAR(c.independent.usd_per_month, 202.857, 5e-4);
  EXPECT_NEAR(c.least.usd_per_month, 202.400, 5e-4);
  EXPECT_NEAR(c.most.usd_per_month, 203.429, 5e-4);
  EXPECT_NEAR(c.independent.accepted, .84, 1e-12);
  EXPECT_NEAR(c.independent.offers[0].answers_per_month, 23'809.5, .05);
  EXPECT_NEAR(c.independent.offers[1].answers_per_month, 12'698.4, .05);
  EXPECT_NEAR(c.independent.offers[1].answers_per_month /
                  answers_per_month(model(judged_lab(), judged_lab().path("box_llama")).capacity()),
              .103542, 5e-7);
  EXPECT_EQ(c.independent.offers[1].units, 1);
  EXPECT_EQ(c.independent.offers[0].units, std::nullopt);
}

TEST(Compositions, ARejectedRequestMakesItWorthIt) {
  Scenario s = judged_lab();
  const auto at = cascade_worth_it_from(s, tokens_then_box(), "box_llama", monthly, Together::independent);
  ASSERT_TRUE(at);
  EXPECT_NEAR(*at, .0006, 1e-12);
  s.rejected.cost = MoneyPerRequest<>::from_value(*at);
  const double both = cascade_cost(s, tokens_then_box(), monthly).independent.usd_per_accepted_answer;
  EXPECT_NEAR(both, .0102571, 5e-8);
  EXPECT_NEAR(both, cost_per_accepted(model(s, s.path("box_llama")), monthly).value(), 1e-12);
}

TEST(Compositions, WithSomebodyWhoAnswersTheRestAllAreAccepted) {
  Scenario s = judged_lab();
  s.rejected = {Handling::fallback, MoneyPerRequest<>::from_value(.5)};
  s.gate = usd_per_answer(.001);
  const ComposedCost c = cascade_cost(s, tokens_then_box(), monthly).independent;
  const double attempts = 20'000 * (1 + 16 / 30.0);
  EXPECT_NEAR(c.gate_usd_per_month, .001 * attempts, 1e-9);
  EXPECT_NEAR(c.rejected_usd_per_month, 20'000 * .16 * .5, 1e-9);
  EXPECT_NEAR(c.usd_per_month, 20'000 * 300 * .40e-6 + 200 + c.gate_usd_per_month + c.rejected_usd_per_month, 1e-9);
}

TEST(Compositions, OfOnePathItIsThatPath) {
  Scenario s = judged_lab();
  s.rejected.cost = MoneyPerRequest<>::from_value(.02);
  s.gate = usd_per_answer(.001);
  for (const char* id : {"tokens", "box_llama", "import"}) {
    const ComposedCost c = cascade_cost(s, {{.path = id}}, monthly).independent;
    const PathModel alone = model(s, s.path(id));
    EXPECT_NEAR(c.usd_per_month, alone.by_demand(20'000.0), 1e-9 * c.usd_per_month) << id;
  }
}

TEST(Compositions, WhereACascadeAndAPathCostTheSameIsFoundAndProven) {
  Scenario s = judged_lab();
  s.domain_high = accepted_answers_per_month(80'000);
  s.rejected.cost = MoneyPerRequest<>::from_value(.02);
  const auto found = cascade_crossover(s, tokens_then_box(), "tokens", Together::independent);
  EXPECT_TRUE(found.complete);
  ASSERT_EQ(found.crossings.size(), 1U);
  // tokens alone, an accepted answer: (c + (1−a) L) ÷ a; together (c + .16 L) ÷ .84 and 200 USD a month
  const double c = 300 * .40e-6, a = 14 / 30.0;
  EXPECT_NEAR(found.crossings[0].at, 200 / ((c + (1 - a) * .02) / a - (c + .16 * .02) / .84), 1e-6);
  const auto curve = cascade_curve(s, tokens_then_box(), Together::independent);
  EXPECT_NEAR(curve(20'000.0), cascade_cost(s, tokens_then_box(), monthly).independent.usd_per_month, 1e-9);
}

TEST(Compositions, WhatACascadeCannotDoIsSaidAllAtOnce) {
  const Scenario s = judged_lab();
  EXPECT_THAT(where([&] {
                cascade_cost(s, {{.path = "tokens"}, {.path = "tokens"}, {.path = "tokns"}}, monthly);
              }),
              ElementsAre("cycle cascade/1/path", "unknown-path cascade/2/path"));
  EXPECT_THAT(where([&] { cascade_cost(s, {}, monthly); }), ElementsAre("empty-list cascade"));
  auto members = tokens_then_box();
  members[1].given_rejected = .1;
  EXPECT_THAT(where([&] { cascade_cost(s, members, monthly); }), ElementsAre("out-of-range cascade/1/given_rejected"));
  Scenario one = s;
  test::pricing<FixedAmortized<>>(one, "box_llama").max_units = 1;
  EXPECT_THAT(where([&] { cascade_cost(one, tokens_then_box(), accepted_answers_per_month(1e6)); }),
              ElementsAre("cannot-be-priced cascade/1/path"));
}

/// A unit of 525,600 attempts a month at 900 USD, and tokens at 0.004 USD an answer.
Scenario mixed(bool uneven) {
  Scenario s = test::lab();
  s.demand = accepted_answers_per_month(1e6);
  s.paths.resize(1);
  s.paths[0].id = "unit";
  s.paths[0].pricing = FixedAmortized<>{.flat = usd_per_month(900), .min_units = 0};
  s.paths[0].points = {{.concurrency = 8, .output = output_tokens_per_second(60)}};  // 300 tokens in 5 s
  s.paths.push_back({.id = "burst",
                     .pricing = PerToken<>{.output = usd_per_million_output_tokens(.004 / 300 * 1e6)},
                     .acceptance = {.rate = 1}});
  s.arrivals = Arrivals::poisson;
  if (uneven)
    for (int hour = 0; hour < 24; ++hour) s.shape.weights.push_back(hour < 8 ? 1 : hour < 18 ? 4 : 2);
  return s;
}

TEST(Compositions, TheBestNumberOfUnitsIsThatOfTheScreeningCurve) {
  const Scenario s = mixed(true);
  const Demand<> demand = accepted_answers_per_month(1e6);
  const double months[] = {4'000, 2'965.07, 2'714.67, 2'738.67, 3'600};
  for (int n = 0; n < 5; ++n)
    EXPECT_NEAR(mix_cost(s, {.base = "unit", .burst = "burst"}, demand, n).usd_per_month, months[n], 5e-3);
  const ComposedCost best = mix_cost(s, {.base = "unit", .burst = "burst"}, demand);
  EXPECT_EQ(best.offers[0].units, 2);
  EXPECT_NEAR(best.usd_per_month, 2'714.67, 5e-3);
  EXPECT_NEAR(best.offers[0].share_of_answers + best.offers[1].share_of_answers, 1, 1e-12);
  const BaseAndBurst closed{
      .hours = {{8 / 24.0, .4}, {10 / 24.0, 1.6}, {6 / 24.0, .8}}, .capacity = 525'600, .per_unit = 900, .burst = .004};
  for (const double x : {1e4, 2.5e5, 6e5, 3e6})
    EXPECT_NEAR(mix_cost(s, {.base = "unit", .burst = "burst"}, accepted_answers_per_month(x)).usd_per_month,
                month_of_mix(closed, x, best_units(closed, x)), 1e-6);
}

TEST(Compositions, WithinTheHourCallsAtRandomGoOverThoughTheHourHasRoom) {
  Scenario s = mixed(false);
  s.paths[0].points = {{.concurrency = 8, .output = output_tokens_per_second(120)}};  // 8 places, 20 s a call
  const Demand<> demand = accepted_answers_per_month(1e6);
  const ComposedCost even = mix_cost(s, {.base = "unit", .burst = "burst"}, demand, 1);
  const ComposedCost lost =
      mix_cost(s, {.base = "unit", .burst = "burst", .within = WithinTheHour::no_queue}, demand, 1);
  EXPECT_EQ(even.offers[1].answers_per_month, 0);
  EXPECT_NEAR(lost.offers[1].share_of_answers, .21371717722751077, 1e-12);
  EXPECT_NEAR(lost.usd_per_month, 900 + 1e6 * .21371717722751077 * .004, 1e-6);
}

TEST(Compositions, PathsThatAcceptUnlikeSharesCarryTheDemandTogether) {
  Scenario s = mixed(true);
  test::path(s, "unit").acceptance = {.rate = .5};
  test::path(s, "burst").acceptance = {.rate = .9};
  s.rejected.cost = MoneyPerRequest<>::from_value(.01);
  const ComposedCost c = mix_cost(s, {.base = "unit", .burst = "burst"}, accepted_answers_per_month(1e6), 1);
  const double here = c.offers[0].answers_per_month, over = c.offers[1].answers_per_month;
  EXPECT_NEAR(here * .5 + over * .9, 1e6, 1e-6);
  EXPECT_NEAR(c.accepted, 1e6 / (here + over), 1e-12);
  EXPECT_NEAR(c.rejected_usd_per_month, (here * .5 + over * .1) * .01, 1e-6);
}

TEST(Compositions, WhatAMixCannotDoIsSaidAllAtOnce) {
  const Scenario s = mixed(true);
  const auto of = [&](const Mix& mix) { return where([&] { mix_cost(s, mix, monthly); }); };
  EXPECT_THAT(of({.base = "unt", .burst = "brst"}), ElementsAre("unknown-path mix/base", "unknown-path mix/burst"));
  EXPECT_THAT(of({.base = "unit", .burst = "unit"}), ElementsAre("cycle mix/burst"));
  EXPECT_THAT(of({.base = "burst", .burst = "unit"}), ElementsAre("cannot-be-priced mix/base"));
  EXPECT_THAT(where([&] { mix_cost(s, {.base = "unit", .burst = "burst"}, monthly, 1.5); }),
              ElementsAre("out-of-range units"));
  EXPECT_THAT(where([&] { mix_cost(s, {.base = "unit", .burst = "burst"}, accepted_answers_per_month(1e12)); }),
              ElementsAre("too-many units"));
}

TEST(Compositions, TheShippedSeedsCascade) {
  const Scenario s = load_scenario(COSTMODEL_EXAMPLES_DIR "/scenarios/fine_tune_economics.json");
  const std::vector<CascadeMember> members{{.path = "bedrock_base"}, {.path = "spark_llama"}};
  const CascadeCost c = cascade_cost(s, members, s.demand);
  EXPECT_NEAR(c.independent.accepted, .84, 1e-12);
  double sum = c.most.gate_usd_per_month + c.most.rejected_usd_per_month;
  for (const OfferPart& part : c.most.offers) sum += part.usd_per_month;
  EXPECT_NEAR(sum, c.most.usd_per_month, 1e-9);
  EXPECT_LE(c.least.usd_per_month, c.independent.usd_per_month);
  EXPECT_LE(c.independent.usd_per_month, c.most.usd_per_month);
}

}  // namespace
}  // namespace costmodel
