#include <costmodel/io/results.hpp>
#include <costmodel/model/costs.hpp>

#include "bindings.hpp"
#include "model/cost_inputs.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

std::vector<PathCost> costs(const Scenario& scenario, const std::optional<std::string>& path,
                            std::optional<double> utilization, std::optional<double> demand,
                            std::optional<Arrivals> arrivals) {
  std::vector<PathCost> all;
  CostInputs inputs(scenario);  // one walk over them for all paths
  const Demand<> asked = demand ? accepted_answers_per_month(*demand) : scenario.demand;
  const auto add = [&](std::size_t one) {
    all.push_back(utilization
                      ? cost_at_utilization(scenario, one, *utilization, arrivals.value_or(scenario.arrivals), inputs)
                      : cost(scenario, one, asked, arrivals.value_or(scenario.arrivals), inputs));
  };
  if (path)
    add(scenario.index(*path));
  else
    for (std::size_t i = 0; i < scenario.paths.size(); ++i) add(i);
  return all;
}

/// The same rows under other arrivals, each at its own demand, which a utilization would not be.
std::vector<PathCost> costs_beside(const Scenario& scenario, const std::vector<PathCost>& rows, Arrivals arrivals) {
  std::vector<PathCost> all;
  CostInputs inputs(scenario);
  for (const auto& row : rows)
    all.push_back(cost(scenario, scenario.index(row.id), row.demand ? *row.demand : scenario.demand, arrivals, inputs));
  return all;
}

}  // namespace

void bind_costs(py::module_& m) {
  bind_records<Latency, Operation, Promise, UsualPromise, StageCost, PathCost>(m);

  m.def("costs", &costs, py::arg("scenario"), py::arg("path"), py::arg("utilization"), py::arg("demand"),
        py::arg("arrivals"), NoGil());
  m.def("costs_beside", &costs_beside, py::arg("scenario"), py::arg("rows"), py::arg("arrivals"), NoGil());
  m.def(
      "costs_json", [](const std::vector<PathCost>& all) { return to_json(all); }, py::arg("costs"));
  m.def(
      "price_table",
      [](const std::vector<PathCost>& all) {
        std::vector<DatedPrice> prices;
        for (const auto& one : all) prices.insert(prices.end(), one.prices.begin(), one.prices.end());
        return price_table(prices);
      },
      py::arg("costs"));
  m.def(
      "not_priced_table", [](const std::vector<PathCost>& all) { return not_priced_table(all); }, py::arg("costs"));
  m.def(
      "operation_table", [](const std::vector<PathCost>& all) { return operation_table(all); }, py::arg("costs"));
  m.def(
      "cost_table",
      [](const std::vector<PathCost>& all, const std::vector<PathCost>& other) { return cost_table(all, other); },
      py::arg("costs"), py::arg("other"));
}

}  // namespace costmodel::python
