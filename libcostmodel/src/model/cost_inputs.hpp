// What the costs of all paths of a scenario hang on: the walk over its inputs is made once.
#pragma once

#include <costmodel/base/dual.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <optional>
#include <vector>

#include "scenario/lifted.hpp"

namespace costmodel {

/// `inputs_of_cost` of any path of one scenario, worked out when first asked for. The scenario must outlive it
/// unchanged.
class CostInputs {
 public:
  explicit CostInputs(const Scenario& scenario)
      : scenario_(scenario), all_(inputs(scenario)), lifted_(scenario, {}), of_(scenario.paths.size()) {}

  /// Every input of the scenario.
  const std::vector<Input>& all() const { return all_; }
  /// Those of the path at this place in the scenario.
  const std::vector<Input>& of(std::size_t path);

 private:
  std::vector<Input> found(std::size_t path);

  const Scenario& scenario_;
  std::vector<Input> all_;
  fields::Lifted<Dual<>> lifted_;
  std::vector<std::optional<std::vector<Input>>> of_;
};

/// `cost` of one of several paths.
PathCost cost(const Scenario& scenario, std::size_t path, Demand<> demand, Arrivals arrivals, CostInputs& inputs);

/// `cost_at_utilization` of one of several paths.
PathCost cost_at_utilization(const Scenario& scenario, std::size_t path, double utilization, Arrivals arrivals,
                             CostInputs& inputs);

}  // namespace costmodel
