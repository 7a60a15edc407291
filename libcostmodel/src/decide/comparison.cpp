#include <costmodel/decide/comparison.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/scenario/inputs.hpp>

#include "base/figures.hpp"
#include "base/nearest.hpp"
#include "decide/comparing.hpp"
#include "scenario/limits.hpp"

namespace costmodel {

namespace {

struct AxisName {
  std::string_view name;
  std::string_view unit;
};
constexpr std::array<AxisName, 5> axis_names{{{"demand", "accepted answers per month"},
                                              {"utilization", "fraction of the capacity of one unit"},
                                              {"traffic_multiplier", "multiple of the scenario's demand"},
                                              {"usd_per_rejected_request", "USD per request"},
                                              {"input", "unit of the input"}}};

}  // namespace

const PathModel& reference_of(const Scenario& scenario, const PathModel& a, const PathModel& b) {
  constexpr std::array rank{0, 2, 1, 3};  // by Pricing's alternatives: owned, windowed, provisioned, per token
  const auto rank_of = [&](const PathModel& m) { return rank[scenario.path(m.id).pricing.index()]; };
  return rank_of(b) < rank_of(a) ? b : a;
}

namespace {

/// Monthly cost over the axis.
Curve<> along(const Scenario& scenario, const PathModel& m, const PathModel& reference, Axis axis) {
  switch (axis) {
    case Axis::demand:
      return m.by_demand;
    case Axis::utilization:
      return scaled(m.by_demand, accepted_answers_per_month(reference.demand(reference.capacity())));
    case Axis::traffic_multiplier:
      return scaled(m.by_demand, accepted_answers_per_month(scenario.demand));
    case Axis::usd_per_rejected_request:
    case Axis::input:
      break;
  }
  // The bill stands still; each rejected request adds its cost.
  const Load<> load = m.load(scenario.demand);
  Curve<> curve;
  for (const auto& term : m.whole.terms)
    if (term.name != "rejected requests") curve.fixed += usd_per_month(m.whole.at(term, load));
  curve.slope = (m.effort.rejected_requests * scenario.demand).value();
  if (load > m.limit()) curve.max_units = 0, curve.min_units = 0, curve.capacity = 1;  // cannot carry the demand
  return curve;
}

/// Accepted answers per month at a point of the axis, where the axis moves the load.
std::optional<double> demand_at(const Scenario& scenario, const PathModel& reference, Axis axis, double at) {
  switch (axis) {
    case Axis::demand:
      return at;
    case Axis::utilization:
      return at * accepted_answers_per_month(reference.demand(reference.capacity()));
    case Axis::traffic_multiplier:
      return at * accepted_answers_per_month(scenario.demand);
    case Axis::usd_per_rejected_request:
    case Axis::input:
      return {};
  }
  return {};
}

Range domain_of(const Scenario& scenario, Axis axis) {
  const double low = accepted_answers_per_month(scenario.domain_low),
               high = accepted_answers_per_month(scenario.domain_high);
  switch (axis) {
    case Axis::demand:
      return {low, high};
    case Axis::utilization:
      return {0, 1};
    case Axis::traffic_multiplier: {
      const double now = accepted_answers_per_month(scenario.demand);
      return {low / now, high / now};
    }
    case Axis::usd_per_rejected_request:
      return {0, 1000};
    case Axis::input:
      break;
  }
  return {0, 1};
}

PathCrossing path_crossing(const Scenario& scenario, const Comparison& c, const PathModel& reference, const Crossing& x,
                           double demand_of_one) {
  PathCrossing p{.at = x.at,
                 .kind = x.kind,
                 .cheaper_below = x.before < 0 ? c.a : c.b,
                 .cheaper_above = x.after < 0 ? c.a : c.b,
                 .below = x.left,
                 .above = x.right};
  p.demand = demand_at(scenario, reference, c.axis, x.at);
  if (p.demand && std::isfinite(reference.capacity().value()))
    p.utilization = utilization(reference, reference.load(accepted_answers_per_month(*p.demand)));
  const double demand = p.demand.value_or(demand_of_one);
  p.usd_per_accepted_a = x.left.a / demand;
  p.usd_per_accepted_b = x.left.b / demand;
  return p;
}

}  // namespace

std::string_view to_string(Axis axis) { return axis_names[static_cast<std::size_t>(axis)].name; }
std::string_view unit_of(Axis axis) { return axis_names[static_cast<std::size_t>(axis)].unit; }

Axis axis_named(std::string_view name) {
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i + 1 < axis_names.size(); ++i) {
    if (axis_names[i].name == name) return static_cast<Axis>(i);
    known.push_back(axis_names[i].name);
  }
  throw InvalidInput("unknown-axis", "axis", '"' + std::string(name) + '"',
                     text::joined(known) + did_you_mean(name, known));
}

Comparison compare(const Scenario& scenario, std::string_view a, std::string_view b, Axis axis,
                   std::optional<Arrivals> arrivals, const ComparisonOptions& options) {
  const Path& path_a = scenario.path(a);
  const Path& path_b = scenario.path(b);
  if (a == b) throw InvalidInput("same-path", "between", std::string(a) + " and itself", "two different paths");
  const PathModel ma = model(scenario, path_a, arrivals), mb = model(scenario, path_b, arrivals);
  const PathModel& reference = reference_of(scenario, ma, mb);

  Comparison c{.a = ma.id, .b = mb.id, .axis = axis};
  c.presentation = scenario.presentation;
  if (depends_on_arrivals(scenario, path_a) || depends_on_arrivals(scenario, path_b))
    c.arrivals = arrivals.value_or(scenario.arrivals);
  c.prices = prices_of(scenario, c);
  const Range domain = options.domain.value_or(domain_of(scenario, axis));
  c.low = domain.low;
  c.high = domain.high;
  c.searched = domain;
  for (const auto* m : {&ma, &mb})
    if (!m->why_not.empty()) {
      c.never = "not known: " + m->id + ": " + m->why_not;
      return c;
    }
  const bool has_capacity = std::isfinite(reference.capacity().value());
  if (has_capacity)
    c.reference = reference.id;
  else if (axis == Axis::utilization) {
    c.never = "neither path has a known capacity, so there is no utilization";
    c.proven_never = true;
    return c;
  }

  const Curve<> curve_a = along(scenario, ma, reference, axis), curve_b = along(scenario, mb, reference, axis);
  const CrossoverReport report = crossovers(curve_a, curve_b, domain.low, domain.high, {.max_work = options.max_work});
  c.high = report.high;
  c.complete = report.complete;
  c.searched.high = std::max(c.low, c.high);
  if (!c.complete && !(c.low < c.high)) {
    c.never = "not looked for: the range begins at more units than can be told apart";
    return c;
  }
  const Curve<>& shorter = curve_a.limit() <= curve_b.limit() ? curve_a : curve_b;
  if (axis != Axis::usd_per_rejected_request && c.high >= shorter.limit() * (1 - 1e-9))
    c.carried_until =
        (&shorter == &curve_a ? c.a : c.b) + " ends (" + units_text(shorter.max_units, scenario.presentation) + ")";
  c.equal = report.equal;
  c.unlike = unlike_points(scenario, ma, mb);
  for (const auto& crossing : report.crossings)
    c.crossings.push_back(path_crossing(scenario, c, reference, crossing, accepted_answers_per_month(scenario.demand)));
  if (c.crossings.empty()) {
    if (options.ranges && c.low < c.high) {
      const Outside outside = look_outside(curve_a, curve_b, c.low, c.high, options.max_work / 5);
      c.beyond = outside.crossing;
      c.proven_never = c.complete && outside.none;
    }
    c.never = never_in_range(c, never_text(c, [&](double x) { return Two<double>{curve_a(x), curve_b(x)}; }));
  }
  if (!c.crossings.empty() && options.ranges)
    add_ranges(scenario, c, [&](const Scenario& moved) {
      return compare(moved, c.a, c.b, axis, c.arrivals,
                     {.domain = options.domain, .ranges = false, .max_work = options.max_work});
    });
  return c;
}

void check_pairs(const Scenario& scenario) {
  const std::size_t n = scenario.paths.size();
  if (n <= limits::paths_compared_pairwise) return;
  throw InvalidInput(
      "too-many", "/paths", std::to_string(n) + " paths, " + std::to_string(n * (n - 1) / 2) + " pairs",
      "at most " + std::to_string(limits::paths_compared_pairwise) + " where every pair is compared; name two");
}

std::vector<Comparison> compare_arrivals(const Scenario& scenario, std::string_view a, std::string_view b, Axis axis,
                                         const ComparisonOptions& options) {
  if (!depends_on_arrivals(scenario, scenario.path(a)) && !depends_on_arrivals(scenario, scenario.path(b)))
    return {compare(scenario, a, b, axis, {}, options)};
  return {compare(scenario, a, b, axis, Arrivals::packed, options),
          compare(scenario, a, b, axis, scenario.arrivals == Arrivals::packed ? Arrivals::poisson : scenario.arrivals,
                  options)};
}

std::vector<Comparison> compare_all(const Scenario& scenario, Axis axis, const ComparisonOptions& options) {
  check_pairs(scenario);
  std::vector<Comparison> all;
  for (std::size_t i = 0; i < scenario.paths.size(); ++i)
    for (std::size_t j = i + 1; j < scenario.paths.size(); ++j)
      for (auto& c : compare_arrivals(scenario, scenario.paths[i].id, scenario.paths[j].id, axis, options))
        all.push_back(std::move(c));
  return all;
}

}  // namespace costmodel
