#include <costmodel/decide/energy.hpp>

#include <algorithm>
#include <costmodel/base/error.hpp>
#include <costmodel/model/accepted_cost.hpp>

#include "base/number_text.hpp"

namespace costmodel {

namespace {

void check_energy_option(const char* name, double value, double least) {
  if (value >= least && value <= 1e9) return;
  throw InvalidInput("out-of-range", name, number_text(value), "a number from " + number_text(least) + " to 1e9");
}

std::string boundary_of(const EnergyOptions& o) {
  std::string text = "Power as it was measured";
  if (o.watts_beside > 0) text += ", and " + number_text(o.watts_beside) + " W of each unit beside it";
  text += o.facility_factor > 1 ? ", × " + number_text(o.facility_factor) + " for the facility"
                                : "; cooling and losses of the facility are not counted";
  if (o.grams_co2e_per_kwh) text += "; " + number_text(*o.grams_co2e_per_kwh) + " g CO2e a kWh";
  text += o.embodied_grams_co2e_per_hour
              ? "; " + number_text(*o.embodied_grams_co2e_per_hour) + " g CO2e an hour for making the unit"
              : "; making the unit is not counted";
  return text + ". Of time that serves: what idle units draw is not in it.";
}

PointEnergy point_energy(const Path& path, const PathModel& m, const OperatingPoint<>& point, const EnergyOptions& o) {
  PointEnergy row{.path = path.id, .concurrency = point.concurrency, .watts = watts(*point.power)};
  row.is_capacity = m.point && m.point->concurrency == point.concurrency && m.point->output == point.output;
  const EnergyOfAnswer e = energy_of_answer(m, point, o);
  row.watts_counted = e.watts_counted;
  row.kwh_per_answer = e.kwh;
  row.wh_per_million_output_tokens = e.kwh * 1e9 / output_tokens_per_answer(m.workload.output);
  row.kwh_per_accepted = e.kwh_per_accepted;
  row.grams_per_accepted = e.grams_per_accepted;
  return row;
}

}  // namespace

void check(const EnergyOptions& options) {
  check_energy_option("watts_beside", options.watts_beside, 0);
  check_energy_option("facility_factor", options.facility_factor, 1);
  if (options.grams_co2e_per_kwh) check_energy_option("grams_co2e_per_kwh", *options.grams_co2e_per_kwh, 0);
  if (options.embodied_grams_co2e_per_hour)
    check_energy_option("embodied_grams_co2e_per_hour", *options.embodied_grams_co2e_per_hour, 0);
}

Energy energy(const Scenario& scenario, const EnergyOptions& options) {
  validate(scenario);
  check(options);
  Energy result{.boundary = boundary_of(options), .presentation = scenario.presentation};
  for (const Path& path : scenario.paths) {
    std::vector<const OperatingPoint<>*> points;
    for (const auto& point : path.points)
      if (point.power) points.push_back(&point);
    if (points.empty()) {
      result.unmeasured.push_back(path.id);
      continue;
    }
    std::stable_sort(points.begin(), points.end(),
                     [](const auto* a, const auto* b) { return a->concurrency < b->concurrency; });
    const PathModel m = model(scenario, path);
    for (const auto* point : points) result.rows.push_back(point_energy(path, m, *point, options));
  }
  return result;
}

Energy energy(const Scenario& scenario) { return energy(scenario, scenario.requirements.energy); }

}  // namespace costmodel
