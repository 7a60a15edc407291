#include <costmodel/import/import.hpp>

#include "bindings.hpp"
#include "import/import_fields.hpp"
#include "record.hpp"

namespace costmodel::python {

using results::BillRow, results::PriceRow;

namespace {

ImportOptions options_of(const py::dict& given) {
  ImportOptions options;
  const auto take = [&](const char* name, auto& into) {
    if (given.contains(name)) into = given[name].cast<std::remove_reference_t<decltype(into)>>();
  };
  std::map<std::string, std::string> columns, price_of;
  std::optional<double> demand;
  std::string gate;
  take("title", options.title);
  take("relative_to", options.relative_to);
  take("demand", demand);
  take("usd_per_unit_hour", options.usd_per_unit_hour);
  take("usd_per_gpu_hour", options.usd_per_gpu_hour);
  take("model", options.model);
  take("price_of", price_of);
  take("on", options.on);
  take("columns", columns);
  take("threshold", options.threshold);
  take("bill_currency", options.bill_currency);
  take("judge", options.judge);
  take("gate", gate);
  options.columns = {columns.begin(), columns.end()};
  options.price_of = {price_of.begin(), price_of.end()};
  if (demand) options.demand = accepted_answers_per_month(*demand);
  if (!gate.empty()) options.gate = enumerator<GateRule>(gate);
  return options;
}

}  // namespace

void bind_evidence(py::module_& m) {
  bind_records<ImportedNumber, BenchmarkRun, Verdicts, BillRow, ImportNote, ImportReport>(m);
  m.def("results_schema", &results_schema);
  m.def(
      "read_parquet_by",
      [](const py::function& as_csv) {
        // never freed: it may be called for as long as the process reads files
        auto* const kept = new py::function(as_csv);
        read_parquet_by([kept](const std::string& file) {
          const py::gil_scoped_acquire gil;
          try {
            return (*kept)(file).cast<std::string>();
          } catch (const py::error_already_set& error) {
            const bool lacks = error.matches(PyExc_ImportError);
            throw InvalidInput("unreadable-file", file, lacks ? "Parquet, and no pyarrow" : error.what(),
                               lacks ? "pyarrow: pip install 'costmodel[parquet]'" : "a Parquet file that is whole");
          }
        });
      },
      py::arg("as_csv"));
  m.def(
      "combined", [](const std::vector<Verdicts>& judges, GateRule rule) { return combined(judges, rule); },
      py::arg("judges"), py::arg("rule"), NoGil());
  m.def(
      "paired", [](const Verdicts& first, const Verdicts& second) { return paired(first, second).pairs; },
      py::arg("first"), py::arg("second"), NoGil());
  m.def(
      "read_evidence",
      [](const std::vector<std::string>& files, const std::map<std::string, std::string>& columns,
         std::optional<double> threshold) {
        ReadEvidence read;
        std::vector<BenchmarkRun> runs;
        std::vector<PriceRow> prices;
        std::vector<BillRow> charges;
        std::string text;
        {
          py::gil_scoped_release release;
          read = read_evidence(files, SweepColumns(columns.begin(), columns.end()), threshold);
          for (const auto& curve : read.curves) runs.insert(runs.end(), curve.runs.begin(), curve.runs.end());
          for (const auto& file : read.prices)
            for (const auto& price : file.prices) prices.push_back(results::row_of(file, price));
          for (auto& bill : read.bills)
            for (auto& group : bill.groups) charges.push_back({bill.origin.file, bill.origin.sha256, std::move(group)});
          text = to_text(read.reports);
        }
        return py::make_tuple(runs, read.verdicts, prices, charges, read.reports, text);
      },
      py::arg("files"), py::arg("columns"), py::arg("threshold"));
  m.def(
      "import_evidence",
      [](const std::vector<std::string>& files, const py::dict& given) {
        const ImportOptions options = options_of(given);
        ImportedScenario imported;
        std::string text;
        {
          py::gil_scoped_release release;
          imported = import_scenario(files, options);
          text = to_text(imported.reports);
        }
        return py::make_tuple(std::move(imported.scenario), imported.reports, text);
      },
      py::arg("files"), py::arg("options"));
}

}  // namespace costmodel::python
