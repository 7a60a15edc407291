#include <costmodel/io/explain.hpp>

#include <commands.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/render/explain.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class ExplainCommand final : public Command {
 public:
  explicit ExplainCommand(CLI::App& parent)
      : Command(parent, "explain", "One number back to its formula, its inputs and their evidence") {}

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file()});
    const auto format = output_.format();
    const Scenario scenario = scenario_.load();
    const auto demand = demand_.demand();
    std::string path = path_.text();
    if (demand && !path.empty() &&
        number_.text().starts_with("crossover:"))  // without a path it says which is decided for
      throw InvalidInput("one-of-several", "--demand", "beside " + number_.text(),
                         "a number at a demand; a crossover is one itself");
    if (path.empty()) path = decide(scenario, demand).path.value_or(scenario.paths.front().id);
    const Explanation explanation = explain(scenario, path, number_.text(), demand);
    output_.deliver(
        scenario_.files(scenario),
        format ? render(explanation_report(scenario, explanation), *format) : to_json(scenario, explanation), at.out);
    return done;
  }

  ScenarioOptions scenario_{app(), "Scenario file"};
  TextOption number_{
      app(), "NUMBER", "",
      "usd_per_accepted_answer (default), usd_per_month, usd_per_million_output_tokens, a term of the bill, load, "
      "units, capacity, or crossover:ID",
      "usd_per_accepted_answer"};
  TextOption path_{app(), "--path", "ID", "The path; without it, the one that is decided for"};
  DemandOption demand_{app()};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> explain_command(CLI::App& app) { return std::make_unique<ExplainCommand>(app); }

}  // namespace costmodel
