// The tables of results: every field that is described is in the JSON, and no key of the JSON is undescribed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/audit/claims.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/explain.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/import/import.hpp>
#include <costmodel/io/billing_risk.hpp>
#include <costmodel/io/claims.hpp>
#include <costmodel/io/explain.hpp>
#include <costmodel/io/horizon.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/io/winners.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "import/import_fields.hpp"

namespace costmodel {

/// Whatever a member is initialised from.
struct Anything {
  template <class T>
  operator T() const;
};

namespace {

using Json = nlohmann::ordered_json;

Scenario example(const std::string& name) {
  return load_scenario(std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/" + name + ".json");
}

/// Holds a text against the schema of results, and remembers which fields it has met.
class Held {
 public:
  void against(const std::string& definition, const std::string& json) {
    object(definition, Json::parse(json), "#/$defs/" + definition, "/");
  }

  const std::vector<std::string>& problems() const { return problems_; }
  std::set<std::string> met{};

  /// Every field of a definition, as "Definition/key".
  std::set<std::string> described(const std::string& definition) const {
    std::set<std::string> all;
    for (const auto& item : schema_["$defs"][definition]["properties"].items())
      all.insert(definition + "/" + item.key());
    return all;
  }

 private:
  void object(const std::string& definition, const Json& json, const std::string& reference, const std::string& where) {
    properties(definition, json, schema_.at(Json::json_pointer(reference.substr(1))), where);
  }

  void properties(const std::string& definition, const Json& json, const Json& schema, const std::string& where) {
    for (const auto& item : json.items()) {
      if (!schema["properties"].contains(item.key()))
        problems_.push_back(where + item.key() + ": not described");
      else
        value(item.value(), schema["properties"][item.key()], where + item.key() + "/", definition + "/" + item.key());
    }
    for (const auto& key : schema["required"])
      if (!json.contains(key.get<std::string>()))
        problems_.push_back(where + key.get<std::string>() + ": described, and not there");
  }

  void value(const Json& json, const Json& schema, const std::string& where, const std::string& name) {
    met.insert(name);
    if (schema.contains("anyOf")) return json.is_null() ? void() : value(json, schema["anyOf"][0], where, name);
    if (schema.contains("$ref")) {
      const auto reference = schema["$ref"].get<std::string>();
      return object(reference.substr(reference.rfind('/') + 1), json, reference, where);
    }
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), json) == schema["enum"].end())
      problems_.push_back(where + ": " + json.dump() + " is none of the names");
    const Json types = schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
    if (std::none_of(types.begin(), types.end(), [&](const Json& type) { return is(json, type.get<std::string>()); }))
      problems_.push_back(where + ": " + json.dump().substr(0, 60) + " is no " + types.dump());
    if (json.is_array() && schema.contains("items"))
      for (const auto& one : json) value(one, schema["items"], where, name);
    if (json.is_object() && schema.contains("properties")) properties(name, json, schema, where);
  }

  static bool is(const Json& json, const std::string& type) {
    return type == "number"    ? json.is_number()
           : type == "integer" ? json.is_number_integer()
           : type == "string"  ? json.is_string()
           : type == "boolean" ? json.is_boolean()
           : type == "array"   ? json.is_array()
           : type == "object"  ? json.is_object()
                               : json.is_null();
  }

  Json schema_ = Json::parse(results_schema());
  std::vector<std::string> problems_{};
};

class ResultFields : public testing::TestWithParam<const char*> {};

TEST_P(ResultFields, AreAllInTheJsonAndNothingElseIs) {
  const Scenario s = example(GetParam());
  const std::string& first = s.paths.front().id;
  const std::string& last = s.paths.back().id;
  Held held;
  const Decision decision = decide(s, {}, {.draws = 256});
  held.against("Decision", to_json(decision));
  held.against("Costs", to_json(decision.paths));
  held.against("Crossovers", to_json(compare_all(s, Axis::utilization)));
  held.against("CrossoverSpread", to_json(crossover_spread(s, first, last, {}, {.draws = 256})));
  held.against("WinnerBands", to_json(winner_bands(s, "demand")));
  held.against("WinningValues", to_json(winning_values(s, first, "demand")));
  held.against("WinnerMap",
               to_json(winner_map(s, "demand", {}, "acceptance of " + first, {}, {.columns = 4, .tolerance = 0.1})));
  for (const auto& risk : billing_risks(s)) held.against("BillingRiskNumbers", to_json(risk));
  for (const auto& path : s.paths) held.against("Explanation", to_json(s, explain(s, path.id)));
  EXPECT_THAT(held.problems(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Examples, ResultFields,
                         testing::Values("fine_tune_economics", "home_supercomputer_fallacy", "dgx_spark_review",
                                         "three_tiers", "three_years"));

TEST(ResultFields, OfYearsToo) {
  const Scenario s = example("three_years");
  HorizonAnswer answer = horizon(s);
  answer.sweeps.push_back(switching_dates(s, "api", "box"));
  answer.ranges = plan_over_ranges(s);
  answer.uncertainty = horizon_uncertainty(s, {.draws = 64});
  Held held;
  held.against("HorizonAnswer", to_json(answer));
  EXPECT_THAT(held.problems(), testing::IsEmpty());
  for (const auto* definition : {"HorizonAnswer", "PathHorizon", "HorizonMonth", "HorizonPlan", "BuyingAgainst",
                                 "SwitchDate", "SwitchSweep", "PlanOverRange", "PlanAtEnd", "HorizonUncertainty"})
    EXPECT_THAT(held.met, testing::IsSupersetOf(held.described(definition))) << definition;
}

TEST(ResultFields, OfAuditsToo) {
  Held held;
  for (const auto* name : {"dgx_spark_review", "fine_tune_economics", "home_supercomputer_fallacy", "memory_ceilings",
                           "published_cascades"})
    held.against("Audit",
                 to_json(audit(load_claims(std::string(COSTMODEL_EXAMPLES_DIR) + "/claims/" + name + ".json"))));
  EXPECT_THAT(held.problems(), testing::IsEmpty());
  for (const auto* definition : {"Audit", "AuditedClaim", "ClaimReading", "PrintedValue"})
    EXPECT_THAT(held.met, testing::IsSupersetOf(held.described(definition))) << definition;
}

TEST(ResultFields, AreMetByTheExamples) {
  Held held;
  for (const auto* name : {"fine_tune_economics", "home_supercomputer_fallacy", "three_years", "dgx_spark_review"})
    held.against("Decision", to_json(decide(example(name), {}, {.draws = 256})));
  for (const auto* definition : {"Decision", "PathCost", "StageCost", "Operation", "Crossing", "NoCrossing", "Band",
                                 "LayerPlacement", "Alternative", "Uncertainty", "PathSpread", "Coverage",
                                 "CrossoverSpread", "CrossingSpread", "Input", "RentOrBuyAnswer"})
    EXPECT_THAT(held.met, testing::IsSupersetOf(held.described(definition))) << definition;
}

TEST(ResultFields, AnUndescribedKeyIsFound) {
  Held held;
  held.against("Costs", R"({"paths": [], "extra": 1})");
  EXPECT_THAT(held.problems(), testing::ElementsAre("/extra: not described"));
}

TEST(ResultFields, AMissingFieldIsFound) {
  Held held;
  held.against("Costs", "{}");
  EXPECT_THAT(held.problems(), testing::ElementsAre("/paths: described, and not there"));
}

// --- No member of a result is forgotten -------------------------------------------------------------

/// Number of members of an aggregate.
template <class T, class... Known>
consteval std::size_t members() {
  if constexpr (requires { T{Known{}..., Anything{}}; })
    return members<T, Known..., Anything>();
  else
    return sizeof...(Known);
}

/// Members that the table of a struct saves, each once, whether whole or in parts.
template <class T>
std::size_t saved_members() {
  std::set<std::size_t> places;
  for (const auto& field : results::record_of<T>().fields)
    if ((field.seen & results::saved) != 0 && !field.derive) places.insert(field.member);
  return places.size();
}

struct TwoNumbers {
  double first = 0, second = 0;
};

}  // namespace

template <>
results::Record results::described<TwoNumbers>() {
  return Table<TwoNumbers>("TwoNumbers", "").field("first", &TwoNumbers::first, "");
}

namespace {

TEST(ResultFields, AForgottenMemberIsFound) {
  EXPECT_EQ(members<TwoNumbers>(), 2u);
  EXPECT_EQ(saved_members<TwoNumbers>(), 1u);
}

template <class... T>
std::vector<std::string> with_forgotten_members() {
  std::vector<std::string> all;
  (..., (saved_members<T>() == members<T>() ? void() : all.push_back(std::string(results::record_of<T>().name))));
  return all;
}

/// A member that is in no table is missing in JSON or Python, and lost by a pickle.
TEST(ResultFields, EveryMemberIsInItsTable) {
  const auto forgotten = with_forgotten_members<
      PlacementWords, Presentation, Evidence, DatedValue, DatedPrice, Provenance, Input, Operation, PathCost, Side,
      PathCrossing, Comparison, CrossingSpread, CrossoverSpread, Unknown, PathSpread, UnprovenPath, StatedOutside,
      Coverage, KnowledgeValue, SampleValue, Measurement, Uncertainty, Sensitivity, WinnerBand, WinnerBands,
      WinningValues, MapBorder, MapRegion, WinnerMap, PathBand, Alternative, LayerRow, RentOrBuySchedule,
      RentOrBuyAnswer, SwitchingValue, Decision, ExplainedNumber, Problem, TraceReport, RiskRow, OtherPath, BillingRisk,
      PrintedValue, UnitSlip, ReadingResult, AuditedClaim, Column, Table, Figure, Section, Report, Pairs, PairingBounds,
      ArmComparison, CorrectedRate, UnderLoad<>, ImportedNumber, BenchmarkRun, Verdicts, results::PriceRow,
      results::BillRow, ImportNote, ImportReport, BillDifference>();
  EXPECT_THAT(forgotten, testing::IsEmpty());
}

}  // namespace
}  // namespace costmodel
