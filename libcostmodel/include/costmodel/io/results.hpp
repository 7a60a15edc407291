// Results as JSON, numbers unrounded; null where there is no answer, with a reason beside it.
#pragma once

#include <costmodel/decide/decision.hpp>
#include <string>
#include <vector>

namespace costmodel {

/// {"paths": […]}
std::string to_json(const std::vector<PathCost>& costs);

/// {"axis", "unit", "domain", "complete", "crossovers", "never"}; all comparisons must be along one axis.
std::string to_json(const std::vector<Comparison>& comparisons);

/// {"demand", "layers", "bands", "paths", …}
std::string to_json(const Decision& decision);

}  // namespace costmodel
