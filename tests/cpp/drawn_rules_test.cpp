// Rules are applied with what is drawn of their requirements and of the inputs that they look at, and hindsight keeps
// them.
#include <gtest/gtest.h>
#include <costmodel/uncertainty/uncertainty.hpp>

#include <cmath>

#include "scenarios.hpp"

namespace costmodel {
namespace {

Provenance between(double low, double high) { return {.range = Range{low, high}}; }

Scenario only(const std::vector<std::string>& ids) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [&](const Path& p) { return std::find(ids.begin(), ids.end(), p.id) == ids.end(); });
  return s;
}

/// The one path of the scenario, over the draws.
PathSpread drawn(const Scenario& s) {
  const auto u = uncertainty(s, {.draws = 1 << 14});
  EXPECT_EQ(u.paths.size(), 1U);
  EXPECT_NEAR(u.probability_right.value_or(-1), u.paths.at(0).probability_feasible, 1e-12);
  EXPECT_NEAR(u.paths.at(0).probability_cheapest_at.at(0), u.paths.at(0).probability_feasible, 1e-12)
      << "the load rules nothing out";
  return u.paths.at(0);
}

constexpr const char* speed = "/throughput/points/0/output_tokens_per_second";

/// 300 tokens in at most 25 s: 12 tokens/s and more, of 10 to 20. With the limit drawn from 15 to 25 s too:
/// ∫ (25 − 300/v) dv ÷ (10 · 10) from 12 to 20.
TEST(DrawnRules, SpeedsAreHeldAgainstTheLimit) {
  Scenario s = only({"box_llama"});
  s.paths[0].ledger.entries[speed] = between(10, 20);
  EXPECT_EQ(drawn(s).probability_feasible, 1) << "nothing is asked for";
  s.requirements.latency.max_response_time = seconds(25);
  const PathSpread one = drawn(s);
  EXPECT_NEAR(one.probability_feasible, 0.8, 1e-3);
  EXPECT_TRUE(std::isfinite(one.expected_usd_per_month)) << "a slow box still has a price";
  s.requirements.latency.max_response_time = seconds(22);
  s.ledger.entries["/requirements/max_seconds_per_answer"] = between(15, 25);
  EXPECT_NEAR(drawn(s).probability_feasible, (25 * 8 - 300 * std::log(20.0 / 12)) / 100, 2e-3);
  s.requirements.latency = {.min_stream_output = output_tokens_per_second(13)};
  s.ledger.entries.erase("/requirements/max_seconds_per_answer");
  EXPECT_NEAR(drawn(s).probability_feasible, 0.7, 1e-3);
}

TEST(DrawnRules, SoIsWhateverElseTheyLookAt) {
  Scenario prompt = only({"box_llama"});
  prompt.requirements.latency.max_response_time = seconds(25);  // 350 tokens at 14 a second
  prompt.ledger.entries["/workload/output_tokens_per_answer"] = between(200, 400);
  EXPECT_NEAR(drawn(prompt).probability_feasible, 0.75, 1e-3);

  Scenario first = only({"box_llama"});
  first.paths[0].points[0].time_to_first_token = seconds(1.5);
  first.paths[0].ledger.entries["/throughput/points/0/time_to_first_token_seconds"] = between(1, 3);
  first.requirements.latency.max_time_to_first_token = seconds(2);
  EXPECT_NEAR(drawn(first).probability_feasible, 0.5, 1e-3) << "no cost hangs on it";

  Scenario term = only({"provisioned"});
  test::pricing<Provisioned<>>(term, "provisioned").term = months(1.0);
  term.paths[0].ledger.entries["/pricing/usd_per_unit_hour"] = between(5, 10);
  term.requirements.max_minimum_purchase = usd(8 * hours_per_month(term.month));
  EXPECT_NEAR(drawn(term).probability_feasible, 0.6, 1e-3);

  Scenario bought = only({"box_llama"});
  test::pricing<FixedAmortized<>>(bought, "box_llama").price = usd(4000);
  test::pricing<FixedAmortized<>>(bought, "box_llama").life = months(36.0);
  bought.paths[0].ledger.entries["/pricing/price_usd"] = between(3000, 5000);
  bought.requirements.max_minimum_purchase = usd(4500);
  EXPECT_NEAR(drawn(bought).probability_feasible, 0.75, 1e-3);

  Scenario cold = only({"import"});
  cold.demand = accepted_answers_per_month(100);  // hours apart: almost every call finds no copy
  cold.domain_low = accepted_answers_per_month(50), cold.domain_high = accepted_answers_per_month(200);
  test::pricing<ActiveWindow<>>(cold, "import").start_up = seconds(10);
  cold.paths[0].ledger.entries["/pricing/start_up_seconds"] = between(0, 40);
  cold.requirements.latency.max_response_time = seconds(300.0 / 95 + 30);
  const auto u = uncertainty(cold, {.draws = 1 << 14});
  EXPECT_NEAR(u.paths.at(0).probability_feasible, 0.75, 1e-3);
}

/// E max(0, X − Y) of two uniforms from 100 to 300 is 200/6.
TEST(DrawnRules, HindsightKeepsThem) {
  Scenario s = only({"box_llama", "box_gemma"});
  for (auto& path : s.paths) path.ledger.entries["/pricing/flat_usd_per_month"] = between(100, 300);
  const auto regret = [&] { return uncertainty(s, {.draws = 1 << 15}).expected_regret_usd_per_month; };
  EXPECT_NEAR(regret(), 200.0 / 6, 0.1);
  s.requirements.latency.max_response_time = seconds(25);
  test::path(s, "box_gemma").ledger.entries[speed] = between(2, 22);  // 12 and more will do
  EXPECT_NEAR(regret(), 200.0 / 6 / 2, 0.1);
  const auto u = uncertainty(s, {.draws = 1 << 14});
  double most = 0;
  for (const auto& known : u.worth_knowing) most = std::max(most, known.usd_per_month);
  EXPECT_LE(most, u.expected_regret_usd_per_month * (1 + 1e-9)) << "no one unknown is worth more than all of them";
  test::path(s, "box_gemma").access.unavailable = "sold out";
  EXPECT_EQ(regret(), 0) << "what cannot be had saves nothing";
}

}  // namespace
}  // namespace costmodel
