// Winners, maps and spreads of crossovers as JSON, numbers unrounded.
#pragma once

#include <costmodel/decide/crossover_spread.hpp>
#include <costmodel/decide/winners.hpp>
#include <string>

namespace costmodel {

/// {"axis", "unit", "domain", "complete", "bands", "unsettled"}; a band without a path: none is feasible
std::string to_json(const WinnerBands& bands);

/// {"path", "now", "wins_now", "becomes_the_winner_at", "ceases_to_be_at", "never"} and all of the bands
std::string to_json(const WinningValues& values);

/// {"x", "y", "complete", "columns", "borders", "regions"}; points are [x, y]
std::string to_json(const WinnerMap& map);

/// {"a", "b", "draws", "probability_none", "crossings"}
std::string to_json(const CrossoverSpread& spread);

}  // namespace costmodel
