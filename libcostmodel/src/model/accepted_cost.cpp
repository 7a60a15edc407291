#include <costmodel/model/accepted_cost.hpp>

#include <cmath>
#include <tuple>

#include "base/number_text.hpp"
#include "model/latency.hpp"
#include "model/promises.hpp"
#include "model/several_calls.hpp"

namespace costmodel {

namespace {

/// What keeps the path from being priced at any demand, and that in words.
std::pair<WhyNot, std::string> obstacle(const Scenario& scenario, const Path& path, const PathModel& m,
                                        Arrivals arrivals) {
  if (path.only_in_stages) return {WhyNot::only_in_stages, "serves stages of other paths only"};
  const Acceptance& a = scenario.acceptance(path);
  if (point_rate(a) == 0 && a.of == 0) return {WhyNot::acceptance_unknown, "acceptance unknown: no counts and no rate"};
  if (!std::isfinite(m.effort.answers.value()))
    return {WhyNot::nothing_accepted,
            "0 of " + number_text(a.of) + " accepted: the rate is unknown and the cost has no bound"};
  if (const auto* window = std::get_if<ActiveWindow<>>(&path.pricing); window && m.point) {
    const std::string none = no_closed_form(*window, service_of(scenario, path, m.workload, m.point, arrivals));
    if (!none.empty())
      return {WhyNot::no_closed_form, "the bill has no closed form: " + none + "; a replay of drawn requests bills it"};
  }
  if (m.point || std::holds_alternative<PerToken<>>(path.pricing)) return {};
  if (path.operating_point_count() == 0) return {WhyNot::not_measured, "throughput not measured"};
  return {WhyNot::latency_not_kept, latency_reason(scenario, path, m.workload)};
}

}  // namespace

PathModel model(const Scenario& scenario, const Path& path, std::optional<Arrivals> arrivals) {
  if (!path.stages.empty()) return model_of_stages(scenario, path, arrivals.value_or(scenario.arrivals));
  const auto best = capacity_point(path.operating_points(), scenario.workload_of(path), scenario.limits_of_a_try());
  const auto point = best ? std::optional(path.operating_point(*best)) : std::nullopt;
  const Arrivals pattern = arrivals.value_or(scenario.arrivals);
  const Kept kept = kept_share(scenario, path, within_calls_at_once(path, point), pattern);
  PathModel m = assemble(scenario, path, point_rate(scenario.acceptance(path)), point, pattern, kept.shares);
  std::tie(m.obstacle, m.why_not) = obstacle(scenario, path, m, pattern);
  if (m.obstacle == WhyNot::priced && !kept.why_not.empty())
    m.obstacle = WhyNot::latency_not_kept, m.why_not = kept.why_not;
  return m;
}

}  // namespace costmodel
