// Units that share one line: sized, priced and crossed at loads that are no multiples of each other.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/sizing.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/solve/crossover.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::problems;

constexpr double month_s = 730 * 3600.0;

/// Equal places: 8 in flight, each an answer in 4 s. One line before n units is Erlang's C with 8n places.
Scenario equal_places(double answers_per_second, Balancing balancing, double most = INFINITY) {
  const auto point = [](double n) {
    return OperatingPoint<>{.concurrency = n, .output = output_tokens_per_second(100 * n)};
  };
  Path box{.id = "box",
           .pricing = Provisioned<>{.price = usd_per_hour(2), .max_units = most},
           .points = {point(1), point(2), point(4), point(8)},
           .balancing = balancing,
           .acceptance = {.rate = 1}};
  Path api{.id = "api", .pricing = PerToken<>{.output = usd_per_million_output_tokens(4)}, .acceptance = {.rate = 1}};
  Scenario s{.title = "t",
             .demand = accepted_answers_per_month(answers_per_second * month_s),
             .workload = {.output = output_tokens_per_answer(400)}};
  s.domain_high = accepted_answers_per_month(1e8);
  s.paths = {box, api};
  s.requirements.promises = {{.of = Promised::wait, .percentile = 99, .seconds = 2}};
  return s;
}

/// Erlang's C, by the recursion of his B: places c, offered load a.
double erlang_c(int c, double a) {
  double b = 1;
  for (int n = 1; n <= c; ++n) b = a * b / (n + a * b);
  return c * b / (c - a * (1 - b));
}

/// P(wait > w) with c places of mean service time s.
double waits_beyond(int c, double per_second, double s, double w) {
  const double a = per_second * s;
  return a >= c ? 1 : erlang_c(c, a) * std::exp(-(c - a) / s * w);
}

TEST(SharedQueue, IsErlangCOfAllPlacesTogether) {
  for (const double load : {1.0, 1.9, 3.2, 5.0, 9.5}) {
    Scenario s = equal_places(load, Balancing::shared_queue);
    const PathCost c = cost(s, "box", s.demand);
    ASSERT_TRUE(c.feasible) << load;
    int units = 1;
    while (waits_beyond(8 * units, load, 4, 2) > .01) ++units;
    EXPECT_EQ(*c.units, units) << load;
    EXPECT_EQ(c.operation->units_in_line, units);
    EXPECT_NEAR(*c.operation->p_wait, erlang_c(8 * units, load * 4), 1e-9);
    EXPECT_NEAR(seconds(c.operation->wait->mean), erlang_c(8 * units, load * 4) * 4 / (8 * units - load * 4), 1e-9);
    EXPECT_LE(seconds(*c.operation->wait->p99), 2);
  }
}

TEST(SharedQueue, CarriesWhatTheDesignSays) {
  // 70 / 500 / 1,500 tokens/s at 1 / 8 / 32, straight between: p99 of the wait within 2 s leaves .748516, .842255,
  // .905706, .945986 of 1, 2, 4, 8 units. Points at every number in flight make the curve straight but for its corner.
  Scenario s = equal_places(1, Balancing::shared_queue);
  s.paths[0].points.clear();
  for (int n = 1; n <= 32; ++n)
    s.paths[0].points.push_back(
        {.concurrency = static_cast<double>(n),
         .output = output_tokens_per_second(n <= 8 ? 70 + 430.0 / 7 * (n - 1) : 500 + 1000.0 / 24 * (n - 8))});
  const PathModel m = model(s, s.paths[0]);
  EXPECT_NEAR(m.serving.share(1), .748516, 1e-6);
  EXPECT_NEAR(m.serving.share(2), .842255, 2e-5);
  EXPECT_NEAR(m.serving.share(4), .905706, 2e-5);
  EXPECT_NEAR(m.serving.share(8), .945986, 2e-5);
  for (double n = 1; n < 40; ++n) EXPECT_LE(m.serving.share(n), m.serving.share(n + 1)) << n;
  s.paths[0].balancing = Balancing::random;
  EXPECT_EQ(model(s, s.paths[0]).serving.share(8), m.serving.share(1)) << "a line each: as one that is alone";
}

TEST(SharedQueue, NeedsAUnitMoreExactlyBeyondEachComputedLoad) {
  const Scenario s = equal_places(1, Balancing::shared_queue);
  const PathModel m = model(s, s.paths[0]);
  const Curve<> c = m.serving.curve();
  for (double n = 1; n <= 40; ++n) {
    const double most = answers_per_month(m.serving.carries(n));
    EXPECT_EQ(c.units(most), n);
    EXPECT_EQ(c.units(most * (1 + 1e-9)), n + 1);
    if (n <= 32) EXPECT_NEAR(waits_beyond(8 * static_cast<int>(n), most / month_s, 4, 2), .01, 1e-6) << n;
  }
}

TEST(SharedQueue, NeverTakesMoreUnitsThanALineEach) {
  for (const double load : {0.5, 1.0, 1.7, 2.5, 6.0, 40.0}) {
    const auto units = [&](Balancing balancing) {
      const Scenario s = equal_places(load, balancing);
      return *cost(s, "box", s.demand).units;
    };
    EXPECT_LE(units(Balancing::shared_queue), units(Balancing::random)) << load;
  }
}

TEST(SharedQueue, CrossesAtComputedLoadsAndSaysSo) {
  const Scenario s = equal_places(1, Balancing::shared_queue);
  const Curve<> box = model(s, s.paths[0]).by_demand, api = model(s, s.paths[1]).by_demand;
  const CrossoverReport found = crossovers(box, api, 1, 5e7);
  EXPECT_TRUE(found.complete);
  ASSERT_FALSE(found.crossings.empty());
  int before = 0;  // a scan that knows nothing of steps
  std::vector<double> seen;
  for (double x = 1; x < 5e7; x *= 1.0002) {
    const int now = order(box, api, x);
    if (before != 0 && now != 0 && now != before) seen.push_back(x);
    if (now != 0) before = now;
  }
  std::vector<double> at;
  for (const auto& crossing : found.crossings)
    if (crossing.kind != CrossingKind::touch) at.push_back(crossing.at);
  ASSERT_GE(at.size(), seen.size());
  for (const double x : seen)
    EXPECT_TRUE(std::any_of(at.begin(), at.end(), [&](double y) { return std::abs(y / x - 1) < 3e-4; })) << x;
  std::vector<OrderChange> changes;
  EXPECT_TRUE(order_changes(box, api, 1, 5e7, changes));
  EXPECT_EQ(changes.size(), at.size());
}

TEST(SharedQueue, SizesAndNamesTheLine) {
  const Scenario s = equal_places(3.2, Balancing::shared_queue);
  const Sizing sizing = size_of_path(s, "box", {{.of = Promised::wait, .percentile = 99, .seconds = 2}});
  EXPECT_EQ(*sizing.rows[1].units, *cost(s, "box", s.demand).units);
  EXPECT_NEAR(sizing.rows[1].share, model(s, s.paths[0]).serving.share(*sizing.rows[1].units), 1e-12);
  const std::string text = render(cost_report(s, {cost(s, "box", s.demand)}), Format::text);
  EXPECT_NE(text.find("one for"), std::string::npos) << text;
}

TEST(SharedQueue, IsInfeasibleWhereNoUnitMayBeAdded) {
  const Scenario s = equal_places(1.9, Balancing::shared_queue, 1);
  const PathCost c = cost(s, "box", s.demand);
  EXPECT_FALSE(c.feasible);
  ASSERT_FALSE(c.reasons.empty());
  EXPECT_NE(c.reasons.front().find("2 units would keep it"), std::string::npos) << c.reasons.front();
}

TEST(SharedQueue, IsForUnitsThatStandReady) {
  Scenario s = equal_places(1, Balancing::shared_queue);
  s.paths[1].balancing = Balancing::shared_queue;
  const auto found = problems(s);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, "bad-rule");
  EXPECT_EQ(found[0].where, "/paths/1/balancing");
}

TEST(SharedQueue, IsReadAndWritten) {
  const Scenario s = equal_places(1, Balancing::shared_queue);
  EXPECT_EQ(parse_scenario(to_json(s)).paths[0].balancing, Balancing::shared_queue);
  EXPECT_EQ(parse_scenario(to_json(s)).paths[1].balancing, Balancing::random);
}

TEST(SharedQueue, FollowsEachDraw) {
  // The tokens of an answer are drawn: at each draw the line is sized anew, so that the month is that of its own units.
  Scenario s = equal_places(1.9, Balancing::shared_queue);
  s.ledger.entries["/workload/output_tokens_per_answer"].range = Range{300, 600};
  double sum = 0;
  constexpr int looks = 400;
  for (int i = 0; i < looks; ++i) {
    Scenario there = s;
    there.workload.output = output_tokens_per_answer(300 + 300 * (i + .5) / looks);
    sum += usd_per_month(*cost(there, "box", s.demand).per_month);
  }
  for (const std::size_t draws :
       {std::size_t{1} << 10, std::size_t{1} << 13}) {  // worked out one by one, and looked up in a table
    const Uncertainty u = uncertainty(s, {.draws = draws});
    ASSERT_FALSE(u.paths.empty());
    EXPECT_EQ(u.paths[0].id, "box");
    EXPECT_NEAR(u.paths[0].expected_usd_per_month, sum / looks,
                .2 / std::sqrt(static_cast<double>(draws)) * sum / looks)
        << draws;
  }
}

}  // namespace
}  // namespace costmodel
