#include "scenario/routes.hpp"

#include <algorithm>
#include <set>

#include "base/figures.hpp"
#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "base/problems.hpp"

namespace costmodel {

namespace {

/// The offers that may serve each stage.
std::vector<std::vector<std::string>> allowed_offers(const Path& path) {
  std::vector<std::vector<std::string>> all;
  for (const auto& stage : path.stages) all.push_back(stage.offers.empty() ? std::vector{stage.offer} : stage.offers);
  return all;
}

/// The path with one offer for each stage.
Path on_route(const Path& path, const std::vector<std::vector<std::string>>& allowed,
              const std::vector<std::size_t>& route) {
  Path one = path;
  std::vector<std::string> chosen;
  for (std::size_t s = 0; s < route.size(); ++s) {
    one.stages[s].offer = allowed[s][route[s]];
    one.stages[s].offers.clear();
    if (allowed[s].size() > 1) chosen.push_back(one.stages[s].offer);
  }
  if (chosen.empty()) return one;
  std::string by;
  for (const auto& id : chosen) by += (by.empty() ? "" : "+") + id;
  one.id += ":" + by;
  if (!one.name.empty()) one.name += " (" + text::joined(chosen, ", ") + ")";
  return one;
}

bool held_alike(const Holder& a, const Holder& b) { return placement(a) == placement(b) && a.run_by == b.run_by; }

/// Who holds a layer on the offers of a path, each with the stages that are served so.
Cell cell_of_offers(const Scenario& scenario, const Path& path, std::size_t layer) {
  Cell cell;
  std::vector<std::vector<std::string>> stages, who;
  for (const auto& stage : path.stages) {
    const auto offer = std::find_if(scenario.paths.begin(), scenario.paths.end(),
                                    [&](const Path& other) { return other.id == stage.offer; });
    if (offer == scenario.paths.end() || offer->cells[layer].empty()) return {};  // not stated
    for (const Holder& holder : offer->cells[layer]) {
      const auto known =
          std::find_if(cell.begin(), cell.end(), [&](const Holder& other) { return held_alike(other, holder); });
      const auto at = static_cast<std::size_t>(known - cell.begin());
      if (known == cell.end()) cell.push_back(holder), stages.emplace_back(), who.emplace_back();
      if (stages[at].empty() || stages[at].back() != stage.call.id) stages[at].push_back(stage.call.id);
      if (!holder.who.empty() && std::find(who[at].begin(), who[at].end(), holder.who) == who[at].end())
        who[at].push_back(holder.who);
    }
  }
  for (std::size_t at = 0; at < cell.size(); ++at) {
    cell[at].who = text::joined(who[at], " and ");
    if (cell.size() > 1) cell[at].note = "for " + text::joined(stages[at], " and ");
  }
  return cell;
}

}  // namespace

void make_routes(Scenario& scenario, std::vector<Problem>& problems) {
  const std::size_t stated = scenario.paths.size();
  for (std::size_t i = 0; i < stated; ++i) {
    const Path path = scenario.paths[i];
    const bool several = std::any_of(path.stages.begin(), path.stages.end(),
                                     [](const auto& stage) { return !stage.offers.empty() && stage.offer.empty(); });
    if (!several) continue;
    const auto allowed = allowed_offers(path);
    std::vector<std::vector<std::size_t>> choices;
    for (const auto& offers : allowed) {
      std::vector<std::size_t>& of = choices.emplace_back(offers.size());
      for (std::size_t k = 0; k < of.size(); ++k) of[k] = k;
    }
    try {
      const auto routes = all_routes(choices);
      for (std::size_t r = 0; r < routes.size(); ++r) {
        Path one = on_route(path, allowed, routes[r]);
        if (r == 0) {
          scenario.paths[i] = std::move(one);
          continue;
        }
        if (one.acceptance.same_as.empty()) one.acceptance = {.same_as = scenario.paths[i].id};
        scenario.paths.push_back(std::move(one));
      }
    } catch (const InvalidInput& too_many) {
      for (Problem problem : too_many.problems()) {
        problem.where = "/paths/" + std::to_string(i) + "/stages";
        problems.push_back(std::move(problem));
      }
      scenario.paths[i] = on_route(path, allowed, std::vector<std::size_t>(allowed.size(), 0));
    }
  }
  for (auto& path : scenario.paths)
    for (std::size_t layer = 0; layer < layers.size(); ++layer)
      if (!path.stages.empty() && path.cells[layer].empty()) path.cells[layer] = cell_of_offers(scenario, path, layer);
}

std::vector<Problem> stage_problems(const Scenario& scenario, const Path& path, const std::string& where) {
  std::vector<Problem> all;
  const auto that = [&](bool good, const char* id, std::string at, std::string found, std::string allowed) {
    if (!good) all.push_back({id, where + std::move(at), std::move(found), std::move(allowed)});
  };
  if (path.stages.empty()) return all;
  that(!path.only_in_stages, "bad-stage", "/only_in_stages", "true", "false, for a path that has stages itself");
  that(path.points.empty() && !path.estimate, "stages-and-own", "/throughput", "throughput of its own",
       "none beside stages: that of their offers holds");
  that(path.workload == WorkloadOverrides<>{}, "stages-and-own", "/workload", "tokens of its own",
       "none beside stages: state them at each stage");
  std::vector<std::string> paths, stages;
  for (const auto& other : scenario.paths)
    if (other.stages.empty()) paths.push_back(other.id);
  for (const auto& stage : path.stages) stages.push_back(stage.call.id);
  std::set<std::string> known;
  for (std::size_t s = 0; s < path.stages.size(); ++s) {
    const auto& stage = path.stages[s];
    const std::string at = "/stages/" + std::to_string(s);
    that(!stage.call.id.empty() && stage.call.id.size() <= 200, "bad-id", at + "/id", in_quotes(stage.call.id),
         "1 to 200 characters");
    that(known.insert(stage.call.id).second, "duplicate-id", at + "/id", in_quotes(stage.call.id),
         "an id that no other stage of the path has");
    that(stage.offer.empty() != stage.offers.empty(), "one-of-several", at + "/offer",
         stage.offer.empty() ? "nothing" : "offer beside offers", "offer, or offers to choose from");
    const auto other =
        std::find_if(scenario.paths.begin(), scenario.paths.end(), [&](const Path& p) { return p.id == stage.offer; });
    if (other == scenario.paths.end())
      that(stage.offer.empty(), "unknown-path", at + "/offer", in_quotes(stage.offer),
           "the id of a path" + did_you_mean(stage.offer, paths));
    else
      that(other->stages.empty(), "cycle", at + "/offer", in_quotes(stage.offer), "a path that has no stages itself");
    for (std::size_t k = 0; k < stage.different_family_from.size(); ++k) {
      const std::string& from = stage.different_family_from[k];
      that(from != stage.call.id && std::find(stages.begin(), stages.end(), from) != stages.end(), "unknown-name",
           at + "/different_family_from/" + std::to_string(k), in_quotes(from),
           "the id of another stage of the path" + did_you_mean(from, stages));
    }
  }
  return all;
}

}  // namespace costmodel
