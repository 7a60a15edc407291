// A bill: named terms that add up, each a function of the load.
#pragma once

#include <costmodel/arrivals.hpp>
#include <costmodel/curve.hpp>
#include <costmodel/units.hpp>
#include <costmodel/workload.hpp>
#include <string_view>
#include <vector>

namespace costmodel {

/// One named term, in the shape of `Curve`: fixed + per answer × load + units × (per unit + while open × open fraction).
template <class T = double>
struct Term {
  std::string_view name;
  MoneyPerMonth<T> fixed{};
  MoneyPerAnswer<T> per_answer{};
  MoneyPerMonth<T> per_unit{};
  MoneyPerMonth<T> while_open{};
};

/// What the month costs as a function of the load, in answers (attempts) per month.
template <class T = double>
struct Bill {
  std::vector<Term<T>> terms{};
  Load<T> capacity = answers_per_month(T(std::numeric_limits<double>::infinity()));  ///< of one unit
  double min_units = 1;
  double max_units = std::numeric_limits<double>::infinity();
  Opening opening = Opening::always;
  Time<T> open_for{};  ///< how long one call keeps a unit open: window, timeout or spell
  MonthLength<T> month = hours_per_month(T(730));

  /// The curve of one term in plain numbers: answers per month to USD per month.
  Curve<T> curve(const Term<T>& term) const {
    Curve<T> c;
    c.fixed = usd_per_month(term.fixed);
    c.slope = usd_per_answer(term.per_answer);
    c.unit = usd_per_month(term.per_unit);
    c.open = usd_per_month(term.while_open);
    c.capacity = answers_per_month(capacity);
    c.min_units = min_units;
    c.max_units = max_units;
    c.opening = opening;
    c.arrivals_per_x = open_for.value() / month.value();
    return c;
  }

  /// The curve of the whole bill.
  Curve<T> curve() const {
    Term<T> sum{"total"};
    for (const auto& term : terms) {
      sum.fixed += term.fixed;
      sum.per_answer += term.per_answer;
      sum.per_unit += term.per_unit;
      sum.while_open += term.while_open;
    }
    return curve(sum);
  }

  /// One term at a load, in USD per month.
  MoneyPerMonth<T> at(const Term<T>& term, const Load<T>& load) const {
    return usd_per_month(curve(term)(answers_per_month(load)));
  }

  /// The whole bill at a load, in USD per month.
  MoneyPerMonth<T> at(const Load<T>& load) const { return usd_per_month(curve()(answers_per_month(load))); }
};

/// How the workload meets the machine: what a pricing needs to know to make a bill.
template <class T = double>
struct Service {
  Workload<T> workload{};
  TimePerAnswer<T> busy{};  ///< machine time of one attempt; 0 where none is billed or measured
  MonthLength<T> month = hours_per_month(T(730));
  Arrivals arrivals = Arrivals::poisson;

  /// Answers per month that keep one unit busy all month; infinite for zero busy time.
  Load<T> capacity() const { return month / busy; }
};

}  // namespace costmodel
