// Claims against their own inputs: units and formulas as text, verdicts, slips, and the shipped files.
#include <gtest/gtest.h>
#include <costmodel/audit/claims.hpp>
#include <costmodel/costmodel.hpp>
#include <costmodel/io/claims.hpp>
#include <costmodel/io/scenario.hpp>

#include <rapidcheck/gtest.h>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace costmodel {
namespace {

double plain(std::string_view formula) {
  return Expression(formula).value([](std::string_view) { return Measure{}; }).value;
}

std::string problem_of(const auto& body) {
  try {
    body();
  } catch (const InvalidInput& invalid) {
    return invalid.problems().front().id;
  }
  return "nothing";
}

TEST(Units, AreWhatTheLibraryCallsThem) {
  EXPECT_EQ(unit_named("USD/h").value, usd_per_hour(1.0).value());
  EXPECT_EQ(unit_named("USD/h").dimension, dimension_of<MoneyPerTime<>>());
  EXPECT_EQ(unit_named("USD/Mtok_out").dimension, dimension_of<OutputPrice<>>());
  EXPECT_EQ(unit_named("h/month").value, hours_per_month(1.0).value());
  EXPECT_EQ(unit_named("USD/kWh").dimension, dimension_of<EnergyPrice<>>());
  EXPECT_DOUBLE_EQ(unit_named("USD/kWh").value, usd_per_kwh(1.0).value());
  EXPECT_EQ(unit_named("J/s"), unit_named("W"));
  EXPECT_EQ(unit_named("s^2/s"), unit_named("s"));
  EXPECT_EQ(to_string(unit_named("W").dimension), "W");
  EXPECT_EQ(to_string(unit_named("USD/tok_out").dimension), "USD/output token");
  EXPECT_EQ(to_string(Dimension{}), "1");
  EXPECT_NE(unit_named("tok_in").dimension, unit_named("tok_out").dimension);
  for (const char* wrong : {"", "tok", "USD/", "/h", "s^", "s^0", "s^99", "USD per hour", "h//month"})
    EXPECT_EQ(problem_of([&] { unit_named(wrong); }), "unknown-unit") << wrong;
}

TEST(Expressions, BindAsArithmeticDoes) {
  EXPECT_DOUBLE_EQ(plain("1 + 2 * 3"), 7);
  EXPECT_DOUBLE_EQ(plain("(1 + 2) * 3"), 9);
  EXPECT_DOUBLE_EQ(plain("8 / 4 / 2"), 1);
  EXPECT_DOUBLE_EQ(plain("8 - 4 - 2"), 2);
  EXPECT_DOUBLE_EQ(plain("2 ^ 3 ^ 2"), 512);
  EXPECT_DOUBLE_EQ(plain("-2 ^ 2"), -4);
  EXPECT_DOUBLE_EQ(plain("2 ^ -1"), 0.5);
  EXPECT_DOUBLE_EQ(plain("1e3 * .5"), 500);
  EXPECT_DOUBLE_EQ(plain("60 [min] / 1 [h]"), 1);
}

TEST(Expressions, SayWhatIsWrongAndWhere) {
  for (const char* wrong :
       {"", "1 +", "(1", "1)", "1 2", "* 1", "1 ++ * 2", "break_even_time(1", "1 [h", "$", "a < b < c", "1e999"})
    EXPECT_EQ(problem_of([&] { Expression{wrong}; }), "bad-expression") << wrong;
  EXPECT_EQ(problem_of([] { Expression{"break_evn_time(1, 2)"}; }), "unknown-formula");
  EXPECT_EQ(problem_of([] { Expression{"break_even_time(1)"}; }), "wrong-arguments");
  EXPECT_EQ(problem_of([] { Expression{"break_even_time(1, 2, 3)"}; }), "wrong-arguments");
  EXPECT_EQ(problem_of([] { Expression{"break_even_time(price = 1, price = 2)"}; }), "wrong-arguments");
  EXPECT_EQ(problem_of([] { Expression{"break_even_time(1, cost = 2)"}; }), "wrong-arguments");
  EXPECT_EQ(problem_of([] { Expression{std::string(200, '(')}; }), "bad-expression");
  EXPECT_EQ(problem_of([] { Expression{std::string(3000, '1')}; }), "bad-expression");
  EXPECT_EQ(problem_of([] { plain("1 / 0"); }), "no-value");
}

TEST(Expressions, RefuseWhatDoesNotAddUp) {
  for (const char* wrong : {"1 [USD] + 1 [h]", "10000 [tok_out] + 2500 [tok_in]", "2 ^ 1 [h]", "(1 [h]) ^ 0.5",
                            "break_even_time(3999 [USD], 1.49 [USD/month])", "1 [USD/month] - 1 [USD/h]"})
    EXPECT_EQ(problem_of([&] { plain(wrong); }), "unlike-dimensions") << wrong;
}

TEST(Expressions, CallTheLibrarysOwnFormulas) {
  EXPECT_EQ(plain("break_even_time(3999 [USD], 1.49 [USD/h])"), break_even_time(usd(3999), usd_per_hour(1.49)).value());
  EXPECT_EQ(plain("wilson_low(21, 30)"), wilson_interval(21, 30).low);
  EXPECT_EQ(plain("fisher_p(21, 30, 14, 30)"), fisher_exact_p({21, 30}, {14, 30}));
  EXPECT_NEAR(plain("owned_output_price(200 [USD/month], 14 [tok_out/s])") * 1e6, 5.43596, 5e-6);
  EXPECT_NEAR(plain("window_output_price(0.0785 [USD/min], 2, 95 [tok_out/s])") * 1e6, 27.5439, 5e-5);
  EXPECT_NEAR(plain("provisioned_output_price(7.10 [USD/h], 95 [tok_out/s])") * 1e6, 20.7602, 5e-5);
  EXPECT_NEAR(plain("crossover_utilization(200 [USD/month], 14 [tok_out/s], 27.5439 [USD/Mtok_out])"), 0.197357, 1e-6);
  EXPECT_NEAR(plain("crossover_demand_at_random(200 [USD/month], 14 [tok_out/s], 0.0785 [USD/min], 2, 95 [tok_out/s], "
                    "300 [tok_out/answer], 1)"),
              262, 1);
  EXPECT_NEAR(plain("window_cost(0.0785 [USD/min], 2, 5 [min])"), 0.785, 1e-12);
  EXPECT_EQ(problem_of([] { plain("crossover_utilization(200 [USD/month], 14 [tok_out/s], 0.40 [USD/Mtok_out])"); }),
            "no-value");
}

RC_GTEST_PROP(Expressions, NothingButInvalidInputComesOfAnyText, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("1", "2.5", "a", "+", "-", "*", "/", "^", "(", ")", "[h]", "[USD]", ",", "=", "<",
                                    "wilson_low", "break_even_time", " "));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  try {
    Expression(text).value([](std::string_view) { return Measure{2, {}}; });
  } catch (const InvalidInput& invalid) {
    RC_ASSERT(!invalid.problems().empty());
  }
}

AuditedClaim one(const std::string& claim) {
  const auto result =
      audit(parse_claims(R"~({"costmodel_claims": 1, "claims": [{"id": "c", "statement": "s", )~" + claim + "}]}"));
  return result.claims.front();
}

TEST(Audit, AClaimWithinItsRoundingReproduces) {
  const auto claim = one(R"~("formula": "200 [USD] / 3", "printed": {"value": 66.7, "unit": "USD", "rounding": 0.1})~");
  EXPECT_EQ(claim.verdict, ClaimVerdict::reproduces);
  ASSERT_TRUE(claim.computed);
  EXPECT_NEAR(claim.computed->low, 66.6667, 1e-4);
  EXPECT_EQ(one(R"~("formula": "200 [USD] / 3", "printed": {"value": 66.5, "unit": "USD", "rounding": 0.1})~").verdict,
            ClaimVerdict::off_by_factor);
}

TEST(Audit, FactorsNameTheSlipOfUnits) {
  for (const auto& slip : unit_slips())
    for (const double factor : {slip.factor, 1 / slip.factor}) {
      const auto claim = one(R"~("formula": "2.5 [USD]", "printed": {"value": )~" + std::to_string(2.5 * factor) +
                             R"~(, "unit": "USD", "rounding": 0.0001})~");
      EXPECT_EQ(claim.verdict, ClaimVerdict::off_by_factor);
      ASSERT_TRUE(claim.slip) << factor;
      EXPECT_EQ(claim.slip->factor, slip.factor);
      ASSERT_TRUE(claim.factor);
      EXPECT_NEAR(*claim.factor / factor, 1, 0.01);
    }
  EXPECT_FALSE(one(R"~("formula": "2.5 [USD]", "printed": {"value": 5, "unit": "USD", "rounding": 1})~").slip);
}

TEST(Audit, TheUserGuidesFormulaIsThreeHundredTimesTooLowByItsDimensions) {
  const auto claim = one(R"~("inputs": {
      "price": {"value": 0.0785, "unit": "USD/min", "grade": "published"}, "windows": {"value": 12, "unit": "window", "grade": "assumed"},
      "length": {"value": 5, "unit": "min/window", "grade": "published"}},
    "formula": "2 * price * windows / 60 [s/min]", "printed": {"value": 0.0314, "unit": "USD", "rounding": 0.0001})~");
  EXPECT_EQ(claim.verdict, ClaimVerdict::off_by_factor);
  ASSERT_TRUE(claim.factor);
  EXPECT_NEAR(*claim.factor, 1.0 / 300, 1e-9);
  ASSERT_TRUE(claim.slip);
  EXPECT_EQ(claim.slip->factor, 300);
  EXPECT_NE(claim.because.front().find("it lacks s/window"), std::string::npos) << claim.because.front();
}

TEST(Audit, ContradictionsAndWhatIsMissing) {
  EXPECT_EQ(one(R"~("formula": "1 [USD] / 2 [h]", "printed": {"value": 1, "unit": "USD", "rounding": 1})~").verdict,
            ClaimVerdict::contradictory);
  EXPECT_EQ(
      one(R"~("formula": "10000 [tok_out] + 2500 [tok_in]", "printed": {"value": 1, "unit": "tok_out", "rounding": 1})~")
          .verdict,
      ClaimVerdict::contradictory);
  EXPECT_EQ(one(R"~("conditions": [{"that": "1 > 2", "because": "it is not"}])~").verdict, ClaimVerdict::contradictory);
  EXPECT_EQ(one(R"~("conditions": [{"that": "1 < 2"}])~").verdict, ClaimVerdict::reproduces);
  EXPECT_EQ(one(R"~("printed": {"value": 1, "rounding": 1})~").verdict, ClaimVerdict::input_missing);
  EXPECT_EQ(
      one(R"~("formula": "crossover_utilization(200 [USD/month], 14 [tok_out/s], 0.40 [USD/Mtok_out])", "printed": {"value": 50, "unit": "%", "rounding": 1})~")
          .verdict,
      ClaimVerdict::contradictory);
}

TEST(Audit, OneMissingInputIsSolvedFor) {
  const auto claim = one(R"~("inputs": {"hour": {"value": null, "unit": "USD/h"}},
    "formula": "provisioned_output_price(hour, 95 [tok_out/s])", "printed": {"value": 20.8, "unit": "USD/Mtok_out", "rounding": 0.1})~");
  EXPECT_EQ(claim.verdict, ClaimVerdict::input_missing);
  EXPECT_EQ(claim.missing, std::vector<std::string>{"hour"});
  ASSERT_TRUE(claim.implied);
  EXPECT_NEAR(claim.implied->low, 7.0965, 5e-5);
  EXPECT_NEAR(claim.implied->high, 7.1307, 5e-5);
}

TEST(Audit, RangesAreTakenAtTheirEnds) {
  const auto claim = one(
      R"~("inputs": {"a": {"value": [0.40, 0.60], "unit": "USD", "grade": "published"}, "b": {"value": [0.02, 0.05], "unit": "USD", "grade": "published"}},
    "formula": "a / b", "printed": {"value": [10, 15], "rounding": 1})~");
  ASSERT_TRUE(claim.computed);
  EXPECT_NEAR(claim.computed->low, 8, 1e-12);
  EXPECT_NEAR(claim.computed->high, 30, 1e-12);
  EXPECT_EQ(claim.verdict, ClaimVerdict::off_by_factor);
  EXPECT_EQ(
      one(R"~("inputs": {"v": {"value": [250, 350], "grade": "assumed"}}, "formula": "v / 49.7", "printed": {"value": [5, 7], "rounding": 1})~")
          .verdict,
      ClaimVerdict::reproduces);
}

TEST(Audit, EveryProblemOfAFileIsReported) {
  const auto ids = [](const std::string& text) {
    std::vector<std::string> all;
    try {
      audit(parse_claims(text));
    } catch (const InvalidInput& invalid) {
      for (const auto& problem : invalid.problems()) all.push_back(problem.id + " " + problem.where);
    }
    return all;
  };
  EXPECT_EQ(ids(R"~({"costmodel_claims": 2, "claim": [], "claims": [{"id": "a"}]})~"),
            (std::vector<std::string>{"wrong-version /costmodel_claims", "missing-key /claims/0/statement",
                                      "unknown-key /claim"}));
  EXPECT_EQ(
      ids(R"~({"costmodel_claims": 1, "inputs": {"p": {"value": 1, "unit": "EUR", "grade": "published"}}, "claims": [
      {"id": "a", "statement": "s", "formula": "1 +", "printed": {"value": 1, "rounding": 0}},
      {"id": "a", "statement": "s", "formula": "q", "printed": {"value": [2, 1], "rounding": 1}}, {"id": "b", "statement": "s"}]})~"),
      (std::vector<std::string>{"unknown-unit /inputs/p/unit", "bad-expression /claims/0/formula",
                                "out-of-range /claims/0/printed/rounding", "duplicate-id /claims/1/id",
                                "unknown-input /claims/1/formula", "bad-range /claims/1/printed",
                                "missing-key /claims/2/formula"}));
  EXPECT_EQ(
      ids(R"~({"costmodel_claims": 1, "claims": [{"id": "a", "id": "b", "statement": "s", "conditions": [{"that": "1 < 2"}]}]})~"),
      (std::vector<std::string>{"duplicate-key /claims/0/id"}));
  EXPECT_EQ(ids(R"~({"costmodel_claims": 1, "claims": []})~"), (std::vector<std::string>{"empty-list /claims"}));
  EXPECT_EQ(ids("{\"costmodel_claims\": 1").front().substr(0, 14), "malformed-json");
}

std::string contents(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class GoldenAudit : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(GoldenAudit, TheVerdictsAreTheSameToTheByte) {
  const auto [name, extension] = GetParam();
  const std::string format = extension;
  const Audit result = audit(load_claims(std::string(COSTMODEL_EXAMPLES_DIR) + "/claims/" + name + ".json"));
  const std::string text = format == "json" ? to_json(result) : render(audit_report(result), format_named(format));
  const std::string file = std::string(COSTMODEL_TESTS_DIR) + "/golden/audit_" + name + "." + extension;
  if (std::getenv("COSTMODEL_UPDATE_GOLDEN")) write_whole(file, text);
  EXPECT_EQ(text, contents(file));
}

INSTANTIATE_TEST_SUITE_P(Lab, GoldenAudit,
                         testing::Combine(testing::Values("fine_tune_economics"),
                                          testing::Values("text", "md", "json")));
INSTANTIATE_TEST_SUITE_P(Others, GoldenAudit,
                         testing::Combine(testing::Values("home_supercomputer_fallacy", "dgx_spark_review",
                                                          "memory_ceilings"),
                                          testing::Values("text")));

TEST(Formulas, AllAreInTheDocument) {
  const std::string document = contents(COSTMODEL_TESTS_DIR "/../docs/claims.md");
  for (const auto& formula : named_formulas()) {
    std::string call = "`" + formula.name;
    call += "(";
    EXPECT_NE(document.find(call), std::string::npos) << formula.name;
  }
}

}  // namespace
}  // namespace costmodel
