// Every number of a scenario by name, with what stands behind it.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// One input. Its key, the last part of the pointer, ends in its unit.
struct Input {
  std::string pointer;  ///< JSON Pointer into the scenario, e.g. "/paths/2/pricing/flat_usd_per_month"
  std::string path;     ///< id of the path that it belongs to; empty: the scenario
  std::string name;     ///< pointer without the path, e.g. "pricing/flat_usd_per_month"
  double value = 0;     ///< in the unit that the key names
  Provenance provenance{};
};

/// Every number that was given, in the order of the format. Defaults that nobody touched are left out.
std::vector<Input> inputs(const Scenario& scenario);

/// The same scenario with one input at another value, in the unit that its key names. The input by its JSON Pointer, or
/// by the id of its path: "neo/pricing/usd_per_unit_hour". The value is then stated: it replaces whatever range,
/// distribution, shared draw or dated prices the input had, and takes it out of the correlations. Throws InvalidInput
/// for an unknown pointer, with the nearest known one, and for a value outside the input's domain.
Scenario with_input(Scenario scenario, std::string_view pointer, double value);

/// The weakest grade among the inputs.
Grade weakest_grade(const std::vector<Input>& inputs);

}  // namespace costmodel
