#include <costmodel/accepted_cost.hpp>

#include <cmath>

#include "number_text.hpp"

namespace costmodel {

namespace {

MoneyPerMonth<> per_month(const Tuning& tuning) {
  MoneyPerMonth<> cost = tuning.recurring;
  if (tuning.life.value() > 0) cost += tuning.one_off / tuning.life;
  return cost;
}

/// Why the path cannot be priced at any demand; empty where it can.
std::string why_not(const Scenario& scenario, const Path& path, const PathModel& m) {
  const Acceptance& a = scenario.acceptance(path);
  if (point_rate(a) == 0 && a.of == 0) return "acceptance unknown: no counts and no rate";
  if (!std::isfinite(m.effort.answers.value()))
    return "0 of " + number_text(a.of) + " accepted: the rate is unknown and the cost has no bound";
  if (m.point || std::holds_alternative<PerToken<>>(path.pricing)) return {};
  return path.points.empty() ? "throughput not measured" : "no measured operating point keeps the latency limits";
}

}  // namespace

PathModel model(const Scenario& scenario, const Path& path, std::optional<Arrivals> arrivals) {
  PathModel m;
  m.id = path.id;
  m.workload = path.workload.value_or(scenario.workload);
  m.point = capacity_point(path.points, m.workload, scenario.requirements.latency);
  m.effort = effort(outcome(point_rate(scenario.acceptance(path)), scenario.tries), scenario.rejected.handling);

  Service<> service{.workload = m.workload, .month = scenario.month, .arrivals = arrivals.value_or(scenario.arrivals)};
  if (m.point) service.busy = busy_time(*m.point, m.workload);
  m.serving = bill(path.pricing, service);
  m.serving.terms.push_back({.name = "tuning", .fixed = per_month(path.tuning)});
  m.serving.terms.push_back({.name = "data plane", .per_answer = path.data_plane});
  m.whole = with_quality(m.serving, scenario.gate, m.effort, scenario.rejected);
  m.by_demand = scaled(m.whole.curve(), m.effort.answers.value());
  m.why_not = why_not(scenario, path, m);
  return m;
}

}  // namespace costmodel
