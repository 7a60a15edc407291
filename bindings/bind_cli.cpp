#include <cli.hpp>
#include <iostream>

#include "bindings.hpp"

namespace costmodel::python {

void bind_cli(py::module_& m) {
  // To the process's own streams, as the C++ command does; Python's buffers are flushed by the caller.
  m.def("run_cli", [](const std::vector<std::string>& arguments) {
    const int status = run_cli(arguments, std::cout, std::cerr);
    std::cout.flush();
    std::cerr.flush();
    std::cout.clear();
    std::cerr.clear();
    return status;
  }, py::arg("arguments"), NoGil());
}

}  // namespace costmodel::python
