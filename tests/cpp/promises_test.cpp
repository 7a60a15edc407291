// Promises: each makes a path as large as it takes, and its price is a number of its own.
#include <gtest/gtest.h>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/render/report.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::problems;

constexpr double month_s = 730 * 3600.0;

/// The curve of three points, 400 tokens an answer: 1,500 tok/s, 3.75 answers a second.
Scenario three_points(double share, double most = INFINITY) {
  const auto point = [](double n, double rate) {
    return OperatingPoint<>{
        .concurrency = n, .output = output_tokens_per_second(rate), .time_to_first_token = seconds(0.2 + 0.01 * n)};
  };
  Path box{.id = "box",
           .pricing = Provisioned<>{.price = usd_per_hour(2), .max_units = most},
           .points = {point(1, 70), point(8, 500), point(32, 1500)},
           .acceptance = {.rate = 1}};
  Path api{.id = "api", .pricing = PerToken<>{.output = usd_per_million_output_tokens(12)}, .acceptance = {.rate = 1}};
  Scenario s{.title = "t",
             .demand = accepted_answers_per_month(share * 3.75 * month_s),
             .workload = {.output = output_tokens_per_answer(400)}};
  s.domain_high = accepted_answers_per_month(1e8);
  s.paths = {box, api};
  return s;
}

PathCost box(const Scenario& s) { return cost(s, "box", s.demand); }

TEST(Promises, AreKeptByAsManyUnitsAsThatTakes) {
  Scenario s = three_points(0.97);
  EXPECT_EQ(*box(s).units, 1);
  EXPECT_GT(seconds(*box(s).operation->wait->p99), 30) << "feasible, and this is what it is like";
  s.requirements.promises = {{.of = Promised::wait, .percentile = 99, .seconds = 2}};
  const PathCost c = box(s);
  EXPECT_EQ(*c.units, 2);
  EXPECT_TRUE(c.feasible);
  EXPECT_NEAR(answers_per_month(*c.capacity) / (3.75 * month_s), .748516, 0.02)
      << "a smooth curve between the points is a little faster than straight lines";
  EXPECT_LE(seconds(*c.operation->wait->p99), 2);
  EXPECT_EQ(*c.units_unpromised, 1);
  EXPECT_NEAR(usd_per_month(*c.promise), 1460, 1e-9);
  EXPECT_NE(c.notes.front().find("2 units in place of 1, $1,460.00 more a month"), std::string::npos)
      << c.notes.front();
}

TEST(Promises, JustBelowTheCapacityTheyAreKeptAndJustAboveNot) {
  Scenario s = three_points(0.5, 1);
  s.requirements.promises = {{.of = Promised::first_token, .percentile = 95, .seconds = 1}};
  const double most = answers_per_month(*box(s).capacity);
  s.demand = accepted_answers_per_month(most * (1 - 1e-6));
  EXPECT_TRUE(box(s).feasible);
  EXPECT_LE(seconds(*box(s).operation->first_token_after_wait->p95), 1);
  s.demand = accepted_answers_per_month(most * (1 + 1e-6));
  EXPECT_FALSE(box(s).feasible);
}

TEST(Promises, WhereNoUnitMayBeAddedItSaysWhatTheLoadDoes) {
  Scenario s = three_points(0.97, 1);
  s.requirements.promises = {{.of = Promised::wait, .percentile = 99, .seconds = 2}};
  const PathCost c = box(s);
  EXPECT_FALSE(c.feasible);
  const std::string& reason = c.reasons.at(0);
  EXPECT_NE(reason.find("p99 of the wait"), std::string::npos) << reason;
  EXPECT_NE(reason.find("2 s promised at this load; 2 units would keep it, 1 at most"), std::string::npos) << reason;
}

TEST(Promises, WhatNobodyMeasuredIsNotPromised) {
  Scenario s = three_points(0.5);
  s.requirements.promises = {{.of = Promised::first_token, .percentile = 99, .seconds = 2}};
  const PathCost api = cost(s, "api", s.demand);
  EXPECT_FALSE(api.feasible);
  EXPECT_NE(api.reasons.at(0).find("latency not measured"), std::string::npos) << api.reasons.at(0);
  for (auto& point : s.paths[0].points) point.time_to_first_token.reset();
  EXPECT_FALSE(box(s).feasible);
  EXPECT_NE(box(s).reasons.at(0).find("was not measured"), std::string::npos) << box(s).reasons.at(0);
}

TEST(Promises, AnEmptyUnitThatDoesNotKeepThemIsNotChosen) {
  Scenario s = three_points(0.5);
  s.requirements.promises = {{.of = Promised::answer, .seconds = 3}};
  EXPECT_FALSE(box(s).feasible);
  EXPECT_NE(box(s).reasons.at(0).find("s on a unit that does nothing else, 3 s promised"), std::string::npos)
      << box(s).reasons.at(0);
}

TEST(Promises, OfTheWholeAnswerHoldForAllTries) {
  Scenario s = three_points(0.3);
  s.requirements.promises = {{.of = Promised::answer, .seconds = 20}};
  const double once = answers_per_month(*box(s).capacity);
  s.tries.limit = 2;
  EXPECT_LT(answers_per_month(*box(s).capacity), once);
}

TEST(Promises, HeadroomIsLeftUnused) {
  Scenario s = three_points(0.9);
  s.requirements.headroom = 0.2;
  EXPECT_EQ(*box(s).units, 2);
  EXPECT_NEAR(answers_per_month(*box(s).capacity) / (3.75 * month_s), 0.8, 1e-12);
  EXPECT_EQ(*cost(s, "box", s.demand, Arrivals::packed).units, 1) << "back to back there is no line";
}

TEST(Promises, BandsAndCrossoversStandOnTheSameSteps) {
  Scenario s = three_points(0.97);
  s.requirements.promises = {{.of = Promised::wait, .percentile = 99, .seconds = 2}};
  const double first = answers_per_month(*box(s).capacity);
  EXPECT_EQ(*cost(s, "box", accepted_answers_per_month(first * (1 - 1e-9))).units, 1);
  EXPECT_EQ(*cost(s, "box", accepted_answers_per_month(first * (1 + 1e-9))).units, 2);
  Scenario without = s;
  without.requirements.promises.clear();
  EXPECT_EQ(decide(s, s.demand).paths.size(), decide(without, s.demand).paths.size());
}

TEST(Promises, WithoutOneTheUsualOneHasAPrice) {
  const Scenario s = three_points(0.97);
  const PathCost c = box(s);
  ASSERT_TRUE(c.usual_promise);
  EXPECT_EQ(*c.usual_promise->units, 2);
  EXPECT_NEAR(usd_per_month(*c.usual_promise->more), 1460, 1e-9);
  EXPECT_NE(render(cost_report(s, {c}), Format::text).find("No promise on waiting is stated"), std::string::npos);
  EXPECT_FALSE(cost(s, "box", s.demand, Arrivals::packed).usual_promise);
}

TEST(Promises, AreKeptAsItIsWhereTheUsualOneTakesNoMore) {
  const Scenario s = three_points(0.5);
  const std::string text = render(cost_report(s, {box(s)}), Format::text);
  EXPECT_NE(text.find("box already keeps it."), std::string::npos) << text;
  EXPECT_EQ(text.find("$0"), std::string::npos) << text;
  Scenario two = three_points(0.97);
  two.paths.push_back(three_points(0.97).paths[0]);
  two.paths.back().id = "faster";
  for (auto& point : two.paths.back().points) point.output *= 2;
  const std::string both = render(cost_report(two, {box(two), cost(two, "faster", two.demand)}), Format::markdown);
  EXPECT_NE(both.find("box would need 2 units, \\$1,460.00 more a month; faster already keeps it."), std::string::npos)
      << both;
}

TEST(Promises, ThatContradictEachOtherAreRefused) {
  Scenario s = three_points(0.5);
  s.requirements.promises = {{.of = Promised::wait, .percentile = 50, .seconds = 5},
                             {.of = Promised::wait, .percentile = 99, .seconds = 2}};
  ASSERT_FALSE(problems(s).empty());
  EXPECT_EQ(problems(s)[0].where, "/requirements/promises/1/at_most_seconds");
  s.requirements.promises = {{.of = Promised::first_token, .percentile = 99, .seconds = 2},
                             {.of = Promised::answer, .percentile = 99, .seconds = 1}};
  EXPECT_FALSE(problems(s).empty());
  s.requirements.promises = {{.of = Promised::wait, .percentile = 99, .seconds = 2},
                             {.of = Promised::wait, .percentile = 99, .seconds = 3}};
  EXPECT_FALSE(problems(s).empty());
  s.requirements.promises = {{.of = Promised::wait, .percentile = 100, .seconds = 2}};
  EXPECT_FALSE(problems(s).empty()) << "nobody can promise that of all";
  s.requirements.promises = {{.of = Promised::wait, .percentile = 50, .seconds = 1},
                             {.of = Promised::wait, .percentile = 99, .seconds = 2},
                             {.of = Promised::wait, .seconds = 1}};
  EXPECT_TRUE(problems(s).empty());
}

TEST(Promises, SurviveAFile) {
  Scenario s = three_points(0.5);
  s.requirements.promises = {{.of = Promised::first_token, .percentile = 99, .seconds = 2},
                             {.of = Promised::wait, .seconds = 1}};
  s.requirements.headroom = 0.1;
  s.workload.length_variation = 0.5;
  const Scenario again = parse_scenario(to_json(s));
  EXPECT_EQ(again.requirements.promises, s.requirements.promises);
  EXPECT_EQ(again.requirements.headroom, s.requirements.headroom);
  EXPECT_EQ(to_json(again), to_json(s));
}

}  // namespace
}  // namespace costmodel
