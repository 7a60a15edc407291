#include <costmodel/decide/controls.hpp>
#include <costmodel/io/report_data.hpp>
#include <costmodel/render/report.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_report(py::module_& m) {
  bind_record<Column>(m).def(py::init([](std::string title, Align align) {
                               return Column{std::move(title), align};
                             }),
                             py::arg("title"), py::arg("align"));
  bind_record<Table>(m)
      .def(
          py::init([](std::string id, std::string title, std::vector<Column> columns,
                      std::vector<std::vector<std::string>> rows) {
            return Table{
                .id = std::move(id), .title = std::move(title), .columns = std::move(columns), .rows = std::move(rows)};
          }),
          py::arg("id"), py::arg("title"), py::arg("columns"), py::arg("rows"))
      .def(
          "render", [](const Table& table, const std::string& format) { return render(table, format_named(format)); },
          py::arg("format"));
  bind_records<Figure, Section>(m);
  bind_record<Report>(m).def(
      "render", [](const Report& report, const std::string& format) { return render(report, format_named(format)); },
      py::arg("format"));

  m.def(
      "report_data",
      [](const Scenario& scenario, const std::string& options) {
        return report_data(scenario, report_data_options(options));
      },
      py::arg("scenario"), py::arg("options"), NoGil());
  m.def("with_controls", &with_controls, py::arg("scenario"), py::arg("values"), NoGil());
}

}  // namespace costmodel::python
