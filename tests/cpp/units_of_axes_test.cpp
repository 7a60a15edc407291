// What an axis is counted in comes from the table of fields, for every number of every kind of scenario.
#include <gmock/gmock.h>
#include <costmodel/base/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/scenario/inputs.hpp>

#include <filesystem>
#include <map>

#include "scenarios.hpp"
#include "solve/input_axis.hpp"

namespace costmodel {
namespace {

using testing::HasSubstr;

TEST(UnitsOfAxes, AreThoseOfTheFields) {
  Scenario s = test::lab();
  s.shape.batch = 4;
  s.tries.limit = 3;
  for (auto& path : s.paths)
    path.tuning = {.one_off = usd(1), .life = months(1)}, path.acceptance = {.accepted = 1, .of = 2};
  const std::map<std::string, std::string> units{
      {"workload/cache_write_tokens_per_answer", "input tokens per answer"},
      {"workload/output_tokens_per_answer", "output tokens per answer"},
      {"import/throughput/points/0/concurrency", "requests in flight"},
      {"demand/batch", "requests"},
      {"import/tuning/retrains_per_month", "runs per month"},
      {"import/tuning/stored_models", "models"},
      {"import/acceptance/of", "attempts"},
      {"box_llama/pricing/failure_rate_per_year", "fraction of the units per year"},
      {"box_llama/pricing/min_units", "units"},
      {"box_llama/pricing/usd_per_kwh", "USD per kWh"},
      {"import/pricing/max_copies", "copies"},
      {"import/pricing/units_per_copy", "units"},
      {"import/pricing/usd_per_unit_minute", "USD per unit minute"},
      {"tries/limit", "tries"},
      {"tries/correlation", "fraction"},
      {"demand", "accepted answers per month"},
      {"acceptance of tokens", "fraction"}};
  for (const auto& [name, unit] : units) EXPECT_EQ(input_axis(s, name, {}).unit, unit) << name;
}

/// A number that may be above 1 is no fraction, whatever it is called.
TEST(UnitsOfAxes, CallNoNumberAFractionThatMayExceedOne) {
  for (const auto& file : std::filesystem::directory_iterator(COSTMODEL_EXAMPLES_DIR "/scenarios")) {
    const Scenario s = load_scenario(file.path().string());
    for (const auto& input : inputs(s)) {
      const InputAxis axis = input_axis(s, input.pointer, {});
      EXPECT_FALSE(axis.unit.empty()) << input.pointer;
      if (axis.unit == "fraction") {
        EXPECT_LE(axis.limits.high, 1) << input.pointer;
      }
    }
  }
}

TEST(InputsByName, MayNameTheirPath) {
  const Scenario s = test::lab();
  const Scenario there = with_input(s, "provisioned/pricing/usd_per_unit_hour", 8);
  EXPECT_NEAR(usd_per_hour(std::get<Provisioned<>>(there.path("provisioned").pricing).price), 8, 1e-12);
  EXPECT_EQ(with_input(s, "demand/accepted_answers_per_month", 7).demand.value(), 7);
}

TEST(InputsByName, AreHintedAtOnTheSamePath) {
  Scenario s = test::lab();
  s.paths.push_back(s.path("provisioned"));
  s.paths.back().id = "neo";
  try {
    (void)with_input(s, "neo/pricing/usd_per_unit_hours", 8);
    ADD_FAILURE();
  } catch (const InvalidInput& input) {
    EXPECT_THAT(input.what(), HasSubstr("did you mean \"neo/pricing/usd_per_unit_hour\"?"));
  }
  try {
    (void)with_input(s, "/paths/5/pricing/usd_per_unit_hours", 8);
    ADD_FAILURE();
  } catch (const InvalidInput& input) {
    EXPECT_THAT(input.what(), HasSubstr("did you mean \"/paths/5/pricing/usd_per_unit_hour\"?"));
  }
}

}  // namespace
}  // namespace costmodel
