// A folder of evidence, each file by the reader of its kind.
#include <algorithm>
#include <costmodel/import/import.hpp>
#include <costmodel/io/trace.hpp>
#include <map>

#include "import/recognize.hpp"
#include "import/unread.hpp"

namespace costmodel {

namespace {

class EvidenceReader {
 public:
  EvidenceReader(const SweepColumns& columns, std::optional<double> threshold, const std::string& model,
                 const std::string& bill_currency)
      : columns_(columns), threshold_(threshold), model_(model), bill_currency_(bill_currency) {}

  ReadEvidence read(const std::vector<std::string>& names) {
    std::map<std::string, std::size_t> order;
    std::vector<std::string> benchmarks;
    for (const auto& file : evidence_files(names)) {
      order.emplace(file, order.size());
      const import::ConvertedOnce once;
      switch (kind_of(recognize(file))) {
        case EvidenceKind::acceptance:
          log(file);
          break;
        case EvidenceKind::prices:
          whole(file, [&] { result_.reports.push_back(result_.prices.emplace_back(read_prices(file)).report); });
          break;
        case EvidenceKind::bill:
          whole(file, [&] {
            result_.reports.push_back(result_.bills.emplace_back(read_bill(file, {.currency = bill_currency_})).report);
          });
          break;
        case EvidenceKind::trace:
          whole(file, [&] { trace(file); });
          break;
        default:
          benchmarks.push_back(file);
      }
    }
    ReadCurves read = read_throughput(benchmarks, columns_, model_);
    result_.curves = std::move(read.curves);
    result_.demands = std::move(read.demands);
    for (auto& report : read.reports) {
      if (kind_of(report.format) == EvidenceKind::none)
        for (auto& problem : report.refused)
          if (problem.id == "wrong-format")
            problem.allowed = "a benchmark result, an evaluation log, prices, a bill or a trace";
      result_.reports.push_back(std::move(report));
    }
    for (const auto& curve : result_.curves)
      for (const auto& note : curve.notes) {
        const std::string file = note.where.substr(0, note.where.find('#'));
        const auto report =
            std::find_if(result_.reports.begin(), result_.reports.end(), [&](const auto& r) { return r.file == file; });
        if (report != result_.reports.end()) report->notes.push_back(note);
      }
    std::stable_sort(result_.reports.begin(), result_.reports.end(),
                     [&](const auto& a, const auto& b) { return order[a.file] < order[b.file]; });
    return std::move(result_);
  }

 private:
  /// A file that is read whole or not at all; where it is not, the report says why.
  template <class Read>
  void whole(const std::string& file, const Read& read) {
    try {
      read();
    } catch (const InvalidInput& invalid) {
      result_.reports.push_back(
          {.file = file, .format = recognize(file), .sha256 = sha256_of(file), .refused = invalid.problems()});
    }
  }

  void log(const std::string& file) {
    ReadVerdicts read = read_verdicts(file, {.threshold = threshold_});
    for (auto& verdicts : read.verdicts) result_.verdicts.push_back(std::move(verdicts));
    result_.reports.push_back(std::move(read.report));
  }

  /// Fields of requests that carry money are none of a trace.
  static void name_money(const std::string& file, ImportReport& report) {
    const import::Input input = import::Input::file(file);
    const import::Probe probe = import::probe(input);
    std::vector<std::string> names = probe.columns;
    for (const auto& key : probe.keys)
      if (key.rfind('/') == (key.starts_with("/*/") ? 2u : 0u)) names.push_back(key.substr(key.rfind('/') + 1));
    for (const auto& name : names)
      if (import::carries_money(name)) report.notes.push_back({file, "not read: " + name + ", which carries money"});
  }

  void trace(const std::string& file) {
    import::Input input = import::Input::file(file);
    import::Checksum checksum(input);
    ReadTrace read = input.is_as_it_lies() ? read_trace(file, {.skip_bad_rows = true})
                                           : parse_trace(input.text(), {.skip_bad_rows = true}, file);
    ImportReport report{.file = file,
                        .format = EvidenceFormat::request_trace,
                        .sha256 = checksum.value(),
                        .rows_in = read.report.rows_read,
                        .rows_out = read.report.rows_kept,
                        .refused = std::move(read.report.problems)};
    const TokenSums sums = tokens(read.trace);
    const double n = static_cast<double>(read.trace.size());
    result_.traces.push_back({{.tool = "trace of requests", .file = file, .sha256 = report.sha256},
                              {.input = input_tokens_per_answer(static_cast<double>(sums.input) / n),
                               .output = output_tokens_per_answer(static_cast<double>(sums.output) / n)},
                              read.trace.size()});
    name_money(file, report);
    if (import::probe(input).text("") == "vllm request log")
      report.notes.push_back(
          {file,
           "times are whole seconds of a log that states no year; lists of tokens that --max-log-len "
           "cut are too short"});
    report.notes.push_back({file, "requests to be replayed under each billing rule"});
    result_.reports.push_back(std::move(report));
  }

  const SweepColumns& columns_;
  std::optional<double> threshold_;
  const std::string& model_;
  const std::string& bill_currency_;
  ReadEvidence result_{};
};

}  // namespace

ReadEvidence read_evidence(const std::vector<std::string>& files, const SweepColumns& columns,
                           std::optional<double> threshold, const std::string& model,
                           const std::string& bill_currency) {
  return EvidenceReader(columns, threshold, model, bill_currency).read(files);
}

}  // namespace costmodel
