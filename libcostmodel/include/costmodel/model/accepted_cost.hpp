// What one accepted answer costs on a path, as a function of demand.
#pragma once

#include <costmodel/bill/bill.hpp>
#include <costmodel/measured/acceptance.hpp>
#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// The serving bill with the cost of judging and of rejects beside it, as terms of their own:
///   gate: g · load;  rejected requests: L · rejected requests per answer · load
template <class T>
Bill<T> with_quality(Bill<T> bill, const MoneyPerAnswer<T>& gate, const Effort<T>& effort,
                     const Rejected<T>& rejected) {
  bill.terms.push_back({.kind = BillTerm::gate, .per_answer = gate, .part = Part::beside});
  bill.terms.push_back({.kind = BillTerm::rejected_requests,
                        .per_answer = rejected.cost * (effort.rejected_requests / effort.answers),
                        .part = Part::beside});
  return bill;
}

/// Why a path cannot be priced at any demand.
enum class WhyNot {
  priced,              ///< it can
  acceptance_unknown,  ///< neither counts nor a rate
  nothing_accepted,    ///< 0 of those judged: the cost has no bound
  no_closed_form,      ///< of its bill under these arrivals
  not_measured,        ///< no throughput
  latency_not_kept,    ///< by any operating point
  only_in_stages       ///< it serves stages of other paths
};

/// A path under the conditions of a scenario: everything that is needed to price any demand.
/// Over any number type; `PathModel` is the one in plain numbers.
template <class T = double>
struct BasicPathModel {
  std::string id;
  Workload<T> workload{};                 ///< the path's own, over the scenario's
  Arrivals arrivals = Arrivals::poisson;  ///< that it is priced under
  std::optional<OperatingPoint<T>>
      point{};  ///< the one that capacity is stated at; none: not measured, or outside the limits
  Effort<T> effort{};
  Bill<T> serving{};     ///< pricing, tuning, data plane
  Bill<T> whole{};       ///< serving, gate, rejects
  Curve<T> by_demand{};  ///< accepted answers per month to USD per month, of `whole`
  double kept = 1;  ///< share of a unit's capacity up to which promises are kept, of any number of units; `capacity` is
                    ///< the share of one
  WhyNot obstacle = WhyNot::priced;
  std::string why_not{};  ///< the same in words: why no demand can be priced: nothing measured, nothing accepted; empty
                          ///< where it can

  /// Answers per month that the path must serve to meet the demand.
  Load<T> load(Demand<T> demand) const { return effort.answers * demand; }
  /// Demand that a load meets.
  Demand<T> demand(Load<T> load) const { return load / effort.answers; }
  /// Load of one unit that is busy all month; infinite where no capacity is known.
  Load<T> capacity() const { return serving.carries(1); }
  /// The same whatever the wait.
  Load<T> full() const { return kept > 0 ? Load<T>(serving.capacity / T(kept)) : serving.capacity; }
  /// Most load that all the units which may be added carry.
  Load<T> limit() const { return serving.limit(); }
};
using PathModel = BasicPathModel<>;

/// USD per month of the tuning: (one-off + a run) ÷ life + runs a month + recurring + stored models; a run is its
/// training tokens × their price.
template <class T>
MoneyPerMonth<T> per_month(const BasicTuning<T>& tuning) {
  const Money<T> run = tuning.per_million_training_tokens * tuning.million_training_tokens;
  const MoneyPerMonth<T> each = tuning.recurring + usd_per_month(T(usd(run) * tuning.retrains_per_month)) +
                                tuning.per_stored_model * tuning.stored_models;
  return tuning.life.value() == T(0) ? each : MoneyPerMonth<T>((tuning.one_off + run) / tuning.life + each);
}

/// Calls at once beyond which it makes no difference to the idle share of a copy how fast each is: it is 0 to 13 digits
/// by then.
inline constexpr double calls_that_matter = 48;

/// Calls at once on one copy up to which copies are counted one by one.
inline constexpr double calls_counted = 1024;

/// Calls at once on a copy, where the provider says so: more start another.
template <class T>
std::optional<double> calls_at_once(const BasicPath<T>& path) {
  const auto* window = std::get_if<ActiveWindow<T>>(&path.pricing);
  return window ? window->concurrency : std::nullopt;
}

/// Whether calls beyond those start another copy.
template <class T>
bool starts_copies(const BasicPath<T>& path) {
  const auto* window = std::get_if<ActiveWindow<T>>(&path.pricing);
  return window && window->concurrency && window->max_copies > 1;
}

/// The operating point that a copy gets to: `best`, or with no more calls at once than the provider puts on it. Below
/// the fewest that were measured each call is taken to last as long as there.
template <class T>
std::optional<OperatingPoint<T>> within_calls_at_once(const BasicPath<T>& path,
                                                      const std::optional<OperatingPoint<T>>& best) {
  const auto most = calls_at_once(path);
  if (!best || !most || !(*most < best->concurrency)) return best;
  const ThroughputCurve<T> curve(path.operating_points(), *best);
  const double low = curve.points().front().concurrency;
  std::optional<OperatingPoint<T>> p = curve.at(std::max(*most, low));
  if (*most < low) {
    p->concurrency = *most;
    p->output *= T(*most / low);
    if (p->input) *p->input *= T(*most / low);
  }
  return p;
}

/// Time from one answer to the next of a copy with 1, 2, … calls in flight, each of `batch` requests, at most as many
/// as it takes at once.
template <class T>
std::vector<TimePerAnswer<T>> pace(const BasicPath<T>& path, const OperatingPoint<T>& best, const Workload<T>& workload,
                                   double batch) {
  const ThroughputCurve<T> curve(path.operating_points(), best);
  const double places = std::max(1.0, calls_at_once(path).value_or(best.concurrency));
  std::vector<TimePerAnswer<T>> all;
  const auto* window = std::get_if<ActiveWindow<T>>(&path.pricing);
  const bool queued =
      window && !(window->start_up.value() == 0.0);  // those who came during a start are many, however seldom it is
  const double most = starts_copies(path) || queued ? calls_counted : calls_that_matter;
  double requests = 0;
  do {
    requests = std::min(requests + batch, places);
    all.push_back(
        TimePerAnswer<T>::from_value(T(1) / completion_rate(curve, workload, std::min(requests, best.concurrency))));
  } while (requests < places && static_cast<double>(all.size()) < most);
  return all;
}

/// How the workload meets the path's machine, at the operating point that capacity is stated at (none: busy time 0).
template <class T>
Service<T> service_of(const BasicScenario<T>& scenario, const BasicPath<T>& path, const Workload<T>& workload,
                      const std::optional<OperatingPoint<T>>& point, Arrivals arrivals) {
  Service<T> service{.workload = workload, .month = scenario.month, .arrivals = arrivals};
  if (arrivals != Arrivals::packed) service.batch = scenario.shape.batch, service.levels = levels(scenario.shape);
  if (const auto* rented = std::get_if<Provisioned<T>>(&path.pricing);
      rented && rented->up_from && arrivals != Arrivals::packed) {
    const auto week = hours_of_week(scenario.shape);
    service.week.assign(week.begin(), week.end());
  }
  if (!point) return service;
  service.busy = busy_time(*point, workload);
  if (arrivals != Arrivals::packed && std::holds_alternative<ActiveWindow<T>>(path.pricing))
    service.pace = pace(path, *point, workload, service.batch);
  return service;
}

/// Puts a path under the scenario's conditions, given what an accepted answer takes, the operating point that its
/// capacity is stated at (none: busy time 0), when requests arrive, and the share of its units' capacity up to which
/// promises are kept.
template <class T>
BasicPathModel<T> assemble(const BasicScenario<T>& scenario, const BasicPath<T>& path, const Effort<T>& needed,
                           const std::optional<OperatingPoint<T>>& point, Arrivals arrivals, const Shares& kept = {1}) {
  BasicPathModel<T> m;
  m.id = path.id;
  m.workload = scenario.workload_of(path);
  m.arrivals = arrivals;
  m.point = within_calls_at_once(path, point);
  m.effort = needed;
  m.serving = bill(path.pricing, service_of(scenario, path, m.workload, m.point, arrivals));
  m.kept = kept.back();
  if (kept.size() > 1 || m.kept < 1) m.serving.keep(kept);
  m.serving.terms.push_back({.kind = BillTerm::tuning, .fixed = per_month(path.tuning), .part = Part::beside});
  m.serving.terms.push_back({.kind = BillTerm::data_plane, .per_answer = path.data_plane, .part = Part::beside});
  m.whole = with_quality(m.serving, scenario.gate, m.effort, scenario.rejected);
  m.by_demand = scaled(m.whole.curve(), T(m.effort.answers.value()));
  return m;
}

/// The same, given the acceptance rate that holds for the path.
template <class T>
BasicPathModel<T> assemble(const BasicScenario<T>& scenario, const BasicPath<T>& path, const T& rate,
                           const std::optional<OperatingPoint<T>>& point, Arrivals arrivals, const Shares& kept = {1}) {
  return assemble(scenario, path, effort(outcome(rate, scenario.tries), scenario.rejected.handling), point, arrivals,
                  kept);
}

/// Puts a path under the scenario's conditions, with the arrivals given or the scenario's own.
PathModel model(const Scenario& scenario, const Path& path, std::optional<Arrivals> arrivals = {});

/// USD per accepted answer at a demand: whole bill ÷ demand.
///   dropped: [(c+g)·E + (1−P)·L] ÷ P;  fallback: (c+g)·E + (1−P)·L
/// with c the serving bill ÷ load, g the gate, E attempts per request, P the probability that one of them is accepted,
/// and L the cost of a rejected request.
inline MoneyPerAccepted<> cost_per_accepted(const PathModel& model, Demand<> demand) {
  return usd_per_month(model.by_demand(accepted_answers_per_month(demand))) / demand;
}

/// USD per output token at a load: serving bill ÷ (load × output tokens per answer).
inline OutputPrice<> cost_per_output_token(const PathModel& model, Load<> load) {
  return model.serving.at(load) / (load * model.workload.output);
}

/// The load at which the path's units are busy for this fraction of the month: U × capacity of one unit.
inline Load<> load_at_utilization(const PathModel& model, double utilization) { return model.capacity() * utilization; }

/// Load ÷ capacity of one unit. Not device utilization.
inline double utilization(const PathModel& model, Load<> load) { return load / model.capacity(); }

/// Hours of renting that cost as much as buying: price ÷ rent. Power, staff, tax and resale are left aside.
inline Time<> break_even_time(Money<> price, MoneyPerTime<> rent) { return price / rent; }

}  // namespace costmodel
