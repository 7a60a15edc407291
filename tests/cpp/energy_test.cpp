// Power that was measured, as electricity and emissions of an accepted answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <costmodel/decide/energy.hpp>
#include <costmodel/import/benchmarks.hpp>
#include <costmodel/import/import.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <filesystem>
#include <fstream>
#include <string>

namespace costmodel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// In the columns of the published sweep of an H100 (vllm-cost-meter); two of its rows, rounded: 337.52 W at 2,464.4
// output tokens a second are 38.0 Wh per million.
const std::string sweep =
    "model,hardware,gpus,rps,request_throughput,tps_output,ttft_mean_ms,e2el_p50_ms,gpu_power_w\n"
    "acme,H100,1,10,9.6267,2464.445,52.8,2662.24,337.5234\n"
    "acme,H100,1,1,0.99667,255.1465,37.75,1711.03,279.4556\n";

Scenario imported(const std::string& csv) {
  const auto folder = std::filesystem::temp_directory_path() / "costmodel_energy_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "sweep.csv") << csv;
  std::ofstream(folder / "verdicts.csv") << "path,accepted,total\nacme,30,40\n";
  auto made = import_scenario({folder.string()}, {.usd_per_unit_hour = 6.98});
  std::filesystem::remove_all(folder);
  return made.scenario;
}

TEST(Energy, OfThePublishedSweep) {
  const Scenario s = imported(sweep);
  const Energy found = energy(s);
  ASSERT_EQ(found.rows.size(), 2u);
  const PointEnergy& one = found.rows[0];
  const PointEnergy& ten = found.rows[1];
  EXPECT_NEAR(ten.wh_per_million_output_tokens, 337.5234 / 2464.445 / 3600 * 1e6, 1e-9);
  EXPECT_NEAR(ten.wh_per_million_output_tokens, 38.0, 0.05);
  EXPECT_NEAR(one.wh_per_million_output_tokens, 304.2, 0.1);
  EXPECT_TRUE(ten.is_capacity);
  EXPECT_FALSE(one.is_capacity);
  const double output = output_tokens_per_answer(s.paths[0].workload.over(s.workload).output);
  EXPECT_NEAR(ten.kwh_per_answer, 38.0435e-9 * output, 1e-4 * ten.kwh_per_answer);
  // Three of four are accepted: 4 ÷ 3 attempts for one. A cost is not moved by a power.
  EXPECT_NEAR(*ten.kwh_per_accepted, ten.kwh_per_answer * 4 / 3, 1e-15);
  EXPECT_FALSE(ten.grams_per_accepted);
  EXPECT_THAT(found.boundary, HasSubstr("making the unit is not counted"));
  Scenario without = s;
  for (auto& point : without.paths[0].points) point.power.reset();
  EXPECT_EQ(cost(s, "acme", s.demand).per_accepted, cost(without, "acme", s.demand).per_accepted);
  EXPECT_THAT(energy(without).unmeasured, ElementsAre("acme"));
}

TEST(Energy, BeyondTheChips) {
  const Scenario s = imported(sweep);
  const Energy found = energy(
      s, {.watts_beside = 200, .facility_factor = 1.25, .grams_co2e_per_kwh = 400, .embodied_grams_co2e_per_hour = 50});
  const PointEnergy& ten = found.rows.at(1);
  const double kwh = (337.5234 + 200) * 1.25 / 2464.445 / 3.6e6;  // an output token
  const double output = output_tokens_per_answer(s.paths[0].workload.over(s.workload).output) * 4 / 3;
  EXPECT_NEAR(ten.watts_counted, (337.5234 + 200) * 1.25, 1e-9);
  EXPECT_NEAR(*ten.kwh_per_accepted, kwh * output, 1e-9 * kwh * output);
  const double grams = (kwh * 400 + 50.0 / 3600 / 2464.445) * output;
  EXPECT_NEAR(*ten.grams_per_accepted, grams, 1e-9 * grams);
  EXPECT_THAT(found.boundary, HasSubstr("200 W of each unit beside it, × 1.25 for the facility; 400 g CO2e a kWh"));
  EXPECT_THROW(energy(s, {.facility_factor = 0.9}), InvalidInput);
  EXPECT_THROW(energy(s, {.grams_co2e_per_kwh = -1}), InvalidInput);
  EXPECT_THROW(energy(s, {.watts_beside = NAN}), InvalidInput);
}

TEST(Energy, PowerOfOneGpuOrOfAll) {
  const auto of = [](const char* header, const char* gpus) {
    const auto read = parse_benchmarks("model,hardware,gpus,concurrency,tps_output," + std::string(header) +
                                       "\nm,H100," + gpus + ",8,1000,300\n");
    EXPECT_EQ(read.runs.size(), 1u);
    return read.runs.at(0).power_watts ? read.runs[0].power_watts->value : 0;
  };
  EXPECT_EQ(of("gpu_power_w", "1"), 300);
  EXPECT_EQ(of("gpu_power_w", "2"), 0);  // of one, or of both: nothing says which
  EXPECT_EQ(of("power_per_gpu_w", "2"), 600);
  EXPECT_EQ(of("total_gpu_power_w", "2"), 300);
}

TEST(Energy, APointKeepsItsPowerInAFile) {
  const Scenario s = imported(sweep);
  const Scenario again = parse_scenario(to_json(s));
  EXPECT_NEAR(watts(*again.paths[0].points[1].power), 337.5234, 1e-12);
  EXPECT_EQ(energy(again).rows[1].wh_per_million_output_tokens, energy(s).rows[1].wh_per_million_output_tokens);
}

}  // namespace
}  // namespace costmodel
