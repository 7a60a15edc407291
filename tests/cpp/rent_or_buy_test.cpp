// Renting against buying at hours of use: price ÷ rent, and everything that the two paths state.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/report.hpp>

#include <rapidcheck/gtest.h>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::lab, test::pricing;
using testing::HasSubstr;

constexpr double a_week = 52 / 12.0;

/// $3,999 over 36 months against $1.49 an hour, as the article of 2025-10-15 has it.
Scenario prices_alone(double hours_a_week = 8) {
  Scenario s = lab();
  pricing<FixedAmortized<>>(s, "box_llama") = {.price = usd(3999), .life = months(36)};
  pricing<Provisioned<>>(s, "provisioned") = {.price = usd_per_hour(1.49)};
  s.rent_or_buy =
      RentOrBuy{"box_llama", "provisioned", {{.label = "use", .hours = hours_per_month(hours_a_week * a_week)}}};
  return s;
}

TEST(RentOrBuy, PricesAloneAreTheArticles) {
  const auto answer = rent_or_buy(prices_alone());
  EXPECT_NEAR(hours(answer.break_even), 2683.89, 0.01);
  const auto& row = answer.schedules.front();
  EXPECT_NEAR(months(row.price_over_rent), 77.42, 0.01);  // 6.45 years
  ASSERT_TRUE(row.until_cheaper && answer.line);
  EXPECT_NEAR(months(*row.until_cheaper), months(row.price_over_rent), 1e-6);
  EXPECT_NEAR(hours_per_month(line_of_prices(answer)) / a_week, 17.2, 0.01);
  EXPECT_NEAR(hours_per_month(*answer.line), 2683.89 / 36, 1e-3);
}

TEST(RentOrBuy, EverythingThatIsStatedCounts) {
  Scenario s = prices_alone();
  auto& box = pricing<FixedAmortized<>>(s, "box_llama");
  box.sales_tax = 0.1, box.residual = usd(1000), box.idle_power = watts(40), box.load_power = watts(100),
  box.energy_price = usd_per_kwh(0.2);
  auto& rent = pricing<Provisioned<>>(s, "provisioned");
  rent.up_per_day = hours(8), rent.up_days_per_week = 1, rent.lost = hours(0.25), rent.storage = usd_per_month(20);
  const auto answer = rent_or_buy(s);
  // 52/12 sessions of 8 h, a quarter of an hour lost in each; the machine draws 40 W all month and 60 W more while
  // used.
  const double rented = a_week * 8.25 * 1.49 + 20, power = (0.040 * 730 + 0.060 * 8 * a_week) * 0.2,
               capital = (3999 * 1.1 - 1000) / 36;
  const auto& row = answer.schedules.front();
  EXPECT_NEAR(usd_per_month(row.rented), rented, 1e-4);
  EXPECT_NEAR(usd_per_month(row.bought), capital + power, 1e-4);
  ASSERT_TRUE(row.until_cheaper && answer.line && answer.session);
  EXPECT_NEAR(months(*row.until_cheaper), 3999 * 1.1 / (rented - power), 1e-3);
  const double at = (capital + 0.040 * 730 * 0.2 - 20) / (8.25 / 8 * 1.49 - 0.060 * 0.2);
  EXPECT_NEAR(hours_per_month(*answer.line), at, 1e-3);
}

TEST(RentOrBuy, ASessionOfItsOwnStartsMoreOften) {
  Scenario s = prices_alone();
  pricing<Provisioned<>>(s, "provisioned").lost = hours(0.25);
  s.rent_or_buy->schedules = {{.label = "one sitting", .hours = hours_per_month(40)},
                              {.label = "of two hours", .hours = hours_per_month(40), .session = hours(2)}};
  const auto answer = rent_or_buy(s);
  EXPECT_NEAR(usd_per_month(answer.schedules[0].rented), 40.25 * 1.49, 1e-4);
  EXPECT_NEAR(usd_per_month(answer.schedules[1].rented), 45.0 * 1.49, 1e-4);
}

TEST(RentOrBuy, AnActiveWindowIsBilledUntilItIsGone) {
  Scenario s = prices_alone();
  test::path(s, "provisioned").pricing = ActiveWindow<>{.price = usd_per_hour(1.49),
                                                        .window = minutes(6),
                                                        .rule = WindowRule::keep_alive,
                                                        .start_up = minutes(12),
                                                        .start_up_billed = true,
                                                        .storage = usd_per_month(20)};
  s.rent_or_buy->schedules = {{.label = "s", .hours = hours_per_month(40), .session = hours(2)}};
  EXPECT_NEAR(usd_per_month(rent_or_buy(s).schedules.front().rented), 20 * 2.3 * 1.49 + 20, 1e-6);
}

TEST(RentOrBuy, NeverAndAlwaysAreSaid) {
  Scenario s = prices_alone();
  pricing<Provisioned<>>(s, "provisioned").price = usd_per_hour(1e-4);
  auto answer = rent_or_buy(s);
  EXPECT_FALSE(answer.line);
  EXPECT_TRUE(answer.rent_below);
  pricing<FixedAmortized<>>(s, "box_llama").idle_power = watts(100),
                               pricing<FixedAmortized<>>(s, "box_llama").load_power = watts(100);
  pricing<FixedAmortized<>>(s, "box_llama").energy_price = usd_per_kwh(0.2);
  answer = rent_or_buy(s);
  EXPECT_FALSE(answer.schedules.front().until_cheaper);  // the power alone costs more than the rent
  EXPECT_THAT(render(decision_report(s, decide(s, {}, {.draws = 0})), format_named("text")), HasSubstr("never"));
  s = prices_alone();
  pricing<Provisioned<>>(s, "provisioned").storage = usd_per_month(1000);
  answer = rent_or_buy(s);
  EXPECT_FALSE(answer.line);
  EXPECT_FALSE(answer.rent_below);
}

TEST(RentOrBuy, TheReportSaysWhatOutlivesTheMachine) {
  const Scenario s = prices_alone();
  const std::string text = render(decision_report(s, decide(s, {}, {.draws = 0})), format_named("md"));
  EXPECT_THAT(text, HasSubstr("Longer than the machine lives, so that renting wins for good: use (77.4 months)."));
  EXPECT_THAT(text, HasSubstr("17.2 a week"));
}

RC_GTEST_PROP(RentOrBuy, BelowTheLineRentingCostsLessAndAboveItMore, ()) {
  Scenario s = prices_alone();
  auto& rent = pricing<Provisioned<>>(s, "provisioned");
  rent.price = usd_per_hour(*rc::gen::inRange(1, 500) / 100.0);
  rent.up_per_day = hours(*rc::gen::inRange(1, 13)), rent.lost = hours(*rc::gen::inRange(0, 9) / 8.0);
  rent.storage = usd_per_month(*rc::gen::inRange(0, 200));
  pricing<FixedAmortized<>>(s, "box_llama").residual = usd(*rc::gen::inRange(0, 3999));
  const auto line = rent_or_buy(s).line;
  if (!line) return;
  for (const auto& [factor, rents] : {std::pair{0.9, true}, {1.1, false}}) {
    const double at = hours_per_month(*line) * factor;
    if (at > 730) continue;
    s.rent_or_buy->schedules = {{.label = "s", .hours = hours_per_month(at)}};
    const auto row = rent_or_buy(s).schedules.front();
    RC_ASSERT((row.rented < row.bought) == rents);
  }
}

TEST(RentOrBuy, HoursBeyondTheMonthAreRefused) {
  const auto problem = [](Schedule schedule) {
    Scenario s = prices_alone();
    s.rent_or_buy->schedules = {std::move(schedule)};
    try {
      validate(s);
    } catch (const InvalidInput& input) {
      return input.problems().front().id + " " + input.problems().front().where;
    }
    return std::string("nothing");
  };
  EXPECT_EQ(problem({.label = "s", .hours = hours_per_month(800)}),
            "bad-bounds /rent_or_buy/schedules/0/hours_per_month");
  EXPECT_EQ(problem({.label = "s", .hours = hours_per_month(10), .session = hours(11)}),
            "bad-bounds /rent_or_buy/schedules/0/session_hours");
}

}  // namespace
}  // namespace costmodel
