// What a comparison says beside its crossings, on whichever axis.
#pragma once

#include <costmodel/decide/comparison.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/solve/isolate.hpp>
#include <functional>
#include <string>

namespace costmodel {

struct AxisDomain;
struct InputAxis;
struct WinnerBands;

/// Whether requests that come otherwise change what the path costs: windows are billed otherwise; units carry less than
/// back to back where requests come in some hours more than in others, or wait under a promise; and what comes while a
/// schedule is off has a price of its own.
inline bool depends_on_arrivals(const Scenario& scenario, const Path& path) {
  for (const auto& stage : path.stages)
    if (depends_on_arrivals(scenario, scenario.path(stage.offer))) return true;
  const auto* rented = std::get_if<Provisioned<>>(&path.pricing);
  return std::holds_alternative<ActiveWindow<>>(path.pricing) || (rented && rented->while_off) ||
         (!std::holds_alternative<PerToken<>>(path.pricing) &&
          (peak(levels(scenario.shape)) > 1 || !scenario.requirements.promises.empty() ||
           scenario.requirements.headroom));
}

/// Whose utilization is meant: the path that costs most while idle.
const PathModel& reference_of(const Scenario& scenario, const PathModel& a, const PathModel& b);

/// Why one path stays dearer: how close it comes. `f` gives both monthly costs at a point of the axis.
std::string never_text(const Comparison& c, const std::function<Two<double>(double)>& f);

/// The same with the range that was searched, unless it is proven for every value, and with what lies beyond.
std::string never_in_range(const Comparison& c, const std::string& because);

/// How many units a path ends at: "4 units".
std::string units_text(double units, const Presentation& shown);

/// Set where the two were measured at unlike operating points, or only one of them was measured.
std::string unlike_points(const Scenario& scenario, const PathModel& a, const PathModel& b);

/// Whose border compares unlike operating points, each pair once. Pairs of ids; an empty id is no path.
std::vector<std::string> unlike_neighbours(const Scenario& scenario, std::optional<Arrivals> arrivals,
                                           std::vector<std::pair<std::string, std::string>> pairs);

/// Throws InvalidInput where the scenario has more paths than are compared with each other.
void check_pairs(const Scenario& scenario);

/// What `compare` says of each two paths, one after the other.
template <class Compare>
std::vector<Comparison> compare_pairs(const Scenario& scenario, Compare compare) {
  check_pairs(scenario);
  std::vector<Comparison> all;
  for (std::size_t i = 0; i < scenario.paths.size(); ++i)
    for (std::size_t j = i + 1; j < scenario.paths.size(); ++j)
      if (!scenario.paths[i].only_in_stages && !scenario.paths[j].only_in_stages)
        for (Comparison& c : compare(scenario.paths[i].id, scenario.paths[j].id)) all.push_back(std::move(c));
  return all;
}

/// The prices of the two that were picked by date.
std::vector<DatedPrice> prices_of(const Scenario& scenario, const Comparison& c);

/// How far each crossing moves as every ranged input of the two paths goes to its ends, one at a time, those of one
/// shared name together; not the input that is the axis itself. `again` makes the comparison anew.
void add_ranges(const Scenario& scenario, Comparison& c, const std::function<Comparison(const Scenario&)>& again,
                std::string_view axis_pointer = {});

/// The scenario with these paths alone, and those whose acceptance they share.
Scenario only_paths(Scenario scenario, const std::vector<std::string>& ids);

/// The scenario with no more paths than are compared with each other: those that come nearest to being the cheapest
/// feasible one at some of the places sampled, those that an axis belongs to, and the one asked for. The axes by names
/// that hold in it.
struct Matter {
  Scenario scenario;
  std::vector<std::string> names{};
  std::size_t left_out = 0;
};
Matter those_that_matter(const Scenario& scenario,
                         const std::vector<std::pair<std::string_view, std::optional<Range>>>& axes,
                         std::string_view also = {});

/// `winner_bands` on an axis and a domain that are known already, without its look at unlike loads. `work` is what may
/// be done to enclose pairs, in the units of `IsolateOptions::max_work`; what was done is taken off it.
WinnerBands winners_along(const Scenario& scenario, const InputAxis& axis, const AxisDomain& domain, Arrivals arrivals,
                          double& work);

}  // namespace costmodel
