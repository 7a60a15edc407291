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

ServingUnit unit_of(const Path& path, const OperatingPoint<>& point, const Workload<>& workload) {
  const ThroughputCurve<> curve(path.operating_points(), point);
  return serving_unit(curve, workload, point.concurrency, workload.length_variation);
}

namespace {

/// The greatest load of a unit that keeps one promise; nothing where that was not measured.
std::optional<double> greatest_load(const ServingUnit& unit, const Promise& p) {
  using Key = std::tuple<std::vector<double>, std::vector<double>, std::vector<double>, double, Promise>;
  thread_local Remembered<Key, std::optional<double>> remembered;
  return remembered.of(Key{unit.rates, unit.first_token, unit.answer, unit.squared_variation, p},
                       [&] { return capacity_under(unit, {p}); });
}

}  // namespace

Kept kept_share(const Scenario& scenario, const Path& path, const std::optional<OperatingPoint<>>& point,
                Arrivals arrivals) {
  const auto& asked = scenario.requirements;
  if (arrivals != Arrivals::poisson || !point || std::holds_alternative<PerToken<>>(path.pricing) ||
      (asked.promises.empty() && !asked.headroom))
    return {};
  const ServingUnit unit = unit_of(path, *point, scenario.workload_of(path));
  Kept kept{1 - asked.headroom.value_or(0), {}};
  for (const Promise& stated : asked.promises) {
    const Promise p = of_a_try(stated, scenario.tries);
    const auto most = greatest_load(unit, p);
    if (!most) return {0, words(p) + std::string(not_measured)};
    if (*most <= 0) return {0, alone(scenario, unit, p)};
    kept.share = std::min(kept.share, *most / unit.capacity());
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
    if (!kept) return words(p) + std::string(not_measured);
    if (!*kept) return alone(scenario, unit, p);
  }
  return {};
}

}  // namespace costmodel
