// Prices by date: which one holds on a day, what is said of it, and days for which there is none.
#include <gtest/gtest.h>
#include <cli.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/axes.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <costmodel/scenario/inputs.hpp>

#include <sstream>

namespace costmodel {
namespace {

const std::string fine_tune = COSTMODEL_EXAMPLES_DIR "/scenarios/fine_tune_economics.json";

double cmi_price(const Scenario& s) {
  for (const auto& input : inputs(s))
    if (input.path == "cmi" && input.name == "pricing/usd_per_unit_minute") return input.value;
  return -1;
}

/// A scenario of one path whose price is written as `price`.
std::string with_price(const std::string& price, const std::string& date) {
  return R"({"costmodel":1,"title":"t","date":")" + date + R"(","demand":{"accepted_answers_per_month":100},
    "workload":{"output_tokens_per_answer":300},"paths":[{"id":"p","pricing":{"kind":"provisioned","usd_per_unit_hour":)" +
         price + R"(},"throughput":{"points":[{"output_tokens_per_second":10}]},"acceptance":{"rate":1}}]})";
}

std::string three(const std::string& date) {
  return with_price(R"({"value":3,"grade":"published","valid_from":"2025-05-01","valid_to":"2025-12-31","by_date":[
      {"value":4,"grade":"published","valid_from":"2024-01-01","source":"old list"},
      {"value":2,"grade":"published","valid_from":"2026-02-01"}]})",
                    date);
}

double hourly(const Scenario& s) { return usd_per_hour(std::get<Provisioned<>>(s.paths[0].pricing).price); }

std::vector<Problem> problems_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const InvalidInput& input) {
    return input.problems();
  }
  return {};
}

TEST(DatedPrices, TheDateOfTheScenarioPicks) {
  EXPECT_EQ(hourly(parse_scenario(three("2024-01-01"))), 4);
  EXPECT_EQ(hourly(parse_scenario(three("2025-04-30"))), 4);  // without a last day it holds until the next
  EXPECT_EQ(hourly(parse_scenario(three("2025-05-01"))), 3);
  EXPECT_EQ(hourly(parse_scenario(three("2025-12-31"))), 3);
  EXPECT_EQ(hourly(parse_scenario(three("2030-01-01"))), 2);
  EXPECT_EQ(hourly(parse_scenario(three(""))), 2);  // no date: the latest
}

TEST(DatedPrices, ADayWithoutAPriceIsAnErrorThatNamesTheDaysThatHaveOne) {
  const auto before = problems_of([] { parse_scenario(three("2023-12-31")); });
  ASSERT_EQ(before.size(), 1u);
  EXPECT_EQ(before[0].id, "no-price-at-date");
  EXPECT_EQ(before[0].where, "/paths/0/pricing/usd_per_unit_hour");
  EXPECT_NE(before[0].allowed.find("since 2024-01-01"), std::string::npos);
  EXPECT_EQ(problems_of([] { parse_scenario(three("2026-01-15")); }).size(), 1u);  // a gap
}

TEST(DatedPrices, AReplayIsTheScenarioOfThatDay) {
  const Scenario s = parse_scenario(three("2026-11-21"));
  const Scenario old = as_of(s, "2024-06-30");
  EXPECT_EQ(hourly(old), 4);
  EXPECT_EQ(old.date, "2024-06-30");
  const auto used = dated_prices(old, "p");
  ASSERT_EQ(used.size(), 1u);
  EXPECT_EQ(used[0].value, 4);
  EXPECT_EQ(used[0].from, "2024-01-01");
  EXPECT_EQ(used[0].evidence.source, "old list");
  EXPECT_EQ(hourly(as_of(old, "2026-11-21")), 2);  // and back
  EXPECT_EQ(to_json(as_of(old, "2026-11-21")), to_json(s));
}

TEST(DatedPrices, SurviveAFile) {
  const Scenario s = parse_scenario(three("2025-06-01"));
  const Scenario again = parse_scenario(to_json(s));
  EXPECT_EQ(to_json(again), to_json(s));
  EXPECT_EQ(hourly(as_of(again, "2024-06-30")), 4);
}

TEST(DatedPrices, ANumberThatIsSetByHandHasNoDateAnyMore) {
  const Scenario set = with_input(parse_scenario(three("2025-06-01")), "/paths/0/pricing/usd_per_unit_hour", 7);
  EXPECT_TRUE(dated_prices(set).empty());
  EXPECT_EQ(hourly(parse_scenario(to_json(set))), 7);
}

TEST(DatedPrices, BadDatesAreNamed) {
  const auto ids = [](const std::string& price) {
    std::vector<std::string> found;
    for (const auto& p : problems_of([&] { parse_scenario(with_price(price, "2026-01-01")); })) found.push_back(p.id);
    return found;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ids(R"({"value":1,"grade":"assumed","valid_from":"2026-02-30"})"), Ids{"bad-date"});
  EXPECT_EQ(ids(R"({"value":1,"grade":"assumed","valid_from":"2025-03-02","valid_to":"2025-03-01"})"), Ids{"bad-date"});
  EXPECT_EQ(ids(R"({"value":1,"grade":"assumed","valid_to":"2025-03-01"})"), Ids{"missing-key"});
  EXPECT_EQ(ids(R"({"value":1,"grade":"assumed","by_date":[{"value":2,"grade":"assumed","valid_from":"2025-01-01"}]})"),
            Ids{"missing-key"});
  EXPECT_EQ(
      ids(R"({"value":1,"grade":"assumed","valid_from":"2025-01-01","by_date":[{"value":2,"grade":"assumed","valid_from":"2025-01-01"}]})"),
      Ids{"bad-date"});
  EXPECT_EQ(
      ids(R"({"value":1,"grade":"assumed","valid_from":"2025-01-01","by_date":[{"value":-2,"grade":"assumed","valid_from":"2024-01-01"}]})"),
      Ids{"out-of-range"});
  EXPECT_EQ(problems_of([] { as_of(parse_scenario(three("2026-11-21")), "yesterday"); }).at(0).id, "bad-date");
  EXPECT_EQ(problems_of([] { as_of(parse_scenario(with_price("2", "")), "2026-01-01"); }).at(0).id, "no-dated-prices");
  for (const char* day : {"2024-02-29", "1999-12-31"}) EXPECT_TRUE(is_iso_date(day));
  for (const char* day : {"2023-02-29", "2023-13-01", "23-01-01", "2023-1-01", "2023-01-0x", ""})
    EXPECT_FALSE(is_iso_date(day));
}

// Custom Model Import: $0.0785 a unit-minute (list of 2025-03-22), $0.05718 (read 2026-09-10),
// aws.amazon.com/bedrock/pricing. 2 units × price × 60 ÷ (95 × 3600 ÷ 1e6): 27.5439 and 20.0632 USD per million tokens,
// windows full.
TEST(DatedPrices, CustomModelImportThenAndNow) {
  const Scenario s = load_scenario(fine_tune);
  EXPECT_EQ(cmi_price(s), 0.0785);  // the scenario's own date, 2026-07-01
  const auto full = [](const Scenario& one) {
    return usd_per_million_output_tokens(*cost(one, "cmi", one.demand).per_output_token_full);
  };
  EXPECT_NEAR(full(s), 27.5439, 5e-5);
  const Scenario now = as_of(s, "2026-11-21");
  EXPECT_EQ(cmi_price(now), 0.05718);
  EXPECT_NEAR(full(now), 20.0632, 5e-5);
  EXPECT_EQ(problems_of([&] { as_of(s, "2025-03-21"); }).at(0).id, "no-price-at-date");
}

TEST(DatedPrices, EveryCommandReplaysAndSaysWhichPricesItUsed) {
  for (const std::vector<std::string>& command : {std::vector<std::string>{"cost"},
                                                  {"decide"},
                                                  {"crossover", "--between", "spark_llama", "cmi"},
                                                  {"risk", "--path", "cmi"}}) {
    const bool all = command[0] == "cost";  // the formats show the same table
    for (const char* format : all ? std::vector{"text", "md", "html", "latex", "json"} : std::vector{"text", "json"}) {
      std::vector<std::string> args = command;
      args.insert(args.begin() + 1, {fine_tune, "--as-of", "2026-10-01"});
      args.insert(args.end(), {"--format", format});
      std::ostringstream out, err;
      EXPECT_EQ(run_cli(args, out, err), 0) << err.str();
      EXPECT_NE(out.str().find("0.05718"), std::string::npos) << command[0] << ' ' << format;
      const std::string since =
          format == std::string("latex") ? "bedrock" : "2026-09-10";  // LaTeX may break a line at a hyphen
      EXPECT_NE(out.str().find(since), std::string::npos) << command[0] << ' ' << format;
    }
  }
  std::ostringstream out, err;
  EXPECT_EQ(run_cli({"check", fine_tune, "--as-of", "2020-01-01"}, out, err), 2);
  EXPECT_NE(err.str().find("[no-price-at-date]"), std::string::npos);
  EXPECT_EQ(run_cli({"cost", fine_tune, "--as-of", "soon"}, out, err), 2);
  EXPECT_NE(err.str().find("--as-of"), std::string::npos);
}

}  // namespace
}  // namespace costmodel
