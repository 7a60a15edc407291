#include <costmodel/uncertainty/sensitivity.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/dual.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <set>

#include "model/candidates.hpp"
#include "scenario/lifted.hpp"
#include "scenario/names.hpp"

namespace costmodel {

namespace {

/// One path priced over dual numbers, with an input at a time moved.
class Moved {
 public:
  Moved(const Scenario& scenario, std::size_t index)
      : candidate_(candidate(scenario, index)),
        lifted_(scenario, {}),
        rate_(point_rate(scenario.paths[candidate_.accepted_like].acceptance)),
        counted_(scenario.paths[candidate_.accepted_like].acceptance.of > 0) {}

  const auto& setters() const { return lifted_.setters; }

  /// Cost per accepted answer and its slope in the inputs, with all of them at `value`; then they are put back.
  Dual<> with(const std::vector<Input>& together, double value) {
    for (const auto& input : together) lifted_.setters.at(input.pointer)(Dual<>(value, 1));
    const Dual<> result =
        cost(counted_ ? Dual<>(rate_) : lifted_.scenario.paths[candidate_.accepted_like].acceptance.rate);
    for (const auto& input : together) lifted_.setters.at(input.pointer)(Dual<>(input.value));
    return result;
  }
  Dual<> with_rate(double rate) { return cost(Dual<>(rate, 1)); }

  double rate() const { return rate_; }
  bool counted() const { return counted_; }
  std::size_t accepted_like() const { return candidate_.accepted_like; }

 private:
  Dual<> cost(const Dual<>& rate) const {
    const Dual<> demand = lifted_.scenario.demand.value();
    const auto curve = curve_of(lifted_.scenario, candidate_, rate);
    if (demand.value > curve.limit().value * (1 + 1e-12)) return std::numeric_limits<double>::infinity();  // saturated
    return curve(demand) / demand;
  }

  Candidate candidate_;
  fields::Lifted<Dual<>> lifted_;
  double rate_;
  bool counted_;
};

template <class CostAt>
Sensitivity measured(std::string input, double value, const CostAt& cost_at, const Distribution* known) {
  const Dual<> here = cost_at(value);
  const double elasticity = here.slope * value / here.value;  // of a cost of 0 there is none
  Sensitivity s{.input = std::move(input), .value = value, .elasticity = std::isfinite(elasticity) ? elasticity : 0};
  if (known) {
    s.value_spread = Spread{quantile(*known, 0.05), quantile(*known, 0.5), quantile(*known, 0.95)};
    const Spread cost{cost_at(s.value_spread->low).value, cost_at(s.value_spread->median).value,
                      cost_at(s.value_spread->high).value};
    if (std::isfinite(cost.low) && std::isfinite(cost.median) && std::isfinite(cost.high)) s.usd_per_accepted = cost;
  }
  return s;
}

double swing(const Sensitivity& s) {
  return s.usd_per_accepted ? std::abs(s.usd_per_accepted->high - s.usd_per_accepted->low) : 0;
}

}  // namespace

std::vector<Sensitivity> sensitivity(const Scenario& scenario, std::string_view id) {
  validate(scenario);
  const Path& path = scenario.path(id);
  const std::size_t index = scenario.index(id);
  if (!model(scenario, path).why_not.empty()) return {};
  Moved moved(scenario, index);
  const auto all = unknowns(scenario);
  const auto known = [&](const auto& is) {
    const auto found = std::find_if(all.begin(), all.end(), is);
    return found == all.end() ? nullptr : &found->distribution;
  };

  std::vector<Sensitivity> result;
  std::vector<Input> given = inputs(scenario);
  std::erase_if(given, [&](const Input& input) { return !moved.setters().contains(input.pointer); });
  std::stable_partition(given.begin(), given.end(),
                        [&](const Input& input) { return input.path == id; });  // named after its own
  std::set<std::string> seen;
  for (const auto& input : given) {
    poll_interrupt();
    const std::string& shared = input.provenance.shared;  // inputs of one shared name move together
    if (!shared.empty() && !seen.insert(shared).second) continue;
    std::vector<Input> together;
    for (const auto& other : given)
      if (other.pointer == input.pointer || (!shared.empty() && other.provenance.shared == shared))
        together.push_back(other);
    const auto cost_at = [&](double v) { return moved.with(together, v); };
    result.push_back(measured(input.pointer, input.value, cost_at, known([&](const Unknown& u) {
                                return std::find(u.inputs.begin(), u.inputs.end(), input.pointer) != u.inputs.end();
                              })));
  }
  if (moved.counted()) {
    const std::string& source = scenario.paths[moved.accepted_like()].id;
    result.push_back(measured(
        names::acceptance_of(source), moved.rate(), [&](double v) { return moved.with_rate(v); },
        known([&](const Unknown& u) { return u.acceptance_of == source; })));
  }
  std::erase_if(result, [](const Sensitivity& s) { return s.elasticity == 0 && swing(s) == 0; });
  std::stable_sort(result.begin(), result.end(), [](const Sensitivity& a, const Sensitivity& b) {
    return std::pair(swing(a), std::abs(a.elasticity)) > std::pair(swing(b), std::abs(b.elasticity));
  });
  return result;
}

}  // namespace costmodel
