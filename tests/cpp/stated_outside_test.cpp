// A decision at an end of what is drawn: the page says at which inputs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/decide/decision.hpp>
#include <costmodel/render/report.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(StatedOutside, OfTheDrawsIsSaid) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "box_gemma"; });
  s.paths[0].ledger.entries["/pricing/flat_usd_per_month"] = {.range = Range{100, 300}};
  EXPECT_TRUE(uncertainty(s).coverage.outside.empty());
  EXPECT_THAT(placement_table(decide(s)).notes, Not(Contains(HasSubstr("Decided at values"))));
  s.paths[0].ledger.entries["/pricing/flat_usd_per_month"] = {.range = Range{200, 300}};
  const auto outside = uncertainty(s).coverage.outside;
  ASSERT_EQ(outside.size(), 1U);
  EXPECT_EQ(outside[0].pointer, "/paths/0/pricing/flat_usd_per_month");
  EXPECT_EQ(outside[0].stated, 200);
  EXPECT_NEAR(outside[0].low, 205, 1e-9);
  EXPECT_NEAR(outside[0].high, 295, 1e-9);
  EXPECT_THAT(placement_table(decide(s)).notes,
              Contains(HasSubstr("box_llama/pricing/flat_usd_per_month at 200 (5 – 95 % of its draws: 205")));
}

}  // namespace
}  // namespace costmodel
