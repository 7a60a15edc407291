// Amounts in another currency and numbers with other marks: in everything that people read, and nowhere else.
#include <gmock/gmock.h>

#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/report_data.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/report.hpp>
#include <nlohmann/json.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::AllOf, testing::ElementsAre, testing::HasSubstr, testing::Not;
using Json = nlohmann::json;

constexpr double rate = 1.25;  // USD per EUR: every amount below is the dollars ÷ 1.25

Scenario in_euros(Scenario s) {
  s.presentation = {.currency = "EUR",
                    .symbol = "€",
                    .symbol_after = true,
                    .usd_per_unit = rate,
                    .decimal_mark = ",",
                    .thousands_mark = "."};
  return s;
}

Scenario fine_tune() { return load_scenario(COSTMODEL_EXAMPLES_DIR "/scenarios/fine_tune_economics.json"); }

const Table& table(const Report& report, std::string_view id) {
  for (const auto& section : report.sections)
    for (const auto& t : section.tables)
      if (t.id == id) return t;
  throw std::runtime_error("no table " + std::string(id));
}

TEST(Presentation, AmountsAreInTheCurrencyAndNumbersHaveItsMarks) {
  const Scenario s = in_euros(test::lab());
  const Report report = cost_report(s, {cost(s, s.paths[0].id, s.demand)});
  const Table& costs = table(report, "costs");
  EXPECT_EQ(costs.columns[2].title, "€/1M output tokens");
  EXPECT_EQ(costs.rows[0][2], "4,35 ÷ U");  // 5.436 ÷ 1.25
  EXPECT_EQ(costs.rows[0][3], "16,3 %");    // 20,000 × 300 ÷ (14 × 2,628,000)
  EXPECT_EQ(costs.rows[0][4], "0,00800");   // $200 ÷ 20,000 ÷ 1.25
  EXPECT_EQ(costs.rows[0][5], "160,00");
  EXPECT_THAT(report.lead[0], HasSubstr("20.000 accepted answers"));
  EXPECT_THAT(costs.notes, testing::Contains("Amounts in EUR: 1 EUR = 1,25 USD."));
}

TEST(Presentation, TheSymbolStandsWhereItIsWanted) {
  Scenario s = in_euros(test::lab());
  const auto because = [&] { return decide(s, {}, {.draws = 0, .ranges = false}).because[0]; };
  EXPECT_THAT(because(), HasSubstr("1,92\u00A0€ a month"));  // tokens: 20,000 × 300 ÷ 10⁶ × 0.40 = $2.40
  s.presentation.symbol_after = false;
  EXPECT_THAT(because(), HasSubstr(": €1,92 a month"));
  s.presentation.symbol.clear();
  EXPECT_THAT(because(), HasSubstr(": EUR\u00A0"
                                   "1,92 a month"));
}

TEST(Presentation, JsonStaysInDollarsAndCsvInPlainNumbers) {
  const Scenario usd = fine_tune(), eur = in_euros(usd);
  const auto of = [](const Scenario& s) { return decide(s, {}, {.draws = 0}); };
  const Json a = Json::parse(to_json(of(usd))), b = Json::parse(to_json(of(eur)));
  EXPECT_EQ(a["paths"][2]["usd_per_month"], b["paths"][2]["usd_per_month"]);
  EXPECT_EQ(a["crossovers"]["crossovers"], b["crossovers"]["crossovers"]);
  const std::string csv = render(cost_table(of(eur).paths), Format::csv);
  EXPECT_THAT(csv, AllOf(HasSubstr("spark_llama,flat amortized,\"4,35 ÷ U\",23.3 %"), HasSubstr(",160.00,")));
}

TEST(Presentation, EverythingBesideDollarsIsTheSameInEveryTable) {
  // A rate of 1 and usual marks under another name change the symbol alone.
  Scenario usd = fine_tune(), other = usd;
  other.presentation = {.currency = "XXX", .symbol = "$", .usd_per_unit = 1};
  auto without = [](std::string text) {  // the sentences that name the currency
    for (const std::string words :
         {"- Amounts in XXX: 1 XXX = 1 USD.\n", "\nAmounts in XXX: 1 XXX = 1 USD (assumed). Inputs are named in USD.\n",
          "\n- Amounts in XXX: 1 XXX = 1 USD."})
      for (auto at = text.find(words); at != text.npos; at = text.find(words)) text.erase(at, words.size());
    for (auto at = text.find("XXX/month"); at != text.npos; at = text.find("XXX/month")) text.replace(at, 3, "USD");
    return text;
  };
  const auto report = [](const Scenario& s) {
    return render(lab_report(s, decide(s, {}, {.draws = 256}), {}), Format::markdown);
  };
  EXPECT_EQ(without(report(other)), report(usd));
}

TEST(Presentation, WhatIsWrongIsAllSaid) {
  Scenario s = test::lab();
  s.presentation = {.currency = "euro", .symbol = "a symbol too long", .decimal_mark = ";", .thousands_mark = ";"};
  try {
    validate(s);
    FAIL();
  } catch (const InvalidInput& invalid) {
    std::vector<std::string> where;
    for (const auto& p : invalid.problems()) where.push_back(p.where);
    EXPECT_THAT(where,
                ElementsAre("/presentation/currency", "/presentation/symbol", "/presentation/usd_per_currency_unit",
                            "/presentation/decimal_mark", "/presentation/thousands_mark"));
  }
  s.presentation = {.usd_per_unit = 1.1};
  EXPECT_THROW(validate(s), InvalidInput);
  s.presentation = {.decimal_mark = ","};  // thousands too
  EXPECT_THROW(validate(s), InvalidInput);
  for (const std::string symbol : {" ", "1", "-", "\n", "\x1b[31m", "\u202e"}) {
    s.presentation = {.symbol = symbol};
    EXPECT_THROW(validate(s), InvalidInput) << symbol;
  }
  for (const PlacementWords& words : {PlacementWords{.retained = "Ceded"}, PlacementWords{.retained = " "},
                                      PlacementWords{.delegated = "x", .ceded = "x"}}) {
    s.presentation = {.placements = words};
    EXPECT_THROW(validate(s), InvalidInput) << words.retained;
  }
  s.presentation = {.symbol = "kr.", .placements = {.retained = "Ours", .ceded = "Theirs"}};
  EXPECT_NO_THROW(validate(s));
}

std::string priced_in(const std::string& price, const std::string& presentation) {
  return R"({"costmodel": 1, "title": "t", )" + presentation + R"("demand": {"accepted_answers_per_month": 1000},
    "workload": {"output_tokens_per_answer": 300},
    "paths": [{"id": "box", "pricing": {"kind": "fixed_amortized", "flat_usd_per_month": )" +
         price + R"(},
      "throughput": {"points": [{"output_tokens_per_second": 14}]}, "acceptance": {"rate": 1}}]})";
}
const std::string euros =
    R"("presentation": {"currency": "EUR", "usd_per_currency_unit": {"value": 1.0868, "grade": "published", "source": "ECB", "date": "2026-07-01"}}, )";

TEST(StatedIn, AnotherCurrencyIsReadAtTheScenariosRateAndWrittenAsItWas) {
  const Scenario s =
      parse_scenario(priced_in(R"({"value": 183.9, "range": [150, 250.1], "currency": "EUR", "grade": "assumed",
      "valid_from": "2026-01-01", "by_date": [{"value": 170, "valid_from": "2025-01-01", "grade": "assumed"}]})",
                               euros));
  EXPECT_DOUBLE_EQ(usd_per_month(std::get<FixedAmortized<>>(s.paths[0].pricing).flat), 183.9 * 1.0868);
  const Provenance& known = s.paths[0].ledger.of("/pricing/flat_usd_per_month");
  EXPECT_DOUBLE_EQ(known.range->high, 250.1 * 1.0868);
  const Json price = Json::parse(to_json(s))["paths"][0]["pricing"]["flat_usd_per_month"];
  EXPECT_EQ(price["value"], 183.9);
  EXPECT_EQ(price["currency"], "EUR");
  EXPECT_EQ(price["range"], Json({150, 250.1}));
  EXPECT_EQ(price["by_date"][0]["value"], 170);
  EXPECT_EQ(to_json(parse_scenario(to_json(s))), to_json(s));
  const std::string report = render(decision_report(s, decide(s, {}, {.draws = 0})), Format::text);
  EXPECT_THAT(report, AllOf(HasSubstr("Stated as 183.9 EUR"),
                            HasSubstr("EUR\u00A0"
                                      "183.90 a month"),
                            HasSubstr("published, [ECB], 2026-07-01")));
}

TEST(StatedIn, WhatCannotBeIsRefused) {
  const auto refused = [](const std::string& price, const std::string& presentation, std::string_view id) {
    try {
      (void)parse_scenario(priced_in(price, presentation));
      ADD_FAILURE() << price;
    } catch (const InvalidInput& invalid) {
      EXPECT_THAT(invalid.what(), HasSubstr(std::string(id)));
    }
  };
  const std::string price = R"({"value": 183.9, "currency": "EUR", "grade": "assumed"})";
  refused(price, "", "unknown-currency");
  refused(R"({"value": 183.9, "currency": "GBP", "grade": "assumed"})", euros, "unknown-currency");
  refused(
      R"({"value": 183.9, "currency": "EUR", "grade": "assumed", "distribution": {"shape": "uniform", "low": 100, "high": 200}})",
      euros, "not-usd");
  std::string speed = priced_in(price, euros);
  speed.replace(speed.find("14}"), 2, R"({"value": 14, "currency": "EUR", "grade": "assumed"})");
  EXPECT_THROW((void)parse_scenario(speed), InvalidInput);
}

TEST(Presentation, ChartsAndControlsAreInTheCurrency) {
  const Scenario usd = fine_tune(), eur = in_euros(usd);
  const std::string cheap = R"("draws": 0, "ribbon_draws": 64, "ranges": false, "map_columns": 0)";
  const auto data = [&](const Scenario& s, const std::string& set) {
    return Json::parse(report_data(s, report_data_options("{" + cheap + set + "}")));
  };
  const Json a = data(usd, ""), b = data(eur, "");
  EXPECT_EQ(b["money"]["currency"], "EUR");
  EXPECT_EQ(b["money"]["decimal_mark"], ",");
  const auto in_eur = [](const Json& dollars, const Json& euros_) {
    EXPECT_DOUBLE_EQ(dollars.get<double>() / rate, euros_.get<double>());
  };
  in_eur(a["series"][0]["cost_per_accepted_answer"][5], b["series"][0]["cost_per_accepted_answer"][5]);
  in_eur(a["marks"][0]["cost_per_accepted_answer"], b["marks"][0]["cost_per_accepted_answer"]);
  in_eur(a["ribbons"][0]["high"][3], b["ribbons"][0]["high"][3]);
  in_eur(a["bills"][0]["per_month"], b["bills"][0]["per_month"]);
  in_eur(a["risk_bars"][0]["per_month"], b["risk_bars"][0]["per_month"]);
  in_eur(a["swings"][0]["high"], b["swings"][0]["high"]);
  std::string set;
  for (std::size_t i = 0; i < a["controls"].size(); ++i) {
    const Json &ours = a["controls"][i], &theirs = b["controls"][i];
    const bool money = ours["unit"].get<std::string>().starts_with("USD");
    EXPECT_DOUBLE_EQ(theirs["value"].get<double>(), ours["value"].get<double>() / (money ? rate : 1)) << ours["name"];
    EXPECT_EQ(theirs["unit"].get<std::string>().starts_with("EUR"), money);
    if (ours["kind"] == "reject") set = R"(, "set": {")" + ours["name"].get<std::string>() + R"(": )";
  }
  // 0.04 EUR for each rejected request is 0.05 USD.
  const Json usd_moved = data(usd, set + "0.05}"), eur_moved = data(eur, set + "0.04}");
  EXPECT_EQ(usd_moved["decision"]["paths"][0]["usd_per_month"], eur_moved["decision"]["paths"][0]["usd_per_month"]);
  EXPECT_NE(usd_moved["decision"]["paths"][0]["usd_per_month"], a["decision"]["paths"][0]["usd_per_month"]);
}

}  // namespace
}  // namespace costmodel
