#include <costmodel/io/energy.hpp>

#include <commands.hpp>
#include <costmodel/render/energy.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class EnergyCommand final : public Command {
 public:
  explicit EnergyCommand(CLI::App& parent)
      : Command(parent, "energy", "Electricity and emissions of an accepted answer, by the power that was measured") {}

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file()});
    const auto format = output_.format();
    Collected problems;
    std::optional<Scenario> loaded;
    EnergyOptions options;
    problems.of([&] { loaded = scenario_.load(); });
    problems.of([&] { options = asked(loaded ? loaded->requirements.energy : EnergyOptions{}); });
    problems.raise();
    const Scenario& scenario = *loaded;
    const Energy found = energy(scenario, options);
    output_.deliver(scenario_.files(scenario), format ? render(energy_table(found), *format) : to_json(found), at.out);
    return found.rows.empty() ? nothing_feasible : done;
  }

  /// The options, in place of what the scenario counts; what is wrong with one is said of it.
  EnergyOptions asked(EnergyOptions all) const {
    Collected problems;
    const auto take = [&](const TextOption& option, const char* name, auto into) {
      problems.of([&] {
        const auto number = option.number();
        if (!number) return;
        EnergyOptions one;  // each by itself, so that what is wrong with one is not said of another
        one.*into = *number;
        naming(name, [&] { check(one); });
        all.*into = *number;
      });
    };
    take(beside_, "--watts-beside", &EnergyOptions::watts_beside);
    take(facility_, "--facility-factor", &EnergyOptions::facility_factor);
    take(grid_, "--grams-co2e-per-kwh", &EnergyOptions::grams_co2e_per_kwh);
    take(embodied_, "--embodied-grams-co2e-per-hour", &EnergyOptions::embodied_grams_co2e_per_hour);
    problems.raise();
    return all;
  }

  ScenarioOptions scenario_{app()};
  TextOption beside_{app(), "--watts-beside", "W", "Power of a unit beside what was measured: host, memory, fans"};
  TextOption facility_{app(), "--facility-factor", "PUE", "Power of the whole site ÷ that of its machines, 1 or more"};
  TextOption grid_{app(), "--grams-co2e-per-kwh", "G", "Emissions of the grid; without it there are none in the table"};
  TextOption embodied_{app(), "--embodied-grams-co2e-per-hour", "G",
                       "Emissions of making a unit, spread over the hours of its use"};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> energy_command(CLI::App& app) { return std::make_unique<EnergyCommand>(app); }

}  // namespace costmodel
