// Electricity, and the emissions of making it, for an accepted answer: by the power that was measured at operating
// points.
#pragma once

#include <costmodel/model/energy_of_answer.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// One operating point of a path at which power was measured.
struct PointEnergy {
  std::string path{};
  double concurrency = 1;
  bool is_capacity = false;  ///< the path's capacity is stated at this point
  double watts = 0;          ///< of one unit, as measured
  double watts_counted = 0;  ///< (watts + beside) × facility factor
  double wh_per_million_output_tokens = 0;
  double kwh_per_answer = 0;                   ///< of one attempt
  std::optional<double> kwh_per_accepted{};    ///< none where acceptance is not known
  std::optional<double> grams_per_accepted{};  ///< CO2e of the electricity, and of making the unit where that is stated
};

struct Energy {
  std::vector<PointEnergy> rows{};        ///< by path, then by rising concurrency
  std::vector<std::string> unmeasured{};  ///< paths of which no point has a power
  std::string boundary{};                 ///< what is counted and what is not
  Presentation presentation{};            ///< of the scenario
};

/// Throws InvalidInput for options outside their domains.
void check(const EnergyOptions& options);

/// kWh per answer = watts counted × machine time of the answer ÷ 3.6e6 J; per accepted answer × attempts for one. Wh
/// per million output tokens = the same ÷ output tokens of the answer. Of machine time that serves, at the point
/// itself: between points nothing is interpolated, and what idle machines draw is not in it. Throws InvalidInput for
/// options outside their domains.
Energy energy(const Scenario& scenario, const EnergyOptions& options);

/// What the scenario itself counts: its `requirements.energy`.
Energy energy(const Scenario& scenario);

}  // namespace costmodel
