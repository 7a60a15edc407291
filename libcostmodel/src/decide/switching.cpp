#include "decide/switching.hpp"

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/uncertainty/sensitivity.hpp>
#include <limits>
#include <numeric>
#include <set>

#include "decide/comparing.hpp"
#include "scenario/names.hpp"
#include "scenario/requirements.hpp"
#include "solve/input_axis.hpp"

namespace costmodel {

namespace {

constexpr std::size_t of_the_chosen = 6, steepest_of_the_chosen = 3, of_a_rival = 2, most_inputs = 8,
                      rivals_looked_at = 8;

/// Paths that could win, but for their quality at the stated values: where there are many, the cheapest at the demand
/// first.
std::vector<std::string> rivals(const Scenario& scenario, const std::string& chosen) {
  Scenario any_quality = scenario;
  any_quality.requirements.min_acceptance.reset();
  std::vector<std::string> ids;
  for (const auto& path : any_quality.paths)
    if (path.id != chosen && lasting_reasons(any_quality, path, model(any_quality, path)).empty() &&
        placement_reasons(any_quality, path).empty())
      ids.push_back(path.id);
  if (ids.size() <= rivals_looked_at) return ids;
  const auto monthly = [&](const std::string& id) {
    const PathModel m = model(any_quality, any_quality.path(id));
    return any_quality.demand.value() > m.by_demand.limit() ? std::numeric_limits<double>::infinity()
                                                            : m.by_demand(any_quality.demand.value());
  };
  std::stable_sort(ids.begin(), ids.end(), [&](const auto& a, const auto& b) { return monthly(a) < monthly(b); });
  return ids;
}

/// Names of the inputs to be moved, the most telling first, one for each unknown.
class Names {
 public:
  explicit Names(const Scenario& scenario) : scenario_(scenario) {}

  /// Inputs that move the cost of the path: those with the widest swing over what is known of them.
  void add_widest(const std::string& path, std::size_t count) { take(moving(path), path, count); }
  /// Those that move it most for each per cent, and the tokens of an answer, at which a path may end.
  void add_steepest(const std::string& path, std::size_t count) {
    auto rows = moving(path);
    for (const auto& row : rows)
      if (row.input.find("/workload/") != std::string::npos) add(row.input, path);
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return std::abs(a.elasticity) > std::abs(b.elasticity); });
    take(rows, path, count);
  }
  bool add(const std::string& name, const std::string& path) {
    InputAxis axis = input_axis(scenario_, name, {path});
    if (std::any_of(axis.also.begin(), axis.also.end(), [&](const auto& other) { return seen_.contains(other); }))
      return false;
    if (!seen_.insert(axis.pointer.empty() ? axis.name : axis.pointer).second) return false;
    axes.push_back(std::move(axis));
    return true;
  }

  std::vector<InputAxis> axes{};

 private:
  std::vector<Sensitivity> moving(const std::string& path) const {
    auto rows = sensitivity(scenario_, path);
    std::erase_if(rows, [](const Sensitivity& row) {
      return row.elasticity == 0 || !(row.value > 0) || row.input.starts_with("/demand/");
    });  // bands tell of demand
    return rows;
  }
  void take(const std::vector<Sensitivity>& rows, const std::string& path, std::size_t count) {
    for (const auto& row : rows)
      if (count > 0) count -= add(row.input, path);
  }

  const Scenario& scenario_;
  std::set<std::string> seen_{};
};

bool takes(const WinnerBand& band, const std::string& path) {
  return band.path == path || std::find(band.equals.begin(), band.equals.end(), path) != band.equals.end();
}

/// The choice where so many attempts of that path were accepted; empty: none is feasible. The chosen path keeps what it
/// ties for.
std::string choice_with(Scenario& scenario, std::size_t judged, double accepted, const std::string& chosen) {
  scenario.paths[judged].acceptance.accepted = accepted;
  std::string choice;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& path : scenario.paths) {
    const PathModel m = model(scenario, path);
    if (!m.why_not.empty() || !placement_reasons(scenario, path).empty()) continue;
    const Load<> load = m.load(scenario.demand);
    if (!reasons_at(scenario, path, m, load).empty()) continue;
    const double cost = usd_per_month(m.whole.at(load)), rounding = 1e-12 * std::abs(cost);
    if (path.id == chosen ? cost <= least + rounding : cost < (choice == chosen ? least - rounding : least))
      choice = path.id, least = cost;
  }
  return choice;
}

/// Counts are held against the quality rule as counts. More accepted attempts make a path cheaper and never less
/// proven, so that there is one border on either side.
void add_counted_switches(Scenario scenario, const InputAxis& axis, const std::string& chosen,
                          std::vector<SwitchingValue>& out) {
  const Acceptance counted = scenario.paths[axis.rate_of].acceptance;
  const auto choice = [&](double accepted) { return choice_with(scenario, axis.rate_of, accepted, chosen); };
  for (const bool above : {false, true}) {
    double same = counted.accepted, other = above ? counted.of : 0;
    if (same == other || choice(other) == chosen) continue;
    while (std::abs(other - same) > 1) {
      const double middle = std::floor(std::midpoint(same, other));
      (choice(middle) == chosen ? same : other) = middle;
    }
    if (other > 0)  // "if nothing were accepted" tells nobody anything
      out.push_back({.input = axis.name,
                     .unit = axis.unit,
                     .now = point_rate(counted),
                     .at = other / counted.of,
                     .above = above,
                     .path = choice(other),
                     .accepted = other,
                     .of = counted.of});
  }
}

/// Least that a thing can be where its field takes less: a copy fills a unit, and a machine lives a month.
double least_possible(std::string_view pointer) {
  const bool whole = pointer.ends_with("/pricing/units_per_copy") || pointer.ends_with("/pricing/life_months");
  return whole ? 1 : -std::numeric_limits<double>::infinity();
}

/// Whether nothing can have been missed.
bool add_switches(const Scenario& scenario, const InputAxis& axis, const std::string& chosen,
                  std::vector<SwitchingValue>& out) {
  if (axis.pointer.empty() && scenario.paths[axis.rate_of].acceptance.of > 0) {
    add_counted_switches(scenario, axis, chosen, out);
    return true;
  }
  const double now = axis.value.value_or(0);
  WinnerBands bands;
  try {
    bands = winner_bands(scenario, axis.pointer.empty() ? axis.name : axis.pointer);
  } catch (const InvalidInput&) {
    return true;  // an axis on which nothing else is valid has no other value
  }
  const auto add = [&](double at, bool above, const WinnerBand& band) {
    if (at >= least_possible(axis.pointer))
      out.push_back({.input = axis.name, .unit = axis.unit, .now = now, .at = at, .above = above, .path = band.path});
  };
  const WinnerBand* below = nullptr;
  const WinnerBand* above = nullptr;
  for (const auto& band : bands.bands) {
    if (takes(band, chosen)) continue;
    if (band.to <= now)
      below = &band;
    else if (band.from >= now && !above)
      above = &band;
  }
  constexpr double nothing = 1e-9;  // of the value: "if the acceptance were 0" tells nobody anything
  if (below && below->to > nothing * now) add(below->to, false, *below);
  if (above) add(above->from, true, *above);
  return bands.complete;
}

/// By how much the input would have to change.
double factor(const SwitchingValue& s) {
  return s.at > 0 && s.now > 0 ? std::max(s.at / s.now, s.now / s.at) : std::numeric_limits<double>::infinity();
}

}  // namespace

Switches switching_values(const Scenario& whole, const std::string& chosen) {
  std::vector<std::string> others = rivals(whole, chosen);
  Switches found;
  found.search.rivals = std::min(others.size(), rivals_looked_at);
  found.search.rivals_left_out = others.size() - found.search.rivals;
  others.resize(found.search.rivals);
  std::vector<std::string> looked_at = others;
  looked_at.push_back(chosen);
  Scenario scenario = whole.paths.size() > rivals_looked_at + 1 ? only_paths(whole, looked_at) : whole;
  if (scenario.paths.size() < whole.paths.size()) scenario.rent_or_buy.reset(), scenario.correlations.reset();
  Names names(scenario);
  names.add_widest(chosen, of_the_chosen);
  names.add_steepest(chosen, steepest_of_the_chosen);
  if (scenario.requirements.min_acceptance)
    names.add(names::acceptance_of(chosen), chosen);  // which may not move its cost
  for (const auto& id : others) {
    if (scenario.requirements.min_acceptance) names.add(names::acceptance_of(id), id);
    names.add_widest(id, of_a_rival);
  }
  for (const auto& input : inputs(scenario))
    if (matters(scenario.requirements, input.pointer)) names.add(input.pointer, chosen);
  const Doing doing("looking for other choices");
  found.search.inputs = names.axes.size();
  std::vector<SwitchingValue>& all = found.nearest;
  for (const auto& axis : names.axes) found.search.incomplete += !add_switches(scenario, axis, chosen, all);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return factor(a) < factor(b); });
  found.search.values_left_out = all.size() - std::min(all.size(), most_inputs);
  if (all.size() > most_inputs) all.resize(most_inputs);
  return found;
}

}  // namespace costmodel
