// What a plan buys, and what that brings against the best plan without it.
#include <algorithm>

#include "horizon/plan.hpp"

namespace costmodel {

namespace {

constexpr std::size_t most_purchases = 4;  // paths bought in one plan of which the plan without them is looked for

/// The first months of a bought path in the plan.
PlanPurchase bought_in(const Planning& planning, const HorizonPlan& plan, const PlanStage& stage, std::size_t p) {
  const Course<double>& course = planning.paths[p].course;
  const auto order = static_cast<std::size_t>(std::max(0, stage.from_month - 1 - planning.setting.paths[p].lead));
  PlanPurchase one{.path = stage.path, .month = static_cast<int>(order) + 1, .from_month = stage.from_month};
  one.units = plan.by_month[static_cast<std::size_t>(stage.from_month) - 1].bought;
  one.paid = usd(one.units * purchase(course.bought, course.price[order]));
  return one;
}

void hold_against_the_plan_without(const Planning& planning, const HorizonPlan& plan, std::size_t p,
                                   PlanPurchase& one) {
  Planning without = planning;
  without.paths[p].may.assign(without.paths[p].may.size(), false);
  const HorizonPlan other = best_plan(without);
  one.instead = other.stages;
  if (!other.npv) return;
  std::vector<double> gain = flows_of(plan.by_month);
  const std::vector<double> spared = flows_of(other.by_month);
  for (std::size_t t = 0; t < gain.size(); ++t) gain[t] -= spared[t];
  one.npv = *plan.npv - *other.npv;
  one.payback_month = payback_month(gain);
  one.discounted_payback_month = payback_month(gain, planning.setting.horizon.discount_rate_per_year);
  one.internal_rates = internal_rates(gain);
}

}  // namespace

std::vector<PlanPurchase> purchases_of(const Planning& planning, const HorizonPlan& plan) {
  std::vector<PlanPurchase> all;
  const std::size_t most = plan.stride_months > 1 ? 1 : most_purchases;
  for (const auto& stage : plan.stages) {
    const std::size_t p = planning.setting.scenario.index(stage.path);
    const bool there = planning.now == p;  // its machines are not bought
    const bool known = std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.path == stage.path; });
    if (!planning.setting.paths[p].owned || there || known || all.size() == most) continue;
    all.push_back(bought_in(planning, plan, stage, p));
    hold_against_the_plan_without(planning, plan, p, all.back());
  }
  return all;
}

}  // namespace costmodel
