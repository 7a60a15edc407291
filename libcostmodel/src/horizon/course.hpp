// One path over months that are not alike, over any number type: plain numbers, packs of draws, enclosures.
//
// A month is today's bill at the demand and prices of that month. Two curves say it at every price: one at the prices
// of the first month and one at none, as every coefficient of a bill is a line in what is paid for tokens, calls, time
// and machines.
#pragma once

#include <cmath>
#include <costmodel/bill/curve.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>
#include <vector>

namespace costmodel {

/// Multiplies what a path pays for tokens, calls, time and machines; not plans, minimums, credits, hosting, storage,
/// leases, installation, energy and upkeep.
template <class T>
void scale_prices(BasicPath<T>& path, const T& k) {
  std::visit(
      [&](auto& p) {
        if constexpr (requires { p.residual; }) {
          p.price *= k, p.residual *= k;
        } else {
          p.multiplier *= k;
          if constexpr (requires { p.units_per_copy; }) p.input *= k, p.output *= k;
          if constexpr (requires { p.overflow; }) {
            if (p.overflow) {
              p.overflow->input *= k, p.overflow->output *= k;
              if (p.overflow->cached_input) *p.overflow->cached_input *= k;
            }
            if (p.while_off) *p.while_off *= k;
          }
        }
      },
      path.pricing);
}

/// The path as it runs: what is bought is a flow of its own, so that no capital is spread over months.
template <class T>
void take_capital_out(BasicPath<T>& path) {
  if (auto* owned = std::get_if<FixedAmortized<T>>(&path.pricing)) owned->life = {};
}

/// A bill at any price.
template <class T>
struct PriceCurve {
  Curve<T> full{}, free{};  ///< at the prices stated, and at none

  template <class X>
  X at(const X& x, const X& price) const {
    if (full.settlement.holds) return between(price)(x);
    const X nothing = free(x);
    return nothing + price * (full(x) - nothing);
  }
  /// What one more unit takes.
  template <class X>
  X unit(const X& price) const {
    return mixed(X(full.unit + full.open), X(free.unit + free.open), price);
  }
  /// The part of it that has a price which is scaled.
  template <class X>
  X committed(const X& price) const {
    return price * X(full.unit + full.open - free.unit - free.open);
  }

 private:
  template <class X>
  static X mixed(const X& all, const X& none, const X& price) {
    return none + price * (all - none);
  }
  template <class X>
  [[gnu::noinline]] Curve<X> between(const X& price) const {
    auto c = converted<X>(full, [](const T& number) { return X(number); });
    const auto mix = [&](X& here, const T& none) { here = mixed(here, X(none), price); };
    mix(c.fixed, free.fixed), mix(c.slope, free.slope), mix(c.unit, free.unit), mix(c.open, free.open);
    mix(c.overflow, free.overflow);
    for (std::size_t i = 0; i < c.bends.size(); ++i) mix(c.bends[i].slope, free.bends[i].slope);
    mix(c.settlement.beside_fixed, free.settlement.beside_fixed);
    mix(c.settlement.beside_slope, free.settlement.beside_slope);
    mix(c.settlement.beside_unit, free.settlement.beside_unit);
    return c;
  }
};

/// What one owned unit costs to buy, in the money of the first month.
template <class T>
struct UnitPrice {
  T price{0};  ///< before tax
  T tax{0};    ///< fraction of it
  T residual{0};
  T installation{0};
  T spares{0};
};

/// What a path is beside its bill.
struct PathOverTime {
  bool owned = false;  ///< machines are bought
  int life = 0;        ///< months until one is bought anew; 0: never
  double straight_life = 0;
  std::vector<ResaleAt> resale{};
  int lead = 0;                      ///< months from order to service
  int term = 0;                      ///< months that a contract binds; 0: none
  std::vector<double> retraining{};  ///< in USD, at the end of each month
};

/// All that changes, over a number type.
template <class X>
struct Course {
  std::vector<X> price{};                ///< what prices are multiplied by, by month
  std::vector<X> units{};                ///< that the demand needs
  std::vector<X> running{};              ///< the month's bill at the month's price
  std::vector<X> unit{};                 ///< what a month takes of one more owned unit
  std::vector<X> fixed_price_running{};  ///< at price 0 and at the stated one, where a contract holds its price …
  std::vector<X> full_price_running{};
  std::vector<X> committed{};  ///< … and what it binds to, at the stated price
  UnitPrice<X> bought{};
};

/// (1+r)^(−t/12), t = 0 … months + more.
template <class X>
std::vector<X> discounts(const X& rate, int length) {
  using std::exp, std::log1p;
  std::vector<X> all;
  const X growth = log1p(rate);
  for (int t = 0; t <= length; ++t) all.push_back(exp(X(growth * X(-t / 12.0))));
  return all;
}

/// Share of its price that a machine still fetches at an age.
template <class X>
X resale_share(const UnitPrice<X>& p, const PathOverTime& path, double age) {
  if (!path.resale.empty()) {
    const auto& table = path.resale;
    if (age <= table.front().age_months) return X(table.front().fraction);
    for (std::size_t i = 1; i < table.size(); ++i)
      if (age <= table[i].age_months)
        return X(std::lerp(table[i - 1].fraction, table[i].fraction,
                           (age - table[i - 1].age_months) / (table[i].age_months - table[i - 1].age_months)));
    return X(table.back().fraction);
  }
  const double gone = path.straight_life > 0 ? std::min(1.0, age / path.straight_life) : 1.0;
  return X(1.0) - (X(1.0) - p.residual / p.price) * X(gone);
}

/// What it fetches, in USD.
template <class X>
X resale_value(const UnitPrice<X>& p, const PathOverTime& path, const X& price, double age) {
  if (!path.resale.empty()) return p.price * price * resale_share(p, path, age);
  const double gone = path.straight_life > 0 ? std::min(1.0, age / path.straight_life) : 1.0;
  return price * (p.price - (p.price - p.residual) * X(gone));
}

/// Price of a unit, with tax and installation.
template <class X>
X purchase(const UnitPrice<X>& p, const X& price) {
  return p.price * price * (X(1.0) + p.tax) + p.installation;
}

/// Present cost of one machine that serves from month `from` until the end of month `until` − 1: paid when it is
/// ordered, and sold.
template <class X>
X present_cost_of_machine(const Course<X>& c, const PathOverTime& path, const std::vector<X>& d, int from, int until) {
  const auto order = static_cast<std::size_t>(std::max(0, from - path.lead));
  return purchase(c.bought, c.price[order]) * d[order] -
         resale_value(c.bought, path, c.price[order], until - from) * d[static_cast<std::size_t>(until)];
}

/// Present cost of one unit that serves from month t until the end of month e − 1: a machine, at each end of its life
/// sold and bought anew.
template <class X>
X present_cost_of_unit(const Course<X>& c, const PathOverTime& path, const std::vector<X>& d, int t, int e) {
  X sum(0.0);
  for (int from = t; from < e;) {
    const int until = path.life > 0 ? std::min(e, from + path.life) : e;
    sum += present_cost_of_machine(c, path, d, from, until);
    from = until;
  }
  return sum;
}

/// The bill of month t of a path that serves from month s on; a term holds the price of the month in which it begins.
template <class X>
X bill_of_month(const Course<X>& c, const PathOverTime& path, int s, int t) {
  const auto at = static_cast<std::size_t>(t);
  if (path.term <= 0) return c.running[at];
  const auto signed_at = static_cast<std::size_t>(t - (t - s) % path.term);
  return c.fixed_price_running[at] + c.price[signed_at] * (c.full_price_running[at] - c.fixed_price_running[at]);
}

/// What is left of the term of a path that served in months s … e − 1, paid when it is left.
template <class X>
X left_of_term(const Course<X>& c, const PathOverTime& path, int s, int e) {
  if (path.term <= 0 || (e - s) % path.term == 0) return X(0.0);
  const auto last = static_cast<std::size_t>(e - 1);
  const auto signed_at = static_cast<std::size_t>(e - 1 - (e - 1 - s) % path.term);
  return c.price[signed_at] * c.committed[last] * c.units[last] *
         X(static_cast<double>(path.term - (e - s) % path.term));
}

/// Whether a number, any of a pack or any of an interval may be above 0.
template <class X>
bool some(const X& x) {
  if constexpr (requires { x.v.any(); })
    return (x.v > 0.0).any();
  else
    return !(x <= X(0.0));
}

/// Months s … e − 1 of a path: units are bought when they are needed and kept.
///   buys(t, units)        units that come into service in month t
///   bills(t, bill, units)  the month's bill, idle units among it, without retraining, and the units that are there
template <class X, class Buys, class Bills>
void month_by_month(const Course<X>& c, const PathOverTime& path, int s, int e, const Buys& buys, const Bills& bills) {
  using std::max;
  X owned(0.0);
  for (int t = s; t < e; ++t) {
    const auto at = static_cast<std::size_t>(t);
    X bill = bill_of_month(c, path, s, t);
    if (!path.owned) {
      bills(t, bill, c.units[at]);
      continue;
    }
    const X bought = t == s ? X(c.units[at] + c.bought.spares) : max(X(0.0), X(c.units[at] - owned));
    if (some(bought)) buys(t, bought);
    owned = t == s ? c.units[at] : max(owned, c.units[at]);
    bill += (owned - c.units[at]) * c.unit[at];
    bills(t, bill, owned);
  }
}

/// Present cost of a path that serves in months s … e − 1: its units, each month's bill, and what is left of a contract
/// when it is left.
template <class X>
X present_cost(const Course<X>& c, const PathOverTime& path, const std::vector<X>& d, int s, int e) {
  X sum(0.0);
  month_by_month(
      c, path, s, e, [&](int t, const X& bought) { sum += bought * present_cost_of_unit(c, path, d, t, e); },
      [&](int t, const X& bill, const X&) {
        const auto at = static_cast<std::size_t>(t);
        sum += (bill + X(path.retraining[at])) * d[at + 1];
      });
  return e > s ? X(sum + left_of_term(c, path, s, e) * d[static_cast<std::size_t>(e)]) : sum;
}

/// The same of every e up to `length` in one pass; 0 up to s.
template <class X>
std::vector<X> present_costs(const Course<X>& c, const PathOverTime& path, const std::vector<X>& d, int s, int length) {
  std::vector<X> all(static_cast<std::size_t>(length) + 1, X(0.0));
  X sum(0.0);
  const auto buys = [&](int t, const X& bought) {
    X before(0.0);  // machines that came to the end of their lives
    for (int from = t, e = t + 1; e <= length; ++e) {
      const X cost = before + present_cost_of_machine(c, path, d, from, e);
      all[static_cast<std::size_t>(e)] += bought * cost;
      if (path.life > 0 && e - from == path.life) before = cost, from = e;
    }
  };
  month_by_month(c, path, s, length, buys, [&](int t, const X& bill, const X&) {
    const auto at = static_cast<std::size_t>(t);
    sum += (bill + X(path.retraining[at])) * d[at + 1];
    all[at + 1] += sum + left_of_term(c, path, s, t + 1) * d[at + 1];
  });
  return all;
}

/// What may be drawn, or be an axis, of all that changes.
template <class X>
struct Trends {
  X demand{0};  ///< of the first month, accepted answers
  X growth{0};
  X discount{0};
  std::optional<X> ceiling{};
  std::vector<X> change{};     ///< of prices a year, by path
  std::vector<X> migration{};  ///< USD, by path
};

/// Accepted answers of each month. Growth by (1+g)^t; with a ceiling K, no less than A, logistic: A ÷ ((1−v)·A/K + v)
/// with v = (1+g)^−t, which is K / (1 + (K/A − 1)(1+g)^−t) without a difference of large numbers.
template <class X>
std::vector<X> demand_by_month(const Horizon& h, const Trends<X>& trends, const std::vector<double>& weights) {
  using std::exp, std::expm1, std::log1p, std::max;
  std::vector<X> all;
  const X growth = log1p(trends.growth);
  const X full = trends.ceiling ? X(trends.demand / max(*trends.ceiling, trends.demand)) : X(0.0);
  for (int t = 0; t < h.months; ++t) {
    const auto at = static_cast<std::size_t>(t);
    const X shrunk = growth * X(-t);
    const X demand = !h.by_month.empty() ? X(h.by_month[at])
                     : trends.ceiling    ? X(trends.demand / (exp(shrunk) - full * expm1(shrunk)))
                                         : X(trends.demand * exp(X(growth * X(t))));
    all.push_back(weights.empty() ? demand : X(demand * X(weights[at])));
  }
  return all;
}

/// What prices are multiplied by in each month: (1+c)^(t/12), and the steps.
template <class X>
std::vector<X> price_by_month(const OverTime& o, const X& change, int length) {
  using std::exp, std::log1p;
  std::vector<X> all;
  const X growth = log1p(change);
  for (int t = 0; t < length; ++t) {
    double step = 1;
    for (const auto& s : o.price_steps)
      if (s.from_month <= t + 1) step = s.multiplier;
    all.push_back(X(exp(X(growth * X(t / 12.0))) * X(step)));
  }
  return all;
}

/// The course of a path, from its curves: one for each stretch of dated prices.
template <class X, class T>
Course<X> course(const std::vector<PriceCurve<T>>& curves, const std::vector<std::size_t>& stretch,
                 const std::vector<X>& demand, std::vector<X> price, const UnitPrice<X>& bought,
                 const PathOverTime& path) {
  Course<X> c;
  c.price = std::move(price);
  c.bought = bought;
  for (std::size_t t = 0; t < demand.size(); ++t) {
    const PriceCurve<T>& curve = curves[stretch[t]];
    c.units.push_back(curve.full.units(demand[t]));
    c.running.push_back(curve.at(demand[t], c.price[t]));
    if (path.owned) c.unit.push_back(curve.unit(c.price[t]));
    if (path.term > 0) {
      c.fixed_price_running.push_back(curve.at(demand[t], X(0.0)));
      c.full_price_running.push_back(curve.at(demand[t], X(1.0)));
      c.committed.push_back(curve.committed(X(1.0)));
    }
  }
  return c;
}

}  // namespace costmodel
