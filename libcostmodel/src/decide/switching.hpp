// What else would have to be true for another path to be the choice.
#pragma once

#include <costmodel/decide/decision.hpp>

namespace costmodel {

/// For the inputs that move the chosen path and its rivals most, and for each acceptance that keeps a path out: the
/// nearest value on either side, within a factor of 100, at which another path becomes the winner. At the scenario's
/// demand. An acceptance that was counted moves in whole attempts, of as many as were judged. The search is bounded:
/// `search` says by what.
struct Switches {
  std::vector<SwitchingValue> nearest{};
  SwitchingSearch search{};
};
Switches switching_values(const Scenario& scenario, const std::string& chosen);

}  // namespace costmodel
