#include <costmodel/base/dual.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/scenario/unknowns.hpp>
#include <costmodel/stats/probability.hpp>

#include <algorithm>

#include "scenario/correlations.hpp"
#include "scenario/lifted.hpp"
#include "scenario/names.hpp"
#include "scenario/requirements.hpp"

namespace costmodel {

namespace {

void add(std::vector<Unknown>& all, const Input& input) {
  const Provenance& known = input.provenance;
  Distribution d;
  if (known.distribution)
    d = *known.distribution;
  else
    d = {.shape = Shape::uniform, .low = known.range->low, .high = known.range->high};
  const std::string name = known.shared.empty() ? input.pointer : known.shared;
  const auto same = std::find_if(all.begin(), all.end(), [&](const Unknown& u) { return u.name == name; });
  if (same == all.end()) {
    all.push_back({.name = name, .inputs = {input.pointer}, .distribution = d});
  } else if (same->distribution == d) {
    same->inputs.push_back(input.pointer);
  } else {
    throw InvalidInput("shared-apart", input.pointer, "another distribution than " + same->inputs.front(),
                       "the same distribution for all inputs shared as \"" + name + '"');
  }
}

/// Tokens of a class of requests, or the mean that classes leave the rest of: drawn apart they would leave what a
/// workload may be, so their ranges are named as not drawn.
bool held_by_classes(const Workload<>& workload, const Input& input) {
  if (input.pointer.find("/workload/") == std::string::npos) return false;
  return std::ranges::any_of(workload.classes, [&](const RequestClass<>& c) {
    return (c.input && input.pointer.ends_with("/input_tokens_per_answer")) ||
           (c.cached_input && input.pointer.ends_with("/cached_input_tokens_per_answer")) ||
           (c.output && input.pointer.ends_with("/output_tokens_per_answer"));
  });
}

}  // namespace

std::vector<Unknown> all_unknowns(const Scenario& scenario) {
  const fields::Lifted<Dual<>> lifted(scenario, {});  // has a setter for every input that a formula reads
  std::vector<Unknown> all;
  for (const auto& input : inputs(scenario)) {
    const auto& known = input.provenance;
    const bool spread = known.range && known.range->low < known.range->high;
    const bool count = input.name == "acceptance/accepted" || input.name == "acceptance/of";
    if ((known.distribution || spread) && !count && !held_by_classes(scenario.workload, input) &&
        (lifted.setters.contains(input.pointer) || is_requirement(input.pointer)))
      add(all, input);
  }
  for (const auto& path : scenario.paths) {
    const Acceptance& a = path.acceptance;
    if (a.of <= 0) continue;
    const Beta posterior = jeffreys_posterior(a.accepted, a.of);
    all.push_back({.name = names::acceptance_of(path.id),
                   .acceptance_of = path.id,
                   .distribution = {.shape = Shape::beta, .a = posterior.a, .b = posterior.b}});
  }
  return all;
}

bool is_over_time(std::string_view pointer) {
  return pointer.starts_with("/horizon/") || pointer.find("/over_time/") != std::string_view::npos;
}

std::vector<Unknown> all_unknowns_over_time(const Scenario& scenario) {
  auto all = all_unknowns(scenario);
  for (const auto& input : inputs(scenario)) {
    const auto& known = input.provenance;
    const bool spread = known.range && known.range->low < known.range->high;
    if ((known.distribution || spread) && is_over_time(input.pointer)) add(all, input);
  }
  return all;
}

std::vector<Unknown> unknowns_over_time(const Scenario& scenario) {
  auto all = all_unknowns_over_time(scenario);
  (void)copula(scenario, all);  // throws where a correlated input is none of these
  return all;
}

std::vector<Unknown> unknowns(const Scenario& scenario) {
  auto all = all_unknowns(scenario);
  (void)copula(scenario, all);  // throws where a correlated input is none of these
  return all;
}

}  // namespace costmodel
