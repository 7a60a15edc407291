// What each path costs over the whole domain of demand: the numbers that a chart is drawn from.
#pragma once

#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace costmodel {

/// A stretch of demand in which a path may not be chosen, and what stands in the way.
struct Obstacle {
  double from = 0;  ///< accepted answers per month
  double to = 0;
  std::vector<std::string> because{};
  bool priced = false;  ///< it still has a cost there
};

/// One path over demand.
struct CostSeries {
  std::string path{};
  Arrivals arrivals = Arrivals::poisson;
  std::vector<double> demands{};           ///< accepted answers per month, rising; up to what the path can carry
  std::vector<double> usd_per_accepted{};  ///< the cost of an accepted answer at each
  std::vector<Obstacle> obstacles{};       ///< in order; empty: feasible over the whole domain
};

struct SeriesOptions {
  int points = 121;          ///< of a grid over the demand domain, spaced evenly in the logarithm; 2 to 100,000
  std::vector<double> at{};  ///< demands to put in beside the grid, e.g. crossovers
  int most_steps = 64;       ///< first steps of the bill that are put in, just below and just above each
};

/// The path over the scenario's demand domain, under these arrivals or the scenario's own. The points are exact, and
/// the bill is smooth between two of them but for steps beyond `most_steps`, each then less than 1 ÷ most_steps of the
/// bill. Throws InvalidInput for options out of range and for a path that the scenario does not have.
CostSeries cost_series(const Scenario& scenario, std::string_view path, std::optional<Arrivals> arrivals = {},
                       const SeriesOptions& options = {});

/// 5 %, 50 % and 95 % of the draws at each of some demands.
struct CostRibbon {
  std::string path{};
  std::vector<double> demands{};
  std::vector<Spread> usd_per_accepted{};  ///< infinite where the draws are saturated
};

struct RibbonOptions {
  int points = 48;          ///< of a grid over the demand domain; 2 to 10,000
  std::size_t draws = 512;  ///< 64 to 100,000; the same draws for all paths and demands
  std::uint64_t seed = 1;
};

/// How far the cost of each path that can be priced may lie from the stated one, with every unknown of the scenario
/// drawn as `uncertainty` draws it. Empty where nothing is unknown. Throws InvalidInput as `uncertainty` does.
std::vector<CostRibbon> cost_ribbons(const Scenario& scenario, const RibbonOptions& options = {});

}  // namespace costmodel
