// Eight numbers at a time give what one at a time gives.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <costmodel/solve/sweep.hpp>

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

TEST(Curve, TakesWholeNumbers) {
  const Curve<> curve{.fixed = 1.5, .slope = 0.3, .unit = 2.25, .capacity = 7};
  EXPECT_EQ(curve(10), curve(10.0));
  EXPECT_EQ(curve(10), 1.5 + 0.3 * 10 + 2 * 2.25);
  EXPECT_EQ(curve.units(8U), 2);
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
