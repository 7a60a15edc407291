// What a total leaves out: costs that a scenario mentions, or a buyer expects, and nobody stated.
#pragma once

#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <string>
#include <vector>

namespace costmodel {

/// Costs that are not in the numbers of a path, as short phrases: tokens, resources and power without a price; input
/// tokens that take no machine time; what owned or rented machines need and nobody stated; and what only a rival states
/// because this kind of pricing cannot. A 0 that is written down is stated. The path must be one of the scenario's own.
std::vector<std::string> not_priced(const Scenario& scenario, const Path& path, const PathModel& model);

}  // namespace costmodel
