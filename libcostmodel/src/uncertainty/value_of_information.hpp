// What it is worth to know more before deciding: conditional means over the draws.
#pragma once

#include <cmath>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <cstdint>
#include <vector>

#include "uncertainty/drawn_paths.hpp"

namespace costmodel {

inline constexpr std::size_t bins = 64;  ///< of equal probability, for each unknown

/// What every draw came to, kept for the second look at them.
struct DrawnCosts {
  std::vector<std::vector<double>> usd_per_month;  ///< [path][draw]; infinite where saturated
  std::vector<std::vector<std::uint8_t>>
      barred;  ///< [path][draw], 1 below the quality bar; empty for a path that never is
  std::vector<std::vector<std::uint8_t>> bin;  ///< [unknown][draw]
  std::vector<std::vector<std::uint8_t>>
      competes{};  ///< [path][draw], 1 where it keeps the rules; empty: the same in every draw, as now
  std::vector<std::vector<std::uint8_t>>
      allowed{};  ///< [path][draw], 1 where it keeps every rule but that of quality; empty for a path that always does
  std::vector<double> demand{};  ///< [draw], where it is not known; otherwise empty

  bool carried(std::size_t path, std::size_t draw) const { return std::isfinite(usd_per_month[path][draw]); }
  /// Whether one who knows what was drawn would find the path within every rule, whatever the demand: its acceptance at
  /// the bar or above it, and nothing else in its way.
  bool within_rules(std::size_t path, std::size_t draw) const {
    return (barred[path].empty() || barred[path][draw] == 0) && (allowed[path].empty() || allowed[path][draw] != 0);
  }
  /// Whether the path could be taken in that draw by one who knows what was drawn.
  bool stands(std::size_t path, std::size_t draw) const { return carried(path, draw) && within_rules(path, draw); }
  /// Whether it is feasible there, going by what is known.
  bool feasible(const DrawnPath& what, std::size_t path, std::size_t draw) const {
    return carried(path, draw) && (competes.empty() ? what.feasible_now : competes[path][draw] != 0);
  }
};

/// How often each path is feasible, and how often the cheapest of those that are.
struct DrawShares {
  std::vector<double> feasible{}, cheapest{};
  double right = 0;  ///< of the draws in which the decision, if there is one, is feasible and none that is costs less
};
DrawShares shares(const std::vector<DrawnPath>& paths, const DrawnCosts& costs, std::optional<std::size_t> decision);

/// What the path at that place would save against the decision, though it is not proven.
UnprovenPath unproven_path(const Scenario& scenario, const DrawnPath& path, std::size_t place, const DrawnCosts& costs,
                           std::optional<std::size_t> decision);

/// Fills in what follows from having decided: what hindsight would save, and what knowing more would. A draw counts
/// only where the decision itself keeps the quality bar: nothing says what missing it costs.
void add_worth(const Scenario& scenario, const std::vector<DrawnPath>& paths, const DrawnCosts& costs,
               std::size_t decision, double expected, int threads, Uncertainty& result);

}  // namespace costmodel
