// What the kernel of CheapestCounts works on: plain arrays, which look alike to every file whatever it is compiled for.
#pragma once

#include <costmodel/bill/curve.hpp>
#include <cstddef>
#include <cstdint>

namespace costmodel {

/// The same curve in eight draws. One that is not plain comes with its prices, as they are.
struct EightCurves {
  double fixed[8], slope[8], unit[8], open[8], capacity[8], arrivals_per_x[8];
  double min_units, max_units;
  Opening opening;
  const double* priced;  ///< null, or cost by [demand][eight draws]
};

/// Curves of one pack of draws on a grid of demands: the lowest at each, added as a one in the byte that belongs to it.
struct CountJob {
  const EightCurves* curves;
  std::size_t curve_count;
  const double* demands;
  std::size_t demand_count;
  double* best;           ///< room for four numbers a demand
  std::uint64_t* winner;  ///< likewise
  std::uint64_t* packed;  ///< by [word][demand][four lanes]; byte c % 8 of word c ÷ 8 counts curve c
};
using CountCheapest = void (*)(const CountJob&);
/// For processors with wider registers; null where the compiler makes none. Without fused multiply-adds, so that every
/// machine counts alike.
CountCheapest count_cheapest_avx2();

}  // namespace costmodel
