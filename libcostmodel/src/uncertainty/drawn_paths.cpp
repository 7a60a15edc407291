#include "uncertainty/drawn_paths.hpp"

#include <algorithm>

#include "solve/input_axis.hpp"
#include "scenario/lifted_of.hpp"
#include "scenario/requirements.hpp"

namespace costmodel {

namespace {

std::set<std::string, std::less<>> pointers(const std::vector<Unknown>& unknowns) {
  std::set<std::string, std::less<>> all;
  for (const auto& unknown : unknowns) all.insert(unknown.inputs.begin(), unknown.inputs.end());
  return all;
}

constexpr std::string_view bar_pointer = "/requirements/min_acceptance", confidence_pointer = "/requirements/confidence";

bool draws(const std::vector<Unknown>& unknowns, std::string_view pointer) {
  return std::ranges::any_of(unknowns, [&](const Unknown& u) { return std::ranges::find(u.inputs, pointer) != u.inputs.end(); });
}

DrawnPath drawn(const Scenario& scenario, const std::vector<Unknown>& unknowns, const Candidate& c) {
  DrawnPath path{c};
  const std::string rate = "/paths/" + std::to_string(c.accepted_like) + "/acceptance/rate";
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    if (unknowns[k].acceptance_of == scenario.paths[c.accepted_like].id ||
        std::find(unknowns[k].inputs.begin(), unknowns[k].inputs.end(), rate) != unknowns[k].inputs.end())
      path.unknown = k;
  path.barred = scenario.requirements.min_acceptance && (path.unknown || draws(unknowns, bar_pointer));
  return path;
}

/// Whether requirements beside the quality rule are drawn.
bool others_drawn(const std::vector<Unknown>& unknowns) {
  return std::ranges::any_of(unknowns, [](const Unknown& u) {
    return std::ranges::any_of(u.inputs, [](const std::string& p) { return is_requirement(p) && p != bar_pointer && p != confidence_pointer; });
  });
}

}  // namespace

std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns) {
  const auto indices = [](const std::vector<Candidate>& all) {
    std::vector<bool> is;
    for (const auto& c : all) is.resize(std::max(is.size(), c.index + 1)), is[c.index] = true;
    return is;
  };
  const auto contains = [](const std::vector<bool>& is, std::size_t i) { return i < is.size() && is[i]; };
  Scenario any_quality = scenario;
  any_quality.requirements.min_acceptance.reset();
  const auto now = indices(feasible_candidates(scenario)), but_for_quality = indices(feasible_candidates(any_quality));
  const bool others = others_drawn(unknowns);
  if (others) any_quality.requirements.latency = {};
  std::vector<DrawnPath> all;
  for (std::size_t i = 0; i < scenario.paths.size(); ++i) {
    DrawnPath path = drawn(scenario, unknowns, candidate(scenario, i));
    path.keeps_rules = path.feasible_now = contains(now, i);
    path.unproven = !path.feasible_now && contains(but_for_quality, i);
    const bool in_some_draw = others && model(any_quality, any_quality.paths[i]).why_not.empty();
    if (path.feasible_now || path.unproven || in_some_draw) all.push_back(path);
  }
  return all;
}

std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<std::string>& ids) {
  std::vector<DrawnPath> all;
  for (const auto& id : ids)
    all.push_back(drawn(scenario, unknowns, candidate(scenario, scenario.index(id))));
  return all;
}

std::vector<DrawnPath> at_every_point(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths) {
  if (!others_drawn(unknowns)) return paths;
  std::vector<DrawnPath> all;
  for (const auto& path : paths) {
    const Path& own = scenario.paths[path.index];
    for (std::size_t p = 0; p < own.operating_point_count(); ++p) {
      all.push_back(path);
      all.back().point = p;
    }
    if (!std::holds_alternative<PerToken<>>(own.pricing)) continue;
    all.push_back(path);
    all.back().point.reset();
  }
  return all;
}

DrawnScenario::DrawnScenario(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths)
    : formula_(unknowns.size()) {
  fields::Lifted<Symbol> lifted(scenario, pointers(unknowns));
  const auto unknown = [&](std::size_t k) { return Symbol(formula_, static_cast<std::uint32_t>(k)); };
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    for (const auto& pointer : unknowns[k].inputs)
      if (!is_requirement(pointer)) lifted.setters.at(pointer)(unknown(k));  // no cost is a formula of a requirement
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
  if (const auto& quota = paths_[path].quota) curve.max_units = std::min(curve.max_units, std::floor(*quota));
  return curve;
}

Competition::Competition(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths)
    : there_(without_words(scenario)), paths_(paths), bar_(scenario.requirements.min_acceptance.value_or(0)),
      confidence_(scenario.requirements.confidence), others_(others_drawn(unknowns)), holds_(paths.size(), true) {
  there_.requirements.min_acceptance.reset();
  for (std::size_t k = 0; k < unknowns.size(); ++k)
    for (const auto& pointer : unknowns[k].inputs) {
      if (!is_requirement(pointer)) continue;
      requirements_.push_back({k, pointer});
      if (pointer == bar_pointer) bar_unknown_ = k;
      if (pointer == confidence_pointer) confidence_unknown_ = k;
    }
  for (const auto& path : paths) {
    competes_.push_back(path.keeps_rules);
    rates_ += bar_ > 0 && path.unknown && scenario.paths[path.accepted_like].acceptance.of <= 0;
  }
}

Pack Competition::bar(const std::vector<Pack>& values) const { return bar_unknown_ ? values[*bar_unknown_] : Pack(bar_); }

void Competition::set(const std::vector<Pack>& values, std::size_t lane) {
  const auto at = static_cast<Eigen::Index>(lane);
  for (const auto& asked : requirements_)
    if (asked.pointer != bar_pointer) set_requirement(there_.requirements, asked.pointer, values[asked.unknown].v[at]);
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    if (others_) holds_[i] = candidate(there_, paths_[i].index).point == paths_[i].point;
    competes_[i] = holds_[i] && keeps_rules(paths_[i], values, lane);
  }
}

bool Competition::keeps_rules(const DrawnPath& path, const std::vector<Pack>& values, std::size_t lane) const {
  const auto at = static_cast<Eigen::Index>(lane);
  const Path& own = there_.paths[path.index];
  if (others_ ? !lasting_reasons(there_, own, model(there_, own)).empty() || !placement_reasons(there_, own).empty()
              : !path.keeps_rules && !path.unproven)
    return false;
  Acceptance acceptance = there_.paths[path.accepted_like].acceptance;
  if (path.unknown && acceptance.of <= 0) acceptance.rate = values[*path.unknown].v[at];
  const double bar = bar_unknown_ ? values[*bar_unknown_].v[at] : bar_;
  return keeps_bar(acceptance, bar, confidence_unknown_ ? values[*confidence_unknown_].v[at] : confidence_);
}

}  // namespace costmodel
