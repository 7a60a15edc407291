#include <costmodel/io/scenario.hpp>
#include <costmodel/scenario/dated_prices.hpp>
#include <costmodel/scenario/inputs.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_scenario(py::module_& m) {
  bind_records<Evidence, Presentation, DatedValue, DatedPrice, Provenance, Input>(m);

  py::class_<Scenario>(m, "Scenario", "A parsed and validated scenario.")
      .def_readonly("title", &Scenario::title)
      .def_property_readonly("demand_accepted_answers_per_month",
                             [](const Scenario& s) { return accepted_answers_per_month(s.demand); })
      .def_property_readonly("path_ids",
                             [](const Scenario& s) {
                               py::list ids;
                               for (const auto& path : s.paths) ids.append(path.id);
                               return ids;
                             })
      .def_property_readonly("date", [](const Scenario& s) { return s.date; })
      .def(
          "as_of", [](const Scenario& s, const std::string& date) { return as_of(s, date); }, py::arg("date"))
      .def("dated_prices", [](const Scenario& s) { return dated_prices(s); })
      .def("inputs", [](const Scenario& s) { return inputs(s); })
      .def(
          "with_input",
          [](const Scenario& s, const std::string& pointer, double value) {
            Scenario changed = with_input(s, pointer, value);
            validate(changed);
            return changed;
          },
          py::arg("pointer"), py::arg("value"))
      .def("to_json", [](const Scenario& s) { return to_json(s); });

  py::dict names;
  for (const Layer& layer : layers) names[py::str(std::string(layer.id))] = std::string(layer.name);
  m.attr("LAYERS") = names;

  m.def(
      "parse_scenario",
      [](const py::bytes& json) {
        const std::string_view text = json;
        const py::gil_scoped_release released;
        return parse_scenario(text);
      },
      py::arg("json"));
  m.def("scenario_schema", &scenario_schema);
  m.def("write_whole", &write_whole, py::arg("file"), py::arg("text"), NoGil());
}

}  // namespace costmodel::python
