#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <numeric>
#include <utility>

#include "horizon/plan.hpp"
#include "scenario/requirements.hpp"

namespace costmodel {

namespace {

constexpr std::size_t most_inputs = 40;  // with a range, of which the plan is asked at both ends
constexpr double most_work = 2e7;        // in months of one path, over all of them

HorizonPlan plan_of(const Scenario& scenario) {
  const Setting setting(scenario);
  return best_plan(Planning(setting));
}

std::vector<std::string> sequence_of(const std::vector<PlanStage>& stages) {
  std::vector<std::string> all;
  for (const auto& stage : stages) all.push_back(stage.path);
  return all;
}

/// Sets an unknown: all the inputs that share it.
Scenario at(Scenario scenario, const Unknown& unknown, double value) {
  for (const auto& pointer : unknown.inputs) scenario = with_input(std::move(scenario), pointer, value);
  return scenario;
}

/// `now`: the sequence of paths at the stated value.
PlanAtEnd at_end(const Scenario& scenario, const Unknown& unknown, double stated, double end, int halvings,
                 const std::vector<std::string>& now) {
  PlanAtEnd found{.value = end};
  try {
    const HorizonPlan there = plan_of(at(scenario, unknown, end));
    found.stages = there.stages, found.npv = there.npv;
    if (sequence_of(there.stages) == now) return found;
    double same = stated, other = end;
    for (int i = 0; i < halvings; ++i) {
      poll_interrupt();
      const double middle = std::midpoint(same, other);
      (sequence_of(plan_of(at(scenario, unknown, middle)).stages) == now ? same : other) = middle;
    }
    found.changes_at = other;
  } catch (const InvalidInput& refused) {  // an end that no scenario may have beside its other values
    found.why_not = to_string(refused.problems().front());
  }
  return found;
}

double swing(const PlanOverRange& range) {
  return range.low.npv && range.high.npv ? std::abs(usd(*range.high.npv - *range.low.npv)) : INFINITY;
}

}  // namespace

std::vector<PlanOverRange> plan_over_ranges(const Scenario& scenario) {
  const Setting setting(scenario);  // throws before anything is asked
  std::vector<PlanOverRange> all;
  const auto stated = inputs(scenario);
  const double months_long = setting.months();
  const double each = months_long * months_long * static_cast<double>(scenario.paths.size());
  const auto now = sequence_of(best_plan(Planning(setting)).stages);
  for (const Unknown& unknown : unknowns_over_time(scenario)) {
    if (unknown.inputs.empty() || is_requirement(unknown.inputs.front())) continue;
    const auto input =
        std::find_if(stated.begin(), stated.end(), [&](const Input& i) { return i.pointer == unknown.inputs.front(); });
    if (input == stated.end()) continue;
    const Distribution& d = unknown.distribution;
    const bool range = d.shape == Shape::uniform && d.low && d.high;
    PlanOverRange one{.input = unknown.inputs.front(),
                      .name = input->path.empty() ? input->name : input->path + "/" + input->name,
                      .stated = input->value,
                      .low = {.value = range ? *d.low : quantile(d, 0.05)},
                      .high = {.value = range ? *d.high : quantile(d, 0.95)}};
    if (all.size() >= most_inputs || each * static_cast<double>(all.size() + 1) * 2 > most_work) {
      one.low.why_not = one.high.why_not = "not looked at: so many inputs, months and paths";
    } else {
      const int halvings = static_cast<int>(std::clamp(most_work / each / 80, 4.0, 24.0));
      one.low = at_end(scenario, unknown, input->value, one.low.value, halvings, now);
      one.high = at_end(scenario, unknown, input->value, one.high.value, halvings, now);
    }
    all.push_back(std::move(one));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const PlanOverRange& a, const PlanOverRange& b) { return swing(a) > swing(b); });
  return all;
}

}  // namespace costmodel
