// A feasible path whose placements were not asked for is called the same thing wherever it is shown.
#include <costmodel/decide/decision.hpp>
#include <costmodel/render/report.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(DoesNotCompete, IsOneWordForOneThing) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "provisioned" && p.id != "tokens"; });
  for (auto& path : s.paths) path.cells[5] = {{.run_by = path.id == "tokens" ? RunBy::provider : RunBy::me}};
  s.requirements.placements["2B"] = {Placement::retained};
  const Decision d = decide(s, {}, {.draws = 0});
  ASSERT_EQ(d.path, "box_llama");
  int seen = 0;
  for (const auto& section : decision_report(s, d).sections)
    for (const auto& table : section.tables)
      for (const auto& row : table.rows) {
        if (table.id == "costs" && row[0] == "tokens") ++seen, EXPECT_EQ(row.back(), "does not compete");
        if (table.id == "alternatives" && row[0] == "tokens") ++seen, EXPECT_EQ(row[2], "does not compete");
        if (table.id == "crossovers") EXPECT_THAT(row, Not(Contains("tokens"))) << "those of feasible paths";
        if (table.id == "crossovers_infeasible") ++seen, EXPECT_THAT(table.title, HasSubstr("does not compete"));
      }
  EXPECT_GE(seen, 3);
  EXPECT_THAT(placement_table(d).notes, Contains(HasSubstr("price of authority counts paths that do not compete")));
  s.requirements.placements.clear();
  EXPECT_THAT(placement_table(decide(s, {}, {.draws = 0})).notes, Not(Contains(HasSubstr("do not compete"))));
}

}  // namespace
}  // namespace costmodel
