// Rendered reports, byte for byte. What each file locks, and whether a person checked it, is in tests/golden/README.md.
// COSTMODEL_UPDATE_GOLDEN=1 writes them anew; then read the difference before you commit it.
#include <gtest/gtest.h>
#include <costmodel/io/results.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/report.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace costmodel {
namespace {

std::string contents(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class Golden : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(Golden, TheReportIsTheSameToTheByte) {
  const auto [name, extension] = GetParam();
  const Scenario scenario = load_scenario(std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/" + name + ".json");
  const Decision decision = decide(scenario);
  const std::string format = extension;
  const std::string text =
      format == "json" ? to_json(decision) : render(decision_report(scenario, decision), format_named(format));
  const std::string file = std::string(COSTMODEL_TESTS_DIR) + "/golden/" + name + "." + extension;
  if (std::getenv("COSTMODEL_UPDATE_GOLDEN")) write_whole(file, text);
  EXPECT_EQ(text, contents(file));
}

INSTANTIATE_TEST_SUITE_P(FineTuneEconomics, Golden,
                         testing::Combine(testing::Values("fine_tune_economics"),
                                          testing::Values("text", "md", "html", "latex", "csv", "json")));
INSTANTIATE_TEST_SUITE_P(OtherSeeds, Golden,
                         testing::Combine(testing::Values("home_supercomputer_fallacy", "dgx_spark_review",
                                                          "three_tiers"),
                                          testing::Values("text")));

TEST(Schema, ThePublishedOneIsTheOneThatTheTablesMake) {
  // After a change of fields.hpp: costmodel schema > docs/scenario.schema.json
  EXPECT_EQ(scenario_schema(), contents(COSTMODEL_TESTS_DIR "/../docs/scenario.schema.json"));
}

}  // namespace
}  // namespace costmodel
