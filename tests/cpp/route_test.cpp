// The pipeline of a review: generation in the cloud, judging on a box or in the cloud. The break-even iterations are
// price per month ÷ price of a judgement, worked out by hand.
#include <gtest/gtest.h>

#include <costmodel/bill/route.hpp>
#include <costmodel/solve/isolate.hpp>

namespace costmodel {
namespace {

constexpr double month_minutes = 730 * 60;

template <class T>
SumOfCurves<T> over(const SumOfCurves<>& sum) {
  SumOfCurves<T> all;
  for (const auto& part : sum.parts) all.parts.push_back(converted<T>(part, [](double x) { return T(x); }));
  return all;
}

/// Where two routes cost the same.
CrossoverReport crossings(const SumOfCurves<>& a, const SumOfCurves<>& b, double high) {
  const auto both = [&](auto x) {
    using T = decltype(x);
    return Two<T>{over<T>(a)(x), over<T>(b)(x)};
  };
  return isolate(TwoFunctions::of(both), 1, high);
}

Curve<> by_call(double usd) { return {.slope = usd}; }

Curve<> box(double usd_per_month, double minutes) {
  return {.unit = usd_per_month, .capacity = month_minutes / minutes};
}

TEST(Route, ABoxJudgesCheaperFromTheIterationsThatItsMonthIsWorth) {
  const double kept = 3999 / 36.0, sold = (3999 * 1.08 - 3800) / 5;
  EXPECT_NEAR(box(1, 45).capacity, 973.333, 5e-4);
  const struct {
    double month, judgement, iterations, utilization;
  } table[] = {{kept, .40, 277.708, .285317}, {kept, .50, 222.167, .228253}, {kept, .60, 185.139, .190211},
               {sold, .40, 259.460, .266568}, {sold, .50, 207.568, .213255}, {sold, .60, 172.973, .177712}};
  for (const auto& row : table) {
    const SumOfCurves<> on_box{{by_call(.035), box(row.month, 45)}};
    const SumOfCurves<> in_cloud{{by_call(.035), by_call(row.judgement)}};
    const auto report = crossings(on_box, in_cloud, box(1, 45).capacity);
    ASSERT_EQ(report.crossings.size(), 1u);
    EXPECT_TRUE(report.complete);
    EXPECT_NEAR(report.crossings[0].at, row.iterations, 6e-4);
    EXPECT_NEAR(report.crossings[0].at / box(1, 45).capacity, row.utilization, 1e-6);
  }
}

TEST(Route, StagesOnOneOfferShareItsUnits) {
  const double x = 600;  // attempts; two stages of 30 minutes: 0.41 of a unit each
  EXPECT_EQ(box(100, 30).units(x) + box(100, 30).units(x), 2);
  EXPECT_EQ(box(100, 60).units(x), 1);
}

TEST(Route, CallsByAttemptRequestAndAcceptedAnswer) {
  const double tries = 1.453, accepted = .904669;  // 3 tries, p 0.7, correlation 0.3
  EXPECT_EQ(calls_per_attempt(Stage<>{.calls = 4}, tries, tries / accepted), 4);
  EXPECT_DOUBLE_EQ(calls_per_attempt(Stage<>{.calls = 4, .runs = StageRuns::per_request}, tries, tries / accepted),
                   4 / tries);
  EXPECT_DOUBLE_EQ(calls_per_attempt(Stage<>{.calls = 4, .runs = StageRuns::per_accepted}, tries, tries / accepted),
                   4 * accepted / tries);
}

TEST(Route, CallsInFlightTogetherTakeOneCallsTime) {
  EXPECT_EQ(time_of_run(Stage<>{.calls = 5, .in_flight = 2}, 10.0), 30);
  EXPECT_EQ(time_of_run(Stage<>{.calls = .25}, 10.0), 2.5);
  EXPECT_EQ(time_of_run(Stage<>{.calls = 1}, 45.0) * 273 / 819, 15);  // three times the bandwidth
}

TEST(Route, ItsLimitIsThatOfItsTightestOffer) {
  Curve<> one_box = box(100, 45);
  one_box.max_units = 1;
  EXPECT_DOUBLE_EQ((SumOfCurves<>{{by_call(.03), one_box}}).limit(), one_box.capacity);
}

TEST(Route, AllThatAreAllowed) {
  const std::vector<std::vector<std::size_t>> expected{{0, 1}, {0, 2}, {3, 1}, {3, 2}};
  EXPECT_EQ(all_routes({{0, 3}, {1, 2}}), expected);
  EXPECT_TRUE(all_routes({{0, 3}, {}}).empty());
  EXPECT_EQ(all_routes(std::vector(4, std::vector<std::size_t>(10))).size(), 10'000u);
}

TEST(Route, TooManyAreRefusedWithTheirCount) {
  try {
    all_routes(std::vector(5, std::vector<std::size_t>(7)));
    FAIL() << "nothing thrown";
  } catch (const InvalidInput& e) {
    EXPECT_NE(std::string(e.what()).find("16807 routes"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace costmodel
