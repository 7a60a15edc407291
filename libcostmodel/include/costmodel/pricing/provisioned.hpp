// Continuous provisioned: rented by the hour, idle or not.
#pragma once

#include <cmath>
#include <costmodel/bill.hpp>
#include <optional>

namespace costmodel {

template <class T = double>
struct Provisioned {
  MoneyPerTime<T> price{};                    ///< per unit
  std::optional<MonthLength<T>> hours_up{};   ///< time kept up in a month; without it, all of it
  T discount{0};                              ///< for commitment, fraction of the price
  std::optional<MonthLength<T>> block{};      ///< sold in whole prepaid blocks of this length
  double min_units = 1;
  double max_units = std::numeric_limits<double>::infinity();
};

/// Bill of provisioned units: price × (1 − discount) × time kept up, rounded up to whole blocks, for each unit.
/// A unit that is up part of the month carries that part of a month's load.
template <class T>
Bill<T> bill(const Provisioned<T>& p, const Service<T>& s) {
  using std::ceil;
  const MonthLength<T> up = p.hours_up.value_or(s.month);
  const MonthLength<T> billed = p.block ? MonthLength<T>(*p.block * ceil(up.value() / p.block->value())) : up;
  return {.terms = {{.name = "provisioned hours", .per_unit = p.price * (1.0 - p.discount) * billed}},
          .capacity = up / s.busy,
          .min_units = p.min_units,
          .max_units = p.max_units,
          .month = s.month};
}

}  // namespace costmodel
