#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <costmodel/base/dual.hpp>
#include <costmodel/base/enclosure.hpp>
#include <costmodel/measured/queueing.hpp>
#include <costmodel/measured/unit_under_load.hpp>

using namespace costmodel;

namespace {

/// c servers that each complete one a second.
std::vector<double> servers(int c) {
  std::vector<double> rates;
  for (int n = 1; n <= c; ++n) rates.push_back(n);
  return rates;
}

/// 70 / 500 / 1,500 tokens/s at 1 / 8 / 32 in flight, linear between and through (0, 0), 400 tokens an answer.
double linear(double n) {
  const double x[] = {0, 1, 8, 32}, y[] = {0, 70, 500, 1500};
  for (int i = 0; i < 3; ++i)
    if (n <= x[i + 1]) return (y[i] + (y[i + 1] - y[i]) * (n - x[i]) / (x[i + 1] - x[i])) / 400;
  return 1500.0 / 400;
}

ServingUnit three_points(int units = 1) {
  ServingUnit u;
  for (int n = 1; n <= 32 * units; ++n) u.rates.push_back(units * linear(static_cast<double>(n) / units));
  return u;
}

ThroughputCurve<> curve(const std::vector<OperatingPoint<>>& points) { return {points, points.front()}; }

OperatingPoint<> point(double concurrency, double rate) {
  return {.concurrency = concurrency, .output = output_tokens_per_second(rate)};
}

}  // namespace

// Erlang C, by its textbook formula in a program of its own.
TEST(UnitUnderLoad, EqualPlacesAreErlangC) {
  struct Row {
    int c;
    double a, waits, wait;
  };
  for (const Row& r : {Row{1, .5, .5, 1}, Row{2, 1.5, .642857143, 1.285714286}, Row{8, 6, .356981086, .178490543},
                       Row{10, 9, .668731524, .668731524}, Row{32, 28.8, .458196622, .143186444}}) {
    const auto u = under_load(r.a, servers(r.c));
    EXPECT_NEAR(u.p_wait, r.waits, 5e-10) << r.c;
    EXPECT_NEAR(u.mean_wait, r.wait, 1e-9) << r.c;
    EXPECT_NEAR(u.in_flight, r.a, 1e-12 * r.a) << "as many are served as come";
    EXPECT_NEAR(u.mean_answer, 1 + r.wait, 2e-9);
  }
}

TEST(UnitUnderLoad, OnePlaceIsMM1) {
  for (const double rho : {1e-9, .1, .5, .9, .999}) {
    const auto u = under_load(rho * 4, std::vector<double>{4});
    EXPECT_NEAR(u.idle, 1 - rho, 1e-14);
    EXPECT_NEAR(u.p_wait, rho, 1e-14);
    EXPECT_NEAR(u.mean_wait / (rho / (4 - 4 * rho)), 1, 1e-12);
    EXPECT_NEAR(u.in_system / (rho / (1 - rho)), 1, 1e-12);
    EXPECT_NEAR(u.wait_percentile(.99), std::max(0.0, std::log(rho / .01) / (4 - 4 * rho)), 1e-9);
  }
}

TEST(UnitUnderLoad, OnePlaceAndAnswersAllAlikeIsPollaczekAndKhinchine) {
  for (const double rho : {.1, .5, .97})
    for (const double c2 : {0.0, .3, 1.0, 4.0}) {
      const auto u = under_load(rho / 20, std::vector<double>{1 / 20.0}, c2);
      EXPECT_NEAR(u.mean_wait / seconds(mean_wait(rho, seconds(20), c2)), 1, 1e-12) << rho << ' ' << c2;
    }
}

TEST(UnitUnderLoad, PlacesWithoutEndAreMGInfinity) {
  for (const double work : {.01, 1.0, 20.0}) {
    const auto u = under_load(work, servers(512));
    EXPECT_NEAR(u.idle / std::exp(-work), 1, 1e-12);
    EXPECT_NEAR(u.in_system, work, 1e-12 * work);
    EXPECT_LT(u.p_wait, 1e-200);
  }
}

// The worked table of five loads: by an independent program.
TEST(UnitUnderLoad, MeasuredCurveOfThreePoints) {
  struct Row {
    double share, waits, mean, p95, p99, system;
  };
  const ServingUnit unit = three_points();
  for (const Row& r :
       {Row{.5, .000127331, .0000679, 0, 0, 7.49063}, Row{.8, .139214, .185619, 1.36532, 3.51124, 8.45232},
        Row{.9, .433749, 1.15666, 5.76118, 10.0530, 9.57148}, Row{.97, .798112, 7.09433, 24.6242, 38.9303, 15.5947},
        Row{.999, .992813, 264.750, 796.938, 1226.12, 273.282}}) {
    const auto u = under_load(r.share * unit.capacity(), unit.rates);
    EXPECT_NEAR(u.p_wait / r.waits, 1, 5e-6) << r.share;
    EXPECT_NEAR(u.mean_wait / r.mean, 1, r.share == .5 ? 5e-4 : 5e-6);
    EXPECT_NEAR(u.wait_percentile(.95), r.p95, 5e-6 * r.p95);
    EXPECT_NEAR(u.wait_percentile(.99), r.p99, 5e-6 * r.p99);
    EXPECT_NEAR(u.mean_answer / r.system, 1, 5e-6);
  }
}

TEST(UnitUnderLoad, CapacityUnderAPromise) {
  const ServingUnit unit = three_points();
  const auto share = [&](Promise p) { return *capacity_under(unit, {p}) / unit.capacity(); };
  EXPECT_NEAR(share({Promised::wait, 99, 2}), .748516, 5e-7);
  EXPECT_NEAR(share({Promised::wait, 95, 1}), .784260, 5e-7);
  EXPECT_NEAR(share({Promised::wait, {}, .5}), .854981, 5e-7);
  EXPECT_NEAR(share({Promised::wait, 99, 0}), .648522, 5e-7) << "P(wait) of at most 1 %";
  EXPECT_NEAR(*capacity_under(unit, {{Promised::wait, 99, 2}, {Promised::wait, 99, 0}}) / unit.capacity(), .648522,
              5e-7);
  EXPECT_EQ(*capacity_under(unit, {}), unit.capacity());
}

TEST(UnitUnderLoad, OneQueueCarriesMoreThanQueuesOfTheirOwn) {
  const double expected[] = {.748516, .842255, .905706, .945986};
  int units = 1;
  for (const double share : expected) {
    const ServingUnit all = three_points(units);
    EXPECT_NEAR(*capacity_under(all, {{Promised::wait, 99, 2}}) / all.capacity(), share, 1e-6) << units;
    units *= 2;
  }
}

TEST(UnitUnderLoad, AtTheEndsNothingIsNotANumber) {
  std::vector<double> many;
  for (int n = 1; n <= 4096; ++n) many.push_back(1e-6 * n);
  for (const auto& rates : {std::vector<double>{3}, three_points().rates, servers(512), many})
    for (const double rho : {0.0, 1e-300, 1e-12, .5, 1 - 1e-12, 1.0, 2.0}) {
      const auto u = under_load(rho * rates.back(), rates);
      for (const double value :
           {u.idle, u.p_wait, u.mean_wait, u.in_flight, u.in_system, u.mean_answer, u.wait_percentile(.99)})
        EXPECT_FALSE(std::isnan(value)) << rates.size() << ' ' << rho;
      EXPECT_GE(u.idle, 0);
      EXPECT_LE(u.idle, 1);
      EXPECT_GE(u.p_wait, 0);
      EXPECT_LE(u.p_wait, 1);
      EXPECT_EQ(std::isinf(u.mean_wait), rho >= 1);
      if (rho > 0) {
        EXPECT_NEAR(idle_share(rho * rates.back(), rates), u.idle, 1e-12);
      }
    }
  const auto edge = under_load((1 - 1e-12) * 3, std::vector<double>{3});
  EXPECT_NEAR(edge.mean_wait * (3 - (1 - 1e-12) * 3), 1, 1e-3);
}

TEST(UnitUnderLoad, EverythingRisesWithTheLoad) {
  const ServingUnit unit = three_points();
  UnderLoad<> before = under_load(0.0, unit.rates);
  for (int i = 1; i < 400; ++i) {
    const auto now = under_load(unit.capacity() * i / 400, unit.rates);
    EXPECT_LT(now.idle, before.idle);
    EXPECT_GT(now.p_wait, before.p_wait);
    EXPECT_GT(now.mean_answer, before.mean_answer);
    before = now;
  }
}

TEST(UnitUnderLoad, AnEnclosureOfTheLoadGivesTheEnclosureOfTheIdleShare) {
  const ServingUnit unit = three_points();
  for (const double from : {.01, .2, .5, .9})
    for (const double wide : {1e-6, .05}) {
      const double low = from * unit.capacity(), high = (from + wide) * unit.capacity();
      const auto idle = idle_share(Enclosure(low, high), unit.rates);
      const double at_low = idle_share(low, unit.rates), at_high = idle_share(high, unit.rates);
      EXPECT_LE(idle.low, at_high);
      EXPECT_GE(idle.high, at_low);
      EXPECT_NEAR(idle.low, at_high, 1e-12);
      EXPECT_NEAR(idle.high, at_low, 1e-12);
    }
}

TEST(UnitUnderLoad, DerivativeOfTheIdleShare) {
  const ServingUnit unit = three_points();
  const double at = .4, step = 1e-6;
  const auto exact = idle_share(Dual<>(at, 1.0), unit.rates);
  EXPECT_NEAR(exact.slope, (idle_share(at + step, unit.rates) - idle_share(at - step, unit.rates)) / (2 * step), 1e-8);
}

TEST(UnitUnderLoad, PlacesOfAMeasuredCurve) {
  const auto c = curve({point(1, 70), point(8, 500), point(32, 1500)});
  const Workload<> answers{.output = output_tokens_per_answer(400)};
  const auto rates = completion_rates(c, answers, 32);
  ASSERT_EQ(rates.size(), 32u);
  EXPECT_DOUBLE_EQ(rates[0], 70 / 400.0);
  EXPECT_DOUBLE_EQ(rates[7], 500 / 400.0);
  EXPECT_DOUBLE_EQ(rates[31], 1500 / 400.0);
  EXPECT_TRUE(std::is_sorted(rates.begin(), rates.end()));
  const auto two = completion_rates(c, answers, 32, 2);
  ASSERT_EQ(two.size(), 64u);
  EXPECT_DOUBLE_EQ(two[1], 2 * rates[0]) << "two requests, each alone on a unit";
  EXPECT_DOUBLE_EQ(two[0], rates[0]);
  // Nobody measured fewer than 16: each lasts as long as with 16. A part of a place counts as one, at the rate that was
  // measured.
  const auto late = completion_rates(curve({point(16, 640), point(30.5, 900)}), answers, 30.5);
  ASSERT_EQ(late.size(), 31u);
  EXPECT_DOUBLE_EQ(late[0], 640 / 400.0 / 16);
  EXPECT_DOUBLE_EQ(late[30], 900 / 400.0);
}

TEST(UnitUnderLoad, FirstTokenIsTheWaitAndThePrefillAtThatLoad) {
  ServingUnit unit{.rates = {2}, .first_token = {.3}, .answer = {.5}};
  const auto u = under_load(1.0, unit.rates);
  EXPECT_NEAR(*seconds_of(unit, 1, Promised::first_token, .99), .3 + u.wait_percentile(.99), 1e-12);
  EXPECT_NEAR(*seconds_of(unit, 1, Promised::first_token, .3), .3, 1e-12) << "half of them do not wait";
  EXPECT_NEAR(*seconds_of(unit, 1, Promised::first_token, {}), .3 + u.mean_wait, 1e-12);
  // M/M/1: the whole answer is exponential with rate μ − λ, and here the bound is exact.
  EXPECT_NEAR(*seconds_of(unit, 1, Promised::answer, .95), -std::log(.05) / (2 - 1), 1e-9);
  EXPECT_NEAR(*seconds_of(unit, 1, Promised::answer, {}), 1.0, 1e-12);
  EXPECT_NEAR(*capacity_under(unit, {{Promised::answer, 95, -std::log(.05)}}), 1, 1e-9);
  unit.squared_variation = 0;
  EXPECT_NEAR(*seconds_of(unit, 1, Promised::answer, .95), .5 + std::log(.5 / .05) / 2, 1e-12);
  unit.squared_variation = 2;
  EXPECT_FALSE(seconds_of(unit, 1, Promised::answer, .95)) << "no bound, no number";
  EXPECT_FALSE(capacity_under(unit, {{Promised::answer, 95, 10}}));
  unit.first_token.clear();
  EXPECT_FALSE(seconds_of(unit, 1, Promised::first_token, {})) << "not measured";
  EXPECT_EQ(*capacity_under(unit, {{Promised::wait, {}, -1}}), 0) << "an empty machine does not keep it";
}

// Percentiles of the first token where prefill differs with the number in flight: held against the sum over all states.
TEST(UnitUnderLoad, FirstTokenByTheSumOverStates) {
  ServingUnit unit = three_points();
  for (std::size_t n = 0; n < 32; ++n) unit.first_token.push_back(.1 + .02 * static_cast<double>(n));
  const double offered = .9 * unit.capacity();
  std::vector<double> p{1};
  for (int n = 1; n < 4000; ++n)
    p.push_back(p.back() * offered / unit.rates[std::min<std::size_t>(static_cast<std::size_t>(n), 32) - 1]);
  double all = 0, mean = 0;
  for (const double x : p) all += x;
  for (std::size_t n = 0; n < p.size(); ++n) {
    const double wait = n < 32 ? 0 : static_cast<double>(n - 31) / unit.capacity();
    mean += p[n] / all * (wait + unit.first_token[std::min<std::size_t>(n, 31)]);
  }
  EXPECT_NEAR(*seconds_of(unit, offered, Promised::first_token, {}) / mean, 1, 1e-9);
  const double p99 = *seconds_of(unit, offered, Promised::first_token, .99);
  EXPECT_NEAR(p99, under_load(offered, unit.rates).wait_percentile(.99) + unit.first_token[31], 1e-9);
  const double p20 = *seconds_of(unit, offered, Promised::first_token, .2);
  double until = 0;
  std::size_t n = 0;
  while (until < .2) until += p[n++] / all;
  EXPECT_NEAR(p20, unit.first_token[n - 1], 1e-9);
}
