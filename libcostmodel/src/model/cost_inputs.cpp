#include "model/cost_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "model/candidates.hpp"

namespace costmodel {

namespace {

/// Whether any coefficient of the curve moves with the input that was seeded.
bool moves(const Curve<Dual<>>& c) {
  const auto moved = [](const Dual<>& x) {
    return std::isfinite(x.slope) && x.slope != 0;
  };  // an infinite capacity does not move
  const auto& s = c.settlement;
  for (const auto& x : {c.fixed, c.slope, c.unit, c.open, c.capacity, c.arrivals_per_x, c.spell.start,
                        c.spell.start_billed, c.spell.round_one, c.spell.round_more, c.overflow, s.credit, s.least,
                        s.beside_fixed, s.beside_slope, s.beside_unit})
    if (moved(x)) return true;
  if (std::ranges::any_of(c.rates, moved) || std::ranges::any_of(c.parts, moves)) return true;
  return std::ranges::any_of(c.bends, [&](const auto& bend) { return moved(bend.from) || moved(bend.slope); });
}

/// Bandwidth and bytes may be published; what follows from them is an estimate all the same.
Input estimated(const Path& path) {
  Input estimate{"", path.id, "throughput/estimate", output_tokens_per_second(path.operating_point(0).output), {}};
  estimate.provenance.evidence = {.grade = Grade::estimated,
                                  .formula = "active weight bytes ÷ memory bandwidth + overhead"};
  return estimate;
}

}  // namespace

const std::vector<Input>& CostInputs::of(std::size_t path) {
  if (!of_[path]) of_[path] = found(path);
  return *of_[path];
}

std::vector<Input> CostInputs::found(std::size_t index) {
  const Path& path = scenario_.paths[index];
  const std::string& shared = path.acceptance.same_as;
  const Candidate c = candidate(scenario_, index);
  const bool counted = scenario_.paths[c.accepted_like].acceptance.of > 0;
  const Dual<> counted_rate = point_rate(scenario_.paths[c.accepted_like].acceptance);
  const auto matters = [&](const Input& input) {
    if (input.name == "acceptance/accepted" || input.name == "acceptance/of") return counted;
    const auto setter = lifted_.setters.find(input.pointer);
    if (setter == lifted_.setters.end())
      return input.name.starts_with("pricing/") || input.name.starts_with("tries/");  // whole numbers
    setter->second(Dual<>(input.value, 1));
    const bool moved = moves(curve_of(
        lifted_.scenario, c, counted ? counted_rate : lifted_.scenario.paths[c.accepted_like].acceptance.rate));
    setter->second(Dual<>(input.value));
    return moved;
  };
  const auto offers = offers_of(scenario_, path);
  const auto of_an_offer = [&](const Input& input) {
    return std::ranges::any_of(offers, [&](std::size_t i) { return scenario_.paths[i].id == input.path; });
  };
  std::vector<Input> used;
  for (const auto& input : all_)
    if ((input.path.empty() || input.path == path.id || input.path == shared || of_an_offer(input)) && matters(input))
      used.push_back(input);
  if (!shared.empty()) {
    // Sharing is itself a statement with a grade: "same weights", or "nobody judged it".
    Input sharing{"", path.id, "acceptance/same_as", point_rate(scenario_.acceptance(path)),
                  path.ledger.of("/acceptance")};
    used.push_back(std::move(sharing));
  }
  for (const std::size_t i : offers)
    if (scenario_.paths[i].estimate) used.push_back(estimated(scenario_.paths[i]));
  if (path.estimate && c.point) used.push_back(estimated(path));
  return used;
}

std::vector<Input> inputs_of_cost(const Scenario& scenario, std::string_view path) {
  return CostInputs(scenario).of(scenario.index(path));
}

}  // namespace costmodel
