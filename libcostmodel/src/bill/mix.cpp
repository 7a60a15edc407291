#include <costmodel/bill/mix.hpp>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/measured/birth_death.hpp>
#include <limits>

#include "base/number_text.hpp"

namespace costmodel {

namespace {

constexpr double endless_load = std::numeric_limits<double>::infinity();

void need_number(bool good, const char* where, double found, const char* allowed) {
  if (!good) throw InvalidInput("out-of-range", where, number_text(found), allowed);
}

void need_whole(const char* where, double found) {
  need_number(found >= 0 && found <= 1e7 && found == std::floor(found), where, found,
              "0 to 10,000,000, a whole number");
}

void need_hours(const std::vector<HoursAlike>& alike) {
  double all = 0;
  for (const HoursAlike& h : alike) {
    need_number(h.share >= 0 && h.share <= 1, "hours/share", h.share, "0 to 1");
    need_number(h.load >= 0 && std::isfinite(h.load), "hours/load", h.load, "0 or more");
    all += h.share;
  }
  need_number(std::abs(all - 1) < 1e-9, "hours/share", all, "shares that add up to 1");
}

void need_prices(double committed, double on_demand) {
  need_number(committed >= 0 && std::isfinite(committed), "committed", committed, "0 or more");
  need_number(on_demand > 0 && std::isfinite(on_demand), "on_demand", on_demand, "more than 0");
}

/// Hours by their load, the highest first.
std::vector<HoursAlike> highest_first(std::vector<HoursAlike> alike) {
  std::sort(alike.begin(), alike.end(), [](const HoursAlike& a, const HoursAlike& b) { return a.load > b.load; });
  return alike;
}

/// The whole number of units next to the best one that costs the least: the cost bends only upwards.
template <class Need>
Commitment whole_units(const Need& need, double best, double committed, double on_demand) {
  const double below = std::max(0.0, std::floor(best)), above = std::max(0.0, std::ceil(best));
  const double less = cost_of_commitment(need, below, committed, on_demand);
  const double more = cost_of_commitment(need, above, committed, on_demand);
  return less <= more ? Commitment{below, less} : Commitment{above, more};
}

}  // namespace

double overflow_share(double offered, double places, double waiting) {
  need_number(offered >= 0 && std::isfinite(offered), "offered", offered, "0 or more");
  need_whole("places", places);
  need_whole("waiting", waiting);
  if (offered == 0) return places + waiting > 0 ? 0 : 1;
  if (places == 0) return 1;
  double full = 1;
  for (double n = 1; n <= places; ++n) full = full_with_one_more(offered, full, n);
  for (double n = 0; n < waiting && full > 1e-280; ++n) full = full_with_one_more(offered, full, places);
  return full <= 1e-280 ? 0 : full;
}

double overflow_by_hour(const std::vector<HoursAlike>& alike, double carried) {
  double sum = 0;
  for (const HoursAlike& h : alike) sum += h.share * std::max(0.0, h.load - carried);
  return sum;
}

double overflow_share(const std::vector<HoursAlike>& alike, double offered, double places, double waiting) {
  need_hours(alike);
  double over = 0, all = 0;
  for (const HoursAlike& h : alike) {
    all += h.share * h.load;
    if (h.load > 0) over += h.share * h.load * overflow_share(offered * h.load, places, waiting);
  }
  return all > 0 ? over / all : 0;
}

double carried_by_next(const BaseAndBurst& mix, double x, double n) {
  double sum = 0;
  for (const HoursAlike& h : mix.hours) sum += h.share * std::clamp(x * h.load - n * mix.capacity, 0.0, mix.capacity);
  return sum;
}

double month_of_mix(const BaseAndBurst& mix, double x, double n) {
  double over = 0, all = 0;
  for (const HoursAlike& h : mix.hours) {
    over += h.share * std::max(0.0, x * h.load - n * mix.capacity);
    all += h.share * x * h.load;
  }
  return n * mix.per_unit + (all - over) * mix.per_answer + over * mix.burst;
}

double filled_to_pay(const BaseAndBurst& mix) {
  const double saving = mix.burst - mix.per_answer;
  return saving > 0 ? mix.per_unit / (mix.capacity * saving) : endless_load;
}

std::optional<double> next_unit_pays_from(const BaseAndBurst& mix, double n) {
  const double must = filled_to_pay(mix) * mix.capacity;  // answers that the next unit has to carry
  std::vector<double> corners;                            // where an hour begins to use the unit, and where it fills it
  for (const HoursAlike& h : mix.hours)
    if (h.share > 0 && h.load > 0)
      corners.push_back(n * mix.capacity / h.load), corners.push_back((n + 1) * mix.capacity / h.load);
  std::sort(corners.begin(), corners.end());
  double low = 0, at_low = 0;
  for (const double high : corners) {
    const double at_high = carried_by_next(mix, high, n);
    if (at_high > must) return low + (high - low) * std::max(0.0, must - at_low) / (at_high - at_low);
    low = high, at_low = at_high;
  }
  return {};
}

double best_units(const BaseAndBurst& mix, double x) {
  need_hours(mix.hours);
  need_number(mix.capacity > 0 && std::isfinite(mix.capacity), "capacity", mix.capacity, "more than 0");
  need_number(x >= 0 && std::isfinite(x), "x", x, "0 or more");
  double peak = 0;
  for (const HoursAlike& h : mix.hours) peak = std::max(peak, x * h.load);
  const double must = filled_to_pay(mix) * mix.capacity;
  double low = 0, high = std::ceil(peak / mix.capacity);  // the unit after `high` carries nothing
  while (low < high) {                                    // the first whose next does not pay
    const double middle = std::floor((low + high) / 2);
    if (carried_by_next(mix, x, middle) > must)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::vector<MixBand> mix_bands(const BaseAndBurst& mix, double low, double high, std::size_t most) {
  std::vector<MixBand> bands;
  double n = best_units(mix, low), from = low;
  while (bands.size() < most) {
    const auto next = next_unit_pays_from(mix, n);
    const double to = next ? std::min(*next, high) : high;
    if (to > from || !next || *next >= high) bands.push_back({n, from, to});
    if (!next || *next >= high) break;
    from = std::max(from, to);
    ++n;
  }
  return bands;
}

std::vector<LayerCarries> screen(const std::vector<CapacityLayer>& layers, const std::vector<HoursAlike>& alike) {
  need_hours(alike);
  if (layers.empty()) throw InvalidInput("empty-list", "layers", "none", "one layer or more");
  std::vector<LayerCarries> all;
  for (std::size_t i = 0; i < layers.size(); ++i) all.push_back({.layer = i});
  const auto sorted = highest_first(alike);
  double filled = 0;  // share of the month in which the load is as high as this
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    filled += sorted[k].share;
    const double slice = sorted[k].load - (k + 1 < sorted.size() ? sorted[k + 1].load : 0);
    if (!(slice > 0)) continue;
    const auto cost = [&](std::size_t i) { return layers[i].per_capacity + filled * layers[i].per_load; };
    std::size_t best = 0;
    for (std::size_t i = 1; i < layers.size(); ++i)
      if (cost(i) < cost(best)) best = i;
    all[best].capacity += slice;
    all[best].carries += slice * filled;
    all[best].cost += slice * cost(best);
  }
  return all;
}

std::optional<double> screening_crossing(const CapacityLayer& a, const CapacityLayer& b) {
  const double z = (a.per_capacity - b.per_capacity) / (b.per_load - a.per_load);
  if (!(z > 0 && z < 1)) return {};
  return z;
}

double spot_with_interruptions(double spot, double on_demand, double interrupted, double restarts_per_hour,
                               double per_restart) {
  need_number(interrupted >= 0 && interrupted <= 1, "interrupted", interrupted, "0 to 1");
  return (1 - interrupted) * spot + interrupted * on_demand + restarts_per_hour * per_restart;
}

double commitment_quantile(double committed, double on_demand) {
  need_prices(committed, on_demand);
  return std::max(0.0, 1 - committed / on_demand);
}

double cost_of_commitment(const NormalNeed& need, double units, double committed, double on_demand) {
  const boost::math::normal standard;
  const double z = (units - need.mean) / need.standard_deviation;
  const double beyond =
      need.standard_deviation * (boost::math::pdf(standard, z) - z * boost::math::cdf(complement(standard, z)));
  return committed * units + on_demand * beyond;
}

double cost_of_commitment(const std::vector<HoursAlike>& need, double units, double committed, double on_demand) {
  return committed * units + on_demand * overflow_by_hour(need, units);
}

Commitment commit(const NormalNeed& need, double committed, double on_demand, bool whole) {
  need_number(std::isfinite(need.mean), "mean", need.mean, "a number");
  need_number(need.standard_deviation > 0 && std::isfinite(need.standard_deviation), "standard_deviation",
              need.standard_deviation, "more than 0");
  const double share = commitment_quantile(committed, on_demand);
  double best = 0;
  if (share >= 1)
    throw InvalidInput("out-of-range", "committed", number_text(committed),
                       "more than 0: of a normal need there is no most");
  if (share > 0)
    best = std::max(0.0, boost::math::quantile(boost::math::normal(need.mean, need.standard_deviation), share));
  if (whole) return whole_units(need, best, committed, on_demand);
  return {best, cost_of_commitment(need, best, committed, on_demand)};
}

Commitment commit(const std::vector<HoursAlike>& need, double committed, double on_demand, bool whole) {
  need_hours(need);
  const double share = commitment_quantile(committed, on_demand);
  double best = 0, above = 0;  // share of the month with a load of more
  for (const HoursAlike& h : highest_first(need)) {
    above += h.share;
    if (above > 1 - share + 1e-12) {
      best = share > 0 ? h.load : 0;
      break;
    }
  }
  if (whole) return whole_units(need, best, committed, on_demand);
  return {best, cost_of_commitment(need, best, committed, on_demand)};
}

}  // namespace costmodel
