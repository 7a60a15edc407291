// The 25 shapes in which this market bills, each with the numbers of a real offer: docs/billing_shapes.md.
#include <gtest/gtest.h>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/replay/billing_risk.hpp>

#include <cmath>
#include <string>

#include "scenarios.hpp"

namespace costmodel {
namespace {

/// What stands around a pricing: everything is accepted, so that costs are those of attempts.
struct Snippet {
  std::string pricing;
  std::string demand = "1000000";
  std::string workload = R"("input_tokens_per_answer": 1000, "output_tokens_per_answer": 500)";
  std::string point = R"("output_tokens_per_second": 95)";
  std::string arrivals = R"("arrivals": "poisson")";
  std::string path{};      ///< further keys of the path
  std::string scenario{};  ///< further keys of the scenario

  Scenario read() const {
    return parse_scenario(R"({"costmodel": 1, "title": "shape", "demand": {"accepted_answers_per_month": )" + demand +
                          ", " + arrivals + R"(}, "workload": {)" + workload + "}" + scenario +
                          R"(, "paths": [{"id": "path", "pricing": {)" + pricing + R"(}, "throughput": {"points": [{)" +
                          point + R"(}]}, "acceptance": {"rate": 1})" + path + "}]}");
  }
  PathCost cost() const {
    const Scenario s = read();
    return costmodel::cost(s, s.paths[0].id, s.demand);
  }
  double usd() const {
    const PathCost c = cost();
    return c.per_month ? usd_per_month(*c.per_month) : std::nan("");
  }
};

double term(const PathCost& c, const std::string& name) {
  for (const auto& [key, amount] : c.terms)
    if (key == name) return usd_per_month(amount);
  return 0;
}

constexpr const char* tokens_022 =
    R"("kind": "per_token", "usd_per_million_input_tokens": 0.22, "usd_per_million_output_tokens": 0.22)";

// A million answers of 1,000 + 500 tokens are 1,000 and 500 million tokens.
TEST(Shape01, PerTokenInAndOut) { EXPECT_NEAR(Snippet{tokens_022}.usd(), 1500 * 0.22, 1e-9); }

TEST(Shape02, CachedAndWrittenTokens) {
  // Claude: cache read 0.10 ×, cache write 1.25 × of input; here at $3 and $15 a million.
  const Snippet s{
      .pricing = R"("kind": "per_token", "usd_per_million_input_tokens": 3, "usd_per_million_cached_input_tokens": 0.3,
                     "usd_per_million_cache_write_tokens": 3.75, "usd_per_million_output_tokens": 15)",
      .workload =
          R"("input_tokens_per_answer": 1000, "cache_write_tokens_per_answer": 400, "cached_input_tokens_per_answer": 9000,
                     "output_tokens_per_answer": 500)"};
  EXPECT_NEAR(s.usd(), 600 * 3 + 400 * 3.75 + 9000 * 0.3 + 500 * 15, 1e-6);
}

TEST(Shape03, BatchMultiplier) {
  // Bedrock Llama 3.1 8B: 0.22, batch 0.11.
  EXPECT_NEAR((Snippet{std::string(tokens_022) + R"(, "multiplier": 0.5)"}.usd()), 1500 * 0.11, 1e-9);
  EXPECT_NEAR((Snippet{std::string(tokens_022) + R"(, "batch_fraction": 0.25, "batch_multiplier": 0.5)"}.usd()),
              0.75 * 1500 * 0.22 + 0.25 * 1500 * 0.11, 1e-9);
}

TEST(Shape04, ServiceTiers) {
  // Bedrock qwen3-coder-30b-a3b, 2026-09: standard .1545/.618, flex .0773/.309, priority .2704/1.0815. Rounded to 4
  // digits there.
  const std::string standard =
      R"("kind": "per_token", "usd_per_million_input_tokens": 0.1545, "usd_per_million_output_tokens": 0.618)";
  EXPECT_NEAR((Snippet{standard + R"(, "multiplier": 0.5)"}.usd()), 1000 * 0.0773 + 500 * 0.309, 0.06);
  EXPECT_NEAR((Snippet{standard + R"(, "multiplier": 1.75)"}.usd()), 1000 * 0.2704 + 500 * 1.0815, 0.06);
}

TEST(Shape05, StepsByContextAndByVolume) {
  // Above 200,000 prompt tokens, input at twice and output at one and a half times the price, for the whole answer.
  const std::string steps =
      R"("kind": "per_token", "usd_per_million_input_tokens": 3, "usd_per_million_output_tokens": 15,
      "context_steps": [{"above_input_tokens_per_answer": 200000, "input_multiplier": 2, "output_multiplier": 1.5}])";
  const auto prompt_of = [&](const char* tokens) {
    return Snippet{.pricing = steps,
                   .demand = "1",
                   .workload = std::string(R"("output_tokens_per_answer": 1000, "input_tokens_per_answer": )") + tokens}
        .usd();
  };
  EXPECT_NEAR(prompt_of("200000"), 0.6 + 0.015, 1e-12);
  EXPECT_NEAR(prompt_of("200001"), 2 * 0.600003 + 1.5 * 0.015, 1e-12);
  // The first 100 million tokens of a month at the list price, the next 900 at 90 %, the rest at 80 %.
  const std::string volume =
      std::string(tokens_022) + R"(, "volume_steps": [{"above_million_tokens_per_month": 100, "multiplier": 0.9},
      {"above_million_tokens_per_month": 1000, "multiplier": 0.8}])";
  EXPECT_NEAR((Snippet{.pricing = volume}.usd()), 0.22 * (100 + 900 * 0.9 + 500 * 0.8), 1e-9);
  EXPECT_NEAR((Snippet{.pricing = volume, .demand = "400000"}.usd()), 0.22 * (100 + 500 * 0.9), 1e-9);
  EXPECT_NEAR((Snippet{.pricing = volume, .demand = "40000"}.usd()), 0.22 * 60, 1e-9);
}

TEST(Shape06, CustomWeightsByTheToken) {
  // Nova 2 Lite, custom model on demand: $0.30 / $2.50 against $0.33 / $2.75, 0.909 of the base price.
  const Snippet s{
      .pricing =
          R"("kind": "per_token", "usd_per_million_input_tokens": 0.33, "usd_per_million_output_tokens": 2.75, "multiplier": 0.9090909090909091)"};
  EXPECT_NEAR(s.usd(), 1000 * 0.30 + 500 * 2.50, 1e-9);
}

constexpr const char* import_pricing =
    R"("kind": "active_window", "usd_per_unit_minute": 0.05718, "units_per_copy": 2, "window_minutes": 5,
    "storage_usd_per_unit_month": 1.95)";
constexpr const char* answers_of_300 = R"("output_tokens_per_answer": 300)";

TEST(Shape07, WindowsBilledWholeFromTheFirstUse) {
  // Custom Model Import, 2026-09: 2 × $0.05718 × 5 = $0.5718 a window. One call a month opens one.
  const Snippet one{.pricing = import_pricing, .demand = "1", .workload = answers_of_300};
  EXPECT_NEAR(term(one.cost(), "active windows"), 0.5718, 0.0001);
  // 364 answers a month cost what a box at $200 does (without storage).
  const Snippet some{.pricing = import_pricing, .demand = "364", .workload = answers_of_300};
  EXPECT_NEAR(term(some.cost(), "active windows"), 200, 0.7);
}

TEST(Shape08, BySecondWithAMinimumAndAQuantum) {
  // EC2: by the second, at least 60 s, p5.48xlarge at $55.04/h. One start a day for half an hour, every day of a
  // 730-hour month.
  const Snippet rented{.pricing = R"("kind": "provisioned", "usd_per_unit_hour": 55.04, "up_hours_per_day": 0.5)",
                       .demand = "10"};
  EXPECT_NEAR(rented.usd(), 55.04 * 0.5 * 730 / 24, 1e-9);
  // Lambda: by the minute, GH200 at $2.29/h. 10 minutes and 20 seconds are 11 minutes.
  const Snippet minutes{
      .pricing =
          R"("kind": "provisioned", "usd_per_unit_hour": 2.29, "hours_up_per_month": 0.172222222, "block_hours": 0.0166666666666666667)",
      .demand = "1"};
  EXPECT_NEAR(minutes.usd(), 2.29 * 11 / 60, 1e-6);
  // Scale to zero by the second, at least 60 s: a lone call of 10 s is billed for 60 s. No closed form, so it is
  // replayed.
  const Snippet least{
      .pricing =
          R"("kind": "active_window", "usd_per_unit_minute": 1, "rule": "per_second", "minimum_seconds": 60, "quantum_seconds": 1)",
      .demand = "100",
      .workload = R"("output_tokens_per_answer": 950)"};
  EXPECT_TRUE(std::isnan(least.usd()));
  EXPECT_NE(least.cost().reasons.at(0).find("no closed form"), std::string::npos);
  const BillingRisk risk = billing_risk(least.read(), "path");
  EXPECT_NEAR(usd_per_month(risk.rows.back().cost), 100, 3) << "a minute for each call";
}

constexpr double month = 730 * 3600;

TEST(Shape09, IdleTimeoutIsBilled) {
  // RunPod serverless: 5 s of idle time; here $0.00116 a second, answers of 10 s.
  const Snippet s{
      .pricing = R"("kind": "active_window", "usd_per_unit_minute": 0.0696, "rule": "per_second", "tail_seconds": 5)",
      .demand = "10000",
      .workload = R"("output_tokens_per_answer": 950)"};
  EXPECT_NEAR(s.usd(), 0.00116 * month * (1 - (1 - 10000 / month * 10) * std::exp(-10000 / month * 5)), 1e-9)
      << "one at a time";
  EXPECT_NEAR(s.usd(), usd_per_month(billing_risk(s.read(), "path", {.concurrency = 1e6}).rows.back().cost), 3);
  // Hugging Face: an hour of idle time; one call a month is billed for it.
  const Snippet hour{
      .pricing =
          R"("kind": "active_window", "usd_per_unit_minute": 0.0833333333333333, "rule": "keep_alive", "window_minutes": 60)",
      .demand = "1",
      .workload = R"("output_tokens_per_answer": 95)"};
  EXPECT_NEAR(hour.usd(), 5.0, 0.01);
}

TEST(Shape10, ColdStartsBilledOrFreeQueuedOrFailed) {
  // RunPod bills from the start of the worker, loading included; Fireworks from when the server answers.
  const auto of = [](const std::string& more) {
    return Snippet{
        .pricing =
            R"("kind": "active_window", "usd_per_unit_minute": 0.06, "rule": "per_second", "tail_seconds": 5, "start_up_seconds": 60)" +
            more,
        .demand = "20000",
        .workload = R"("output_tokens_per_answer": 950)"};
  };
  // One at a time, 10 s each, with 5 s of tail: a gap is 1/λ of a cycle, and who came during a start is served after
  // it.
  const double rate = 20000 / month, busy = rate * 10, served = rate * 60 * busy / (1 - busy);
  const double cycle = std::exp(rate * 5) / (1 - busy) + rate * 60 + served;
  EXPECT_NEAR(of(R"(, "start_up_billed": true)").usd(), 0.001 * month * (1 - 1 / cycle), 1e-6);
  EXPECT_NEAR(of("").usd(), 0.001 * month * (1 - (1 + rate * 60) / cycle), 1e-6);
  for (const char* more : {"", R"(, "start_up_billed": true)"}) {
    const Scenario s = of(more).read();
    const RiskRow drawn =
        billing_risk(s, "path", {.concurrency = 1e6, .simulation = {.relative_half_width = 0.004}}).rows.back();
    EXPECT_NEAR(of(more).usd(), usd_per_month(drawn.cost), 3 * usd_per_month(drawn.half_width));
    EXPECT_NEAR(*of(more).cost().cold_share, drawn.cold_share, 0.01);
    EXPECT_NEAR(*of(more).cost().cold_starts, drawn.cold_starts, 0.02 * drawn.cold_starts);
  }
  const BillingRisk failing = billing_risk(of(R"(, "when_cold": "failed")").read(), "path");
  EXPECT_GT(failing.rows.back().failed, 1000) << "the proxy of Hugging Face returns 503 while cold";
}

TEST(Shape11, UnitsOfACopyTimesCopies) {
  // Llama 3.1 70B takes 8 units, 8B takes 2; two copies of 8 for twice the work.
  const auto of = [](int units, const char* demand) {
    return Snippet{
        .pricing =
            R"("kind": "active_window", "usd_per_unit_minute": 0.05718, "window_minutes": 5, "units_per_copy": )" +
            std::to_string(units),
        .demand = demand,
        .workload = answers_of_300,
        .arrivals = R"("arrivals": "packed")"};
  };
  EXPECT_NEAR(of(8, "1000").usd(), 4 * of(2, "1000").usd(), 1e-9);
  EXPECT_EQ(*of(8, "800000").cost().units, 1);
  EXPECT_EQ(*of(8, "900000").cost().units, 2);
  EXPECT_NEAR(of(8, "900000").usd() / (8 * 0.05718 * 60), 900000 * 300 / 95.0 / 3600, 1e-6)
      << "packed: the hours that calls take";
}

TEST(Shape12, ContinuousByTheHour) {
  // Bedrock Provisioned Throughput, Llama 3.1 70B: $24.00 a model unit and hour, $17,520 a month, needed or not.
  EXPECT_NEAR((Snippet{.pricing = R"("kind": "provisioned", "usd_per_unit_hour": 24)", .demand = "1"}.usd()), 17520,
              1e-9);
}

TEST(Shape13, TermsOfCommitment) {
  // Llama 2 70B custom (2024-03): $23.50 without commitment, $21.18 for a month, $13.08 for six. Needed for four
  // months, six are paid.
  const std::string six =
      R"("kind": "provisioned", "usd_per_unit_hour": 23.5, "discount": 0.4434042553191489, "term_months": 6)";
  EXPECT_NEAR((Snippet{.pricing = six, .demand = "1"}.usd()), 13.08 * 730, 1e-6);
  EXPECT_NEAR((Snippet{.pricing = six + R"(, "needed_months": 4)", .demand = "1"}.usd()), 13.08 * 730 * 6 / 4, 1e-6);
  Snippet capped{.pricing = six, .demand = "1", .scenario = R"(, "requirements": {"max_minimum_purchase_usd": 50000})"};
  EXPECT_NE(capped.cost().reasons.at(0).find("minimum purchase $57,290"), std::string::npos)
      << capped.cost().reasons.at(0);
}

TEST(Shape14, PrepaidBlocks) {
  // EC2 Capacity Block, p5en at $41.61/h (2026-01): a day is $998.64, paid at once. Its last half hour cannot be used.
  const std::string block = R"("kind": "provisioned", "usd_per_unit_hour": 41.61, "block_hours": 24)";
  EXPECT_NEAR((Snippet{.pricing = block + R"(, "hours_up_per_month": 1)", .demand = "1"}.usd()), 998.64, 1e-9);
  EXPECT_NEAR((Snippet{.pricing = block + R"(, "hours_up_per_month": 24)", .demand = "1"}.usd()), 998.64, 1e-9);
  EXPECT_NEAR((Snippet{.pricing = block + R"(, "hours_up_per_month": 24, "lost_hours": 0.5)", .demand = "1"}.usd()),
              2 * 998.64, 1e-9);
  EXPECT_NEAR((Snippet{.pricing = block + R"(, "up_hours_per_day": 8, "up_days_per_week": 5)", .demand = "1"}.usd()),
              998.64 * 5 * 730 / 168, 1e-6)
      << "each working day a block of its own";
  Snippet capped{.pricing = block, .demand = "1", .scenario = R"(, "requirements": {"max_minimum_purchase_usd": 500})"};
  EXPECT_NE(capped.cost().reasons.at(0).find("minimum purchase $998.64"), std::string::npos)
      << capped.cost().reasons.at(0);
}

TEST(Shape15, ReservedThroughputWithOverflow) {
  // A unit of 1,000 output tokens a minute carries 43.8 million a month; what goes beyond is billed by the token.
  const auto of = [](const char* demand, const char* arrivals) {
    return Snippet{.pricing = R"("kind": "provisioned", "usd_per_unit_hour": 0.1, "min_units": 2, "max_units": 2,
        "overflow": {"usd_per_million_output_tokens": 4})",
                   .demand = demand,
                   .workload = R"("output_tokens_per_answer": 1000)",
                   .point = R"("output_tokens_per_second": 16.666666666666668)",
                   .arrivals = arrivals};
  };
  const char* even = R"("arrivals": "poisson")";
  EXPECT_NEAR(of("80000", even).usd(), 2 * 0.1 * 730, 1e-6);
  EXPECT_NEAR(of("100000", even).usd(), 146 + (100 - 87.6) * 4, 1e-6);
  EXPECT_TRUE(of("100000", even).cost().feasible) << "nothing is saturated";
  // All of it in 40 hours of the week: only 40/168 of the reserved throughput is of use.
  EXPECT_NEAR(of("80000", R"("working_hours": {"from_hour": 9, "to_hour": 17, "days_per_week": 5})").usd(),
              146 + (80 - 87.6 * 40 / 168) * 4, 1e-6);
}

TEST(Shape16, HostingFeeAndTokens) {
  // Azure bills a fine-tuned deployment by the hour and its tokens beside; here $1.70 an hour.
  EXPECT_NEAR((Snippet{std::string(tokens_022) + R"(, "hosting_usd_per_hour": 1.7)"}.usd()), 1500 * 0.22 + 1.7 * 730,
              1e-9);
}

TEST(Shape17, LifetimeAndDeletion) {
  // Azure's developer tier: no hosting fee, and a life of 24 h. Deployed anew every day, at half a dollar of work each
  // time.
  EXPECT_NEAR((Snippet{std::string(tokens_022) + R"(, "lifetime_hours": 24, "redeployment_usd": 0.5)"}.usd()),
              1500 * 0.22 + 0.5 * 730 / 24, 1e-9);
  // Standard: hosted until 15 days have passed without a call. One call a month is hosted for 15 days.
  const Snippet deleted{
      .pricing =
          R"("kind": "active_window", "usd_per_unit_minute": 0.0283333333333333, "rule": "keep_alive", "window_minutes": 21600,
      "usd_per_million_output_tokens": 0.22)",
      .demand = "1",
      .point = R"("output_tokens_per_second": 95)"};
  EXPECT_NEAR(deleted.usd(), 1.7 * 730 * -std::expm1(-360.0 / 730), 0.01);
}

TEST(Shape18, PlacementMultipliers) {
  // Modal: region × 1.5, not preemptible × 3. Fireworks: region lock × 1.5 on $8.00/h.
  EXPECT_NEAR(
      (Snippet{.pricing = R"("kind": "provisioned", "usd_per_unit_hour": 8, "multiplier": 1.5)", .demand = "1"}.usd()),
      12 * 730.0, 1e-9);
}

TEST(Shape19, ResourcesByTheSecond) {
  // Modal 2026-07-01: H100 $0.001097, core $0.0000131, GiB $0.00000222 a second. 8 cores and 64 GiB beside the GPU.
  const std::string modal =
      R"("kind": "active_window", "usd_per_unit_minute": 0, "rule": "per_second", "tail_seconds": 60, "resources": [
      {"name": "H100", "usd_per_second": 0.001097}, {"name": "core", "amount": 8, "usd_per_second": 0.0000131},
      {"name": "GiB", "amount": 64, "usd_per_second": 0.00000222}])";
  const Snippet packed{
      .pricing = modal, .demand = "10000", .workload = answers_of_300, .arrivals = R"("arrivals": "packed")"};
  EXPECT_NEAR(packed.usd(), (0.001097 + 8 * 0.0000131 + 64 * 0.00000222) * 10000 * 300 / 95, 1e-9);
}

TEST(Shape20, MarketPriceWithInterruptions) {
  // Vast, H100: $2.40 to $6.15 within weeks. An interrupted machine carries less.
  const Snippet s{
      .pricing = R"("kind": "provisioned", "usd_per_unit_hour": {"value": 3.5, "grade": "published", "distribution":
      {"shape": "triangular", "low": 2.4, "mode": 3.5, "high": 6.15}}, "interrupted_fraction": 0.1)",
      .demand = "1"};
  EXPECT_NEAR(s.usd(), 3.5 * 730, 1e-9);
  const Scenario scenario = s.read();
  EXPECT_NEAR(answers_per_month(model(scenario, scenario.paths[0]).capacity()), 0.9 * month * 95 / 500, 1e-3);
}

TEST(Shape21, StorageByTheUnitMonth) {
  // Custom Model Import: $1.95 a unit and month, called or not.
  EXPECT_NEAR((term(Snippet{.pricing = import_pricing, .demand = "1", .workload = answers_of_300}.cost(), "storage")),
              3.90, 1e-12);
}

TEST(Shape22, CreditsPlansAndMinimums) {
  // Modal Team: $250 a month with $100 of credits; Starter: $0 with $30.
  const auto of = [](const char* demand, const std::string& plan) {
    return Snippet{
        .pricing =
            R"("kind": "active_window", "usd_per_unit_minute": 0.06582, "rule": "per_second", "tail_seconds": 60)" +
            plan,
        .demand = demand,
        .workload = answers_of_300,
        .arrivals = R"("arrivals": "packed")"};
  };
  const std::string starter = R"(, "credit_usd_per_month": 30)",
                    team = R"(, "credit_usd_per_month": 100, "plan_usd_per_month": 250)";
  const double used = 0.001097 * 40000 * 300 / 95;
  EXPECT_NEAR(of("40000", starter).usd(), used - 30, 1e-9);
  EXPECT_NEAR(of("40000", team).usd(), used - 100 + 250, 1e-9);
  EXPECT_NEAR(of("4000", starter).usd(), 0, 1e-12) << "used credits are not paid out";
  EXPECT_NEAR(term(of("40000", starter).cost(), "free credits"), -30, 1e-9);
  EXPECT_NEAR(of("4000", R"(, "minimum_usd_per_month": 20)").usd(), 20, 1e-12);
}

TEST(Shape23, TrainingOnceAndAgain) {
  // Bedrock Llama 3.1 8B: $0.00149 for 1,000 training tokens, $1.95 a stored model and month. 2 million tokens × 5
  // epochs, for a year.
  const Snippet s{
      .pricing = tokens_022,
      .path = R"(, "tuning": {"million_training_tokens": 10, "usd_per_million_training_tokens": 1.49, "life_months": 12,
      "one_off_usd": 600, "retrains_per_month": 0.5, "stored_models": 2, "usd_per_stored_model_month": 1.95})"};
  EXPECT_NEAR(term(s.cost(), "tuning"), (600 + 14.9) / 12 + 0.5 * 14.9 + 2 * 1.95, 1e-9);
}

TEST(Shape24, AMachineOfOnesOwn) {
  // DGX Spark, bought at $3,999 and 8.25 % tax, sold at $3,800 after five months: $105.78 a month before power.
  const Snippet spark{
      .pricing =
          R"("kind": "fixed_amortized", "price_usd": 3999, "sales_tax_rate": 0.0825, "residual_usd": 3800, "life_months": 5)",
      .demand = "1"};
  EXPECT_NEAR(spark.usd(), 105.784, 0.001);
  // A rack: installation is lost, failures are bought anew, a spare stands by idle.
  const Snippet rack{
      .pricing =
          R"("kind": "fixed_amortized", "price_usd": 1200, "installation_usd": 240, "life_months": 12, "failure_rate_per_year": 0.1,
      "spare_units": 1, "facility_usd_per_month": 7, "staff_usd_per_unit_month": 3, "staff_usd_per_month": 5)",
      .demand = "1"};
  EXPECT_NEAR(rack.usd(), 2 * 120 + 10 + 7 + 3 + 5, 1e-9);
}

TEST(Shape25, QuotaAndLeadTime) {
  // Provisioned throughput without commitment: a quota of 0 units, and a support case.
  const Snippet none{.pricing = R"("kind": "provisioned", "usd_per_unit_hour": 24)",
                     .demand = "1",
                     .path = R"(, "access": {"quota_units": 0, "lead_time_days": 10})",
                     .scenario = R"(, "requirements": {"max_lead_time_days": 2})"};
  const PathCost c = none.cost();
  EXPECT_FALSE(c.feasible);
  EXPECT_NEAR(usd_per_month(*c.per_month), 17520, 1e-9) << "the price is known all the same";
  ASSERT_EQ(c.reasons.size(), 2u);
  EXPECT_NE(c.reasons[0].find("quota: 0 units"), std::string::npos);
  EXPECT_NE(c.reasons[1].find("lead time 10 days"), std::string::npos);
}

}  // namespace
}  // namespace costmodel
