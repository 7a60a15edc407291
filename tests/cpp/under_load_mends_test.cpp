// What an attack on shared lines, classes of requests and schedules found.
#include <gtest/gtest.h>

#include <costmodel/costmodel.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>

#include <algorithm>
#include <string>

namespace costmodel {
namespace {

Scenario with(const std::string& workload, const std::string& rent, const std::string& rest = "") {
  return parse_scenario(R"({"costmodel": 1, "title": "t", "demand": {"accepted_answers_per_month": 2000000},
    "workload": {"input_tokens_per_answer": 3000, "output_tokens_per_answer": 400)" +
                        workload + R"(}, "paths": [
    {"id": "rent", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 2)" +
                        rent + R"(}, "throughput": {"points": [
      {"concurrency": 1, "output_tokens_per_second": 70, "time_to_first_token_seconds": 0.3,
       "stream_output_tokens_per_second": 70},
      {"concurrency": 32, "output_tokens_per_second": 1500, "time_to_first_token_seconds": 0.5,
       "stream_output_tokens_per_second": 47}]}, "acceptance": {"accepted": 164, "of": 200}},
    {"id": "api", "pricing": {"kind": "per_token", "usd_per_million_input_tokens": 0.6,
     "usd_per_million_output_tokens": 2.4}, "acceptance": {"accepted": 176, "of": 200}}])" +
                        rest + "}");
}

// Ten per cent at up to 60,000 tokens would leave the others fewer than none: such a range is named and not drawn.
TEST(RequestClasses, TokensThatHangTogetherAreNotDrawnApart) {
  const Scenario s = with(R"(, "classes": [{"share": 0.1, "input_tokens_per_answer":
    {"value": 25000, "range": [20000, 60000], "grade": "assumed"}}])",
                          "");
  for (const auto& unknown : unknowns(s))
    for (const auto& input : unknown.inputs) EXPECT_EQ(input.find("/workload/"), std::string::npos) << input;
  const Decision d = decide(s, s.demand);
  ASSERT_TRUE(d.uncertainty);
  EXPECT_EQ(std::ranges::count(d.uncertainty->coverage.not_drawn, "/workload/classes/0/input_tokens_per_answer"), 1);
}

// Back to back nothing is missed while off and nobody waits, so crossings are those of packed requests or of others.
TEST(Comparisons, SayForWhichArrivalsWhereASchedulePromisesOrHeadroomTellThemApart) {
  const Scenario off = with("", R"(, "up_hours_per_day": 12, "up_days_per_week": 7, "up_from_hour": 8,
    "usd_per_answer_while_off": 0.003)"),
                 promised = with("", "", R"(, "requirements": {"promises":
    [{"of": "wait", "percentile": 99, "at_most_seconds": 2}]})"),
                 spare = with("", "", R"(, "requirements": {"headroom": 0.2})");
  int met = 0;
  for (const Scenario* s : {&off, &promised, &spare}) {
    const auto both = compare_arrivals(*s, "rent", "api", Axis::demand);
    ASSERT_EQ(both.size(), 2u);
    for (const Comparison& c : both) {
      ASSERT_TRUE(c.arrivals);
      EXPECT_FALSE(c.crossings.empty());
      for (const PathCrossing& x : c.crossings) {
        const double rent = usd_per_month(*cost(*s, "rent", accepted_answers_per_month(x.at), *c.arrivals).per_month),
                     api = usd_per_month(*cost(*s, "api", accepted_answers_per_month(x.at), *c.arrivals).per_month);
        met += x.kind == CrossingKind::crossing;
        if (x.kind == CrossingKind::crossing) EXPECT_NEAR(rent, api, 1e-6 * api) << x.at;
      }
    }
  }
  EXPECT_GE(met, 6);  // one at least for either arrivals of each
  EXPECT_EQ(compare_arrivals(with("", ""), "rent", "api", Axis::demand).size(), 1u);
}

TEST(Headline, SaysEvenlyOfRequestsThatComeEvenly) {
  Scenario s = with("", "");
  s.arrivals = Arrivals::periodic;
  s.demand = accepted_answers_per_month(1e7);
  const std::string text = render(decision_report(s, decide(s, s.demand)), Format::text);
  EXPECT_NE(text.find("packed or arriving evenly"), std::string::npos) << text.substr(0, 800);
  EXPECT_NE(text.find("packed or evenly"), std::string::npos);
  EXPECT_EQ(text.find("packed or at random"), std::string::npos);
}

// It was measured; that lengths vary more than exponential ones do is why nothing can be said.
TEST(Promises, OfAPercentileWithoutABoundSayWhy) {
  const Scenario s = with(R"(, "length_variation": 2)", "", R"(, "requirements": {"promises":
    [{"of": "answer", "percentile": 99, "at_most_seconds": 120}]})");
  const PathCost c = cost(s, "rent", s.demand);
  ASSERT_FALSE(c.reasons.empty());
  EXPECT_NE(c.reasons.front().find("vary more"), std::string::npos) << c.reasons.front();
}

}  // namespace
}  // namespace costmodel
