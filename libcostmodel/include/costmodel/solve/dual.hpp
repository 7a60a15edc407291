// A number that carries its derivative, so that slopes come from the text of the formula itself.
#pragma once

#include <cmath>

namespace costmodel {

template <class T = double>
struct Dual {
  T value{0};
  T slope{0};

  constexpr Dual() = default;
  constexpr Dual(T v) : value(v) {}  // NOLINT: a constant is a dual number
  constexpr Dual(T v, T s) : value(v), slope(s) {}

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

  friend Dual exp(const Dual& a) { using std::exp; const T e = exp(a.value); return {e, e * a.slope}; }
  friend Dual expm1(const Dual& a) { using std::exp, std::expm1; return {expm1(a.value), exp(a.value) * a.slope}; }
  friend Dual log1p(const Dual& a) { using std::log1p; return {log1p(a.value), a.slope / (T(1) + a.value)}; }
  friend Dual ceil(const Dual& a) { using std::ceil; return {ceil(a.value), T(0)}; }
  friend constexpr Dual max(const Dual& a, const Dual& b) { return a.value < b.value ? b : a; }
  friend constexpr Dual min(const Dual& a, const Dual& b) { return b.value < a.value ? b : a; }
};

}  // namespace costmodel
