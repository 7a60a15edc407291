// Which of the drawn crossings are shown: those of the stated values, and those that come together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/decide/crossover_spread.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/render/report.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::SizeIs;

TEST(LikelyCrossings, ThatAreAsLikelyAreShownTogetherAndTheStatedOneAlways) {
  CrossoverSpread pair{.a = "x", .b = "y", .draws = 1000, .probability_none = 0.3};
  pair.crossings = {
      {.cheaper_below = "x", .cheaper_above = "y", .probability = 0.7, .at = {1, 2, 3}},
      {.cheaper_below = "y", .cheaper_above = "x", .probability = 0.7, .at = {4, 5, 6}},
      {.cheaper_below = "x", .cheaper_above = "y", .number = 2, .probability = 0.1, .stated = 9.0, .at = {7, 8, 9}},
      {.cheaper_below = "y", .cheaper_above = "x", .number = 2, .probability = 0.02, .at = {10, 11, 12}}};
  const Table table = crossover_spread_table({pair});
  ASSERT_THAT(table.rows, SizeIs(3));
  EXPECT_EQ(table.rows[0][0], "x");
  EXPECT_EQ(table.rows[1][0], "y");
  EXPECT_NE(table.rows[2][2], "—");
  EXPECT_THAT(table.notes, SizeIs(1)) << "one is left out, and that is said";
}

/// Tokens are cheapest at little demand, then import, then the box. The chosen one is the box; import crosses tokens
/// too.
TEST(LikelyCrossings, OfAllThatCrossAtTheStatedValues) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "box_gemma" && p.id != "tokens"; });
  test::pricing<FixedAmortized<>>(s, "box_gemma").flat = usd_per_month(20);
  s.domain_low = accepted_answers_per_month(1'000), s.domain_high = accepted_answers_per_month(1e8);
  s.demand = accepted_answers_per_month(10'000);
  for (auto& path : s.paths)
    if (path.id != "tokens") path.ledger.entries["/pricing/flat_usd_per_month"] = {.range = Range{10, 30}};
  test::pricing<FixedAmortized<>>(s, "box_llama").flat = usd_per_month(25);
  const Decision d = decide(s);
  ASSERT_EQ(d.path, "tokens");
  for (const auto& c : d.crossovers) {
    if (c.crossings.empty()) continue;
    EXPECT_TRUE(std::any_of(d.crossover_spreads.begin(), d.crossover_spreads.end(),
                            [&](const auto& spread) { return spread.a == c.a && spread.b == c.b; }))
        << c.a << " and " << c.b;
  }
}

}  // namespace
}  // namespace costmodel
