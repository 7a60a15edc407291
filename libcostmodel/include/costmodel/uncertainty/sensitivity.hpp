// What the cost of a path hangs on: exact elasticities, and the swing over each input's range.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// One input and what the cost of an accepted answer does when it alone moves.
struct Sensitivity {
  std::string input{};    ///< pointer, or "acceptance of PATH"
  double value = 0;       ///< in the unit that the key names
  double elasticity = 0;  ///< % that the cost moves for 1 % of the input: (∂cost/∂input) · input ÷ cost
  std::optional<Spread> value_spread{};      ///< 5 %, 50 %, 95 % of the input, where it is not known exactly
  std::optional<Spread> usd_per_accepted{};  ///< the cost at those three; none where the path carries one of them not
};

/// Every input that the cost of the path depends on at the scenario's demand, that demand included, the widest swing
/// first, then the greatest elasticity. Derivatives come from dual numbers through the same formulas, not from
/// differences. Throws InvalidInput for an unknown path; empty where the path cannot be priced.
std::vector<Sensitivity> sensitivity(const Scenario& scenario, std::string_view path);

}  // namespace costmodel
