// Active window: scale to zero. A copy is billed while it is open, and each call opens it for longer than it computes.
#pragma once

#include <costmodel/bill.hpp>
#include <string_view>

namespace costmodel {

/// When billing starts and stops. Providers' wording often fits more than one rule.
enum class WindowRule {
  anchored,       ///< a window opens at the first call after the last one closed, and is billed whole
  clock_aligned,  ///< windows lie on a fixed grid; one with a call is billed whole
  keep_alive      ///< billed until no call came for one window
};

std::string_view to_string(WindowRule rule);

template <class T = double>
struct ActiveWindow {
  MoneyPerTime<T> price{};     ///< per unit
  T units_per_copy{1};
  Time<T> window{};
  WindowRule rule = WindowRule::anchored;
  MoneyPerMonth<T> storage{};  ///< per unit, open or not
  double max_copies = std::numeric_limits<double>::infinity();
};

/// What one copy costs while it is open for a time (USD), or for so much of each month (USD a month): price × units × time.
template <class T, class TimeQuantity>
auto open_cost(const ActiveWindow<T>& p, const TimeQuantity& open) {
  return p.price * p.units_per_copy * open;
}

/// Bill of a path that scales to zero. Poisson arrivals spread evenly over the copies that the load needs; each copy is
/// open, with λ calls a second on it, window W and answer time S, for this fraction of the month:
///   packed: busy fraction;  anchored: λW/(1+λW);  clock-aligned: 1−e^(−λW);  keep-alive: 1−e^(−λ(W+S))
/// and never for less than its busy fraction. Sources: renewal theory (non-paralyzable dead time; M/G/∞ busy period),
/// e.g. Cox, Renewal Theory (1962).
template <class T>
Bill<T> bill(const ActiveWindow<T>& p, const Service<T>& s) {
  const bool packed = s.arrivals == Arrivals::packed;
  const bool anchored = p.rule == WindowRule::anchored;
  const auto one = Quantity<unit::answer, T>::from_value(T(1));
  return {.terms = {{.name = "active windows", .while_open = open_cost(p, s.month)},
                    {.name = "storage", .fixed = p.storage * p.units_per_copy}},
          .capacity = s.capacity(),
          .max_units = p.max_copies,
          .opening = packed ? Opening::while_busy : anchored ? Opening::anchored : Opening::exponential,
          .open_for = p.rule == WindowRule::keep_alive ? Time<T>(p.window + one * s.busy) : p.window,
          .month = s.month};
}

}  // namespace costmodel
