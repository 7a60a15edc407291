#include <costmodel/import/import.hpp>

#include <algorithm>
#include <commands.hpp>
#include <filesystem>
#include <options.hpp>
#include <ostream>

namespace costmodel {

namespace {

/// Whether several prices or judges are there for one path.
bool is_left_open(const std::vector<ImportReport>& reports) {
  return std::any_of(reports.begin(), reports.end(), [](const ImportReport& report) {
    return std::any_of(report.refused.begin(), report.refused.end(),
                       [](const Problem& p) { return p.id == "one-of-several"; });
  });
}

class ImportCommand final : public Command {
 public:
  explicit ImportCommand(CLI::App& parent)
      : Command(parent, "import",
                "Make a first scenario from benchmark results, evaluation logs, prices, bills and traces") {}

 private:
  int obey(const Surroundings& at) const override {
    const std::vector<std::string> inputs = evidence_files(files_.texts());
    check_written(inputs);
    const ImportedScenario imported = import_asked();
    std::vector<NamedText> beside;
    if (report_.text().empty()) {
      at.err << to_text(imported.reports);
      if (is_left_open(imported.reports))
        at.err << "Say which: a price with --price-of PATH=NAME, a judge with --judge NAME or --gate RULE.\n";
    } else {
      const bool json = report_.text().ends_with(".json");
      beside.push_back({report_.text(), json ? to_json(imported.reports) : to_text(imported.reports)});
    }
    output_.deliver(inputs, to_json(imported.scenario), at.out, std::move(beside));
    return done;
  }

  /// Refuses files that cannot be written, before anything is read.
  void check_written(const std::vector<std::string>& inputs) const {
    std::vector<std::string> outputs;
    for (const auto& written : {std::pair{"--output", output_.text()}, std::pair{"--report", report_.text()}}) {
      if (written.second.empty() || written.second == "-") continue;
      naming_place(written.first, [&] { check_file(written.second); });
      outputs.push_back(written.second);
    }
    check_outputs(outputs, inputs);
    if (output_.to_file() && !overwrite_.given() && std::filesystem::exists(output_.text()))
      throw InvalidInput("file-exists", "--output " + output_.text(), "a file that is there already",
                         "a new file, or --overwrite");
  }

  /// The scenario; what is wrong with a column's name is said of its option.
  ImportedScenario import_asked() const {
    const ImportOptions options = asked();
    naming("--column", [&] { check_sweep_columns(options.columns); });
    naming("--bill-currency", [&] { check_bill_currency(options.bill_currency); });
    return import_scenario(files_.texts(), options);
  }

  ImportOptions asked() const {
    ImportOptions asked;
    asked.demand = demand_.demand();
    asked.bill_currency = currency_.text();
    asked.judge = judge_.text();
    if (output_.to_file()) asked.relative_to = std::filesystem::absolute(output_.text()).parent_path().string();
    asked.threshold = threshold_.number();
    asked.usd_per_unit_hour = price_.number();
    asked.usd_per_gpu_hour = gpu_price_.number();
    if (asked.usd_per_unit_hour && asked.usd_per_gpu_hour)
      throw InvalidInput("one-of-several", "--usd-per-unit-hour, --usd-per-gpu-hour", "both",
                         "the price of a machine, or of one of its GPUs");
    asked.model = model_.text();
    for (const auto& column : columns_.texts()) {
      const auto equals = column.find('=');
      if (equals == std::string::npos)
        throw InvalidInput("unknown-name", "--column", '"' + column + '"', "NAME=COLUMN, such as concurrency=users");
      asked.columns[column.substr(0, equals)] = column.substr(equals + 1);
    }
    for (const auto& price : prices_of_.texts()) {
      const auto equals = price.find('=');
      if (equals == 0 || equals == std::string::npos || equals + 1 == price.size())
        throw InvalidInput("unknown-name", "--price-of", '"' + price + '"',
                           "PATH=NAME or PATH=NAME@REGION, such as box=gpu_1x_h100@us-east-1");
      asked.price_of[price.substr(0, equals)] = price.substr(equals + 1);
    }
    asked.on = on_.text();
    if (!asked.on.empty()) check_day("--on", asked.on);
    asked.gate = gate();
    return asked;
  }

  std::optional<GateRule> gate() const {
    if (gate_.text().empty()) return {};
    for (const GateRule rule : {GateRule::all, GateRule::agreeing, GateRule::majority})
      if (to_string(rule) == gate_.text()) return rule;
    throw InvalidInput("unknown-name", "--gate", '"' + gate_.text() + '"', "all, agreeing, majority");
  }

  TextsOption files_{app(), "FILES", "", "Files, and folders of files"};
  FileOption output_{app(), "Scenario file to write, whole or not at all"};
  FlagOption overwrite_{app(), "--overwrite", "Replace a file that is there"};
  TextOption report_{
      app(), "--report", "FILE",
      "Write what was read, derived and refused to FILE (as JSON if it ends in .json), instead of the standard error"};
  DemandOption demand_{app(), "Accepted answers a month"};
  TextOption price_{app(), "--usd-per-unit-hour", "USD",
                    "Price of every measured machine, whatever its number of GPUs"};
  TextOption gpu_price_{app(), "--usd-per-gpu-hour", "USD", "Price of one GPU of every measured machine"};
  TextOption model_{app(), "--model", "NAME", "Model of benchmark runs that name none, so that they may be joined"};
  TextsOption prices_of_{
      app(), "--price-of", "PATH=NAME[@REGION]",
      "Give a path the price of this name in the files; an id that is not there makes a new path. May be repeated"};
  TextOption on_{app(), "--on", "DATE", "Use the prices that hold on this day, instead of the latest"};
  TextsOption columns_{
      app(), "--column", "NAME=COLUMN",
      "Column of a CSV load sweep by our name, as in concurrency=users; may be repeated. NAME is one of " +
          sweep_column_names()};
  TextOption currency_{app(), "--bill-currency", "CODE", "Currency of bills that name none, as OpenCost's: USD"};
  TextOption judge_{app(), "--judge", "NAME", "Which judge to use where there are several"};
  TextOption gate_{app(), "--gate", "RULE", "How several judges are combined: all, agreeing or majority"};
  TextOption threshold_{app(), "--threshold", "SCORE", "Scores of at least this are accepted"};
};

}  // namespace

std::unique_ptr<Command> import_command(CLI::App& app) { return std::make_unique<ImportCommand>(app); }

}  // namespace costmodel
