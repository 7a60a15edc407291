#include <costmodel/decide/decision.hpp>
#include <costmodel/io/results.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_decision(py::module_& m) {
  bind_records<PathBand, Alternative, LayerRow, RentOrBuySchedule, RentOrBuyAnswer, SwitchingSearch, SwitchingValue,
               Decision>(m);

  m.def(
      "decide",
      [](const Scenario& scenario, std::optional<double> demand) {
        return decide(scenario, demand ? std::optional(accepted_answers_per_month(*demand)) : std::nullopt);
      },
      py::arg("scenario"), py::arg("demand"), NoGil());
  m.def(
      "decision_json", [](const Decision& decision) { return to_json(decision); }, py::arg("decision"));
  m.def("placement_table", &placement_table, py::arg("decision"));
  m.def("decision_report", &decision_report, py::arg("scenario"), py::arg("decision"), NoGil());
}

}  // namespace costmodel::python
