#include <costmodel/io/sizing.hpp>

#include <algorithm>
#include <commands.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/render/sizing.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class SizeCommand final : public Command {
 public:
  explicit SizeCommand(CLI::App& parent)
      : Command(parent, "size", "Units and month that a path takes to keep promises on waiting") {
    path_.option()->required();
  }

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file()});
    const auto format = output_.format();
    Scenario scenario = scenario_.load();
    const std::vector<std::string> files = scenario_.files(scenario);
    if (const auto demand = demand_.demand()) scenario = at_demand(std::move(scenario), *demand);
    std::vector<Promise> promises;
    for (const auto& text : promises_.texts()) promises.push_back(read_promise(text));
    const Sizing sizing = size_of_path(scenario, path_.text(), promises);
    output_.deliver(files, format ? render(sizing_table(sizing), *format) : to_json(sizing), at.out);
    return std::any_of(sizing.rows.begin(), sizing.rows.end(), [](const auto& r) { return r.units.has_value(); })
               ? done
               : nothing_feasible;
  }

  ScenarioOptions scenario_{app()};
  TextOption path_{app(), "--path", "ID", "The path whose units are counted"};
  TextsOption promises_{
      app(), "--promise", "TEXT",
      "A promise, as \"p99 wait 2\": p50 … p99 or mean; wait, first_token or answer; seconds. Once for "
      "each; without it the scenario's, else usual ones"};
  DemandOption demand_{app()};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> size_command(CLI::App& app) { return std::make_unique<SizeCommand>(app); }

}  // namespace costmodel
