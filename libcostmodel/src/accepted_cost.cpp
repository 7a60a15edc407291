#include <costmodel/accepted_cost.hpp>

#include <cmath>

namespace costmodel {

namespace {

MoneyPerMonth<> per_month(const Tuning& tuning) {
  MoneyPerMonth<> cost = tuning.recurring;
  if (tuning.life.value() > 0) cost += tuning.one_off / tuning.life;
  return cost;
}

}  // namespace

bool PathModel::bounded() const { return std::isfinite(effort.answers.value()); }

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
  return m;
}

}  // namespace costmodel
