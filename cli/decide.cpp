#include <commands.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <options.hpp>

namespace costmodel {

namespace {

/// Every table of the report as a file of its own.
std::vector<NamedText> tables(const std::string& directory, const Report& report) {
  make_directory(directory);
  std::vector<NamedText> files;
  for (const auto& section : report.sections)
    for (const auto& table : section.tables)
      files.push_back({(std::filesystem::path(directory) / (table.id + ".csv")).string(), render(table, Format::csv)});
  return files;
}

class DecideCommand final : public Command {
 public:
  explicit DecideCommand(CLI::App& parent)
      : Command(parent, "decide", "Decide which path to take, and who then holds each layer") {}

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file()});
    const auto format = output_.format();
    const Scenario scenario = scenario_.load();
    const Decision decision = decide(scenario, demand_.demand());
    const Report report = decision_report(scenario, decision);
    std::vector<NamedText> beside;
    if (!tables_.text().empty()) beside = naming_place("--tables", [&] { return tables(tables_.text(), report); });
    output_.deliver(scenario_.files(scenario), format ? render(report, *format) : to_json(decision), at.out,
                    std::move(beside));
    return decision.path ? done : nothing_feasible;
  }

  ScenarioOptions scenario_{app()};
  OutputOptions output_{app()};
  DemandOption demand_{app()};
  TextOption tables_{app(), "--tables", "DIR", "Also write every table as CSV into this directory"};
};

}  // namespace

std::unique_ptr<Command> decide_command(CLI::App& app) { return std::make_unique<DecideCommand>(app); }

}  // namespace costmodel
