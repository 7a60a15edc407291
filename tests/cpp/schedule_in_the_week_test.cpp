// Machines that are off while requests come: the share exactly, and what it costs where the scenario says so.
#include <gtest/gtest.h>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>

namespace costmodel {
namespace {

/// Up for ten hours from 8 o'clock on five days, and requests at any hour.
Scenario office_hours() {
  Path box{
      .id = "box",
      .pricing = Provisioned<>{.price = usd_per_hour(2), .up_per_day = hours(10), .up_days_per_week = 5, .up_from = 8},
      .points = {{.concurrency = 1, .output = output_tokens_per_second(100)}},
      .acceptance = {.rate = 1}};
  Scenario s{.title = "t",
             .demand = accepted_answers_per_month(100'000),
             .workload = {.output = output_tokens_per_answer(400)}};
  s.paths = {box};
  return s;
}

Provisioned<>& rented(Scenario& s) { return std::get<Provisioned<>>(s.paths[0].pricing); }

/// The share by the minute: a second look at the same week.
double share_by_the_minute(const Provisioned<>& p, const ArrivalShape& shape) {
  const auto week = hours_of_week(shape);
  double met = 0, all = 0;
  for (int minute = 0; minute < 7 * 24 * 60; ++minute) {
    const double hour = (minute + .5) / 60, weight = week[static_cast<std::size_t>(hour)];
    all += weight;
    for (int day = -1; day < 7; ++day) {
      const int of_week = (day + 7) % 7;
      const double begin = day * 24 + *p.up_from;
      if (of_week < p.up_days_per_week && hour >= begin && hour < begin + hours(*p.up_per_day)) met += weight;
    }
  }
  return met / all;
}

TEST(Schedule, MissesTheShareThatComesWhileItIsOff) {
  Scenario s = office_hours();
  const PathCost c = cost(s, "box", s.demand);
  EXPECT_FALSE(c.feasible);
  ASSERT_FALSE(c.reasons.empty());
  EXPECT_NE(c.reasons.front().find("off for 70.2 % of the requests: up 10 hours a day on 5 days a week from 8"),
            std::string::npos)
      << c.reasons.front();
  s.shape.hours = WorkingHours{.from = 9, .to = 17, .days = 5};
  EXPECT_TRUE(cost(s, "box", s.demand).feasible);
  s.shape.hours = WorkingHours{.from = 7, .to = 17, .days = 5};
  EXPECT_FALSE(cost(s, "box", s.demand).feasible) << "as long, but not at the same time";
  rented(s).up_from.reset();
  EXPECT_TRUE(cost(s, "box", s.demand).feasible) << "without a place it is wherever requests come";
}

TEST(Schedule, IsTheSameByTheMinute) {
  Scenario s = office_hours();
  s.shape.weights.assign(168, 0);
  for (std::size_t i = 0; i < 168; ++i) s.shape.weights[i] = 1 + static_cast<double>(i * 7 % 13);
  const auto week = hours_of_week(s.shape);
  for (const double from : {0.0, 6.5, 8.0, 20.25})
    for (const double length : {1.0, 7.5, 14.0, 24.0})
      for (const double days : {1.0, 5.0, 7.0}) {
        Provisioned<> p = rented(s);
        p.up_from = from, p.up_per_day = hours(length), p.up_days_per_week = days;
        EXPECT_NEAR(share_while_up(p, {week.begin(), week.end()}), share_by_the_minute(p, s.shape), 1e-9)
            << from << " " << length << " " << days;
      }
}

TEST(Schedule, CostsWhatTheScenarioSays) {
  Scenario s = office_hours();
  rented(s).while_off = usd_per_answer(.01);
  const PathCost c = cost(s, "box", s.demand);
  EXPECT_TRUE(c.feasible) << (c.reasons.empty() ? "" : c.reasons.front());
  const double off = 1 - 50 / 168.0, up = 50 / 168.0 * 730;
  EXPECT_NEAR(usd_per_month(*c.per_month), 2 * up * *c.units + 100'000 * off * .01, 1e-6);
  // 4 s an answer: a unit carries 730 h ÷ 4 s of the whole demand, as the rest of it goes elsewhere
  EXPECT_NEAR(answers_per_month(*c.capacity), 730 * 3600 / 4.0, 1e-6);
  EXPECT_EQ(parse_scenario(to_json(s)).paths[0].pricing.index(), s.paths[0].pricing.index());
  Scenario again = parse_scenario(to_json(s));
  EXPECT_EQ(rented(again).while_off, rented(s).while_off);
  EXPECT_EQ(rented(again).up_from, rented(s).up_from);
}

TEST(Schedule, WithoutAPlaceHasNoPriceOfWhatItMisses) {
  Scenario s = office_hours();
  rented(s).while_off = usd_per_answer(.01);
  rented(s).up_from.reset();
  EXPECT_THROW(validate(s), InvalidInput);
  rented(s).while_off.reset();
  EXPECT_NO_THROW(validate(s));
  rented(s).up_from = 8, rented(s).up_per_day.reset();
  EXPECT_THROW(validate(s), InvalidInput);
}

TEST(Schedule, DoesNotMatterToABatchJob) {
  Scenario s = office_hours();
  rented(s).while_off = usd_per_answer(.01);
  s.arrivals = Arrivals::packed;
  const PathCost c = cost(s, "box", s.demand);
  EXPECT_TRUE(c.feasible);
  EXPECT_NEAR(usd_per_month(*c.per_month), 2 * 50 / 168.0 * 730 * *c.units, 1e-6) << "it waits until the morning";
}

}  // namespace
}  // namespace costmodel
