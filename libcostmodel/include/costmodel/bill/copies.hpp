// Several copies that scale to zero, each with so many calls at once: a call that finds no place starts the next copy.
//
// Of n calls in flight the first c are on the first copy, the next c on the second, and so on, so copy k works while
// more than (k−1)·c are in flight, and is kept for W after: it is gone where n stayed at or below (k−1)·c all of the
// last W. That is a first-passage time of the chain of birth_death.hpp. Source: Keilson, Markov Chain Models: Rarity
// and Exponentiality (1979).
#pragma once

#include <vector>

namespace costmodel {

/// How copies open and close. Loads and rates in calls per unit of one time, `idle` in that time.
struct CopiesLaw {
  std::vector<double> rates{};  ///< one copy completes with 1, 2, …, c calls in flight
  double idle = 0;              ///< W: after which a copy without a call is gone
  double most = 1;              ///< copies; may be infinite
};

struct CopiesOpen {
  double open = 0;  ///< copies on average
  double cold = 0;  ///< share of the calls that start one
};

/// At λ ≥ 0 below what all copies carry, else all copies are open and nothing is cold. Lengths are exponential, and the
/// calls in flight on the lowest copies: a lower bound, by up to 0.6 % in simulations, as a call may stay on a later
/// copy when an earlier one has become free. With one call at once on a copy and answers all alike (`alike`) copy k is
/// also open where k calls came within one answer time S, in the last W + S + ½·SW/(W + 6S) (the last part fitted to
/// simulations): scan statistic, by Naus's approximation (J. Amer. Statist. Assoc. 77 (1982) 177). The greater of the
/// two holds, within 1 % of simulations. With more than 25,000 calls in flight on average, or 4c², smaller chains are
/// scaled: within 3e-7 of counting them all, up to a million; the share that starts a copy within 0.5 %, and 12 % where
/// nearly all copies are open.
CopiesOpen copies_open(const CopiesLaw& law, double offered, bool alike);

/// What counting them takes: 1 for every 30 numbers of calls in flight, as much as a line of a curve.
double copies_work(const std::vector<double>& rates, double offered, double most);

/// Copies that are open on average, over whatever numbers a bill is worked out with: it rises with λ and W, and falls
/// with the rates. With one call at once answers are all alike. Derivatives are differences; over enclosures a slope
/// has no bounds.
template <class X>
X open_copies(const X& offered, const std::vector<X>& rates, const X& idle, double most);

namespace copies {

inline double open(double offered, const std::vector<double>& rates, double idle, double most) {
  return copies_open({rates, idle, most}, offered, rates.size() == 1).open;
}

/// A slope of which nothing is known.
template <class X>
X unbounded() {
  if constexpr (requires { X::line(); })
    return X::line();
  else
    return X(unbounded<decltype(X{}.value)>(), unbounded<decltype(X{}.value)>());
}

template <class X, class Part>
std::vector<Part> parts(const std::vector<X>& all, Part X::*part) {
  std::vector<Part> some;
  for (const X& x : all) some.push_back(x.*part);
  return some;
}

}  // namespace copies

template <class X>
X open_copies(const X& offered, const std::vector<X>& rates, const X& idle, double most) {
  if constexpr (requires { double{offered}; }) {
    return copies::open(offered, rates, idle, most);
  } else if constexpr (requires { offered.low, offered.high; }) {
    constexpr double sure = 1e-9;  // how far the two are from being exact, and more
    const double least = copies::open(offered.low, copies::parts(rates, &X::high), idle.low, most);
    const double greatest = copies::open(offered.high, copies::parts(rates, &X::low), idle.high, most);
    return X(least * (1 - sure), greatest * (1 + sure));
  } else if constexpr (requires { offered.value, offered.slope; }) {
    const auto value = open_copies(offered.value, copies::parts(rates, &X::value), idle.value, most);
    if constexpr (requires { double{offered.value}; }) {
      double scale = 0;  // the greatest relative slope
      const auto note = [&](const X& x) {
        const double relative = (x.slope < 0 ? -x.slope : x.slope) / x.value;
        if (x.value > 0 && relative > scale) scale = relative;
      };
      note(offered), note(idle);
      for (const X& rate : rates) note(rate);
      if (scale == 0) return X(value);
      const double step = 1e-5 / scale;
      const auto moved = [&](double by) {
        std::vector<double> all;
        for (const X& rate : rates) all.push_back(rate.value + by * rate.slope);
        return copies::open(offered.value + by * offered.slope, all, idle.value + by * idle.slope, most);
      };
      return X(value, (moved(step) - moved(-step)) / (2 * step));
    } else {
      return X(value, copies::unbounded<decltype(offered.value)>());
    }
  } else if constexpr (requires { offered.v.size(); }) {
    X all(0.0);
    for (int i = 0; i < static_cast<int>(all.v.size()); ++i) {
      std::vector<double> own;
      for (const X& rate : rates) own.push_back(rate.v[i]);
      all.v[i] = copies::open(offered.v[i], own, idle.v[i], most);
    }
    return all;
  } else {
    return offered;  // registers of a processor take plain curves alone
  }
}

}  // namespace costmodel
