#include <pybind11/numpy.h>

#include <costmodel/uncertainty/sensitivity.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_uncertainty(py::module_& m) {
  Record<Unknown>(m, "Unknown", "One thing that is not known: an input, inputs that share a draw, or a counted acceptance.")
      .with("name", &Unknown::name, "Pointer of the input, name of the shared draw, or \"acceptance of PATH\".")
      .with("inputs", &Unknown::inputs, "Pointers of the inputs that it sets; none for a counted acceptance.")
      .with("acceptance_of", &Unknown::acceptance_of, "Id of the path whose counts it comes from; empty: not an acceptance.")
      .with("distribution", &Unknown::distribution, "What it may turn out to be, as the scenario format writes it.");
  Record<PathSpread>(m, "PathSpread", "What one path may turn out to cost, and how likely it is the cheapest.")
      .with("id", &PathSpread::id, "Id of the path.")
      .with("feasible_now", &PathSpread::feasible_now, "At the stated values; otherwise only in draws of a requirement or a bare rate.")
      .with("probability_feasible", &PathSpread::probability_feasible, "Share of the draws in which it keeps the rules and carries the demand.")
      .with("probability_cheapest", &PathSpread::probability_cheapest, "At the demand: feasible in the draw, and none that is costs less.")
      .with("probability_cheapest_at_stated_demand", &PathSpread::probability_cheapest_at_stated_demand,
            "The same at the demand as stated, where it has a range.")
      .with("expected_usd_per_month", &PathSpread::expected_usd_per_month, "Mean over the draws; inf where some are saturated.")
      .with("usd_per_accepted_answer_5_50_95", &PathSpread::usd_per_accepted,
            "5 %, 50 % and 95 % of the draws lie below; None where more than 5 % of them are saturated.")
      .with("probability_cheapest_at", &PathSpread::probability_cheapest_at, "The same probability at each demand of the grid, given that demand.");
  Record<UnprovenPath>(m, "UnprovenPath", "A path that nothing but the quality rule keeps out: too little is known of its acceptance, or it is too low.")
      .with("id", &UnprovenPath::id, "Id of the path.")
      .with("accepted", &UnprovenPath::accepted, "Of those judged; 0 of 0: a bare rate.")
      .with("of", &UnprovenPath::of, "Answers judged.")
      .with("probability_acceptance_reaches_bar", &UnprovenPath::probability_acceptance_reaches_bar, "By what was judged; of a bare rate 0.")
      .with("probability_cheaper", &UnprovenPath::probability_cheaper, "Than the decision, over the draws; None where there is no decision.")
      .with("usd_per_month_less", &UnprovenPath::usd_per_month_less, "Than the decision, mean over the draws in which both carry the demand.")
      .with("answers_to_judge", &UnprovenPath::answers_to_judge,
            "More, until the rule holds if they pass at the rate so far; None where that rate is not above the bar.");
  Record<Coverage>(m, "Coverage", "What a confidence is over, and what it is not over.")
      .with("acceptance_counts", &Coverage::acceptance_counts, "Counted acceptances that are drawn.")
      .with("ranges", &Coverage::ranges, "Inputs, or shared draws of several, with a range or a distribution.")
      .with("without_range", &Coverage::without_range, "Inputs that matter to the cost or the choice of a path, and are one number.")
      .with("not_drawn", &Coverage::not_drawn, "Pointers of inputs with a range or a distribution that no draw follows.")
      .with("assumed_without_range", &Coverage::assumed, "Pointers of those of them that are assumed, estimated or inferred.");
  Record<KnowledgeValue>(m, "KnowledgeValue", "The worth of knowing one unknown exactly before deciding.")
      .with("unknown", &KnowledgeValue::unknown, "Its name.")
      .with("usd_per_month", &KnowledgeValue::usd_per_month, "Expected cost of deciding now, less that of deciding once it is known.");
  Record<SampleValue>(m, "SampleValue", "The worth of judging some more answers of one path.")
      .with("path", &SampleValue::path, "Id of the path.")
      .with("answers", &SampleValue::answers, "How many more.")
      .with("usd_per_month", &SampleValue::usd_per_month, "Expected cost of deciding now, less that of deciding after them.")
      .with("probability_of_change", &SampleValue::probability_of_change, "That they lead to another decision.");
  Record<Measurement>(m, "Measurement", "The measurement that is worth most.")
      .with("unknown", &Measurement::unknown, "What is measured.")
      .with("judge", &Measurement::judge, "Id of the path whose answers are to be judged; empty: another input.")
      .with("answers", &Measurement::answers, "That many more; 0 where nothing is judged.")
      .with("fewest_answers", &Measurement::fewest_answers, "With fewer than these no outcome changes the decision.")
      .with("usd_per_month", &Measurement::usd_per_month, "What it is worth.")
      .with("probability_of_change", &Measurement::probability_of_change, "Of the decision, by judged answers.");
  Record<Uncertainty>(m, "Uncertainty", "How sure the decision is, in numbers.")
      .with("draws", &Uncertainty::draws, "How often every unknown was drawn.")
      .with("unknowns", &Uncertainty::unknowns, "What was drawn.")
      .with("demands_accepted_answers_per_month", &Uncertainty::demands, "The grid of demands.")
      .with("grid_takes_as_stated", &Uncertainty::grid_takes_as_stated, "What the probabilities on that grid take as at the stated values.")
      .with("paths", &Uncertainty::paths, "Those that are feasible now or in some draw, in the scenario's order.")
      .with("decision", &Uncertainty::decision, "Id of the path with the least expected cost; empty where there is none.")
      .with("probability_right", &Uncertainty::probability_right, "That it carries the demand and no feasible path costs less; None where nothing was drawn.")
      .with("no_probability_because", &Uncertainty::no_probability_because, "Then why; empty where there is one.")
      .with("coverage", &Uncertainty::coverage, "What the probabilities are over.")
      .with("unproven", &Uncertainty::unproven, "Paths that nothing but the quality rule keeps out.")
      .with("expected_regret_usd_per_month", &Uncertainty::expected_regret_usd_per_month,
            "What deciding now costs on average above hindsight.")
      .with("worth_knowing", &Uncertainty::worth_knowing, "Most valuable first.")
      .with("worth_judging", &Uncertainty::worth_judging, "Most valuable first.")
      .with("cheapest_measurement", &Uncertainty::measurement, "The one that is worth most; None where none is worth a cent.");
  Record<Sensitivity>(m, "Sensitivity", "One input, and what the cost of an accepted answer does when it alone moves.")
      .with("input", &Sensitivity::input, "JSON Pointer, or \"acceptance of PATH\".")
      .with("value", &Sensitivity::value, "In the unit that the key names.")
      .with("elasticity", &Sensitivity::elasticity, "% that the cost moves for 1 % of the input.")
      .with("value_5_50_95", &Sensitivity::value_spread, "5 %, 50 % and 95 % of the input; None where it is known exactly.")
      .with("usd_per_accepted_answer_5_50_95", &Sensitivity::usd_per_accepted, "The cost at those three.");

  m.def("uncertainty", [](const Scenario& scenario, std::size_t draws, std::uint64_t seed, int threads, int demand_points) {
    return uncertainty(scenario, {.draws = draws, .seed = seed, .threads = threads, .demand_points = demand_points});
  }, py::arg("scenario"), py::arg("draws"), py::arg("seed"), py::arg("threads"), py::arg("demand_points"), NoGil());
  m.def("costs_at_shares", [](const Scenario& scenario, const std::string& path,
                              const py::array_t<double, py::array::c_style | py::array::forcecast>& shares) {
    const auto columns = static_cast<std::size_t>(shares.ndim() == 2 ? shares.shape(1) : 0), known = unknowns(scenario).size();
    if (columns != known)
      throw InvalidInput("wrong-size", "shares", "rows of " + std::to_string(columns),
                         "rows of " + std::to_string(known) + ", one number for each unknown");
    const std::vector<double> all(shares.data(), shares.data() + shares.size());
    std::vector<double> costs;
    {
      const py::gil_scoped_release free;
      costs = costs_at_shares(scenario, path, all);
    }
    return py::array_t<double>(static_cast<py::ssize_t>(costs.size()), costs.data());
  }, py::arg("scenario"), py::arg("path"), py::arg("shares"));
  m.def("unknowns", [](const Scenario& scenario) { return unknowns(scenario); }, py::arg("scenario"), NoGil());
  m.def("sensitivity", [](const Scenario& scenario, const std::string& path) { return sensitivity(scenario, path); },
        py::arg("scenario"), py::arg("path"), NoGil());
}

}  // namespace costmodel::python
