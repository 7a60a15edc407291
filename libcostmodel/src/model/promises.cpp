#include "model/promises.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "base/remembered.hpp"

namespace costmodel {

namespace {

std::string_view noun(Promised of) {
  return of == Promised::wait ? "the wait" : of == Promised::first_token ? "the first token" : "the whole answer";
}

constexpr std::string_view not_measured =
    " is promised, and was not measured: state a point of throughput with its latency, or assume one";

/// Why nothing can be said of a promise on this unit.
std::string_view untold(const Promise& p, const ServingUnit& unit) {
  if (p.of == Promised::answer && p.percentile && unit.squared_variation > 1)
    return " is promised, and has no bound where lengths vary more than exponential ones do (length_variation, "
           "classes): promise the mean, or the wait";
  return not_measured;
}

/// "p99 of the first token is 3 s on a unit that does nothing else, 2 s promised"
std::string alone(const Scenario& scenario, const ServingUnit& unit, const Promise& p) {
  const text::Figures as(scenario.presentation);
  return words(p) + " is " + as.significant(*seconds_of(unit, 0, p.of, p.share())) +
         " s on a unit that does nothing else, " + as.plain(p.seconds) + " s promised";
}

}  // namespace

Promise of_a_try(Promise p, const Tries<>& tries) {
  if (p.of == Promised::answer && tries.limit > 1) p.seconds /= static_cast<double>(tries.limit);
  return p;
}

std::string words(const Promise& p) {
  if (!p.percentile) return "the mean of " + std::string(noun(p.of));
  return "p" + number_text(*p.percentile) + " of " + std::string(noun(p.of));
}

Promise usual_promise(const Path& path, const OperatingPoint<>& point, const Workload<>& workload) {
  return {.of = Promised::wait, .percentile = 95, .seconds = unit_of(path, point, workload).answer.back()};
}

double units_in_line(const Path& path, const OperatingPoint<>& point, double n) {
  if (path.balancing == Balancing::random) return 1;
  return std::max(1.0, std::floor(std::min({n, longest_line, places_in_line / std::max(1.0, point.concurrency)})));
}

ServingUnit unit_of(const Path& path, const OperatingPoint<>& point, const Workload<>& workload, double units) {
  const ThroughputCurve<> curve(path.operating_points(), point);
  return serving_unit(curve, workload, point.concurrency, service_variation(point, workload), units);
}

namespace {

double most_units(const Path& path) {
  return std::visit(
      [](const auto& p) {
        if constexpr (requires { p.max_units; }) return p.max_units;
        return 1.0;
      },
      path.pricing);
}

}  // namespace

double shares_work(const Path& path) {
  double most = 0;
  for (const auto& point : path.operating_points()) {
    const double line = units_in_line(path, point, most_units(path));
    most = std::max(most, line * (line + 1) / 2 * std::max(1.0, point.concurrency));
  }
  return most;
}

namespace {

/// The greatest share of the capacity of 1, 2, … units behind one line that keeps a promise. More units never carry
/// less in all, whatever the rounding.
Shares greatest_shares(const Path& path, const OperatingPoint<>& point, const Workload<>& workload, const Promise& p) {
  const double most = units_in_line(path, point, most_units(path));
  Shares shares;
  for (double n = 1; n <= most; ++n) {
    const ServingUnit line = unit_of(path, point, workload, n);
    shares.push_back(*capacity_under(line, {p}) / line.capacity());
  }
  for (std::size_t n = shares.size() - 1; n-- > 0;)
    shares[n] = std::min(shares[n], shares[n + 1] * (static_cast<double>(n) + 2) / (static_cast<double>(n) + 1));
  return shares;
}

}  // namespace

std::optional<Shares> shares_that_keep(const Path& path, const OperatingPoint<>& point, const Workload<>& workload,
                                       const Promise& p) {
  using Numbers = std::vector<double>;
  using Key = std::tuple<Numbers, Numbers, Numbers, double, std::vector<std::pair<double, double>>, Promise, double>;
  thread_local Remembered<Key, std::optional<Shares>> remembered;
  const ServingUnit unit = unit_of(path, point, workload);
  const double line = units_in_line(path, point, most_units(path));
  return remembered.of(Key{unit.rates, unit.first_token, unit.answer, unit.squared_variation, unit.prompts, p, line},
                       [&]() -> std::optional<Shares> {
                         const auto one = capacity_under(unit, {p});
                         if (!one) return {};
                         if (line == 1 || *one <= 0) return Shares{*one / unit.capacity()};
                         return greatest_shares(path, point, workload, p);
                       });
}

Kept kept_share(const Scenario& scenario, const Path& path, const std::optional<OperatingPoint<>>& point,
                Arrivals arrivals) {
  const auto& asked = scenario.requirements;
  if (arrivals != Arrivals::poisson || !point || std::holds_alternative<PerToken<>>(path.pricing) ||
      (asked.promises.empty() && !asked.headroom))
    return {};
  const Workload<> workload = scenario.workload_of(path);
  const double most = 1 - asked.headroom.value_or(0);
  Kept kept{{most}, {}};
  for (const Promise& stated : asked.promises) {
    const Promise p = of_a_try(stated, scenario.tries);
    const auto shares = shares_that_keep(path, *point, workload, p);
    if (!shares) return {{0}, words(p) + std::string(untold(p, unit_of(path, *point, workload)))};
    if (shares->front() <= 0) return {{0}, alone(scenario, unit_of(path, *point, workload), p)};
    kept.shares.resize(shares->size(), most);
    for (std::size_t n = 0; n < shares->size(); ++n) kept.shares[n] = std::min(kept.shares[n], (*shares)[n]);
  }
  return kept;
}

std::string broken_without_queue(const Scenario& scenario, const Path& path,
                                 const std::optional<OperatingPoint<>>& point) {
  for (const Promise& stated : scenario.requirements.promises) {
    const Promise p = of_a_try(stated, scenario.tries);
    if (!point) return "latency not measured: " + words(p) + std::string(not_measured);
    const ServingUnit unit = unit_of(path, *point, scenario.workload_of(path));
    const auto kept = keeps(unit, 0, p);
    if (!kept) return words(p) + std::string(untold(p, unit));
    if (!*kept) return alone(scenario, unit, p);
  }
  return {};
}

}  // namespace costmodel
