#include <pybind11/numpy.h>

#include <costmodel/io/billing_risk.hpp>
#include <costmodel/io/trace.hpp>
#include <costmodel/replay/billing_risk.hpp>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

/// A column where it lies, not to be written to; the array keeps the trace alive.
template <class T>
py::array_t<T> column(const std::vector<T>& values, py::handle owner) {
  py::array_t<T> view(static_cast<py::ssize_t>(values.size()), values.data(), owner);
  view.attr("setflags")(py::arg("write") = false);
  return view;
}

template <class T>
auto column_of(std::vector<T> Trace::*values) {
  return [values](py::object self) { return column(self.cast<const ReadTrace&>().trace.*values, self); };
}

py::dict workload_dict(const Workload<>& w) {
  py::list classes;
  for (const auto& c : w.classes)
    classes.append(py::dict(py::arg("share") = c.share,
                            py::arg("input_tokens_per_answer") = input_tokens_per_answer(*c.input),
                            py::arg("output_tokens_per_answer") = output_tokens_per_answer(*c.output)));
  return py::dict(py::arg("input_tokens_per_answer") = input_tokens_per_answer(w.input),
                  py::arg("output_tokens_per_answer") = output_tokens_per_answer(w.output),
                  py::arg("length_variation") = w.length_variation, py::arg("classes") = classes);
}

void bind_trace(py::module_& m) {
  m.def(
      "workload_of", [](const ReadTrace& read, int classes) { return workload_dict(workload_of(read.trace, classes)); },
      py::arg("trace"), py::arg("classes"));
  bind_record<TraceReport>(m).def(
      "to_json", [](const TraceReport& report) { return to_json(report); }, "All of it in JSON.");

  py::class_<ReadTrace>(
      m, "Trace",
      "Recorded requests in order of time, one read-only NumPy array for each property. Made by `read_trace`.")
      .def_property_readonly("time_ns", column_of(&Trace::time_ns),
                             "Nanoseconds since the first request: int64, rising.")
      .def_property_readonly("input_tokens", column_of(&Trace::input), "Of each request: uint32.")
      .def_property_readonly("output_tokens", column_of(&Trace::output), "Of each request: uint32.")
      .def_property_readonly(
          "start_ns", [](const ReadTrace& read) { return read.trace.start_ns; },
          "First request, in nanoseconds after 1970-01-01 UTC or after the zero of the clock of the file.")
      .def_property_readonly(
          "span_seconds", [](const ReadTrace& read) { return seconds(read.trace.span()); },
          "From the first request to the last.")
      .def_property_readonly(
          "report", [](const ReadTrace& read) { return read.report; }, "What was found in the file.")
      .def("__len__", [](const ReadTrace& read) { return read.trace.size(); })
      .def(
          "__eq__",
          [](const ReadTrace& self, py::handle other) -> py::object {
            if (!py::isinstance<ReadTrace>(other)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
            return py::bool_(self.trace == other.cast<const ReadTrace&>().trace);
          },
          py::is_operator())
      .def("__repr__", [](const ReadTrace& read) { return "<Trace: " + trace_notes(read.report).front() + ">"; })
      .def(py::pickle(
          [](py::object self) {
            const auto& read = self.cast<const ReadTrace&>();
            return py::make_tuple(read.trace.start_ns, column(read.trace.time_ns, self), column(read.trace.input, self),
                                  column(read.trace.output, self), read.report);
          },
          [](const py::tuple& state) {
            ReadTrace read{.trace = {.start_ns = state[0].cast<std::int64_t>()},
                           .report = state[4].cast<TraceReport>()};
            const auto take = [](auto& into, py::handle from) {
              using T = typename std::remove_reference_t<decltype(into)>::value_type;
              const auto array = from.cast<py::array_t<T, py::array::c_style | py::array::forcecast>>();
              into.assign(array.data(), array.data() + array.size());
            };
            take(read.trace.time_ns, state[1]);
            take(read.trace.input, state[2]);
            take(read.trace.output, state[3]);
            validate(read.trace);
            return read;
          }))
      .attr("__hash__") = py::none();

  m.def(
      "read_trace",
      [](const std::string& file, const std::string& timestamp, const std::string& input_tokens,
         const std::string& output_tokens, TimeUnit unit, std::uint32_t most_tokens, bool skip_bad_rows) {
        return read_trace(file, {timestamp, input_tokens, output_tokens, unit, most_tokens, skip_bad_rows});
      },
      py::arg("file"), py::arg("timestamp"), py::arg("input_tokens"), py::arg("output_tokens"), py::arg("unit"),
      py::arg("most_tokens"), py::arg("skip_bad_rows"), NoGil());
}

BillingRisk risk_of(const Scenario& scenario, const std::string& path, const ReadTrace* trace,
                    std::optional<double> demand, std::uint64_t seed, unsigned threads) {
  RiskOptions options;
  if (demand) options.demand = accepted_answers_per_month(*demand);
  options.simulation.seed = seed;
  options.simulation.threads = threads;
  return trace ? billing_risk(scenario, path, trace->trace, options) : billing_risk(scenario, path, options);
}

}  // namespace

void bind_billing_risk(py::module_& m) {
  bind_trace(m);
  bind_records<RiskRow, OtherPath, BillingRisk>(m);
  m.def("billing_risk", &risk_of, py::arg("scenario"), py::arg("path"), py::arg("trace"), py::arg("demand"),
        py::arg("seed"), py::arg("threads"), NoGil());
  m.def(
      "billing_risk_tables", [](const BillingRisk& risk) { return billing_risk_report(risk).sections.front().tables; },
      py::arg("risk"));
  m.def(
      "billing_risk_json", [](const BillingRisk& risk) { return to_json(risk); }, py::arg("risk"));
}

}  // namespace costmodel::python
