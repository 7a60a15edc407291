#include <costmodel/inputs.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/error.hpp>

#include "candidates.hpp"
#include "correlations.hpp"
#include "cost_inputs.hpp"
#include "nearest.hpp"
#include "number_text.hpp"
#include "number_walker.hpp"

namespace costmodel {

namespace {

/// Index of the path in "/paths/3/…", and the rest of the pointer.
std::optional<std::pair<std::size_t, std::string_view>> in_path(std::string_view pointer) {
  constexpr std::string_view prefix = "/paths/";
  if (!pointer.starts_with(prefix)) return std::nullopt;
  const auto slash = pointer.find('/', prefix.size());
  return std::pair{std::stoul(std::string(pointer.substr(prefix.size(), slash - prefix.size()))), pointer.substr(slash)};
}

const Provenance& provenance(const Scenario& scenario, std::string_view pointer) {
  if (const auto place = in_path(pointer)) {
    const Ledger& own = scenario.paths[place->first].ledger;
    const Provenance& found = own.of(place->second);
    // An object-level default of the whole file stands behind the path's own ledger.
    return &found == &own.of("") && !own.entries.contains("") ? scenario.ledger.of("") : found;
  }
  return scenario.ledger.of(pointer);
}

bool has_own_entry(const Scenario& scenario, std::string_view pointer) {
  if (const auto place = in_path(pointer)) return scenario.paths[place->first].ledger.entries.contains(place->second);
  return scenario.ledger.entries.contains(pointer);
}

/// A 0 that was set by hand is stated.
void note_zero(Scenario& scenario, std::string_view pointer, double value) {
  if (value != 0) return;
  const auto place = in_path(pointer);
  auto& zeros = place && place->first < scenario.paths.size() ? scenario.paths[place->first].ledger.zeros : scenario.ledger.zeros;
  zeros.emplace(place ? place->second : pointer);
}

/// Whether any coefficient of the curve moves with the input that was seeded.
bool moves(const Curve<Dual<>>& c) {
  const auto moved = [](const Dual<>& x) { return std::isfinite(x.slope) && x.slope != 0; };  // an infinite capacity does not move
  const auto& s = c.settlement;
  for (const auto& x : {c.fixed, c.slope, c.unit, c.open, c.capacity, c.arrivals_per_x, c.spell.start, c.spell.start_billed,
                        c.spell.round_one, c.spell.round_more, c.overflow, s.credit, s.least, s.beside_fixed, s.beside_slope, s.beside_unit})
    if (moved(x)) return true;
  return std::ranges::any_of(c.bends, [&](const auto& bend) { return moved(bend.from) || moved(bend.slope); });
}

}  // namespace

std::vector<Input> inputs(const Scenario& scenario) {
  std::vector<Input> found;
  fields::NumberWalker walker([&](const fields::NumberRef& ref) -> std::optional<double> {
    const bool untouched = ref.is_default || (ref.pointer == "/hours_per_month" && ref.value == 730.0);
    if (!ref.value || (untouched && !has_own_entry(scenario, ref.pointer))) return {};
    Input input{ref.pointer, "", ref.pointer.substr(1), *ref.value, provenance(scenario, ref.pointer)};
    if (const auto place = in_path(ref.pointer)) {
      input.path = scenario.paths[place->first].id;
      input.name = std::string(place->second.substr(1));
    }
    found.push_back(std::move(input));
    return {};
  });
  fields::describe(walker, const_cast<Scenario&>(scenario));  // the visitor stores nothing: it returns no value
  return found;
}

namespace {

/// "/paths/2/pricing/usd_per_unit_hour" as people say it: "neo/pricing/usd_per_unit_hour".
std::string by_id(const Scenario& scenario, std::string_view pointer) {
  const auto place = in_path(pointer);
  return place ? scenario.paths[place->first].id + std::string(place->second) : std::string(pointer.substr(1));
}

/// The pointer that a name with a path's id means; what is a pointer stays one.
std::string pointer_of(const Scenario& scenario, std::string_view name) {
  if (name.starts_with('/')) return std::string(name);
  for (std::size_t i = 0; i < scenario.paths.size(); ++i)
    if (const auto& id = scenario.paths[i].id; name.starts_with(id) && name.substr(id.size()).starts_with('/'))
      return "/paths/" + std::to_string(i) + std::string(name.substr(id.size()));
  return "/" + std::string(name);
}

}  // namespace

Scenario with_input(Scenario scenario, std::string_view name, double value) {
  const std::string pointer = pointer_of(scenario, name);
  bool done = false;
  fields::NumberWalker walker([&](const fields::NumberRef& ref) -> std::optional<double> {
    if (ref.pointer != pointer) return {};
    if (!(value >= ref.domain.low && value <= ref.domain.high))
      throw InvalidInput("out-of-range", ref.pointer, number_text(value),
                         number_text(ref.domain.low) + " to " + number_text(ref.domain.high));
    if (ref.whole && value != std::floor(value))
      throw InvalidInput("wrong-type", ref.pointer, number_text(value), "a whole number");
    done = true;
    return value;
  });
  fields::describe(walker, scenario);
  if (!done) {
    std::vector<std::string> known;
    fields::NumberWalker all([&](const fields::NumberRef& ref) -> std::optional<double> {
      known.push_back(name.starts_with('/') ? ref.pointer : by_id(scenario, ref.pointer));
      return {};
    });
    fields::describe(all, scenario);
    throw InvalidInput("unknown-input", std::string(name), "no such input",
                       "the JSON Pointer of a number, or PATH/pricing/…" + did_you_mean(name, known));
  }
  take_as_stated(scenario, pointer);
  note_zero(scenario, pointer, value);
  return scenario;
}

void take_as_stated(Scenario& scenario, std::string_view pointer) {
  const auto place = in_path(pointer);
  if (place && place->first >= scenario.paths.size()) return;
  const Provenance& known = provenance(scenario, pointer);
  if (!known.range && !known.distribution && known.shared.empty() && known.by_date.empty()) return;
  const auto before = scenario.correlations ? all_unknowns(scenario) : std::vector<Unknown>{};
  Provenance stated = known;
  stated.range.reset(), stated.distribution.reset(), stated.shared.clear(), stated.by_date.clear();
  auto& entries = place ? scenario.paths[place->first].ledger.entries : scenario.ledger.entries;
  entries[std::string(place ? place->second : pointer)] = std::move(stated);
  if (scenario.correlations) drop_certain(scenario, before, all_unknowns(scenario));
}

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
    if (setter == lifted_.setters.end()) return input.name.starts_with("pricing/") || input.name.starts_with("tries/");  // whole numbers
    setter->second(Dual<>(input.value, 1));
    const bool moved = moves(curve_of(lifted_.scenario, c, counted ? counted_rate : lifted_.scenario.paths[c.accepted_like].acceptance.rate));
    setter->second(Dual<>(input.value));
    return moved;
  };
  std::vector<Input> used;
  for (const auto& input : all_)
    if ((input.path.empty() || input.path == path.id || input.path == shared) && matters(input)) used.push_back(input);
  if (!shared.empty()) {
    // Sharing is itself a statement with a grade: "same weights", or "nobody judged it".
    Input sharing{"", path.id, "acceptance/same_as", point_rate(scenario_.acceptance(path)), path.ledger.of("/acceptance")};
    used.push_back(std::move(sharing));
  }
  if (path.estimate && c.point) {
    // Bandwidth and bytes may be published; what follows from them is an estimate all the same.
    Input estimate{"", path.id, "throughput/estimate", output_tokens_per_second(path.operating_point(0).output), {}};
    estimate.provenance.evidence = {.grade = Grade::estimated, .formula = "active weight bytes ÷ memory bandwidth + overhead"};
    used.push_back(std::move(estimate));
  }
  return used;
}

std::vector<Input> inputs_of_cost(const Scenario& scenario, std::string_view path) {
  return CostInputs(scenario).of(scenario.index(path));
}

Grade weakest_grade(const std::vector<Input>& inputs) {
  Grade grade = strongest_grade;
  for (const auto& input : inputs) grade = weaker(grade, input.provenance.evidence.grade);
  return grade;
}

}  // namespace costmodel
