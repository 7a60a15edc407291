// Places that requests take and leave: how many are taken, where the more there are the slower each is.
//
// Arrivals at random, λ a second; with n places taken one is left at rate μ(n), after exponential lengths. The
// probabilities pₙ ∝ λⁿ ÷ (μ(1)…μ(n)) are summed by the recursion of Erlang's B formula with a rate of its own at each
// step, whose numbers stay between 0 and 1, so that nothing overflows. Over any number type: completion rates and λ in
// any one unit. Source: Kleinrock, Queueing Systems I (1975), chapter 3.
#pragma once

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace costmodel {

/// A unit that takes no more than it has places for: the chain cut off at the last one.
template <class X = double>
struct PlacesTaken {
  X full{1};       ///< probability that all are taken (Erlang B)
  X empty{1};      ///< … that none is
  X in_flight{0};  ///< mean number taken
};

/// One more place: λ · full ÷ (μ(n) + λ · full), in a form in which each number stands
/// once for all but plain numbers, so that enclosures stay narrow.
template <class X>
X full_with_one_more(const X& offered, const X& full, const X& rate) {
  using std::max;
  if constexpr (std::is_same_v<X, double>) {
    const double come = offered * full;
    return max(1e-290, come / (rate + come));
  }
  return X(max(X(1e-290), X(1.0 / X(1.0 + X(rate / X(offered * full))))));
}

/// Places with completion rates `rates` (of 1, 2, … in flight), arrivals of which are offered λ in the same unit, more
/// than 0.
template <class X, class Rates>
PlacesTaken<X> places_taken(const X& offered, const Rates& rates) {
  PlacesTaken<X> p;
  double n = 0;
  for (const auto& rate : rates) {
    p.full = full_with_one_more(offered, p.full, X(rate));
    const X others = 1.0 - p.full;
    p.empty = p.empty * others;
    p.in_flight = p.in_flight * others + X(++n) * p.full;
  }
  return p;
}

/// p₀: the share of the time in which nothing is in flight, of λ > 0; 0 from ρ = 1 on. It falls with λ, and of an
/// enclosure of λ it is the enclosure of its two ends. Completion rates and λ in any one unit.
template <class X, class Rates>
X idle_share(const X& offered, const Rates& rates) {
  using std::max;
  if (rates.size() == 1) return max(X(0.0), X(1.0 - X(offered / X(rates.front()))));
  X full(1.0), empty(1.0);
  for (const auto& rate : rates) {
    full = full_with_one_more(offered, full, X(rate));
    empty = empty * X(1.0 - full);
  }
  const X spare = max(X(1e-290), X(X(rates.back()) / offered - 1.0));  // (1 − ρ) ÷ ρ
  return X(empty / X(1.0 + X(full / spare)));
}

/// How many calls come, on average, while those are served that came during a start, beyond what the first one takes
/// alone: λ times the mean time of getting from 1 + K in flight down to 1, K the `waiting` calls on average (Poisson).
/// Exact for lengths that are exponential, and for any where the rate is the same whatever is in flight; without end
/// from ρ = 1 on.
template <class X, class Rates>
X backlog(const X& offered, const Rates& rates, const X& waiting) {
  using std::exp, std::max, std::min;
  constexpr double endless = 1e250;  // 0 calls × that is still 0
  const std::size_t last = rates.size() - 1;
  std::vector<X> down(rates.size());  // λ × mean time from n + 1 in flight down to n
  down[last] = 1.0 / X(max(X(1.0 / endless), X(X(rates[last]) / offered - 1.0)));
  for (std::size_t n = last; n-- > 0;) down[n] = min(X(endless), X(offered / X(rates[n]) * X(1.0 + down[n + 1])));
  X p = exp(X(-waiting)), more = 1.0 - p, sum(0.0), counted(0.0);  // P(m come), P(m or more)
  for (std::size_t m = 1; m < last; ++m) {
    sum = sum + more * down[m];
    counted = counted + more;
    p = p * waiting / X(static_cast<double>(m));
    more = max(X(0.0), X(more - p));
  }
  return X(sum + max(X(0.0), X(waiting - counted)) * down[last]);
}

}  // namespace costmodel
