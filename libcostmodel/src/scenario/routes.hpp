// Paths of several calls: the routes that a scenario allows, and what is wrong with their stages.
#pragma once

#include <costmodel/base/error.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <string>
#include <vector>

namespace costmodel {

/// Makes a path of each route of a path whose stages name several offers: the first in its place, the others at the
/// end, called "pipeline:box+cloud" by the offers that were to be chosen; all share the acceptance of the first. Layers
/// of which a path of several calls does not say who holds them are those of its offers. Adds what is wrong.
void make_routes(Scenario& scenario, std::vector<Problem>& problems);

/// What is wrong with the stages of that path.
std::vector<Problem> stage_problems(const Scenario& scenario, const Path& path, const std::string& where);

}  // namespace costmodel
