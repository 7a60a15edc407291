#include <costmodel/model/energy_of_answer.hpp>

#include <cmath>

namespace costmodel {

EnergyOfAnswer energy_of_answer(const PathModel& m, const OperatingPoint<>& point, const EnergyOptions& o) {
  constexpr double joules_per_kwh = 3.6e6;
  const double busy = busy_time(point, m.workload).value();
  EnergyOfAnswer e{.watts_counted = (watts(*point.power) + o.watts_beside) * o.facility_factor};
  e.kwh = e.watts_counted * busy / joules_per_kwh;
  const double attempts = m.effort.answers.value();
  if (m.obstacle == WhyNot::acceptance_unknown || m.obstacle == WhyNot::nothing_accepted || !(attempts > 0) ||
      !std::isfinite(attempts))
    return e;
  e.kwh_per_accepted = e.kwh * attempts;
  if (o.grams_co2e_per_kwh)
    e.grams_per_accepted = *e.kwh_per_accepted * *o.grams_co2e_per_kwh +
                           o.embodied_grams_co2e_per_hour.value_or(0) * busy / 3600 * attempts;
  return e;
}

std::optional<EnergyOfAnswer> energy_at_capacity(const Path& path, const PathModel& m, const EnergyOptions& options) {
  if (!m.point) return {};
  for (const auto& point : path.points)
    if (point.power && point.concurrency == m.point->concurrency && point.output == m.point->output)
      return energy_of_answer(m, point, options);
  return {};
}

}  // namespace costmodel
