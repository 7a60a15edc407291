#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_errors(py::module_& m) {
  Record<Problem>(m, "Problem", "One problem found in an input.")
      .with("id", &Problem::id, "Stable name of the kind of problem, e.g. \"unknown-key\".")
      .with("where", &Problem::where, "JSON Pointer into the scenario, or the name of the argument.")
      .with("found", &Problem::found, "The offending value as it was written.")
      .with("allowed", &Problem::allowed, "What would have been accepted.")
      .bound()
      .def(py::init([](std::string id, std::string where, std::string found, std::string allowed) {
             return Problem{std::move(id), std::move(where), std::move(found), std::move(allowed)};
           }),
           py::arg("id"), py::arg("where"), py::arg("found"), py::arg("allowed"))
      .def("__str__", [](const Problem& problem) { return to_string(problem); });

  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const InvalidInput& invalid) {
      const py::object type = py::module_::import("costmodel.errors").attr("InvalidInput");
      PyErr_SetObject(type.ptr(), type(py::tuple(py::cast(invalid.problems()))).ptr());
    }
  });
}

}  // namespace costmodel::python
