#include "drawn_paths.hpp"

#include <algorithm>

namespace costmodel {

namespace {

std::set<std::string, std::less<>> wanted(const std::vector<Unknown>& unknowns) {
  std::set<std::string, std::less<>> all;
  for (const auto& unknown : unknowns) all.insert(unknown.inputs.begin(), unknown.inputs.end());
  return all;
}

DrawnPath drawn(const Scenario& scenario, const std::vector<Unknown>& unknowns, const Candidate& c) {
  DrawnPath path{c};
  const std::string rate = "/paths/" + std::to_string(c.accepted_like) + "/acceptance/rate";
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    if (unknowns[k].acceptance_of == scenario.paths[c.accepted_like].id ||
        std::find(unknowns[k].inputs.begin(), unknowns[k].inputs.end(), rate) != unknowns[k].inputs.end())
      path.unknown = k;
  path.barred = path.unknown && scenario.requirements.min_acceptance;
  return path;
}

}  // namespace

std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns) {
  std::vector<std::size_t> now;
  for (const auto& c : feasible_candidates(scenario)) now.push_back(c.index);
  Scenario any_quality = scenario;
  any_quality.requirements.min_acceptance.reset();
  std::vector<DrawnPath> all;
  for (const auto& c : feasible_candidates(any_quality)) {
    DrawnPath path = drawn(scenario, unknowns, c);
    path.feasible_now = std::find(now.begin(), now.end(), c.index) != now.end();
    if (path.feasible_now || path.barred) all.push_back(path);
  }
  return all;
}

std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<std::string>& ids) {
  std::vector<DrawnPath> all;
  for (const auto& id : ids)
    all.push_back(drawn(scenario, unknowns, candidate(scenario, static_cast<std::size_t>(&scenario.path(id) - scenario.paths.data()))));
  return all;
}

DrawnScenario::DrawnScenario(const Scenario& scenario, const std::vector<Unknown>& unknowns) : lifted_(scenario, wanted(unknowns)) {
  for (const auto& unknown : unknowns) {
    auto& own = setters_.emplace_back();
    for (const auto& pointer : unknown.inputs) own.push_back(lifted_.setters.at(pointer));
  }
}

void DrawnScenario::set(const std::vector<Pack>& values) {
  values_ = values;
  for (std::size_t k = 0; k < values.size(); ++k)
    for (const auto& set : setters_[k]) set(values[k]);
}

Pack DrawnScenario::rate(const DrawnPath& path) const {
  // A counted acceptance is always an unknown, so without one there is a rate.
  return path.unknown ? values_[*path.unknown] : lifted_.scenario.paths[path.accepted_like].acceptance.rate;
}

Curve<Pack> DrawnScenario::curve(const DrawnPath& path) const {
  return curve_of(lifted_.scenario, path, rate(path));
}

Curve<Pack> DrawnScenario::curve_within_quota(const DrawnPath& path) const {
  Curve<Pack> curve = this->curve(path);
  if (const auto& quota = lifted_.scenario.paths[path.index].access.quota_units) curve.max_units = std::min(curve.max_units, *quota);
  return curve;
}

}  // namespace costmodel
