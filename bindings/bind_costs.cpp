#include <costmodel/model/costs.hpp>
#include <costmodel/io/results.hpp>

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
    all.push_back(utilization ? cost_at_utilization(scenario, one, *utilization, arrivals.value_or(scenario.arrivals), inputs)
                              : cost(scenario, one, asked, arrivals.value_or(scenario.arrivals), inputs));
  };
  if (path) add(scenario.index(*path));
  else for (std::size_t i = 0; i < scenario.paths.size(); ++i) add(i);
  return all;
}

/// The same rows under other arrivals, each at its own demand, which a utilization would not be.
std::vector<PathCost> costs_beside(const Scenario& scenario, const std::vector<PathCost>& rows, Arrivals arrivals) {
  std::vector<PathCost> all;
  CostInputs inputs(scenario);
  for (const auto& row : rows) all.push_back(cost(scenario, scenario.index(row.id), row.demand ? *row.demand : scenario.demand, arrivals, inputs));
  return all;
}

}  // namespace

void bind_costs(py::module_& m) {
  Record<UsualPromise>(m, "UsualPromise", "That 95 % of the requests wait no longer than an answer takes.")
      .with("of", [](const UsualPromise& u) -> py::object { return py::str(std::string(to_string(u.promise.of))); },
            [](UsualPromise&, py::handle) {}, "wait.")
      .with("percentile", [](const UsualPromise& u) -> py::object { return py::cast(u.promise.percentile); },
            [](UsualPromise&, py::handle) {}, "95.")
      .with("at_most_seconds", [](const UsualPromise& u) -> py::object { return py::float_(u.promise.seconds); },
            [](UsualPromise& u, py::handle value) { u.promise = {.of = Promised::wait, .percentile = 95, .seconds = value.cast<double>()}; },
            "The longest wait of these.")
      .with("units", &UsualPromise::units, "Units that keep it; None where no number that may be added does.")
      .with("usd_per_month_more", &UsualPromise::more, usd_per_month, "Than without.");
  Record<Latency>(m, "Latency", "Mean and percentiles, in seconds; None where no bound is known.")
      .with("mean", &Latency::mean, seconds, "Mean.")
      .with("p50", &Latency::p50, seconds, "Half of the requests take no longer.")
      .with("p90", &Latency::p90, seconds, "90 % of the requests.")
      .with("p95", &Latency::p95, seconds, "95 % of the requests.")
      .with("p99", &Latency::p99, seconds, "99 % of the requests.");
  Record<Operation>(m, "Operation", "How each unit of a path runs at its load. Latencies are means; None where not measured.")
      .with("capacity_concurrency", &Operation::capacity_concurrency, "Requests in flight at the operating point of the capacity.")
      .with("capacity_output_tokens_per_second", &Operation::capacity_output, output_tokens_per_second,
            "All streams together at that point.")
      .with("estimated", &Operation::estimated, "The point follows from memory bandwidth: nobody measured it.")
      .with("decode_seconds_per_answer", &Operation::decode, seconds_per_answer, "Machine time of the output of one attempt.")
      .with("prefill_seconds_per_answer", &Operation::prefill, seconds_per_answer,
            "Machine time of its input; None where prefill was not measured apart.")
      .with("state", [](const Operation& o) -> py::object { return py::str(std::string(to_string(o.running))); },
            [](Operation& o, py::handle value) {
              for (const auto r : {Running::back_to_back, Running::steady, Running::below_measured, Running::saturated})
                if (to_string(r) == value.cast<std::string>()) o.running = r;
            },
            "back_to_back, steady, below_measured or saturated.")
      .with("requests_in_flight", &Operation::in_flight, "In the machine, by Little's law; those that wait for it not counted.")
      .with("stream_output_tokens_per_second", &Operation::stream_output, output_tokens_per_second, "That one user sees.")
      .with("time_to_first_token_seconds", &Operation::first_token, seconds, "Without the wait in line.")
      .with("response_seconds", &Operation::response, seconds, "Of one try at an answer, with the wait in line.")
      .with("tries", &Operation::tries, "That a request may take: the limit on a whole answer holds for all of them.")
      .with("p_wait", &Operation::p_wait, "Probability that a request finds all places taken.")
      .with("wait_seconds", &Operation::wait, "In line: mean and percentiles.")
      .with("first_token_seconds", &Operation::first_token_after_wait, "With the wait in line.")
      .with("answer_seconds", &Operation::answer, "Of one try, with the wait; percentiles are upper bounds.")
      .with("note", &Operation::note, "Why something is not known, or which limit the wait breaks.");
  Record<PathCost>(m, "PathCost", "What one path costs at one load. None where there is no answer; `reasons` says why.")
      .with("id", &PathCost::id, "Id of the path.")
      .with("name", &PathCost::name, "Name for people.")
      .with("kind", &PathCost::kind, "fixed_amortized, active_window, provisioned or per_token.")
      .with("arrivals", &PathCost::arrivals, "When requests arrive: packed, poisson or periodic.")
      .with("utilization", &PathCost::utilization, "Load ÷ capacity of one unit; None where no capacity is known.")
      .with("load_answers_per_month", &PathCost::load, answers_per_month, "Attempts that the path must serve.")
      .with("demand_accepted_answers_per_month", &PathCost::demand, accepted_answers_per_month, "Accepted answers wanted.")
      .with("capacity_answers_per_month", &PathCost::capacity, answers_per_month, "Of one unit, up to which promises are kept.")
      .with("units_without_promises", &PathCost::units_unpromised, "Units that carry the load whatever the wait; None without promises.")
      .with("usd_per_month_of_promises", &PathCost::promise, usd_per_month, "What the promises add to the month.")
      .with("usual_promise", &PathCost::usual_promise, "What a usual promise would take, where none is stated.")
      .with("units", &PathCost::units, "Machines, copies or provisioned units that the load needs.")
      .with("usd_per_accepted_answer", &PathCost::per_accepted, usd_per_accepted_answer, "Whole bill ÷ demand.")
      .with("usd_per_accepted_answer_95", &PathCost::interval, usd_per_accepted_answer,
            "The same over the 95 % interval of the acceptance rate: (low, high).")
      .with("usd_per_million_output_tokens", &PathCost::per_output_token, usd_per_million_output_tokens,
            "Serving bill alone ÷ output tokens.")
      .with("usd_per_million_output_tokens_at_full_utilization", &PathCost::per_output_token_full,
            usd_per_million_output_tokens, "The same at utilization 1 with every window full: what \"÷ U\" divides.")
      .with("usd_per_month", &PathCost::per_month, usd_per_month, "Whole bill.")
      .with("usd_per_month_between", &PathCost::between, usd_per_month, "Two bounds of the bill where it has no closed form: (least, most).")
      .with("terms", &PathCost::terms, usd_per_month, "Terms of the bill by name, in USD per month; those that are zero left out.")
      .with("operation", &PathCost::operation, "How its units run at this load; None without a known capacity.")
      .with("cold_starts_per_month", &PathCost::cold_starts, "Copies that must be started; None where there is no closed form or nothing to start.")
      .with("share_of_requests_meeting_a_cold_start", &PathCost::cold_share, "Requests that find no copy ready; None as above.")
      .with("notes", &PathCost::notes, "What else is to be known of the numbers.")
      .with("not_priced", &PathCost::not_priced, "Costs that nobody stated, and so are not in the numbers.")
      .with("feasible", &PathCost::feasible, "Nothing keeps the path from being chosen.")
      .with("reasons", &PathCost::reasons, "What does.")
      .with("evidence", &PathCost::evidence, "Weakest grade of evidence among the inputs.")
      .with("weakest_input", &PathCost::weakest_input, "The first input of that grade.")
      .with("prices_by_date", &PathCost::prices, "Its inputs that were picked by their date.")
      .kept(&PathCost::presentation);

  m.def("costs", &costs, py::arg("scenario"), py::arg("path"), py::arg("utilization"), py::arg("demand"), py::arg("arrivals"), NoGil());
  m.def("costs_beside", &costs_beside, py::arg("scenario"), py::arg("rows"), py::arg("arrivals"), NoGil());
  m.def("costs_json", [](const std::vector<PathCost>& all) { return to_json(all); }, py::arg("costs"));
  m.def("price_table", [](const std::vector<PathCost>& all) {
    std::vector<DatedPrice> prices;
    for (const auto& one : all) prices.insert(prices.end(), one.prices.begin(), one.prices.end());
    return price_table(prices);
  }, py::arg("costs"));
  m.def("not_priced_table", [](const std::vector<PathCost>& all) { return not_priced_table(all); }, py::arg("costs"));
  m.def("operation_table", [](const std::vector<PathCost>& all) { return operation_table(all); }, py::arg("costs"));
  m.def("cost_table", [](const std::vector<PathCost>& all, const std::vector<PathCost>& other) {
    return cost_table(all, other);
  }, py::arg("costs"), py::arg("other"));
}

}  // namespace costmodel::python
