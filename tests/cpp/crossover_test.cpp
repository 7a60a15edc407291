// Crossovers of two curves: closed cases by hand, then thousands of hard random pairs against a dense scan.
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/solve/crossover.hpp>

#include <cstdlib>
#include <sstream>

#include "curves.hpp"

namespace costmodel {
namespace {

std::vector<double> places(const CrossoverReport& report) {
  std::vector<double> at;
  for (const auto& crossing : report.crossings) at.push_back(crossing.at);
  return at;
}

// --- By hand -------------------------------------------------------------------------------------

TEST(Crossovers, FlatAgainstSloping) {
  const auto report = crossovers({.fixed = 200}, {.slope = 0.02}, 0, 1e6);
  ASSERT_EQ(report.crossings.size(), 1u);
  const auto& x = report.crossings[0];
  EXPECT_DOUBLE_EQ(x.at, 10'000);
  EXPECT_EQ(x.kind, CrossingKind::crossing);
  EXPECT_DOUBLE_EQ(x.left.a, 200);
  EXPECT_DOUBLE_EQ(x.left.b, 200);
  EXPECT_EQ(x.left.slope_a, 0);
  EXPECT_EQ(x.left.slope_b, 0.02);
  EXPECT_TRUE(report.complete);
}

TEST(Crossovers, ParallelLinesNeverCross) {
  const auto report = crossovers({.fixed = 1, .slope = 2}, {.fixed = 3, .slope = 2}, 0, 1e9);
  EXPECT_TRUE(report.crossings.empty());
  EXPECT_TRUE(report.equal.empty());
  EXPECT_TRUE(report.complete);
}

TEST(Crossovers, EqualCurvesAreEqualThroughoutAndCrossNowhere) {
  const Curve<> both{.unit = 7, .capacity = 10};
  const auto report = crossovers(both, both, 1, 95);
  EXPECT_TRUE(report.crossings.empty());
  ASSERT_EQ(report.equal.size(), 1u);
  EXPECT_EQ(report.equal[0].from, 1);
  EXPECT_EQ(report.equal[0].to, 95);
}

/// A box at 10 a month for each 100 answers against 0.11 an answer: the box wins, then its next unit jumps past, and
/// the line passes it again. In unit n the box is dearer from 100(n−1) to 1000n ÷ 11.
TEST(Crossovers, StepsJumpPastALineAgainAndAgain) {
  const auto report = crossovers({.unit = 10, .capacity = 100}, {.slope = 0.11}, 0, 370);
  ASSERT_EQ(report.crossings.size(), 7u);
  for (int n = 1; n <= 3; ++n) {
    const auto& meets = report.crossings[static_cast<std::size_t>(2 * n - 2)];
    EXPECT_EQ(meets.kind, CrossingKind::crossing);
    EXPECT_NEAR(meets.at, 1000.0 * n / 11, 1e-10);
    const auto& jumps = report.crossings[static_cast<std::size_t>(2 * n - 1)];
    EXPECT_EQ(jumps.kind, CrossingKind::jump);
    EXPECT_DOUBLE_EQ(jumps.at, 100.0 * n);
    EXPECT_DOUBLE_EQ(jumps.left.a, 10.0 * n);
    EXPECT_DOUBLE_EQ(jumps.right.a, 10.0 * (n + 1));
  }
  EXPECT_EQ(report.crossings[6].kind, CrossingKind::crossing);
}

TEST(Crossovers, ATouchIsNotACrossing) {
  // 1 − e^(−x) touches its own tangent at ln 2: ½ + ½(x − ln 2).
  const Curve<> window{.open = 1, .opening = Opening::exponential, .arrivals_per_x = 1};
  const Curve<> tangent{.fixed = 0.5 - 0.5 * std::log(2.0), .slope = 0.5};
  const auto report = crossovers(window, tangent, 0, 10);
  ASSERT_EQ(report.crossings.size(), 1u);
  EXPECT_EQ(report.crossings[0].kind, CrossingKind::touch);
  EXPECT_NEAR(report.crossings[0].at, std::log(2.0), 1e-6);
}

TEST(Crossovers, ALittleBelowTheTangentThereAreTwo) {
  const Curve<> window{.open = 1, .opening = Opening::exponential, .arrivals_per_x = 1};
  const Curve<> secant{.fixed = 0.5 - 0.5 * std::log(2.0) - 1e-9, .slope = 0.5};
  const auto report = crossovers(window, secant, 0, 10);
  ASSERT_EQ(report.crossings.size(), 2u);
  // f ≈ 1e-9 − (x − ln 2)² ÷ 4
  EXPECT_NEAR(report.crossings[0].at, std::log(2.0) - std::sqrt(4e-9), 1e-8);
  EXPECT_NEAR(report.crossings[1].at, std::log(2.0) + std::sqrt(4e-9), 1e-8);
}

TEST(Crossovers, WindowsThatMeetAtZeroStillTurnLater) {
  // At x = 0 both are 0 and the window rises 10 times as steeply; its turning point lies inside, not at the ends.
  const Curve<> window{.open = 10, .capacity = 100, .opening = Opening::anchored, .arrivals_per_x = 1};
  const auto report = crossovers(window, {.slope = 1}, 0, 60);
  ASSERT_EQ(report.crossings.size(), 1u);  // 10x/(1+x) = x at x = 9
  EXPECT_NEAR(report.crossings[0].at, 9, 1e-12);
}

TEST(Crossovers, AWindowThatIsBusierThanItsFormulaIsBilledForBeingBusy) {
  // φ = max(x/2, x/(1+x)): the formula up to x = 1, busy beyond; 4φ = x + 1 at x = 1.
  const Curve<> window{.open = 4, .capacity = 2, .max_units = 1, .opening = Opening::anchored, .arrivals_per_x = 1};
  EXPECT_DOUBLE_EQ(window(0.5), 4 * 0.5 / 1.5);
  EXPECT_DOUBLE_EQ(window(1.6), 4 * 0.8);
  const auto report = crossovers(window, {.fixed = 1, .slope = 1}, 0, 2);
  ASSERT_EQ(report.crossings.size(), 1u);
  EXPECT_NEAR(report.crossings[0].at, 1, 1e-12);
}

TEST(Crossovers, StepsThatCoincideButForRoundingAreOneStep) {
  // 3 × 0.1 is 0.30000000000000004. Both step there, from 1 and 3 to 2 and 4 units; the order is the same on both
  // sides.
  const Curve<> a{.unit = 1, .capacity = 0.3}, b{.fixed = -1.5, .unit = 1, .capacity = 0.1};
  EXPECT_LT(a(0.29), b(0.29));
  EXPECT_LT(a(0.31), b(0.31));
  EXPECT_TRUE(crossovers(a, b, 0.25, 0.35).crossings.empty());
}

TEST(Crossovers, EndWhereEitherCurveEnds) {
  const auto report = crossovers({.unit = 5, .capacity = 10, .max_units = 3}, {.slope = 1}, 0, 1e6);
  EXPECT_EQ(report.high, 30);
  EXPECT_TRUE(crossovers({.unit = 5, .capacity = 10, .max_units = 3}, {.slope = 1}, 31, 40).crossings.empty());
}

TEST(Crossovers, SaySoWhenTheyStopEarly) {
  const auto report =
      crossovers({.unit = 1, .capacity = 1}, {.unit = 1.5, .capacity = 1}, 0, 1e6, {.max_stretches = 1000});
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.high, 1000);
}

TEST(Crossovers, RefuseDomainsThatAreNone) {
  const Curve<> a{.fixed = 1}, b{.slope = 1};
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const auto& [low, high] : {std::pair{-1.0, 1.0}, {1.0, 1.0}, {2.0, 1.0}, {0.0, inf}, {nan, 1.0}, {0.0, nan}})
    EXPECT_THROW((void)crossovers(a, b, low, high), InvalidInput) << low << " to " << high;
}

/// ac just above 1 is where Lambert's W is called just beside its branch point.
TEST(Crossovers, HoldAtTheBranchPointOfLambertsW) {
  for (int k = 0; k < 2000; ++k) {
    const Curve<> window{.open = 10, .capacity = 1 + k * 0x1p-52, .opening = Opening::exponential, .arrivals_per_x = 1};
    EXPECT_NO_THROW((void)crossovers(window, {.fixed = 1}, 0, 0.9)) << "capacity 1 + " << k << " ulp";
  }
}

// --- Against a dense scan ------------------------------------------------------------------------

Curve<long double> wide(const Curve<>& c) {
  return {c.fixed, c.slope, c.unit, c.open, c.capacity, c.min_units, c.max_units, c.opening, c.arrivals_per_x};
}

struct Gap {
  double value = 0;  ///< a − b
  double noise = 0;  ///< below which nobody can tell: the solver takes 1.4e-14 of y for equal, and 1 − e^(−a) is good
                     ///< to 1e-16 of 1
  int order() const { return std::abs(value) <= noise ? 0 : value < 0 ? -1 : 1; }
};

double noise(const Curve<>& a, const Curve<>& b, double x) {
  return 1e-12 * std::max(a(x), b(x)) + 1e-15 * std::max(a.open * a.units(x), b.open * b.units(x));
}

/// a − b with 64 bits of mantissa.
Gap gap(const Curve<>& a, const Curve<>& b, double x) {
  const auto y = [x](const Curve<>& c) { return wide(c)(static_cast<long double>(x)); };
  return {static_cast<double>(y(a) - y(b)), noise(a, b, x)};
}

std::string described(const Curve<>& c) {
  std::ostringstream out;
  out.precision(17);
  out << "{.fixed = " << c.fixed << ", .slope = " << c.slope << ", .unit = " << c.unit << ", .open = " << c.open
      << ", .capacity = " << c.capacity << ", .min_units = " << c.min_units << ", .max_units = " << c.max_units
      << ", .opening = Opening(" << static_cast<int>(c.opening) << "), .arrivals_per_x = " << c.arrivals_per_x << "}";
  return out.str();
}

/// Points that a scan should not leave out: an even grid, a logarithmic one, and both sides of every step.
std::vector<double> scan_points(const Curve<>& a, const Curve<>& b, const CrossoverReport& report, int count) {
  std::vector<double> xs;
  const double span = report.high - report.low;
  for (int i = 0; i <= count / 2; ++i) xs.push_back(report.low + span * i / (count / 2));
  for (int i = 0; i <= count / 2; ++i) xs.push_back(report.low + span * std::pow(10.0, -9.0 * i / (count / 2)));
  for (const auto* c : {&a, &b})
    for (double n = std::max(1.0, std::floor(report.low / c->capacity)); n * c->capacity < report.high && n < 500; ++n)
      for (const double side : {1 - 1e-6, 1 - 1e-12, 1 + 1e-12, 1 + 1e-6}) xs.push_back(n * c->capacity * side);
  // Every gap between events, at its middle and near its ends: what the report claims must hold there too.
  std::vector<double> events{report.low, report.high};
  for (const auto& crossing : report.crossings) events.push_back(crossing.at);
  for (const auto& stretch : report.equal) events.insert(events.end(), {stretch.from, stretch.to});
  std::sort(events.begin(), events.end());
  for (std::size_t i = 0; i + 1 < events.size(); ++i)
    for (const double share : {1e-3, 0.1, 0.5, 0.9, 0.999}) xs.push_back(std::lerp(events[i], events[i + 1], share));
  std::erase_if(xs, [&](double x) { return !(x >= report.low && x <= report.high); });
  std::sort(xs.begin(), xs.end());
  return xs;
}

/// What is wrong with the report by the scan; empty where nothing is.
std::string contradiction(const Curve<>& a, const Curve<>& b, const CrossoverReport& report, int count) {
  std::ostringstream out;
  out.precision(17);
  for (std::size_t i = 0; i + 1 < report.crossings.size(); ++i)
    if (!(report.crossings[i].at < report.crossings[i + 1].at))
      out << "not in order at " << report.crossings[i].at << "; ";
  for (const auto& crossing : report.crossings) {
    const auto apart = [](const Side& s) { return std::abs(s.a - s.b); };
    const bool equal_here = std::min(apart(crossing.left), apart(crossing.right)) <= noise(a, b, crossing.at);
    if (crossing.kind != CrossingKind::jump && !equal_here) out << "not equal at " << crossing.at << "; ";
    if (crossing.kind == CrossingKind::jump &&
        (crossing.left.a < crossing.left.b) == (crossing.right.a < crossing.right.b))
      out << "no jump at " << crossing.at << "; ";
  }
  int expected = 0;  // by the scan, carried over the events by the report
  std::size_t next = 0;
  for (const double x : scan_points(a, b, report, count)) {
    while (next < report.crossings.size() && report.crossings[next].at <= x * (1 + 1e-13)) {
      if (report.crossings[next].at >= x * (1 - 1e-13)) break;  // x is the event itself
      if (report.crossings[next].kind != CrossingKind::touch) expected = -expected;
      ++next;
    }
    if (next < report.crossings.size() && std::abs(report.crossings[next].at - x) <= 1e-13 * x) continue;
    const Gap d = gap(a, b, x);
    const bool in_equal = std::any_of(report.equal.begin(), report.equal.end(), [&](const Stretch& s) {
      return x > s.from * (1 + 1e-13) && x < s.to * (1 - 1e-13);
    });
    if (in_equal) {
      if (d.order() != 0) out << "not equal at " << x << "; ";
      continue;
    }
    if (expected == 0) {
      expected = d.order();
    } else if (d.order() == -expected) {
      out << "order at " << x << " is not what the report says (" << d.value << "); ";
      break;
    }
  }
  return out.str();
}

TEST(Crossovers, AgainstADenseScan) {
  const char* asked = std::getenv("COSTMODEL_ADVERSARIAL_PAIRS");
  const int pairs = asked ? std::atoi(asked) : 3000;
  int found = 0, failures = 0;
  for (int seed = 0; seed < pairs && failures < 5; ++seed) {
    const auto pair = test::hard_pair(static_cast<unsigned>(seed));
    const auto report = crossovers(pair.a, pair.b, pair.low, pair.high);
    found += static_cast<int>(report.crossings.size());
    const auto wrong = contradiction(pair.a, pair.b, report, 4000);
    const auto swapped = crossovers(pair.b, pair.a, pair.low, pair.high);
    bool mirrored = swapped.crossings.size() == report.crossings.size();
    for (std::size_t i = 0; mirrored && i < report.crossings.size(); ++i)
      mirrored = std::abs(swapped.crossings[i].at - report.crossings[i].at) <= 1e-6 * report.crossings[i].at &&
                 swapped.crossings[i].kind == report.crossings[i].kind;
    if (wrong.empty() && mirrored) continue;
    ++failures;
    ADD_FAILURE() << "pair " << seed << ": " << wrong << (mirrored ? "" : "not the same with a and b swapped")
                  << "\na = " << described(pair.a) << "\nb = " << described(pair.b) << "\nlow = " << pair.low
                  << ", high = " << pair.high << "\nreported: " << testing::PrintToString(places(report))
                  << "\nswapped: " << testing::PrintToString(places(swapped));
  }
  EXPECT_GT(found, pairs / 4) << "the pairs have become too easy";
}

}  // namespace
}  // namespace costmodel
