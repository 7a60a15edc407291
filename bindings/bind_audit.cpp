#include <costmodel/io/claims.hpp>

#include <algorithm>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

template <class M>
auto of_printed(M PrintedValue::*member) {
  return [member](const AuditedClaim& c) -> py::object { return c.printed ? py::cast((*c.printed).*member) : py::none(); };
}

template <class M>
auto restore_printed(M PrintedValue::*member) {
  return [member](AuditedClaim& c, py::handle from) {
    if (from.is_none()) return;
    if (!c.printed) c.printed.emplace();
    (*c.printed).*member = from.cast<M>();
  };
}

void restore_slip(AuditedClaim& claim, py::handle from) {
  if (from.is_none()) return;
  for (const auto& slip : unit_slips())
    if (slip.factor == from.cast<double>()) claim.slip = slip;
}

}  // namespace

void bind_audit(py::module_& m) {
  Record<ReadingResult>(m, "ClaimReading", "Another way to arrive at a number of a claim.")
      .with("what", &ReadingResult::what, "Which way.")
      .with("value", &ReadingResult::value, "(low, high) in `unit`; None where there is none.")
      .with("unit", &ReadingResult::unit, "Its unit.")
      .with("reproduces", &ReadingResult::reproduces, "It gives what is printed.")
      .with("why_not", &ReadingResult::why_not, "Why there is no value; empty where there is one.");
  Record<AuditedClaim>(m, "AuditedClaim", "A claim, and whether it follows from its own inputs.")
      .with("id", &AuditedClaim::id, "Its id in the file.")
      .with("statement", &AuditedClaim::statement, "What is claimed.")
      .with("quote", &AuditedClaim::quote, "The same in the words of the source; empty where it is not quoted.")
      .with("derived", &AuditedClaim::derived, "Derived by us, not said by the source.")
      .with("source", &AuditedClaim::source, "Who claims it.")
      .with("verdict", [](const AuditedClaim& c) -> py::object { return py::str(std::string(to_string(c.verdict))); },
            [](AuditedClaim& c, py::handle text) {
              for (std::size_t v = 0; v < claim_verdicts; ++v)
                if (to_string(static_cast<ClaimVerdict>(v)) == text.cast<std::string>()) c.verdict = static_cast<ClaimVerdict>(v);
            }, "reproduces, off by a factor, input missing, contradictory, could be chance or circular.")
      .with("printed", [](const AuditedClaim& c) -> py::object {
              return c.printed ? py::cast(Range{c.printed->low, c.printed->high}) : py::none();
            }, [](AuditedClaim& c, py::handle from) {
              if (from.is_none()) return;
              const auto range = from.cast<Range>();
              c.printed = PrintedValue{.low = range.low, .high = range.high};
            }, "(low, high) in `unit`; None where nothing is printed.")
      .with("unit", of_printed(&PrintedValue::unit), restore_printed(&PrintedValue::unit), "Of what is printed and computed.")
      .with("rounding", of_printed(&PrintedValue::rounding), restore_printed(&PrintedValue::rounding), "Step that the printed value was rounded to.")
      .with("computed", &AuditedClaim::computed, "(low, high) in the printed unit; None where nothing could be computed.")
      .with("printed_over_computed", &AuditedClaim::factor, "Of the end that is further off; None where the claim reproduces.")
      .with("unit_slip", [](const AuditedClaim& c) -> py::object { return c.slip ? py::object(py::float_(c.slip->factor)) : py::none(); },
            &restore_slip, "60, 300, 1000, 3600, 8 or 12 where a slip of units explains it.")
      .with("missing", &AuditedClaim::missing, "Inputs that were not stated.")
      .with("implied", &AuditedClaim::implied, "(low, high) that the one missing input must have been.")
      .with("implied_unit", &AuditedClaim::implied_unit, "Its unit.")
      .with("because", &AuditedClaim::because, "Why the verdict is what it is.")
      .with("readings", &AuditedClaim::readings, "Other ways to arrive at a number.")
      .with("evidence", &AuditedClaim::evidence, "Weakest grade among the inputs; None without inputs.")
      .with("note", &AuditedClaim::note, "What else is to be known.");

  m.def("audit", [](const std::string& file) {
    Audit result;
    {
      py::gil_scoped_release release;
      result = audit(load_claims(file));
    }
    const Report report = audit_report(result);
    return py::make_tuple(result.title, result.claims, report.sections.front().tables, to_json(result));
  }, py::arg("file"));
}

}  // namespace costmodel::python
