// A path of several calls: the offers that serve its stages, their bills over its attempts, and the time that it takes.
#pragma once

#include <algorithm>
#include <cmath>
#include <costmodel/bill/served_calls.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/model/feasibility.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace costmodel {

/// The offers of a path, as indices into the scenario, in the order in which its stages come to them.
template <class T>
std::vector<std::size_t> offers_of(const BasicScenario<T>& scenario, const BasicPath<T>& path) {
  std::vector<std::size_t> all;
  for (const auto& stage : path.stages)
    if (const std::size_t offer = scenario.index(stage.offer); std::find(all.begin(), all.end(), offer) == all.end())
      all.push_back(offer);
  return all;
}

/// Tokens of one call of a stage.
template <class T>
Workload<T> workload_of(const BasicScenario<T>& scenario, const PathStage<T>& stage) {
  return stage.workload.over(scenario.workload_of(scenario.path(stage.offer)));
}

/// Calls of a stage for each attempt, on average. With P the probability that a request is accepted and E its attempts:
///   dropped   E/P answers and (1−P)/P rejected requests for each accepted one, so that E = E/P ÷ (1 + (1−P)/P)
///   fallback  E answers and 1−P rejected requests, so that E/P = E ÷ (1 − (1−P))
template <class T>
T calls_of(const PathStage<T>& stage, const Effort<T>& needed, Handling handling) {
  const T answers = needed.answers.value(), rejected = needed.rejected_requests.value();
  const bool dropped = handling == Handling::dropped;
  if (stage.call.runs == StageRuns::per_request)
    return dropped ? T(stage.call.calls * (T(1.0) + rejected) / answers) : T(stage.call.calls / answers);
  if (stage.call.runs == StageRuns::per_accepted)
    return dropped ? T(stage.call.calls / answers) : T(stage.call.calls * (T(1.0) - rejected) / answers);
  return stage.call.calls;
}

/// How often an attempt brings calls to an offer: once, where a stage of it runs with each attempt.
template <class T>
T arrivals_of(const std::vector<const PathStage<T>*>& stages, const Effort<T>& needed, Handling handling) {
  PathStage<T> once;
  once.call.runs = StageRuns::per_accepted;
  for (const auto* stage : stages) once.call.runs = std::min(once.call.runs, stage->call.runs);
  return calls_of(once, needed, handling);
}

/// The operating points of a path's offers, in the order of `offers_of`; none: not measured.
using OfferPoints = std::vector<std::optional<std::size_t>>;

/// "generate and judge"
std::string names_of_stages(const std::vector<std::string>& ids);

/// Tokens of so many calls of each of these stages.
template <class T>
Workload<T> tokens_of(const BasicScenario<T>& scenario, const std::vector<std::pair<const PathStage<T>*, T>>& calls) {
  Workload<T> all{};
  for (const auto& [stage, n] : calls) {
    const Workload<T> one = workload_of(scenario, *stage);
    all.input += one.input * n, all.cached_input += one.cached_input * n;
    all.cache_write += one.cache_write * n, all.output += one.output * n;
  }
  return all;
}

/// The calls on an offer of an attempt that brings any.
template <class T>
std::vector<std::pair<const PathStage<T>*, T>> calls_of_arrival(const BasicScenario<T>& scenario,
                                                                const BasicPath<T>& path, const BasicPath<T>& offer,
                                                                const Effort<T>& needed) {
  std::vector<const PathStage<T>*> stages;
  for (const auto& stage : path.stages)
    if (stage.offer == offer.id) stages.push_back(&stage);
  const T often = arrivals_of(stages, needed, scenario.rejected.handling);
  std::vector<std::pair<const PathStage<T>*, T>> calls;
  for (const auto* stage : stages)
    calls.emplace_back(stage, T(calls_of(*stage, needed, scenario.rejected.handling) / often));
  return calls;
}

/// What an offer bills for the stages of a path that it serves, over the attempts. Prices by the token are those of
/// each call; on a machine all calls of one arrival are one piece of work.
template <class T>
BillPart<T> part_of_offer(const BasicScenario<T>& scenario, const BasicPath<T>& path, std::size_t index,
                          const std::optional<std::size_t>& at, const Effort<T>& needed, Arrivals arrivals) {
  const auto& offer = scenario.paths[index];
  const auto of_an_arrival = calls_of_arrival(scenario, path, offer, needed);
  std::vector<const PathStage<T>*> stages;
  std::vector<std::string> ids;
  T in_all(0.0);
  for (const auto& [stage, n] : of_an_arrival) stages.push_back(stage), ids.push_back(stage->call.id), in_all += n;
  const T often = arrivals_of(stages, needed, scenario.rejected.handling);
  const auto point = within_calls_at_once(offer, at ? std::optional(offer.operating_point(*at)) : std::nullopt);
  std::vector<ServedCalls<T>> calls;
  const auto add = [&](const Workload<T>& workload, const T& n, const MoneyPerAnswer<T>& data_plane) {
    Bill<T> one = bill(offer.pricing, service_of(scenario, offer, workload, point, arrivals));
    one.terms.push_back({.kind = BillTerm::tuning, .fixed = per_month(offer.tuning), .part = Part::beside});
    one.terms.push_back({.kind = BillTerm::data_plane, .per_answer = data_plane, .part = Part::beside});
    calls.push_back({std::move(one), n});
  };
  const bool by_token = std::holds_alternative<PerToken<T>>(offer.pricing);
  if (by_token)
    for (const auto* stage : stages)
      add(workload_of(scenario, *stage), calls_of(*stage, needed, scenario.rejected.handling), offer.data_plane);
  else
    add(tokens_of(scenario, of_an_arrival), often, MoneyPerAnswer<T>(offer.data_plane * in_all));
  BillPart<T> part{offer.id, names_of_stages(ids), bill_of_calls(calls, point && !by_token, often)};
  if (arrivals == Arrivals::poisson && point && !by_token && scenario.requirements.headroom)
    part.bill.keep({1 - *scenario.requirements.headroom});
  return part;
}

/// Which of a path's offers bill a line: by the token, without steps, minimum and credits.
template <class T>
std::vector<bool> lines_of(const BasicScenario<T>& scenario, const BasicPath<T>& path) {
  std::vector<bool> line;
  for (const std::size_t index : offers_of(scenario, path)) {
    const auto* tokens = std::get_if<PerToken<T>>(&scenario.paths[index].pricing);
    line.push_back(tokens && tokens->volume_steps.empty() && !tokens->charges.minimum && !tokens->charges.credit);
  }
  return line;
}

/// The same sum with fewer parts: those that are lines join the fixed part and the slope, and a single part that is
/// left takes those in. So a route on one machine is a curve like that of the machine, and is solved like it. The curve
/// itself must be a line beside its parts.
template <class T>
Curve<T> folded(Curve<T> sum, const std::vector<bool>& line) {
  std::vector<Curve<T>> left;
  for (std::size_t k = 0; k < sum.parts.size(); ++k)
    if (line[k])
      sum.fixed += sum.parts[k].fixed, sum.slope += sum.parts[k].slope;
    else
      left.push_back(std::move(sum.parts[k]));
  if (left.size() == 1) {
    Curve<T> one = std::move(left.front());
    one.fixed += sum.fixed, one.slope += sum.slope;
    if (one.settlement.holds) one.settlement.beside_fixed += sum.fixed, one.settlement.beside_slope += sum.slope;
    return one;
  }
  sum.parts = std::move(left);
  return sum;
}

/// Puts a path of several calls under the scenario's conditions: its bill is the sum of its offers' bills.
template <class T>
BasicPathModel<T> assemble_stages(const BasicScenario<T>& scenario, const BasicPath<T>& path, const Effort<T>& needed,
                                  const OfferPoints& points, Arrivals arrivals) {
  BasicPathModel<T> m;
  m.id = path.id;
  m.arrivals = arrivals;
  m.effort = needed;
  m.serving.month = scenario.month;
  bool judged = false;
  std::vector<std::pair<const PathStage<T>*, T>> calls;
  for (const auto& stage : path.stages) {
    calls.emplace_back(&stage, calls_of(stage, needed, scenario.rejected.handling));
    judged = judged || stage.gate;
  }
  m.workload = tokens_of(scenario, calls);
  const auto offers = offers_of(scenario, path);
  for (std::size_t k = 0; k < offers.size(); ++k)
    m.serving.parts.push_back(part_of_offer(scenario, path, offers[k], points[k], needed, arrivals));
  m.serving.terms.push_back({.kind = BillTerm::tuning, .fixed = per_month(path.tuning), .part = Part::beside});
  m.serving.terms.push_back({.kind = BillTerm::data_plane, .per_answer = path.data_plane, .part = Part::beside});
  m.whole = with_quality(m.serving, judged ? MoneyPerAnswer<T>{} : scenario.gate, m.effort, scenario.rejected);
  m.by_demand = scaled(folded(m.whole.curve(), lines_of(scenario, path)), T(m.effort.answers.value()));
  return m;
}

/// How long an attempt takes, and a request: stages one after another, at the operating points of their offers, without
/// any wait in line.
template <class T>
struct TimeOfCalls {
  T attempt{0};  ///< seconds: Σ ⌈calls ÷ in flight⌉ · time of a call, of what runs with each attempt
  T beside{0};   ///< what runs once for a request or an accepted answer
  std::vector<std::string> unknown{};  ///< stages whose offer has no operating point
};

/// A call that not every run makes counts as one: the longest.
template <class T>
TimeOfCalls<T> time_of_calls(const BasicScenario<T>& scenario, const BasicPath<T>& path, const OfferPoints& points) {
  using std::max;
  TimeOfCalls<T> time;
  const auto offers = offers_of(scenario, path);
  for (const auto& stage : path.stages) {
    const std::size_t index = scenario.index(stage.offer);
    const auto& at = points[static_cast<std::size_t>(std::find(offers.begin(), offers.end(), index) - offers.begin())];
    if (!at) {
      time.unknown.push_back(stage.call.id);
      continue;
    }
    const auto& offer = scenario.paths[index];
    const auto point = within_calls_at_once(offer, std::optional(offer.operating_point(*at)));
    Stage<T> call = stage.call;
    call.calls = max(T(1.0), call.calls);
    const T lasts = time_of_run(call, T(response_time(*point, workload_of(scenario, stage)).value()));
    (call.runs == StageRuns::per_attempt ? time.attempt : time.beside) += lasts;
  }
  return time;
}

/// The operating points of the capacity of its offers: those at which their calls take the least machine time.
OfferPoints offer_points(const Scenario& scenario, const Path& path);

/// A path of several calls under the scenario's conditions, and what keeps it from being priced.
PathModel model_of_stages(const Scenario& scenario, const Path& path, Arrivals arrivals);

/// What keeps a path of several calls from being chosen at any load, beside its acceptance and what keeps it from being
/// priced: a limit on the time of an answer, a rule on families, what is not modelled, and what keeps its offers out.
std::vector<Reason> reasons_of_stages(const Scenario& scenario, const Path& path, Arrivals arrivals);

/// The same of a load: a quota of one of its offers.
std::vector<Reason> quota_reasons_of_stages(const Scenario& scenario, const Path& path, const PathModel& m,
                                            Load<> load);

/// What each stage takes of the month.
std::vector<StageCost> stage_costs(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load);

/// Leaves each offer's curve no more units than its quota grants.
template <class X>
void keep_quotas(const Scenario& scenario, const Path& path, Curve<X>& curve) {
  const auto offers = offers_of(scenario, path);
  const auto line = lines_of(scenario, path);
  const bool one = std::count(line.begin(), line.end(), false) == 1;  // which the curve is itself
  std::size_t part = 0;
  for (std::size_t k = 0; k < offers.size(); ++k) {
    if (line[k]) continue;
    Curve<X>& own = one ? curve : curve.parts[part++];
    if (const auto quota = scenario.paths[offers[k]].access.quota_units)
      own.max_units = std::min(own.max_units, std::floor(*quota));
  }
  if (const auto quota = path.access.quota_units) curve.max_units = std::min(curve.max_units, std::floor(*quota));
}

}  // namespace costmodel
