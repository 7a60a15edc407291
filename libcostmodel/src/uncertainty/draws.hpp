// Draws of the unknowns, eight at a time: the same ones for every path, whoever asks.
#pragma once

#include <array>
#include <costmodel/solve/sweep.hpp>
#include <costmodel/stats/distribution.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <cstdint>
#include <vector>

#include "scenario/correlations.hpp"
#include "uncertainty/sobol.hpp"

namespace costmodel {

inline constexpr std::size_t lanes = 8;  ///< draws in a Pack

/// What is the same for every draw: a table of quantiles for each unknown, and how they move together.
struct Law {
  /// For that many draws: few are not worth a table. `wanted`, by unknown: whose values are looked up, where that is
  /// not everyone's.
  Law(const Scenario& scenario, const std::vector<Unknown>& unknowns, std::size_t draws, std::vector<bool> wanted = {});
  bool wants(std::size_t unknown) const { return wanted.empty() || wanted[unknown]; }

  std::vector<bool> wanted;
  std::vector<QuantileTable> quantiles{};
  Copula copula{};
};

/// The draws from number `first` on. Points of a Sobol sequence, shifted digit by digit so that another seed gives
/// another set that is as even; correlated by their normal scores.
class Draws {
 public:
  Draws(const Law& law, std::uint64_t seed, std::size_t first);

  /// The next eight. `shares` are the places of the values in their own distributions, 0 to 1.
  void next(std::vector<Pack>& shares, std::vector<Pack>& values);

 private:
  const Law& law_;
  Points points_;
};

}  // namespace costmodel
