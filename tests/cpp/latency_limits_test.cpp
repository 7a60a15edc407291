// Limits on latency hold for every kind of path and for the answer with all its tries; a machine that is off serves
// nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

const std::string way_out = ": state a point of throughput with its latency, or assume one";

/// An endpoint by the token without a measurement and a machine at 100 tokens/s; 10,000 output tokens an answer.
Scenario scenario() {
  Scenario s{.title = "t",
             .demand = accepted_answers_per_month(1000),
             .workload = {.output = output_tokens_per_answer(10'000)}};
  s.paths = {
      {.id = "api", .pricing = PerToken<>{.output = usd_per_million_output_tokens(1)}, .acceptance = {.rate = 1}},
      {.id = "box",
       .pricing = FixedAmortized<>{.flat = usd_per_month(500)},
       .points = {{.output = output_tokens_per_second(100)}},
       .acceptance = {.rate = 1}}};
  return s;
}

std::vector<std::string> reasons(const Scenario& s, std::size_t path) {
  return cost(s, s.paths[path].id, s.demand).reasons;
}

TEST(Latency, AskedOfAPathThatStatesNoneIsNotMeasured) {
  for (const LatencyLimits& limits :
       {LatencyLimits{.min_stream_output = output_tokens_per_second(1)},
        LatencyLimits{.max_time_to_first_token = seconds(9)}, LatencyLimits{.max_response_time = seconds(1000)}}) {
    Scenario s = scenario();
    EXPECT_THAT(reasons(s, 0), IsEmpty());
    s.requirements.latency = limits;
    EXPECT_THAT(reasons(s, 0), ElementsAre("latency not measured" + way_out));
    EXPECT_TRUE(cost(s, s.paths[0].id, s.demand).per_month);  // what it costs is known all the same
    EXPECT_NE(decide(s).path, std::optional<std::string>("api"));
  }
}

TEST(Latency, OfAPathByTheTokenCountsWhereItIsStated) {
  Scenario s = scenario();
  s.paths[0].points = {{.output = output_tokens_per_second(200)}};
  s.requirements.latency.max_response_time = seconds(60);
  EXPECT_THAT(reasons(s, 0), IsEmpty());
  EXPECT_THAT(reasons(s, 1),
              ElementsAre("no measured operating point keeps the latency limits: whole answer 100 s, 60.0 allowed"));
  s.requirements.latency.max_response_time = seconds(40);
  EXPECT_THAT(reasons(s, 0),
              ElementsAre("no measured operating point keeps the latency limits: whole answer 50.0 s, 40.0 allowed"));
}

TEST(Latency, AQuantityThatNoPointStatesIsNotMeasured) {
  Scenario s = scenario();
  s.requirements.latency.max_time_to_first_token = seconds(1);
  EXPECT_THAT(reasons(s, 1), ElementsAre("time to first token not measured" + way_out));
  s.paths[1].points[0].time_to_first_token = seconds(2);
  EXPECT_THAT(reasons(s, 1),
              ElementsAre("no measured operating point keeps the latency limits: first token 2.00 s, 1.00 allowed"));
  s.paths[1].points[0].time_to_first_token = seconds(1);
  EXPECT_THAT(reasons(s, 1), IsEmpty());
}

TEST(Latency, OfAWholeAnswerHoldsForAllItsTries) {
  Scenario s = scenario();
  s.workload.output = output_tokens_per_answer(270'000);  // 2,700 s each
  s.requirements.latency.max_response_time = seconds(3000);
  EXPECT_THAT(reasons(s, 1), IsEmpty());
  s.tries.limit = 5;
  s.requirements.latency.max_response_time = seconds(2000);
  EXPECT_THAT(
      reasons(s, 1),
      ElementsAre(
          "no measured operating point keeps the latency limits: whole answer over 5 tries 13,500 s, 2,000 allowed"));
  s.requirements.latency.max_response_time = seconds(13'499);
  EXPECT_THAT(reasons(s, 1), ElementsAre(HasSubstr("over 5 tries")));
  s.requirements.latency.max_response_time = seconds(13'501);
  EXPECT_THAT(reasons(s, 1), IsEmpty());
  EXPECT_EQ(cost(s, s.paths[1].id, s.demand).operation->tries, 5);
}

TEST(Latency, TheBoundIsWhereTheWinnersChange) {
  Scenario s = scenario();
  s.paths[0].points = {{.output = output_tokens_per_second(50)}};  // 200 s, $10; the box takes 100 s and $500
  s.tries.limit = 2;
  s.requirements.latency.max_response_time = seconds(1000);
  const WinnerBands bands = winner_bands(s, "max_seconds_per_answer", Range{100, 1000});
  ASSERT_EQ(bands.bands.size(), 3u);
  EXPECT_EQ(bands.bands[0].path, "");
  EXPECT_EQ(bands.bands[1].path, "box");
  EXPECT_NEAR(bands.bands[1].from, 200, 1e-6);
  EXPECT_EQ(bands.bands[2].path, "api");
  EXPECT_NEAR(bands.bands[2].from, 400, 1e-6);
}

TEST(Latency, FewInFlightSaysWhichPointLacksWhat) {
  Scenario s = scenario();
  s.workload = {.input = input_tokens_per_answer(100), .output = output_tokens_per_answer(100)};
  s.paths[1].points = {
      {.concurrency = 1, .output = output_tokens_per_second(50)},
      {.concurrency = 16, .output = output_tokens_per_second(400), .input = input_tokens_per_second(4000)}};
  const auto running = cost(s, s.paths[1].id, s.demand).operation;
  EXPECT_EQ(running->running, Running::below_measured);
  EXPECT_EQ(running->note,
            "fewer than 16 in flight, the fewest of the points that measured what the point of the capacity did; the "
            "one at 1 lacks input_tokens_per_second");
}

/// A machine that is up for part of the time, and one that always is.
Scenario schedule(const std::string& up, const std::string& demand = "") {
  return parse_scenario(
      R"({"costmodel": 1, "title": "off at night", "demand": {"accepted_answers_per_month": 20000)" + demand +
      R"(}, "workload": {"output_tokens_per_answer": 300}, "paths": [
    {"id": "day", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 2, )" +
      up + R"(}, "throughput": {"points": [{"output_tokens_per_second": 95}]}, "acceptance": {"rate": 1}},
    {"id": "all", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 2}, "throughput": {"points": [{"output_tokens_per_second": 95}]}, "acceptance": {"rate": 1}}]})");
}

const std::string weekdays = R"("up_hours_per_day": 10, "up_days_per_week": 5)";

TEST(Schedule, OffWhileRequestsComeIsInfeasible) {
  const Scenario s = schedule(weekdays);
  EXPECT_THAT(
      reasons(s, 0),
      ElementsAre(
          "off for 70.2 % of the requests at least: up 10 hours a day on 5 days a week; requests come at random"));
  EXPECT_NEAR(usd_per_month(*cost(s, s.paths[0].id, s.demand).per_month), 434.52, 0.01);  // what it would cost is shown
  EXPECT_EQ(decide(s).path, std::optional<std::string>("all"));
  EXPECT_THAT(reasons(schedule(R"("hours_up_per_month": 220)"), 0),
              ElementsAre(HasSubstr("off for 69.9 % of the requests at least: up 220 hours a month")));
  EXPECT_THAT(reasons(schedule(weekdays, R"(, "arrivals": "periodic")"), 0), ElementsAre(HasSubstr("off for 70.2 %")));
  EXPECT_THAT(reasons(schedule(R"("up_hours_per_day": 24)"), 0), IsEmpty());
  EXPECT_THAT(reasons(schedule(R"("hours_up_per_month": 730)"), 0), IsEmpty());
}

TEST(Schedule, PackedRequestsWait) {
  EXPECT_THAT(reasons(schedule(weekdays, R"(, "arrivals": "packed")"), 0), IsEmpty());
  EXPECT_THAT(reasons(schedule(R"("hours_up_per_month": 220)", R"(, "arrivals": "packed")"), 0), IsEmpty());
}

TEST(Schedule, WorkingHoursMustLieWithinIt) {
  const auto hours = [](int from, int to, int days) {
    return R"(, "working_hours": {"from_hour": )" + std::to_string(from) + R"(, "to_hour": )" + std::to_string(to) +
           R"(, "days_per_week": )" + std::to_string(days) + "}";
  };
  EXPECT_THAT(reasons(schedule(weekdays, hours(8, 18, 5)), 0), IsEmpty());
  EXPECT_THAT(reasons(schedule(weekdays, hours(9, 17, 4)), 0), IsEmpty());
  EXPECT_THAT(reasons(schedule(weekdays, hours(8, 20, 5)), 0),
              ElementsAre(HasSubstr("off for 16.7 %")));  // 2 of 12 hours
  EXPECT_THAT(reasons(schedule(weekdays, hours(8, 18, 6)), 0),
              ElementsAre(HasSubstr("off for 16.7 %")));                                          // 1 of 6 days
  EXPECT_THAT(reasons(schedule(R"("hours_up_per_month": 220)", hours(8, 18, 5)), 0), IsEmpty());  // 217.3 needed
  EXPECT_THAT(reasons(schedule(R"("hours_up_per_month": 200)", hours(8, 18, 5)), 0),
              ElementsAre(HasSubstr("off for 7.95 %")));
}

TEST(Schedule, IsLaidOverTheBusiestHours) {
  std::string weights = "[";
  for (int hour = 0; hour < 24; ++hour)
    weights += std::string(hour > 0 ? "," : "") + (hour >= 10 && hour < 20 ? "9" : "1");
  // 10 hours of 9 and 14 of 1: the busiest ten of each day on five days meet 90 ÷ 104 × 5 ÷ 7.
  EXPECT_THAT(reasons(schedule(weekdays, R"(, "hourly_weights": )" + weights + "]"), 0),
              ElementsAre(HasSubstr("off for 38.2 %")));
}

}  // namespace
}  // namespace costmodel
