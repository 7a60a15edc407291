// Who holds a layer: the rule, split cells, and what can be compared.
#include <gtest/gtest.h>
#include <costmodel/measured/authority.hpp>

namespace costmodel {
namespace {

Holder provider(bool change, bool audit, bool leave) {
  return {.run_by = RunBy::provider, .change = change, .audit = audit, .leave = leave};
}

const Holder mine{.run_by = RunBy::me}, nobody{.run_by = RunBy::nobody};
const Holder delegated = provider(true, true, true), ceded = provider(false, true, true);

TEST(Placement, AsksWhetherICanChangeAuditAndLeave) {
  for (int can = 0; can < 8; ++can)
    EXPECT_EQ(placement(provider(can & 1, can & 2, can & 4)), can == 7 ? Placement::delegated : Placement::ceded)
        << can;
}

TEST(Placement, OfWhatIRunMyselfIsRetainedWhateverElseIsSaid) {
  EXPECT_EQ(placement(mine), Placement::retained);
  EXPECT_EQ(placement({.run_by = RunBy::me, .change = true, .audit = true, .leave = true}), Placement::retained);
  EXPECT_EQ(placement(nobody), Placement::absent);
}

TEST(Placement, OfACell) {
  struct Row {
    Cell cell;
    std::optional<std::string> text;
    std::optional<int> authority;
  };
  const std::vector<Row> rows{{{mine}, "Retained", 2},
                              {{delegated}, "Delegated", 1},
                              {{ceded}, "Ceded", 0},
                              {{nobody}, "Absent", {}},
                              {{}, {}, {}},
                              {{delegated, mine}, "Delegated / Retained", 1},
                              {{mine, ceded}, "Retained / Ceded", 0},
                              {{mine, mine}, "Retained", 2},
                              {{nobody, ceded}, "Absent / Ceded", 0}};
  for (const auto& row : rows) {
    EXPECT_EQ(placement_text(row.cell), row.text);
    EXPECT_EQ(authority(row.cell), row.authority) << row.text.value_or("not stated");
  }
}

TEST(Layers, AreTheEightOfTheFourPlusOneModel) {
  std::string ids;
  for (const auto& layer : layers) ids += std::string(layer.id) + " ";
  EXPECT_EQ(ids, "0 1A 1B 1C 2A 2B 2C 3 ");
}

}  // namespace
}  // namespace costmodel
