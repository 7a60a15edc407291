// Functions take the id of a path, not the path: a copy of it belongs to no scenario.
// expect-error: could not convert|no matching function|cannot convert|invalid initialization
#include <costmodel/model/costs.hpp>

using namespace costmodel;

PathCost first(const Scenario& scenario) {
#ifdef MUST_FAIL
  return cost(scenario, scenario.paths[0], scenario.demand);
#else
  return cost(scenario, scenario.paths[0].id, scenario.demand);
#endif
}
