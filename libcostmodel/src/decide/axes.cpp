#include <costmodel/decide/axes.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/scenario/inputs.hpp>

#include "decide/comparing.hpp"
#include "solve/input_axis.hpp"

namespace costmodel {

namespace {

std::optional<Axis> closed_form(std::string_view name) {
  for (const Axis axis : {Axis::demand, Axis::utilization, Axis::traffic_multiplier, Axis::usd_per_rejected_request})
    if (to_string(axis) == name) return axis;
  return {};
}

/// The domain that is left when what is missing at its ends is cut off.
void trim(Comparison& c) {
  while (!c.missing.empty() && c.missing.front().from <= c.low && c.missing.front().to < c.high) {
    c.low = c.missing.front().to;
    c.missing.erase(c.missing.begin());
  }
  while (!c.missing.empty() && c.missing.back().to >= c.high && c.missing.back().from > c.low) {
    c.high = c.missing.back().from;
    c.missing.pop_back();
  }
}

/// Whether either cost moves along the axis at all.
bool moves(const Scenario& scenario, const InputAxis& axis, std::size_t a, std::size_t b, const Comparison& c) {
  const auto first = costs_at(scenario, axis, a, b, c.low, *c.arrivals);
  for (int i = 1; i <= 16; ++i) {
    const auto here = costs_at(scenario, axis, a, b, std::lerp(c.low, c.high, i / 16.0), *c.arrivals);
    if (here.a != first.a || here.b != first.b || here.exist != first.exist) return true;
  }
  return false;
}

std::string why_never(const Scenario& scenario, const InputAxis& axis, std::size_t a, std::size_t b,
                      const Comparison& c) {
  if (!c.unsettled.empty()) return {};
  if (!c.missing.empty() && c.missing.front().from <= c.low && c.missing.front().to >= c.high) {
    for (const std::size_t path : {a, b}) {
      const Scenario there = moved(scenario, axis, c.high);
      if (const auto m = model(there, there.paths[path], *c.arrivals); !m.why_not.empty())
        return m.id + ": " + m.why_not;
    }
    return "nowhere in this range can both carry the demand";
  }
  if (!moves(scenario, axis, a, b, c)) {
    const auto v = costs_at(scenario, axis, a, b, c.low, *c.arrivals);
    const std::string idle = axis.name + " moves the cost of neither; ";
    return idle + (v.a == v.b ? "they cost the same" : (v.a < v.b ? c.a : c.b) + " is cheaper throughout");
  }
  return never_text(c, [&](double x) { return costs_at(scenario, axis, a, b, x, *c.arrivals); });
}

PathCrossing crossing_on(const Scenario& scenario, const InputAxis& axis, const Comparison& c, const Crossing& x) {
  PathCrossing p{.at = x.at,
                 .kind = x.kind,
                 .cheaper_below = x.before < 0 ? c.a : c.b,
                 .cheaper_above = x.after < 0 ? c.a : c.b,
                 .below = x.left,
                 .above = x.right};
  const double demand = moved(scenario, axis, x.at).demand.value();
  if (axis.pointer == "/demand/accepted_answers_per_month") p.demand = demand;
  p.usd_per_accepted_a = x.left.a / demand;
  p.usd_per_accepted_b = x.left.b / demand;
  return p;
}

}  // namespace

namespace {

struct PairOnAxis {
  std::size_t a, b;
  const InputAxis& axis;
};

Comparison compare_within(const Scenario& scenario, const PairOnAxis& pair, const AxisDomain& domain, Arrivals arrivals,
                          bool ranges) {
  const std::size_t a = pair.a, b = pair.b;
  const InputAxis& axis = pair.axis;
  Comparison c{.a = scenario.paths[a].id,
               .b = scenario.paths[b].id,
               .axis = Axis::input,
               .axis_name = axis.name,
               .axis_unit = axis.unit};
  c.presentation = scenario.presentation;
  c.arrivals = arrivals;
  c.searched = domain.range;
  c.ends_because = domain.because;
  const CrossoverReport report = crossovers_on(scenario, axis, a, b, domain.range, arrivals);
  c.low = report.low, c.high = report.high;
  c.complete = report.complete;
  c.equal = report.equal, c.missing = report.missing, c.unsettled = report.unsettled;
  trim(c);
  for (const auto& x : report.crossings) c.crossings.push_back(crossing_on(scenario, axis, c, x));
  c.prices = prices_of(scenario, c);
  c.unlike = unlike_points(scenario, model(scenario, scenario.paths[a]), model(scenario, scenario.paths[b]));
  if (c.crossings.empty()) {
    c.proven_never = domain.all && c.complete && c.unsettled.empty();
    c.never = never_in_range(c, why_never(scenario, axis, a, b, c));
  } else if (ranges) {
    add_ranges(
        scenario, c,
        [&](const Scenario& other) {  // which may hold fewer paths
          const InputAxis same = input_axis(other, axis.pointer.empty() ? axis.name : axis.pointer, {c.a, c.b});
          const auto part = meaningful_part(other, same, domain.range);
          if (!part || !(part->range.low < part->range.high)) return Comparison{};
          return compare_within(other, {other.index(c.a), other.index(c.b), same}, *part, arrivals, false);
        },
        axis.pointer);
  }
  return c;
}

}  // namespace

Comparison compare_on(const Scenario& scenario, std::string_view a, std::string_view b, std::string_view name,
                      std::optional<Arrivals> arrivals, const ComparisonOptions& options) {
  if (const auto axis = closed_form(name)) return compare(scenario, a, b, *axis, arrivals, options);
  const std::size_t ia = scenario.index(a), ib = scenario.index(b);
  if (ia == ib) throw InvalidInput("same-path", "between", std::string(a) + " and itself", "two different paths");
  const InputAxis axis = input_axis(scenario, name, {std::string(a), std::string(b)});
  Comparison c = compare_within(scenario, {ia, ib, axis}, domain_on(scenario, axis, options.domain),
                                arrivals.value_or(scenario.arrivals), options.ranges);
  if (!depends_on_arrivals(scenario, scenario.paths[ia]) && !depends_on_arrivals(scenario, scenario.paths[ib]))
    c.arrivals.reset();
  return c;
}

std::vector<Comparison> compare_arrivals_on(const Scenario& scenario, std::string_view a, std::string_view b,
                                            std::string_view axis, const ComparisonOptions& options) {
  if (!depends_on_arrivals(scenario, scenario.path(a)) && !depends_on_arrivals(scenario, scenario.path(b)))
    return {compare_on(scenario, a, b, axis, {}, options)};
  return {compare_on(scenario, a, b, axis, Arrivals::packed, options),
          compare_on(scenario, a, b, axis, Arrivals::poisson, options)};
}

std::vector<Comparison> compare_all_on(const Scenario& scenario, std::string_view axis,
                                       const ComparisonOptions& options) {
  std::string name(axis);
  if (!closed_form(axis)) {  // the same input for every pair, whichever paths they are
    const InputAxis found = input_axis(scenario, axis, {});
    name = found.pointer.empty() ? found.name : found.pointer;
  }
  return compare_pairs(scenario, [&](const std::string& a, const std::string& b) {
    return compare_arrivals_on(scenario, a, b, name, options);
  });
}

}  // namespace costmodel
