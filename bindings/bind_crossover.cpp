#include <algorithm>
#include <costmodel/decide/axes.hpp>
#include <costmodel/io/results.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

std::vector<Comparison> comparisons(const Scenario& scenario, const std::optional<std::pair<std::string, std::string>>& pair,
                                    const std::string& axis, std::optional<Arrivals> arrivals, std::optional<Range> domain, bool ranges) {
  const ComparisonOptions options{.domain = domain, .ranges = ranges};
  if (!arrivals)
    return pair ? compare_arrivals_on(scenario, pair->first, pair->second, axis, options) : compare_all_on(scenario, axis, options);
  if (pair) return {compare_on(scenario, pair->first, pair->second, axis, arrivals, options)};
  std::vector<Comparison> all;
  for (auto a = scenario.paths.begin(); a != scenario.paths.end(); ++a)
    for (auto b = std::next(a); b != scenario.paths.end(); ++b)
      all.push_back(compare_on(scenario, a->id, b->id, axis, arrivals, options));
  return all;
}

}  // namespace

void bind_crossover(py::module_& m) {
  Record<Side>(m, "Side", "Monthly cost of both paths on one side of a crossover, and its slope along the axis.")
      .with("a", &Side::a, "USD per month of path a.")
      .with("b", &Side::b, "USD per month of path b.")
      .with("slope_a", &Side::slope_a, "USD per month, for each unit of the axis.")
      .with("slope_b", &Side::slope_b, "USD per month, for each unit of the axis.");
  Record<PathCrossing>(m, "Crossing", "One crossover of two paths.")
      .with("at", &PathCrossing::at, "Where, on the axis.")
      .with("kind", &PathCrossing::kind, "crossing: equal here; jump: the order changes where a bill steps; touch: the order stays.")
      .with("cheaper_below", &PathCrossing::cheaper_below, "Id of the path that is cheaper just below.")
      .with("cheaper_above", &PathCrossing::cheaper_above, "Id of the path that is cheaper just above.")
      .with("demand_accepted_answers_per_month", &PathCrossing::demand, "Demand there, on axes that move the load.")
      .with("utilization", &PathCrossing::utilization, "Utilization of the reference path there.")
      .with("usd_per_accepted_answer_a", &PathCrossing::usd_per_accepted_a, "Cost of path a just below.")
      .with("usd_per_accepted_answer_b", &PathCrossing::usd_per_accepted_b, "Cost of path b just below.")
      .with("below", &PathCrossing::below, "Both paths just below.")
      .with("above", &PathCrossing::above, "Both paths just above.")
      .with("range", &PathCrossing::range, "Where it moves over the ranged inputs, one at a time: (low, high).")
      .with("may_vanish", &PathCrossing::may_vanish, "At an end of some range there are other crossings, or none.");
  Record<Comparison>(m, "Comparison", "Two paths against each other at equal demand, along one axis.")
      .with("a", &Comparison::a, "Id of the first path.")
      .with("b", &Comparison::b, "Id of the second path.")
      .with("axis", &Comparison::axis_name, "demand, utilization, traffic_multiplier, usd_per_rejected_request, or an input.")
      .with("unit", &Comparison::axis_unit, "What the axis is counted in.")
      .with("arrivals", &Comparison::arrivals, "When requests arrive; None: neither path depends on it.")
      .with("reference", &Comparison::reference, "Whose utilization is meant.")
      .with("low", &Comparison::low, "Start of the domain on the axis.")
      .with("high", &Comparison::high, "End of the stretch that both paths can carry.")
      .with("complete", &Comparison::complete, "Nothing was missed between low and high.")
      .with("crossings", &Comparison::crossings, "Every crossover, in order.")
      .with("equal", &Comparison::equal, "Where both cost the same over a whole stretch: (from, to).")
      .with("missing", &Comparison::missing, "Where one of them cannot be priced: (from, to).")
      .with("unsettled", &Comparison::unsettled, "Where the order could not be told: (from, to).")
      .with("searched", &Comparison::searched, "The values looked at: (low, high).")
      .with("ends_because", &Comparison::ends_because, "Why the model has no meaning beyond them; empty where it goes on.")
      .with("never", &Comparison::never, "Set where there is no crossover: in which range, or why at no value.")
      .with("proven_never", &Comparison::proven_never, "`never` holds for every value, not for the range alone.")
      .with("beyond", &Comparison::beyond, "A crossover outside of the range, where a look there found one.")
      .with("prices_by_date", &Comparison::prices, "Inputs of the two that were picked by their date.")
      .with("unlike", &Comparison::unlike, "Set where the two were measured at unlike operating points.")
      .kept(&Comparison::presentation);

  m.def("comparisons", &comparisons, py::arg("scenario"), py::arg("pair"), py::arg("axis"), py::arg("arrivals"),
        py::arg("domain"), py::arg("ranges"), NoGil());
  m.def("unit_of_axis", [](Axis axis) { return std::string(unit_of(axis)); }, py::arg("axis"));
  // The packed ones first, as the command writes them.
  m.def("comparisons_json", [](std::vector<Comparison> all) {
    std::stable_partition(all.begin(), all.end(), [](const Comparison& c) { return !c.arrivals || *c.arrivals == Arrivals::packed; });
    return to_json(all);
  }, py::arg("comparisons"));
  m.def("crossover_table", [](const std::vector<Comparison>& all) { return crossover_table(all); }, py::arg("comparisons"));
  m.def("never_table", &never_table, py::arg("comparisons"));
}

}  // namespace costmodel::python
