// A feasible path whose placements were not asked for is called the same thing wherever it is shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/decide/decision.hpp>
#include <costmodel/render/report.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(DoesNotCompete, IsOneWordForOneThing) {
  Scenario s = test::lab();
  std::erase_if(s.paths,
                [](const Path& p) { return p.id != "box_llama" && p.id != "provisioned" && p.id != "tokens"; });
  for (auto& path : s.paths) path.cells[5] = {{.run_by = path.id == "tokens" ? RunBy::provider : RunBy::me}};
  test::pricing<PerToken<>>(s, "tokens").output = usd_per_million_output_tokens(10);  // crosses the box at 66,667
  s.requirements.placements["2B"] = {Placement::retained};
  const Decision d = decide(s, {}, {.draws = 0});
  ASSERT_EQ(d.path, "box_llama");
  int seen = 0;
  for (const auto& section : decision_report(s, d).sections)
    for (const auto& table : section.tables)
      for (const auto& row : table.rows) {
        const std::string said = table.id == "costs" ? row.back() : table.id == "alternatives" ? row[2] : table.title;
        const bool of_feasible = table.id == "crossovers";
        EXPECT_FALSE(of_feasible && (row[0] == "tokens" || row[1] == "tokens"));
        if (table.id != "crossovers_infeasible" &&
            !((table.id == "costs" || table.id == "alternatives") && row[0] == "tokens"))
          continue;
        ++seen;
        EXPECT_THAT(said, HasSubstr("does not compete")) << table.id;
      }
  EXPECT_GE(seen, 3);
  EXPECT_THAT(placement_table(d).notes, Contains(HasSubstr("price of authority counts paths that do not compete")));
  s.requirements.placements.clear();
  EXPECT_THAT(placement_table(decide(s, {}, {.draws = 0})).notes, Not(Contains(HasSubstr("do not compete"))));
}

}  // namespace
}  // namespace costmodel
