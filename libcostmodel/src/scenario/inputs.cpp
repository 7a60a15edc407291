#include <costmodel/scenario/inputs.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>

#include "base/nearest.hpp"
#include "base/number_text.hpp"
#include "base/pointer_path.hpp"
#include "scenario/correlations.hpp"
#include "scenario/number_walker.hpp"

namespace costmodel {

namespace {

using fields::in_path;

const Provenance& provenance(const Scenario& scenario, std::string_view pointer) {
  if (const auto place = in_path(pointer)) {
    const Ledger& own = scenario.paths[place->path].ledger;
    const Provenance& found = own.of(place->rest);
    // An object-level default of the whole file stands behind the path's own ledger.
    return &found == &own.of("") && !own.entries.contains("") ? scenario.ledger.of("") : found;
  }
  return scenario.ledger.of(pointer);
}

bool has_own_entry(const Scenario& scenario, std::string_view pointer) {
  if (const auto place = in_path(pointer)) return scenario.paths[place->path].ledger.entries.contains(place->rest);
  return scenario.ledger.entries.contains(pointer);
}

/// A 0 that was set by hand is stated.
void note_zero(Scenario& scenario, std::string_view pointer, double value) {
  if (value != 0) return;
  const auto place = in_path(pointer);
  auto& zeros =
      place && place->path < scenario.paths.size() ? scenario.paths[place->path].ledger.zeros : scenario.ledger.zeros;
  zeros[std::string(place ? place->rest : pointer)] = true;
}

}  // namespace

std::vector<Input> inputs(const Scenario& scenario) {
  std::vector<Input> found;
  fields::walk_numbers(scenario, [&](const fields::NumberRef& ref) {
    const bool untouched = ref.is_default || (ref.pointer == "/hours_per_month" && ref.value == 730.0);
    if (!ref.value || (untouched && !has_own_entry(scenario, ref.pointer))) return;
    Input input{ref.pointer, "", ref.pointer.substr(1), *ref.value, provenance(scenario, ref.pointer)};
    if (const auto place = in_path(ref.pointer)) {
      input.path = scenario.paths[place->path].id;
      input.name = std::string(place->rest.substr(1));
    }
    found.push_back(std::move(input));
  });
  return found;
}

namespace {

/// "/paths/2/pricing/usd_per_unit_hour" as people say it: "neo/pricing/usd_per_unit_hour".
std::string by_id(const Scenario& scenario, std::string_view pointer) {
  const auto place = in_path(pointer);
  return place ? scenario.paths[place->path].id + std::string(place->rest) : std::string(pointer.substr(1));
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
  const auto rate = scenario.presentation.usd_per_unit;
  bool done = false;
  fields::walk_numbers(scenario, [&](const fields::NumberRef& ref) -> std::optional<double> {
    if (ref.pointer != pointer) return {};
    if (!(value >= ref.domain.low && value <= ref.domain.high))
      throw InvalidInput("out-of-range", ref.pointer, number_text(value),
                         number_text(ref.domain.low) + " to " + number_text(ref.domain.high));
    if (ref.whole && value != std::floor(value))
      throw InvalidInput("wrong-type", ref.pointer, number_text(value), "a whole number");
    done = true;
    return value;
  });
  if (!done) {
    std::vector<std::string> known;
    fields::walk_numbers(static_cast<const Scenario&>(scenario), [&](const fields::NumberRef& ref) {
      known.push_back(name.starts_with('/') ? ref.pointer : by_id(scenario, ref.pointer));
    });
    throw InvalidInput("unknown-input", std::string(name), "no such input",
                       "the JSON Pointer of a number, or PATH/pricing/…" + did_you_mean(name, known));
  }
  if (rate && scenario.presentation.usd_per_unit)
    at_exchange_rate(scenario, *rate, *scenario.presentation.usd_per_unit);
  take_as_stated(scenario, pointer);
  note_zero(scenario, pointer, value);
  return scenario;
}

void take_as_stated(Scenario& scenario, std::string_view pointer) {
  const auto place = in_path(pointer);
  if (place && place->path >= scenario.paths.size()) return;
  const Provenance& known = provenance(scenario, pointer);
  if (!known.range && !known.distribution && known.shared.empty() && known.by_date.empty()) return;
  const auto before = scenario.correlations ? all_unknowns(scenario) : std::vector<Unknown>{};
  Provenance stated = known;
  stated.range.reset(), stated.distribution.reset(), stated.shared.clear(), stated.by_date.clear();
  auto& entries = place ? scenario.paths[place->path].ledger.entries : scenario.ledger.entries;
  entries[std::string(place ? place->rest : pointer)] = std::move(stated);
  if (scenario.correlations) drop_certain(scenario, before, all_unknowns(scenario));
}

Grade weakest_grade(const std::vector<Input>& inputs) {
  Grade grade = strongest_grade;
  for (const auto& input : inputs) grade = weaker(grade, input.provenance.evidence.grade);
  return grade;
}

}  // namespace costmodel
