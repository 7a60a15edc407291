// Whether an earlier decision holds, and which input moved it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <costmodel/decide/decision.hpp>
#include <costmodel/decide/drift.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <string>

namespace costmodel {
namespace {

// An API at 2 USD a million output tokens, a machine at 1 USD an hour; 1,000 output tokens an answer.
Scenario spring(const std::string& more = "") {
  return parse_scenario(R"({"costmodel": 1, "title": "spring",
    "demand": {"accepted_answers_per_month": 300000, "arrivals": "packed"},
    "workload": {"output_tokens_per_answer": 1000}, "paths": [
      {"id": "api", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 2},
       "acceptance": {"accepted": 90, "of": 100}},
      {"id": "box", "pricing": {"kind": "provisioned", "usd_per_unit_hour": 1},
       "throughput": {"points": [{"concurrency": 8, "output_tokens_per_second": 1000}]},
       "acceptance": {"accepted": 90, "of": 100}})" +
                        more + "]}");
}

const DriftedInput& row(const Drift& d, const std::string& name) {
  const auto found = std::find_if(d.inputs.begin(), d.inputs.end(), [&](const auto& r) { return r.name == name; });
  EXPECT_NE(found, d.inputs.end()) << name;
  return found == d.inputs.end() ? d.inputs.front() : *found;
}

TEST(Drift, TheInputThatMovedItIsNamed) {
  const Scenario before = spring();
  ASSERT_EQ(decide(before).path, "api");  // 2 × 0.001 ÷ 0.9 against 730 USD for 300,000
  Scenario after = with_input(before, "box/pricing/usd_per_unit_hour", 0.5);
  after = with_input(after, "/workload/output_tokens_per_answer", 1001);
  const Drift d = drift(before, after);
  EXPECT_FALSE(d.holds);
  EXPECT_EQ(d.before, "api");
  EXPECT_EQ(d.after, "box");
  const DriftedInput& price = d.inputs.front();
  EXPECT_EQ(price.name, "box/pricing/usd_per_unit_hour");
  EXPECT_EQ(price.before, 1);
  EXPECT_EQ(price.after, 0.5);
  EXPECT_TRUE(price.moves);
  EXPECT_TRUE(price.decides);
  EXPECT_EQ(price.choice_with, "box");
  EXPECT_EQ(price.choice_without, "api");
  const DriftedInput& length = row(d, "/workload/output_tokens_per_answer");
  EXPECT_FALSE(length.moves);
  EXPECT_FALSE(length.decides);
  // The API's answer is longer by a thousandth, and nothing else changed of it.
  EXPECT_NEAR(usd_per_accepted_answer(*length.earlier_choice_with),
              1.001 * usd_per_accepted_answer(*cost(before, "api", before.demand).per_accepted), 1e-12);
  EXPECT_TRUE(row(d, "all of box").decides);
  EXPECT_TRUE(std::none_of(d.inputs.begin(), d.inputs.end(), [](const auto& r) { return r.name == "all of api"; }));
}

TEST(Drift, WhatIsTheSameHolds) {
  const Drift d = drift(spring(), spring());
  EXPECT_TRUE(d.holds);
  EXPECT_EQ(d.cost_before, d.cost_now);
  EXPECT_TRUE(d.inputs.empty());
}

TEST(Drift, CountsOfAnAcceptanceMoveTogether) {
  Scenario after = spring();
  after.paths[0].acceptance = {.accepted = 200, .of = 1000};  // alone, 200 of 100 are no counts
  const Drift d = drift(spring(), after);
  EXPECT_EQ(d.after, "box");
  EXPECT_TRUE(row(d, "api/acceptance").moves);
  EXPECT_TRUE(row(d, "api/acceptance").decides);
}

TEST(Drift, PathsThatComeAndGo) {
  const Scenario more = spring(R"(, {"id": "new", "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 1},
       "acceptance": {"accepted": 90, "of": 100}})");
  const Drift came = drift(spring(), more);
  EXPECT_EQ(came.after, "new");
  EXPECT_TRUE(row(came, "new path new").moves);
  EXPECT_TRUE(row(came, "new path new").decides);
  const Drift went = drift(more, spring());
  EXPECT_EQ(went.before, "new");
  EXPECT_FALSE(went.cost_now.has_value());
  EXPECT_TRUE(row(went, "without path new").decides);
}

/// Two changes that only together turn it: neither moves alone, and without either it would stand.
TEST(Drift, TwoThatTurnItTogether) {
  Scenario after = with_input(spring(), "api/pricing/usd_per_million_output_tokens", 2.1);
  after = with_input(after, "box/pricing/usd_per_unit_hour", 0.93);
  ASSERT_EQ(decide(after).path, "box");
  const Drift d = drift(spring(), after);
  for (const char* name : {"api/pricing/usd_per_million_output_tokens", "box/pricing/usd_per_unit_hour"}) {
    EXPECT_FALSE(row(d, name).moves) << name;
    EXPECT_TRUE(row(d, name).decides) << name;
  }
}

}  // namespace
}  // namespace costmodel
