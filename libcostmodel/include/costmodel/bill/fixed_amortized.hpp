// Fixed amortized: an owned machine. It costs the same whether it works or not, power aside.
#pragma once

#include <cmath>
#include <costmodel/base/exp_moment.hpp>
#include <costmodel/bill/bill.hpp>
#include <costmodel/bill/upkeep.hpp>

namespace costmodel {

template <class T = double>
struct FixedAmortized {
  Money<T> price{};             ///< of one unit, before tax
  T sales_tax{0};               ///< fraction of the price
  Money<T> residual{};          ///< resale value of one unit at the end of its life
  Months<T> life{};             ///< needed where there is a price
  T discount_rate_per_year{0};  ///< effective; 0.08 for 8 %
  Money<T> installation{};      ///< of one unit: cooling, cabling, power; gone at the end of its life
  MoneyPerMonth<T> flat{};      ///< per unit: a lease, or an amortization that is only known as a sum
  Power<T> idle_power{};        ///< of one unit
  Power<T> load_power{};        ///< of one unit while busy
  T pue{1};                     ///< facility power ÷ machine power
  EnergyPrice<T> energy_price{};
  PowerPricePerMonth<T> colocation{};  ///< per W of load power
  MoneyPerMonth<T> support{};          ///< per unit
  MoneyPerMonth<T> staff{};            ///< for all units together
  MoneyPerMonth<T> staff_per_unit{};
  MoneyPerMonth<T> facility{};  ///< room, network and what else all units share
  T failures_per_year{0};       ///< share of the units that must be bought anew each year
  T spares{0};                  ///< units that stand by, beside those that the load needs
  double min_units = 1;
  double max_units = std::numeric_limits<double>::infinity();
};

/// Monthly capital cost of one unit (capital recovery), in USD per month:
///   (P(1+t) + I − R/(1+r)^m) · r / (1 − (1+r)^−m);  r = 0: (P(1+t) + I − R)/m
/// with r the effective monthly rate, as M(ln(1+r)) / (m · M(−m ln(1+r))) with M(u) = (eᵘ−1)/u, which has no special
/// case at r = 0 and so has its slope there. Source: capital recovery factor, e.g. NREL, Short et al. (1995)
/// TP-462-5173.
template <class T>
MoneyPerMonth<T> capital_recovery(const FixedAmortized<T>& p) {
  using std::log1p, std::exp;
  if (p.life.value() == 0.0) return {};
  const T log_growth = log1p(p.discount_rate_per_year) / 12.0;  // per month
  const T m = months(p.life);
  const T present = usd(p.price) * (1.0 + p.sales_tax) + usd(p.installation) - usd(p.residual) * exp(-log_growth * m);
  const T factor = exp_moment(0, log_growth) / (m * exp_moment(0, T(-log_growth * m)));
  return usd_per_month(T(present * factor));
}

/// Bill of owned machines, one more for each capacity of load. A spare costs what an idle one costs: capital or lease,
/// idle power, colocation at its full load power, and support; neither staff nor failures. A failure buys a unit anew
/// at its price with tax; installation stays.
template <class T>
Bill<T> bill(const FixedAmortized<T>& p, const Service<T>& s) {
  const MoneyPerMonth<T> capital = capital_recovery(p), colocation = p.load_power * p.colocation;
  const MoneyPerMonth<T> idle = p.idle_power * s.month * p.pue * p.energy_price;
  const auto energy_per_answer = (p.load_power - p.idle_power) * s.busy * p.pue;
  const MoneyPerMonth<T> failures = usd_per_month(T(usd(p.price) * (1.0 + p.sales_tax) * p.failures_per_year / 12.0));
  std::vector<Term<T>> terms{{.kind = BillTerm::capital, .per_unit = capital},
                             {.kind = BillTerm::flat, .per_unit = p.flat},
                             {.kind = BillTerm::idle_power, .per_unit = idle},
                             {.kind = BillTerm::load_power, .per_answer = energy_per_answer * p.energy_price},
                             {.kind = BillTerm::colocation, .per_unit = colocation}};
  add_upkeep(terms, p);
  terms.push_back({.kind = BillTerm::failures, .per_unit = failures});
  terms.push_back({.kind = BillTerm::spares, .fixed = (capital + p.flat + idle + colocation + p.support) * p.spares});
  return {.terms = std::move(terms),
          .capacity = s.capacity(),
          .min_units = p.min_units,
          .max_units = p.max_units,
          .month = s.month,
          .levels = s.levels};
}

}  // namespace costmodel
