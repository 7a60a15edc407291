// Continuous provisioned: rented by the hour, idle or not.
#pragma once

#include <algorithm>
#include <cmath>
#include <costmodel/bill/bill.hpp>
#include <costmodel/bill/resource.hpp>
#include <costmodel/bill/upkeep.hpp>
#include <optional>
#include <vector>

namespace costmodel {

/// What is paid for answers beyond the capacity that is reserved: the price of the shared endpoint that serves them.
template <class T = double>
struct Overflow {
  InputPrice<T> input{};
  std::optional<InputPrice<T>> cached_input{};  ///< without it, as other input
  OutputPrice<T> output{};
};

template <class T = double>
struct Provisioned {
  MoneyPerTime<T> price{};                   ///< per unit
  std::vector<Resource<T>> resources{};      ///< of a unit, each by the second, beside `price`
  T multiplier{1};                           ///< region, priority: on price and resources
  std::optional<MonthLength<T>> hours_up{};  ///< time kept up in a month; without it, all of it
  std::optional<Time<T>> up_per_day{};       ///< the same as a schedule: hours of a day …
  T up_days_per_week{7};                     ///< … on so many days a week
  Time<T> lost{};                            ///< of each start, or of each block: paid, and of no use
  T interrupted{0};                          ///< share of the time kept up that is lost to interruptions …
  bool interrupted_billed = true;         ///< … and whether that time is billed; spot machines often bill none of it
  T discount{0};                          ///< for commitment, fraction of the price
  std::optional<Months<T>> term{};        ///< sold for whole terms of this length …
  std::optional<Months<T>> needed{};      ///< … and needed for so long; without it, for whole terms
  std::optional<MonthLength<T>> block{};  ///< sold in whole prepaid blocks of this length
  MoneyPerMonth<T> storage{};             ///< per unit, up or not
  MoneyPerMonth<T> support{};             ///< per unit; this and the rest of the upkeep is not the provider's
  MoneyPerMonth<T> staff{};               ///< for all units together
  MoneyPerMonth<T> staff_per_unit{};
  MoneyPerMonth<T> facility{};  ///< what else all units share
  double min_units = 1;
  double max_units = std::numeric_limits<double>::infinity();
  std::optional<Overflow<T>> overflow{};  ///< without it, what the units do not carry is not served
  Charges<T> charges{};
};

/// Time for which one unit is kept up in a month, and how often it is started for that.
template <class T>
struct UpTime {
  MonthLength<T> useful{};
  MonthLength<T> billed{};
};

/// A schedule starts each unit anew on each of its days: for blocks of its own, and losing what each start loses. Time
/// that interruptions take is billed unless the offer says otherwise; prepaid blocks always are.
template <class T>
UpTime<T> up_time(const Provisioned<T>& p, const MonthLength<T>& month) {
  using std::ceil;
  const double week = 7 * 24 * 3600.0;
  const T starts = p.up_per_day ? T(p.up_days_per_week * T(month.value() / week)) : T(1.0);  // a month
  const T once = p.up_per_day ? p.up_per_day->value() : T(p.hours_up.value_or(month).value());
  const T lost = p.lost.value();
  T billed = once;
  if (p.block)
    billed = p.block->value() * ceil(T(once / T(p.block->value() - lost)));
  else if (p.hours_up || p.up_per_day)
    billed += lost;
  if (!p.interrupted_billed && !p.block) billed -= once * p.interrupted;
  return {MonthLength<T>::from_value(T(once * starts)), MonthLength<T>::from_value(T(billed * starts))};
}

/// Months that are paid ÷ months that are needed: whole terms.
template <class T>
T whole_terms(const Provisioned<T>& p) {
  using std::ceil;
  if (!p.term || !p.needed) return T(1.0);
  return T(ceil(T(p.needed->value() / p.term->value())) * p.term->value() / p.needed->value());
}

/// Bill of provisioned units: price × (1 − discount) × whole terms × time kept up, rounded up to whole blocks, for each
/// unit. A unit that is up part of the month carries that part of a month's load.
template <class T>
Bill<T> bill(const Provisioned<T>& p, const Service<T>& s) {
  using std::min;
  const UpTime<T> up = up_time(p, s.month);
  const MoneyPerTime<T> rate =
      (p.price + price_of(p.resources)) * p.multiplier * T(T(1.0) - p.discount) * whole_terms(p);
  const T carried = min(T(up.useful.value() * (T(1.0) - p.interrupted)), T(s.month.value() / peak(s.levels)));
  Bill<T> b{.terms = {{.kind = BillTerm::provisioned_hours, .per_unit = rate * up.billed},
                      {.kind = BillTerm::storage, .per_unit = p.storage}},
            .capacity = MonthLength<T>::from_value(carried) / s.busy,
            .min_units = p.min_units,
            .max_units = p.max_units,
            .month = s.month,
            .levels = s.levels,
            .overflows = p.overflow.has_value()};
  if (p.overflow)
    b.terms.push_back({.kind = BillTerm::overflow_tokens,
                       .overflowing = p.overflow->input * s.workload.input +
                                      p.overflow->cached_input.value_or(p.overflow->input) * s.workload.cached_input +
                                      p.overflow->output * s.workload.output});
  add_upkeep(b.terms, p);
  return with_charges(std::move(b), p.charges);
}

}  // namespace costmodel
