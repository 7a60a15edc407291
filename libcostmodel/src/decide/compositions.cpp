#include <costmodel/decide/compositions.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/bill/mix.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/solve/isolate.hpp>
#include <set>

#include "base/number_text.hpp"
#include "base/problems.hpp"

namespace costmodel {

namespace {

constexpr double most_units_tried = 10'000;

/// The model of a path; what is in the way of it, as a problem at `where`.
std::optional<PathModel> model_of_part(const Scenario& scenario, const std::string& id, const std::string& where,
                                       std::vector<Problem>& problems) {
  try {
    PathModel m = model(scenario, scenario.path(id));
    if (m.why_not.empty()) return m;
    problems.push_back({"cannot-be-priced", where, in_quotes(id) + ": " + m.why_not, "a path that can be priced"});
  } catch (const InvalidInput& e) {
    for (const Problem& p : e.problems()) problems.push_back({p.id, where, p.found, p.allowed});
  }
  return {};
}

/// Calls and rejects for each accepted answer.
struct CascadeEffort {
  CascadeOutcome outcome{};
  std::vector<double> calls{};  ///< of each path
  double rejects = 0;
};

CascadeEffort effort_of(const Scenario& scenario, const std::vector<CascadeStep>& steps, Together together) {
  CascadeEffort all{.outcome = cascade(steps, together)};
  const Outcome<> whole{AnswersPerRequest<>::from_value(1), all.outcome.accepted_in_all,
                        1 - all.outcome.accepted_in_all};
  const Effort<> once = effort(whole, scenario.rejected.handling);
  for (const double reach : all.outcome.reach) all.calls.push_back(reach * once.answers.value());
  all.rejects = once.rejected_requests.value();
  if (!std::isfinite(once.answers.value()))
    throw InvalidInput("out-of-range", "cascade", "0 % accepted", "a path that accepts some");
  return all;
}

/// A cascade whose paths can all be priced.
struct PricedCascade {
  std::vector<PathModel> models{};
  std::vector<CascadeStep> steps{};
};

PricedCascade priced_cascade(const Scenario& scenario, const std::vector<CascadeMember>& members) {
  PricedCascade all;
  std::vector<Problem> problems;
  std::set<std::string> seen;
  if (members.empty()) problems.push_back({"empty-list", "cascade", "none", "one path or more"});
  for (std::size_t k = 0; k < members.size(); ++k) {
    const CascadeMember& member = members[k];
    const std::string where = "cascade/" + std::to_string(k) + "/path";
    if (!seen.insert(member.path).second)
      problems.push_back({"cycle", where, in_quotes(member.path), "a path that did not reject the request before"});
    auto m = model_of_part(scenario, member.path, where, problems);
    if (!m) continue;
    all.steps.push_back({.right = point_rate(scenario.acceptance(scenario.path(member.path))),
                         .given_rejected = member.given_rejected,
                         .sensitivity = member.sensitivity,
                         .specificity = member.specificity});
    all.models.push_back(std::move(*m));
  }
  if (!problems.empty()) throw InvalidInput(std::move(problems));
  return all;
}

SumOfCurves<> curve_of_cascade(const Scenario& scenario, const PricedCascade& c, const CascadeEffort& e) {
  SumOfCurves<> sum;
  Curve<> beside;
  for (std::size_t k = 0; k < c.models.size(); ++k) {
    if (e.calls[k] > 0)
      sum.parts.push_back(scaled(c.models[k].serving.curve(), e.calls[k]));
    else  // nobody gets there, and what stands ready is paid all the same
      sum.parts.push_back({.fixed = c.models[k].serving.curve()(0.0)});
    beside.slope += e.calls[k] * usd_per_answer(scenario.gate);
  }
  beside.slope += e.rejects * scenario.rejected.cost.value();
  sum.parts.push_back(beside);
  return sum;
}

void carries_its_part(const PricedCascade& c, const CascadeEffort& e, double demand) {
  std::vector<Problem> problems;
  for (std::size_t k = 0; k < c.models.size(); ++k)
    if (const double load = e.calls[k] * demand; load > answers_per_month(c.models[k].limit()) * (1 + 1e-12))
      problems.push_back({"cannot-be-priced", "cascade/" + std::to_string(k) + "/path",
                          in_quotes(c.models[k].id) + " with " + number_text(load) + " answers a month",
                          "at most " + number_text(answers_per_month(c.models[k].limit())) + ", which it carries"});
  if (!problems.empty()) throw InvalidInput(std::move(problems));
}

ComposedCost cost_of_cascade(const Scenario& scenario, const PricedCascade& c, double demand, Together together) {
  const CascadeEffort e = effort_of(scenario, c.steps, together);
  carries_its_part(c, e, demand);
  const SumOfCurves<> sum = curve_of_cascade(scenario, c, e);
  ComposedCost cost;
  double attempts = 0;
  for (const double calls : e.calls) attempts += calls * demand;
  for (std::size_t k = 0; k < c.models.size(); ++k) {
    OfferPart part{.path = c.models[k].id, .answers_per_month = e.calls[k] * demand};
    part.share_of_answers = part.answers_per_month / attempts;
    if (std::isfinite(c.models[k].capacity().value()) && e.calls[k] > 0) part.units = sum.parts[k].units(demand);
    part.usd_per_month = sum.parts[k](demand);
    cost.offers.push_back(std::move(part));
  }
  cost.gate_usd_per_month = attempts * usd_per_answer(scenario.gate);
  cost.rejected_usd_per_month = e.rejects * demand * scenario.rejected.cost.value();
  cost.usd_per_month = sum(demand);
  cost.usd_per_accepted_answer = cost.usd_per_month / demand;
  cost.accepted = e.outcome.accepted_in_all;
  cost.accepted_and_right = e.outcome.right_in_all;
  cost.rejects_per_accepted = e.rejects;
  return cost;
}

double checked_demand(Demand<> demand) {
  const double a = accepted_answers_per_month(demand);
  if (!(a >= 1e-9 && a <= 1e15))
    throw InvalidInput("out-of-range", "demand", number_text(a), "1e-9 to 1e15 accepted answers per month");
  return a;
}

/// A mix whose paths can be priced. Loads of the hours are their mean's multiples.
struct PricedMix {
  PathModel base{};
  PathModel burst{};
  std::vector<HoursAlike> alike{};
  double capacity = 0;  ///< attempts a month of one unit of the base, in an hour like any other
  double places = 0;
  double per_call = 0;  ///< months that one attempt takes on its place
};

PricedMix priced_mix(const Scenario& scenario, const Mix& mix) {
  std::vector<Problem> problems;
  auto base = model_of_part(scenario, mix.base, "mix/base", problems);
  auto burst = model_of_part(scenario, mix.burst, "mix/burst", problems);
  if (mix.base == mix.burst) problems.push_back({"cycle", "mix/burst", in_quotes(mix.burst), "another path"});
  if (base && !(std::isfinite(base->capacity().value()) && base->serving.opening == Opening::always &&
                !base->serving.overflows))
    problems.push_back({"cannot-be-priced", "mix/base", in_quotes(mix.base),
                        "a path whose units stand all month, and that states no overflow of its own"});
  if (!problems.empty()) throw InvalidInput(std::move(problems));
  PricedMix all{.base = std::move(*base), .burst = std::move(*burst)};
  for (const Level<>& level : all.base.serving.levels) all.alike.push_back({level.share, level.arrivals});
  if (all.alike.empty()) all.alike.push_back({1, 1});
  double shares = 0;
  for (const HoursAlike& h : all.alike) shares += h.share;
  if (shares < 1 - 1e-12) all.alike.push_back({1 - shares, 0});
  all.capacity = answers_per_month(all.base.serving.carries(1)) * peak(all.base.serving.levels);
  all.places = all.base.point->concurrency;
  all.per_call = all.places / all.capacity;
  return all;
}

/// What the base carries, as a share of x attempts a month, of the requests that come to it first.
double carried_share(const PricedMix& m, WithinTheHour calls, double x, double units) {
  if (units == 0) return 0;
  if (calls == WithinTheHour::no_queue)
    return 1 - overflow_share(m.alike, x * m.per_call, std::floor(units * m.places));
  std::vector<HoursAlike> loads = m.alike;
  for (HoursAlike& h : loads) h.load *= x;
  return 1 - overflow_by_hour(loads, units * m.capacity) / x;
}

/// Attempts a month: of each path some are accepted, so that it depends on who carries how many.
struct MixedLoad {
  double attempts = 0;
  double carried = 0;  ///< share of the base
};

MixedLoad load_of_mix(const PricedMix& m, WithinTheHour calls, double demand, double units) {
  const double of_base = m.base.effort.answers.value(), of_burst = m.burst.effort.answers.value();
  const auto carried = [&](double attempts) { return carried_share(m, calls, attempts, units); };
  if (of_base == of_burst) return {demand * of_base, carried(demand * of_base)};
  double low = demand * std::min(of_base, of_burst), high = demand * std::max(of_base, of_burst);
  for (int i = 0; i < 200 && std::nextafter(low, high) < high; ++i) {
    const double middle = low + (high - low) / 2, share = carried(middle);
    (middle * (share / of_base + (1 - share) / of_burst) < demand ? low : high) = middle;
  }
  return {high, carried(high)};
}

ComposedCost cost_of_mix(const Scenario& scenario, const PricedMix& m, WithinTheHour calls, double demand,
                         double units) {
  const MixedLoad load = load_of_mix(m, calls, demand, units);
  const double here = load.attempts * load.carried, over = std::max(0.0, load.attempts - here);
  if (over > answers_per_month(m.burst.limit()) * (1 + 1e-12))
    throw InvalidInput("cannot-be-priced", "mix/burst", in_quotes(m.burst.id) + " with " + number_text(over),
                       "at most " + number_text(answers_per_month(m.burst.limit())) + " answers a month");
  ComposedCost cost;
  Curve<> alone = m.base.serving.curve();
  cost.offers.push_back({m.base.id, units, here, load.carried, alone.on_stretch(here, units)});
  const Curve<> other = m.burst.serving.curve();
  OfferPart part{.path = m.burst.id, .answers_per_month = over, .share_of_answers = 1 - load.carried};
  if (std::isfinite(m.burst.capacity().value())) part.units = other.units(over);
  part.usd_per_month = other(over);
  cost.offers.push_back(part);
  const auto mean = [&](double of_base, double of_burst) { return here * of_base + over * of_burst; };
  const auto rejects = [](const PathModel& of) {
    return of.effort.rejected_requests.value() / of.effort.answers.value();
  };
  const double rejected = mean(rejects(m.base), rejects(m.burst));
  cost.gate_usd_per_month = load.attempts * usd_per_answer(scenario.gate);
  cost.rejected_usd_per_month = rejected * scenario.rejected.cost.value();
  cost.usd_per_month = cost.offers[0].usd_per_month + cost.offers[1].usd_per_month + cost.gate_usd_per_month +
                       cost.rejected_usd_per_month;
  cost.usd_per_accepted_answer = cost.usd_per_month / demand;
  const bool dropped = scenario.rejected.handling == Handling::dropped;
  cost.accepted = dropped ? demand / (demand + rejected) : 1 - rejected / demand;
  cost.accepted_and_right = cost.accepted;
  cost.rejects_per_accepted = rejected / demand;
  return cost;
}

}  // namespace

CascadeCost cascade_cost(const Scenario& scenario, const std::vector<CascadeMember>& members, Demand<> demand) {
  const double a = checked_demand(demand);
  const PricedCascade c = priced_cascade(scenario, members);
  CascadeCost cost{.independent = cost_of_cascade(scenario, c, a, Together::independent),
                   .least = cost_of_cascade(scenario, c, a, Together::disjoint),
                   .most = cost_of_cascade(scenario, c, a, Together::nested)};
  for (std::size_t k = 1; k < members.size(); ++k) cost.assumed = cost.assumed || !members[k].given_rejected;
  return cost;
}

SumOfCurves<> cascade_curve(const Scenario& scenario, const std::vector<CascadeMember>& members, Together together) {
  const PricedCascade c = priced_cascade(scenario, members);
  return curve_of_cascade(scenario, c, effort_of(scenario, c.steps, together));
}

CrossoverReport cascade_crossover(const Scenario& scenario, const std::vector<CascadeMember>& members,
                                  std::string_view path, Together together) {
  const SumOfCurves<> sum = cascade_curve(scenario, members, together);
  std::vector<Problem> problems;
  const auto other = model_of_part(scenario, std::string(path), "path", problems);
  if (!other) throw InvalidInput(std::move(problems));
  const double low = accepted_answers_per_month(scenario.domain_low);
  const double end = std::min(sum.limit(), other->by_demand.limit());
  const double high = std::min(accepted_answers_per_month(scenario.domain_high), end);
  if (!(high > low))
    throw InvalidInput("out-of-range", "domain", number_text(low), "below " + number_text(end) + ", where both end");
  const auto both = [&](auto x) {
    using T = decltype(x);
    const auto as = [](double v) { return T(v); };
    SumOfCurves<T> all;
    for (const Curve<>& part : sum.parts) all.parts.push_back(converted<T>(part, as));
    return Two<T>{all(x), converted<T>(other->by_demand, as)(x)};
  };
  return isolate(TwoFunctions::of(both, static_cast<double>(sum.parts.size() + 1) / 2), low, high);
}

std::optional<double> cascade_worth_it_from(const Scenario& scenario, const std::vector<CascadeMember>& members,
                                            std::string_view path, Demand<> demand, Together together) {
  const double a = checked_demand(demand);
  Scenario free = scenario;
  free.rejected.cost = {};
  const ComposedCost both = cost_of_cascade(free, priced_cascade(free, members), a, together);
  std::vector<Problem> problems;
  const auto alone = model_of_part(free, std::string(path), "path", problems);
  if (!alone) throw InvalidInput(std::move(problems));
  if (a > alone->by_demand.limit() * (1 + 1e-12))
    throw InvalidInput("cannot-be-priced", "path", in_quotes(path), "a path that carries the demand");
  return break_even_reject(alone->by_demand(a) / a, alone->effort.rejected_requests.value(),
                           both.usd_per_accepted_answer, both.rejects_per_accepted);
}

ComposedCost mix_cost(const Scenario& scenario, const Mix& mix, Demand<> demand, std::optional<double> units) {
  const double a = checked_demand(demand);
  const PricedMix m = priced_mix(scenario, mix);
  const double least = m.base.serving.min_units, most = m.base.serving.max_units;
  if (units) {
    if (!(*units >= least && *units <= most && *units == std::floor(*units)))
      throw InvalidInput("out-of-range", "units", number_text(*units),
                         number_text(least) + " to " + number_text(most) + ", a whole number");
    return cost_of_mix(scenario, m, mix.within, a, *units);
  }
  double peak_load = 0;
  for (const HoursAlike& h : m.alike) peak_load = std::max(peak_load, h.load);
  peak_load *= a * std::max(m.base.effort.answers.value(), m.burst.effort.answers.value());
  // Calls at random find no place now and then however many there are: beyond twice the offered load a unit is idle.
  const double enough = std::ceil(peak_load / m.capacity * (mix.within == WithinTheHour::even ? 1 : 2)) + 10;
  const double to = std::min(most, std::max(least, enough));
  if (to - least > most_units_tried)
    throw InvalidInput("too-many", "units", number_text(to - least), "at most 10000 to try: say how many");
  std::optional<ComposedCost> best;
  for (double n = least; n <= to; ++n) {
    ComposedCost cost = cost_of_mix(scenario, m, mix.within, a, n);
    if (!best || cost.usd_per_month < best->usd_per_month) best = std::move(cost);
  }
  return *best;
}

}  // namespace costmodel
