#include <gmock/gmock.h>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/controls.hpp>
#include <costmodel/decide/cost_series.hpp>
#include <costmodel/io/report_data.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <nlohmann/json.hpp>

namespace costmodel {
namespace {

using testing::Contains, testing::Each, testing::Ge, testing::HasSubstr, testing::IsEmpty, testing::Not,
    testing::SizeIs;
using Json = nlohmann::json;

Scenario example(const std::string& name) {
  return load_scenario(std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/" + name + ".json");
}

Json data(const Scenario& scenario, const std::string& options) {
  return Json::parse(report_data(scenario, report_data_options(options)));
}

const std::string cheap =
    R"("draws": 0, "ribbon_draws": 0, "ranges": false, "tornado": false, "risk": false, "map_columns": 0)";

TEST(CostSeries, IsTheCostAtEachOfItsDemands) {
  const Scenario s = example("fine_tune_economics");
  for (const auto& path : s.paths) {
    const CostSeries series = cost_series(s, path.id);
    ASSERT_EQ(series.demands.size(), series.usd_per_accepted.size());
    if (!model(s, path).why_not.empty()) {
      EXPECT_THAT(series.demands, IsEmpty()) << path.id;
      continue;
    }
    ASSERT_THAT(series.demands, Not(IsEmpty())) << path.id;
    EXPECT_TRUE(std::is_sorted(series.demands.begin(), series.demands.end()));
    for (std::size_t i = 0; i < series.demands.size(); i += 7)
      EXPECT_DOUBLE_EQ(
          series.usd_per_accepted[i],
          usd_per_accepted_answer(*cost(s, path.id, accepted_answers_per_month(series.demands[i])).per_accepted));
  }
}

TEST(CostSeries, HasBothSidesOfAStep) {
  // One box carries 14 tok/s x 2,628,000 s / 300 tokens x 0.7 = 85,848 accepted answers a month; the next doubles the
  // bill.
  const Scenario s = example("fine_tune_economics");
  const CostSeries series = cost_series(s, "spark_llama", {}, {.points = 2});
  const auto after = std::upper_bound(series.demands.begin(), series.demands.end(), 85848.00001);
  ASSERT_NE(after, series.demands.end());
  const auto i = static_cast<std::size_t>(after - series.demands.begin());
  EXPECT_NEAR(series.demands[i], 85848, 1);
  EXPECT_NEAR(series.demands[i - 1], 85848, 1);
  EXPECT_NEAR(series.usd_per_accepted[i] / series.usd_per_accepted[i - 1], 2, 1e-6);
}

TEST(CostSeries, SaysWhereAPathIsNoChoice) {
  const Scenario s = example("fine_tune_economics");
  const auto base = cost_series(s, "bedrock_base").obstacles;
  ASSERT_THAT(base, SizeIs(1));
  EXPECT_EQ(base[0].from, 1);
  EXPECT_EQ(base[0].to, 1e6);
  EXPECT_TRUE(base[0].priced);
  EXPECT_THAT(base[0].because, Contains(HasSubstr("quality")));
  // Three copies of the import at 95 tok/s carry 3 x 95 x 2,628,000 / 300 x 0.7 = 1,747,620: more than the domain.
  EXPECT_THAT(cost_series(s, "cmi").obstacles, IsEmpty());
  Scenario more = s;
  more.domain_high = accepted_answers_per_month(1e7);
  const CostSeries full = cost_series(more, "cmi");
  ASSERT_THAT(full.obstacles, SizeIs(1));
  EXPECT_NEAR(full.obstacles[0].from, 1747620, 1e-3);
  EXPECT_FALSE(full.obstacles[0].priced);
  EXPECT_EQ(full.demands.back(), full.obstacles[0].from);
  EXPECT_THAT(full.obstacles[0].because, Contains(HasSubstr("saturated")));
}

TEST(CostSeries, AQuotaIsAnObstacleWithAPrice) {
  Scenario s = example("fine_tune_economics");
  s.paths[2].access.quota_units = 2;
  const auto obstacles = cost_series(s, "spark_llama").obstacles;
  ASSERT_THAT(obstacles, SizeIs(1));
  EXPECT_NEAR(obstacles[0].from, 2 * 85848, 1e-3);
  EXPECT_TRUE(obstacles[0].priced);
  EXPECT_THAT(obstacles[0].because, Contains(HasSubstr("quota: 2 units granted, 3 needed")));
}

TEST(CostRibbons, HoldTheMiddleOfAUniformPrice) {
  // The box costs 160 to 275 USD, evenly: 5 % and 95 % lie at 165.75 and 269.25. Its cost depends on the acceptance
  // only through the load, and one box is enough at low demand.
  const Scenario s = example("fine_tune_economics");
  const auto ribbons = cost_ribbons(s, {.points = 7, .draws = 4096});
  const auto own =
      std::find_if(ribbons.begin(), ribbons.end(), [](const CostRibbon& r) { return r.path == "spark_llama"; });
  ASSERT_NE(own, ribbons.end());
  EXPECT_NEAR(own->usd_per_accepted[2].low * own->demands[2], 165.75, 0.2);
  EXPECT_NEAR(own->usd_per_accepted[2].median * own->demands[2], 217.5, 0.2);
  EXPECT_NEAR(own->usd_per_accepted[2].high * own->demands[2], 269.25, 0.2);
}

TEST(Controls, CoverWhatTheDecisionHangsOn) {
  const auto all = controls(example("fine_tune_economics"));
  std::vector<std::string> names;
  for (const auto& c : all) {
    names.push_back(c.name);
    EXPECT_LE(c.low, c.value);
    EXPECT_GE(c.high, c.value);
    EXPECT_LT(c.low, c.high);
    EXPECT_THAT(c.moves, Not(IsEmpty()));
  }
  EXPECT_THAT(names,
              testing::IsSupersetOf({"demand", "acceptance of spark_llama", "/paths/0/pricing/flat_usd_per_month",
                                     "/paths/4/pricing/usd_per_unit_minute", "/rejected/usd_per_request",
                                     "/workload/output_tokens_per_answer"}));
  const auto box = std::find_if(all.begin(), all.end(),
                                [](const Control& c) { return c.name == "/paths/0/pricing/flat_usd_per_month"; });
  EXPECT_THAT(box->moves, SizeIs(3));  // one box, shared by three paths
  EXPECT_EQ(box->stated->low, 160);
}

TEST(Controls, MoveTheScenarioAndLeaveTheRest) {
  const Scenario s = example("fine_tune_economics");
  std::vector<std::pair<std::string, double>> stay;
  for (const auto& c : controls(s)) stay.emplace_back(c.name, c.value);
  EXPECT_EQ(to_json(with_controls(s, stay)), to_json(s));
  const Scenario moved = with_controls(
      s, {{"demand", 500}, {"acceptance of spark_llama", 0.9}, {"/paths/0/pricing/flat_usd_per_month", 100}});
  EXPECT_EQ(accepted_answers_per_month(moved.demand), 500);
  EXPECT_EQ(point_rate(moved.acceptance(moved.path("cmi"))), 0.9);
  for (const char* id : {"spark_base", "spark_llama", "spark_gemma"})
    EXPECT_EQ(usd_per_month(std::get<FixedAmortized<>>(moved.path(id).pricing).flat), 100);
}

TEST(Controls, BadOnesAreAllNamed) {
  try {
    with_controls(example("fine_tune_economics"), {{"demands", 1}, {"acceptance of spark_llama", 1.5}});
    FAIL();
  } catch (const InvalidInput& input) {
    ASSERT_THAT(input.problems(), SizeIs(2));
    EXPECT_EQ(input.problems()[0].id, "unknown-control");
    EXPECT_THAT(input.problems()[0].allowed, HasSubstr("\"demand\""));
    EXPECT_EQ(input.problems()[1].id, "out-of-range");
  }
}

TEST(ReportData, IsTheDecisionAndTheCosts) {
  const Scenario s = example("fine_tune_economics");
  const Json json = data(s, "{" + cheap + "}");
  EXPECT_EQ(json["decision"], Json::parse(to_json(decide(s, {}, {.draws = 0, .ranges = false}))));
  EXPECT_EQ(json["decision"]["path"], "spark_llama");
  EXPECT_THAT(json["series"], SizeIs(9));  // eight paths, and the import packed
  EXPECT_TRUE(json["map"].is_null());
  EXPECT_THAT(json["report"]["sections"], Not(IsEmpty()));
  int changes = 0;
  for (const auto& mark : json["marks"]) changes += mark["winner_changes"].get<bool>() && mark["feasible"].get<bool>();
  EXPECT_GE(changes, 1);
}

TEST(ReportData, ASettingGivesTheSameAsTheScenarioWouldWithIt) {
  const Scenario s = example("home_supercomputer_fallacy");
  const Json set = data(s, R"({"set": {"demand": 4321}, )" + cheap + "}");
  Scenario moved = s;
  moved.demand = accepted_answers_per_month(4321);
  const Json direct = data(moved, "{" + cheap + "}");
  EXPECT_EQ(set["decision"], direct["decision"]);
  EXPECT_EQ(set["controls"], data(s, "{" + cheap + "}")["controls"]);
}

TEST(ReportData, EveryPartIsThereAndTheSameTwice) {
  const Scenario s = example("dgx_spark_review");
  const ReportDataOptions options{.draws = 256, .ribbon_draws = 64, .map_columns = 4, .html = true};
  const std::string text = report_data(s, options);
  EXPECT_EQ(text, report_data(s, options));
  const Json json = Json::parse(text);
  EXPECT_THAT(json["throughput"], Not(IsEmpty()));
  EXPECT_THAT(json["tornado"], Not(IsEmpty()));
  EXPECT_TRUE(json["map"].is_object() || json.contains("no_map_because"));
  for (const auto& section : json["report"]["sections"])
    for (const auto& table : section["tables"]) EXPECT_THAT(table["html"].get<std::string>(), HasSubstr("<table"));
}

TEST(ReportData, WhatNobodyReadsIsLeftOutAndTheRestIsTheSame) {
  const Scenario s = example("fine_tune_economics");
  const Json whole = data(s, "{" + cheap + R"(, "html": true})");
  const Json some = data(
      s,
      "{" + cheap +
          R"(, "html": true, "without": ["decision", "series", "bills"], "without_sections": ["Setup", "Sources", "No such"]})");
  EXPECT_FALSE(some.contains("series") || some.contains("bills"));
  EXPECT_EQ(some["decision"], (Json{{"path", whole["decision"]["path"]}, {"bands", whole["decision"]["bands"]}}));
  EXPECT_EQ(some["marks"], whole["marks"]);
  const Json &all = whole["report"]["sections"], &left = some["report"]["sections"];
  ASSERT_EQ(left.size(), all.size());  // in the same order, so that whoever has them finds their places
  int left_out = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string heading = all[i]["heading"];
    const bool out = heading == "Setup" || heading == "Sources";
    left_out += out;
    EXPECT_EQ(left[i], out ? (Json{{"heading", heading}, {"left_out", true}}) : all[i]);
  }
  EXPECT_EQ(left_out, 2);
}

TEST(ReportData, NothingFeasibleIsAnAnswer) {
  Scenario s = example("fine_tune_economics");
  s.requirements.min_acceptance = 0.999;
  const Json json = data(s, R"({"map_columns": 2, "draws": 64})");
  EXPECT_TRUE(json["decision"]["path"].is_null());
  EXPECT_THAT(json["tornado"], IsEmpty());
  for (const auto& series : json["series"]) EXPECT_THAT(series["obstacles"], Not(IsEmpty()));
}

TEST(ReportData, OptionsAreChecked) {
  for (const std::string bad :
       {"[]", "{", R"({"drows": 5})", R"({"draws": -1})", R"({"draws": 1.5})", R"({"set": 3})",
        R"({"set": {"demand": "x"}})", R"({"risk": 1})", R"({"points": 1e300})", R"({"without": ["serie"]})",
        R"({"without": "series"})", R"({"without_sections": [1]})"})
    EXPECT_THROW(report_data_options(bad), InvalidInput) << bad;
  EXPECT_EQ(report_data_options(R"({"draws": 128})").draws, 128u);
  EXPECT_THROW(report_data(example("fine_tune_economics"), report_data_options(R"({"points": 1})")), InvalidInput);
}

}  // namespace
}  // namespace costmodel
