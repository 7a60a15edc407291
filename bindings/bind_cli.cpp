#include <array>
#include <cli.hpp>
#include <iostream>
#include <tuple>

#include "bindings.hpp"

namespace costmodel::python {

void bind_cli(py::module_& m) {
  // To the process's own streams, as the C++ command does; Python's buffers are flushed by the caller. `draw` takes the
  // texts of a report and gives its files by name and what was left out.
  m.def(
      "run_cli",
      [](const std::vector<std::string>& arguments, const py::object& draw, bool answers, bool interactive) {
        CliHost host;
        if (answers) host.answers = &std::cin;
        host.interactive = interactive;
        if (!draw.is_none())
          host.draw = [&](const ReportRequest& request) {
            const py::gil_scoped_acquire gil;
            py::dict texts;
            texts["scenario"] = request.scenario;
            texts["data"] = request.data;
            texts["latex"] = request.latex;
            texts["template_file"] = py::reinterpret_steal<py::str>(PyUnicode_DecodeFSDefaultAndSize(
                request.template_file.data(), static_cast<py::ssize_t>(request.template_file.size())));
            using Files = std::vector<std::pair<std::string, py::bytes>>;
            using Problems = std::vector<std::array<std::string, 4>>;
            const auto [files, left_out, refused] =
                draw(texts).cast<std::tuple<Files, std::vector<std::string>, Problems>>();
            std::vector<Problem> problems;
            for (const auto& [id, where, found, allowed] : refused) problems.push_back({id, where, found, allowed});
            if (!problems.empty()) throw InvalidInput(std::move(problems));
            ReportDrawing drawing{.left_out = left_out};
            for (const auto& [name, bytes] : files) drawing.files.push_back({name, bytes.cast<std::string>()});
            return drawing;
          };
        int status = 0;
        {
          const py::gil_scoped_release released;
          status = run_cli(arguments, std::cout, std::cerr, host);
        }
        std::cout.flush();
        std::cerr.flush();
        std::cout.clear();
        std::cerr.clear();
        return status;
      },
      py::arg("arguments"), py::arg("draw"), py::arg("answers"), py::arg("interactive"));
}

}  // namespace costmodel::python
