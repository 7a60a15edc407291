// The paths that may be chosen, priced over any number type.
#pragma once

#include <algorithm>
#include <costmodel/measured/authority.hpp>
#include <costmodel/measured/throughput.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/model/feasibility.hpp>

#include <optional>
#include <utility>
#include <vector>
#include "model/promises.hpp"
#include "model/several_calls.hpp"

namespace costmodel {

/// A path with what must be settled before it can be priced over T: whose acceptance holds, and which operating point.
struct Candidate {
  std::size_t index = 0;               ///< in the scenario
  std::size_t accepted_like = 0;       ///< index of the path whose acceptance holds
  std::optional<std::size_t> point{};  ///< operating point of its capacity
  Shares kept{1};                      ///< of its units' capacity, up to which promises are kept
  OfferPoints offers{};                ///< operating points of the offers of a path of several calls
};

inline Candidate candidate(const Scenario& scenario, std::size_t i) {
  const Path& path = scenario.paths[i];
  Candidate c{.index = i, .accepted_like = i};
  for (std::size_t j = 0; j < scenario.paths.size(); ++j)
    if (scenario.paths[j].id == path.acceptance.same_as) c.accepted_like = j;
  if (!path.stages.empty()) {
    c.offers = offer_points(scenario, path);
    return c;
  }
  c.point = capacity_point(path.operating_points(), scenario.workload_of(path), scenario.limits_of_a_try());
  const auto best = c.point ? std::optional(path.operating_point(*c.point)) : std::nullopt;
  c.kept = kept_share(scenario, path, within_calls_at_once(path, best), scenario.arrivals).shares;
  return c;
}

/// Those that nothing but their load could rule out.
inline std::vector<Candidate> feasible_candidates(const Scenario& scenario) {
  std::vector<Candidate> all;
  for (std::size_t i = 0; i < scenario.paths.size(); ++i)
    if (lasting_reasons(scenario, scenario.paths[i], model(scenario, scenario.paths[i])).empty() &&
        placement_reasons(scenario, scenario.paths[i]).empty())
      all.push_back(candidate(scenario, i));
  return all;
}

inline int ceded_layers(const Path& path) {
  return static_cast<int>(
      std::count_if(path.cells.begin(), path.cells.end(), [](const Cell& cell) { return authority(cell) == 0; }));
}

/// Paths, as indices into the scenario, in order of preference among equals: stronger evidence (`grade` of an index),
/// fewer ceded layers, as listed.
template <class F>
std::vector<std::size_t> preferred(const Scenario& scenario, std::vector<std::size_t> candidates, const F& grade) {
  std::vector<std::pair<Grade, int>> key(scenario.paths.size());
  for (const std::size_t i : candidates) key[i] = {grade(i), ceded_layers(scenario.paths[i])};
  std::stable_sort(candidates.begin(), candidates.end(), [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
  return candidates;
}

/// The path over T, given the acceptance rate.
template <class T>
BasicPathModel<T> model_of(const BasicScenario<T>& scenario, const Candidate& c, const T& rate, Arrivals arrivals) {
  const auto& path = scenario.paths[c.index];
  if (!path.stages.empty())
    return assemble_stages(scenario, path, effort(outcome(rate, scenario.tries), scenario.rejected.handling), c.offers,
                           arrivals);
  const auto point = c.point ? std::optional(path.operating_point(*c.point)) : std::nullopt;
  return assemble(scenario, path, rate, point, arrivals, c.kept);
}

/// USD per month over accepted answers per month, given the acceptance rate.
template <class T>
Curve<T> curve_of(const BasicScenario<T>& scenario, const Candidate& c, const T& rate) {
  return model_of(scenario, c, rate, scenario.arrivals).by_demand;
}

}  // namespace costmodel
