// What crossings in closed form are made of, for one pair of curves and for eight draws of a pair alike.
#pragma once

#include <Eigen/Core>
#include <costmodel/bill/curve.hpp>
#include <limits>

namespace costmodel {

/// One smooth stretch of a curve: at_zero + straight·x, and where windows bend it also bend·θx/(1+θx) (anchored) or
/// bend·(1 − e^(−θx)) (exponential) with θ = rate.
template <class T>
struct Line {
  T at_zero, straight, bend, rate;
};

/// Over `units` units, without the curve's bends. `windowed`: the formula for windows holds there, not the time it
/// computes.
template <class T>
Line<T> line_of(const Curve<T>& c, const T& units, bool windowed) {
  const bool always = c.opening == Opening::always;
  return {c.fixed + units * (always ? c.unit + c.open : c.unit),
          windowed || always ? c.slope : c.slope + c.open / c.capacity, windowed ? units * c.open : T(0),
          c.arrivals_per_x / units};
}

/// The load on one unit from which it computes for longer than anchored windows say: x/c = ax/(1+ax).
template <class T>
T anchored_busy_from(const Curve<T>& c) {
  return c.capacity - T(1) / c.arrivals_per_x;
}

/// What is lower by this factor is so in spite of rounding.
constexpr double certainly = 1 - 1e-9;

/// For all below, A is an Eigen array, and each of its numbers is a pair of curves of its own.

/// −1 where a is certainly the lower all the way from one place to another, 1 where b is, else 0. Both curves must
/// rise.
template <class A>
A order_between(const A& a_from, const A& a_to, const A& b_from, const A& b_to) {
  return (a_to < b_from * certainly).select(-1.0, (b_to < a_from * certainly).select(1.0, A::Zero()));
}

/// The x in [low, high] at which two straight lines meet that lie f_low and f_high apart at its ends.
template <class A>
A straight_root(const A& low, const A& high, const A& f_low, const A& f_high) {
  return low + (high - low) * (f_low / (f_low - f_high));
}

/// The x in [low, high] at which α + βx = K·θx/(1+θx), that is βθx² + (αθ + β − Kθ)x + α = 0; there must be just one.
template <class A>
A anchored_root(const A& alpha, const A& beta, const A& k, const A& theta, const A& low, const A& high) {
  const A a = beta * theta, b = (alpha - k) * theta + beta;
  const A root = (b * b - 4 * a * alpha).max(0.0).sqrt();
  const A q = -0.5 * (b + (b < 0).select(-root, root));  // no cancellation
  const A first = q / a, second = alpha / q;
  const auto outside = [&](const A& x) -> A {
    return x.isFinite().select((low - x).max(x - high).max(0.0), std::numeric_limits<double>::infinity());
  };
  return (outside(first) < outside(second)).select(first, second).max(low).min(high);
}

}  // namespace costmodel
