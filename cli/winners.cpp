#include <costmodel/io/winners.hpp>

#include <algorithm>
#include <commands.hpp>
#include <costmodel/render/report.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class WinnersCommand final : public Command {
 public:
  explicit WinnersCommand(CLI::App& parent)
      : Command(parent, "winners",
                "Who is cheapest along an input; or at which values of it a path becomes the winner") {
    axis_.option()->required();
  }

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file()});
    const auto format = output_.format();
    const Scenario scenario = scenario_.load();
    return path_.text().empty() ? bands(scenario, format, at) : values(scenario, format, at);
  }

  int bands(const Scenario& scenario, std::optional<Format> format, const Surroundings& at) const {
    const WinnerBands bands =
        domain_.naming([&] { return winner_bands(scenario, axis_.text(), domain_.range(), arrivals_.arrivals()); });
    output_.deliver(scenario_.files(scenario), format ? render(winner_table(bands), *format) : to_json(bands), at.out);
    const bool any =
        std::any_of(bands.bands.begin(), bands.bands.end(), [](const WinnerBand& b) { return !b.path.empty(); });
    return any ? done : nothing_feasible;
  }

  int values(const Scenario& scenario, std::optional<Format> format, const Surroundings& at) const {
    const WinningValues values = domain_.naming(
        [&] { return winning_values(scenario, path_.text(), axis_.text(), domain_.range(), arrivals_.arrivals()); });
    const auto report = [&] {
      return Report{.title = scenario.title,
                    .sections = {{.tables = {winning_table(values), winner_table(values.bands)}}}};
    };
    output_.deliver(scenario_.files(scenario), format ? render(report(), *format) : to_json(values), at.out);
    return values.never.empty() ? done : nothing_feasible;
  }

  ScenarioOptions scenario_{app()};
  TextOption axis_{app(), "--axis", "NAME", "demand, \"acceptance of PATH\", or any input by name"};
  TextOption path_{app(), "--path", "ID", "The path that is to win"};
  RangeOption domain_{app(), "--domain", "Values of the axis to look at"};
  ArrivalsOption arrivals_{app()};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> winners_command(CLI::App& app) { return std::make_unique<WinnersCommand>(app); }

}  // namespace costmodel
