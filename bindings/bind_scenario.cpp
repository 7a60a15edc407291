#include <costmodel/scenario/dated_prices.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/io/scenario.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

/// What evidence stands behind an input, member by member: Python sees one flat record.
template <class M>
auto evidence_member(M Evidence::*member) {
  return [member](const Input& input) { return input.provenance.evidence.*member; };
}

}  // namespace

void bind_scenario(py::module_& m) {
  Record<Evidence>(m, "Evidence", "What stands behind one input.")
      .with("grade", &Evidence::grade, "From strongest to weakest: measured, published, derived, assumed, estimated, inferred.")
      .with("n", &Evidence::n, "Sample size of a measurement.")
      .with("source", &Evidence::source, "Id of an entry in the scenario's sources, or a citation.")
      .with("date", &Evidence::date, "ISO date on which it was read or measured.")
      .with("formula", &Evidence::formula, "How a derived number was derived.")
      .with("note", &Evidence::note, "Anything else worth knowing.")
      .with("evidence_file", &Evidence::file, "Evidence file that it was read from, relative to the scenario file.")
      .with("pointer", &Evidence::pointer, "Where in that file: JSON Pointer; of CSV and JSON lines the line first.");
  Record<Presentation>(m, "PresentationValues", "How amounts and numbers are shown.")
      .with("currency", &Presentation::currency, "ISO 4217 code.")
      .with("symbol", &Presentation::symbol, "What stands beside an amount; empty: $ or the code.")
      .with("symbol_after", &Presentation::symbol_after, "Behind the amount.")
      .with("usd_per_currency_unit", &Presentation::usd_per_unit, "USD that one unit is worth; None for USD.")
      .with("decimal_mark", &Presentation::decimal_mark, "Point or comma.")
      .with("thousands_mark", &Presentation::thousands_mark, "Between groups of three digits.");
  Record<DatedValue>(m, "DatedValue", "A number as it held from one day to another.")
      .with("value", &DatedValue::value, "In the unit of the input.")
      .with("valid_from", &DatedValue::from, "ISO date of the first day.")
      .with("valid_to", &DatedValue::to, "Of the last; empty: until the next value begins.")
      .with("evidence", &DatedValue::evidence, "Where the number came from.");
  Record<DatedPrice>(m, "DatedPrice", "An input that was picked by its date.")
      .with("pointer", &DatedPrice::pointer, "JSON Pointer into the scenario.")
      .with("path", &DatedPrice::path, "Id of the path that it belongs to; empty: the scenario.")
      .with("name", &DatedPrice::name, "The pointer without the path.")
      .with("value", &DatedPrice::value, "In the unit that the key names.")
      .with("valid_from", &DatedPrice::from, "ISO date of the first day on which it held.")
      .with("valid_to", &DatedPrice::to, "Of the last; empty: still, or until the next price.")
      .with("as_of", &DatedPrice::as_of, "The day that it was picked for; empty: the latest.")
      .with("evidence", &DatedPrice::evidence, "Where the number came from.");
  Record<Provenance>(m, "Provenance", "What is known of one input beside its value.")
      .with("evidence", &Provenance::evidence, "Where the number came from.")
      .with("range", &Provenance::range, "The range within which it may lie.")
      .with("distribution", &Provenance::distribution, "What it may turn out to be, as the scenario format writes it; None: not stated.")
      .with("shared", &Provenance::shared, "Inputs of one such name are one unknown; empty: one of its own.")
      .with("by_date", &Provenance::by_date, "Every value that is stated by date, in order of time; empty: it holds at any date.");
  Record<Input>(m, "Input", "One number of a scenario. Its key, the last part of the pointer, ends in its unit.")
      .with("pointer", &Input::pointer, "JSON Pointer into the scenario.")
      .with("path", &Input::path, "Id of the path that it belongs to; empty: the scenario.")
      .with("name", &Input::name, "The pointer without the path.")
      .with("value", &Input::value, "In the unit that the key names.")
      .with("provenance", &Input::provenance, "Evidence, range and distribution.")
      .bound()
      .def_property_readonly("grade", evidence_member(&Evidence::grade), "Grade of its evidence.")
      .def_property_readonly("source", evidence_member(&Evidence::source), "Source of its evidence.");

  py::class_<Scenario>(m, "Scenario", "A parsed and validated scenario.")
      .def_readonly("title", &Scenario::title)
      .def_property_readonly("demand_accepted_answers_per_month",
                             [](const Scenario& s) { return accepted_answers_per_month(s.demand); })
      .def_property_readonly("path_ids", [](const Scenario& s) {
        py::list ids;
        for (const auto& path : s.paths) ids.append(path.id);
        return ids;
      })
      .def_property_readonly("date", [](const Scenario& s) { return s.date; })
      .def("as_of", [](const Scenario& s, const std::string& date) { return as_of(s, date); }, py::arg("date"))
      .def("dated_prices", [](const Scenario& s) { return dated_prices(s); })
      .def("inputs", [](const Scenario& s) { return inputs(s); })
      .def("with_input", [](const Scenario& s, const std::string& pointer, double value) {
        Scenario changed = with_input(s, pointer, value);
        validate(changed);
        return changed;
      }, py::arg("pointer"), py::arg("value"))
      .def("to_json", [](const Scenario& s) { return to_json(s); });

  py::dict names;
  for (const Layer& layer : layers) names[py::str(std::string(layer.id))] = std::string(layer.name);
  m.attr("LAYERS") = names;

  m.def("parse_scenario", [](const py::bytes& json) {
    const std::string_view text = json;
    const py::gil_scoped_release released;
    return parse_scenario(text);
  }, py::arg("json"));
  m.def("scenario_schema", &scenario_schema);
  m.def("write_whole", &write_whole, py::arg("file"), py::arg("text"), NoGil());
}

}  // namespace costmodel::python
