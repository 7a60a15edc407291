#include <commands.hpp>
#include <costmodel/horizon/horizon.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class CheckCommand final : public Command {
 public:
  explicit CheckCommand(CLI::App& parent) : Command(parent, "check", "Check a scenario and say what it holds") {}

 private:
  int obey(const Surroundings& at) const override {
    const Scenario scenario = scenario_.load();
    validate(scenario);
    if (scenario.horizon) (void)horizon(scenario);  // throws where its demand grows beyond what a scenario takes
    const auto counted = [](std::size_t n, const std::string& what) {
      return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
    };
    print("OK: " + counted(scenario.paths.size(), "path") + ", " + counted(inputs(scenario).size(), "input") + ", " +
              counted(scenario.sources.size(), "source") + "\n",
          at.out);
    return done;
  }

  ScenarioOptions scenario_{app()};
};

}  // namespace

std::unique_ptr<Command> check_command(CLI::App& app) { return std::make_unique<CheckCommand>(app); }

}  // namespace costmodel
