// Copies that scale to zero under load: one share of the month, in the bill, the risk and the replay alike.
#include <gtest/gtest.h>

#include <cmath>
#include <costmodel/model/costs.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <costmodel/replay/simulate.hpp>
#include <costmodel/solve/crossover.hpp>

namespace costmodel {
namespace {

Scenario serverless(std::vector<OperatingPoint<>> points, double tokens, double demand, ActiveWindow<> pricing) {
  Path path{.id = "srv", .pricing = pricing, .points = std::move(points), .acceptance = {.rate = 1}};
  Path api{.id = "api", .pricing = PerToken<>{.output = usd_per_million_output_tokens(12)}, .acceptance = {.rate = 1}};
  Scenario s{.title = "serverless",
             .demand = accepted_answers_per_month(demand),
             .workload = {.output = output_tokens_per_answer(tokens)}};
  s.paths = {path, api};
  return s;
}

OperatingPoint<> point(double concurrency, double rate) {
  return {.concurrency = concurrency, .output = output_tokens_per_second(rate)};
}

ActiveWindow<> tail_of_5_s() {
  return {.price = usd_per_minute(0.0658), .rule = WindowRule::per_second, .tail = seconds(5)};
}

double usd_of(const Scenario& s) { return usd_per_month(*cost(s, "srv", s.demand).per_month); }

double rule_of_risk(const Scenario& s, Billed rule) {
  for (const auto& row : billing_risk(s, "srv").rows)
    if (row.rule == rule) return usd_per_month(row.cost);
  return NAN;
}

}  // namespace

// A lone call lasts 270 ÷ 80 = 3.375 s. Where calls do not slow each other down that is 1 − e^(−λ(W+S)); the measured
// curve slows two at once by a third, which adds 0.15 USD.
TEST(ScaleToZero, ACallThatIsAloneTakesAsLongAsItWasMeasuredToTakeAlone) {
  const double lambda = 20'000 / 2'628'000.0, all_month = 0.0658 * 60 * 730;
  const double never_slower = all_month * -std::expm1(-lambda * (5 + 3.375));
  EXPECT_NEAR(never_slower, 177.96, 0.005);
  EXPECT_NEAR(usd_of(serverless({point(1, 80), point(8, 640), point(32, 2560)}, 270, 20'000, tail_of_5_s())), 177.96,
              0.005);
  const Scenario s = serverless({point(1, 80), point(8, 400), point(32, 530)}, 270, 20'000, tail_of_5_s());
  EXPECT_NEAR(usd_of(s), 177.96, 0.2);
  EXPECT_GT(usd_of(s), never_slower);
  EXPECT_DOUBLE_EQ(rule_of_risk(s, Billed::per_second), usd_of(s));
}

// 1 − (1 − ρ)·e^(−λW), ρ = 0.304: 1,024.24; a simulation by another program says 1,023.50.
TEST(ScaleToZero, OnePlaceIsIdleForOneLessItsUtilization) {
  const Scenario s = serverless({point(1, 15)}, 300, 40'000, tail_of_5_s());
  EXPECT_NEAR(usd_of(s), 1024.24, 0.005);
  EXPECT_DOUBLE_EQ(rule_of_risk(s, Billed::per_second), usd_of(s));
}

TEST(ScaleToZero, OneFormulaForAllRulesThatCountFromTheLastAnswer) {
  ActiveWindow<> window{.price = usd_per_minute(0.0658), .window = seconds(5), .rule = WindowRule::keep_alive};
  const auto with = [&](const ActiveWindow<>& p) {
    return usd_of(serverless({point(1, 80), point(8, 400)}, 270, 20'000, p));
  };
  const double kept = with(window);
  window.rule = WindowRule::clock_aligned;
  EXPECT_DOUBLE_EQ(with(window), kept);
  EXPECT_DOUBLE_EQ(with(tail_of_5_s()), kept);
}

// The replay serves each call at the speed of as many as run: the simulation is another program than the formula.
TEST(ScaleToZero, SimulationOfCallsThatSlowEachOtherDownAgrees) {
  for (const double demand : {20'000.0, 200'000.0, 1'500'000.0}) {
    const Scenario s = serverless({point(1, 80), point(8, 400), point(32, 530)}, 270, demand, tail_of_5_s());
    const Path& path = s.path("srv");
    Serving serving = at_point({.rule = {.by = Billed::per_second, .tail = seconds(5)},
                                .price = copy_price(std::get<ActiveWindow<>>(path.pricing))},
                               path.points.back());
    serving.speed = speeds(path.points, path.points.back(), s.workload);
    const auto found = simulate({}, {.requests = demand, .length = hours(730), .output = 270}, serving,
                                {.relative_half_width = 0.002, .most = 64});
    EXPECT_NEAR(found.cost.mean / usd_of(s), 1, 2 * found.cost.half_width / found.cost.mean + 0.0015) << demand;
  }
}

TEST(ScaleToZero, ReplayOfALoneCallTakesItsOwnTimeAndTwoShareTheCopy) {
  Serving serving = at_point({.rule = {.by = Billed::per_second}, .price = usd_per_hour(3600)}, point(2, 120));
  serving.speed = speeds({point(1, 80), point(2, 120)}, point(2, 120), {.output = output_tokens_per_answer(240)});
  ASSERT_EQ(serving.speed.size(), 2u);
  EXPECT_NEAR(serving.speed[0], 80 / 60.0, 1e-12);
  EXPECT_DOUBLE_EQ(serving.speed[1], 1);
  const auto billed = [&](std::vector<std::int64_t> at) {
    Trace t;
    for (const auto time : at) t.time_ns.push_back(time), t.input.push_back(0), t.output.push_back(240);
    return seconds(replay(t, serving).billed);
  };
  EXPECT_NEAR(billed({0}), 3, 1e-8);                                          // 240 ÷ 80
  EXPECT_NEAR(billed({0, 0}), 4, 1e-8);                                       // 480 ÷ 120
  EXPECT_NEAR(billed({0, 1'000'000'000}), 1 + 160 / 60.0 + 80 / 80.0, 1e-8);  // alone, both, alone
  EXPECT_NEAR(billed({0, 0, 0}), 4 + 3, 1e-8);                                // the third waits for a place
}

TEST(ScaleToZero, ColdStartsComeFromTheSameShare) {
  const Scenario s = serverless({point(1, 15)}, 300, 40'000, tail_of_5_s());
  const PathCost c = cost(s, "srv", s.demand);
  const double lambda = 40'000 / 2'628'000.0, gone = (1 - lambda * 20) * std::exp(-lambda * 5);
  EXPECT_NEAR(*c.cold_share, gone, 1e-12);
  EXPECT_NEAR(*c.cold_starts, 40'000 * gone, 1e-6);
}

// Import, keep-alive of 5 min, one call a copy, at most three: 11,881 ± 20 by another program; one copy alone would be
// 5,009.
TEST(ScaleToZero, ACallThatFindsNoPlaceStartsAnotherCopy) {
  ActiveWindow<> import{.price = usd_per_minute(0.05718),
                        .units_per_copy = 2,
                        .window = minutes(5),
                        .rule = WindowRule::keep_alive,
                        .concurrency = 1,
                        .max_copies = 3};
  Scenario s = serverless({point(1, 95)}, 300, 200'000, import);
  s.paths[1].pricing = Provisioned<>{.price = usd_per_hour(10)};
  s.paths[1].points = s.paths[0].points;
  EXPECT_NEAR(usd_of(s), 11'881, 20);
  EXPECT_NEAR(usd_per_month(*cost(s, "api", s.demand).per_month), 7300, 1e-6);
  for (const auto& row : billing_risk(s, "srv").rows) {
    if (row.rule != Billed::keep_alive) continue;
    EXPECT_EQ(row.method, "simulation");
    EXPECT_NEAR(usd_per_month(row.cost) / usd_of(s), 1, 0.003);
    EXPECT_NEAR(row.cold_share, *cost(s, "srv", s.demand).cold_share, 0.001);
  }
  // The two cross once, and nothing between is left out.
  const auto report = crossovers(model(s, s.paths[0]).by_demand, model(s, s.paths[1]).by_demand, 1, 300'000);
  EXPECT_TRUE(report.complete);
  ASSERT_EQ(report.crossings.size(), 1u);
  const Demand<> there = accepted_answers_per_month(report.crossings[0].at);
  EXPECT_NEAR(usd_per_month(*cost(s, "srv", there).per_month), 7300, 1e-4);
  s.paths[0].pricing = [&] {
    auto p = import;
    p.rule = WindowRule::anchored;
    return p;
  }();
  EXPECT_NE(cost(s, "srv", s.demand).reasons.at(0).find("start another copy"), std::string::npos)
      << "never the formula of another case";
}

// Mahmoudi and Khazaei, SimFaaS (2021): 0.9 calls a second, 1.991 s warm, kept for 600 s: 0.135 % cold, 7.66 copies on
// average.
TEST(ScaleToZero, PublishedSimulationOfServerlessFunctions) {
  const CopiesOpen found = copies_open({{1 / 1.991}, 600, std::numeric_limits<double>::infinity()}, 0.9, false);
  EXPECT_NEAR(found.open, 7.66, 0.05);
  EXPECT_NEAR(found.cold, 0.00135, 0.00003);
}

// Three copies with one call at once, 20 s and 2 s kept, answers of 1 ÷ 0.3 s: simulations of 300,000 calls by another
// program. Of exponential lengths copies are counted without gaps between them, which is a lower bound.
TEST(ScaleToZero, CopiesAreCountedAsSimulationsHaveThem) {
  struct Case {
    double offered, idle, alike, exponential;
  };
  for (const Case& c : {Case{.27, 20, 2.51113, 2.46209},
                        {.54, 20, 2.97250, 2.95988},
                        {.72, 20, 2.99795, 2.99628},
                        {.27, 2, 1.30742, 1.30568},
                        {.54, 2, 2.27818, 2.27302},
                        {.72, 2, 2.71213, 2.70668},
                        {.81, 2, 2.87174, 2.87401}}) {
    const double alike = copies_open({{.3}, c.idle, 3}, c.offered, true).open,
                 exponential = copies_open({{.3}, c.idle, 3}, c.offered, false).open;
    EXPECT_LT(alike, c.alike * 1.004) << c.offered << ' ' << c.idle;
    EXPECT_GT(alike, c.alike * 0.988) << c.offered << ' ' << c.idle;
    EXPECT_LT(exponential, c.exponential * 1.002) << c.offered << ' ' << c.idle;
    EXPECT_GT(exponential, c.exponential * 0.987) << c.offered << ' ' << c.idle;
  }
}

// As many in flight as there are, 3,077 on 770 copies: none of them is left uncounted.
TEST(ScaleToZero, ThousandsOfCopiesAreCounted) {
  const double all = 2000 / .65;  // copies of four calls, all of them busy
  const double open = copies_open({{.3, .5, .6, .65}, 20, std::numeric_limits<double>::infinity()}, 2000, false).open;
  EXPECT_GT(open, all);
  EXPECT_LT(open, all * 1.05);
  EXPECT_EQ(copies_open({{.3, .5}, 20, 5}, 2.4999999, false).open > 4.99, true);
}

TEST(ScaleToZero, MillionsOfCallsInFlight) {
  const auto open = [](std::vector<double> rates, double idle, double most, double offered) {
    return copies_open({std::move(rates), idle, most}, offered, false).open;
  };
  const double no_limit = std::numeric_limits<double>::infinity();
  // Not kept at all, a copy is open while one of its calls is in flight: the mean of n ÷ 4 rounded up, n Poisson.
  for (const double calls : {1e5, 1e6, 4e6, 1e9, 1e15, 1e20})
    EXPECT_NEAR(open({1, 2, 3, 4}, 0, no_limit, calls), (calls + 1.5) / 4, 1e-9 * calls) << calls;
  // Kept, what is open beyond it grows as the root of the calls, and nothing jumps where the larger ones are scaled.
  const auto excess = [&](double calls) { return open({1}, 30, no_limit, calls) - calls; };
  EXPECT_NEAR(excess(4e5) / std::sqrt(4e5), excess(1e6) / 1e3, 0.01);
  EXPECT_NEAR(excess(1e12) / 1e6, excess(1e6) / 1e3, 1e-3);
  EXPECT_NEAR(excess(1e6 + 1), excess(1e6 - 1), 0.01);
  // Counted without scaling, by the same chain: a witness of the scaling alone.
  EXPECT_NEAR(open({1}, 1, no_limit, 1e5), 100330.042652, 3e-7 * 1e5);
  EXPECT_NEAR(open({1}, 30, no_limit, 1e6), 1002762.34857, 3e-7 * 1e6);
  EXPECT_NEAR(open({1, 2, 3, 4, 5, 6, 7, 8}, 1, 12525, 1e5), 12519.2350165, 3e-7 * 12525);
  // Near the most that there are, all are open; in between the number rises.
  EXPECT_NEAR(open({1}, 30, 1e8, 1e8 - 1), 1e8, 1);
  double before = 0;
  for (double calls = 9.995e7; calls < 1e8; calls += 1e3) {
    const double now = open({1}, 30, 1e8, calls);
    EXPECT_GE(now, before) << calls;
    EXPECT_GE(now, calls);
    before = now;
  }
}

TEST(ScaleToZero, CopiesRiseWithTheLoadUpToAllOfThem) {
  for (const bool alike : {true, false})
    for (const std::size_t places : {std::size_t{1}, std::size_t{4}}) {
      if (alike && places > 1) continue;
      CopiesLaw law{.idle = 60, .most = 3};
      for (std::size_t n = 1; n <= places; ++n)
        law.rates.push_back(0.3 * static_cast<double>(n) / (1 + 0.1 * static_cast<double>(n)));
      double before = 0;
      for (double load = 1e-6; load < 3 * law.rates.back(); load *= 1.1) {
        const double open = copies_open(law, load, alike).open;
        EXPECT_GE(open, before - 1e-12);
        EXPECT_GE(open, load / law.rates.back() - 1e-12) << "what computes is open";
        EXPECT_LE(open, 3 + 1e-12);
        before = open;
      }
      EXPECT_EQ(copies_open(law, 3 * law.rates.back(), alike).open, 3);
      EXPECT_EQ(copies_open(law, 0, alike).open, 0);
    }
}

// One copy with room for all: the first-passage time ends at once, and what is left is the share of the idle time.
TEST(ScaleToZero, OfOneCopyTheChainIsTheShareOfTheIdleTime) {
  const std::vector<double> rates{.3, .5, .6, .65};
  for (const double load : {.01, .3, .6})
    EXPECT_NEAR(copies_open({rates, 20, 1}, load, false).open, 1 - idle_share(load, rates) * std::exp(-load * 20),
                1e-12);
}

TEST(ScaleToZero, CrossoversAreStillComplete) {
  const Scenario s = serverless({point(1, 80), point(8, 400), point(32, 530)}, 270, 20'000, tail_of_5_s());
  const auto a = model(s, s.paths[0]).by_demand, b = model(s, s.paths[1]).by_demand;
  const auto report = crossovers(a, b, 1, 1e6);
  EXPECT_TRUE(report.complete);
  ASSERT_EQ(report.crossings.size(), 1u);
  EXPECT_NEAR(a(report.crossings[0].at) / b(report.crossings[0].at), 1, 1e-9);
}

}  // namespace costmodel
