// Whose words a claim is, what could be chance, what is circular, and words that follow the inputs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/audit/claims.hpp>
#include <costmodel/costmodel.hpp>
#include <costmodel/io/claims.hpp>

#include <set>

namespace costmodel {
namespace {

using testing::ElementsAre, testing::HasSubstr;

Audit of(const std::string& claims, const std::string& inputs = "{}") {
  return audit(parse_claims(R"~({"costmodel_claims": 1, "inputs": )~" + inputs + R"~(, "claims": [)~" + claims + "]}"));
}

AuditedClaim one(const std::string& claim, const std::string& inputs = "{}") {
  return of(R"~({"id": "c", "statement": "s", )~" + claim + "}", inputs).claims.front();
}

std::string words(const AuditedClaim& claim) {
  std::string all;
  for (const auto& why : claim.because) all += why + "\n";
  return all;
}

std::string problem_of(const std::string& claim, const std::string& inputs = "{}") {
  try {
    one(claim, inputs);
  } catch (const InvalidInput& invalid) {
    return invalid.problems().front().id + " " + invalid.problems().front().where;
  }
  return "nothing";
}

std::string difference(int first, int second) {
  return R"~("p_value": "fisher_p()~" + std::to_string(first) + ", 30, " + std::to_string(second) + R"~(, 30)")~";
}

TEST(AuditWords, OneRuleForChance) {
  for (const auto& [first, second, p] : {std::tuple{21, 14, "0.115"}, {14, 7, "0.103"}}) {
    const auto claim = one(difference(first, second));
    EXPECT_EQ(claim.verdict, ClaimVerdict::chance) << first << " against " << second;
    EXPECT_THAT(words(claim), HasSubstr(std::string("could be chance: p = ") + p));
  }
  const auto real = one(difference(21, 7));
  EXPECT_EQ(real.verdict, ClaimVerdict::reproduces);
  EXPECT_THAT(words(real), HasSubstr("p = 0.000635"));
}

TEST(AuditWords, ChanceIsWeighedBesideTheNumber) {
  const std::string number =
      R"~("formula": "(14 - 7) / 30", "printed": {"value": 23.3, "unit": "pts", "rounding": 0.1}, )~";
  EXPECT_EQ(one(number + difference(14, 7)).verdict, ClaimVerdict::chance);
  const std::string wrong =
      R"~("formula": "(14 - 7) / 30", "printed": {"value": 47, "unit": "pts", "rounding": 0.1}, )~";
  EXPECT_EQ(one(wrong + difference(14, 7)).verdict, ClaimVerdict::off_by_factor);
}

TEST(AuditWords, WhatWasSolvedBackFromAClaimShowsNothingInIt) {
  const std::string flat =
      R"~({"flat": {"value": 200, "unit": "USD/month", "grade": "derived", "solved_from": ["price"]}})~";
  const auto claims = of(R"~(
    {"id": "price", "statement": "s", "formula": "owned_output_price(flat, 14 [tok_out/s])", "printed": {"value": 5.4, "unit": "USD/Mtok_out", "rounding": 0.1}},
    {"id": "other", "statement": "s", "formula": "flat * 12 [month]", "printed": {"value": 2400, "unit": "USD", "rounding": 1}})~",
                         flat);
  EXPECT_EQ(claims.claims[0].verdict, ClaimVerdict::circular);
  EXPECT_EQ(claims.claims[1].verdict, ClaimVerdict::reproduces);
  EXPECT_THAT(words(claims.claims[1]), HasSubstr("solved back from what is printed: flat (price)"));
  EXPECT_EQ(claims.count(ClaimVerdict::reproduces), 1u);
  EXPECT_FALSE(claims.all_reproduce());
  EXPECT_EQ(problem_of(R"~("formula": "1", "printed": {"value": 1, "rounding": 1})~",
                       R"~({"a": {"value": 1, "grade": "derived", "solved_from": ["d"]}})~"),
            "unknown-claim /inputs/a/solved_from");
}

TEST(AuditWords, ReasonsFollowTheInputs) {
  const auto said = [](int tuned, int answer) {
    const std::string inputs = R"~({"tuned": {"value": )~" + std::to_string(tuned) +
                               R"~(, "grade": "measured"}, "answer": {"value": )~" + std::to_string(answer) +
                               R"~(, "unit": "tok_out/answer", "grade": "assumed"}})~";
    const auto claim = one(
        R"~("conditions": [{"that": "tuned > 30", "because": "{tuned} of 30 at {answer} is {tuned / 30 -> %} of {100 [answer] * answer -> ktok_out}"}],
      "note": "p is {fisher_p(tuned, 30, 14, 30)}", "readings": [{"formula": "tuned / 30", "what": "{tuned} of 30", "unit": "%"}])~",
        inputs);
    EXPECT_EQ(claim.verdict, ClaimVerdict::contradictory);
    return words(claim) + claim.note + "; " + claim.readings.front().what;
  };
  EXPECT_EQ(said(21, 300),
            "21 of 30 at 300\u00A0tok_out/answer is 70\u00A0% of 30\u00A0ktok_out\np is 0.115; 21 of 30");
  EXPECT_EQ(said(20, 600),
            "20 of 30 at 600\u00A0tok_out/answer is 66.7\u00A0% of 60\u00A0ktok_out\np is 0.192; 20 of 30");
}

TEST(AuditWords, ABadPlaceholderIsRefused) {
  for (const char* wrong : {"{", "}", "a } b", "{1 +}", "{1 < 2}", "{wilson_low(1}"})
    EXPECT_EQ(problem_of(R"~("conditions": [{"that": "1 > 2", "because": ")~" + std::string(wrong) + R"~("}])~"),
              "bad-expression /claims/0/conditions/0/because")
        << wrong;
  EXPECT_EQ(problem_of(R"~("conditions": [{"that": "1 > 2", "because": "{price}"}])~"),
            "unknown-input /claims/0/conditions/0/because");
  EXPECT_EQ(problem_of(R"~("conditions": [{"that": "1 > 2", "because": "{1 -> EUR}"}])~"),
            "unknown-unit /claims/0/conditions/0/because");
  EXPECT_EQ(problem_of(R"~("derived": true, "quote": "q", "conditions": [{"that": "1 < 2"}])~"),
            "quote-of-derived /claims/0/quote");
}

TEST(AuditWords, AReadingHasItsOwnUnit) {
  const auto claim = one(R"~("formula": "0.2", "printed": {"value": 20, "unit": "%", "rounding": 1}, "readings": [
    {"formula": "fisher_p(14, 30, 7, 30)", "what": "p"}, {"formula": "1 / 5", "what": "share", "unit": "%"},
    {"formula": "1746.288 [h]", "what": "hours"}, {"formula": "40 [min]", "what": "minutes"}, {"formula": "9 [tok_out/s]", "what": "rate"}])~");
  std::vector<std::string> units;
  for (const auto& reading : claim.readings) units.push_back(reading.unit);
  EXPECT_THAT(units, ElementsAre("1", "%", "h", "min", "tok_out/s"));
  EXPECT_NEAR(claim.readings[0].value->low, 0.103335, 1e-6);
  EXPECT_FALSE(claim.readings[0].reproduces);
  EXPECT_TRUE(claim.readings[1].reproduces);
  EXPECT_NEAR(claim.readings[2].value->low, 1746.288, 1e-9);
}

TEST(AuditWords, AConditionOnWhatIsNotStatedHoldsNothing) {
  const auto claim = one(R"~("inputs": {"bar": {"value": null}}, "conditions": [{"that": "1 < bar"}])~");
  EXPECT_EQ(claim.verdict, ClaimVerdict::input_missing);
  EXPECT_THAT(words(claim), HasSubstr("not stated: bar"));
}

TEST(AuditWords, AnswersAreNotAcceptedAnswers) {
  const auto at = [](const std::string& acceptance) {
    return Expression(
               "crossover_demand_at_random(200 [USD/month], 14 [tok_out/s], 0.0785 [USD/min], 2, 95 [tok_out/s], 300 "
               "[tok_out/answer], " +
               acceptance + ")")
        .value([](std::string_view) { return Measure{}; });
  };
  EXPECT_EQ(at("1").dimension, unit_named("accepted/month").dimension);
  EXPECT_NEAR(at("1").value, 262.409, 5e-4);
  EXPECT_NEAR(at("21 / 30").value, 183.686, 5e-4);
}

TEST(AuditWords, WhatWeDerivedIsCountedApart) {
  const Audit result = of(
      R"~({"id": "a", "statement": "said", "quote": "one and one is two", "source": "A", "formula": "1 + 1", "printed": {"value": 2, "rounding": 1}},
    {"id": "b", "statement": "ours", "derived": true, "source": "A", "formula": "1 + 1", "printed": {"value": 2, "rounding": 1}})~");
  EXPECT_EQ(result.stated(), 1u);
  EXPECT_EQ(result.count(ClaimVerdict::reproduces), 1u);
  EXPECT_TRUE(result.all_reproduce());
  const std::string text = render(audit_report(result), format_named("text"));
  EXPECT_THAT(text, HasSubstr("Of 1 claim: 1 reproduces."));
  EXPECT_THAT(text, HasSubstr("1 more is derived by us from what the sources say"));
  EXPECT_THAT(text, HasSubstr("Derived by us, said by no source"));
  EXPECT_THAT(text, HasSubstr("one and one is two"));
}

/// What the sources of the shipped files say is quoted, and nothing else is put into their mouths.
TEST(AuditWords, TheShippedFilesQuoteOrSayThatTheyDerive) {
  const std::set<std::string> read{"lab2", "lab2_detail", "fallacy", "review"};
  for (const char* name :
       {"fine_tune_economics", "home_supercomputer_fallacy", "dgx_spark_review", "memory_ceilings"}) {
    const ClaimFile file = load_claims(std::string(COSTMODEL_EXAMPLES_DIR) + "/claims/" + name + ".json");
    for (const auto& claim : file.claims) {
      if (!read.contains(claim.source)) continue;
      EXPECT_EQ(claim.quote.empty(), claim.derived) << name << " " << claim.id;
    }
  }
}

TEST(AuditWords, ASavingOfACascadeSaysHowFewMayBeEscalated) {
  const Audit audited = audit(load_claims(COSTMODEL_EXAMPLES_DIR "/claims/published_cascades.json"));
  ASSERT_EQ(audited.claims.size(), 2U);
  EXPECT_EQ(to_string(audited.claims[0].verdict), "input missing") << "how many were escalated is not published";
  ASSERT_EQ(audited.claims[0].readings.size(), 2U);
  EXPECT_NEAR(audited.claims[0].readings[0].value.value().low, 1, 1e-12) << "%";
  EXPECT_EQ(to_string(audited.claims[1].verdict), "reproduces");
}

TEST(AuditWords, TheLabsClaimsAreNotMadeSurerThanTheyAre) {
  const Audit lab = audit(load_claims(COSTMODEL_EXAMPLES_DIR "/claims/fine_tune_economics.json"));
  const auto verdict = [&](std::string_view id) {
    for (const auto& claim : lab.claims)
      if (claim.id == id) return std::string(to_string(claim.verdict));
    return "no claim " + std::string(id);
  };
  for (const char* id : {"box_llama", "box_gemma", "accept_spark_base", "accept_bedrock_base", "accept_tuned"})
    EXPECT_EQ(verdict(id), "circular") << id;
  for (const char* id : {"beats_bedrock_base", "serving_paths"}) EXPECT_EQ(verdict(id), "could be chance") << id;
  for (const char* id :
       {"cmi_price", "cmi_price_article", "cross_llama", "cross_gemma", "gain_points", "fine_tune_earns"})
    EXPECT_EQ(verdict(id), "reproduces") << id;
  for (const char* id : {"kill_criterion", "cmi_same_weights", "pt_price", "flat_cost", "cmi_competitive"})
    EXPECT_EQ(verdict(id), "input missing") << id;
  for (const char* id : {"base_models_only", "no_custom_tokens", "utilization_line", "hard_ceiling"})
    EXPECT_EQ(verdict(id), "contradictory") << id;
}

}  // namespace
}  // namespace costmodel
