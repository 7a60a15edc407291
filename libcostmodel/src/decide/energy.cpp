#include <costmodel/decide/energy.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/model/accepted_cost.hpp>

#include "base/number_text.hpp"

namespace costmodel {

namespace {

constexpr double joules_per_kwh = 3.6e6;

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
  row.watts_counted = (row.watts + o.watts_beside) * o.facility_factor;
  const double busy = busy_time(point, m.workload).value();
  row.kwh_per_answer = row.watts_counted * busy / joules_per_kwh;
  row.wh_per_million_output_tokens = row.kwh_per_answer * 1e9 / output_tokens_per_answer(m.workload.output);
  const double attempts = m.effort.answers.value();
  if (m.obstacle == WhyNot::acceptance_unknown || m.obstacle == WhyNot::nothing_accepted || !(attempts > 0) ||
      !std::isfinite(attempts))
    return row;
  row.kwh_per_accepted = row.kwh_per_answer * attempts;
  if (o.grams_co2e_per_kwh)
    row.grams_per_accepted = *row.kwh_per_accepted * *o.grams_co2e_per_kwh +
                             o.embodied_grams_co2e_per_hour.value_or(0) * busy / 3600 * attempts;
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

}  // namespace costmodel
