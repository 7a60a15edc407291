#include <algorithm>
#include <commands.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/render/report.hpp>
#include <options.hpp>

#include "model/cost_inputs.hpp"

namespace costmodel {

namespace {

class CostCommand final : public Command {
 public:
  explicit CostCommand(CLI::App& parent) : Command(parent, "cost", "What an accepted answer costs on each path") {
    demand_.option()->excludes(utilization_.option());
  }

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file()});
    const auto format = output_.format();
    const auto arrivals = arrivals_.arrivals();
    const Scenario scenario = scenario_.load();
    validate(scenario);
    const auto asked = costs(scenario, arrivals.value_or(scenario.arrivals));
    const auto other = arrivals || !format ? std::vector<PathCost>{} : beside(scenario, asked);
    output_.deliver(scenario_.files(scenario),
                    format ? render(cost_report(scenario, asked, other), *format) : to_json(asked), at.out);
    const bool any = std::any_of(asked.begin(), asked.end(), [](const PathCost& c) { return c.feasible; });
    return any ? done : nothing_feasible;
  }

  /// The costs that are asked for, under one arrival pattern.
  std::vector<PathCost> costs(const Scenario& scenario, Arrivals arrivals) const {
    std::vector<PathCost> result;
    CostInputs inputs(scenario);  // one walk over them for all paths
    const Demand<> demand = demand_.demand().value_or(scenario.demand);
    const auto utilization = utilization_.number();
    if (!path_.text().empty()) (void)scenario.path(path_.text());
    for (std::size_t i = 0; i < scenario.paths.size(); ++i) {
      if (!path_.text().empty() && scenario.paths[i].id != path_.text()) continue;
      result.push_back(utilization ? cost_at_utilization(scenario, i, *utilization, arrivals, inputs)
                                   : cost(scenario, i, demand, arrivals, inputs));
    }
    return result;
  }

  /// The same paths under other arrivals, at the same demand, which a utilization under other arrivals would not be.
  static std::vector<PathCost> beside(const Scenario& scenario, const std::vector<PathCost>& asked) {
    const Arrivals other = scenario.arrivals == Arrivals::packed ? Arrivals::poisson : Arrivals::packed;
    std::vector<PathCost> result;
    CostInputs inputs(scenario);
    for (std::size_t i = 0; i < scenario.paths.size(); ++i)
      for (const auto& c : asked)
        if (c.id == scenario.paths[i].id)
          result.push_back(cost(scenario, i, c.demand ? *c.demand : scenario.demand, other, inputs));
    return result;
  }

  ScenarioOptions scenario_{app()};
  TextOption path_{app(), "--path", "ID", "One path alone"};
  TextOption utilization_{
      app(), "--utilization", "U",
      "Load each path to U x the capacity of one of its own units; 1 is busy all month, 20 % is 0.2"};
  DemandOption demand_{app(), "The same accepted answers a month for all"};
  ArrivalsOption arrivals_{app()};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> cost_command(CLI::App& app) { return std::make_unique<CostCommand>(app); }

}  // namespace costmodel
