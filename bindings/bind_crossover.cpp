#include <algorithm>
#include <costmodel/decide/axes.hpp>
#include <costmodel/io/results.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

std::vector<Comparison> comparisons(const Scenario& scenario,
                                    const std::optional<std::pair<std::string, std::string>>& pair,
                                    const std::string& axis, std::optional<Arrivals> arrivals,
                                    std::optional<Range> domain, bool ranges) {
  const ComparisonOptions options{.domain = domain, .ranges = ranges};
  if (!arrivals)
    return pair ? compare_arrivals_on(scenario, pair->first, pair->second, axis, options)
                : compare_all_on(scenario, axis, options);
  if (pair) return {compare_on(scenario, pair->first, pair->second, axis, arrivals, options)};
  std::vector<Comparison> all;
  for (auto a = scenario.paths.begin(); a != scenario.paths.end(); ++a)
    for (auto b = std::next(a); b != scenario.paths.end(); ++b)
      all.push_back(compare_on(scenario, a->id, b->id, axis, arrivals, options));
  return all;
}

}  // namespace

void bind_crossover(py::module_& m) {
  bind_records<Side, PathCrossing, Comparison>(m);

  m.def("comparisons", &comparisons, py::arg("scenario"), py::arg("pair"), py::arg("axis"), py::arg("arrivals"),
        py::arg("domain"), py::arg("ranges"), NoGil());
  m.def(
      "unit_of_axis", [](Axis axis) { return std::string(unit_of(axis)); }, py::arg("axis"));
  // The packed ones first, as the command writes them.
  m.def(
      "comparisons_json",
      [](std::vector<Comparison> all) {
        std::stable_partition(all.begin(), all.end(),
                              [](const Comparison& c) { return !c.arrivals || *c.arrivals == Arrivals::packed; });
        return to_json(all);
      },
      py::arg("comparisons"));
  m.def(
      "crossover_table", [](const std::vector<Comparison>& all) { return crossover_table(all); },
      py::arg("comparisons"));
  m.def("never_table", &never_table, py::arg("comparisons"));
}

}  // namespace costmodel::python
