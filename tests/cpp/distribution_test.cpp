// Quantiles of every shape, in exact values or many digits, and what the table of them loses.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <costmodel/stats/distribution.hpp>

#include <cmath>
#include <limits>

#include "curves.hpp"

namespace costmodel {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

using End = std::optional<double>;

struct Row {
  Shape shape;
  double a, b;
  End low, high;
  double u, expected;
};

TEST(Quantile, OfNormalsAndLognormalsHoweverTheyAreCut) {
  // mpmath in 60 digits, from the definition of the cut distribution: (Φ(x) − Φ(low)) ÷ (Φ(high) − Φ(low)) = u.
  const Row rows[] = {
      {Shape::normal, 10, 2, {}, {}, 1e-12, -4.0689676506022639},
      {Shape::normal, 10, 2, {}, {}, 1e-3, 3.8195353876643729},
      {Shape::normal, 10, 2, {}, {}, 0.25, 8.6510204996078365},
      {Shape::normal, 10, 2, {}, {}, 0.9, 12.563103131089201},
      {Shape::normal, 10, 2, {}, {}, 0.999999999, 21.995614039203275},
      {Shape::normal, 1, 1, 0, {}, 1e-12, 3.4770518116976495e-12},
      {Shape::normal, 1, 1, 0, {}, 1e-3, 0.0034710278067905809},
      {Shape::normal, 1, 1, 0, {}, 0.25, 0.66547427330556693},
      {Shape::normal, 1, 1, 0, {}, 0.9, 2.3777873615993074},
      {Shape::normal, 1, 1, 0, {}, 0.999999999, 7.0258059813673756},
      {Shape::normal, 5, 1, {}, 4, 1e-12, -2.286839513797174},
      {Shape::normal, 5, 1, {}, 4, 1e-3, 1.3992581460009777},
      {Shape::normal, 5, 1, {}, 4, 0.25, 3.2453992726225387},
      {Shape::normal, 5, 1, {}, 4, 0.9, 3.9321306658298829},
      {Shape::normal, 5, 1, {}, 4, 0.999999999, 3.9999999993443205},
      {Shape::normal, 0, 1, 8, 9, 1e-12, 8.0000000000001231},
      {Shape::normal, 0, 1, 8, 9, 1e-3, 8.0001231702890834},
      {Shape::normal, 0, 1, 8, 9, 0.25, 8.0353396219050172},
      {Shape::normal, 0, 1, 8, 9, 0.9, 8.2786090370115515},
      {Shape::normal, 0, 1, 8, 9, 0.999999999, 8.9999993949463155},
      {Shape::normal, 0, 1, -9, -8, 1e-12, -8.9999999993949447},
      {Shape::normal, 0, 1, -9, -8, 1e-3, -8.7919635866188912},
      {Shape::normal, 0, 1, -9, -8, 0.25, -8.1688987085648934},
      {Shape::normal, 0, 1, -9, -8, 0.9, -8.0129605715042095},
      {Shape::normal, 0, 1, -9, -8, 0.999999999, -8.0000000001231096},
      {Shape::normal, 0, 1, -1, 9, 1e-12, -0.99999999999652295},
      {Shape::normal, 0, 1, -1, 9, 1e-3, -0.99652897219320942},
      {Shape::normal, 0, 1, -1, 9, 0.25, -0.33452572669443307},
      {Shape::normal, 0, 1, -1, 9, 0.9, 1.3777873615993074},
      {Shape::normal, 0, 1, -1, 9, 0.999999999, 6.0258059813456828},
      {Shape::normal, 0, 1, 20, {}, 1e-12, 20.00000000000005},
      {Shape::normal, 0, 1, 20, {}, 1e-3, 20.000049900818638},
      {Shape::normal, 0, 1, 20, {}, 0.25, 20.014343291896004},
      {Shape::normal, 0, 1, 20, {}, 0.9, 20.114517324364596},
      {Shape::normal, 0, 1, 20, {}, 0.999999999, 21.008298934792908},
      {Shape::lognormal, 3, 0.5, {}, {}, 1e-12, 0.089043557043852108},
      {Shape::lognormal, 3, 0.5, {}, {}, 1e-3, 0.63986128749040724},
      {Shape::lognormal, 3, 0.5, {}, {}, 0.25, 2.1412021284244739},
      {Shape::lognormal, 3, 0.5, {}, {}, 0.9, 5.6938581220041322},
      {Shape::lognormal, 3, 0.5, {}, {}, 0.999999999, 60.190576196165627},
      {Shape::lognormal, 3, 2, 1, 100, 1e-12, 1.000000000003899},
      {Shape::lognormal, 3, 2, 1, 100, 1e-3, 1.0039045259967606},
      {Shape::lognormal, 3, 2, 1, 100, 0.25, 2.4368584375877695},
      {Shape::lognormal, 3, 2, 1, 100, 0.9, 36.146957601007994},
      {Shape::lognormal, 3, 2, 1, 100, 0.999999999, 99.999998440661577},
      {Shape::lognormal, 1, 0.1, 2, {}, 1e-12, 2.0000000000000283},
      {Shape::lognormal, 1, 0.1, 2, {}, 1e-3, 2.0000283014983724},
      {Shape::lognormal, 1, 0.1, 2, {}, 0.25, 2.0081314162338796},
      {Shape::lognormal, 1, 0.1, 2, {}, 0.9, 2.0647503752706795},
      {Shape::lognormal, 1, 0.1, 2, {}, 0.999999999, 2.5672561142576084},
  };
  for (const auto& r : rows) {
    const Distribution d{r.shape, r.a, r.b, r.low, r.high};
    EXPECT_NEAR(quantile(d, r.u), r.expected, 2e-14 * std::max(1.0, std::abs(r.expected)))
        << to_string(r.shape) << ' ' << r.a << ' ' << r.b << " cut to " << r.low.value_or(-inf) << ", "
        << r.high.value_or(inf) << " at " << r.u;
  }
}

TEST(Quantile, OfTheOtherShapes) {
  const Row rows[] = {
      {Shape::uniform, 0, 0, 160, 275, 0.25, 188.75},
      {Shape::uniform, 0, 0, 160, 275, 0.999, 274.885},
      {Shape::triangular, 3, 0, 1, 10, 0.25, 10 - std::sqrt(0.75 * 9 * 7)},
      {Shape::triangular, 3, 0, 1, 10, 0.001, 1 + std::sqrt(0.001 * 9 * 2)},
      {Shape::triangular, 0, 0, 0, 10, 0.5, 10 - std::sqrt(50.0)},
      {Shape::triangular, 10, 0, 0, 10, 0.25, 5},
      // SciPy 1.17
      {Shape::beta, 0.5, 30.5, {}, {}, 0.001, 2.596270239892632e-08},
      {Shape::beta, 0.5, 30.5, {}, {}, 0.5, 0.007491115292764968},
      {Shape::beta, 0.5, 30.5, {}, {}, 0.999, 0.1638438376099925},
      {Shape::beta, 21.5, 9.5, {}, {}, 1e-12, 0.13869369946283083},
      {Shape::beta, 21.5, 9.5, {}, {}, 0.25, 0.6399409361651317},
      {Shape::beta, 21.5, 9.5, {}, {}, 0.9, 0.7959354335198753},
      {Shape::beta, 21.5, 9.5, 10, 20, 0.9, 17.959354335198753},
  };
  for (const auto& r : rows)
    EXPECT_NEAR(quantile({r.shape, r.a, r.b, r.low, r.high}, r.u) / r.expected, 1, 1e-12)
        << to_string(r.shape) << ' ' << r.a << ' ' << r.b << " at " << r.u;
  // NumPy's quantile with method "hazen".
  const Distribution samples{.shape = Shape::empirical, .samples = {3, 1, 4, 1, 5}};
  const double hazen[][2] = {{0.01, 1}, {0.1, 1}, {0.25, 1}, {0.5, 3}, {0.8, 4.5}, {0.95, 5}};
  for (const auto& [u, expected] : hazen) EXPECT_DOUBLE_EQ(quantile(samples, u), expected) << u;
  EXPECT_EQ(quantile({.shape = Shape::empirical, .samples = {7}}, 0.3), 7);
}

/// The worst relative error of the table, at many u, and closely next to where its exact ends begin.
double worst_error(const Distribution& d) {
  const QuantileTable table(d);
  double worst = 0;
  const auto look = [&](double u) { worst = std::max(worst, std::abs(table(u) / quantile(d, u) - 1)); };
  for (int i = 1; i < 4000; ++i) look(i / 4000.0);
  for (int i = 0; i <= 200; ++i) {
    look((32 + i / 50.0) / 16384);
    look(1 - (32 + i / 50.0) / 16384);
  }
  for (const double u : {1e-12, 1e-9, 1e-6, 1e-3, 0.999, 0.999999}) look(u);
  return worst;
}

TEST(QuantileTable, ErrsByNoMoreThanItSays) {
  for (const auto& d : {Distribution{Shape::normal, 10, 1},
                        {Shape::normal, 1, 1, 0.0},
                        {Shape::normal, 0.7, 0.3, 0.0, 1.0},
                        {Shape::lognormal, 3, 0.5},
                        {Shape::lognormal, 3, 1},
                        {Shape::beta, 1.5, 29.5},
                        {Shape::beta, 21.5, 9.5},
                        {Shape::beta, 30.5, 0.5},
                        {Shape::beta, 2100.5, 900.5},
                        {Shape::triangular, 3, 0, 1.0, 10.0},
                        {Shape::triangular, 0, 0, 0.0, 10.0}})
    EXPECT_LE(worst_error(d), 5e-5) << to_string(d.shape) << ' ' << d.a << ' ' << d.b;
  for (const auto& d : {Distribution{Shape::beta, 0.5, 30.5},
                        {Shape::beta, 0.5, 3000.5},
                        {Shape::lognormal, 3, 3},
                        {Shape::lognormal, 3, 5}})
    EXPECT_LE(worst_error(d), 5e-4) << to_string(d.shape) << ' ' << d.a << ' ' << d.b;
  EXPECT_LE(worst_error({Shape::uniform, 0, 0, 160, 275}), 1e-15);
  EXPECT_EQ(worst_error({.shape = Shape::empirical, .samples = {1000, 1, 2}}), 0);
}

RC_GTEST_PROP(Quantile, RisesAndStaysWithinTheCut, (unsigned seed)) {
  test::Random r(seed);
  const double mean = r.uniform(-5, 5), deviation = r.log_uniform(0.01, 10),
               low = mean + deviation * r.uniform(-30, 25), high = low + deviation * r.log_uniform(0.001, 20);
  for (const auto& d :
       {Distribution{Shape::normal, mean, deviation, low, high},
        {Shape::lognormal, std::exp(mean), 0.3 * deviation, std::exp(0.3 * low), std::exp(0.3 * high)}}) {
    if (!what_is_wrong(d, -inf, inf).empty()) continue;
    double last = *d.low;
    for (const double u : {1e-12, 1e-6, 0.01, 0.3, 0.5, 0.7, 0.99, 1 - 1e-6, 1 - 1e-12}) {
      const double x = quantile(d, u);
      RC_ASSERT(x >= last && x <= *d.high);
      last = x;
    }
  }
}

TEST(Distribution, SaysWhatMakesNone) {
  const auto fits = [](const Distribution& d, double low, double high) { return what_is_wrong(d, low, high).empty(); };
  EXPECT_TRUE(fits({Shape::normal, 200, 10}, 0, inf));
  EXPECT_FALSE(fits({Shape::normal, 200, 30}, 0, inf));  // 6.7 deviations: one draw in 10¹¹ would be below 0
  EXPECT_TRUE(fits({Shape::normal, 200, 30, 0.0}, 0, inf));
  EXPECT_FALSE(fits({Shape::normal, 0.5, inf, 0.0, 1.0}, 0, 1));
  EXPECT_FALSE(fits({Shape::normal, 0.5, 0.001, 0.9, 1.0}, 0, 1));  // 400 deviations up: nothing is left
  EXPECT_FALSE(fits({Shape::lognormal, 0.5, 1}, 0, 1));             // would go above 1
  EXPECT_TRUE(fits({Shape::lognormal, 0.5, 1, {}, 1.0}, 0, 1));
  EXPECT_FALSE(fits({Shape::lognormal, 2, 1}, 1, inf));  // would go below 1
  EXPECT_TRUE(fits({Shape::lognormal, 2, 1, 1.0}, 1, inf));
  EXPECT_FALSE(fits({Shape::uniform, 0, 0, 1.0, inf}, 0, inf));
  EXPECT_FALSE(fits({Shape::uniform, 0, 0, 2.0, 1.0}, 0, inf));
  EXPECT_FALSE(fits({Shape::triangular, 3, 0, 1.0, 2.0}, 0, inf));
  EXPECT_FALSE(fits({Shape::beta, inf, 1}, 0, 1));
  EXPECT_FALSE(fits({Shape::beta, 1, 1, {}, 2.0}, 0, 1));
  EXPECT_FALSE(fits({.shape = Shape::empirical, .samples = {1, inf}}, 0, inf));
  EXPECT_FALSE(fits({.shape = Shape::empirical}, 0, inf));
}

}  // namespace
}  // namespace costmodel
