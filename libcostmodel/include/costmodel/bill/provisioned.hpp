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
  T up_days_per_week{7};                     ///< … on so many days a week, from Monday on …
  std::optional<double> up_from{};  ///< … from this hour of the day; without it, at the best place in the week
  std::optional<MoneyPerAnswer<T>> while_off{};  ///< price of an attempt that comes while it is off, and goes elsewhere
  Time<T> lost{};                                ///< of each start, or of each block: paid, and of no use
  T interrupted{0};                              ///< share of the time kept up that is lost to interruptions …
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

/// Share of the requests that come while a schedule with a place in the week is up, given the weight of each hour from
/// Monday 00:00; a day that ends past midnight goes on in the next one.
template <class T>
T share_while_up(const Provisioned<T>& p, const std::vector<double>& week) {
  using std::max, std::min;
  const double from = *p.up_from;
  const T to = from + T(p.up_per_day->value() / 3600.0);
  T met(0.0);
  double all = 0;
  for (std::size_t i = 0; i < week.size(); ++i) {
    all += week[i];
    for (const double later : {0.0, 24.0}) {  // of the day itself, or of the one before
      const double hour = static_cast<double>(i % 24) + later;
      const double day = static_cast<double>((i / 24 + (later > 0 ? 6 : 0)) % 7);
      const T up = max(T(0.0), T(min(T(hour + 1), to) - max(hour, from)));
      met = met + week[i] * max(T(0.0), min(T(1.0), T(p.up_days_per_week - day))) * up;
    }
  }
  return T(met / all);
}

/// Months that are paid ÷ months that are needed: whole terms.
template <class T>
T whole_terms(const Provisioned<T>& p) {
  using std::ceil;
  if (!p.term || !p.needed) return T(1.0);
  return T(ceil(T(p.needed->value() / p.term->value())) * p.term->value() / p.needed->value());
}

/// Bill of provisioned units: price × (1 − discount) × whole terms × time kept up, rounded up to whole blocks, for each
/// unit. A unit that is up part of the month carries that part of a month's load. With a price for what comes while it
/// is off, the units carry the rest.
template <class T>
Bill<T> bill(const Provisioned<T>& p, const Service<T>& s) {
  using std::max, std::min;
  const UpTime<T> up = up_time(p, s.month);
  const MoneyPerTime<T> rate =
      (p.price + price_of(p.resources)) * p.multiplier * T(T(1.0) - p.discount) * whole_terms(p);
  const bool elsewhere = p.while_off && p.up_from && p.up_per_day && !s.week.empty();
  const T here = elsewhere ? share_while_up(p, s.week) : T(1.0);
  const T carried =
      min(T(up.useful.value() * (T(1.0) - p.interrupted) / max(T(1e-9), here)), T(s.month.value() / peak(s.levels)));
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
  if (elsewhere)
    b.terms.push_back({.kind = BillTerm::while_off, .per_answer = *p.while_off * T(1.0 - here), .part = Part::beside});
  add_upkeep(b.terms, p);
  return with_charges(std::move(b), p.charges);
}

}  // namespace costmodel
