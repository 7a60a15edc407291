#include <unistd.h>

#include <cli.hpp>
#include <costmodel/base/interrupt.hpp>
#include <utility>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

/// What a signal handler of Python raised in the middle of a call, until the call has ended.
struct {
  PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
} raised;

/// Whether a signal handler wants the call to end: Ctrl-C. Python runs handlers in its main thread alone.
bool signalled() {
  const py::gil_scoped_acquire gil;
  if (PyErr_CheckSignals() == 0) return false;
  PyErr_Fetch(&raised.type, &raised.value, &raised.trace);
  return true;
}

}  // namespace

void bind_errors(py::module_& m) {
  bind_record<Problem>(m)
      .def(py::init([](std::string id, std::string where, std::string found, std::string allowed) {
             return Problem{std::move(id), std::move(where), std::move(found), std::move(allowed)};
           }),
           py::arg("id"), py::arg("where"), py::arg("found"), py::arg("allowed"))
      .def("__str__", [](const Problem& problem) { return to_string(problem); });

  set_interrupt_hooks({.stop = signalled, .progress = [](std::string_view doing) {
                         if (isatty(STDERR_FILENO) != 0) show_progress(doing);
                       }});

  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Interrupted&) {
      if (raised.type)
        PyErr_Restore(std::exchange(raised.type, nullptr), std::exchange(raised.value, nullptr),
                      std::exchange(raised.trace, nullptr));
      else
        PyErr_SetNone(PyExc_KeyboardInterrupt);
    } catch (const InvalidInput& invalid) {
      const py::object type = py::module_::import("costmodel.errors").attr("InvalidInput");
      PyErr_SetObject(type.ptr(), type(py::tuple(py::cast(invalid.problems()))).ptr());
    }
  });
}

}  // namespace costmodel::python
