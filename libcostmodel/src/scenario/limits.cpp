#include "scenario/limits.hpp"

#include <string>
#include <variant>

namespace costmodel::limits {

std::vector<Problem> exceeded(const Scenario& scenario) {
  std::vector<Problem> problems;
  const auto check = [&](std::size_t found, std::size_t most, const std::string& where, const std::string& what) {
    if (found > most)
      problems.push_back({"too-many", where, std::to_string(found) + " " + what, "at most " + std::to_string(most)});
  };
  check(scenario.paths.size(), paths, "/paths", "paths");
  check(scenario.workload.classes.size(), request_classes, "/workload/classes", "classes");
  if (scenario.horizon)
    check(scenario.horizon->by_month.size(), months_of_demand, "/horizon/accepted_answers_by_month", "months");
  for (std::size_t i = 0; i < scenario.paths.size(); ++i) {
    const Path& path = scenario.paths[i];
    const std::string where = "/paths/" + std::to_string(i);
    check(path.stages.size(), stages, where + "/stages", "stages");
    check(path.points.size(), operating_points, where + "/throughput/points", "operating points");
    check(path.over_time.price_steps.size(), price_steps, where + "/over_time/price_steps", "steps");
    check(path.over_time.resale.size(), resale_ages, where + "/over_time/resale", "ages");
    std::visit(
        [&](const auto& p) {
          if constexpr (requires { p.volume_steps; }) {
            check(p.volume_steps.size(), volume_steps, where + "/pricing/volume_steps", "steps");
            check(p.context_steps.size(), context_steps, where + "/pricing/context_steps", "steps");
          }
          if constexpr (requires { p.resources; })
            check(p.resources.size(), resources, where + "/pricing/resources", "resources");
        },
        path.pricing);
  }
  return problems;
}

}  // namespace costmodel::limits
