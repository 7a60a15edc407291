#include <costmodel/base/error.hpp>
#include <costmodel/decide/sizing.hpp>
#include <costmodel/measured/unit_under_load.hpp>

#include <cmath>

#include "base/number_text.hpp"
#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

using Unit = UnderLoad<>;

void check(double value, bool good, const std::string& where, const char* allowed) {
  if (!good || std::isnan(value)) throw InvalidInput("out-of-range", where, number_text(value), allowed);
}

Unit checked(double arrivals, const std::vector<double>& rates, double squared_variation) {
  check(arrivals, arrivals >= 0 && std::isfinite(arrivals), "arrivals_per_second", "0 or more");
  check(squared_variation, squared_variation >= 0 && std::isfinite(squared_variation), "squared_variation",
        "0 or more");
  if (rates.empty()) throw InvalidInput("out-of-range", "completion_rates", "none", "one place or more");
  for (std::size_t n = 0; n < rates.size(); ++n)
    check(rates[n], rates[n] > 0 && std::isfinite(rates[n]), "completion_rates/" + std::to_string(n), "more than 0");
  return under_load(arrivals, rates, squared_variation);
}

double share(double q) {
  check(q, q >= 0 && q < 1, "share", "0 or more, below 1");
  return q;
}

}  // namespace

void bind_under_load(py::module_& m) {
  bind_record<Unit>(m)
      .def(
          "wait_percentile", [](const Unit& u, double q) { return u.wait_percentile(share(q)); }, py::arg("share"),
          "The wait in seconds that this share of the requests does not exceed.")
      .def(
          "waits_beyond",
          [](const Unit& u, double w) {
            check(w, w >= 0, "seconds", "0 or more");
            return u.waits_beyond(w);
          },
          py::arg("seconds"), "P(wait > seconds).");
  bind_records<SizeForPromise, Sizing, PointEnergy, Energy, DriftedInput, Drift>(m);
  m.def("drift", &drift, py::arg("before"), py::arg("after"), NoGil());
  m.def(
      "energy",
      [](const Scenario& scenario, std::optional<double> watts_beside, std::optional<double> facility_factor,
         std::optional<double> grid, std::optional<double> embodied) {
        EnergyOptions counted = scenario.requirements.energy;
        counted.watts_beside = watts_beside.value_or(counted.watts_beside);
        counted.facility_factor = facility_factor.value_or(counted.facility_factor);
        if (grid) counted.grams_co2e_per_kwh = grid;
        if (embodied) counted.embodied_grams_co2e_per_hour = embodied;
        return energy(scenario, counted);
      },
      py::arg("scenario"), py::arg("watts_beside"), py::arg("facility_factor"), py::arg("grams_co2e_per_kwh"),
      py::arg("embodied_grams_co2e_per_hour"), NoGil());
  m.def(
      "size",
      [](const Scenario& scenario, const std::string& path, const std::vector<std::string>& promises) {
        std::vector<Promise> all;
        for (const auto& text : promises) all.push_back(read_promise(text));
        return size_of_path(scenario, path, all);
      },
      py::arg("scenario"), py::arg("path"), py::arg("promises"), NoGil());
  m.def("unit_under_load", &checked, py::arg("arrivals_per_second"), py::arg("completion_rates"),
        py::arg("squared_variation") = 1.0,
        R"(A unit at a load: the birth–death chain on its measured rates.

Args:
    arrivals_per_second: of requests, at random (Poisson), 0 or more.
    completion_rates: answers a second with 1, 2, … in flight, as many as there are places; who comes beyond waits.
    squared_variation: variance of the length of an answer ÷ its mean². 1, exponential, is exact; 0, all alike, is exact in the mean
        for one place; else Allen and Cunneen's approximation of the wait.

Raises InvalidInput for a rate that is not above 0, and for numbers outside these domains. Saturated (utilization 1 or more): everyone
waits, and means are infinite. Source: Kleinrock, Queueing Systems I (1975).)");
}

}  // namespace costmodel::python
