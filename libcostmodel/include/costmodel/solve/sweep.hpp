// Curves over long arrays: the same formula on eight numbers at a time.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <costmodel/base/exp_moment.hpp>
#include <costmodel/bill/curve.hpp>
#include <span>

namespace costmodel {

/// Eight numbers that are computed with as one. Eigen does the vector instructions.
struct Pack {
  using Array = Eigen::Array<double, 8, 1>;
  Array v;

  Pack() : v(Array::Zero()) {}
  Pack(double all) : v(Array::Constant(all)) {}  // NOLINT: a constant is a pack
  explicit Pack(const Array& array) : v(array) {}

  Pack& operator+=(const Pack& o) {
    v += o.v;
    return *this;
  }
  Pack& operator-=(const Pack& o) {
    v -= o.v;
    return *this;
  }
  Pack& operator*=(const Pack& o) {
    v *= o.v;
    return *this;
  }
  Pack& operator/=(const Pack& o) {
    v /= o.v;
    return *this;
  }

  friend bool operator==(const Pack& a, const Pack& b) { return (a.v == b.v).all(); }
  friend Pack operator-(const Pack& a) { return Pack(Array(-a.v)); }
  friend Pack operator+(const Pack& a, const Pack& b) { return Pack(Array(a.v + b.v)); }
  friend Pack operator-(const Pack& a, const Pack& b) { return Pack(Array(a.v - b.v)); }
  friend Pack operator*(const Pack& a, const Pack& b) { return Pack(Array(a.v * b.v)); }
  friend Pack operator/(const Pack& a, const Pack& b) { return Pack(Array(a.v / b.v)); }
  friend Pack max(const Pack& a, const Pack& b) { return Pack(Array(a.v.max(b.v))); }
  friend Pack min(const Pack& a, const Pack& b) { return Pack(Array(a.v.min(b.v))); }
  friend Pack ceil(const Pack& a) { return Pack(Array(a.v.ceil())); }
  friend Pack exp(const Pack& a) { return Pack(Array(a.v.exp())); }
  friend Pack expm1(const Pack& a) { return Pack(Array(a.v.expm1())); }
  friend Pack exp_moment(int k, const Pack& a) {
    if (k == 0) return Pack(Array((a.v == 0).select(1.0, a.v.expm1() / a.v)));
    return Pack(Array(a.v.unaryExpr([k](double u) { return exp_moment(k, u); })));
  }
  friend Pack log1p(const Pack& a) { return Pack(Array(a.v.log1p())); }
};

/// y[i] = f(x[i]) for any f that takes a Pack and returns one. x and y must be of one length and may be the same array.
template <class F>
void for_each_pack(std::span<const double> x, std::span<double> y, const F& f) {
  const auto whole = x.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8)
    Eigen::Map<Pack::Array>(y.data() + i) = f(Pack(Pack::Array(Eigen::Map<const Pack::Array>(x.data() + i)))).v;
  if (whole == x.size()) return;
  Pack last(x[whole]);
  const auto rest = static_cast<Eigen::Index>(x.size() - whole);
  last.v.head(rest) = Eigen::Map<const Eigen::ArrayXd>(x.data() + whole, rest);
  Eigen::Map<Eigen::ArrayXd>(y.data() + whole, rest) = f(last).v.head(rest);
}

/// y = curve(x), e.g. USD per month over accepted answers per month.
inline void sweep(const Curve<>& curve, std::span<const double> x, std::span<double> y) {
  for_each_pack(x, y, [&](const Pack& p) { return curve(p); });
}

/// y = curve(x) ÷ x, e.g. USD per accepted answer over accepted answers per month.
inline void sweep_per_x(const Curve<>& curve, std::span<const double> x, std::span<double> y) {
  for_each_pack(x, y, [&](const Pack& p) { return curve(p) / p; });
}

}  // namespace costmodel
