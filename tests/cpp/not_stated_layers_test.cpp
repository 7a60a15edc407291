// A layer that nobody described is not stated: that is no placement, and there is nothing to be sure of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/render/report.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::HasSubstr;

/// Of the chosen box only layer 0 is described; the other path says who holds 0 and 1A.
Decision decided() {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "provisioned"; });
  test::path(s, "box_llama").cells[0] = {{.run_by = RunBy::me}};
  test::path(s, "provisioned").cells[0] = {{.run_by = RunBy::provider}};
  test::path(s, "provisioned").cells[1] = {{.run_by = RunBy::nobody}};
  s.paths[0].ledger.entries["/pricing/flat_usd_per_month"] = {.range = Range{100, 300}};
  return decide(s);
}

TEST(NotStatedLayers, HaveNoPlacementAndNoConfidence) {
  const Decision d = decided();
  ASSERT_EQ(d.path, "box_llama");
  EXPECT_EQ(d.layers[0].placement, "Retained");
  EXPECT_TRUE(d.layers[0].confidence);
  EXPECT_EQ(d.layers[1].placement, std::nullopt);
  EXPECT_EQ(d.layers[1].path, "box_llama");
  EXPECT_FALSE(d.layers[1].confidence);
  EXPECT_EQ(d.layers[1].alternatives[0].placement, "Absent") << "somebody said that nobody provides it";
  EXPECT_EQ(d.layers[2].alternatives[0].placement, std::nullopt);
}

TEST(NotStatedLayers, AreSaidToBe) {
  const Decision d = decided();
  const Table table = placement_table(d);
  EXPECT_EQ(table.rows[1][1], "not stated");
  EXPECT_EQ(table.rows[1][4], "the scenario does not state who provides it");
  EXPECT_EQ(table.rows[1].back(), "—");
  EXPECT_NE(table.rows[0].back(), "—");
  const std::string json = to_json(d);
  EXPECT_THAT(json, HasSubstr("\"placement\": null"));
}

/// What nobody said cannot meet a requirement, not even one that any placement would meet.
TEST(NotStatedLayers, MeetNoRequirement) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "provisioned"; });
  test::path(s, "box_llama").cells[0] = {{.run_by = RunBy::me}};
  test::path(s, "provisioned").cells[5] = {{.run_by = RunBy::provider}};
  ASSERT_EQ(decide(s, {}, {.draws = 0}).path, "box_llama");
  s.requirements.placements["2B"] = {Placement::retained, Placement::delegated, Placement::ceded, Placement::absent};
  const Decision d = decide(s, {}, {.draws = 0});
  EXPECT_EQ(d.path, "provisioned");
  EXPECT_THAT(d.paths[0].unplaced, testing::ElementsAre("layer 2B: placement not stated"));
  for (const auto& band : d.bands) EXPECT_NE(band.path, "box_llama");
  s.requirements.placements["2C"] = {Placement::ceded};
  EXPECT_EQ(decide(s, {}, {.draws = 0}).path, std::nullopt) << "neither path says who holds 2C";
}

}  // namespace
}  // namespace costmodel
