// A number that carries its derivative, so that slopes come from the text of the formula itself.
#pragma once

#include <cmath>
#include <costmodel/base/exp_moment.hpp>
#include <type_traits>

namespace costmodel {

/// Slope of ⌈…⌉, given ⌈…⌉. Number types that may have a step inside say otherwise.
constexpr double slope_of_step(double) { return 0; }

template <class T = double>
struct Dual {
  T value{0};
  T slope{0};

  constexpr Dual() = default;
  constexpr Dual(T v) : value(v) {}  // NOLINT: a constant is a dual number
  constexpr Dual(T v, T s) : value(v), slope(s) {}
  template <class N>
  requires(std::is_arithmetic_v<N> && !std::is_same_v<N, T>) constexpr Dual(N v)
      : value(static_cast<T>(v)) {}  // NOLINT: also where T is not a plain number itself

  Dual& operator+=(const Dual& o) { return *this = *this + o; }
  Dual& operator-=(const Dual& o) { return *this = *this - o; }
  Dual& operator*=(const Dual& o) { return *this = *this * o; }
  Dual& operator/=(const Dual& o) { return *this = *this / o; }

  friend constexpr Dual operator-(const Dual& a) { return {-a.value, -a.slope}; }
  friend constexpr Dual operator+(const Dual& a, const Dual& b) { return {a.value + b.value, a.slope + b.slope}; }
  friend constexpr Dual operator-(const Dual& a, const Dual& b) { return {a.value - b.value, a.slope - b.slope}; }
  friend constexpr Dual operator*(const Dual& a, const Dual& b) {
    return {a.value * b.value, a.slope * b.value + a.value * b.slope};
  }
  friend constexpr Dual operator/(const Dual& a, const Dual& b) {
    const T q = a.value / b.value;
    return {q, (a.slope - q * b.slope) / b.value};
  }
  friend constexpr bool operator==(const Dual& a, const Dual& b) { return a.value == b.value; }
  friend constexpr auto operator<=>(const Dual& a, const Dual& b) { return a.value <=> b.value; }

  friend Dual exp(const Dual& a) {
    using std::exp;
    const T e = exp(a.value);
    return {e, e * a.slope};
  }
  friend Dual expm1(const Dual& a) {
    using std::exp, std::expm1;
    return {expm1(a.value), exp(a.value) * a.slope};
  }
  friend Dual log1p(const Dual& a) {
    using std::log1p;
    return {log1p(a.value), a.slope / (T(1) + a.value)};
  }
  friend Dual exp_moment(int k, const Dual& a) {
    return {exp_moment(k, a.value), exp_moment(k + 1, a.value) * a.slope};
  }
  friend Dual ceil(const Dual& a) {
    using std::ceil;
    const T c = ceil(a.value);
    return {c, slope_of_step(c)};
  }
  friend constexpr Dual max(const Dual& a, const Dual& b) {
    if constexpr (requires { slope_at_kink(a.slope, b.slope); })  // a number type that may not know which
      if (!(a.value < b.value) && !(b.value <= a.value))
        return {max(a.value, b.value), slope_at_kink(a.slope, b.slope)};
    return a.value < b.value ? b : a;
  }
  friend constexpr Dual min(const Dual& a, const Dual& b) { return -max(-a, -b); }
};

}  // namespace costmodel
