// Cascades against figures worked out by hand, and against every request counted one kind at a time: a joint
// distribution over which of the steps are right, drawn at random.
#include <gtest/gtest.h>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/measured/cascade.hpp>
#include <random>

namespace costmodel {
namespace {

constexpr double answers = 20'000;

std::vector<CascadeStep> base_then_box() { return {{.right = 14.0 / 30}, {.right = 21.0 / 30}}; }

TEST(Cascade, ABaseBeforeATunedBoxUnderEachAssumption) {
  const double token_price = 0.40e-6 * 300, box = 200, capacity = 14.0 * 3600 * 730 / 300;
  const struct {
    Together together;
    double accepted, requests, calls, month, utilization;
  } table[] = {{Together::independent, .84, 23'809.5, 12'698.4, 202.857, .103542},
               {Together::nested, .70, 28'571.4, 15'238.1, 203.429, .124251},
               {Together::disjoint, 1, 20'000, 10'666.7, 202.400, .0869754}};
  for (const auto& row : table) {
    const CascadeOutcome o = cascade(base_then_box(), row.together);
    const double requests = answers / o.accepted_in_all, calls = o.reach[1] * requests;
    EXPECT_NEAR(o.accepted_in_all, row.accepted, 1e-12);
    EXPECT_NEAR(o.right_in_all, row.accepted, 1e-12);
    EXPECT_NEAR(requests, row.requests, .05);
    EXPECT_NEAR(calls, row.calls, .05);
    EXPECT_NEAR(requests * token_price + box, row.month, 5e-4);
    EXPECT_NEAR(calls / capacity, row.utilization, 5e-7);
  }
}

TEST(Cascade, BeatsTheBoxAloneWhereADroppedRequestCostsMoreThan) {
  const CascadeOutcome o = cascade(base_then_box(), Together::independent);
  const double alone = 200 / answers;
  const double both = (200 + answers / o.accepted_in_all * 0.40e-6 * 300) / answers;
  const double rejects = .3 / .7, rejects_of_both = (1 - o.accepted_in_all) / o.accepted_in_all;
  const auto at = break_even_reject(alone, rejects, both, rejects_of_both);
  ASSERT_TRUE(at);
  EXPECT_NEAR(*at, .0006, 1e-15);
  EXPECT_NEAR(alone + rejects * *at, .0102571, 5e-8);
  EXPECT_EQ(break_even_reject(both, rejects_of_both, alone, rejects), at);
  EXPECT_EQ(break_even_reject(alone, .3, both, .3), std::nullopt);
  EXPECT_EQ(break_even_reject(both, .3, alone, .2), 0) << "rejects fewer and costs less";
}

TEST(Cascade, AGateIsWorthItsPriceFromAShareOfWhatItCatches) {
  const double g = .02, c = .5, r = .25;
  const auto f = break_even_escalation(g, c, r);
  ASSERT_TRUE(f);
  EXPECT_NEAR(g * (1 + r * *f) + (1 - *f * (1 - r)) * c, c, 1e-15) << "costs as much with it as without";
  EXPECT_NEAR(*break_even_escalation(g, c, 0), g / c, 1e-15);
  EXPECT_EQ(break_even_escalation(g, c, 1), std::nullopt) << "all that it catches comes again";
}

TEST(Cascade, APersonAtTheEndAnswersAll) {
  auto steps = base_then_box();
  steps.push_back({.right = 1});
  const CascadeOutcome o = cascade(steps, Together::independent);
  EXPECT_DOUBLE_EQ(o.accepted_in_all, 1);
  EXPECT_NEAR(o.reach[2], .16, 1e-12);
}

/// Share of the requests by which of three steps are right.
using Kinds = std::vector<double>;

CascadeOutcome counted(const std::vector<CascadeStep>& steps, const Kinds& kinds) {
  CascadeOutcome o{.reach = std::vector<double>(steps.size()), .accepted = {}};
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    double on = kinds[kind];
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const bool right = kind >> k & 1U;
      const double passes = right ? steps[k].sensitivity : 1 - steps[k].specificity;
      o.reach[k] += on;
      o.accepted_in_all += on * passes;
      if (right) o.right_in_all += on * passes;
      on *= 1 - passes;
    }
  }
  return o;
}

TEST(Cascade, NoJointDistributionLeavesTheBounds) {
  std::mt19937 draw(7);
  std::uniform_real_distribution<> u;
  for (int trial = 0; trial < 20'000; ++trial) {
    Kinds kinds(8);
    double all = 0;
    for (double& kind : kinds) all += kind = std::pow(u(draw), 6) * (u(draw) < .3 ? 0 : 1) + 1e-12;
    for (double& kind : kinds) kind /= all;
    std::vector<CascadeStep> steps(3);
    for (std::size_t k = 0; k < 3; ++k) {
      steps[k].right = 0;
      for (std::size_t kind = 0; kind < 8; ++kind) steps[k].right += (kind >> k & 1U) ? kinds[kind] : 0;
      steps[k].right = std::min(1.0, steps[k].right);
      if (trial % 2) steps[k].sensitivity = .5 + u(draw) / 2, steps[k].specificity = .5 + u(draw) / 2;
    }
    const CascadeOutcome truth = counted(steps, kinds);
    const CascadeOutcome few = cascade(steps, Together::nested), many = cascade(steps, Together::disjoint);
    const CascadeBounds bounds = cascade_bounds(steps);
    for (std::size_t k = 0; k < 3; ++k) {
      ASSERT_LE(truth.reach[k], few.reach[k] + 1e-12);
      ASSERT_GE(truth.reach[k], many.reach[k] - 1e-12);
    }
    ASSERT_GE(truth.accepted_in_all, bounds.accepted.low - 1e-12);
    ASSERT_LE(truth.accepted_in_all, bounds.accepted.high + 1e-12);
    ASSERT_GE(truth.right_in_all, bounds.right.low - 1e-12);
    ASSERT_LE(truth.right_in_all, bounds.right.high + 1e-12);
  }
}

TEST(Cascade, IndependentStepsAreTheProductOfTheirRates) {
  const std::vector<CascadeStep> steps{{.right = .5, .sensitivity = .9, .specificity = .8},
                                       {.right = .7, .sensitivity = .95, .specificity = .6}};
  // Of independent steps whose gates err, those that come to the second are right as often as all are.
  Kinds kinds(4);
  for (std::size_t kind = 0; kind < 4; ++kind) kinds[kind] = .5 * ((kind & 2U) ? .7 : .3);
  const CascadeOutcome truth = counted(steps, kinds), o = cascade(steps, Together::independent);
  EXPECT_NEAR(o.accepted_in_all, truth.accepted_in_all, 1e-15);
  EXPECT_NEAR(o.right_in_all, truth.right_in_all, 1e-15);
  EXPECT_LT(o.right_in_all, o.accepted_in_all);
}

TEST(Cascade, WhatWasJudgedOnTheRejectedHoldsWhateverIsAssumed) {
  auto steps = base_then_box();
  steps[1].given_rejected = 8.0 / 16;  // paired verdicts: 8 of the 16 that the first failed
  for (const Together t : {Together::independent, Together::nested, Together::disjoint})
    EXPECT_NEAR(cascade(steps, t).accepted_in_all, 22.0 / 30, 1e-12);
  const Interval may = conditional_bounds(.7, 16.0 / 30);
  EXPECT_NEAR(may.low, 1 - std::min(16.0 / 30, .3) / (16.0 / 30), 1e-12);
  EXPECT_EQ(may.high, 1);
}

TEST(Cascade, WhatCannotBeIsRefusedAllAtOnce) {
  const auto ids = [](const std::vector<CascadeStep>& steps) {
    std::vector<std::string> all;
    try {
      cascade(steps, Together::nested);
    } catch (const InvalidInput& e) {
      for (const Problem& p : e.problems()) all.push_back(p.where);
    }
    return all;
  };
  EXPECT_EQ(ids({}), std::vector<std::string>{"cascade"});
  EXPECT_EQ(ids({{.right = 1.5}, {.right = .5, .sensitivity = .4, .specificity = .4}}),
            (std::vector<std::string>{"cascade/0/right", "cascade/1"}));
  EXPECT_EQ(ids({{.right = .4}, {.right = .9, .given_rejected = .5}}),
            std::vector<std::string>{"cascade/1/given_rejected"})
      << "of the 60 % at least 50 % must be right";
  EXPECT_EQ(ids({{.right = std::nan("")}}), std::vector<std::string>{"cascade/0/right"});
}

TEST(Cascade, TheFrontierSaysWhichOrdersAreNeverWorthIt) {
  const std::vector<CascadeStep> offers{{.right = .5}, {.right = .6}, {.right = .9}};
  const std::vector<double> prices{.001, .02, .01};  // the second costs more than the third and is worse
  const auto all = cascade_frontier(offers, prices, Together::nested);
  ASSERT_EQ(all.size(), 15U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool beaten = false;  // by trying them all
    for (std::size_t j = 0; j < all.size(); ++j)
      beaten = beaten || (all[j].per_request <= all[i].per_request && all[j].right >= all[i].right &&
                          (all[j].per_request < all[i].per_request || all[j].right > all[i].right));
    EXPECT_TRUE(!beaten || all[i].beaten_by) << i;
    if (!all[i].beaten_by) continue;
    EXPECT_LE(all[*all[i].beaten_by].per_request, all[i].per_request);
    EXPECT_GE(all[*all[i].beaten_by].right, all[i].right - 1e-12);
  }
  EXPECT_EQ(all.front().order, std::vector<std::size_t>{0});
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].order == std::vector<std::size_t>{1}) {
      EXPECT_EQ(never_worth_it(all, i, {"small", "odd", "large"}),
                "odd: never worth it, because small, then large costs 0.0140 USD less a request and is right in 30.0 % "
                "of the requests more");
    }
  EXPECT_EQ(never_worth_it(all, 0, {"small", "odd", "large"}), "");
  EXPECT_THROW(cascade_frontier(std::vector<CascadeStep>(7), std::vector<double>(7), Together::nested), InvalidInput);
}

}  // namespace
}  // namespace costmodel
