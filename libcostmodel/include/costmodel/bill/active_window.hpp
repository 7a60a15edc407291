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
  MoneyPerTime<T> price{};  ///< per unit
  T units_per_copy{1};
  std::vector<Resource<T>> resources{};  ///< of a copy, each by the second, beside its units
  T multiplier{1};                       ///< region, priority: on price and resources
  Time<T> window{};                      ///< all rules but per_second
  WindowRule rule = WindowRule::anchored;
  Time<T> tail{};                         ///< per_second: idle time before the copy is gone
  Time<T> quantum{};                      ///< per_second; 0: exactly as long as it lasts
  Time<T> minimum{};                      ///< per_second: of each spell
  std::optional<Time<T>> idle_timeout{};  ///< after which an idle copy is gone, where it is not the window or the tail
  Time<T> start_up{};                     ///< from the call that finds no copy until the copy answers
  bool start_up_billed = false;
  Refused when_cold = Refused::queued;
  Refused when_full = Refused::queued;
  std::optional<double>
      concurrency{};      ///< calls at once on a copy, more starting another; without it those that were measured
  InputPrice<T> input{};  ///< tokens that are billed beside the time, cached ones as others
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

/// Whether a copy is billed while it is open and for the idle time after, and no more: no start, no rounding.
template <class T>
bool counts_from_the_last(const ActiveWindow<T>& p) {
  return p.start_up.value() == 0.0 && p.quantum.value() == 0.0 && p.minimum.value() == 0.0 &&
         p.rule != WindowRule::anchored && p.rule != WindowRule::whole_windows;
}

/// Whether calls that find no place start another copy, under conditions for which it is known how many are open.
template <class T>
bool copy_by_copy(const ActiveWindow<T>& p, const Service<T>& s) {
  return p.concurrency && p.max_copies > 1 && s.arrivals == Arrivals::poisson && s.batch == 1 && !s.pace.empty() &&
         counts_from_the_last(p);
}

/// How a copy is open under a rule with calls that come at random or evenly. `paced`: it is known how long a call takes
/// with others in flight and alone.
template <class T>
Opening opening(const ActiveWindow<T>& p, Arrivals arrivals, bool paced) {
  const bool spells = p.rule != WindowRule::anchored && p.rule != WindowRule::clock_aligned;
  if (arrivals == Arrivals::packed) return Opening::while_busy;
  if (arrivals == Arrivals::periodic) return p.rule == WindowRule::anchored ? Opening::even_anchored : Opening::even;
  if (p.rule == WindowRule::anchored) return Opening::anchored;
  const bool plain = p.start_up.value() == 0.0 && p.quantum.value() == 0.0 && p.rule != WindowRule::whole_windows;
  if (spells && !plain) return Opening::spells;
  return paced ? Opening::under_load : Opening::exponential;
}

/// Start and rounding of a spell, given how long one call makes it last. A spell of several calls ends anywhere in a
/// quantum, so half of one is billed beyond it on average.
template <class T>
SpellTimes<T> spell_times(const ActiveWindow<T>& p, const Time<T>& lasts) {
  using std::ceil;
  SpellTimes<T> s{.start = p.start_up, .start_billed = p.start_up_billed ? p.start_up : Time<T>{}};
  const T quantum = p.rule == WindowRule::per_second      ? p.quantum.value()
                    : p.rule == WindowRule::whole_windows ? p.window.value()
                                                          : T(0.0);
  if (quantum == 0.0) return s;
  const T whole = lasts.value() + s.start_billed.value();
  s.round_one = Time<T>::from_value(T(ceil(T(whole / quantum)) * quantum - whole));
  s.round_more = Time<T>::from_value(T(quantum / 2.0));
  return s;
}

/// Bill of a path that scales to zero. Poisson arrivals spread evenly over the copies that the load needs. The idle
/// spells of such a copy are exponential whatever it does in between, so one that is kept for W after its last answer,
/// with λ calls a second and idle for the share p₀ of the time (birth_death.hpp), is billed for
///   φ = 1 − p₀·e^(−λW)
/// under all rules that count from the last answer, and clock-aligned windows, of which one without a call and without
/// work is not billed. per_second: W the tail; a start before each spell and its rounding come on top (curve.hpp,
/// open_fraction). Packed: the busy fraction. Anchored: λW/(1+λW), never less than the busy fraction, for answers that
/// are short beside a window (non-paralyzable dead time). Calls that come evenly: min(1, λD) with D how long one keeps
/// the copy open, anchored λW/⌈λW⌉. Batches count as one call that lasts as long as all of them, alone as the copy
/// serves that many at once. Where no pace is known
/// (`Service::pace`) p₀ = e^(−λS), as with places without end. Where a copy takes so many calls at once and another is
/// started for those beyond, copies are counted one by one (copies.hpp). Source: renewal theory, e.g. Cox, Renewal
/// Theory (1962). What has no closed form (`no_closed_form`) is billed here as if it had: whoever reports it must say
/// so.
template <class T>
Bill<T> bill(const ActiveWindow<T>& p, const Service<T>& s) {
  const bool by_window = p.rule == WindowRule::anchored || p.rule == WindowRule::clock_aligned;
  const Time<T> idle = p.rule == WindowRule::per_second ? p.tail : p.window;
  const Time<T> lasts = by_window ? p.window : Time<T>(idle + s.alone());
  const Opening open = copy_by_copy(p, s) ? Opening::copies : opening(p, s.arrivals, !s.pace.empty());
  const bool by_pace =
      !s.pace.empty() && (open == Opening::under_load || open == Opening::spells || open == Opening::copies);
  Bill<T> b{.terms = {{.kind = BillTerm::active_windows, .while_open = open_cost(p, s.month)},
                      {.kind = BillTerm::input_tokens, .per_answer = p.input * s.workload.input},
                      {.kind = BillTerm::cached_input_tokens, .per_answer = p.input * s.workload.cached_input},
                      {.kind = BillTerm::output_tokens, .per_answer = p.output * s.workload.output},
                      {.kind = BillTerm::storage, .fixed = p.storage * p.units_per_copy}},
            .capacity = s.capacity(),
            .max_units = p.max_copies,
            .opening = open,
            .open_for = by_pace ? idle : lasts,
            .month = s.month,
            .batch = s.batch,
            .levels = s.levels};
  if (open == Opening::spells) b.spell = spell_times(p, lasts);
  if (by_pace)
    for (const auto& each : s.pace) b.rates.push_back(s.month / each);
  b.terms.push_back({.kind = BillTerm::staff, .fixed = p.staff, .part = Part::beside});
  return with_charges(std::move(b), p.charges);
}

/// Why the bill of calls that do not come packed has no closed form; empty where it has one.
std::string no_closed_form(const ActiveWindow<>& pricing, const Service<>& service);

/// Between what and what the copies are open together, in months of one copy, where no closed form says how long: at
/// least as long as they compute, and at most as if each answer kept a copy of its own open, from a start and its
/// rounding to the idle time after it; and with nothing to round no longer than all of them all month.
struct OpenBounds {
  double least = 0;
  double most = 0;
};
OpenBounds open_bounds(const ActiveWindow<>& pricing, const Service<>& service, Load<> load);

/// Copies that must be started in a month, and the share of the requests that find none ready: they wait, or fail.
struct ColdStarts {
  double per_month = 0;
  double share = 0;
};

/// At a load that so many copies share evenly. Random calls, λ a second on each, find the copy gone after an idle time
/// τ with probability q = g ÷ (1 + λ(U+V) g), g = p₀·e^(−λτ), U its start-up, during which λU more come, and V the time
/// that those take (backlog): starts λq, share q(1+λU). Where calls that find no place start another copy, as
/// copies.hpp says. Evenly: all or none. Packed: none. Nothing where there is no closed form: hours with loads of their
/// own.
std::optional<ColdStarts> cold_starts(const ActiveWindow<>& pricing, const Service<>& service, Load<> load,
                                      double copies);

}  // namespace costmodel
