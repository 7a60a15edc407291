// Switching values that nothing can take are not offered.
#include <gtest/gtest.h>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

TEST(PossibleValues, ACopyFillsAUnit) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "import"; });
  ASSERT_EQ(decide(s, {}, {.draws = 0, .ranges = false}).path, "box_llama");
  const WinnerBands along = winner_bands(s, "import/pricing/units_per_copy");
  ASSERT_EQ(along.bands.front().path, "import");
  ASSERT_LT(along.bands.front().to, 1) << "a border, where no copy can be";
  bool price = false;
  for (const auto& v : decide(s, {}, {.draws = 0}).switching_values) {
    price = price || v.input == "import/pricing/usd_per_unit_minute";
    EXPECT_NE(v.input, "import/pricing/units_per_copy") << v.at;
  }
  EXPECT_TRUE(price) << "which moves the bill in the same way";
}

}  // namespace
}  // namespace costmodel
