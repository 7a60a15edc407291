// One function for each layer; module.cpp calls them from the bottom up.
#pragma once

#include "pybind.hpp"

namespace costmodel::python {

void bind_pickling(py::module_& m);
void bind_errors(py::module_& m);
void bind_probability(py::module_& m);
void bind_under_load(py::module_& m);
void bind_scenario(py::module_& m);
void bind_costs(py::module_& m);
void bind_curve(py::module_& m);
void bind_crossover(py::module_& m);
void bind_uncertainty(py::module_& m);
void bind_winners(py::module_& m);
void bind_horizon(py::module_& m);
void bind_decision(py::module_& m);
void bind_billing_risk(py::module_& m);
void bind_report(py::module_& m);
void bind_audit(py::module_& m);
void bind_paid(py::module_& m);
void bind_evidence(py::module_& m);
void bind_compositions(py::module_& m);
void bind_cli(py::module_& m);

}  // namespace costmodel::python
