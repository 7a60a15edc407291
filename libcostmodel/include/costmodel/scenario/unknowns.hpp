// What is not known exactly: inputs with a range or a distribution, and counted acceptances.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <costmodel/stats/distribution.hpp>
#include <string>
#include <vector>

namespace costmodel {

/// One thing that is not known: an input with a distribution or a range, inputs that share one, or a counted
/// acceptance.
struct Unknown {
  std::string name{};                 ///< pointer of the input, name of the shared draw, or "acceptance of PATH"
  std::vector<std::string> inputs{};  ///< pointers of the inputs that it sets; none for a counted acceptance
  std::string acceptance_of{};        ///< id of the path whose counts it comes from
  Distribution distribution{};
};

/// Every unknown of the scenario, its requirements included. A range without a distribution counts as uniform;
/// `accepted` of `of` as the Jeffreys posterior, one draw for all paths that share it. Throws InvalidInput where inputs
/// share a draw but not a distribution, and where the scenario correlates an input that is none of these.
std::vector<Unknown> unknowns(const Scenario& scenario);

/// The same with those that count over a horizon alone: growth, changes of price. Throws as `unknowns`.
std::vector<Unknown> unknowns_over_time(const Scenario& scenario);

}  // namespace costmodel
