// A scenario as it stands in each month: days, prices by date, curves of every path, and what stands in their way.
#pragma once

#include <costmodel/horizon/horizon.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <string>
#include <vector>

#include "horizon/course.hpp"

namespace costmodel {

/// A day, some months later, or the last day of that month. Dates as ISO texts.
std::string months_later(const std::string& date, int later);

/// The months at which a price by date changes: the scenario of each such stretch, and which of them each month is in.
struct Stretches {
  std::vector<Scenario> scenarios{};
  std::vector<std::size_t> of_month{};
};
Stretches stretches(const Scenario& scenario);

/// Seasonal weights by month with a mean of 1 over a year; empty: none.
std::vector<double> seasonal_weights(const Scenario& scenario);

/// The scenario's own trends.
Trends<double> trends_of(const Scenario& scenario);

/// What the scenario says of a path beside its bill.
PathOverTime path_over_time(const Scenario& scenario, const Path& path);

template <class T>
UnitPrice<T> unit_price(const BasicPath<T>& path) {
  const auto* p = std::get_if<FixedAmortized<T>>(&path.pricing);
  if (!p) return {};
  return {usd(p->price), p->sales_tax, usd(p->residual), usd(p->installation), p->spares};
}

/// The horizon of a scenario, put together once.
struct Setting {
  /// Throws InvalidInput as `horizon` does.
  explicit Setting(const Scenario& scenario);

  int months() const { return horizon.months; }

  Scenario scenario;
  Horizon horizon;
  Stretches by_date;
  std::vector<double> weights{};
  Trends<double> trends{};
  std::vector<PathOverTime> paths{};
  std::vector<UnitPrice<double>> bought{};
  std::vector<std::vector<PriceCurve<double>>> curves{};  ///< by path, then stretch
  std::vector<std::string> why_not{};                     ///< by path: it has no price at any demand
};

/// A path that may be priced, month by month, in plain numbers.
struct Served {
  Course<double> course{};
  std::vector<bool> may{};             ///< serve in that month
  std::vector<bool> priced{};          ///< it has a cost in that month
  std::vector<bool> keeps_rules{};     ///< but for its limit and its quota, which go by the demand
  std::vector<std::string> reasons{};  ///< why it may not, with the first month of each
};

Served served(const Setting& setting, std::size_t path, const std::vector<double>& demand);

}  // namespace costmodel
