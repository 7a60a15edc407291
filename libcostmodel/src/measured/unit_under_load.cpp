#include <costmodel/measured/unit_under_load.hpp>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <numeric>

namespace costmodel {

namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

/// Mean of `of(n)` over requests that come and find fewer than N in flight, n counting themselves.
template <class F>
double mean_at_the_begin(const ServingUnit& unit, double offered, const F& of) {
  double full = 1, mean = of(0);
  for (std::size_t n = 1; n < unit.rates.size(); ++n) {
    full = full_with_one_more(offered, full, unit.rates[n - 1]);
    mean = mean * (1 - full) + of(n) * full;
  }
  return mean;
}

/// The least t with beyond(t) ≤ left, for a share beyond t that falls; `high` is such a t.
template <class F>
double least_time(const F& beyond, double left, double high) {
  double low = 0;
  if (beyond(low) <= left) return low;
  for (int i = 0; i < 200; ++i) {
    const double middle = std::midpoint(low, high);
    if (!(middle > low && middle < high)) break;
    (beyond(middle) > left ? low : high) = middle;
  }
  return high;
}

/// Share of the requests whose first token comes later than t, where it takes so many times as long as the mean one.
double first_token_beyond(const ServingUnit& unit, double offered, const UnderLoad<>& u, double t, double longer) {
  const auto late = [&](std::size_t n) { return unit.first_token[n] * longer > t ? 1.0 : 0.0; };
  const double last = unit.first_token.back() * longer;
  return (1 - u.p_wait) * mean_at_the_begin(unit, offered, late) + (t < last ? u.p_wait : u.waits_beyond(t - last));
}

/// The same over all classes of prompts.
double first_token_beyond(const ServingUnit& unit, double offered, const UnderLoad<>& u, double t) {
  if (unit.prompts.empty()) return first_token_beyond(unit, offered, u, t, 1);
  double sum = 0;
  for (const auto& [share, longer] : unit.prompts) sum += share * first_token_beyond(unit, offered, u, t, longer);
  return sum;
}

/// Share of the requests, at most, whose answer takes longer than t: lengths all alike.
double alike_beyond(const UnderLoad<>& u, double longest, double t) {
  return t < longest ? 1.0 : u.waits_beyond(t - longest);
}

/// The same with exponential lengths of mean `longest`: the wait has an exponential tail, the answer another.
double exponential_beyond(const UnderLoad<>& u, double longest, double t) {
  const double a = u.wait_rate, b = 1 / longest;
  const double alone = std::exp(-b * t);
  const double near = std::abs(a - b) * t;
  // ∫ of the answer's density over those that wait: (a e^(−bt) − b e^(−at)) ÷ (a − b), and (1 + bt) e^(−bt) where a = b
  const double both = near < 1e-7 ? (1 + b * t) * alone : (a * alone - b * std::exp(-a * t)) / (a - b);
  return (1 - u.p_wait) * alone + u.p_wait * both;
}

/// Upper bound of a percentile of the whole answer.
std::optional<double> answer_percentile(const ServingUnit& unit, const UnderLoad<>& u, double q) {
  if (unit.squared_variation > 1) return {};
  const double longest = *std::max_element(unit.answer.begin(), unit.answer.end());
  const double alike = longest + u.wait_percentile(q);
  if (unit.squared_variation == 0) return alike;
  const double left = 1 - q, high = u.wait_percentile(q + left / 2) - longest * std::log(left / 2);
  const double spread = least_time([&](double t) { return exponential_beyond(u, longest, t); }, left, high);
  return unit.squared_variation == 1 ? spread : std::max(alike, spread);
}

std::optional<double> mean_of(const ServingUnit& unit, double offered, const UnderLoad<>& u, Promised of) {
  switch (of) {
    case Promised::wait:
      return u.mean_wait;
    case Promised::first_token: {
      const double placed = mean_at_the_begin(unit, offered, [&](std::size_t n) { return unit.first_token[n]; });
      return u.mean_wait + (1 - u.p_wait) * placed + u.p_wait * unit.first_token.back();
    }
    case Promised::answer:
      break;
  }
  const double working = offered > 0 ? u.in_flight / offered : 1 / unit.rates.front();
  const double placed = mean_at_the_begin(unit, offered, [&](std::size_t n) { return unit.answer[n]; });
  return u.mean_wait + std::max(working, (1 - u.p_wait) * placed + u.p_wait * unit.answer.back());
}

bool measured(const ServingUnit& unit, Promised of) {
  return of == Promised::wait || !(of == Promised::first_token ? unit.first_token : unit.answer).empty();
}

}  // namespace

double service_variation(const OperatingPoint<>& point, const Workload<>& workload) {
  if (workload.classes.empty()) return workload.length_variation;
  const double mean = busy_time(point, workload).value();
  double squares = 0;
  for (const auto& [share, one] : by_size(workload))
    squares += share * std::pow(busy_time(point, one).value() / mean, 2);
  return (1 + workload.length_variation) * squares - 1;
}

ServingUnit serving_unit(const ThroughputCurve<>& curve, const Workload<>& workload, double places,
                         double squared_variation, double units) {
  ServingUnit unit{.rates = completion_rates(curve, workload, places, units), .squared_variation = squared_variation};
  const double low = curve.points().front().concurrency;
  for (std::size_t i = 1; i <= unit.rates.size(); ++i) {
    const double each = std::clamp(static_cast<double>(i) / units, low, std::max(low, places));
    const auto point = curve.at(std::min(each, curve.points().back().concurrency));
    if (point->time_to_first_token)
      unit.first_token.push_back(seconds(*point->time_to_first_token));
    else if (point->input)
      unit.first_token.push_back((workload.input / *point->input).value());
    unit.answer.push_back(seconds(std::max(response_time(*point, workload), time_in_flight(*point, workload))));
  }
  const OperatingPoint<>& first = curve.points().front();
  if (!workload.classes.empty() && !first.time_to_first_token && first.input && workload.input.value() > 0)
    for (const auto& [share, one] : by_size(workload)) unit.prompts.emplace_back(share, one.input / workload.input);
  return unit;
}

std::optional<double> seconds_of(const ServingUnit& unit, double offered, Promised of, std::optional<double> share) {
  if (!measured(unit, of)) return {};
  const UnderLoad<> u = under_load(offered, unit.rates, unit.squared_variation);
  if (of == Promised::answer && share && unit.squared_variation > 1) return {};
  if (u.saturated()) return endless;
  if (!share) return mean_of(unit, offered, u, of);
  if (of == Promised::wait) return u.wait_percentile(*share);
  if (of == Promised::answer) return answer_percentile(unit, u, *share);
  double slowest = *std::max_element(unit.first_token.begin(), unit.first_token.end()), longest = 1;
  for (const auto& prompt : unit.prompts) longest = std::max(longest, prompt.second);
  slowest *= longest;
  return least_time([&](double t) { return first_token_beyond(unit, offered, u, t); }, 1 - *share,
                    slowest + u.wait_percentile(*share));
}

namespace {

/// By how much the promise is broken: above 0 where it is, and it rises with the load. Of a percentile the share of the
/// requests that take longer, beyond what may; else seconds. Nothing where it was not measured.
std::optional<double> excess(const ServingUnit& unit, double offered, const Promise& p) {
  const bool between = p.of == Promised::answer && unit.squared_variation != 0 && unit.squared_variation != 1;
  if (!p.percentile || !measured(unit, p.of) || between) {
    const auto value = seconds_of(unit, offered, p.of, p.share());
    return value ? std::optional(*value - p.seconds) : std::nullopt;
  }
  const UnderLoad<> u = under_load(offered, unit.rates, unit.squared_variation);
  if (u.saturated()) return 1;
  const double left = 1 - *p.share();
  switch (p.of) {
    case Promised::wait:
      return u.waits_beyond(p.seconds) - left;
    case Promised::first_token:
      return first_token_beyond(unit, offered, u, p.seconds) - left;
    case Promised::answer:
      break;
  }
  const double longest = *std::max_element(unit.answer.begin(), unit.answer.end());
  return (unit.squared_variation == 0 ? alike_beyond(u, longest, p.seconds)
                                      : exponential_beyond(u, longest, p.seconds)) -
         left;
}

/// The greatest load below `most` that keeps it, kept at 0. Between two loads of unlike sign by TOMS 748 (Alefeld,
/// Potra & Shi 1995).
double greatest_kept(const ServingUnit& unit, const Promise& promise, double most) {
  const auto f = [&](double offered) { return std::min(excess(unit, offered, promise).value_or(1), 1e300); };
  double low = 0, high = most * (1 - 1e-9);
  if (f(high) <= 0) {  // so near to what saturates it that the wait has no scale
    low = high, high = most;
    if (f(high) <= 0) return high;
    while (std::midpoint(low, high) > low && std::midpoint(low, high) < high)
      (f(std::midpoint(low, high)) <= 0 ? low : high) = std::midpoint(low, high);
    return low;
  }
  const double at_low = f(low), at_high = f(high);
  if (at_low == 0) return 0;
  std::uintmax_t steps = 200;
  const auto found = boost::math::tools::toms748_solve(f, low, high, at_low, at_high,
                                                       boost::math::tools::eps_tolerance<double>(50), steps);
  return f(found.second) <= 0 ? found.second : found.first;
}

}  // namespace

std::optional<bool> keeps(const ServingUnit& unit, double offered, const Promise& promise) {
  const auto broken = excess(unit, offered, promise);
  return broken ? std::optional(*broken <= 0) : std::nullopt;
}

std::optional<double> capacity_under(const ServingUnit& unit, const std::vector<Promise>& promises) {
  double capacity = unit.capacity();
  for (const Promise& promise : promises) {
    const auto kept = keeps(unit, 0, promise);
    if (!kept) return {};
    if (!*kept) return 0.0;
    capacity = greatest_kept(unit, promise, capacity);
  }
  return capacity;
}

}  // namespace costmodel
