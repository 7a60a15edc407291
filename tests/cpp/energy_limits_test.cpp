// A limit on the electricity or the emissions of an accepted answer rules a path out, with its value.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/base/error.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/energy.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <string>

namespace costmodel {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// vllm-cost-meter's sweep of an H100 (Llama 3.1 8B in FP16): 337.5 W at 2,464 output tokens a second, 38.0 Wh a
/// million output tokens. An answer of 1,000 of them takes 0.038 Wh; of two attempts one is accepted: 0.076 Wh.
std::string with(const std::string& requirements) {
  return R"({"costmodel": 1, "title": "t", "demand": {"accepted_answers_per_month": 1000},
  "workload": {"input_tokens_per_answer": 0, "output_tokens_per_answer": 1000}, "requirements": )" +
         requirements + R"(, "paths": [
  {"id": "box", "pricing": {"kind": "fixed_amortized", "price_usd": 1000, "life_months": 10},
   "throughput": {"points": [{"concurrency": 16, "output_tokens_per_second": 2464, "power_watts": 337.5}]},
   "acceptance": {"rate": 0.5}},
  {"id": "api", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 1000}, "acceptance": {"rate": 1}}]})";
}

std::vector<Reason> reasons(const std::string& requirements, std::size_t path) {
  const Scenario s = parse_scenario(with(requirements));
  return lasting_reasons(s, s.paths[path], model(s, s.paths[path]));
}

TEST(EnergyLimits, APathAboveItIsRuledOutWithItsValue) {
  const double wh = 337.5 * 1000 / 2464 / 3600 * 2;
  EXPECT_NEAR(wh, 0.0761, 1e-4);
  EXPECT_THAT(reasons(R"({"max_wh_per_accepted_answer": 0.0762})", 0), IsEmpty());
  const auto above = reasons(R"({"max_wh_per_accepted_answer": 0.05})", 0);
  ASSERT_EQ(above.size(), 1u);
  EXPECT_EQ(above[0].kind, ReasonKind::energy);
  EXPECT_EQ(above[0].words, "energy: 0.0761 Wh for an accepted answer, 0.05 Wh allowed");
}

TEST(EnergyLimits, WithoutAPowerNothingIsKept) {
  const auto api = reasons(R"({"max_wh_per_accepted_answer": 1000})", 1);
  ASSERT_EQ(api.size(), 1u);
  EXPECT_EQ(api[0].words, "energy: power not measured, 1,000 Wh allowed");
}

TEST(EnergyLimits, WhatIsCountedBesideIsOneFormulaWithTheTable) {
  const std::string counted =
      R"("energy_counted": {"watts_beside": 62.5, "facility_factor": 1.5, "grams_co2e_per_kwh": 400,
         "embodied_grams_co2e_per_hour": 36})";
  const Scenario s = parse_scenario(with("{" + counted + "}"));
  const Energy table = energy(s);
  ASSERT_EQ(table.rows.size(), 1u);
  const double hours = 1000.0 / 2464 / 3600 * 2;
  EXPECT_NEAR(*table.rows[0].kwh_per_accepted, 600 * hours / 1000, 1e-15);
  EXPECT_NEAR(*table.rows[0].grams_per_accepted, 600 * hours / 1000 * 400 + 36 * hours, 1e-12);
  EXPECT_THAT(table.boundary, HasSubstr("36 g CO2e an hour for making the unit"));
  const auto above = reasons("{" + counted + R"(, "max_grams_co2e_per_accepted_answer": 0.05})", 0);
  ASSERT_EQ(above.size(), 1u);
  EXPECT_EQ(above[0].kind, ReasonKind::emissions);
  EXPECT_EQ(above[0].words, "emissions: 0.0622 g CO2e for an accepted answer, 0.05 g CO2e allowed");
  EXPECT_THAT(reasons("{" + counted + R"(, "max_grams_co2e_per_accepted_answer": 0.07})", 0), IsEmpty());
}

TEST(EnergyLimits, EmissionsNeedAGrid) {
  try {
    parse_scenario(with(R"({"max_grams_co2e_per_accepted_answer": 1})"));
    FAIL();
  } catch (const InvalidInput& invalid) {
    EXPECT_EQ(invalid.problems().at(0).where, "/requirements/energy_counted/grams_co2e_per_kwh");
  }
}

TEST(EnergyLimits, TheLimitAndWhatItCountsAreAxes) {
  const std::string asked = R"({"max_wh_per_accepted_answer": 0.1, "energy_counted": {"facility_factor": 1.1}})";
  const Scenario s = parse_scenario(with(asked));
  EXPECT_EQ(decide(s).path, "box");
  const Scenario hot = with_input(s, "/requirements/energy_counted/facility_factor", 1.4);
  EXPECT_FALSE(decide(hot).path);
  const auto along = winner_bands(s, "/requirements/energy_counted/facility_factor", Range{1.0, 2.0});
  ASSERT_EQ(along.bands.size(), 2u);
  EXPECT_EQ(along.bands[0].path, "box");
  EXPECT_EQ(along.bands[1].path, "");
  EXPECT_NEAR(along.bands[0].to, 0.1 / (337.5 * 1000 / 2464 / 3600 * 2), 1e-9);
}

TEST(EnergyLimits, AScenarioWithThemIsWrittenAsItWasRead) {
  const std::string asked = R"({"max_wh_per_accepted_answer": 0.1, "energy_counted": {"grams_co2e_per_kwh": 400}})";
  const Scenario s = parse_scenario(with(asked));
  EXPECT_EQ(to_json(parse_scenario(to_json(s))), to_json(s));
  EXPECT_EQ(to_json(parse_scenario(with("{}"))).find("energy_counted"), std::string::npos);
}

}  // namespace
}  // namespace costmodel
