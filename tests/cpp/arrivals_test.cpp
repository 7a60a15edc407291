// Arrivals as the demand states them: closed forms against requests that are drawn and replayed, cold starts, latency.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/replay/billing_risk.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::lab, test::path, test::pricing;

const RiskRow& row(const BillingRisk& risk, Billed rule) { return *std::ranges::find(risk.rows, rule, &RiskRow::rule); }

/// The lab's import under one rule and one shape of arrivals.
Scenario import_with(WindowRule rule, Arrivals arrivals, const ArrivalShape& shape, double demand = 4000) {
  Scenario s = lab();
  s.demand = accepted_answers_per_month(demand);
  s.arrivals = arrivals;
  s.shape = shape;
  pricing<ActiveWindow<>>(s, "import").rule = rule;
  return s;
}

constexpr std::pair<WindowRule, Billed> rules[] = {{WindowRule::anchored, Billed::anchored},
                                                   {WindowRule::clock_aligned, Billed::clock_aligned},
                                                   {WindowRule::keep_alive, Billed::keep_alive}};

/// Closed form less simulation, and what they may be apart, in USD a month.
void agree(const Scenario& s, Billed rule, double slack) {
  const PathCost c = cost(s, "import", s.demand);
  ASSERT_TRUE(c.per_month) << c.reasons.at(0);
  const auto risk = billing_risk(s, "import", {.concurrency = 1e6});
  EXPECT_EQ(row(risk, rule).method, "simulation");
  EXPECT_NEAR(usd_per_month(*c.per_month), usd_per_month(row(risk, rule).cost),
              2 * usd_per_month(row(risk, rule).half_width) + slack)
      << to_string(rule);
}

TEST(ArrivalShapes, BatchesCountAsOneCall) {
  for (const auto& [rule, billed] : rules) {
    if (rule == WindowRule::keep_alive) continue;  // there the copy stays busy for a batch one after the other
    agree(import_with(rule, Arrivals::poisson, {.batch = 10}), billed, 5);
    agree(import_with(rule, Arrivals::poisson, {.batch = 10, .sizes = BatchSizes::geometric}), billed, 5);
  }
}

TEST(ArrivalShapes, InWorkingHoursAreTheSameWithinThemButForTheLastWindowOfADay) {
  const double windows_at_the_end = 0.785 * 5 * 730 / 168;
  for (const auto& [rule, billed] : rules)
    agree(import_with(rule, Arrivals::poisson, {.hours = WorkingHours{}}), billed, windows_at_the_end);
}

TEST(ArrivalShapes, ByHourOfTheDayAreTakenHourByHour) {
  std::vector<double> day(24, 1.0);
  for (int hour = 8; hour < 18; ++hour) day[static_cast<std::size_t>(hour)] = 6;
  for (const auto& [rule, billed] : rules)
    agree(import_with(rule, Arrivals::poisson, {.weights = day}), billed, 0.785 * 2 * 30.4);
}

TEST(ArrivalShapes, PeriodicCallsAreCounted) {
  for (const double demand : {2000.0, 8000.0, 20000.0, 30000.0})
    for (const auto& [rule, billed] : rules)
      agree(import_with(rule, Arrivals::periodic, {}, demand), billed,
            rule == WindowRule::clock_aligned ? 0.05 * 0.785 * 8760 : 5);
}

TEST(ArrivalShapes, EvenWeightsAreNoShape) {
  EXPECT_TRUE(levels({.weights = std::vector<double>(168, 3.0)}).empty());
  const auto hours = levels({.hours = WorkingHours{.from = 9, .to = 17, .days = 5}});
  ASSERT_EQ(hours.size(), 1u);
  EXPECT_DOUBLE_EQ(hours[0].share, 40.0 / 168);
  EXPECT_DOUBLE_EQ(peak(hours), 168.0 / 40);
  EXPECT_EQ(words(Arrivals::poisson, {.batch = 8, .hours = WorkingHours{}}),
            "at random, in batches of 8, from 9 to 17 o'clock on 5 days a week");
}

TEST(ArrivalShapes, TheBusiestHourIsWhatEveryPathMustCarry) {
  Scenario s = lab();
  const Load<> all_month = model(s, s.path("box_llama")).capacity();
  s.shape.hours = WorkingHours{};
  EXPECT_NEAR(model(s, s.path("box_llama")).capacity() / all_month, 40.0 / 168, 1e-12);
  EXPECT_NEAR(model(s, s.path("box_llama"), Arrivals::packed).capacity() / all_month, 1, 1e-12)
      << "packed work can wait";
}

TEST(ArrivalShapes, AreChecked) {
  const auto refused = [](const ArrivalShape& shape) {
    Scenario s = lab();
    s.shape = shape;
    EXPECT_THROW(validate(s), InvalidInput);
  };
  refused({.batch = 2.5});
  refused({.batch = 0.5, .sizes = BatchSizes::geometric});
  refused({.hours = WorkingHours{.from = 17, .to = 9}});
  refused({.weights = {1, 2, 3}});
  refused({.weights = std::vector<double>(24, 0.0)});
  std::vector<double> night(24, 0.0);
  night[3] = 1;
  refused({.hours = WorkingHours{}, .weights = night});
}

TEST(ColdStarts, BreakALatencyLimitForTooManyRequests) {
  Scenario s = import_with(WindowRule::keep_alive, Arrivals::poisson, {}, 2000);
  pricing<ActiveWindow<>>(s, "import").start_up = seconds(60);
  path(s, "import").points[0].time_to_first_token = seconds(0.5);
  const auto reasons = [&] { return cost(s, "import", s.demand).reasons; };
  EXPECT_THAT(reasons(), testing::IsEmpty()) << "no limit is asked for";
  s.requirements.latency.max_time_to_first_token = seconds(20);
  EXPECT_THAT(reasons(), testing::ElementsAre(testing::AllOf(
                             testing::StartsWith("cold starts: "),
                             testing::HasSubstr("60.5 s for the first token, 20.0 s allowed for 95.0 %"))));
  s.requirements.latency.max_time_to_first_token = seconds(61);
  EXPECT_THAT(reasons(), testing::IsEmpty());
  s.requirements.latency.max_time_to_first_token = seconds(20);
  s.demand = accepted_answers_per_month(60'000);  // hardly ever cold
  EXPECT_THAT(reasons(), testing::IsEmpty());
  const auto risk = billing_risk(s, "import");
  EXPECT_THAT(risk.notes.back(), testing::HasSubstr("of the requests meet a cold start"));
}

TEST(ColdStarts, ShareOfRequestsIsTheDrawnOne) {
  Scenario s = import_with(WindowRule::keep_alive, Arrivals::poisson, {}, 6000);
  pricing<ActiveWindow<>>(s, "import").start_up = seconds(90);
  const PathCost c = cost(s, "import", s.demand);
  const auto drawn = row(billing_risk(s, "import", {.concurrency = 1e6}), Billed::keep_alive);
  EXPECT_NEAR(*c.cold_share, drawn.cold_share, 0.01);
  EXPECT_NEAR(*c.cold_starts, drawn.cold_starts, 0.02 * *c.cold_starts);
  EXPECT_NEAR(usd_per_month(*c.per_month), usd_per_month(drawn.cost), 2 * usd_per_month(drawn.half_width) + 5);
}

TEST(ClosedForms, NoRuleBillsLessThanACopyComputes) {
  Scenario s = import_with(WindowRule::per_second, Arrivals::poisson, {}, 20'000);
  auto& p = pricing<ActiveWindow<>>(s, "import");
  p.window = seconds(0);
  p.tail = seconds(0);  // 1 − e^(−λS) is below λS
  const auto risk = billing_risk(s, "import");
  const auto& stated = row(risk, Billed::per_second);
  EXPECT_EQ(stated.method, "closed form");
  EXPECT_GE(usd_per_month(stated.cost), usd_per_month(row(risk, Billed::packed).cost));
  const PathCost c = cost(s, "import", s.demand);
  const auto time = std::ranges::find(c.terms, "active windows", &std::pair<std::string, MoneyPerMonth<>>::first);
  ASSERT_NE(time, c.terms.end());
  EXPECT_NEAR(usd_per_month(stated.cost), usd_per_month(time->second), 1e-9);
}

TEST(ClosedForms, WhereThereIsNoneNothingIsGuessed) {
  const Scenario s = import_with(WindowRule::whole_windows, Arrivals::poisson, {});
  const PathCost c = cost(s, "import", s.demand);
  EXPECT_FALSE(c.per_month);
  EXPECT_THAT(c.reasons.at(0), testing::AllOf(testing::StartsWith("the bill has no closed form"),
                                              testing::HasSubstr("replay of drawn requests")));
  EXPECT_TRUE(cost(s, "import", s.demand, Arrivals::packed).per_month) << "packed there is one";
  EXPECT_EQ(billing_risk(s, "import").rows.size(), 6u);
  EXPECT_NO_THROW((void)decide(s));
}

}  // namespace
}  // namespace costmodel
