// Between measured points: the curve, where a load settles on it, and the line in front of a machine that serves one at
// a time.
#include <gtest/gtest.h>
#include <costmodel/base/dual.hpp>
#include <costmodel/base/enclosure.hpp>
#include <costmodel/measured/queueing.hpp>
#include <costmodel/measured/throughput_curve.hpp>
#include <costmodel/replay/replay.hpp>
#include <costmodel/solve/sweep.hpp>

#include <cmath>
#include <random>

namespace costmodel {
namespace {

const Workload<> workload{.output = output_tokens_per_answer(300)};

OperatingPoint<> point(double concurrency, double output) {
  return {.concurrency = concurrency, .output = output_tokens_per_second(output)};
}

// One model on one DGX Spark: 24 tok/s alone, 123 with 25 in flight, 261 with 200 (the throughput_curve of the review
// that the scenario home_supercomputer_fallacy.json quotes).
const std::vector<OperatingPoint<>> spark{point(1, 24), point(25, 123), point(200, 261)};

// Gemma 4 26B-A4B FP8 on a DGX Spark, by requests in flight; kubis.ai, 2026-04-06.
const std::vector<OperatingPoint<>> gemma{point(1, 38.68),   point(2, 65.97),   point(4, 100.44), point(8, 152.36),
                                          point(16, 210.95), point(32, 281.92), point(64, 355.73)};

ThroughputCurve<> curve_of(const std::vector<OperatingPoint<>>& points) { return {points, points.front()}; }

double output_at(const ThroughputCurve<>& curve, double n) { return output_tokens_per_second(curve.at(n)->output); }

TEST(MonotoneCubic, HasTheSlopesOfSteffensPaper) {
  // Interior slope (his eq. 11): (sgn s₀ + sgn s₁) · min(|s₀|, |s₁|, ½|p|), by hand for unlike widths.
  const MonotoneCubic<double> f({0, 1, 3}, {0, 4, 6});  // s = 4, 1; p = (4·2 + 1·1)/3 = 3; 2·min(4, 1, 1.5) = 2
  const auto slope = [&](double x) { return (*f(x + 1e-6) - *f(x - 1e-6)) / 2e-6; };
  EXPECT_NEAR(slope(1), 2, 1e-5);
  // At the ends: the parabola's slope, 4·(1 + 1/3) − 1/3 = 5 at 0, and 1·(1 + 2/3) − 4·2/3 = −1 at 3, against the rise:
  // 0.
  EXPECT_NEAR((*f(1e-6) - *f(0)) / 1e-6, 5, 1e-4);
  EXPECT_NEAR((*f(3) - *f(3 - 1e-6)) / 1e-6, 0, 1e-4);
  const MonotoneCubic<double> turns({0, 1, 2}, {0, 1, 0});  // an extremum that was measured stays where it is
  EXPECT_NEAR((*turns(1 + 1e-6) - *turns(1 - 1e-6)) / 2e-6, 0, 1e-5);
}

TEST(MonotoneCubic, StaysBetweenItsPointsAndHoldsThemExactly) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> any(0.1, 10);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> x, y;
    for (int i = 0; i < 6; ++i) {
      x.push_back((x.empty() ? 0 : x.back()) + any(random));
      y.push_back(any(random));
    }
    const MonotoneCubic<double> f(x, y);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      EXPECT_EQ(*f(x[i]), y[i]);
      double last = y[i];
      for (int k = 1; k <= 50; ++k) {
        const double v = *f(std::lerp(x[i], x[i + 1], k / 50.0));
        EXPECT_GE((v - last) * (y[i + 1] - y[i]), -1e-12) << "not monotone in trial " << trial;
        last = v;
      }
    }
  }
}

TEST(MonotoneCubic, SaysNothingOutside) {
  const MonotoneCubic<double> f({1, 2}, {10, 30});
  EXPECT_EQ(f(0.999), std::nullopt);
  EXPECT_EQ(f(2.001), std::nullopt);
  EXPECT_EQ(f(std::nan("")), std::nullopt);
  EXPECT_DOUBLE_EQ(*f(1.5), 20);  // two points: a line
  const MonotoneCubic<double> one({4}, {7});
  EXPECT_EQ(*one(4), 7);
  EXPECT_EQ(one(5), std::nullopt);
}

TEST(MonotoneCubic, HoldsOverEveryNumberType) {
  const std::vector<double> x{1, 2, 4, 8};
  const std::vector<double> y{3, 5, 6, 9};
  const auto over = [&]<class T>(T, auto lift) {
    std::vector<T> values;
    for (std::size_t i = 0; i < y.size(); ++i) values.push_back(lift(i));
    return *MonotoneCubic<T>(x, values)(3.3);
  };
  const double plain = over(0.0, [&](std::size_t i) { return y[i]; });
  const double h = 1e-6;
  const double moved = over(0.0, [&](std::size_t i) { return y[i] + (i == 2 ? h : 0); });
  const Dual<> dual = over(Dual<>(), [&](std::size_t i) { return Dual<>(y[i], i == 2 ? 1.0 : 0.0); });
  EXPECT_DOUBLE_EQ(dual.value, plain);
  EXPECT_NEAR(dual.slope, (moved - plain) / h, 1e-6);
  const Enclosure box = over(Enclosure(), [&](std::size_t i) { return Enclosure(y[i] - 0.01, y[i] + 0.01); });
  EXPECT_LE(box.low, plain);
  EXPECT_GE(box.high, plain);
  EXPECT_LE(box.high - box.low, 0.5);
}

TEST(ThroughputCurve, GoesThroughWhatWasMeasuredAndNeverBeyond) {
  const auto curve = curve_of(gemma);
  for (const auto& p : gemma) EXPECT_EQ(curve.at(p.concurrency)->output, p.output);
  EXPECT_EQ(curve.at(0.5), std::nullopt);
  EXPECT_EQ(curve.at(65), std::nullopt);
  EXPECT_GT(output_at(curve, 24), 210.95);
  EXPECT_LT(output_at(curve, 24), 281.92);
}

TEST(ThroughputCurve, APointLeftOutIsFoundAgainWithinTenPercent) {
  // The published curve held against itself: each inner point from the others.
  for (std::size_t left = 1; left + 1 < gemma.size(); ++left) {
    auto others = gemma;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(left));
    const double measured = output_tokens_per_second(gemma[left].output);
    EXPECT_NEAR(output_at(curve_of(others), gemma[left].concurrency), measured, 0.10 * measured)
        << gemma[left].concurrency;
  }
}

TEST(ThroughputCurve, PointsThatMeasuredSomethingElseAreNotMixed) {
  auto points = spark;
  points[1].input = input_tokens_per_second(4000);  // prefill apart at one point alone
  const ThroughputCurve<> without(points, points[0]);
  ASSERT_EQ(without.points().size(), 2u);
  const ThroughputCurve<> with(points, points[1]);
  ASSERT_EQ(with.points().size(), 1u);
  EXPECT_EQ(with.at(24), std::nullopt);
  EXPECT_EQ(*with.at(25)->input, input_tokens_per_second(4000));
}

TEST(ThroughputCurve, OfTwoMeasurementsAtOneConcurrencyTheFasterCounts) {
  const auto curve = curve_of({point(1, 20), point(4, 50), point(1, 24)});
  ASSERT_EQ(curve.points().size(), 2u);
  EXPECT_DOUBLE_EQ(output_at(curve, 1), 24);
}

TEST(Settle, IsAFixedPointOfLittlesLaw) {
  const auto curve = curve_of(gemma);
  for (double load = 0.13; load < 355.73 / 300; load += 0.01) {
    const Settled s = settle(curve, workload, load, 64);
    ASSERT_EQ(s.how, Settling::settled) << load;
    EXPECT_NEAR(s.in_flight, load * seconds(time_in_flight(*s.point, workload)), 1e-9 * s.in_flight);
  }
}

TEST(Settle, AtAMeasuredRateTheMeasuredConcurrency) {
  for (const auto& p : spark) {
    const Settled s = settle(curve_of(spark), workload, output_tokens_per_second(p.output) / 300, 200);
    EXPECT_EQ(s.how, Settling::settled);
    EXPECT_NEAR(s.in_flight, p.concurrency, 1e-6 * p.concurrency);  // the curve is nearly flat at its end
  }
}

TEST(Settle, AboveTheCurveIsSaturatedAndBelowOneInFlightIsAlone) {
  const auto curve = curve_of(spark);
  EXPECT_EQ(settle(curve, workload, 262 / 300.0, 200).how, Settling::saturated);
  EXPECT_EQ(settle(curve, workload, 124 / 300.0, 25).how, Settling::saturated);  // the limits stop at 25 in flight
  const Settled alone = settle(curve, workload, 0.04, 200);
  EXPECT_EQ(alone.how, Settling::settled);
  EXPECT_DOUBLE_EQ(alone.in_flight, 0.04 * 300 / 24);
  EXPECT_EQ(alone.point->concurrency, 1);
  EXPECT_EQ(settle(curve_of({point(25, 123), point(200, 261)}), workload, 0.1, 200).how, Settling::below_measured);
}

TEST(Settle, ARateThatFallsAgainGivesTheLowerConcurrency) {
  const auto curve = curve_of({point(1, 20), point(8, 100), point(32, 80)});
  const Settled s = settle(curve, workload, 90 / 300.0, 32);
  EXPECT_EQ(s.how, Settling::settled);
  EXPECT_LT(s.in_flight, 8);
}

TEST(Queueing, AgreesWithPrintedResults) {
  // Kleinrock, Queueing Systems I, §5.6: M/M/1 waits ρS/(1−ρ), M/D/1 half of it.
  EXPECT_DOUBLE_EQ(seconds(mean_wait(0.8, seconds(10.0), 1.0)), 40);
  EXPECT_DOUBLE_EQ(seconds(mean_wait(0.8, seconds(10.0))), 20);
  EXPECT_EQ(seconds(mean_wait(0.0, seconds(10.0))), 0);
  EXPECT_TRUE(std::isinf(seconds(mean_wait(1.0, seconds(10.0)))));
}

TEST(Queueing, AgreesWithReplayedRequests) {
  // 400,000 random requests, each held for 10 s (fixed) or for exponential tokens, one at a time: method against
  // method.
  std::mt19937_64 random(5);
  for (const bool alike : {true, false}) {
    const double rho = 0.7;
    std::exponential_distribution<double> gap(rho / 10), tokens(1 / 1000.0);
    Trace trace;
    double now = 0;
    for (int i = 0; i < 400'000; ++i) {
      trace.time_ns.push_back(static_cast<std::int64_t>(now * 1e9));
      trace.input.push_back(0);
      trace.output.push_back(alike ? 1000 : static_cast<std::uint32_t>(std::lround(tokens(random))));
      now += gap(random);
    }
    const Serving one =
        at_point({.rule = {.by = Billed::keep_alive, .window = seconds(300)}, .max_copies = 1}, point(1, 100));
    const Replayed replayed = replay(trace, one);
    const double expected = seconds(mean_wait(rho, seconds(10.0), alike ? 0.0 : 1.0));
    EXPECT_NEAR(seconds(replayed.mean_wait), expected, 0.06 * expected);
  }
}

}  // namespace
}  // namespace costmodel
