// Electricity and emissions of one answer at one operating point: the one formula that tables and limits share.
#pragma once

#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>

namespace costmodel {

struct EnergyOfAnswer {
  double watts_counted = 0;                    ///< (watts measured + beside) × facility factor
  double kwh = 0;                              ///< of one attempt
  std::optional<double> kwh_per_accepted{};    ///< none where acceptance is not known
  std::optional<double> grams_per_accepted{};  ///< CO2e; none without the grid's
};

/// kWh = watts counted × machine time of the answer ÷ 3.6e6 J; per accepted answer × attempts for one; grams = kWh ×
/// those of the grid + embodied grams an hour × machine hours × attempts. For a point whose power was measured.
EnergyOfAnswer energy_of_answer(const PathModel& model, const OperatingPoint<>& point, const EnergyOptions& options);

/// Of the operating point that the path's capacity is stated at; none where its power was not measured. Between points
/// nothing is interpolated.
std::optional<EnergyOfAnswer> energy_at_capacity(const Path& path, const PathModel& model,
                                                 const EnergyOptions& options);

}  // namespace costmodel
