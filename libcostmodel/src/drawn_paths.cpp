#include "drawn_paths.hpp"

#include <algorithm>

#include "lifted.hpp"

namespace costmodel {

namespace {

std::set<std::string, std::less<>> pointers(const std::vector<Unknown>& unknowns) {
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

DrawnScenario::DrawnScenario(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths)
    : formula_(unknowns.size()) {
  fields::Lifted<Symbol> lifted(scenario, pointers(unknowns));
  const auto unknown = [&](std::size_t k) { return Symbol(formula_, static_cast<std::uint32_t>(k)); };
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    for (const auto& pointer : unknowns[k].inputs) lifted.setters.at(pointer)(unknown(k));
  demand_ = lifted.scenario.demand.value();
  demand_.note();
  for (const auto& path : paths) {
    // A counted acceptance is always an unknown, so without one there is a rate.
    const Symbol rate = path.unknown ? unknown(*path.unknown) : lifted.scenario.paths[path.accepted_like].acceptance.rate;
    paths_.push_back({rate, curve_of(lifted.scenario, path, rate), lifted.scenario.paths[path.index].access.quota_units});
  }
  for (const auto& path : paths_) {
    path.rate.note();
    (void)converted<double>(path.curve, [](const Symbol& number) { return number.note(), 0.0; });
  }
  wanted_ = formula_.wanted();
}

Curve<Pack> DrawnScenario::curve(std::size_t path) const {
  return converted<Pack>(paths_[path].curve, [](const Symbol& number) { return number.pack(); });
}

Curve<Pack> DrawnScenario::curve_within_quota(std::size_t path) const {
  Curve<Pack> curve = this->curve(path);
  if (const auto& quota = paths_[path].quota) curve.max_units = std::min(curve.max_units, *quota);
  return curve;
}

}  // namespace costmodel
