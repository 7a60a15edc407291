// The shape that every bill has: a floor, a slope, and units that are added one by one and billed while they are open.
//
//   y(x) = fixed + slope · x + n · (unit + open · φ)        n = clamp(⌈x ÷ capacity⌉, min_units, max_units)
//   φ    = fraction of the month for which a unit is open, given the load x ÷ n on it
//
// This header knows neither money nor tokens: x and y are plain numbers, so that one text serves bills, crossovers,
// sweeps over arrays, and number types that carry an interval or a derivative.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace costmodel {

/// When a unit counts as open.
enum class Opening {
  always,      ///< φ = 1: owned, or provisioned all month
  while_busy,  ///< φ = busy fraction: requests back to back, every window full
  anchored,    ///< φ = a/(1+a): a window of fixed length opens at the first call after the last one closed
  exponential  ///< φ = 1−e^(−a): any clock-aligned window with a call; any spell until idle for the timeout
};

/// Fraction of the month for which one unit is open.
///   busy      fraction of the month in which it computes, 0 to 1
///   arrivals  mean number of calls in one window, timeout or spell (Poisson), ≥ 0
/// Never less than `busy`: the windowed formulas assume answers much shorter than a window, and a computing unit is open.
template <class T>
T open_fraction(Opening opening, const T& busy, const T& arrivals) {
  using std::expm1, std::max;
  switch (opening) {
    case Opening::always: return T(1);
    case Opening::while_busy: return busy;
    case Opening::anchored: return max(busy, T(arrivals / (1.0 + arrivals)));
    case Opening::exponential: return max(busy, T(-expm1(-arrivals)));
  }
  return busy;
}

template <class T = double>
struct Curve {
  T fixed{0};
  T slope{0};
  T unit{0};
  T open{0};
  T capacity{std::numeric_limits<double>::infinity()};  ///< x that one unit carries when it is busy all month
  double min_units = 1;
  double max_units = std::numeric_limits<double>::infinity();
  Opening opening = Opening::always;
  T arrivals_per_x{0};  ///< calls per window, for each x on a unit

  /// Units that must stand ready for x. A load of exactly n capacities needs n units.
  template <class X>
  X units(const X& x) const {
    using std::ceil, std::max, std::min;
    // The tolerance keeps a load that was computed as n × capacity from needing n + 1 units.
    return min(X(max_units), max(X(min_units), X(ceil(x * T((1.0 - 1e-14) / capacity)))));
  }

  /// y with n units, whatever n would be needed: the smooth stretch that `units` pieces together.
  template <class X>
  X on_stretch(const X& x, const X& n) const {
    if (opening == Opening::always) return fixed + slope * x + n * (unit + open);
    const X share = x / n;
    return fixed + slope * x + n * (unit + open * open_fraction<X>(opening, share / capacity, share * arrivals_per_x));
  }

  template <class X>
  X operator()(const X& x) const {
    return on_stretch(x, units(x));
  }

  /// The greatest x that all units together carry; infinite without a limit.
  T limit() const { return capacity * max_units; }

  bool operator==(const Curve&) const = default;
};

/// The same curve with its horizontal axis stretched: `scaled(c, k)(x) == c(k · x)`.
template <class T>
Curve<T> scaled(Curve<T> curve, const T& k) {
  curve.slope *= k;
  curve.capacity /= k;
  curve.arrivals_per_x *= k;
  return curve;
}

}  // namespace costmodel
