// A number known to lie between two others: every operation gives bounds that hold whatever the rounding.
// With it the formulas prove that there is no crossing in a whole interval, where plain numbers only fail to find one.
#pragma once

#include <algorithm>
#include <cmath>
#include <compare>
#include <costmodel/base/dual.hpp>
#include <costmodel/base/exp_moment.hpp>
#include <limits>

namespace costmodel {

/// [low, high]. Exact numbers (0 above all) stay exact; what cannot be bounded is the whole line.
/// 0 × anything is 0, and a positive number ÷ exactly 0 is infinite: an unlimited capacity is 1 ÷ no time.
struct Enclosure {
  double low = 0;
  double high = 0;

  constexpr Enclosure() = default;
  constexpr Enclosure(double exact) : low(exact), high(exact) {}  // NOLINT: a constant is an enclosure
  constexpr Enclosure(double l, double h) : low(l), high(h) {}

  static constexpr double infinity = std::numeric_limits<double>::infinity();
  static constexpr Enclosure line() { return {-infinity, infinity}; }

  constexpr bool is(double exact) const { return low == exact && high == exact; }
  constexpr bool exact() const { return low == high; }
  constexpr bool has(double x) const { return low <= x && x <= high; }
  constexpr bool bounded() const { return low > -infinity && high < infinity; }
  double middle() const { return low + (high - low) / 2; }

  Enclosure& operator+=(const Enclosure& o) { return *this = *this + o; }
  Enclosure& operator-=(const Enclosure& o) { return *this = *this - o; }
  Enclosure& operator*=(const Enclosure& o) { return *this = *this * o; }
  Enclosure& operator/=(const Enclosure& o) { return *this = *this / o; }

  friend Enclosure operator-(const Enclosure& a) { return {-a.high, -a.low}; }
  friend Enclosure operator+(const Enclosure& a, const Enclosure& b) {
    if (a.is(0)) return b;
    if (b.is(0)) return a;
    return outward(a.low + b.low, a.high + b.high, 1);
  }
  friend Enclosure operator-(const Enclosure& a, const Enclosure& b) { return a + -b; }
  friend Enclosure operator*(const Enclosure& a, const Enclosure& b) {
    if (a.is(0) || b.is(0)) return 0.0;
    if (a.is(1)) return b;
    if (b.is(1)) return a;
    if (a.low >= 0 && b.low >= 0) return outward(times(a.low, b.low), times(a.high, b.high), 1).at_least(0);
    const auto [least, most] =
        std::minmax({times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high)});
    return outward(least, most, 1);
  }
  friend Enclosure operator/(const Enclosure& a, const Enclosure& b) {
    if (b.is(1)) return a;
    if (b.is(0)) return a.low > 0 ? Enclosure(infinity) : a.high < 0 ? Enclosure(-infinity) : line();
    if (b.has(0) && (a.is(0) || (b.low < 0 && b.high > 0))) return line();
    if (b.is(infinity)) return a.bounded() ? Enclosure(0.0) : line();
    if (a.is(0)) return a;
    if (b.low > 0 && a.low >= 0 && a.high < infinity) return outward(a.low / b.high, a.high / b.low, 1).at_least(0);
    const Enclosure reciprocal = b.low == 0    ? outward(1 / b.high, infinity, 1)
                                 : b.high == 0 ? outward(-infinity, 1 / b.low, 1)
                                               : outward(1 / b.high, 1 / b.low, 1);
    return a * reciprocal;
  }
  /// Certain or not at all: two enclosures that overlap are neither less, nor equal, nor greater.
  friend constexpr bool operator==(const Enclosure& a, const Enclosure& b) { return a.exact() && b.is(a.low); }
  friend constexpr std::partial_ordering operator<=>(const Enclosure& a, const Enclosure& b) {
    if (a.high < b.low) return std::partial_ordering::less;
    if (a.low > b.high) return std::partial_ordering::greater;
    return a == b ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
  }

  // The C library's own error is below 2 units in the last place; these leave it 4.
  friend Enclosure exp(const Enclosure& a) {
    return a.is(0) ? Enclosure(1.0) : outward(std::exp(a.low), std::exp(a.high), 4).at_least(0);
  }
  friend Enclosure expm1(const Enclosure& a) { return a.is(0) ? a : outward(std::expm1(a.low), std::expm1(a.high), 4); }
  friend Enclosure log1p(const Enclosure& a) { return a.is(0) ? a : outward(std::log1p(a.low), std::log1p(a.high), 4); }
  friend Enclosure exp_moment(int k, const Enclosure& a) {
    return a.is(0) ? Enclosure(1.0) / Enclosure(k + 1.0) : outward(exp_moment(k, a.low), exp_moment(k, a.high), 32);
  }
  friend Enclosure ceil(const Enclosure& a) { return {std::ceil(a.low), std::ceil(a.high)}; }
  friend Enclosure max(const Enclosure& a, const Enclosure& b) {
    return {std::max(a.low, b.low), std::max(a.high, b.high)};
  }
  friend Enclosure min(const Enclosure& a, const Enclosure& b) {
    return {std::min(a.low, b.low), std::min(a.high, b.high)};
  }
  friend Enclosure hull(const Enclosure& a, const Enclosure& b) {
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
  }

  /// Slope of ⌈…⌉, given ⌈…⌉: 0, unless there is a step inside.
  friend Enclosure slope_of_step(const Enclosure& c) { return c.exact() ? Enclosure(0.0) : line(); }
  /// Slope of a maximum or minimum that may be the one or the other.
  friend Enclosure slope_at_kink(const Enclosure& a, const Enclosure& b) { return hull(a, b); }

 private:
  static double times(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }
  /// Bounds moved out by some units in the last place; one that is no number becomes infinite.
  static Enclosure outward(double l, double h, double ulps) {
    constexpr double ulp = std::numeric_limits<double>::epsilon(), least = std::numeric_limits<double>::denorm_min();
    if (std::isfinite(l)) l -= std::abs(l) * (ulp * ulps) + least;
    if (std::isfinite(h)) h += std::abs(h) * (ulp * ulps) + least;
    return {std::isnan(l) ? -infinity : l, std::isnan(h) ? infinity : h};
  }
  constexpr Enclosure at_least(double floor) const { return {std::max(low, floor), high}; }
};

/// The same for slopes that carry their own slope: at a kink that one is not bounded.
template <class T>
Dual<T> slope_of_step(const Dual<T>& c) {
  return {slope_of_step(c.value), slope_of_step(c.value)};
}
template <class T>
Dual<T> slope_at_kink(const Dual<T>& a, const Dual<T>& b) {
  return {slope_at_kink(a.value, b.value), T::line()};
}

/// Value, slope and curvature over an interval, from the text of a formula.
using Jet = Dual<Dual<Enclosure>>;

}  // namespace costmodel
