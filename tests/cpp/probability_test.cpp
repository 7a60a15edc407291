// How sure counts make us; the published intervals are in published_numbers_test.cpp.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/stats/probability.hpp>

#include <cmath>

#include "curves.hpp"

namespace costmodel {
namespace {

using IntervalOf = Interval (*)(double, double, double);
constexpr IntervalOf intervals[] = {jeffreys_interval, wilson_interval, clopper_pearson_interval};

RC_GTEST_PROP(Intervals, HoldTheRateNarrowWithCountsAndMirror, (unsigned seed)) {
  test::Random r(seed);
  const double of = 1 + r.below(2000), accepted = r.below(static_cast<int>(of) + 1), confidence = r.uniform(0.5, 0.999);
  for (const IntervalOf interval : intervals) {
    const Interval i = interval(accepted, of, confidence), mirrored = interval(of - accepted, of, confidence);
    RC_ASSERT(i.low >= 0);
    RC_ASSERT(i.high <= 1);
    RC_ASSERT(i.low <= accepted / of);
    RC_ASSERT(i.high >= accepted / of);
    RC_ASSERT(std::abs(mirrored.low - (1 - i.high)) <= 1e-9);
    const Interval more = interval(10 * accepted, 10 * of, confidence);
    RC_ASSERT(more.high - more.low < i.high - i.low);
    const Interval surer = interval(accepted, of, confidence + 0.9 * (1 - confidence));
    RC_ASSERT(surer.low <= i.low);
    RC_ASSERT(surer.high >= i.high);
  }
}

RC_GTEST_PROP(Intervals, ClopperPearsonIsWiderThanJeffreys, (unsigned seed)) {
  test::Random r(seed);
  const double of = 1 + r.below(500), accepted = r.below(static_cast<int>(of) + 1);
  const Interval exact = clopper_pearson_interval(accepted, of), bayes = jeffreys_interval(accepted, of);
  RC_ASSERT(exact.low <= bayes.low + 1e-12);
  RC_ASSERT(exact.high >= bayes.high - 1e-12);
}

TEST(Intervals, AtTheEnds) {
  for (const IntervalOf interval : intervals) {
    EXPECT_EQ(interval(0, 30, 0.95).low, 0);
    EXPECT_GT(interval(0, 30, 0.95).high, 0.05);
    EXPECT_EQ(interval(30, 30, 0.95).high, 1);
    EXPECT_LT(interval(30, 30, 0.95).low, 0.95);
  }
  EXPECT_NEAR(clopper_pearson_interval(0, 30).high, 1 - std::pow(0.025, 1 / 30.0), 1e-12);  // in closed form
}

TEST(Posterior, IsTheRegularizedBetaFunction) {
  EXPECT_NEAR(probability_at_least({1, 1}, 0.3), 0.7, 1e-15);               // uniform
  EXPECT_NEAR(probability_at_least({2, 1}, 0.3), 1 - 0.09, 1e-15);          // density 2x
  EXPECT_NEAR(probability_at_least({0.5, 0.5}, 0.5), 0.5, 1e-15);           // arcsine
  EXPECT_NEAR(probability_at_least({0.5, 0.5}, 0.25), 1 - 1.0 / 3, 1e-14);  // 2/π · asin √¼ = ⅓
  EXPECT_EQ(probability_at_least({3, 4}, 0), 1);
  EXPECT_EQ(probability_at_least({3, 4}, 1), 0);
  EXPECT_DOUBLE_EQ(mean({21.5, 9.5}), 21.5 / 31);
}

TEST(Posterior, MeanInverseHasNoBoundForTooFewAccepted) {
  EXPECT_EQ(mean_inverse({1, 5}), std::numeric_limits<double>::infinity());
  EXPECT_EQ(mean_inverse(jeffreys_posterior(0, 30)), std::numeric_limits<double>::infinity());
  EXPECT_DOUBLE_EQ(mean_inverse({3, 2}), 2);
}

TEST(Posterior, RefusesCountsThatAreNone) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const auto& [accepted, of] : {std::pair{-1.0, 30.0}, {31.0, 30.0}, {nan, 30.0}, {1.0, nan}, {1.0, inf}})
    EXPECT_THROW((void)jeffreys_posterior(accepted, of), InvalidInput) << accepted << " of " << of;
  for (const double confidence : {0.0, 1.0, -0.5, 2.0, nan})
    for (const IntervalOf interval : intervals)
      EXPECT_THROW((void)interval(21, 30, confidence), InvalidInput) << confidence;
}

}  // namespace
}  // namespace costmodel
