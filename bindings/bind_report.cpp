#include <costmodel/decide/controls.hpp>
#include <costmodel/io/report_data.hpp>
#include <costmodel/render/report.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_report(py::module_& m) {
  Record<Column>(m, "Column", "A column of a table that is shown.")
      .with("title", &Column::title, "Heading.")
      .with("align", &Column::align, "left or right.")
      .bound()
      .def(py::init([](std::string title, Align align) { return Column{std::move(title), align}; }), py::arg("title"), py::arg("align"));
  Record<Table>(m, "Table", "A table as it is shown.")
      .with("id", &Table::id, "Stable name.")
      .with("title", &Table::title, "Title.")
      .with("columns", &Table::columns, "Columns.")
      .with("rows", &Table::rows, "Cells, as text.")
      .with("notes", &Table::notes, "Footnotes.")
      .kept(&Table::shown)
      .bound()
      .def(py::init([](std::string id, std::string title, std::vector<Column> columns, std::vector<std::vector<std::string>> rows) {
             return Table{.id = std::move(id), .title = std::move(title), .columns = std::move(columns), .rows = std::move(rows)};
           }),
           py::arg("id"), py::arg("title"), py::arg("columns"), py::arg("rows"))
      .def("render", [](const Table& table, const std::string& format) { return render(table, format_named(format)); }, py::arg("format"));
  Record<Figure>(m, "Figure", "A picture in a file beside the report.")
      .with("file", &Figure::file, "Relative to the report.")
      .with("caption", &Figure::caption, "What it shows.");
  Record<Section>(m, "Section", "A part of a report.")
      .with("heading", &Section::heading, "Heading.")
      .with("paragraphs", &Section::paragraphs, "Paragraphs before the tables.")
      .with("tables", &Section::tables, "Tables.")
      .with("figures", &Section::figures, "Pictures.");
  Record<Report>(m, "Report", "A report as sections of prose and tables.")
      .with("title", &Report::title, "Title.")
      .with("lead", &Report::lead, "Paragraphs before the first section.")
      .with("sections", &Report::sections, "Sections.")
      .bound()
      .def("render", [](const Report& report, const std::string& format) { return render(report, format_named(format)); }, py::arg("format"));

  m.def("report_data", [](const Scenario& scenario, const std::string& options) {
    return report_data(scenario, report_data_options(options));
  }, py::arg("scenario"), py::arg("options"), NoGil());
  m.def("with_controls", &with_controls, py::arg("scenario"), py::arg("values"), NoGil());
}

}  // namespace costmodel::python
