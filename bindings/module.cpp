#include <costmodel/version.hpp>

#include "bindings.hpp"

PYBIND11_MODULE(_core, m) {
  namespace python = costmodel::python;
  m.doc() = "The costmodel library. Everything here is shown by the package `costmodel`; use that.";
  m.attr("__version__") = std::string(costmodel::version);
  python::bind_pickling(m);
  python::bind_errors(m);
  python::bind_probability(m);
  python::bind_under_load(m);
  python::bind_scenario(m);
  python::bind_costs(m);
  python::bind_curve(m);
  python::bind_crossover(m);
  python::bind_uncertainty(m);
  python::bind_winners(m);
  python::bind_horizon(m);
  python::bind_decision(m);
  python::bind_billing_risk(m);
  python::bind_report(m);
  python::bind_audit(m);
  python::bind_paid(m);
  python::bind_evidence(m);
  python::bind_compositions(m);
  python::bind_cli(m);
}
