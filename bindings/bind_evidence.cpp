#include <costmodel/import/bills.hpp>
#include <costmodel/import/import.hpp>
#include <costmodel/import/prices.hpp>

#include <array>

#include "bindings.hpp"
#include "price_row.hpp"
#include "record.hpp"

namespace costmodel::python {

namespace {

/// A number that a file may state, under its Python name.
template <class T>
struct MaybeStated {
  const char* name;
  MaybeImported T::*member;
  const char* doc;
};

constexpr std::array<MaybeStated<BenchmarkRun>, 15> run_numbers{{
    {"concurrency", &BenchmarkRun::concurrency, "Mean number of requests in flight."},
    {"output_tokens_per_second", &BenchmarkRun::output_tokens_per_second, "Of all streams together."},
    {"stream_output_tokens_per_second", &BenchmarkRun::stream_output_tokens_per_second, "Of one stream while it decodes."},
    {"input_tokens_per_second", &BenchmarkRun::input_tokens_per_second, "Prefill, where it was measured apart."},
    {"time_to_first_token_seconds", &BenchmarkRun::time_to_first_token_seconds, "Mean time to the first token."},
    {"seconds_per_output_token", &BenchmarkRun::seconds_per_output_token, "After the first."},
    {"seconds_per_request", &BenchmarkRun::seconds_per_request, "From sending to the last token."},
    {"input_tokens_per_request", &BenchmarkRun::input_tokens, "Mean prompt."},
    {"output_tokens_per_request", &BenchmarkRun::output_tokens, "Mean answer."},
    {"concurrency_limit", &BenchmarkRun::concurrency_limit, "What was allowed, not what ran."},
    {"requests_per_second_asked", &BenchmarkRun::requests_per_second_asked, "Offered rate."},
    {"requests_per_second", &BenchmarkRun::requests_per_second, "Completed rate."},
    {"duration_seconds", &BenchmarkRun::duration_seconds, "Of the run."},
    {"completed", &BenchmarkRun::completed, "Requests that were answered."},
    {"failed", &BenchmarkRun::failed, "Requests that were not."},
}};

constexpr std::array<MaybeStated<Verdicts>, 3> verdict_numbers{{
    {"input_tokens_per_answer", &Verdicts::input_tokens, "Mean prompt; None where the file does not say."},
    {"output_tokens_per_answer", &Verdicts::output_tokens, "Mean answer; None where the file does not say."},
    {"judge_usd", &Verdicts::judge_usd, "What judging all of them cost; None where the file does not say."},
}};

/// The numbers as plain ones, None where they are not stated.
template <class T, std::size_t n>
void with_numbers(Record<T>& record, const std::array<MaybeStated<T>, n>& numbers) {
  for (const auto& stated : numbers)
    record.with(stated.name, [member = stated.member](const T& self) -> py::object { return (self.*member) ? py::cast((self.*member)->value) : py::none(); },
                [](T&, py::handle) {}, stated.doc);  // they come back with their places
}

/// The same by name, with their places.
template <class T, std::size_t n>
void with_sources(Record<T>& record, const std::array<MaybeStated<T>, n>& numbers) {
  record.with("sources", [&numbers](const T& self) -> py::object {
    py::dict all;
    for (const auto& stated : numbers)
      if (self.*stated.member) all[stated.name] = py::cast(*(self.*stated.member));
    return all;
  }, [&numbers](T& self, py::handle value) {
    const auto all = value.cast<py::dict>();
    for (const auto& stated : numbers)
      if (all.contains(stated.name)) self.*stated.member = all[stated.name].template cast<ImportedNumber>();
  }, "Each of the numbers by name, with its place in the file and how it was derived.");
}

/// Attributes that say where something was read, of whatever holds an Origin.
template <class T>
void with_origin(Record<T>& record) {
  const auto text = [&](const char* name, std::string Origin::*member, const char* doc) {
    record.with(name, [member](const T& self) -> py::object { return py::cast(self.origin.*member); },
                [member](T& self, py::handle value) { self.origin.*member = value.cast<std::string>(); }, doc);
  };
  text("tool", &Origin::tool, "What wrote the file.");
  text("tool_version", &Origin::tool_version, "Empty where the file does not say.");
  text("schema_version", &Origin::schema_version, "Likewise.");
  text("file", &Origin::file, "The file, as it was named.");
  text("sha256", &Origin::sha256, "Its checksum.");
  text("date", &Origin::date, "ISO date of the measurement, as far as the file says.");
  text("pointer", &Origin::pointer, "Where in the file: JSON Pointer; of CSV and JSON lines the line first.");
}

std::string text_of(std::string_view text) { return std::string(text); }

void bind_runs(py::module_& m) {
  Record<ImportedNumber>(m, "ImportedNumber", "A number with the place that it was read from, or the formula that it was derived by.")
      .with("value", &ImportedNumber::value, "In the unit of its name.")
      .with("pointer", &ImportedNumber::pointer, "Where it stood; of a derived number, its first part.")
      .with("formula", &ImportedNumber::formula, "How it was derived; empty: as it was read.");
  Record<BenchmarkRun> run(m, "BenchmarkRun", "One run of a benchmark. What its file does not say is None, never 0.");
  run.with("model", &BenchmarkRun::model, "As the file calls it.")
      .with("hardware", &BenchmarkRun::hardware, "With the number of accelerators where the file says.")
      .with("variant", &BenchmarkRun::variant, "Precision or configuration.")
      .with("load", [](const BenchmarkRun& r) -> py::object { return py::cast(text_of(to_string(r.load))); },
            [](BenchmarkRun& r, py::handle value) {
              for (const LoadKind kind : {LoadKind::closed, LoadKind::open, LoadKind::batch, LoadKind::single, LoadKind::unknown})
                if (to_string(kind) == value.cast<std::string>()) r.load = kind;
            }, "How requests were sent: closed, open, batch, single or unknown.")
      .with("lengths_look_forced", &BenchmarkRun::lengths_look_forced, "Answers were of one length, and so no real answers.");
  with_numbers(run, run_numbers);
  with_origin(run);
  with_sources(run, run_numbers);
}

void bind_verdicts(py::module_& m) {
  Record<Verdicts> verdicts(m, "Verdicts", "What one judge said of the answers of one path. Answers and judges that failed are neither accepted nor rejected.");
  verdicts.with("path", &Verdicts::path, "Model, provider and prompt, as the file calls them.")
      .with("task", &Verdicts::task, "What was asked.")
      .with("judge", &Verdicts::judge, "Scorer, metric or judging model.");
  const auto count = [&](const char* name, std::uint64_t VerdictCounts::*member, const char* doc) {
    verdicts.with(name, [member](const Verdicts& v) -> py::object { return py::cast(v.counts.*member); },
                  [member](Verdicts& v, py::handle value) { v.counts.*member = value.cast<std::uint64_t>(); }, doc);
  };
  count("accepted", &VerdictCounts::accepted, "Answers that were accepted.");
  count("rejected", &VerdictCounts::rejected, "Answers that were rejected.");
  count("errored", &VerdictCounts::errored, "The answer or the judge failed.");
  count("unscored", &VerdictCounts::unscored, "No verdict, or one that is no yes and no no.");
  verdicts.with("repeated", &Verdicts::repeated, "Some items were answered more than once: such answers are not independent.");
  with_numbers(verdicts, verdict_numbers);
  with_origin(verdicts);
  with_sources(verdicts, verdict_numbers);
  verdicts.with("items", &Verdicts::items, "Ids of the items; empty where the file has counts alone.")
      .with("outcomes", [](const Verdicts& v) -> py::object {
        py::list all;
        for (const auto verdict : v.verdicts) all.append(text_of(to_string(verdict)));
        return all;
      }, [](Verdicts& v, py::handle value) {
        for (const auto& text : value.cast<std::vector<std::string>>())
          for (const auto verdict : {AnswerVerdict::rejected, AnswerVerdict::accepted, AnswerVerdict::errored, AnswerVerdict::unscored})
            if (to_string(verdict) == text) v.verdicts.push_back(verdict);
      }, "accepted, rejected, errored or unscored, for each of the items.");
  m.def("combined", [](const std::vector<Verdicts>& judges, const std::string& rule) {
    for (const GateRule known : {GateRule::all, GateRule::agreeing, GateRule::majority})
      if (to_string(known) == rule) return combined(judges, known);
    throw InvalidInput("unknown-name", "rule", '"' + rule + '"', "all, agreeing, majority");
  }, py::arg("judges"), py::arg("rule"), NoGil());
  m.def("paired", [](const Verdicts& first, const Verdicts& second) { return paired(first, second).pairs; }, py::arg("first"), py::arg("second"), NoGil());
}

/// Charges of one kind of a bill, with the file that they were read from.
struct BillRow {
  std::string charge, file, sha256;
  BillGroup group{};
};

void bind_charges(py::module_& m) {
  Record<BillRow> row(m, "BillCharges", "The charges of one service, meter and model, added up.");
  row.with("charge", &BillRow::charge, "usage, unused commitment, purchase, credit, adjustment or tax.");
  const auto text = [&](const char* name, std::string BillGroup::*member, const char* doc) {
    row.with(name, [member](const BillRow& r) -> py::object { return py::cast(r.group.*member); },
             [member](BillRow& r, py::handle value) { r.group.*member = value.cast<std::string>(); }, doc);
  };
  text("provider", &BillGroup::provider, "Who bills.");
  text("service", &BillGroup::service, "ServiceName.");
  text("sku", &BillGroup::sku, "SkuId.");
  text("meter", &BillGroup::meter, "SkuMeter.");
  text("model", &BillGroup::model, "ModelId.");
  text("direction", &BillGroup::direction, "Of tokens: Input or Output.");
  text("cache", &BillGroup::cache, "Of tokens: what a cache did.");
  text("region", &BillGroup::region, "RegionId.");
  text("unit", &BillGroup::unit, "Of the quantity.");
  row.with("quantity", [](const BillRow& r) -> py::object { return py::cast(r.group.quantity); },
           [](BillRow& r, py::handle value) { r.group.quantity = value.cast<std::optional<double>>(); }, "Consumed, in `unit`; None where the bill does not say.")
      .with("effective_usd", [](const BillRow& r) -> py::object { return py::cast(usd(r.group.effective)); },
            [](BillRow& r, py::handle value) { r.group.effective = usd(value.cast<double>()); }, "Cost, commitments spread over what used them.")
      .with("billed_usd", [](const BillRow& r) -> py::object { return py::cast(usd(r.group.billed)); },
            [](BillRow& r, py::handle value) { r.group.billed = usd(value.cast<double>()); }, "Cash; never added to the cost.")
      .with("rows", [](const BillRow& r) -> py::object { return py::cast(r.group.rows); },
            [](BillRow& r, py::handle value) { r.group.rows = value.cast<std::uint64_t>(); }, "How many rows of the bill they are.")
      .with("first_line", [](const BillRow& r) -> py::object { return py::cast(r.group.first_line); },
            [](BillRow& r, py::handle value) { r.group.first_line = value.cast<std::uint64_t>(); }, "Line of the first of them.")
      .with("file", &BillRow::file, "The bill.")
      .with("sha256", &BillRow::sha256, "Its checksum.");
}

void bind_reports(py::module_& m) {
  Record<ImportNote>(m, "ImportNote", "Something worth knowing about one place of a file.")
      .with("where", &ImportNote::where, "File, with # and a JSON Pointer or : and a line where it is one place.")
      .with("text", &ImportNote::text, "What there is to know.");
  Record<ImportReport>(m, "ImportReport", "What came of one file.")
      .with("file", &ImportReport::file, "As it was named.")
      .with("format", [](const ImportReport& r) -> py::object { return py::cast(text_of(to_string(r.format))); },
            [](ImportReport& r, py::handle value) {
              for (std::size_t i = 0; i < evidence_formats; ++i)
                if (to_string(static_cast<EvidenceFormat>(i)) == value.cast<std::string>()) r.format = static_cast<EvidenceFormat>(i);
            }, "By its content, never by its name.")
      .with("kind", [](const ImportReport& r) -> py::object { return py::cast(text_of(to_string(kind_of(r.format)))); }, [](ImportReport&, py::handle) {},
            "throughput, acceptance, prices, bill, trace or none.")
      .with("rows_in", &ImportReport::rows_in, "Runs, verdicts, prices, charges or requests in the file.")
      .with("rows_out", &ImportReport::rows_out, "Of these, what was read.")
      .with("derived", &ImportReport::derived, "What was derived, and how.")
      .with("notes", &ImportReport::notes, "What else there is to know.")
      .with("refused", &ImportReport::refused, "What was not read, with its place and the reason.")
      .with("bytes", &ImportReport::bytes, "Its size.")
      .with("sha256", &ImportReport::sha256, "Its checksum.");
}

ImportOptions options_of(const py::dict& given) {
  ImportOptions options;
  const auto take = [&](const char* name, auto& into) {
    if (given.contains(name)) into = given[name].cast<std::remove_reference_t<decltype(into)>>();
  };
  std::map<std::string, std::string> columns, price_of;
  std::optional<double> demand;
  std::string gate;
  take("title", options.title);
  take("relative_to", options.relative_to);
  take("demand", demand);
  take("usd_per_unit_hour", options.usd_per_unit_hour);
  take("price_of", price_of);
  take("on", options.on);
  take("columns", columns);
  take("threshold", options.threshold);
  take("judge", options.judge);
  take("gate", gate);
  options.columns = {columns.begin(), columns.end()};
  options.price_of = {price_of.begin(), price_of.end()};
  if (demand) options.demand = accepted_answers_per_month(*demand);
  if (!gate.empty()) options.gate = enumerator<GateRule>(gate);
  return options;
}

}  // namespace

void bind_evidence(py::module_& m) {
  bind_runs(m);
  bind_verdicts(m);
  bind_charges(m);
  bind_reports(m);
  m.def("read_evidence", [](const std::vector<std::string>& files, const std::map<std::string, std::string>& columns, std::optional<double> threshold) {
    ReadEvidence read;
    std::vector<BenchmarkRun> runs;
    std::vector<PriceRow> prices;
    std::vector<BillRow> charges;
    std::string text;
    {
      py::gil_scoped_release release;
      read = read_evidence(files, SweepColumns(columns.begin(), columns.end()), threshold);
      for (const auto& curve : read.curves) runs.insert(runs.end(), curve.runs.begin(), curve.runs.end());
      for (const auto& file : read.prices)
        for (const auto& price : file.prices) prices.push_back(price_row(file, price));
      for (auto& bill : read.bills)
        for (auto& group : bill.groups) charges.push_back({text_of(to_string(group.charge)), bill.origin.file, bill.origin.sha256, std::move(group)});
      text = to_text(read.reports);
    }
    return py::make_tuple(runs, read.verdicts, prices, charges, read.reports, text);
  }, py::arg("files"), py::arg("columns"), py::arg("threshold"));
  m.def("import_evidence", [](const std::vector<std::string>& files, const py::dict& given) {
    const ImportOptions options = options_of(given);
    ImportedScenario imported;
    std::string text;
    {
      py::gil_scoped_release release;
      imported = import_scenario(files, options);
      text = to_text(imported.reports);
    }
    return py::make_tuple(std::move(imported.scenario), imported.reports, text);
  }, py::arg("files"), py::arg("options"));
}

}  // namespace costmodel::python
