// Functions that take a path read what is in it, not where it lies: a copy answers the same, in the scenario or out of
// it.
#include <gtest/gtest.h>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/model/not_priced.hpp>
#include <costmodel/model/operation.hpp>

#include <memory>

namespace costmodel {
namespace {

std::string words(const std::vector<Reason>& reasons) {
  std::string all;
  for (const auto& reason : reasons) all.append(to_string(reason.kind)).append(": ").append(reason.words).append("\n");
  return all;
}

std::string words(const std::vector<std::string>& phrases) {
  std::string all;
  for (const auto& phrase : phrases) all.append(phrase).append("\n");
  return all;
}

/// All that the functions say of a path, as one text.
std::string said_of(const Scenario& scenario, const Path& path, Arrivals arrivals) {
  const PathModel m = model(scenario, path, arrivals);
  const Load<> load = m.load(scenario.demand);
  std::string all =
      m.id + "\n" + m.why_not + "\n" + std::to_string(m.by_demand(accepted_answers_per_month(scenario.demand)));
  all += words(lasting_reasons(scenario, path, m)) + words(placement_reasons(scenario, path)) +
         words(not_priced(scenario, path, m));
  if (!m.why_not.empty()) return all;
  all += words(reasons_at(scenario, path, m, load)) + words(cold_start_reasons(scenario, path, m, load));
  if (const auto o = operation(scenario, path, m, load, arrivals)) all += std::string(to_string(o->running)) + o->note;
  return all;
}

class CopiedPaths : public testing::TestWithParam<const char*> {};

TEST_P(CopiedPaths, AnswerAsTheirOriginals) {
  const Scenario scenario = load_scenario(std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/" + GetParam() + ".json");
  for (const auto& path : scenario.paths)
    for (const auto arrivals : {Arrivals::packed, Arrivals::poisson}) {
      const auto copy = std::make_unique<Path>(path);
      EXPECT_EQ(said_of(scenario, *copy, arrivals), said_of(scenario, path, arrivals)) << path.id;
    }
}

INSTANTIATE_TEST_SUITE_P(Examples, CopiedPaths,
                         testing::Values("fine_tune_economics", "home_supercomputer_fallacy", "dgx_spark_review",
                                         "three_tiers", "custom_weights_by_the_token"));

TEST(CopiedPaths, OfAnotherScenarioAnswerToo) {
  const std::string folder = std::string(COSTMODEL_EXAMPLES_DIR) + "/scenarios/";
  const Scenario scenario = load_scenario(folder + "fine_tune_economics.json");
  Path stranger = scenario.paths.front();
  stranger.id = "stranger";
  const std::string own = said_of(scenario, scenario.paths.front(), Arrivals::packed);
  const std::string strange = said_of(scenario, stranger, Arrivals::packed);
  EXPECT_EQ(strange.substr(0, 9), "stranger\n");
  EXPECT_EQ(strange.substr(8), own.substr(scenario.paths.front().id.size()));
}

}  // namespace
}  // namespace costmodel
