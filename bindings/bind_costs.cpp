#include <costmodel/decide/costs.hpp>
#include <costmodel/io/results.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

std::vector<PathCost> costs(const Scenario& scenario, const std::optional<std::string>& path,
                            std::optional<double> utilization, std::optional<double> demand,
                            std::optional<Arrivals> arrivals) {
  std::vector<PathCost> all;
  const auto add = [&](const Path& one) {
    all.push_back(utilization ? cost_at_utilization(scenario, one, *utilization, arrivals)
                              : cost(scenario, one, demand ? accepted_answers_per_month(*demand) : scenario.demand, arrivals));
  };
  if (path) add(scenario.path(*path));
  else for (const auto& one : scenario.paths) add(one);
  return all;
}

}  // namespace

void bind_costs(py::module_& m) {
  Record<PathCost>(m, "PathCost", "What one path costs at one load. None where there is no answer; `reasons` says why.")
      .with("id", &PathCost::id, "Id of the path.")
      .with("name", &PathCost::name, "Name for people.")
      .with("kind", &PathCost::kind, "fixed_amortized, active_window, provisioned or per_token.")
      .with("arrivals", &PathCost::arrivals, "When requests arrive: packed, poisson or periodic.")
      .with("utilization", &PathCost::utilization, "Load ÷ capacity of one unit; None where no capacity is known.")
      .with("load_answers_per_month", &PathCost::load, answers_per_month, "Attempts that the path must serve.")
      .with("demand_accepted_answers_per_month", &PathCost::demand, accepted_answers_per_month, "Accepted answers wanted.")
      .with("units", &PathCost::units, "Machines, copies or provisioned units that the load needs.")
      .with("usd_per_accepted_answer", &PathCost::per_accepted, usd_per_accepted_answer, "Whole bill ÷ demand.")
      .with("usd_per_accepted_answer_95", &PathCost::interval, usd_per_accepted_answer,
            "The same over the 95 % interval of the acceptance rate: (low, high).")
      .with("usd_per_million_output_tokens", &PathCost::per_output_token, usd_per_million_output_tokens,
            "Serving bill alone ÷ output tokens.")
      .with("usd_per_million_output_tokens_at_full_utilization", &PathCost::per_output_token_full,
            usd_per_million_output_tokens, "The same at utilization 1 with every window full: what \"÷ U\" divides.")
      .with("usd_per_month", &PathCost::per_month, usd_per_month, "Whole bill.")
      .with("terms", &PathCost::terms, usd_per_month, "Terms of the bill by name, in USD per month; those that are zero left out.")
      .with("cold_starts_per_month", &PathCost::cold_starts, "Copies that must be started; None where there is no closed form or nothing to start.")
      .with("share_of_requests_meeting_a_cold_start", &PathCost::cold_share, "Requests that find no copy ready; None as above.")
      .with("notes", &PathCost::notes, "What else is to be known of the numbers.")
      .with("feasible", &PathCost::feasible, "Nothing keeps the path from being chosen.")
      .with("reasons", &PathCost::reasons, "What does.")
      .with("evidence", &PathCost::evidence, "Weakest grade of evidence among the inputs.")
      .with("weakest_input", &PathCost::weakest_input, "The first input of that grade.");

  m.def("costs", &costs, py::arg("scenario"), py::arg("path"), py::arg("utilization"), py::arg("demand"), py::arg("arrivals"), NoGil());
  m.def("costs_json", [](const std::vector<PathCost>& all) { return to_json(all); }, py::arg("costs"));
  m.def("cost_table", [](const std::vector<PathCost>& all, const std::vector<PathCost>& other) {
    return cost_table(all, other);
  }, py::arg("costs"), py::arg("other"));
}

}  // namespace costmodel::python
