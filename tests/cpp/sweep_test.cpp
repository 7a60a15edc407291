// Eight numbers at a time give what one at a time gives.
#include <costmodel/sweep.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "curves.hpp"

namespace costmodel {
namespace {

RC_GTEST_PROP(Sweep, IsTheCurveAtEveryPoint, (unsigned seed)) {
  test::Random r(seed);
  const Curve<> curve = test::random_curve(r, 1000);
  std::vector<double> x(static_cast<std::size_t>(1 + r.below(40))), y(x.size()), per_x(x.size());
  for (auto& each : x) each = r.log_uniform(0.01, 1000);
  sweep(curve, x, y);
  sweep_per_x(curve, x, per_x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double expected = curve(x[i]);
    const double noise = 1e-14 * expected + 1e-15 * curve.open * curve.units(x[i]);  // 1 − e^(−a) is good to 1e-16 of 1
    RC_ASSERT(std::abs(y[i] - expected) <= noise);
    RC_ASSERT(std::abs(per_x[i] * x[i] - expected) <= noise);
  }
}

TEST(Lane, ExpOfANumberLessOneIsGoodToTwoUnitsInTheLastPlace) {
  test::Random r(7);
  for (int i = 0; i < 200'000; ++i) {
    const double x = (r.one_in(2) ? 1 : -1) * r.log_uniform(1e-9, 690);
    const long double exact = expm1l(static_cast<long double>(x));
    const double size = std::abs(static_cast<double>(exact));
    const double unit = std::nextafter(size, 1e308) - size;
    ASSERT_LE(std::abs(static_cast<double>(static_cast<long double>(expm1(Lane(x)).v) - exact)), 2.5 * unit) << x;
  }
  EXPECT_EQ(expm1(Lane(0)).v, 0);
  EXPECT_EQ(expm1(Lane(-1e4)).v, -1);
  EXPECT_EQ(expm1(Lane(-std::numeric_limits<double>::infinity())).v, -1);
  EXPECT_TRUE(std::isnan(expm1(Lane(std::nan(""))).v));
}

TEST(Lane, CeilIsTheOneOfTheStandard) {
  test::Random r(8);
  for (int i = 0; i < 100'000; ++i) {
    const double x = (r.one_in(2) ? 1 : -1) * r.log_uniform(1e-6, 1e15);
    ASSERT_EQ(ceil(Lane(x)).v, std::ceil(x));
  }
  for (const double x : {0.0, 1.0, -1.0, 0.5, 1e18, std::numeric_limits<double>::infinity()}) EXPECT_EQ(ceil(Lane(x)).v, std::ceil(x));
}

TEST(Sweep, MayWriteOverItsInput) {
  const Curve<> curve{.fixed = 1, .slope = 2};
  for (std::size_t size = 0; size < 20; ++size) {
    std::vector<double> x(size, 3);
    sweep(curve, x, x);
    EXPECT_EQ(x, std::vector<double>(size, 7));
  }
}

}  // namespace
}  // namespace costmodel
