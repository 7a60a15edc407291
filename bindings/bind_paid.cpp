#include <costmodel/decide/decision.hpp>
#include <costmodel/import/bills.hpp>
#include <costmodel/import/prices.hpp>
#include <costmodel/io/explain.hpp>

#include "bindings.hpp"
#include "import/import_fields.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

void bind_explain(py::module_& m) {
  bind_record<ExplainedNumber>(m);
  m.def(
      "explain",
      [](const Scenario& scenario, std::optional<std::string> path, const std::string& number,
         std::optional<double> demand) {
        std::optional<Demand<>> asked;
        if (demand) asked = accepted_answers_per_month(*demand);
        Explanation e;
        {
          py::gil_scoped_release release;
          if (!path)
            path = decide(scenario, asked)
                       .path.value_or(scenario.paths.empty() ? std::string() : scenario.paths.front().id);
          e = explain(scenario, *path, number, asked);
        }
        const Report report = explanation_report(scenario, e);
        std::vector<ExplainedNumber> numbers = e.numbers;
        numbers.insert(numbers.end(), e.years.begin(), e.years.end());
        return py::make_tuple(e.path, numbers,
                              report.sections.empty() ? std::vector<Table>{} : report.sections.front().tables,
                              to_json(scenario, e), e.why_not);
      },
      py::arg("scenario"), py::arg("path"), py::arg("number"), py::arg("demand"));
  m.def(
      "explainable", [](const Scenario& scenario, const std::string& path) { return explainable(scenario, path); },
      py::arg("scenario"), py::arg("path"), NoGil());
}

void bind_prices(py::module_& m) {
  bind_record<results::PriceRow>(m);
  m.def(
      "read_prices",
      [](const std::string& file, const std::string& model, const std::string& day) {
        ReadPrices read;
        std::vector<ImportedPrice> found;
        {
          py::gil_scoped_release release;
          read = read_prices(file);
          found = model.empty() && day.empty() ? read.prices : prices_of(read, model, day);
        }
        std::vector<results::PriceRow> rows;
        for (const auto& price : found) rows.push_back(results::row_of(read, price));
        return py::make_tuple(rows, std::vector<Table>{price_list_table(read, found)}, to_json(read, found),
                              read.report.refused);
      },
      py::arg("file"), py::arg("model"), py::arg("day"));
}

void bind_bill(py::module_& m) {
  bind_record<BillDifference>(m);
  m.def(
      "compare_bill",
      [](const Scenario& scenario, const std::string& path, const std::string& file, std::optional<double> accepted,
         const std::string& service, const std::string& model, const std::string& resource,
         const std::string& bill_currency) {
        ReadBill bill;
        BillComparison c;
        {
          py::gil_scoped_release release;
          bill = read_bill(file, {.service = service, .model = model, .resource = resource, .currency = bill_currency});
          c = compare_bill(scenario, path, bill, accepted);
        }
        return py::make_tuple(c.terms, bill_report(c, bill).sections.front().tables, to_json(c));
      },
      py::arg("scenario"), py::arg("path"), py::arg("file"), py::arg("accepted"), py::arg("service"), py::arg("model"),
      py::arg("resource"), py::arg("bill_currency"));
}

}  // namespace

void bind_paid(py::module_& m) {
  bind_explain(m);
  bind_prices(m);
  bind_bill(m);
}

}  // namespace costmodel::python
