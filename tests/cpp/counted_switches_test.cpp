// What would have to be different, where an acceptance was counted: so many of so many, by the rule that decides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/render/report.hpp>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr DecideOptions no_draws{.draws = 0};

/// A proven box, and tokens that cost less and are not proven. 30 attempts of each were judged.
Scenario judged(double box, double tokens) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "tokens"; });
  test::path(s, "box_llama").acceptance = {.accepted = box, .of = 30};
  test::path(s, "tokens").acceptance = {.accepted = tokens, .of = 30};
  s.requirements.min_acceptance = 0.5;
  s.requirements.confidence = 0.9;
  return s;
}

std::string chosen(double box, double tokens) {
  return decide(judged(box, tokens), {}, {.draws = 0, .ranges = false}).path.value_or("");
}

const SwitchingValue* of(const Decision& d, const std::string& input) {
  const auto found = std::find_if(d.switching_values.begin(), d.switching_values.end(),
                                  [&](const auto& s) { return s.input == input; });
  return found == d.switching_values.end() ? nullptr : &*found;
}

TEST(CountedSwitches, AreWhereTheDecisionItselfTurns) {
  const Decision d = decide(judged(24, 15), {}, no_draws);
  ASSERT_EQ(d.path, "box_llama");
  double most = 15;
  while (chosen(24, most) == "box_llama") ++most;
  EXPECT_FALSE(keeps_bar({.accepted = most - 1, .of = 30}, 0.5, 0.9));
  EXPECT_TRUE(keeps_bar({.accepted = most, .of = 30}, 0.5, 0.9));
  const SwitchingValue* up = of(d, "acceptance of tokens");
  ASSERT_TRUE(up);
  EXPECT_EQ(up->accepted, most);
  EXPECT_EQ(up->of, 30);
  EXPECT_EQ(up->at, most / 30);
  EXPECT_GT(up->at, 0.5) << "the bar itself is not enough";
  EXPECT_EQ(up->path, "tokens");
  EXPECT_TRUE(up->above);

  double least = 24;
  while (chosen(least, 15) == "box_llama") --least;
  const SwitchingValue* down = of(d, "acceptance of box_llama");
  ASSERT_TRUE(down);
  EXPECT_EQ(down->accepted, least);
  EXPECT_EQ(down->path, "") << "then nothing is proven";
  EXPECT_FALSE(down->above);
}

TEST(CountedSwitches, AreSaidAsCounts) {
  const Scenario s = judged(24, 15);
  const Decision d = decide(s, {}, no_draws);
  const double needed = of(d, "acceptance of tokens")->accepted;
  const auto table = switching_table(d);
  EXPECT_THAT(table.rows, Contains(Contains(std::to_string(static_cast<int>(needed)) + " of 30 or more")));
  const auto along = winner_table(winner_bands(s, "acceptance of tokens"));
  EXPECT_THAT(along.notes, Contains(HasSubstr("known for certain")));
  EXPECT_THAT(winner_table(winner_bands(s, "box_llama/pricing/flat_usd_per_month")).notes,
              Not(Contains(HasSubstr("known for certain"))));
}

TEST(CountedSwitches, ABareRateIsIfKnownForCertain) {
  Scenario s = judged(24, 15);
  test::path(s, "tokens").acceptance = {.rate = 0.4};
  const Decision d = decide(s, {}, no_draws);
  const SwitchingValue* up = of(d, "acceptance of tokens");
  ASSERT_TRUE(up);
  EXPECT_EQ(up->of, 0);
  EXPECT_NEAR(up->at, 0.5, 1e-9);
  EXPECT_THAT(switching_table(d).rows, Contains(Contains(HasSubstr("if known for certain"))));
}

}  // namespace
}  // namespace costmodel
