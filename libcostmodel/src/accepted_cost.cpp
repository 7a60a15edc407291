#include <costmodel/accepted_cost.hpp>

#include <cmath>

#include "number_text.hpp"

namespace costmodel {

namespace {

/// Why the path cannot be priced at any demand; empty where it can.
std::string why_not(const Scenario& scenario, const Path& path, const PathModel& m) {
  const Acceptance& a = scenario.acceptance(path);
  if (point_rate(a) == 0 && a.of == 0) return "acceptance unknown: no counts and no rate";
  if (!std::isfinite(m.effort.answers.value()))
    return "0 of " + number_text(a.of) + " accepted: the rate is unknown and the cost has no bound";
  if (m.point || std::holds_alternative<PerToken<>>(path.pricing)) return {};
  return path.operating_point_count() == 0 ? "throughput not measured" : "no measured operating point keeps the latency limits";
}

}  // namespace

PathModel model(const Scenario& scenario, const Path& path, std::optional<Arrivals> arrivals) {
  const Workload<>& workload = path.workload ? *path.workload : scenario.workload;
  const auto best = capacity_point(path.operating_points(), workload, scenario.requirements.latency);
  const auto point = best ? std::optional(path.operating_point(*best)) : std::nullopt;
  PathModel m = assemble(scenario, path, point_rate(scenario.acceptance(path)), point, arrivals.value_or(scenario.arrivals));
  m.why_not = why_not(scenario, path, m);
  return m;
}

}  // namespace costmodel
