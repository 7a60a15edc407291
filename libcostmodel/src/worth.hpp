// What it is worth to know more before deciding: conditional means over the draws.
#pragma once

#include <cmath>
#include <costmodel/uncertainty.hpp>
#include <cstdint>
#include <vector>

#include "drawn_paths.hpp"

namespace costmodel {

inline constexpr std::size_t bins = 64;  ///< of equal probability, for each unknown

/// What every draw came to, kept for the second look at them.
struct DrawnCosts {
  std::vector<std::vector<double>> usd_per_month;    ///< [path][draw]; infinite where saturated
  std::vector<std::vector<std::uint8_t>> barred;     ///< [path][draw], 1 below the quality bar; empty for a path that never is
  std::vector<std::vector<std::uint8_t>> bin;        ///< [unknown][draw]
  std::vector<double> demand{};                      ///< [draw], where it is not known; otherwise empty

  /// Whether the path could be taken in that draw.
  bool stands(std::size_t path, std::size_t draw) const {
    return std::isfinite(usd_per_month[path][draw]) && (barred[path].empty() || barred[path][draw] == 0);
  }
};

/// Fills in what follows from having decided: how often that is right, what hindsight would save, and what knowing more
/// would. A draw counts only where the decision itself keeps the quality bar: nothing says what missing it costs.
void add_worth(const Scenario& scenario, const std::vector<DrawnPath>& paths, const DrawnCosts& costs, std::size_t decision, int threads,
               Uncertainty& result);

}  // namespace costmodel
