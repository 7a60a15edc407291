// Bills with steps by volume, starts, hours of unlike load, overflow, credits and minimums: the formula, and its
// crossings.
#include <gtest/gtest.h>
#include <costmodel/solve/crossover.hpp>

#include <algorithm>
#include <sstream>
#include <vector>

#include "curves.hpp"

namespace costmodel {
namespace {

using test::Random;

/// A curve with some of what the walk has no closed form for.
Curve<> bent_curve(Random& r, double high) {
  Curve<> c = test::random_curve(r, high);
  if (r.one_in(2))
    for (int i = 0; i <= r.below(3); ++i)
      c.bends.push_back({high * r.log_uniform(0.01, 1), c.slope * r.uniform(-0.3, 0.5)});
  if (r.one_in(3)) {
    const double share = r.uniform(0.2, 0.8), weight = r.uniform(0.1, 1);
    const double mean = share + (1 - share) * weight;
    c.levels = {{share, 1 / mean, 1}, {1 - share, weight / mean, weight}};
  }
  if (r.one_in(3)) {
    c.opening = Opening::spells;
    const double start = c.arrivals_per_x * r.uniform(0, 3);
    c.spell = {start, r.one_in(2) ? start : 0, c.arrivals_per_x * r.uniform(0, 1), c.arrivals_per_x * 0.5};
  }
  if (r.one_in(6)) c.opening = r.one_in(2) ? Opening::even : Opening::even_anchored;
  if (r.one_in(4) && c.max_units < 1e6 && c.capacity < 1e9)
    c.overflows = true, c.overflow = r.log_uniform(0.01, 100) / high;
  if (r.one_in(3)) {
    c.settlement.holds = true;
    c.settlement.least = r.one_in(2) ? r.log_uniform(0.1, 100) : 0;
    c.settlement.credit = r.one_in(2) ? r.log_uniform(0.1, 100) : 0;
    c.settlement.beside_fixed = c.fixed * r.uniform(0, 1);
    c.settlement.beside_slope = c.slope * r.uniform(0, 1);
  }
  return c;
}

/// What a scan of the domain finds wrong with the report; empty where nothing is.
std::string contradiction(const Curve<>& a, const Curve<>& b, const CrossoverReport& report) {
  std::ostringstream out;
  out.precision(17);
  const auto order_at = [&](double x) {
    const double gap = a(x) - b(x);
    return std::abs(gap) <= 1e-9 * std::max(std::abs(a(x)), std::abs(b(x))) ? 0 : gap < 0 ? -1 : 1;
  };
  int order = 0;
  std::size_t next = 0;
  for (int i = 0; i <= 4000; ++i) {
    const double x = i < 2000 ? std::lerp(report.low, report.high, i / 2000.0)
                              : report.low + (report.high - report.low) * (i - 2000) / 2000.0;
    if (i == 2000) order = 0, next = 0;
    for (; next < report.crossings.size() && report.crossings[next].at < x; ++next)
      if (report.crossings[next].kind != CrossingKind::touch) order = -order;
    const int here = order_at(x);
    if (here == 0) continue;
    if (order == 0) order = here;
    if (order != here) return (out << "order at " << x << " is not what the report says", out.str());
  }
  return {};
}

TEST(BentCurves, CrossWhereAScanSaysSo) {
  int found = 0, incomplete = 0;
  for (unsigned seed = 0; seed < 600; ++seed) {
    Random r(seed + 77'000);
    const double high = r.log_uniform(10, 1e5);
    const Curve<> a = bent_curve(r, high), b = bent_curve(r, high);
    const CrossoverReport report = crossovers(a, b, 0, high);
    if (!(report.low < report.high)) continue;
    found += static_cast<int>(report.crossings.size());
    incomplete += report.complete ? 0 : 1;
    EXPECT_EQ(contradiction(a, b, report), "") << "pair " << seed;
  }
  EXPECT_GT(found, 150);
  EXPECT_LT(incomplete, 20);
}

TEST(BentCurves, AVolumeStepIsCrossedInClosedForm) {
  // Two dollars each up to 100, one beyond; against 250 flat: 200 + (x − 100) = 250.
  const auto report = crossovers({.slope = 2, .bends = {{100, -1}}}, {.fixed = 250}, 0, 1000);
  ASSERT_EQ(report.crossings.size(), 1u);
  EXPECT_DOUBLE_EQ(report.crossings[0].at, 150);
  EXPECT_DOUBLE_EQ(report.crossings[0].left.slope_a, 1);
}

TEST(BentCurves, AMinimumAndACreditMoveTheCrossing) {
  Curve<> tokens{.slope = 1};
  tokens.settlement = {.holds = true, .credit = 30, .least = 20};
  EXPECT_DOUBLE_EQ(tokens(10), 20);
  EXPECT_DOUBLE_EQ(tokens(50), 20);
  EXPECT_DOUBLE_EQ(tokens(80), 50);
  const auto report = crossovers(tokens, {.fixed = 100}, 0, 1000);
  ASSERT_TRUE(report.complete);
  ASSERT_EQ(report.crossings.size(), 1u);
  EXPECT_NEAR(report.crossings[0].at, 130, 1e-10);
}

TEST(BentCurves, StretchedAxesKeepEveryPart) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Random r(seed);
    const Curve<> c = bent_curve(r, 1000);
    const double k = r.log_uniform(0.01, 100), x = r.uniform(1, 1000), y = c(k * x);
    if (c.units(k * x) != scaled(c, k).units(x)) continue;  // a step within rounding of x
    EXPECT_NEAR(scaled(c, k)(x), y, 1e-9 * std::abs(y)) << seed;
  }
}

TEST(BentCurves, HoursOfOneLoadAreHoursOfThatLoad) {
  // Two levels of the same load are none; a month of which a quarter is open at four times the load is a quarter of a
  // busy month.
  const Curve<> plain{.open = 10, .capacity = 100, .opening = Opening::anchored, .arrivals_per_x = 0.1};
  Curve<> split = plain, quarter = plain;
  split.levels = {{0.3, 1, 1}, {0.7, 1, 1}};
  quarter.levels = {{0.25, 4, 1}};
  quarter.capacity = 25;
  for (const double x : {0.5, 3.0, 20.0}) {
    EXPECT_NEAR(split(x), plain(x), 1e-12);
    EXPECT_NEAR(quarter(x), 0.25 * plain(4 * x), 1e-12);
  }
}

}  // namespace
}  // namespace costmodel
