// The shape that every bill has: a floor, a slope, and units that are added one by one and billed while they are open.
//
//   y(x) = fixed + slope · x + n · (unit + open · φ)        n = clamp(⌈x ÷ capacity⌉, min_units, max_units)
//   φ    = fraction of the month for which a unit is open, given the load x ÷ n on it
//
// and what few bills have: slopes that change at a load (volume steps), x beyond the last unit billed by another slope
// (overflow), hours of the week with loads of their own, and credits and a minimum over all that is charged.
//
// This header knows neither money nor tokens: x and y are plain numbers, so that one text serves bills, crossovers,
// sweeps over arrays, and number types that carry an interval or a derivative.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <costmodel/bill/copies.hpp>
#include <costmodel/measured/arrivals.hpp>
#include <costmodel/measured/birth_death.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace costmodel {

/// When a unit counts as open.
enum class Opening {
  always,         ///< φ = 1: owned, or provisioned all month
  while_busy,     ///< φ = busy fraction: requests back to back, every window full
  anchored,       ///< φ = a/(1+a): a window of fixed length opens at the first call after the last one closed
  exponential,    ///< φ = 1−e^(−a): any clock-aligned window with a call; any spell until idle for the timeout
  spells,         ///< the same with a start before each spell, and each spell rounded up (see `Spell`)
  even,           ///< φ = min(1, a): calls that come evenly, each keeping the unit open for a window of its own
  even_anchored,  ///< φ = a/⌈a⌉: calls that come evenly, of which a window takes those that fall into it
  under_load,     ///< φ = 1−p₀e^(−a): any spell until idle for a, p₀ the share of the time without a call
                  ///< (birth_death.hpp)
  copies          ///< a call that finds no place starts the next copy: copies that are open on average (copies.hpp)
};

/// What a spell of being open has beside its calls, each as a fraction of the month.
template <class T = double>
struct Spell {
  T start{0};         ///< before the unit answers
  T start_billed{0};  ///< the part of it that is billed
  T round_one{0};     ///< billed beyond its end by a spell of one call
  T round_more{0};    ///< … and of several, on average

  bool operator==(const Spell&) const = default;
};

/// Another slope from a load on.
template <class T = double>
struct Bend {
  T from{0};
  T slope{0};  ///< added for each x beyond

  bool operator==(const Bend&) const = default;
};

/// What of y a provider charges after free credits, and for how much at least. The rest of y stays beside.
template <class T = double>
struct Settlement {
  bool holds = false;
  T credit{0};
  T least{0};
  T beside_fixed{0};  ///< part of `fixed` that is not charged by the provider
  T beside_slope{0};  ///< part of `slope` …
  T beside_unit{0};   ///< part of `unit` …

  bool operator==(const Settlement&) const = default;
};

/// Units that are open on average, of those that share a load: n·φ(a ÷ n).
///   units     n
///   busy      what they compute, in months of one unit, 0 to n
///   arrivals  a: mean number of calls on all of them in one window, timeout or spell (Poisson), ≥ 0
/// Never less than `busy`: the windowed formulas assume answers much shorter than a window, and a computing unit is
/// open.
template <class T>
inline T open_units(Opening opening, const T& units, const T& busy, const T& arrivals) {
  using std::ceil, std::expm1, std::max, std::min;
  switch (opening) {
    case Opening::always:
      return units;
    case Opening::while_busy:
      return busy;
    case Opening::anchored:
      return max(busy, T(units * arrivals / (units + arrivals)));
    case Opening::exponential:
    case Opening::under_load:  // of calls that take no time
    case Opening::copies:
    case Opening::spells:
      return max(busy, T(-units * expm1(-arrivals / units)));
    case Opening::even:
      return max(busy, min(units, arrivals));
    case Opening::even_anchored:
      return max(busy, T(arrivals / max(T(1), T(ceil(arrivals / units)))));
  }
  return busy;
}

/// Fraction of the month for which one unit is open, given its own busy fraction and arrivals.
template <class T>
T open_fraction(Opening opening, const T& busy, const T& arrivals) {
  return open_units(opening, T(1), busy, arrivals);
}

/// The same of spells with a start U before each, given the share `none` of the time in which a unit that needs no
/// start would be gone: cycle = 1/(λ·none) + U, so
///   φ = (1−none + none·λ(U billed + rounding)) ÷ (1 + none·λU)       spell: starts and roundings, times the calls in a
///   month
template <class T>
T open_fraction(const T& busy, const T& none, const Spell<T>& spell) {
  using std::max;
  const T some = 1.0 - none;
  const T extra = spell.start_billed + spell.round_one * none + spell.round_more * some;
  return max(busy, T((some + none * extra) / (1.0 + none * spell.start)));
}

template <class T = double>
struct Curve {
  T fixed{0};                                           ///< at any x
  T slope{0};                                           ///< for each x
  T unit{0};                                            ///< for each unit, open or not
  T open{0};                                            ///< for each unit that is open all month
  T capacity{std::numeric_limits<double>::infinity()};  ///< x that one unit carries when it is busy all month
  double min_units = 1;                                 ///< units that stand ready at any x
  double max_units = std::numeric_limits<double>::infinity();
  Opening opening = Opening::always;
  T arrivals_per_x{
      0};            ///< calls per window, for each x on a unit; where `rates` say how long calls last, per idle time
  Spell<T> spell{};  ///< for each x on a unit
  std::vector<Bend<T>> bends{};
  std::vector<Level<T>> levels{};  ///< none: the same load all month
  bool overflows = false;          ///< whether more than all units carry is served elsewhere …
  T overflow{0};                   ///< … for each x beyond
  Settlement<T> settlement{};
  std::vector<T> rates{};      ///< x that one unit completes with 1, 2, … calls in flight
  bool promised = false;       ///< whether `capacity` is less than what a unit that is busy all month carries …
  T kept{1};                   ///< … and which share of it
  std::vector<T> together{};   ///< x that 1, 2, … units carry which share one line; more carry `capacity` each
  std::vector<Curve> parts{};  ///< what other curves add at the same x; `units` and the rest are of this one alone

  /// Units that must stand ready for x. A load of exactly n capacities needs n units.
  template <std::integral X>
  double units(const X& x) const {
    return units(static_cast<double>(x));
  }
  template <class X>
  X units(const X& x) const {
    using std::ceil, std::max, std::min;
    // The tolerance keeps a load that was computed as n × capacity from needing n + 1 units.
    const X n = ceil(x * T((1.0 - 1e-14) / capacity));
    return min(X(max_units), max(X(min_units), together.empty() ? n : X(max(n, in_one_line(x)))));
  }

  /// y with n units, whatever n would be needed: the smooth stretch that `units` pieces together.
  template <class X>
  X on_stretch(const X& x, const X& n) const {
    X y = fixed + slope * x;
    if (opening == Opening::always)
      y += n * (unit + open);
    else
      y += n * unit + open * open_on_average(x, n);
    return bends.empty() && !overflows && !settlement.holds && parts.empty() ? y : further(x, n, y);
  }

  /// Units that are open on average, of n that stand ready for x.
  template <class X>
  X open_on_average(const X& x, const X& n) const {
    return levels.empty() ? open_at(x, x, n) : open_over_levels(x, n);
  }

  /// y at x.
  template <std::integral X>
  double operator()(const X& x) const {
    return (*this)(static_cast<double>(x));
  }
  template <class X>
  X operator()(const X& x) const {
    return on_stretch(x, units(x));
  }

  /// The greatest x that all units together carry; infinite without a limit.
  T carried() const { return carries(max_units); }
  /// The greatest x that n units carry.
  T carries(double n) const {
    if (n >= 1 && n < static_cast<double>(together.size()) + 1) return together[static_cast<std::size_t>(n) - 1];
    return capacity * n;
  }
  /// The greatest x at which there is a y: what is carried, by every part, and whatever flows over.
  T limit() const {
    using std::min;
    T least = overflows ? T(std::numeric_limits<double>::infinity()) : carried();
    for (const Curve& part : parts) least = min(least, part.limit());
    return least;
  }

  /// y after credits, and at least the minimum, given y as charged for n units.
  template <class X>
  X settled(const X& x, const X& n, const X& y) const {
    using std::max;
    const X beside = settlement.beside_fixed + settlement.beside_slope * x + settlement.beside_unit * n;
    return beside + max(X(settlement.least), X(y - beside - settlement.credit));
  }

  bool operator==(const Curve&) const = default;

 private:  // what few bills have is kept out of the loops of the others
  /// Units that x needs of those that share one line: one more beyond each x that so many carry. No n carries more than
  /// n × `capacity`, so that where there are more the other rule says how many.
  template <class X>
  [[gnu::noinline]] X in_one_line(const X& x) const {
    using std::ceil, std::max, std::min;
    X n(1.0);
    for (const T& most : together) n = n + min(X(1.0), max(X(0.0), X(ceil(X(x * T((1.0 - 1e-14) / most) - X(1.0))))));
    return n;
  }
  /// Units that are open on average, given x as it counts for calls, and as it counts for computing.
  template <class X>
  inline X open_at(const X& calls, const X& computing, const X& n) const {
    if (opening == Opening::copies) return open_in_copies(calls);
    if (opening == Opening::spells || opening == Opening::under_load) return open_in_spells(calls, computing, n);
    return open_units<X>(opening, n, promised ? X(computing * kept / capacity) : X(computing / capacity),
                         calls * arrivals_per_x);
  }
  template <class X>
  [[gnu::noinline]] X open_in_spells(const X& calls, const X& computing, const X& n) const {
    const X load = calls / n;
    const X none = gone(load);
    if (opening == Opening::under_load) return n * (1.0 - none);
    Spell<X> s{load * spell.start, load * spell.start_billed, load * spell.round_one, load * spell.round_more};
    if (!rates.empty()) {  // who came during the start is served after it
      const X served = backlog(load, rates, s.start);
      s.start = s.start + served, s.start_billed = s.start_billed + served;
    }
    return n * open_fraction<X>(promised ? X(computing * kept / n / capacity) : X(computing / n / capacity), none, s);
  }
  template <class X>
  [[gnu::noinline]] X open_in_copies(const X& calls) const {
    std::vector<X> all;
    for (const T& rate : rates) all.emplace_back(rate);
    return open_copies<X>(calls, all, X(arrivals_per_x), max_units);
  }
  /// Share of the time in which a unit with this load on it is gone: no call for the idle time, and none in flight
  /// before.
  template <class X>
  X gone(const X& load) const {
    using std::exp;
    const X quiet = exp(X(-load * arrivals_per_x));
    return rates.empty() ? quiet : X(quiet * idle_share(load, rates));
  }
  template <class X>
  [[gnu::noinline]] X open_over_levels(const X& x, const X& n) const {
    X sum = 0.0;
    for (const Level<T>& level : levels) sum += level.share * open_at(X(x * level.arrivals), X(x * level.busy), n);
    return sum;
  }
  /// y with what few bills have.
  template <class X>
  [[gnu::noinline]] X further(const X& x, const X& n, X y) const {
    if (!bends.empty()) y += bent(x);
    if (overflows) y += overflowing(x);
    if (settlement.holds) y = settled(x, n, y);
    for (const Curve& part : parts) y += part(x);
    return y;
  }
  template <class X>
  X bent(const X& x) const {
    using std::max;
    X sum = 0.0;
    for (const auto& bend : bends) sum += bend.slope * max(X(0.0), X(x - bend.from));
    return sum;
  }
  template <class X>
  X overflowing(const X& x) const {
    using std::max;
    if (levels.empty()) return overflow * max(X(0.0), X(x - carried()));
    X sum = 0.0;
    for (const Level<T>& level : levels)
      sum += level.share * overflow * max(X(0.0), X(x * level.arrivals - carried() * (level.arrivals / level.busy)));
    return sum;
  }
};

/// The same curve over other numbers: each of its own turned by `as`.
template <class T, class U, class F>
Curve<T> converted(const Curve<U>& c, const F& as) {
  Curve<T> r{as(c.fixed), as(c.slope), as(c.unit), as(c.open),          as(c.capacity),
             c.min_units, c.max_units, c.opening,  as(c.arrivals_per_x)};
  r.spell = {as(c.spell.start), as(c.spell.start_billed), as(c.spell.round_one), as(c.spell.round_more)};
  for (const auto& bend : c.bends) r.bends.push_back({as(bend.from), as(bend.slope)});
  for (const auto& level : c.levels) r.levels.push_back({as(level.share), as(level.arrivals), as(level.busy)});
  r.overflows = c.overflows;
  r.overflow = as(c.overflow);
  const auto& s = c.settlement;
  r.settlement = {s.holds, as(s.credit), as(s.least), as(s.beside_fixed), as(s.beside_slope), as(s.beside_unit)};
  for (const auto& rate : c.rates) r.rates.push_back(as(rate));
  r.promised = c.promised;
  r.kept = as(c.kept);
  for (const auto& most : c.together) r.together.push_back(as(most));
  for (const auto& part : c.parts) r.parts.push_back(converted<T>(part, as));
  return r;
}

/// Whether the curve is the one of the formula at the top, and no more.
template <class T>
bool plain_curve(const Curve<T>& c) {
  return c.opening <= Opening::exponential && (!c.promised || c.opening == Opening::always) && c.together.empty() &&
         c.bends.empty() && c.levels.empty() && !c.overflows && !c.settlement.holds && c.parts.empty();
}

/// The same curve with its horizontal axis stretched: `scaled(c, k)(x) == c(k · x)`.
template <class T>
Curve<T> scaled(Curve<T> curve, const T& k) {
  curve.slope *= k;
  curve.capacity /= k;
  curve.arrivals_per_x *= k;
  for (T* per_x : {&curve.spell.start, &curve.spell.start_billed, &curve.spell.round_one, &curve.spell.round_more,
                   &curve.overflow, &curve.settlement.beside_slope})
    *per_x *= k;
  for (auto& bend : curve.bends) bend.from /= k, bend.slope *= k;
  for (auto& rate : curve.rates) rate /= k;
  for (auto& most : curve.together) most /= k;
  for (auto& part : curve.parts) part = scaled(std::move(part), k);
  return curve;
}

}  // namespace costmodel
