// Paths of several calls in scenarios: the pipeline of a review by hand, and paths of one call as their own witness.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/comparison.hpp>
#include <costmodel/decide/cost_series.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/explain.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <string>

namespace costmodel {
namespace {

/// A pipeline that writes in the cloud and judges on a box or in the cloud.
std::string pipeline(const std::string& box, const std::string& judgement, const std::string& more = "",
                     const std::string& stage = "") {
  return R"({"costmodel": 1, "title": "pipeline",
    "demand": {"accepted_answers_per_month": 250, "domain_accepted_answers_per_month": [1, 900],
               "arrivals": "packed"},
    "workload": {"output_tokens_per_answer": 27000}, )" +
         more + R"("paths": [
    {"id": "writer", "only_in_stages": true, "family": "a", "pricing": {"kind": "per_token", "usd_per_answer": 0.035},
     "throughput": {"points": [{"output_tokens_per_second": 100}]}, "layers": {"0": {"run_by": "provider"}}},
    {"id": "box", "only_in_stages": true, "family": "b", "pricing": {"kind": "fixed_amortized", "max_units": 1, )" +
         box + R"(}, "throughput": {"points": [{"output_tokens_per_second": 10}]}, "layers": {"0": {"run_by": "me"}}},
    {"id": "cloud", "only_in_stages": true, "family": "a", "pricing": {"kind": "per_token", "usd_per_answer": )" +
         judgement + R"(}, "throughput": {"points": [{"output_tokens_per_second": 50}]}},
    {"id": "pipeline", "stages": [
      {"id": "write", "offer": "writer", "workload": {"output_tokens_per_answer": 1000}},
      {"id": "judge", "offers": ["box", "cloud"])" +
         stage + R"(}], "acceptance": {"rate": 1}}]})";
}

double month_of(const Scenario& s, std::string_view id, double demand, Arrivals arrivals) {
  const PathCost c = cost(s, id, accepted_answers_per_month(demand), arrivals);
  return c.per_month ? usd_per_month(*c.per_month) : -1;
}

TEST(Stages, ABoxJudgesCheaperFromTheIterationsThatItsMonthIsWorth) {
  const std::string kept = R"("price_usd": 3999, "life_months": 36)",
                    sold = R"("price_usd": 3999, "sales_tax_rate": 0.08, "residual_usd": 3800, "life_months": 5)";
  const struct {
    std::string box;
    const char* judgement;
    double iterations, utilization;
  } table[] = {{kept, "0.40", 277.708, .285317}, {kept, "0.50", 222.167, .228253}, {kept, "0.60", 185.139, .190211},
               {sold, "0.40", 259.460, .266568}, {sold, "0.50", 207.568, .213255}, {sold, "0.60", 172.973, .177712}};
  for (const auto& row : table) {
    const Scenario s = parse_scenario(pipeline(row.box, row.judgement));
    const Comparison c = compare(s, "pipeline:box", "pipeline:cloud", Axis::demand, Arrivals::packed);
    ASSERT_EQ(c.crossings.size(), 1u);
    EXPECT_TRUE(c.complete);
    EXPECT_NEAR(c.crossings[0].at, row.iterations, 6e-4);
    const PathCost there = cost(s, "pipeline:box", accepted_answers_per_month(c.crossings[0].at));
    ASSERT_EQ(there.stages.size(), 2u);
    EXPECT_NEAR(*there.stages[1].utilization, row.utilization, 1e-6);
  }
}

TEST(Stages, StagesOfTheMonthAddUpAndAreNamed) {
  const Scenario s = parse_scenario(pipeline(R"("price_usd": 3999, "life_months": 36)", "0.5"));
  const PathCost c = cost(s, "pipeline:box", accepted_answers_per_month(250.0));
  EXPECT_EQ(to_string(c.kind), "stages");
  EXPECT_NEAR(usd_per_month(*c.per_month), 3999 / 36.0 + 250 * .035, 1e-9);
  EXPECT_NEAR(usd_per_month(c.stages[0].per_month), 250 * .035, 1e-9);
  EXPECT_NEAR(usd_per_month(c.stages[1].per_month), 3999 / 36.0, 1e-9);
  EXPECT_EQ(c.stages[1].offer, "box");
  EXPECT_EQ(c.stages[1].calls_per_month, 250);
  EXPECT_EQ(*c.stages[1].units, 1);
  double sum = 0;
  for (const auto& [name, amount] : c.terms) sum += usd_per_month(amount);
  EXPECT_NEAR(sum, usd_per_month(*c.per_month), 1e-9);
  EXPECT_EQ(c.terms.front().first, "write on writer: calls");
  EXPECT_EQ(c.terms.back().first, "judge on box: capital");
  EXPECT_NEAR(seconds(*c.attempt_time), 10 + 2700, 1e-9);
}

/// Every path of a shipped scenario beside the same as a path of one stage.
TEST(Stages, OneStageIsThePathThatServesIt) {
  for (const char* file : {"fine_tune_economics", "home_supercomputer_fallacy", "three_tiers", "deepseek_fleet"}) {
    Scenario s = load_scenario(std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/" + file + ".json");
    s.requirements = {};
    s.horizon.reset();
    const auto plain = s.paths;
    for (const auto& path : plain) {
      Path one{.id = "one:" + path.id, .pricing = PerToken<>{}};
      one.stages.push_back({.call = {.id = "answer"}, .offer = path.id});
      one.acceptance.same_as = path.acceptance.same_as.empty() ? path.id : path.acceptance.same_as;
      s.paths.push_back(one);
    }
    for (const auto& path : plain)
      for (const Arrivals arrivals : {Arrivals::packed, Arrivals::poisson, Arrivals::periodic})
        for (const double demand : {3.0, 5e3, 7e4, 2e6}) {
          const double own = month_of(s, path.id, demand, arrivals);
          const double as_stage = month_of(s, "one:" + path.id, demand, arrivals);
          EXPECT_NEAR(as_stage, own, 1e-12 * std::abs(own)) << file << " " << path.id << " " << demand;
        }
  }
}

TEST(Stages, CrossingsOfOneStageAreThoseOfItsPath) {
  Scenario s = load_scenario(std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/fine_tune_economics.json");
  s.requirements = {};
  for (const char* id : {"spark_llama", "bedrock_pt", "cmi"}) {
    Path one{.id = std::string("one:") + id, .pricing = PerToken<>{}};
    one.stages.push_back({.call = {.id = "answer"}, .offer = id});
    one.acceptance.same_as = s.path(id).acceptance.same_as.empty() ? id : s.path(id).acceptance.same_as;
    s.paths.push_back(one);
  }
  for (const auto& [a, b] : {std::pair{"spark_llama", "bedrock_pt"}, {"spark_llama", "cmi"}, {"cmi", "bedrock_pt"}})
    for (const Arrivals arrivals : {Arrivals::packed, Arrivals::poisson}) {
      const Comparison plain = compare(s, a, b, Axis::demand, arrivals);
      const Comparison staged = compare(s, std::string("one:") + a, std::string("one:") + b, Axis::demand, arrivals);
      ASSERT_EQ(plain.crossings.size(), staged.crossings.size()) << a << b;
      for (std::size_t i = 0; i < plain.crossings.size(); ++i)
        EXPECT_NEAR(staged.crossings[i].at, plain.crossings[i].at, 1e-9 * plain.crossings[i].at);
    }
}

TEST(Stages, WhatCostsTheSameIsToldAtOnce) {
  Scenario s = load_scenario(std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/fine_tune_economics.json");
  s.requirements = {};
  for (const char* id : {"one", "two"}) {
    Path path{.id = id, .pricing = PerToken<>{}};
    for (const char* offer : {"cmi", "bedrock_pt", "bedrock_base"})
      path.stages.push_back({.call = {.id = offer}, .offer = offer});
    path.acceptance.same_as = s.path("cmi").acceptance.same_as;
    s.paths.push_back(path);
  }
  Path alone{.id = "alone", .pricing = PerToken<>{}};
  alone.stages.push_back({.call = {.id = "answer"}, .offer = "cmi"});
  alone.acceptance.same_as = s.path("cmi").acceptance.same_as;
  s.paths.push_back(alone);
  for (const auto& [a, b] : {std::pair{"one", "two"}, {"alone", "cmi"}}) {
    const Comparison c = compare(s, a, b, Axis::demand, Arrivals::poisson);
    EXPECT_TRUE(c.complete) << a;
    ASSERT_EQ(c.equal.size(), 1u) << a;
    EXPECT_EQ(c.equal[0].from, c.low);
    EXPECT_EQ(c.equal[0].to, c.high);
  }
}

/// Two stages on one offer are one path of all their tokens: units, minimum, plan, tuning and steps are there once.
std::string shared(const std::string& pricing, const std::string& arrivals) {
  return R"({"costmodel": 1, "title": "shared",
    "demand": {"accepted_answers_per_month": 1000, "arrivals": ")" +
         arrivals + R"("}, "workload": {"input_tokens_per_answer": 900, "output_tokens_per_answer": 700},
    "paths": [{"id": "whole", "pricing": )" +
         pricing + R"(, "tuning": {"usd_per_month": 11},
      "throughput": {"points": [{"concurrency": 1, "output_tokens_per_second": 40, "input_tokens_per_second": 900}]},
      "acceptance": {"rate": 0.8}},
     {"id": "two", "stages": [
       {"id": "draft", "offer": "whole", "calls": 2,
        "workload": {"input_tokens_per_answer": 300, "output_tokens_per_answer": 100}},
       {"id": "judge", "offer": "whole",
        "workload": {"input_tokens_per_answer": 300, "output_tokens_per_answer": 500}}],
      "acceptance": {"same_as": "whole"}}]})";
}

TEST(Stages, StagesOnOneOfferShareWhatItChargesOnce) {
  const std::string window = R"({"kind": "active_window", "usd_per_unit_minute": 0.1, "window_minutes": 5)";
  for (const std::string& pricing :
       {std::string(R"({"kind": "fixed_amortized", "flat_usd_per_month": 300, "idle_watts": 30, "load_watts": 90,
                      "usd_per_kwh": 0.2})"),
        std::string(R"({"kind": "provisioned", "usd_per_unit_hour": 1.5, "max_units": 2, "minimum_usd_per_month": 1300,
                      "overflow": {"usd_per_million_input_tokens": 1, "usd_per_million_output_tokens": 9}})"),
        std::string(R"({"kind": "per_token", "usd_per_million_input_tokens": 2, "usd_per_million_output_tokens": 9,
                      "credit_usd_per_month": 4, "plan_usd_per_month": 7, "volume_steps": [
                      {"above_million_tokens_per_month": 1, "multiplier": 0.5}]})"),
        window + "}", window + R"(, "rule": "clock_aligned"})", window + R"(, "rule": "keep_alive"})"})
    for (const char* arrivals : {"packed", "poisson", "periodic"}) {
      const Scenario s = parse_scenario(shared(pricing, arrivals));
      for (const double demand : {1.0, 900.0, 1e4, 2e5}) {
        const double whole = month_of(s, "whole", demand, s.arrivals), two = month_of(s, "two", demand, s.arrivals);
        EXPECT_NEAR(two, whole, 1e-12 * std::abs(whole)) << pricing << arrivals << demand;
      }
    }
}

TEST(Stages, CallsByAttemptRequestAndAcceptedAnswer) {
  for (const bool fallback : {false, true}) {
    const std::string more = std::string(R"("tries": {"limit": 3, "correlation": 0.3}, "rejected": {"handling": ")") +
                             (fallback ? "fallback" : "dropped") + "\"}, ";
    std::string text = pipeline(R"("flat_usd_per_month": 100)", "0.5", more, R"(, "runs": "per_request")");
    text.replace(text.find(R"("rate": 1)"), 9, R"("rate": 0.7)");
    const std::string once = R"({"id": "publish", "offer": "cloud", "runs": "per_accepted", "calls": 2}, )";
    text.insert(text.find(R"({"id": "write", "offer")"), once);
    const Scenario s = parse_scenario(text);
    const PathCost c = cost(s, "pipeline:cloud", accepted_answers_per_month(1000.0));
    const double tries = 1.453, accepted = .904669;  // 3 tries, p 0.7, correlation 0.3
    const double requests = fallback ? 1000 : 1000 / accepted;
    EXPECT_NEAR(c.stages[0].calls_per_month, 2 * requests * accepted, 2e-3);
    EXPECT_NEAR(c.stages[1].calls_per_month, tries * requests, 2e-3);
    EXPECT_NEAR(c.stages[2].calls_per_month, requests, 2e-3);
    EXPECT_NEAR(usd_per_month(*c.per_month), .035 * tries * requests + .5 * (requests + 2 * requests * accepted), 3e-3);
  }
}

TEST(Stages, AGateThatIsAStageReplacesThePriceOfTheGate) {
  const std::string gate = R"("gate": {"usd_per_answer": 0.01}, )", box = R"("flat_usd_per_month": 100)";
  const Scenario priced = parse_scenario(pipeline(box, "0.5", gate)),
                 served = parse_scenario(pipeline(box, "0.5", gate, R"(, "gate": true)"));
  const double beside = month_of(priced, "pipeline:box", 250, Arrivals::packed);
  EXPECT_NEAR(beside - month_of(served, "pipeline:box", 250, Arrivals::packed), 2.5, 1e-9);
}

TEST(Stages, TheTimeOfAllTriesDecides) {
  const std::string box = R"("flat_usd_per_month": 100)";
  const std::string tries = R"("tries": {"limit": 5}, "requirements": {"max_seconds_per_answer": )";
  const Scenario enough = parse_scenario(pipeline(box, "0.5", tries + "13550}, ")),
                 short_of = parse_scenario(pipeline(box, "0.5", tries + "13549}, "));
  const Demand<> demand = accepted_answers_per_month(10.0);
  EXPECT_TRUE(cost(enough, "pipeline:box", demand).feasible);
  EXPECT_NEAR(seconds(*cost(enough, "pipeline:box", demand).request_time), 5 * (10 + 2700), 1e-9);
  const PathCost late = cost(short_of, "pipeline:box", demand);
  ASSERT_EQ(late.reasons.size(), 1u);
  EXPECT_NE(late.reasons[0].find("over 5 tries"), std::string::npos) << late.reasons[0];
  const Scenario together = parse_scenario(pipeline(box, "0.5", "", R"(, "calls": 5, "in_flight": 2)"));
  EXPECT_NEAR(seconds(*cost(together, "pipeline:box", demand).attempt_time), 10 + 3 * 2700, 1e-9);
}

TEST(Stages, AJudgeOfAnotherFamilyHasItsPrice) {
  const std::string apart = R"(, "different_family_from": ["write"])", box = R"("flat_usd_per_month": 200)";
  const Scenario s = parse_scenario(pipeline(box, "0.5", "", apart));
  const Decision d = decide(s, accepted_answers_per_month(250.0), {.draws = 0});
  EXPECT_EQ(d.path, "pipeline:box");
  EXPECT_EQ(d.paths.back().reasons, std::vector<std::string>{"family: judge and write are both of the family a"});
  EXPECT_NE(std::find(d.because.begin(), d.because.end(),
                      "the rule on model families costs $75.00 a month: without it pipeline:cloud would do"),
            d.because.end());
  EXPECT_EQ(d.layers[0].placement, "Ceded / Retained");
}

TEST(Stages, AQuotaOfAnOfferEndsThePath) {
  std::string text = pipeline(R"("flat_usd_per_month": 100)", "0.5");
  text.replace(text.find(R"("max_units": 1, )"), 16, "");
  text.insert(text.find(R"("layers": {"0": {"run_by": "me"}})"), R"("access": {"quota_units": 2}, )");
  const Scenario s = parse_scenario(text);
  const double two = 2 * 730 * 60 / 45.0;
  EXPECT_TRUE(cost(s, "pipeline:box", accepted_answers_per_month(two)).feasible);
  const PathCost over = cost(s, "pipeline:box", accepted_answers_per_month(two * 1.001));
  EXPECT_EQ(over.reasons, std::vector<std::string>{"box: quota: 2 units granted, 3 needed"});
}

TEST(Stages, AScenarioIsTheSameWhenItIsWrittenAndReadAgain) {
  const Scenario s = parse_scenario(pipeline(R"("price_usd": 3999, "life_months": 36)", "0.5", "",
                                             R"(, "calls": 1.5, "different_family_from": ["write"])"));
  const Scenario again = parse_scenario(to_json(s));
  EXPECT_EQ(to_json(again), to_json(s));
  for (const char* id : {"pipeline:box", "pipeline:cloud"})
    EXPECT_EQ(month_of(again, id, 300, Arrivals::packed), month_of(s, id, 300, Arrivals::packed));
}

TEST(Stages, DrawsOfOneStageAreThoseOfItsPath) {
  Scenario s = load_scenario(std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/fine_tune_economics.json");
  const auto plain = cost_ribbons(s, {.points = 8, .draws = 256});
  for (const char* id : {"spark_llama", "cmi"}) {
    Path one{.id = std::string("one:") + id, .pricing = PerToken<>{}};
    one.stages.push_back({.call = {.id = "answer"}, .offer = id});
    one.acceptance.same_as = s.path(id).acceptance.same_as.empty() ? id : s.path(id).acceptance.same_as;
    s.paths.push_back(one);
  }
  s.requirements = {};
  const auto both = cost_ribbons(s, {.points = 8, .draws = 256});
  const auto of = [&](const std::string& id) {
    return *std::find_if(both.begin(), both.end(), [&](const CostRibbon& r) { return r.path == id; });
  };
  for (const std::string& id : {std::string("spark_llama"), std::string("cmi")})
    for (std::size_t g = 0; g < 8; ++g)
      EXPECT_NEAR(of("one:" + id).usd_per_accepted[g].median, of(id).usd_per_accepted[g].median,
                  1e-12 * of(id).usd_per_accepted[g].median);
  EXPECT_FALSE(plain.empty());
}

TEST(Stages, AnExplanationHasTheTermsOfEachOffer) {
  const Scenario s = parse_scenario(pipeline(R"("price_usd": 3999, "life_months": 36)", "0.5"));
  const Explanation e = explain(s, "pipeline:box", "usd_per_month", accepted_answers_per_month(250.0));
  double sum = 0, capacity = 0;
  for (const auto& number : e.numbers) {
    if (number.name.find(" on ") != std::string::npos) sum += number.value;
    if (number.name == "capacity of box") capacity = number.value;
  }
  EXPECT_NEAR(sum, 3999 / 36.0 + 250 * .035, 1e-9);
  EXPECT_NEAR(capacity, 730 * 60 / 45.0, 1e-9);
}

TEST(Stages, YearsAreNotModelledAndSaySo) {
  const Scenario s =
      parse_scenario(pipeline(R"("price_usd": 3999, "life_months": 36)", "0.5", R"("horizon": {"months": 12}, )"));
  for (const auto& path : horizon(s).paths)
    EXPECT_EQ(path.why_not.find("not modelled") != std::string::npos, path.id.starts_with("pipeline")) << path.why_not;
}

std::vector<std::string> problems_of(const std::string& text) {
  try {
    (void)parse_scenario(text);
  } catch (const InvalidInput& invalid) {
    std::vector<std::string> all;
    for (const auto& p : invalid.problems()) all.push_back(p.id + " " + p.where);
    return all;
  }
  return {};
}

TEST(Stages, WhatIsWrongIsNamedAllAtOnce) {
  std::string text = pipeline(R"("flat_usd_per_month": 100)", "0.5", "", R"(, "different_family_from": ["writ"])");
  text.replace(text.find(R"("offer": "writer")"), 17, R"("offer": "writter")");
  text.insert(text.rfind(R"("acceptance")"), R"("pricing": {"kind": "per_token"}, )");
  text.insert(text.rfind("]}"), R"(, {"id": "outer", "stages": [{"id": "a", "offer": "pipeline:box"},
    {"id": "a", "offer": "box"}, {"id": "b"}], "acceptance": {"rate": 1}})");
  const auto found = problems_of(text);
  for (const char* expected :
       {"stages-and-own /paths/3/pricing", "unknown-path /paths/3/stages/0/offer",
        "unknown-name /paths/3/stages/1/different_family_from/0", "cycle /paths/4/stages/0/offer",
        "duplicate-id /paths/4/stages/1/id", "one-of-several /paths/4/stages/2/offer"})
    EXPECT_NE(std::find(found.begin(), found.end(), expected), found.end()) << expected;
}

TEST(Stages, TooManyRoutesAreCounted) {
  std::string stages;
  for (int i = 0; i < 9; ++i)
    stages +=
        std::string(i ? ", " : "") + R"({"id": "s)" + std::to_string(i) + R"(", "offers": ["writer", "box", "cloud"]})";
  std::string text = pipeline(R"("flat_usd_per_month": 100)", "0.5");
  const auto from = text.find(R"({"id": "write", "offer")");
  text.replace(from, text.find(R"(], "acceptance")", from) - from, stages);
  const auto found = problems_of(text);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0], "too-many /paths/3/stages");
}

}  // namespace
}  // namespace costmodel
