// How a path runs at a load, an estimate in place of measurements, and comparisons at unlike load.
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/axes.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/io/winners.hpp>
#include <costmodel/measured/queueing.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/render/report.hpp>

namespace costmodel {
namespace {

Scenario scenario() {
  Path box{.id = "box", .pricing = FixedAmortized<>{.flat = usd_per_month(200.0), .max_units = 2}};
  box.points = {{.concurrency = 1, .output = output_tokens_per_second(24)},
                {.concurrency = 25, .output = output_tokens_per_second(123)},
                {.concurrency = 200, .output = output_tokens_per_second(261)}};
  box.acceptance = {.rate = 1};
  Path roof{.id = "roof", .pricing = FixedAmortized<>{.flat = usd_per_month(300.0)}};
  roof.estimate = BandwidthEstimate<>{
      .active_weight_gb = 16, .memory_gb_per_second = 320, .overhead = seconds_per_output_token(0.05)};
  roof.acceptance = {.rate = 1};
  Scenario s{
      .title = "t", .demand = accepted_answers_per_month(1e5), .workload = {.output = output_tokens_per_answer(300)}};
  s.paths = {box, roof};
  return s;
}

PathCost at(const Scenario& s, std::size_t i, double answers_per_second, Arrivals arrivals = Arrivals::poisson) {
  return cost(s, s.paths[i].id, accepted_answers_per_month(answers_per_second * 730 * 3600), arrivals);
}

TEST(Operation, FollowsTheLoadByLittlesLaw) {
  const Scenario s = scenario();
  const PathCost c = at(s, 0, 123 / 300.0, Arrivals::periodic);
  ASSERT_TRUE(c.operation);
  EXPECT_EQ(c.operation->running, Running::steady);
  EXPECT_EQ(c.operation->capacity_concurrency, 200);
  EXPECT_NEAR(*c.operation->in_flight, 25, 1e-6);
  EXPECT_NEAR(seconds(*c.operation->response), 25 * 300 / 123.0, 1e-6);
  EXPECT_FALSE(c.operation->wait);                                                              // evenly, nobody waits
  EXPECT_NEAR(*at(s, 0, 1.0).operation->in_flight, *at(s, 0, 0.5).operation->in_flight, 1e-9);  // on each of two units
}

TEST(Operation, AtRandomAUnitIsTheChainOnItsCurve) {
  const Scenario s = scenario();
  const PathCost c = at(s, 0, 0.97 * 261 / 300);
  ASSERT_TRUE(c.operation);
  const ThroughputCurve<> curve(s.paths[0].points, s.paths[0].points.back());
  const auto u = under_load(0.97 * 261 / 300, completion_rates(curve, s.workload, 200));
  EXPECT_NEAR(*c.operation->p_wait, u.p_wait, 1e-9);
  EXPECT_NEAR(seconds(c.operation->wait->mean), u.mean_wait, 1e-6);
  EXPECT_NEAR(seconds(*c.operation->wait->p99), u.wait_percentile(.99), 1e-6);
  EXPECT_NEAR(*c.operation->in_flight, u.in_flight, 1e-6);
  EXPECT_NEAR(seconds(c.operation->answer->mean), u.mean_answer, 0.02 * u.mean_answer);
  EXPECT_GE(seconds(*c.operation->answer->p99), seconds(c.operation->answer->mean));
  EXPECT_FALSE(c.operation->first_token_after_wait) << "nobody measured it";
  const std::string json = to_json(std::vector{c});
  for (const char* key : {"\"p_wait\"", "\"wait_seconds\"", "\"first_token_seconds\"", "\"answer_seconds\"",
                          "\"capacity_answers_per_month\"", "\"p99\""})
    EXPECT_NE(json.find(key), std::string::npos) << key;
}

TEST(Operation, AlwaysBusyAtRandomIsSaturatedAndInfeasible) {
  const PathCost c = cost_at_utilization(scenario(), "box", 1.0);
  EXPECT_EQ(c.operation->running, Running::saturated);
  EXPECT_FALSE(c.feasible);
  EXPECT_TRUE(cost_at_utilization(scenario(), "box", 1.0, Arrivals::packed).feasible);
}

TEST(Operation, BackToBackAlwaysRunsAtThePointOfTheCapacity) {
  const Scenario s = scenario();
  const PathCost c = at(s, 0, 0.01, Arrivals::packed);
  EXPECT_EQ(c.operation->running, Running::back_to_back);
  EXPECT_EQ(*c.operation->in_flight, 200);
  EXPECT_NEAR(seconds(*c.operation->response), 200 * 300 / 261.0, 1e-9);
}

TEST(Operation, AboveTheCapacityOfAllUnitsItSaysSaturatedAndNoNumber) {
  const PathCost c = at(scenario(), 0, 2 * 262 / 300.0);
  ASSERT_TRUE(c.operation);
  EXPECT_EQ(c.operation->running, Running::saturated);
  EXPECT_FALSE(c.operation->in_flight);
  EXPECT_FALSE(c.operation->response);
  EXPECT_FALSE(c.per_month);
  EXPECT_FALSE(c.feasible);
  EXPECT_NE(to_json(std::vector{c}).find("\"saturated\""), std::string::npos);
}

TEST(Operation, LimitsExcludePointsForTheCapacityAndForTheCurve) {
  Scenario s = scenario();
  s.requirements.latency.min_stream_output = output_tokens_per_second(4.0);
  EXPECT_EQ(at(s, 0, 0.1).operation->capacity_concurrency, 25);
  EXPECT_EQ(at(s, 0, 2 * 124 / 300.0).operation->running, Running::saturated);
}

TEST(Operation, BelowTheLowestPointLatencyIsNotMeasured) {
  Scenario s = scenario();
  s.paths[0].points.erase(s.paths[0].points.begin());
  const PathCost c = at(s, 0, 0.05);
  EXPECT_EQ(c.operation->running, Running::below_measured);
  EXPECT_FALSE(c.operation->answer);
  EXPECT_TRUE(c.operation->wait) << "the safe side";
  EXPECT_FALSE(c.operation->response);
  EXPECT_TRUE(c.per_month);  // the bill hangs on the capacity alone
}

TEST(Operation, AUnitThatServesOneAtATimeHasALine) {
  Scenario s = scenario();
  s.workload.length_variation = 0;    // all alike: Pollaczek and Khinchine
  const PathCost c = at(s, 1, 0.02);  // one token takes 0.05 + 0.05 s, an answer 30 s: busy 60 % of the time
  ASSERT_TRUE(c.operation);
  EXPECT_NEAR(*c.utilization, 0.6, 1e-12);
  EXPECT_NEAR(*c.operation->in_flight, 0.6, 1e-12);
  EXPECT_NEAR(seconds(c.operation->wait->mean), 0.6 * 30 / (2 * 0.4), 1e-9);
  EXPECT_NEAR(seconds(*c.operation->response), 30 + 22.5, 1e-9);
  Scenario hurried = s;
  hurried.requirements.latency.max_response_time = seconds(40);
  EXPECT_NE(at(hurried, 1, 0.02).operation->note.find("longer than the 40"), std::string::npos);
}

TEST(Estimate, IsMarkedWhereverItShows) {
  const Scenario s = scenario();
  const PathCost c = at(s, 1, 0.01);
  EXPECT_TRUE(c.operation->estimated);
  EXPECT_EQ(c.evidence, Grade::estimated);
  EXPECT_EQ(c.weakest_input, "throughput/estimate");
  EXPECT_FALSE(at(s, 0, 0.01).operation->estimated);
  const Report report = cost_report(s, {at(s, 0, 0.01), c});
  for (const Format format : {Format::text, Format::markdown, Format::html, Format::latex, Format::csv}) {
    const std::string text = render(report, format);
    EXPECT_NE(text.find("estimated"), std::string::npos);
  }
  EXPECT_NE(to_json(std::vector{c}).find("\"estimated\": true"), std::string::npos);
  const Decision d = decide(s, accepted_answers_per_month(1e4));
  EXPECT_TRUE(std::ranges::any_of(d.not_measured,
                                  [](const Input& i) { return i.name == "throughput/estimate" && i.path == "roof"; }));
}

TEST(Estimate, IsNeverMixedWithMeasurements) {
  Scenario s = scenario();
  s.paths[1].points = s.paths[0].points;
  try {
    validate(s);
    FAIL();
  } catch (const InvalidInput& problem) {
    EXPECT_EQ(problem.problems().front().id, "estimate-beside-points");
    EXPECT_EQ(problem.problems().front().where, "/paths/1/throughput/estimate");
  }
}

TEST(Estimate, SurvivesAFileAndMovesAsAnInput) {
  const Scenario s = scenario();
  const Scenario again = parse_scenario(to_json(s));
  ASSERT_TRUE(again.paths[1].estimate);
  EXPECT_EQ(to_json(again), to_json(s));
  const Scenario faster = with_input(s, "/paths/1/throughput/estimate/memory_gb_per_second", 640);
  EXPECT_NEAR(output_tokens_per_second(faster.paths[1].operating_point(0).output), 1 / 0.075, 1e-12);
  const auto crossings = compare_on(s, "roof", "box", "/paths/1/pricing/flat_usd_per_month", Arrivals::poisson);
  EXPECT_TRUE(crossings.complete);
}

TEST(UnlikeLoad, IsFlaggedInEveryOutput) {
  const Scenario s = scenario();
  const auto all = compare_all(s, Axis::demand);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].unlike, "box is assumed at 200 in flight, roof was estimated at 1 in flight");
  const Report report = crossover_report(s, all);
  for (const Format format : {Format::text, Format::markdown, Format::html, Format::latex, Format::csv})
    EXPECT_NE(render(report, format).find("unlike load"), std::string::npos) << static_cast<int>(format);
  EXPECT_NE(to_json(all).find("\"measured_at_unlike_load\": true"), std::string::npos);
  Scenario alike = s;
  alike.paths[1].estimate.reset();
  alike.paths[1].points = s.paths[0].points;
  const auto same = compare_all(alike, Axis::demand);
  EXPECT_EQ(same[0].unlike, "");
  EXPECT_EQ(to_json(same).find("\"measured_at_unlike_load\": true"), std::string::npos);
}

TEST(UnlikeLoad, IsFlaggedAtTheBordersOfBandsAndMaps) {
  Scenario s = scenario();
  s.paths[1].pricing =
      FixedAmortized<>{.flat = usd_per_month(600)};  // dearer than the box, which carries 4.6 M answers a month
  s.domain_low = accepted_answers_per_month(1e5), s.domain_high = accepted_answers_per_month(1e7);
  const std::string expected = "box is assumed at 200 in flight, roof was estimated at 1 in flight";
  const auto bands = path_bands(s, Arrivals::poisson);
  ASSERT_EQ(bands.size(), 2u);
  EXPECT_EQ(bands[0].unlike, "");
  EXPECT_EQ(bands[1].unlike, expected);
  const Decision d = decide(s);
  EXPECT_NE(render(decision_report(s, d), Format::markdown).find(expected + ": their crossing"), std::string::npos);
  EXPECT_NE(to_json(d).find("\"measured_at_unlike_load\": true"), std::string::npos);
  const auto along = winner_bands(s, "demand", Range{1e5, 1e7});
  EXPECT_EQ(along.unlike, std::vector{expected});
  EXPECT_NE(render(winner_table(along), Format::markdown).find("unlike operating points"), std::string::npos);
  EXPECT_NE(to_json(along).find(expected), std::string::npos);
  const auto map =
      winner_map(s, "demand", Range{1e5, 1e7}, "/workload/output_tokens_per_answer", Range{200, 400}, {.columns = 4});
  EXPECT_EQ(map.unlike, std::vector{expected});
  s.paths[1].estimate.reset();
  s.paths[1].points = {s.paths[0].points.back()};
  for (const auto& band : path_bands(s, Arrivals::poisson)) EXPECT_EQ(band.unlike, "");
  EXPECT_TRUE(winner_bands(s, "demand", Range{1e5, 1e7}).unlike.empty());
}

/// One pair of the seeds: bytes read for each token, bandwidth, and what was measured.
struct Pair {
  const char* system;
  double gb;
  double gb_per_second;
  double measured;
  double efficiency;  ///< measured ÷ ceiling, as it was worked out beside the measurement
};

// docs/bandwidth_estimate.md names the source of each row.
constexpr Pair pairs[] = {{"Spark, 8B BF16", 16.06, 273, 14, .823590},
                          {"Spark, 8B FP8", 8.03, 273, 20.5, .602985},
                          {"Spark, 8B NVFP4", 4.51687, 273, 38.65, .639477},
                          {"Spark, Gemma 4 26B-A4B BF16", 7.60, 273, 22.4, .623590},
                          {"Spark, Gemma 4 26B-A4B FP8", 3.80, 273, 38.68, .538403},
                          {"Spark, Gemma 4 26B-A4B NVFP4", 2.1375, 273, 52, .407143},
                          {"Spark, 70B FP8", 70.6, 273, 2.7, .698242},
                          {"Spark, gpt-oss-20b MXFP4", 1.9125, 273, 49.7, .348},
                          {"Spark, gpt-oss-20b MXFP4, llama.cpp", 1.9125, 273, 82.74, .580},
                          {"RTX PRO 6000, gpt-oss-20b MXFP4", 1.9125, 1792, 215, .229},
                          {"RTX 5090, gpt-oss-20b MXFP4", 1.9125, 1792, 205, .219}};

double estimate(double gb, double gb_per_second, double overhead) {
  return output_tokens_per_second(
      estimated_point(BandwidthEstimate<>{gb, gb_per_second, seconds_per_output_token(overhead)}).output);
}

TEST(Estimate, HoldsAgainstEveryMeasuredPair) {
  for (const auto& p : pairs) {
    const double ceiling = estimate(p.gb, p.gb_per_second, 0);
    EXPECT_NEAR(p.measured / ceiling, p.efficiency, 5e-4) << p.system;
    EXPECT_GT(ceiling, p.measured) << p.system;  // the ceiling is one
    const double overhead = 1 / p.measured - p.gb / p.gb_per_second;
    EXPECT_NEAR(estimate(p.gb, p.gb_per_second, overhead), p.measured, 1e-9 * p.measured) << p.system;
  }
}

TEST(Estimate, OneOverheadFitsTheSmallModelsOfABoxBetterThanOneEfficiency) {
  // The Spark's pairs up to 20 GB a token: a time of 12 ms for each token, or 0.58 of the ceiling (both the medians).
  double worst_overhead = 0, worst_efficiency = 0;
  for (const auto& p : pairs) {
    if (p.gb_per_second != 273 || p.gb > 20) continue;
    const auto miss = [&](double guess) { return std::abs(std::log(guess / p.measured)); };
    worst_overhead = std::max(worst_overhead, miss(estimate(p.gb, 273, 0.0121)));
    worst_efficiency = std::max(worst_efficiency, miss(0.59 * estimate(p.gb, 273, 0)));
  }
  EXPECT_LT(worst_overhead, worst_efficiency);
  EXPECT_LT(std::exp(worst_overhead), 1.6);
}

}  // namespace
}  // namespace costmodel
