#include <costmodel/model/costs.hpp>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/model/not_priced.hpp>

#include "base/figures.hpp"
#include "base/number_text.hpp"
#include "model/cost_inputs.hpp"
#include "model/promises.hpp"
#include "model/several_calls.hpp"
#include "scenario/fields.hpp"

namespace costmodel {

namespace {

/// How what is stated was read, where it can be read in two ways.
void add_readings(const Path& path, const PathModel& m, const text::Figures& as, std::vector<std::string>& notes) {
  const auto cached = [&](const auto& prices) {
    bool priced = false;
    if constexpr (requires { prices.cached_input; }) priced = prices.cached_input.has_value();
    if (!priced && m.workload.cached_input.value() > 0)
      notes.push_back(path.id + ": cached input tokens at the input price: no price of their own is stated.");
  };
  if (const auto* tokens = std::get_if<PerToken<>>(&path.pricing)) cached(*tokens);
  if (const auto* windows = std::get_if<ActiveWindow<>>(&path.pricing); windows && windows->input.value() > 0)
    cached(*windows);
  const auto* rented = std::get_if<Provisioned<>>(&path.pricing);
  if (!rented) return;
  if (rented->overflow) cached(*rented->overflow);
  if (rented->interrupted > 0)
    notes.push_back(path.id + ": interrupted for " + as.percent(rented->interrupted) + " of the time, which " +
                    (rented->interrupted_billed ? "is billed (interrupted_time_billed)." : "is not billed."));
}

void give_reasons(const std::vector<Reason>& reasons, PathCost& c) {
  c.reasons = words_of(reasons);
  c.reason_kinds.clear();
  for (const auto& reason : reasons) c.reason_kinds.push_back(reason.kind);
}

/// What is the same at every load.
PathCost without_load(const Scenario& scenario, const Path& path, const PathModel& m, Arrivals arrivals,
                      const std::vector<Input>& used) {
  PathCost c{.id = path.id,
             .name = path.name.empty() ? path.id : path.name,
             .kind = path.stages.empty() ? kind(path.pricing) : PricingKind::stages,
             .arrivals = arrivals,
             .prices = dated_prices(scenario, path.id)};
  for (const std::size_t offer : offers_of(scenario, path))
    for (auto& price : dated_prices(scenario, scenario.paths[offer].id))
      if (std::find(c.prices.begin(), c.prices.end(), price) == c.prices.end()) c.prices.push_back(std::move(price));
  give_reasons(lasting_reasons(scenario, path, m), c);
  c.evidence = weakest_grade(used);
  for (const auto& input : used)
    if (input.provenance.evidence.grade == c.evidence) {
      c.weakest_input = input.name;
      break;
    }
  c.presentation = scenario.presentation;
  c.not_priced = not_priced(scenario, path, m);
  add_readings(path, m, text::Figures(scenario.presentation), c.notes);
  c.unplaced = placement_reasons(scenario, path);
  if (!c.unplaced.empty()) c.notes.push_back(path.id + ": does not compete: " + text::joined(c.unplaced) + ".");
  return c;
}

/// Serving cost per output token with every unit busy all month; what "÷ U" divides.
std::optional<OutputPrice<>> full_price(const PathModel& m) {
  if (m.workload.output.value() <= 0 || !m.serving.parts.empty()) return {};
  const bool has_capacity = std::isfinite(m.capacity().value());
  const Load<> load = has_capacity ? m.serving.carries(std::max(1.0, m.by_demand.min_units)) : answers_per_month(1.0);
  return cost_per_output_token(m, load);
}

/// What does not shrink with utilization.
std::optional<OutputPrice<>> variable_price(const PathModel& m) {
  if (m.workload.output.value() <= 0 || !m.serving.parts.empty()) return {};
  return usd_per_answer(m.serving.curve().slope) / m.workload.output;
}

/// The cost with the acceptance at either end of its 95 % interval, at the same load or demand.
std::optional<std::pair<MoneyPerAccepted<>, MoneyPerAccepted<>>> over_interval(const Scenario& scenario,
                                                                               const Path& path, Demand<> demand,
                                                                               Arrivals arrivals) {
  const Acceptance a = scenario.acceptance(path);
  if (a.of <= 0) return {};
  const Interval interval = jeffreys_interval(a.accepted, a.of);
  const auto at_rate = [&](double rate) {
    Path other = path;
    other.acceptance = {.rate = rate};
    const PathModel m = model(scenario, other, arrivals);
    return m.load(demand) > m.limit() ? usd_per_accepted_answer(std::numeric_limits<double>::infinity())
                                      : cost_per_accepted(m, demand);
  };
  const auto low = at_rate(interval.high), high = at_rate(interval.low);
  if (!std::isfinite(high.value())) return {};
  return std::pair{low, high};
}

/// How many requests meet a copy that is not ready, and what the closed form leaves out.
void add_cold_starts(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load, PathCost& c) {
  const auto* window = std::get_if<ActiveWindow<>>(&path.pricing);
  if (!window || c.arrivals == Arrivals::packed) return;
  const text::Figures as(scenario.presentation);
  const double start = seconds(window->start_up);
  const auto cold = cold_starts(*window, service_of(scenario, path, m.workload, m.point, c.arrivals), load, *c.units);
  const std::string id = path.id + ": ";
  if (cold) {
    c.cold_starts = cold->per_month;
    c.cold_share = cold->share;
    const std::string what =
        window->when_cold == Refused::failed ? "fail" : "wait " + as.significant(start) + " s more";
    if (start > 0)
      c.notes.push_back(id + as.count(std::round(*c.cold_starts)) + " cold starts a month; " +
                        as.percent(*c.cold_share) + " of its requests meet one and " + what + ".");
  } else if (start > 0) {
    c.notes.push_back(id + "cold starts under these arrivals have no closed form; a replay of requests counts them.");
  }
  if (start > 0 && (window->rule == WindowRule::anchored || window->rule == WindowRule::clock_aligned))
    c.notes.push_back(id + "the closed form of its windows leaves start-up out; a replay of requests bills it.");
  if (m.serving.opening == Opening::copies)
    c.notes.push_back(id + as.significant(m.serving.curve().open_on_average(answers_per_month(load), *c.units)) +
                      " copies open on average: a call that finds " + as.count(*window->concurrency) +
                      " at once on each starts another.");
  if (scenario.shape.hours && window->rule != WindowRule::per_second)
    c.notes.push_back(id + "the last window of a working day may go on beyond it: at most one a day and copy more.");
}

/// The path with another share of its units' capacity.
PathModel keeping(const Scenario& scenario, const Path& path, const PathModel& m, Arrivals arrivals,
                  const Shares& kept) {
  return assemble(scenario, path, m.effort, m.point, arrivals, kept);
}

/// What the month would cost without the promises, or, where there are none, with one that is usual.
void price_promises(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load, PathCost& c) {
  const text::Figures as(scenario.presentation);
  const auto units = [&](const PathModel& other) {
    return other.by_demand.units(accepted_answers_per_month(m.demand(load)));
  };
  if (m.serving.promised()) {
    const PathModel without = keeping(scenario, path, m, c.arrivals, {1});
    c.units_unpromised = units(without);
    c.promise = *c.per_month - without.whole.at(load);
    std::vector<std::string> all;
    for (const Promise& p : scenario.requirements.promises)
      all.push_back(words(p) + " of at most " + as.plain(p.seconds) + " s");
    if (scenario.requirements.headroom) all.push_back("a headroom of " + as.percent(*scenario.requirements.headroom));
    const std::string units_of = *c.units == 1 ? " unit" : " units";
    const std::string kept = *c.units == *c.units_unpromised
                                 ? as.count(*c.units) + units_of + ", as without"
                                 : as.count(*c.units) + " units in place of " + as.count(*c.units_unpromised) + ", " +
                                       as.money(usd_per_month(*c.promise)) + " more a month";
    c.notes.push_back(path.id + ": " + text::joined(all, " and ") + ": " + kept + "; a unit carries up to " +
                      as.percent(m.serving.share(*c.units)) + " of its capacity so.");
    return;
  }
  if (c.arrivals != Arrivals::poisson || !m.point || !std::isfinite(m.capacity().value()) ||
      !scenario.requirements.promises.empty())
    return;
  UsualPromise& usual = c.usual_promise.emplace();
  usual.promise = usual_promise(path, *m.point, m.workload);
  const PathModel with = keeping(scenario, path, m, c.arrivals,
                                 shares_that_keep(path, *m.point, m.workload, usual.promise).value_or(Shares{0}));
  if (with.kept > 0 && load <= with.limit() * (1 + 1e-12)) {
    usual.units = units(with);
    usual.more = with.whole.at(load) - *c.per_month;
  }
}

/// The stages of a path of several calls, what its offers bill for them, and how long it takes.
void add_stages(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load, PathCost& c) {
  if (path.stages.empty()) return;
  const text::Figures as(scenario.presentation);
  c.units.reset();  // each offer has its own
  c.stages = stage_costs(scenario, path, m, load);
  for (const auto& part : m.serving.parts)
    for (const auto& term : part.bill.terms)
      if (const auto amount = part.bill.at(term, load); amount.value() != 0)
        c.terms.emplace_back(part.stages + " on " + part.offer + ": " + std::string(to_string(term.kind)), amount);
  const auto time = time_of_calls(scenario, path, offer_points(scenario, path));
  if (time.unknown.empty()) {
    c.attempt_time = seconds(time.attempt + time.beside);
    c.request_time = seconds(time.attempt * scenario.tries.limit + time.beside);
  }
  for (const auto& stage : c.stages)
    c.notes.push_back(
        path.id + ": " + stage.stage + " on " + stage.offer + ": " + as.significant(stage.calls_per_month) +
        " calls and " + as.money(usd_per_month(stage.per_month)) + " a month" +
        (stage.units ? ", on " + as.count(*stage.units) + (*stage.units == 1 ? " unit at " : " units at ") +
                           as.percent(*stage.utilization) + " of one"
                     : "") +
        ".");
  c.notes.push_back(
      path.id + (c.attempt_time
                     ? ": an attempt takes " + as.significant(seconds(*c.attempt_time)) + " s" +
                           (scenario.tries.limit > 1 ? ", " + as.significant(seconds(*c.request_time)) + " s over " +
                                                           std::to_string(scenario.tries.limit) + " tries"
                                                     : "") +
                           ", without a wait in line."
                     : ": how long an attempt takes is not known: " + text::joined(time.unknown, " and ") +
                           " without a measured operating point."));
}

void price(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load, PathCost& c) {
  const bool has_capacity = std::isfinite(m.capacity().value());
  const Demand<> demand = m.demand(load);
  c.load = load;
  c.demand = demand;
  if (has_capacity) c.utilization = utilization(m, load);
  give_reasons(reasons_at(scenario, path, m, load), c);
  c.operation = operation(scenario, path, m, load, c.arrivals);
  if (c.reasons.empty() && !m.serving.overflows && c.operation && c.operation->running == Running::saturated)
    c.reasons.push_back("saturated: " + c.operation->note), c.reason_kinds.push_back(ReasonKind::saturated);
  if (load > m.limit() * (1 + 1e-12)) return;  // saturated: no number
  c.units = m.by_demand.units(accepted_answers_per_month(demand));
  add_cold_starts(scenario, path, m, load, c);
  if (has_capacity) c.capacity = m.serving.together.empty() ? m.capacity() : m.serving.carries(*c.units) / *c.units;
  c.per_month = m.whole.at(load);
  price_promises(scenario, path, m, load, c);
  c.per_accepted = *c.per_month / demand;
  c.per_output_token = cost_per_output_token(m, load);
  c.interval = over_interval(scenario, path, demand, c.arrivals);
  for (const auto& term : m.whole.terms)
    if (const auto amount = m.whole.at(term, load); amount.value() != 0)
      c.terms.emplace_back(to_string(term.kind), amount);
  add_stages(scenario, path, m, load, c);
}

/// Two bounds of a bill without a closed form: as if its copies were open only while they compute, and as if each
/// answer had its own.
void bound(const Scenario& scenario, const Path& path, const PathModel& m, Load<> load, PathCost& c) {
  const auto* window = std::get_if<ActiveWindow<>>(&path.pricing);
  if (!window || m.obstacle != WhyNot::no_closed_form || load > m.limit() * (1 + 1e-12)) return;
  const OpenBounds open = open_bounds(*window, service_of(scenario, path, m.workload, m.point, c.arrivals), load);
  const auto month = [&](double copies) {
    Bill<> bill = m.whole;
    for (auto& term : bill.terms) term.fixed += term.while_open * copies, term.while_open = {};
    return bill.at(load);
  };
  c.load = load, c.demand = m.demand(load);
  c.between.emplace(month(open.least), month(open.most));
  const text::Figures as(scenario.presentation);
  c.notes.push_back(
      path.id + ": between " + as.money(usd_per_month(c.between->first)) + " and " +
      as.money(usd_per_month(c.between->second)) +
      " a month: as if its copies were open while they compute, and as if each answer had one of its own.");
}

/// The path at the load that `load_of` takes from its model.
template <class LoadOf>
PathCost priced(const Scenario& scenario, const Path& path, Arrivals arrivals, const std::vector<Input>& used,
                const LoadOf& load_of) {
  const PathModel m = model(scenario, path, arrivals);
  PathCost c = without_load(scenario, path, m, arrivals, used);
  if (m.why_not.empty()) {
    c.per_output_token_full = full_price(m);
    c.per_output_token_variable = variable_price(m);
    price(scenario, path, m, load_of(m), c);
  } else {
    bound(scenario, path, m, load_of(m), c);
  }
  c.feasible = c.reasons.empty();
  return c;
}

}  // namespace

PathCost cost(const Scenario& scenario, std::size_t path, Demand<> demand, Arrivals arrivals, CostInputs& inputs) {
  const double asked = accepted_answers_per_month(demand);
  constexpr double rounding = 1e-12;  // of a demand that came by way of a load
  if (!(asked >= fields::demand.low * (1 - rounding) && asked <= fields::demand.high * (1 + rounding)))
    throw InvalidInput(
        "out-of-range", "demand", number_text(asked),
        number_text(fields::demand.low) + " to " + number_text(fields::demand.high) + " accepted answers per month");
  return priced(scenario, scenario.paths[path], arrivals, inputs.of(path),
                [&](const PathModel& m) { return m.load(demand); });
}

PathCost cost(const Scenario& scenario, std::string_view path, Demand<> demand, std::optional<Arrivals> arrivals) {
  CostInputs inputs(scenario);
  return cost(scenario, scenario.index(path), demand, arrivals.value_or(scenario.arrivals), inputs);
}

PathCost cost_at_utilization(const Scenario& scenario, std::size_t path, double utilization, Arrivals arrivals,
                             CostInputs& inputs) {
  if (!(utilization > 0 && utilization <= 1)) {
    std::string allowed = "more than 0, at most 1: one unit busy all month";
    if (utilization > 1 && utilization <= 100)
      allowed.append("; did you mean ").append(number_text(utilization / 100)).append("?");
    throw InvalidInput("out-of-range", "utilization", number_text(utilization), allowed);
  }
  return priced(scenario, scenario.paths[path], arrivals, inputs.of(path), [&](const PathModel& m) {
    return std::isfinite(m.capacity().value()) ? load_at_utilization(m, utilization) : m.load(scenario.demand);
  });
}

PathCost cost_at_utilization(const Scenario& scenario, std::string_view path, double utilization,
                             std::optional<Arrivals> arrivals) {
  CostInputs inputs(scenario);
  return cost_at_utilization(scenario, scenario.index(path), utilization, arrivals.value_or(scenario.arrivals), inputs);
}

}  // namespace costmodel
