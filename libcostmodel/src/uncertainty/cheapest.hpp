// In how many draws each curve is the lowest, demand by demand: nearly all of the work of an uncertain decision.
#pragma once

#include <costmodel/solve/sweep.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "solve/curve_pack.hpp"

namespace costmodel {

/// Counts over a grid of demands. Curves are compared eight draws at a time; a curve that is infinite takes no part.
class CheapestCounts {
 public:
  CheapestCounts(std::span<const double> demands, std::size_t curves);

  /// Leaves a curve out at some of the demands.
  void leave_out(std::size_t curve, std::vector<bool> at) { left_out_[curve] = std::move(at); }

  /// Adds eight draws. Beyond its limit a curve does not exist.
  void add(std::span<const Curve<Pack>> curves);

  /// Draws in which a curve was lowest, by [demand][curve]. Of equal ones the first counts.
  std::vector<double> counts();

 private:
  void price(std::size_t c, const Curve<Pack>& curve);
  void flush();

  std::span<const double> demands_;
  std::size_t curves_;
  std::size_t adds_ = 0;  ///< since the last flush
  std::vector<EightCurves> eight_;
  std::vector<std::vector<bool>> left_out_;  ///< by curve; none: nowhere
  std::vector<double> priced_;               ///< [curve][demand][eight draws] of those that are not plain
  /// Four numbers that never lie across two lines of the cache.
  template <class T>
  struct alignas(32) InOneLine {
    T four[4];
  };
  std::vector<InOneLine<double>> best_;
  std::vector<InOneLine<std::uint64_t>> winner_, packed_;
  std::vector<double> counts_;
};

}  // namespace costmodel
