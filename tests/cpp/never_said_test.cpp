// What is said where two paths do not cross: of the stated values, as far as both go; and nothing where one has no
// price.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/decide/comparison.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/render/report.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(NeverSaid, IsNotSaidOfAPathWithoutAPrice) {
  Scenario s = test::lab();
  test::path(s, "provisioned").points.clear();
  for (const Axis axis : {Axis::demand, Axis::usd_per_rejected_request}) {
    const Comparison c = compare(s, "box_llama", "provisioned", axis);
    EXPECT_FALSE(c.proven_never);
    EXPECT_THAT(c.never, AllOf(HasSubstr("not known"), HasSubstr("throughput not measured"), Not(HasSubstr("never"))));
    EXPECT_THAT(never_table({c}).rows, Contains(Contains(c.never)));
  }
}

TEST(NeverSaid, HoldsAtTheStatedValues) {
  Scenario s = test::lab();
  s.domain_low = accepted_answers_per_month(1), s.domain_high = accepted_answers_per_month(1'000'000);
  Scenario tokens = s;
  tokens.paths = {s.path("tokens"), s.path("tokens")};
  tokens.paths[1].id = "dear";
  std::get<PerToken<>>(tokens.paths[1].pricing).output = usd_per_million_output_tokens(1);
  const Comparison dear = compare(tokens, "tokens", "dear", Axis::demand);
  ASSERT_TRUE(dear.proven_never);
  EXPECT_THAT(dear.never, HasSubstr("never at the stated values, from 1 to 1,000,000, and beyond: dear stays dearer "
                                    "than tokens throughout: 2.50 ×"));
}

/// Four boxes carry 4 · 730 · 3600 · 14 ÷ 300 answers; beyond that there is nothing to compare.
TEST(NeverSaid, EndsWhereAPathEnds) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "provisioned"; });
  test::pricing<FixedAmortized<>>(s, "box_llama").max_units = 4;
  s.domain_low = accepted_answers_per_month(1), s.domain_high = accepted_answers_per_month(50e6);
  const double most = 4 * hours_per_month(s.month) * 3600 * 14 / 300;
  const Comparison c = compare(s, "box_llama", "provisioned", Axis::demand);
  ASSERT_TRUE(c.crossings.empty());
  EXPECT_NEAR(c.high, most, 1e-6 * most);
  EXPECT_THAT(c.never, AllOf(HasSubstr("where box_llama ends (4 units)"), Not(HasSubstr("beyond"))));
  const auto bands = path_bands(s, Arrivals::poisson);
  ASSERT_GE(bands.size(), 2U);
  EXPECT_EQ(bands[0].path, "box_llama");
  EXPECT_THAT(bands[0].ends, AllOf(HasSubstr("box_llama ends at "), HasSubstr("(4 units)")));
  EXPECT_EQ(bands[1].ends, "");
}

}  // namespace
}  // namespace costmodel
