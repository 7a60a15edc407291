// Where a crossover lies when not every input is known: its distribution over the draws.
#pragma once

#include <costmodel/decide/comparison.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// One change of order over demand, counted from low demand for each direction.
struct CrossingSpread {
  std::string cheaper_below{};
  std::string cheaper_above{};
  int number = 1;                       ///< first, second, … of this direction
  double probability = 0;               ///< share of the draws in which it exists
  std::optional<double> stated{};       ///< where it is at the stated values, accepted answers per month
  Spread at{};                          ///< 5 %, 50 %, 95 % of the draws in which it exists, accepted answers per month
  std::optional<Spread> utilization{};  ///< of the reference path there; none where it has no known capacity
  std::vector<double> percentiles{};    ///< 1 %, 2 %, …, 99 % of the same draws
};

struct CrossoverSpread {
  std::string a{};
  std::string b{};
  std::optional<Arrivals> arrivals{};  ///< none: neither path depends on when requests arrive
  std::string reference{};             ///< whose utilization is meant
  double low = 0;                      ///< accepted answers per month
  double high = 0;
  std::size_t draws = 0;        ///< fewer than asked for where bills that bend too often take long
  std::size_t unsettled = 0;    ///< of them: draws in which not every crossing was found within the budget of work
  double probability_none = 0;  ///< share of the draws in which there is no crossing at all
  std::vector<CrossingSpread> crossings{};  ///< the first four of each direction, most likely first, then by demand
  std::string why_not{};                    ///< why there is nothing to draw
  std::string unlike{};                     ///< set where the two were measured at unlike operating points
  Presentation presentation{};              ///< of the scenario
};

struct CrossoverSpreadOptions {
  std::size_t draws = 1 << 14;
  std::uint64_t seed = 1;
  int threads = 1;                 ///< changes how long it takes, not what comes out
  std::optional<Range> domain{};   ///< of demand; without it the scenario's
  std::size_t budget = 1'000'000;  ///< intervals that may be enclosed in all, where there is no closed form; weighed as
                                   ///< in CrossoverReport
};

/// Every crossing of two paths over demand, jumps included, in each draw of the unknowns; the same draws as
/// `uncertainty`. Where neither bill ever falls as demand rises, a stretch whose end of the one lies below the start of
/// the other holds no crossing; what is left is settled as in `crossovers`, so that none is missed. Touches are left
/// out. Throws InvalidInput as `compare` and `uncertainty` do.
CrossoverSpread crossover_spread(const Scenario& scenario, std::string_view a, std::string_view b,
                                 std::optional<Arrivals> arrivals = {}, const CrossoverSpreadOptions& options = {});

/// Of every pair, in the order of the paths; they share the budget.
std::vector<CrossoverSpread> crossover_spreads(const Scenario& scenario, std::optional<Arrivals> arrivals = {},
                                               const CrossoverSpreadOptions& options = {});

}  // namespace costmodel
