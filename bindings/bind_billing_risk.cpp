#include <pybind11/numpy.h>

#include <costmodel/replay/billing_risk.hpp>
#include <costmodel/io/billing_risk.hpp>
#include <costmodel/io/trace.hpp>
#include <set>

#include "bindings.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

/// A row's wording is text of the library; one that comes from a pickle is kept as long.
std::string_view kept(std::string text) {
  static std::set<std::string, std::less<>> all;
  return *all.insert(std::move(text)).first;
}

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

py::object refused(const TraceReport& report) {
  py::dict counts;
  for (std::size_t i = 0; i < bad_row_kinds; ++i)
    if (report.refused[i] > 0) counts[py::str(std::string(to_string(static_cast<BadRow>(i))))] = report.refused[i];
  return counts;
}

void restore_refused(TraceReport& report, py::handle counts) {
  for (std::size_t i = 0; i < bad_row_kinds; ++i) {
    const py::str reason(std::string(to_string(static_cast<BadRow>(i))));
    if (counts.contains(reason)) report.refused[i] = counts[reason].cast<std::uint64_t>();
  }
}

void bind_trace(py::module_& m) {
  Record<TraceReport>(m, "TraceReport", "What was found in a file of requests.")
      .with("file", &TraceReport::file, "Its name.")
      .with("layout", &TraceReport::layout, "azure, burstgpt or plain.")
      .with("rows_read", &TraceReport::rows_read, "Records after the header, blank lines apart.")
      .with("rows_kept", &TraceReport::rows_kept, "Requests of the trace.")
      .with("refused", &refused, &restore_refused, "How many rows were refused, by reason.")
      .with("problems", &TraceReport::problems, "The first 20 of them, by file and line.")
      .with("blank_lines", &TraceReport::blank_lines, "Blank lines.")
      .with("out_of_order", &TraceReport::out_of_order, "Rows earlier than the one above them; the trace is sorted all the same.")
      .with("duplicate_times", &TraceReport::duplicate_times, "Requests of the same instant as another, kept.")
      .with("duplicate_rows", &TraceReport::duplicate_rows, "Of these, with the same tokens too, kept.")
      .with("byte_order_mark", &TraceReport::byte_order_mark, "The file begins with one.")
      .with("crlf", &TraceReport::crlf, "Its lines end in CR LF.")
      .with("final_newline", &TraceReport::final_newline, "Without one, the last row may have lost digits.")
      .with("zone", &TraceReport::zone, "How times were understood.")
      .with("span_seconds", &TraceReport::span, seconds, "From the first request to the last.")
      .bound()
      .def_property_readonly("notes", &trace_notes, "A line for each thing worth knowing.")
      .def("to_json", [](const TraceReport& report) { return to_json(report); }, "All of it in JSON.");

  py::class_<ReadTrace>(m, "Trace", "Recorded requests in order of time, one read-only NumPy array for each property. Made by `read_trace`.")
      .def_property_readonly("time_ns", column_of(&Trace::time_ns), "Nanoseconds since the first request: int64, rising.")
      .def_property_readonly("input_tokens", column_of(&Trace::input), "Of each request: uint32.")
      .def_property_readonly("output_tokens", column_of(&Trace::output), "Of each request: uint32.")
      .def_property_readonly("start_ns", [](const ReadTrace& read) { return read.trace.start_ns; },
                             "First request, in nanoseconds after 1970-01-01 UTC or after the zero of the clock of the file.")
      .def_property_readonly("span_seconds", [](const ReadTrace& read) { return seconds(read.trace.span()); },
                             "From the first request to the last.")
      .def_property_readonly("report", [](const ReadTrace& read) { return read.report; }, "What was found in the file.")
      .def("__len__", [](const ReadTrace& read) { return read.trace.size(); })
      .def("__eq__", [](const ReadTrace& self, py::handle other) -> py::object {
        if (!py::isinstance<ReadTrace>(other)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
        return py::bool_(self.trace == other.cast<const ReadTrace&>().trace);
      }, py::is_operator())
      .def("__repr__", [](const ReadTrace& read) { return "<Trace: " + trace_notes(read.report).front() + ">"; })
      .def(py::pickle(
          [](py::object self) {
            const auto& read = self.cast<const ReadTrace&>();
            return py::make_tuple(read.trace.start_ns, column(read.trace.time_ns, self), column(read.trace.input, self),
                                  column(read.trace.output, self), read.report);
          },
          [](const py::tuple& state) {
            ReadTrace read{.trace = {.start_ns = state[0].cast<std::int64_t>()}, .report = state[4].cast<TraceReport>()};
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

  m.def("read_trace", [](const std::string& file, const std::string& timestamp, const std::string& input_tokens,
                         const std::string& output_tokens, TimeUnit unit, std::uint32_t most_tokens, bool skip_bad_rows) {
    return read_trace(file, {timestamp, input_tokens, output_tokens, unit, most_tokens, skip_bad_rows});
  }, py::arg("file"), py::arg("timestamp"), py::arg("input_tokens"), py::arg("output_tokens"), py::arg("unit"),
        py::arg("most_tokens"), py::arg("skip_bad_rows"), NoGil());
}

BillingRisk risk_of(const Scenario& scenario, const std::string& path, const ReadTrace* trace, std::optional<double> demand,
                    std::uint64_t seed, unsigned threads) {
  RiskOptions options;
  if (demand) options.demand = accepted_answers_per_month(*demand);
  options.simulation.seed = seed;
  options.simulation.threads = threads;
  return trace ? billing_risk(scenario, path, trace->trace, options) : billing_risk(scenario, path, options);
}

}  // namespace

void bind_billing_risk(py::module_& m) {
  bind_trace(m);
  Record<RiskRow>(m, "RiskRow", "What one path is billed under one rule.")
      .with("rule", &RiskRow::rule, "packed, anchored, clock_aligned, keep_alive, whole_windows or per_second.")
      .with("wording", [](const RiskRow& row) -> py::object { return py::str(row.wording.data(), row.wording.size()); },
            [](RiskRow& row, py::handle text) { row.wording = kept(text.cast<std::string>()); },
            "What the provider's words must mean for this rule to hold.")
      .with("fits_the_wording", &RiskRow::fits, "Counted in the spread.")
      .with("method", &RiskRow::method, "closed form, replay or simulation.")
      .with("billed_hours_per_month", &RiskRow::billed_hours, "Copy-hours.")
      .with("usd_per_month", &RiskRow::cost, usd_per_month, "With storage.")
      .with("half_width_usd_per_month", &RiskRow::half_width, usd_per_month, "Of the 95 % interval of a simulation; 0 for the others.")
      .with("cold_starts_per_month", &RiskRow::cold_starts, "Copies that had to be started.")
      .with("requests_meeting_a_cold_start_per_month", &RiskRow::cold_requests, "Requests that found no copy ready.")
      .with("share_of_requests_meeting_a_cold_start", &RiskRow::cold_share, "The same ÷ all requests.")
      .with("failed_requests_per_month", &RiskRow::failed, "Requests that were refused.")
      .with("most_copies", &RiskRow::most_copies, "Copies that were ever used.")
      .with("mean_wait_seconds", &RiskRow::mean_wait, seconds, "For a place or a start.")
      .with("longest_wait_seconds", &RiskRow::longest_wait, seconds, "The longest of them.")
      .with("times_packed", &RiskRow::times_packed, "Cost ÷ the packed cost.");
  Record<OtherPath>(m, "OtherPath", "What as many accepted answers would have cost on another path of the scenario.")
      .with("path", &OtherPath::path, "Id of the path.")
      .with("kind", &OtherPath::kind, "fixed_amortized, active_window, provisioned or per_token.")
      .with("load_answers_per_month", &OtherPath::load, answers_per_month, "Attempts that they take there.")
      .with("units", &OtherPath::units, "That the load needs.")
      .with("utilization", &OtherPath::utilization, "Load ÷ capacity of one unit; None where no capacity is known.")
      .with("usd_per_month", &OtherPath::cost, usd_per_month, "Serving bill; None: see `why_not`.")
      .with("capacity_estimated", &OtherPath::estimated, "Nobody measured its capacity.")
      .with("mean_wait_seconds", &OtherPath::mean_wait, seconds, "For a place; of recorded requests on owned or rented units.")
      .with("longest_wait_seconds", &OtherPath::longest_wait, seconds, "The longest of them.")
      .with("why_not", &OtherPath::why_not, "Why there is no cost: saturated, nothing measured; empty where there is.");
  Record<BillingRisk>(m, "BillingRiskNumbers", "One path under every rule that its provider's wording allows.")
      .with("path", &BillingRisk::path, "Id of the path.")
      .with("arrivals", &BillingRisk::arrivals, "When requests came, in words.")
      .with("load_answers_per_month", &BillingRisk::load, answers_per_month, "Attempts.")
      .with("demand_accepted_answers_per_month", &BillingRisk::demand, accepted_answers_per_month, "Accepted answers.")
      .with("utilization", &BillingRisk::utilization, "Of one copy.")
      .with("rows", &BillingRisk::rows, "One for each rule.")
      .with("packed_usd_per_month", &BillingRisk::packed, usd_per_month, "The least that any rule bills.")
      .with("least_usd_per_month", &BillingRisk::least, usd_per_month, "Of the rules that fit the wording.")
      .with("most_usd_per_month", &BillingRisk::most, usd_per_month, "Of the rules that fit the wording.")
      .with("others", &BillingRisk::others, "What the same requests would have cost on the other paths.")
      .with("prices_by_date", &BillingRisk::prices, "Inputs that were picked by their date.")
      .with("notes", &BillingRisk::notes, "Footnotes.")
      .with("why_not", &BillingRisk::why_not, "Why there are no rows; empty where there are.")
      .kept(&BillingRisk::presentation)
      .bound()
      .def_property_readonly("spread_usd_per_month", [](const BillingRisk& risk) { return usd_per_month(risk.spread()); },
                             "Most less least.");

  m.def("billing_risk", &risk_of, py::arg("scenario"), py::arg("path"), py::arg("trace"), py::arg("demand"), py::arg("seed"),
        py::arg("threads"), NoGil());
  m.def("billing_risk_tables", [](const BillingRisk& risk) { return billing_risk_report(risk).sections.front().tables; }, py::arg("risk"));
  m.def("billing_risk_json", [](const BillingRisk& risk) { return to_json(risk); }, py::arg("risk"));
}

}  // namespace costmodel::python
