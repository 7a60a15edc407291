// Active window: scale to zero. A copy is billed while it is open, and each call opens it for longer than it computes.
#pragma once

#include <cmath>
#include <costmodel/bill/bill.hpp>
#include <costmodel/bill/resource.hpp>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// When billing starts and stops. Providers' wording often fits more than one rule.
enum class WindowRule {
  anchored,       ///< a window opens at the first call after the last one closed, and is billed whole
  clock_aligned,  ///< windows lie on a fixed grid; one with a call is billed whole
  keep_alive,     ///< billed until no call came for one window
  whole_windows,  ///< the same, each such spell rounded up to whole windows
  per_second      ///< billed until no call ran for `tail`, in steps of `quantum`, at least `minimum`
};

std::string_view to_string(WindowRule rule);

/// What becomes of a call that finds no place.
enum class Refused { queued, failed };

std::string_view to_string(Refused refused);

template <class T = double>
struct ActiveWindow {
  MoneyPerTime<T> price{};     ///< per unit
  T units_per_copy{1};
  std::vector<Resource<T>> resources{};  ///< of a copy, each by the second, beside its units
  T multiplier{1};             ///< region, priority: on price and resources
  Time<T> window{};            ///< all rules but per_second
  WindowRule rule = WindowRule::anchored;
  Time<T> tail{};              ///< per_second: idle time before the copy is gone
  Time<T> quantum{};           ///< per_second; 0: exactly as long as it lasts
  Time<T> minimum{};           ///< per_second: of each spell
  std::optional<Time<T>> idle_timeout{};  ///< after which an idle copy is gone, where it is not the window or the tail
  Time<T> start_up{};          ///< from the call that finds no copy until the copy answers
  bool start_up_billed = false;
  Refused when_cold = Refused::queued;
  Refused when_full = Refused::queued;
  std::optional<double> concurrency{};  ///< calls at once on a copy, more starting another; without it those that were measured
  InputPrice<T> input{};       ///< tokens that are billed beside the time, cached ones as others
  OutputPrice<T> output{};
  MoneyPerMonth<T> storage{};  ///< per unit, open or not
  MoneyPerMonth<T> staff{};    ///< for all copies together, not the provider's
  double max_copies = std::numeric_limits<double>::infinity();
  Charges<T> charges{};
};

/// Price of one copy while it is billed, in USD per second.
template <class T>
MoneyPerTime<T> copy_price(const ActiveWindow<T>& p) {
  return (p.price * p.units_per_copy + price_of(p.resources)) * p.multiplier;
}

/// What one copy costs while it is open for a time (USD), or for so much of each month (USD a month): price × time.
template <class T, class TimeQuantity>
auto open_cost(const ActiveWindow<T>& p, const TimeQuantity& open) {
  return copy_price(p) * open;
}

/// Idle time after which a copy is gone.
template <class T>
Time<T> timeout(const ActiveWindow<T>& p) {
  return p.idle_timeout.value_or(p.rule == WindowRule::per_second ? p.tail : p.window);
}

/// How a copy is open under a rule with calls that come at random or evenly, each keeping it busy for `hold`.
template <class T>
Opening opening(const ActiveWindow<T>& p, Arrivals arrivals) {
  const bool spells = p.rule != WindowRule::anchored && p.rule != WindowRule::clock_aligned;
  if (arrivals == Arrivals::packed) return Opening::while_busy;
  if (arrivals == Arrivals::periodic) return p.rule == WindowRule::anchored ? Opening::even_anchored : Opening::even;
  if (p.rule == WindowRule::anchored) return Opening::anchored;
  const bool plain = p.start_up.value() == 0.0 && p.quantum.value() == 0.0 && p.rule != WindowRule::whole_windows;
  return spells && !plain ? Opening::spells : Opening::exponential;
}

/// Start and rounding of a spell, given how long one call makes it last. A spell of several calls ends anywhere in a
/// quantum, so half of one is billed beyond it on average.
template <class T>
SpellTimes<T> spell_times(const ActiveWindow<T>& p, const Time<T>& lasts) {
  using std::ceil;
  SpellTimes<T> s{.start = p.start_up, .start_billed = p.start_up_billed ? p.start_up : Time<T>{}};
  const T quantum = p.rule == WindowRule::per_second ? p.quantum.value() : p.rule == WindowRule::whole_windows ? p.window.value() : T(0.0);
  if (quantum == 0.0) return s;
  const T whole = lasts.value() + s.start_billed.value();
  s.round_one = Time<T>::from_value(T(ceil(T(whole / quantum)) * quantum - whole));
  s.round_more = Time<T>::from_value(T(quantum / 2.0));
  return s;
}

/// Bill of a path that scales to zero. Poisson arrivals spread evenly over the copies that the load needs; each copy is
/// open, with λ calls a second on it, window W and answer time S, for this fraction of the month:
///   packed: busy fraction;  anchored: λW/(1+λW);  clock-aligned: 1−e^(−λW);  keep-alive: 1−e^(−λ(W+S))
/// and never for less than its busy fraction. per_second is keep-alive with W the tail; a start before each spell and its
/// rounding come on top (curve.hpp, open_fraction). Batches count as one call that lasts as long as all of them. Calls that
/// come evenly: min(1, λD) with D how long one keeps the copy open, anchored λW/⌈λW⌉. Sources: renewal theory
/// (non-paralyzable dead time; M/G/∞ busy period), e.g. Cox, Renewal Theory (1962).
/// What has no closed form (`no_closed_form`) is billed here as if it had: whoever reports it must say so.
template <class T>
Bill<T> bill(const ActiveWindow<T>& p, const Service<T>& s) {
  const bool by_window = p.rule == WindowRule::anchored || p.rule == WindowRule::clock_aligned;
  const auto one = Quantity<unit::answer, T>::from_value(T(s.batch));
  const Time<T> idle = p.rule == WindowRule::per_second ? p.tail : p.window;
  const Time<T> lasts = by_window ? p.window : Time<T>(idle + one * s.busy);
  const Opening open = opening(p, s.arrivals);
  Bill<T> b{.terms = {{.name = "active windows", .while_open = open_cost(p, s.month)},
                      {.name = "input tokens", .per_answer = p.input * s.workload.input},
                      {.name = "cached input tokens", .per_answer = p.input * s.workload.cached_input},
                      {.name = "output tokens", .per_answer = p.output * s.workload.output},
                      {.name = "storage", .fixed = p.storage * p.units_per_copy}},
            .capacity = s.capacity(),
            .max_units = p.max_copies,
            .opening = open,
            .open_for = lasts,
            .month = s.month,
            .batch = s.batch,
            .levels = s.levels};
  if (open == Opening::spells) b.spell = spell_times(p, lasts);
  b.terms.push_back({.name = "staff", .fixed = p.staff, .part = Part::beside});
  return with_charges(std::move(b), p.charges);
}

/// Why the bill of calls that do not come packed has no closed form; empty where it has one. `busy`: of one answer.
std::string no_closed_form(const ActiveWindow<>& pricing, Arrivals arrivals, double batch, TimePerAnswer<> busy);

/// Copies that must be started in a month, and the share of the requests that find none ready: they wait, or fail.
struct ColdStarts {
  double per_month = 0;
  double share = 0;
};

/// At a load of one copy. Random calls, λ a second, find the copy gone after an idle time τ with probability
/// q = e^(−λ(τ+S)) ÷ (1 + λU e^(−λ(τ+S))), U its start-up, during which λU more come: starts λq, share q(1+λU). Evenly: all
/// or none. Packed: none. Nothing where there is no closed form: hours with loads of their own.
std::optional<ColdStarts> cold_starts(const ActiveWindow<>& pricing, const Service<>& service, Load<> on_one_copy);

}  // namespace costmodel
