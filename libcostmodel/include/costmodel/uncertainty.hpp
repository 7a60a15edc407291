// How sure the decision is: the same draws of every unknown for every path, and what follows from them.
#pragma once

#include <costmodel/distribution.hpp>
#include <costmodel/scenario.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// One thing that is not known: an input with a distribution or a range, inputs that share one, or a counted acceptance.
struct Unknown {
  std::string name{};                   ///< pointer of the input, name of the shared draw, or "acceptance of PATH"
  std::vector<std::string> inputs{};    ///< pointers of the inputs that it sets; none for a counted acceptance
  std::string acceptance_of{};          ///< id of the path whose counts it comes from
  Distribution distribution{};
};

/// Every unknown of the scenario. A range without a distribution counts as uniform; `accepted` of `of` as the Jeffreys
/// posterior, one draw for all paths that share it. Throws InvalidInput where inputs share a draw but not a distribution.
std::vector<Unknown> unknowns(const Scenario& scenario);

struct UncertaintyOptions {
  std::size_t draws = 1 << 14;
  std::uint64_t seed = 1;
  int threads = 1;              ///< changes how long it takes, not what comes out
  int demand_points = 64;       ///< of the grid over the demand domain, spaced evenly in the logarithm
};

/// What 90 % of the draws lie between, and the middle.
struct Spread {
  double low = 0;   ///< 5 %
  double median = 0;
  double high = 0;  ///< 95 %
};

struct PathSpread {
  std::string id{};
  std::optional<Spread> usd_per_accepted{};  ///< at the demand; none where more than 5 % of the draws are saturated
  double probability_cheapest = 0;           ///< at the demand, among the candidates
  double expected_usd_per_month = 0;         ///< mean; infinite where draws are saturated
  std::vector<double> probability_cheapest_at{};  ///< for each demand of the grid
};

/// The worth of knowing one unknown exactly before deciding.
struct KnowledgeValue {
  std::string unknown{};
  double usd_per_month = 0;
};

/// The worth of judging some more answers of one path.
struct SampleValue {
  std::string path{};
  double answers = 0;
  double usd_per_month = 0;
};

struct Uncertainty {
  std::size_t draws = 0;
  std::vector<Unknown> unknowns{};
  std::vector<double> demands{};             ///< grid, accepted answers per month
  std::vector<PathSpread> paths{};           ///< the feasible ones, in the scenario's order
  std::string decision{};                    ///< the path with the least expected cost; empty where there is none
  double probability_right = 0;              ///< that it is the cheapest one
  double expected_regret_usd_per_month = 0;  ///< what deciding now costs on average above hindsight (expected value of perfect information)
  std::vector<KnowledgeValue> worth_knowing{};   ///< most valuable first
  std::vector<SampleValue> worth_judging{};      ///< thirty more answers of each counted acceptance
};

/// Draws every unknown (Sobol points, shifted at random by the seed) and prices every feasible path with the same draws.
/// Value of an unknown: E[min cost | it] by conditional means over 64 equal-probability bins of it. Value of n more judged
/// answers: the same conditional means weighted by the posterior after each possible count (beta-binomial).
/// Throws InvalidInput for a scenario that does not validate, and for options out of range.
Uncertainty uncertainty(const Scenario& scenario, const UncertaintyOptions& options = {});

}  // namespace costmodel
