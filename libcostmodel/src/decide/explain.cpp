#include <costmodel/decide/explain.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/dual.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <costmodel/model/costs.hpp>
#include <set>

#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "model/candidates.hpp"
#include "scenario/lifted.hpp"

namespace costmodel {

namespace {

/// Formula of a term, as the header of the pricing that makes it states it.
std::string_view formula_of(BillTerm term) {
  switch (term) {
    case BillTerm::capital:
      return "units × (P(1+t) − R/(1+r)^m) · r / (1 − (1+r)^−m); r = 0: (P(1+t) − R)/m";
    case BillTerm::while_off:
      return "share of the requests that come while it is off × their price";
    case BillTerm::flat:
      return "units × flat cost a month";
    case BillTerm::idle_power:
      return "units × idle power × month × PUE × energy price";
    case BillTerm::load_power:
      return "(load power − idle power) × busy time × PUE × energy price × load";
    case BillTerm::colocation:
      return "units × load power × price of a kW";
    case BillTerm::support:
      return "units × support";
    case BillTerm::staff:
      return "staff, for all units";
    case BillTerm::active_windows:
      return "copies × price × units per copy × month × open fraction";
    case BillTerm::storage:
      return "price of storage × units per copy";
    case BillTerm::provisioned_hours:
      return "units × price × (1 − discount) × hours up, in whole blocks";
    case BillTerm::input_tokens:
      return "price × input tokens per answer × multiplier × load";
    case BillTerm::cached_input_tokens:
      return "price × cached input tokens per answer × multiplier × load";
    case BillTerm::output_tokens:
      return "price × output tokens per answer × multiplier × load";
    case BillTerm::calls:
      return "price per answer × multiplier × load";
    case BillTerm::hosting:
      return "hosting fee";
    case BillTerm::tuning:
      return "one-off ÷ life + recurring";
    case BillTerm::data_plane:
      return "price per answer × load";
    case BillTerm::gate:
      return "gate cost per answer × load";
    case BillTerm::rejected_requests:
      return "cost of a rejected request × rejected requests per answer × load";
    default:
      return "fixed + per answer × load + units × (per unit + while open × open fraction)";
  }
}

std::string_view opening_formula(Opening opening) {
  switch (opening) {
    case Opening::always:
      return "1: always open";
    case Opening::while_busy:
      return "busy time ÷ time: requests back to back";
    case Opening::anchored:
      return "max(busy, λW/(1+λW)), λ calls on one copy, W window";
    case Opening::spells:
      return "spells of calls with a start before each, rounded up as the rule says";
    case Opening::even:
      return "max(busy, min(1, λW)): calls that come evenly";
    case Opening::even_anchored:
      return "max(busy, λW/⌈λW⌉): calls that come evenly, W window";
    case Opening::copies:
      return "copies open on average ÷ copies that the load keeps busy";
    case Opening::under_load:
      return "1 − p₀·e^(−λW), λ calls on one copy, p₀ its share of time without a call, W window or timeout";
    case Opening::exponential:
      break;
  }
  return "max(busy, 1 − e^(−λW)), λ calls on one copy, W window or timeout";
}

/// Names of the numbers that move with an input.
using Moves = std::set<std::string>;

bool moved(const Dual<>& x) { return std::isfinite(x.slope) && x.slope != 0; }
template <class U>
bool moved(const Quantity<U, Dual<>>& x) {
  return moved(x.value());
}

/// "judge on box: capital"
template <class T>
std::string term_of(const BillPart<T>& part, const Term<T>& term) {
  return part.stages + " on " + part.offer + ": " + std::string(to_string(term.kind));
}

Moves moves(const BasicPathModel<Dual<>>& m) {
  Moves names;
  const auto note = [&](bool yes, std::string_view name) {
    if (yes) names.insert(std::string(name));
  };
  note(moved(m.effort.answers), "answers_per_accepted_answer");
  note(m.point && (moved(m.workload.output) || moved(m.point->output) ||
                   (m.point->input && (moved(*m.point->input) || moved(m.workload.input)))),
       "busy_time");
  note(moved(m.serving.open_for), "open_fraction");
  for (const auto& rate : m.serving.rates) note(moved(rate), "open_fraction");
  note(moved(m.serving.month), "capacity");
  note(moved(m.workload.output), "usd_per_million_output_tokens");
  for (const auto& term : m.whole.terms)
    note(moved(term.fixed) || moved(term.per_answer) || moved(term.per_unit) || moved(term.while_open),
         to_string(term.kind));
  for (const auto& part : m.serving.parts) {
    for (const auto& term : part.bill.terms)
      note(moved(term.fixed) || moved(term.per_answer) || moved(term.per_unit) || moved(term.while_open),
           term_of(part, term));
    note(moved(part.bill.capacity), "capacity of " + part.offer);
  }
  return names;
}

/// What each input of a path's cost enters directly.
class Entries {
 public:
  Entries(const Scenario& scenario, const Path& path, Arrivals arrivals) : all_(inputs_of_cost(scenario, path.id)) {
    const Candidate c = candidate(scenario, scenario.index(path.id));
    const Acceptance& counts = scenario.paths[c.accepted_like].acceptance;
    fields::Lifted<Dual<>> lifted(scenario, {});
    const auto priced = [&](std::optional<double> rate_slope) {
      const Dual<> rate = rate_slope      ? Dual<>(point_rate(counts), *rate_slope)
                          : counts.of > 0 ? Dual<>(point_rate(counts))
                                          : lifted.scenario.paths[c.accepted_like].acceptance.rate;
      return moves(model_of(lifted.scenario, c, rate, arrivals));
    };
    for (const auto& input : all_) {
      const auto setter = lifted.setters.find(input.pointer);
      if (input.name.starts_with("acceptance/") && (setter == lifted.setters.end() || counts.of > 0)) {
        enters_.push_back(priced(1.0));
      } else if (setter == lifted.setters.end()) {
        enters_.push_back(
            {input.name.starts_with("tries/") ? "answers_per_accepted_answer" : "units"});  // whole numbers
      } else {
        setter->second(Dual<>(input.value, 1));
        enters_.push_back(priced({}));
        setter->second(Dual<>(input.value));
      }
    }
  }

  const std::vector<Input>& all() const { return all_; }
  std::vector<Input> of(const std::string& number) const {
    std::vector<Input> found;
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (enters_[i].contains(number)) found.push_back(all_[i]);
    return found;
  }

 private:
  std::vector<Input> all_;
  std::vector<Moves> enters_;
};

/// Puts together all numbers of one path, and hands out those that one of them needs.
class Explainer {
 public:
  Explainer(const Scenario& scenario, const Path& path, Demand<> demand, Arrivals arrivals)
      : scenario_(scenario),
        entries_(scenario, path, arrivals),
        model_(model(scenario, path, arrivals)),
        demand_(demand) {
    if (!model_.why_not.empty()) {
      why_not_ = model_.why_not;
      return;
    }
    load_ = model_.load(demand);
    if (load_ > model_.limit() * (1 + 1e-12))
      why_not_ = "the path is saturated at this demand";
    else
      everything();
  }

  const std::string& why_not() const { return why_not_; }
  const Entries& entries() const { return entries_; }

  /// The number and what it is made of, breadth first.
  std::vector<ExplainedNumber> tree(const std::string& asked) const {
    std::vector<ExplainedNumber> result;
    std::vector<std::string> waiting{asked};
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      const auto found = std::find_if(numbers_.begin(), numbers_.end(),
                                      [&](const ExplainedNumber& n) { return n.name == waiting[i]; });
      if (found == numbers_.end()) continue;
      result.push_back(*found);
      for (const auto& next : found->from)
        if (std::find(waiting.begin(), waiting.end(), next) == waiting.end()) waiting.push_back(next);
    }
    return result;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& number : numbers_) all.push_back(number.name);
    return all;
  }

 private:
  void add(std::string name, double value, std::string unit, std::string_view formula, std::vector<std::string> from) {
    auto inputs = entries_.of(name);
    numbers_.push_back(
        {std::move(name), value, std::move(unit), std::string(formula), std::move(from), std::move(inputs)});
  }

  void everything() {
    std::vector<std::string> terms, serving;
    const bool has_capacity = std::isfinite(model_.capacity().value());
    for (const auto& term : model_.whole.terms)
      if (model_.whole.at(term, load_).value() != 0) terms.emplace_back(to_string(term.kind));
    for (const auto& term : model_.serving.terms)
      if (model_.serving.at(term, load_).value() != 0) serving.emplace_back(to_string(term.kind));
    for (const auto& part : model_.serving.parts)
      for (const auto& term : part.bill.terms)
        if (part.bill.at(term, load_).value() != 0)
          terms.push_back(term_of(part, term)), serving.push_back(term_of(part, term));
    add("usd_per_accepted_answer", usd_per_accepted_answer(cost_per_accepted(model_, demand_)),
        "USD per accepted answer", "bill of the month ÷ demand", {"usd_per_month", "demand"});
    add("usd_per_month", usd_per_month(model_.whole.at(load_)), "USD per month", "sum of the terms", terms);
    add_demand();
    if (model_.workload.output.value() > 0) {
      auto parts = serving;
      parts.emplace_back("load");
      add("usd_per_million_output_tokens", usd_per_million_output_tokens(cost_per_output_token(model_, load_)),
          "USD per million output tokens", "serving terms ÷ (load × output tokens per answer)", std::move(parts));
    }
    for (const auto& term : model_.whole.terms)
      if (const double amount = usd_per_month(model_.whole.at(term, load_)); amount != 0)
        add_term(term, amount, has_capacity);
    for (const auto& part : model_.serving.parts) add_part(part);
    add("load", answers_per_month(load_), "answers per month", "demand × answers per accepted answer",
        {"demand", "answers_per_accepted_answer"});
    add("answers_per_accepted_answer", model_.effort.answers.value(), "answers per accepted answer",
        scenario_.rejected.handling == Handling::dropped ? "E ÷ P: expected tries of a request ÷ its acceptance"
                                                         : "E: expected tries of a request",
        {});
    if (has_capacity) add_capacity();
  }

  void add_demand() {
    std::vector<Input> own;
    if (demand_ == scenario_.demand)
      for (auto& input : inputs(scenario_))
        if (input.pointer == "/demand/accepted_answers_per_month") own.push_back(std::move(input));
    numbers_.push_back({"demand",
                        accepted_answers_per_month(demand_),
                        "accepted answers per month",
                        own.empty() ? "as asked" : "as stated",
                        {},
                        std::move(own)});
  }

  void add_term(const Term<>& term, double amount, bool has_capacity) {
    std::vector<std::string> from;
    if (term.per_answer.value() != 0) from.emplace_back("load");
    const bool by_unit = term.per_unit.value() != 0 || term.while_open.value() != 0;
    if (by_unit && has_capacity) from.emplace_back("units");
    if (term.while_open.value() != 0 && has_capacity) from.emplace_back("open_fraction");
    add(std::string(to_string(term.kind)), amount, "USD per month", formula_of(term.kind), std::move(from));
  }

  /// An offer of a path of several calls: its terms, units and capacity, over attempts.
  void add_part(const BillPart<>& part) {
    const Curve<> curve = part.bill.curve();
    const bool timed = std::isfinite(curve.capacity);
    const std::string units = "units of " + part.offer, capacity = "capacity of " + part.offer;
    bool by_unit = false;
    for (const auto& term : part.bill.terms) {
      const double amount = usd_per_month(part.bill.at(term, load_));
      if (amount == 0) continue;
      std::vector<std::string> from;
      if (term.per_answer.value() != 0) from.emplace_back("load");
      const bool each = timed && (term.per_unit.value() != 0 || term.while_open.value() != 0);
      if (each) from.push_back(units);
      by_unit = by_unit || each;
      add(term_of(part, term), amount, "USD per month", formula_of(term.kind), std::move(from));
    }
    if (!by_unit) return;
    add(units, curve.units(answers_per_month(load_)), "units",
        "load ÷ capacity, rounded up, within the fewest and the most", {"load", capacity});
    add(capacity, curve.capacity, "attempts per month of one unit",
        "time up in a month ÷ machine time of the calls of an attempt", {});
  }

  void add_capacity() {
    const auto curve = model_.whole.curve();
    const double x = answers_per_month(load_), units = curve.units(x);
    add("units", units, "units",
        curve.together.empty() ? "load ÷ capacity, rounded up, within the fewest and the most"
                               : "fewest that carry the load behind one line, within the fewest and the most",
        {"load", "capacity"});
    add("open_fraction", curve.open_on_average(x, units) / units, "of the month", opening_formula(curve.opening),
        {"load", "units", "capacity"});
    add("capacity", curve.together.empty() ? curve.capacity : curve.carries(units) / units,
        "answers per month of one unit",
        model_.serving.promised()
            ? "time up in a month ÷ busy time of an answer × the share up to which promises and headroom are kept"
            : "time up in a month ÷ busy time of an answer",
        {"busy_time"});
    if (model_.point)
      add("busy_time", seconds_per_answer(busy_time(*model_.point, model_.workload)), "seconds per answer",
          "input tokens ÷ prefill rate (where it was measured apart) + output tokens ÷ output rate", {});
  }

  const Scenario& scenario_;
  Entries entries_;
  PathModel model_;
  Demand<> demand_;
  Load<> load_{};
  std::string why_not_;
  std::vector<ExplainedNumber> numbers_;
};

constexpr std::string_view crossover_prefix = "crossover:";
constexpr std::string_view present_cost = "present_usd";

/// How the present cost of the best plan of a scenario with a horizon is put together; empty: no path may serve.
class PlanExplained {
 public:
  explicit PlanExplained(const Scenario& scenario) : answer_(horizon(scenario)), all_(inputs(scenario)) {}

  std::vector<ExplainedNumber> numbers() {
    const HorizonPlan& plan = answer_.plan;
    if (plan.stages.empty()) return {};
    const PresentParts& parts = plan.present;
    const std::vector<Input> rate = of("", {"horizon/discount_rate_per_year"});
    ExplainedNumber total{.name = std::string(present_cost), .value = -usd(*plan.npv), .unit = "USD", .inputs = rate};
    total.formula =
        "purchases + running + migration + contract + retraining − resale, each × (1 + r)^(−months / 12); the net "
        "present value is its negative";
    numbers_ = {std::move(total)};
    const Names buys{"pricing/price_usd", "pricing/sales_tax", "pricing/installation_usd", "access/lead_time_days",
                     "over_time/price_change_per_year"};
    add("purchases", parts.purchases, "units bought × (price × its change × (1 + tax) + installation), when ordered",
        over(buys));
    add("running", parts.running, "each month's bill without capital, at its end; --month M explains one",
        over({"horizon/growth_per_month", "horizon/ceiling_accepted_answers_per_month",
              "demand/accepted_answers_per_month", "over_time/price_change_per_year"}));
    add("migration", parts.migration, "at the beginning of the month in which a path takes over",
        over({"over_time/migration_usd"}));
    add("contract", parts.contract, "what is left of a term when it is left", over({"pricing/term_months"}));
    add("retraining", parts.retraining, "at the end of the first month on each new base model",
        over({"over_time/retraining_usd", "over_time/retrained_every_months"}));
    add("resale", parts.resale, "what machines fetch at the end of a life or of the horizon: income",
        over({"pricing/price_usd", "pricing/residual_usd", "pricing/life_months", "over_time/refresh_months"}));
    split_by_stage();
    return std::move(numbers_);
  }

 private:
  using Names = std::vector<std::string_view>;

  std::vector<Input> of(std::string_view path, const Names& names) const {
    std::vector<Input> found;
    for (const auto& input : all_)
      if (input.path == path && std::ranges::find(names, std::string_view(input.name)) != names.end())
        found.push_back(input);
    return found;
  }
  /// Of the scenario, and of every path of the plan.
  std::vector<Input> over(const Names& names) const {
    std::vector<Input> found = of("", names);
    std::set<std::string> seen;
    for (const auto& stage : answer_.plan.stages)
      if (seen.insert(stage.path).second)
        for (auto& input : of(stage.path, names)) found.push_back(std::move(input));
    return found;
  }
  void add(const std::string& what, Money<> amount, std::string_view formula, std::vector<Input> from) {
    if (usd(amount) == 0) return;
    const std::string name = what + "_present_usd";
    numbers_.front().from.push_back(name);
    numbers_.push_back({name, usd(amount), "USD", std::string(formula), {}, std::move(from)});
  }
  /// What runs, stage by stage.
  void split_by_stage() {
    const auto running = std::ranges::find(numbers_, std::string("running_present_usd"), &ExplainedNumber::name);
    if (running == numbers_.end() || answer_.plan.stages.size() < 2) return;
    std::vector<ExplainedNumber> parts;
    for (const auto& stage : answer_.plan.stages) {
      const std::string months = std::to_string(stage.from_month) + " to " + std::to_string(stage.to_month);
      double sum = 0;
      for (int m = stage.from_month; m <= stage.to_month; ++m)
        sum += usd(answer_.plan.by_month[static_cast<std::size_t>(m) - 1].running) *
               discount_factor(answer_.discount_rate_per_year, m);
      parts.push_back({stage.path + ", months " + months, sum, "USD", "its part of what runs", {}, {}});
      running->from.push_back(parts.back().name);
    }
    numbers_.insert(numbers_.end(), parts.begin(), parts.end());
  }

  HorizonAnswer answer_;
  std::vector<Input> all_;
  std::vector<ExplainedNumber> numbers_{};
};

/// The crossing with another path, and the bills of both there.
Explanation crossing(const Scenario& scenario, const Path& path, std::string_view other_id, Arrivals arrivals,
                     Explanation result) {
  const Path& other = scenario.path(other_id);
  const Comparison c = compare(scenario, path.id, other.id, Axis::demand, arrivals);
  if (c.crossings.empty()) {
    result.why_not = c.never;
    return result;
  }
  const PathCrossing& x = c.crossings.front();
  ExplainedNumber at{.name = result.asked,
                     .value = x.at,
                     .unit = "accepted answers per month",
                     .formula = "the demand at which both bills are equal; " + x.cheaper_below + " is cheaper below, " +
                                x.cheaper_above + " above"};
  if (c.crossings.size() > 1) at.formula += "; the first of " + std::to_string(c.crossings.size());
  std::vector<ExplainedNumber> behind;
  Grade weakest = strongest_grade;
  for (const Path* one : {&path, &other}) {
    const Explainer explainer(scenario, *one, accepted_answers_per_month(x.at), arrivals);
    weakest = weaker(weakest, weakest_grade(explainer.entries().all()));
    for (auto& number : explainer.tree("usd_per_month")) {
      number.name = one->id + ": " + number.name;
      for (auto& name : number.from) name = one->id + ": " + name;
      behind.push_back(std::move(number));
    }
    at.from.push_back(one->id + ": usd_per_month");
  }
  result.numbers.push_back(std::move(at));
  result.numbers.insert(result.numbers.end(), behind.begin(), behind.end());
  result.evidence = weakest;
  return result;
}

Grade evidence_of(const std::vector<ExplainedNumber>& numbers) {
  std::vector<Input> used;
  for (const auto& one : numbers) used.insert(used.end(), one.inputs.begin(), one.inputs.end());
  return weakest_grade(used);
}

}  // namespace

Explanation explain(const Scenario& scenario, std::string_view id, std::string_view number,
                    std::optional<Demand<>> demand, std::optional<Arrivals> arrivals) {
  validate(scenario);
  const Path& path = scenario.path(id);
  const Arrivals pattern = arrivals.value_or(scenario.arrivals);
  Explanation result{.path = path.id, .asked = std::string(number)};
  if (number.starts_with(crossover_prefix))
    return crossing(scenario, path, number.substr(crossover_prefix.size()), pattern, std::move(result));
  const double asked = accepted_answers_per_month(demand.value_or(scenario.demand));
  if (!(asked >= 1e-9 && asked <= 1e15))
    throw InvalidInput("out-of-range", "demand", number_text(asked), "1e-9 to 1e15 accepted answers per month");
  const bool years = scenario.horizon && scenario.horizon->demand_csv.empty() && !demand;
  if (number == present_cost) {
    if (!years)
      throw InvalidInput(scenario.horizon ? "one-of-several" : "no-horizon", "number", result.asked,
                         "a scenario with a horizon, at its own demand");
    result.numbers = PlanExplained(scenario).numbers();
    if (result.numbers.empty()) result.why_not = "no path may serve in some month of the horizon";
    result.path = "best plan";
    result.evidence = evidence_of(result.numbers);
    return result;
  }
  if (years && number == "usd_per_accepted_answer") result.years = PlanExplained(scenario).numbers();
  const Explainer explainer(scenario, path, demand.value_or(scenario.demand), pattern);
  result.why_not = explainer.why_not();
  if (!result.why_not.empty()) return result;
  result.numbers = explainer.tree(result.asked);
  if (result.numbers.empty())
    throw InvalidInput("unknown-number", "number", '"' + result.asked + '"',
                       "a number of the path, or crossover:ID" + did_you_mean(number, explainer.names()));
  result.evidence = evidence_of(result.numbers);
  return result;
}

std::vector<std::string> explainable(const Scenario& scenario, std::string_view id) {
  validate(scenario);
  const Path& path = scenario.path(id);
  auto names = Explainer(scenario, path, scenario.demand, scenario.arrivals).names();
  if (scenario.horizon) names.emplace_back(present_cost);
  for (const auto& other : scenario.paths)
    if (other.id != path.id) names.push_back(std::string(crossover_prefix) + other.id);
  return names;
}

}  // namespace costmodel
