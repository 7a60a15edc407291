#include <costmodel/decide/decision.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/io/explain.hpp>
#include <costmodel/import/prices.hpp>

#include "bindings.hpp"
#include "price_row.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

void bind_explain(py::module_& m) {
  Record<ExplainedNumber>(m, "ExplainedNumber", "A number on the way from inputs to a cost.")
      .with("name", &ExplainedNumber::name, "What it is.")
      .with("value", &ExplainedNumber::value, "In `unit`.")
      .with("unit", &ExplainedNumber::unit, "Its unit.")
      .with("formula", &ExplainedNumber::formula, "How it comes about.")
      .with("made_of", &ExplainedNumber::from, "Other numbers of the explanation that enter it.")
      .with("inputs", &ExplainedNumber::inputs, "Inputs of the scenario that enter it directly, with their evidence.");
  m.def("explain", [](const Scenario& scenario, std::optional<std::string> path, const std::string& number, std::optional<double> demand) {
    std::optional<Demand<>> asked;
    if (demand) asked = accepted_answers_per_month(*demand);
    Explanation e;
    {
      py::gil_scoped_release release;
      if (!path) path = decide(scenario, asked).path.value_or(scenario.paths.empty() ? std::string() : scenario.paths.front().id);
      e = explain(scenario, *path, number, asked);
    }
    const Report report = explanation_report(scenario, e);
    return py::make_tuple(e.path, e.numbers, report.sections.empty() ? std::vector<Table>{} : report.sections.front().tables, to_json(scenario, e), e.why_not);
  }, py::arg("scenario"), py::arg("path"), py::arg("number"), py::arg("demand"));
  m.def("explainable", [](const Scenario& scenario, const std::string& path) { return explainable(scenario, path); }, py::arg("scenario"), py::arg("path"), NoGil());
}

void bind_prices(py::module_& m) {
  Record<PriceRow>(m, "ImportedPrice", "One price as a file states it.")
      .with("model", &PriceRow::model, "Model or instance type.")
      .with("provider", &PriceRow::provider, "Whose price it is.")
      .with("region", &PriceRow::region, "Where.")
      .with("meter", &PriceRow::meter, "What it is of: input tokens, output tokens, machine time, …")
      .with("usd", &PriceRow::usd, "US dollars.")
      .with("per", &PriceRow::per, "What they buy: Mtok_in, Mtok_out, request, h, month.")
      .with("condition", &PriceRow::condition, "When it holds; empty: always.")
      .with("from_date", &PriceRow::from, "First day; empty: not said.")
      .with("to_date", &PriceRow::to, "Last day; empty: still, or not said.")
      .with("detail", &PriceRow::detail, "Anything else that the file says.")
      .with("file", &PriceRow::file, "The file, as it was named.")
      .with("pointer", &PriceRow::pointer, "Where in the file: JSON Pointer; of CSV the line.");
  m.def("read_prices", [](const std::string& file, const std::string& model, const std::string& day) {
    ReadPrices read;
    std::vector<ImportedPrice> found;
    {
      py::gil_scoped_release release;
      read = read_prices(file);
      found = model.empty() && day.empty() ? read.prices : prices_of(read, model, day);
    }
    std::vector<PriceRow> rows;
    for (const auto& price : found) rows.push_back(price_row(read, price));
    return py::make_tuple(rows, std::vector<Table>{price_list_table(read, found)}, to_json(read, found), read.report.refused);
  }, py::arg("file"), py::arg("model"), py::arg("day"));
}

void bind_bill(py::module_& m) {
  Record<BillDifference>(m, "BillDifference", "One term of the bill's period: modelled against paid.")
      .with("term", &BillDifference::term, "Name of the term.")
      .with("modelled_usd", &BillDifference::modelled, usd, "None where the model has no such term.")
      .with("paid_usd", &BillDifference::paid, usd, "None where the bill has none.")
      .with("by_quantity_usd", &BillDifference::by_quantity, usd, "Of the difference: another quantity, at the model's price.")
      .with("by_price_usd", &BillDifference::by_price, usd, "The rest of it, where quantities are known.")
      .with("because", &BillDifference::because, "What makes the difference.")
      .bound()
      .def_property_readonly("difference_usd", [](const BillDifference& d) { return usd(d.difference()); }, "Paid less modelled.");
  m.def("compare_bill", [](const Scenario& scenario, const std::string& path, const std::string& file, std::optional<double> accepted, const std::string& service,
                           const std::string& model, const std::string& resource) {
    ReadBill bill;
    BillComparison c;
    {
      py::gil_scoped_release release;
      bill = read_bill(file, {.service = service, .model = model, .resource = resource});
      c = compare_bill(scenario, path, bill, accepted);
    }
    return py::make_tuple(c.terms, bill_report(c, bill).sections.front().tables, to_json(c));
  }, py::arg("scenario"), py::arg("path"), py::arg("file"), py::arg("accepted"), py::arg("service"), py::arg("model"), py::arg("resource"));
}

}  // namespace

void bind_paid(py::module_& m) {
  bind_explain(m);
  bind_prices(m);
  bind_bill(m);
}

}  // namespace costmodel::python
