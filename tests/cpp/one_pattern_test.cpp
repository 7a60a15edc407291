// A path that is feasible under one arrival pattern alone has no cost, and no crossing, under the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/decide/decision.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/render/report.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// A rented node that is up for 35 hours of the month: enough for requests that wait, not for those that come when they
/// like.
Scenario evenings() {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "provisioned"; });
  s.arrivals = Arrivals::packed;
  test::pricing<Provisioned<>>(s, "provisioned").hours_up = hours_per_month(35);
  test::pricing<FixedAmortized<>>(s, "box_llama").flat = usd_per_month(260);  // between one node and two
  return s;
}

const std::vector<std::string>& row_of(const Table& table, const std::string& id) {
  return *std::find_if(table.rows.begin(), table.rows.end(), [&](const auto& row) { return row[0] == id; });
}

TEST(OnePattern, TheCostTableHasNoNumberUnderTheOther) {
  const Scenario s = evenings();
  std::vector<PathCost> packed, random;
  for (const auto& path : s.paths) {
    packed.push_back(cost(s, path.id, s.demand, Arrivals::packed));
    random.push_back(cost(s, path.id, s.demand, Arrivals::poisson));
  }
  ASSERT_TRUE(packed[1].feasible);
  ASSERT_FALSE(random[1].feasible);
  const Table table = cost_table(packed, random);
  const auto column = [&](std::string_view words) {
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [&](const auto& c) { return c.title.find(words) != std::string::npos; });
    return static_cast<std::size_t>(found - table.columns.begin());
  };
  const auto& row = row_of(table, "provisioned");
  EXPECT_NE(row[column("packed")], "—");
  EXPECT_EQ(row[column("at random")], "—");
  EXPECT_NE(row_of(table, "box_llama")[column("at random")], "—");
  EXPECT_THAT(table.notes, Contains(HasSubstr("provisioned is not feasible with requests at random: off for")));
}

TEST(OnePattern, CrossingsSayWhichOneTheyAreOf) {
  const Scenario s = evenings();
  const Decision d = decide(s, {}, {.draws = 0});
  bool crossed = false;
  for (const auto& section : decision_report(s, d).sections)
    for (const auto& table : section.tables)
      if (table.id == "crossovers")
        for (const auto& row : table.rows) {
          crossed = true;
          EXPECT_THAT(row.back(), HasSubstr("provisioned: packed only"));
        }
  EXPECT_TRUE(crossed);
}

}  // namespace
}  // namespace costmodel
