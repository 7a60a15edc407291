#include <pybind11/numpy.h>

#include <costmodel/uncertainty/sensitivity.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_uncertainty(py::module_& m) {
  bind_records<Unknown, PathSpread, UnprovenPath, Coverage, KnowledgeValue, SampleValue, Measurement, Uncertainty,
               Sensitivity>(m);

  m.def(
      "uncertainty",
      [](const Scenario& scenario, std::size_t draws, std::uint64_t seed, int threads, int demand_points) {
        return uncertainty(scenario,
                           {.draws = draws, .seed = seed, .threads = threads, .demand_points = demand_points});
      },
      py::arg("scenario"), py::arg("draws"), py::arg("seed"), py::arg("threads"), py::arg("demand_points"), NoGil());
  m.def(
      "costs_at_shares",
      [](const Scenario& scenario, const std::string& path,
         const py::array_t<double, py::array::c_style | py::array::forcecast>& shares) {
        const auto columns = static_cast<std::size_t>(shares.ndim() == 2 ? shares.shape(1) : 0),
                   known = unknowns(scenario).size();
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
      },
      py::arg("scenario"), py::arg("path"), py::arg("shares"));
  m.def(
      "unknowns", [](const Scenario& scenario) { return unknowns(scenario); }, py::arg("scenario"), NoGil());
  m.def(
      "sensitivity", [](const Scenario& scenario, const std::string& path) { return sensitivity(scenario, path); },
      py::arg("scenario"), py::arg("path"), NoGil());
}

}  // namespace costmodel::python
