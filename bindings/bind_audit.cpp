#include <costmodel/io/claims.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

void bind_audit(py::module_& m) {
  bind_records<ReadingResult, AuditedClaim>(m);

  m.def(
      "audit",
      [](const std::string& file) {
        Audit result;
        {
          py::gil_scoped_release release;
          result = audit(load_claims(file));
        }
        const Report report = audit_report(result);
        return py::make_tuple(result.title, result.claims, report.sections.front().tables, to_json(result));
      },
      py::arg("file"));
}

}  // namespace costmodel::python
