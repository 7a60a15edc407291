#include <commands.hpp>
#include <costmodel/io/billing_risk.hpp>
#include <costmodel/io/trace.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <options.hpp>
#include <ostream>

namespace costmodel {

namespace {

class RiskCommand final : public Command {
 public:
  explicit RiskCommand(CLI::App& parent)
      : Command(parent, "risk", "One path's bill under every rule that its provider's wording allows") {
    path_.option()->required();
  }

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file(), trace_.text()});
    const auto format = output_.format();
    const Scenario scenario = scenario_.load();
    validate(scenario);
    RiskOptions asked;
    asked.demand = demand_.demand();
    if (asked.demand) validate(at_demand(scenario, *asked.demand));
    std::vector<std::string> inputs = scenario_.files(scenario);
    BillingRisk risk;
    if (const std::string trace = trace_file(scenario); trace.empty()) {
      risk = billing_risk(scenario, path_.text(), asked);
    } else {
      const ReadTrace read =
          trace_.text().empty() ? read_trace(trace) : naming_place("--trace", [&] { return read_trace(trace); });
      for (const auto& line : trace_notes(read.report)) at.err << line << '\n';
      risk = billing_risk(scenario, path_.text(), read.trace, asked);
      inputs.push_back(trace);
    }
    output_.deliver(inputs, format ? render(billing_risk_report(risk), *format) : to_json(risk), at.out);
    return done;
  }

  /// The trace asked for, or the scenario's own, which lies beside its file.
  std::string trace_file(const Scenario& scenario) const {
    if (!trace_.text().empty() || scenario.shape.trace.empty() || demand_.given()) return trace_.text();
    return (std::filesystem::path(scenario_.file()).parent_path() / scenario.shape.trace).string();
  }

  ScenarioOptions scenario_{app()};
  TextOption path_{app(), "--path", "ID", "The path, one that is billed by windows"};
  TextOption trace_{app(), "--trace", "FILE", "Recorded requests as CSV, instead of random ones"};
  DemandOption demand_{app()};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> risk_command(CLI::App& app) { return std::make_unique<RiskCommand>(app); }

}  // namespace costmodel
