#include <costmodel/io/drift.hpp>

#include <commands.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/drift.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class DriftCommand final : public Command {
 public:
  explicit DriftCommand(CLI::App& parent)
      : Command(parent, "drift", "Whether an earlier decision still holds, and which input moved it") {
    before_.option()->required();
    after_.option()->required();
  }

 private:
  int obey(const Surroundings& at) const override {
    output_.check({before_.text(), after_.text()});
    const auto format = output_.format();
    Collected problems;
    std::optional<Scenario> old, now;
    problems.of([&] { naming_place("OLD", [&] { old = load_scenario(before_.text()); }); });
    problems.of([&] { naming_place("NEW", [&] { now = load_scenario(after_.text()); }); });
    problems.raise();
    const Scenario &before = *old, &after = *now;
    std::vector<std::string> files = files_of(before, before_.text());
    for (auto& file : files_of(after, after_.text())) files.push_back(std::move(file));
    const Drift found = drift(before, after);
    output_.deliver(files, format ? render(drift_table(found), *format) : to_json(found), at.out);
    return found.after ? done : nothing_feasible;
  }

  TextOption before_{app(), "OLD", "", "Scenario file of the earlier decision"};
  TextOption after_{app(), "NEW", "", "Scenario file of now; paths are matched by their ids"};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> drift_command(CLI::App& app) { return std::make_unique<DriftCommand>(app); }

}  // namespace costmodel
