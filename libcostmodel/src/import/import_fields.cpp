#include "import/import_fields.hpp"

#include <costmodel/import/import.hpp>

#include "io/results_json.hpp"

namespace costmodel::results {

namespace {

/// A number that a file may state.
template <class T>
struct MaybeStated {
  const char* name;
  MaybeImported T::*member;
  const char* doc;
};

constexpr std::array<MaybeStated<BenchmarkRun>, 18> run_numbers{{
    {"concurrency", &BenchmarkRun::concurrency, "Mean number of requests in flight."},
    {"output_tokens_per_second", &BenchmarkRun::output_tokens_per_second, "Of all streams together."},
    {"stream_output_tokens_per_second", &BenchmarkRun::stream_output_tokens_per_second,
     "Of one stream while it decodes."},
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
    {"accelerators", &BenchmarkRun::accelerators, "Of the machine that was measured."},
    {"usd_per_unit_hour", &BenchmarkRun::usd_per_unit_hour, "Price of that machine, where the file says it."},
    {"power_watts", &BenchmarkRun::power_watts, "Mean electric power, of its GPUs or of the machine."},
}};

constexpr std::array<MaybeStated<Verdicts>, 3> verdict_numbers{{
    {"input_tokens_per_answer", &Verdicts::input_tokens, "Mean prompt; None where the file does not say."},
    {"output_tokens_per_answer", &Verdicts::output_tokens, "Mean answer; None where the file does not say."},
    {"judge_usd", &Verdicts::judge_usd, "What judging all of them cost; None where the file does not say."},
}};

/// The numbers as plain ones, None where they are not stated.
template <class T, std::size_t n>
void add_numbers(Table<T>& table, const std::array<MaybeStated<T>, n>& numbers) {
  for (const auto& stated : numbers)
    table
        .derived(
            stated.name,
            [member = stated.member](const T& self) -> std::optional<double> {
              if (!(self.*member)) return {};
              return (self.*member)->value;
            },
            stated.doc)
        .shown();
}

/// The same by name, with their places.
template <class T, std::size_t n>
void add_sources(Table<T>& table, const std::array<MaybeStated<T>, n>& numbers) {
  table
      .derived(
          "sources",
          [&numbers](const T& self) {
            std::vector<std::pair<std::string, ImportedNumber>> all;
            for (const auto& stated : numbers)
              if (self.*stated.member) all.emplace_back(stated.name, *(self.*stated.member));
            return all;
          },
          "Each of the numbers by name, with its place in the file and how it was derived.")
      .shown();
  for (const auto& stated : numbers) table.kept(stated.member);
}

/// Where something was read.
template <class T>
void add_origin(Table<T>& table) {
  table.field("tool", &T::origin, &Origin::tool, "What wrote the file.")
      .field("tool_version", &T::origin, &Origin::tool_version, "Empty where the file does not say.")
      .field("schema_version", &T::origin, &Origin::schema_version, "Likewise.")
      .field("file", &T::origin, &Origin::file, "The file, as it was named.")
      .field("sha256", &T::origin, &Origin::sha256, "Its checksum.")
      .field("date", &T::origin, &Origin::date, "ISO date of the measurement, as far as the file says.")
      .field("pointer", &T::origin, &Origin::pointer,
             "Where in the file: JSON Pointer; of CSV and JSON lines the line first.");
}

}  // namespace

template <>
Record described<ImportedNumber>() {
  return Table<ImportedNumber>("ImportedNumber",
                               "A number with the place that it was read from, or the formula that it was derived by.")
      .field("value", &ImportedNumber::value, "In the unit of its name.")
      .field("pointer", &ImportedNumber::pointer, "Where it stood; of a derived number, its first part.")
      .field("formula", &ImportedNumber::formula, "How it was derived; empty: as it was read.");
}

template <>
Record described<BenchmarkRun>() {
  Table<BenchmarkRun> table("BenchmarkRun", "One run of a benchmark. What its file does not say is None, never 0.");
  table.field("model", &BenchmarkRun::model, "As the file calls it.")
      .field("hardware", &BenchmarkRun::hardware, "With the number of accelerators where the file says.")
      .field("variant", &BenchmarkRun::variant,
             "Precision and configuration: parallelism, caches, limits, engine and version.")
      .field("load", &BenchmarkRun::load, "How requests were sent.")
      .field("transient", &BenchmarkRun::transient,
             "More was asked than was carried: the rate counts, the latency does not.")
      .field("lengths_look_forced", &BenchmarkRun::lengths_look_forced,
             "Answers were of one length, and so no real answers.");
  add_numbers(table, run_numbers);
  add_origin(table);
  add_sources(table, run_numbers);
  return table;
}

template <>
Record described<Verdicts>() {
  Table<Verdicts> table("Verdicts",
                        "What one judge said of the answers of one path. Answers and judges that failed are neither "
                        "accepted nor rejected.");
  table.field("path", &Verdicts::path, "Model, provider and prompt, as the file calls them.")
      .field("task", &Verdicts::task, "What was asked.")
      .field("judge", &Verdicts::judge, "Scorer, metric or judging model.")
      .field("accepted", &Verdicts::counts, &VerdictCounts::accepted, "Answers that were accepted.")
      .field("rejected", &Verdicts::counts, &VerdictCounts::rejected, "Answers that were rejected.")
      .field("errored", &Verdicts::counts, &VerdictCounts::errored, "The answer or the judge failed.")
      .field("unscored", &Verdicts::counts, &VerdictCounts::unscored, "No verdict, or one that is no yes and no no.")
      .field("repeated", &Verdicts::repeated,
             "Some items were answered more than once: such answers are not independent.");
  add_numbers(table, verdict_numbers);
  add_origin(table);
  add_sources(table, verdict_numbers);
  return table.field("items", &Verdicts::items, "Ids of the items; empty where the file has counts alone.")
      .field("outcomes", &Verdicts::verdicts, "What was said of each of the items.");
}

template <>
Record described<PriceRow>() {
  return Table<PriceRow>("ImportedPrice", "One price as a file states it.")
      .field("provider", &PriceRow::provider, "Whose price it is.")
      .field("model", &PriceRow::model, "Model or instance type.")
      .field("region", &PriceRow::region, "Where.")
      .field("meter", &PriceRow::meter, "What it is of.")
      .field("usd", &PriceRow::value, "US dollars.")
      .at("value")
      .derived(
          "per", [](const PriceRow& row) { return row.unit.substr(4); },
          "What they buy: Mtok_in, Mtok_out, request, h, month.")
      .seen(in_python | in_dict)
      .field("unit", &PriceRow::unit, "The same as one word: USD/Mtok_in.")
      .seen(in_json | in_python | saved)
      .field("condition", &PriceRow::condition, "When it holds; empty: always.")
      .field("from_date", &PriceRow::from, "First day; empty: not said.")
      .at("from")
      .field("to_date", &PriceRow::to, "Last day; empty: still, or not said.")
      .at("to")
      .field("detail", &PriceRow::detail, "Anything else that the file says.")
      .field("pointer", &PriceRow::pointer, "Where in the file: JSON Pointer; of CSV the line.")
      .field("file", &PriceRow::file, "The file, as it was named.")
      .python_only();
}

PriceRow row_of(const ReadPrices& read, const ImportedPrice& p) {
  const WrittenPrice w = costmodel::written(p.price);
  return {p.provider,  p.model, p.region, p.meter,  w.value,   std::string(w.unit),
          p.condition, p.from,  p.to,     p.detail, p.pointer, read.origin.file};
}

template <>
Record described<PriceList>() {
  return Table<PriceList>("PriceList", "The prices of a file.")
      .field("file", &PriceList::file, "As it was named.")
      .json_only()
      .field("format", &PriceList::format, "By its content, never by its name.")
      .json_only()
      .field("sha256", &PriceList::sha256, "Its checksum.")
      .json_only()
      .field("prices", &PriceList::prices, "Those that were asked for.")
      .json_only()
      .field("not_read", &PriceList::not_read,
             "What the file says of their price and nothing here reads, with the amount.")
      .json_only();
}

template <>
Record described<BillRow>() {
  return Table<BillRow>("BillCharges", "The charges of one service, meter and model, added up.")
      .field("charge", &BillRow::group, &BillGroup::charge, "What it is.")
      .field("provider", &BillRow::group, &BillGroup::provider, "Who bills.")
      .field("service", &BillRow::group, &BillGroup::service, "ServiceName.")
      .field("sku", &BillRow::group, &BillGroup::sku, "SkuId.")
      .field("meter", &BillRow::group, &BillGroup::meter, "SkuMeter.")
      .field("model", &BillRow::group, &BillGroup::model, "ModelId.")
      .field("direction", &BillRow::group, &BillGroup::direction, "Of tokens: Input or Output.")
      .field("cache", &BillRow::group, &BillGroup::cache, "Of tokens: what a cache did.")
      .field("region", &BillRow::group, &BillGroup::region, "RegionId.")
      .field("unit", &BillRow::group, &BillGroup::unit, "Of the quantity.")
      .field("quantity", &BillRow::group, &BillGroup::quantity,
             "Consumed, in `unit`; None where the bill does not say.")
      .field("effective_usd", &BillRow::group, &BillGroup::effective, "Cost, commitments spread over what used them.")
      .in(usd)
      .field("billed_usd", &BillRow::group, &BillGroup::billed, "Cash; never added to the cost.")
      .in(usd)
      .field("rows", &BillRow::group, &BillGroup::rows, "How many rows of the bill they are.")
      .field("first_line", &BillRow::group, &BillGroup::first_line, "Line of the first of them.")
      .field("file", &BillRow::file, "The bill.")
      .field("sha256", &BillRow::sha256, "Its checksum.");
}

template <>
Record described<ImportNote>() {
  return Table<ImportNote>("ImportNote", "Something worth knowing about one place of a file.")
      .field("where", &ImportNote::where, "File, with # and a JSON Pointer or : and a line where it is one place.")
      .field("text", &ImportNote::text, "What there is to know.");
}

template <>
Record described<ImportReport>() {
  return Table<ImportReport>("ImportReport", "What came of one file.")
      .field("file", &ImportReport::file, "As it was named.")
      .field("format", &ImportReport::format, "By its content, never by its name.")
      .derived(
          "kind", [](const ImportReport& report) { return kind_of(report.format); }, "What such a file can say.")
      .shown()
      .field("sha256", &ImportReport::sha256, "Its checksum.")
      .field("bytes", &ImportReport::bytes, "Its size.")
      .field("rows_in", &ImportReport::rows_in, "Runs, verdicts, prices, charges or requests in the file.")
      .field("rows_out", &ImportReport::rows_out, "Of these, what was read.")
      .field("derived", &ImportReport::derived, "What was derived, and how.")
      .field("notes", &ImportReport::notes, "What else there is to know.")
      .field("refused", &ImportReport::refused, "What was not read, with its place and the reason.");
}

template <>
Record described<ImportedFiles>() {
  return Table<ImportedFiles>("ImportedFiles", "What came of each file.")
      .field("files", &ImportedFiles::files, "One for each file.")
      .json_only();
}

template <>
Record described<BillDifference>() {
  return Table<BillDifference>("BillDifference", "One term of the bill's period: modelled against paid.")
      .field("term", &BillDifference::term, "Name of the term.")
      .field("modelled_usd", &BillDifference::modelled, usd, "None where the model has no such term.")
      .field("paid_usd", &BillDifference::paid, usd, "None where the bill has none.")
      .derived("difference_usd", &BillDifference::difference, "Paid less modelled.")
      .in(usd)
      .field("by_quantity_usd", &BillDifference::by_quantity, usd,
             "Of the difference: another quantity, at the model's price.")
      .field("by_price_usd", &BillDifference::by_price, usd, "The rest of it, where quantities are known.")
      .field("because", &BillDifference::because, "What makes the difference.");
}

template <>
Record described<BillComparison>() {
  return Table<BillComparison>("BillComparison",
                               "What was paid against what the model says for the same period, at the same demand.")
      .field("path", &BillComparison::path, "Id of the path.")
      .json_only()
      .field("file", &BillComparison::file, "The bill.")
      .json_only()
      .field("period_hours", &BillComparison::period, hours, "From the first charge to the last.")
      .json_only()
      .field("months", &BillComparison::months, "Period ÷ the scenario's month.")
      .json_only()
      .field("accepted_answers", &BillComparison::accepted, "Accepted answers in the period.")
      .json_only()
      .field("demand_accepted_answers_per_month", &BillComparison::demand, accepted_answers_per_month,
             "What the model is asked.")
      .json_only()
      .field("demand_from", &BillComparison::demand_from, "As given, or how it was derived.")
      .json_only()
      .field("modelled_usd_per_accepted_answer", &BillComparison::modelled, usd_per_accepted_answer, "By the model.")
      .json_only()
      .field("paid_usd_per_accepted_answer", &BillComparison::paid, usd_per_accepted_answer, "By the bill.")
      .json_only()
      .field("modelled_usd", &BillComparison::modelled_in_period, usd, "In the period, by the model.")
      .json_only()
      .field("paid_usd", &BillComparison::paid_in_period, usd, "In the period, by the bill.")
      .json_only()
      .field("cash_usd", &BillComparison::cash_in_period, usd, "Billed cost with purchases.")
      .json_only()
      .field("credits_usd", &BillComparison::credits_in_period, usd, "Kept apart.")
      .json_only()
      .field("terms", &BillComparison::terms, "Their differences add up to paid − modelled.")
      .json_only()
      .field("notes", &BillComparison::notes, "Footnotes.")
      .json_only();
}

std::vector<Document> all_documents() {
  auto all = documents();
  all.insert(all.end(), {{"prices", record_of<PriceList>},
                         {"compare-bill", record_of<BillComparison>},
                         {"import --report", record_of<ImportedFiles>}});
  return all;
}

}  // namespace costmodel::results

std::string costmodel::results_schema() { return results::schema_of(results::all_documents()); }
