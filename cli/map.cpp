#include <algorithm>
#include <commands.hpp>
#include <costmodel/io/winners.hpp>
#include <costmodel/render/report.hpp>
#include <options.hpp>

#include "solve/input_axis.hpp"

namespace costmodel {

namespace {

class MapCommand final : public Command {
 public:
  explicit MapCommand(CLI::App& parent)
      : Command(parent, "map", "Who is cheapest where over two inputs, with the borders") {
    x_.option()->required();
    y_.option()->required();
  }

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file()});
    const auto format = output_.format();
    const Scenario scenario = scenario_.load();
    check_axis(scenario, x_, "--x", x_domain_);
    check_axis(scenario, y_, "--y", y_domain_);
    const WinnerMap map = winner_map(scenario, x_.text(), x_domain_.range(), y_.text(), y_domain_.range());
    output_.deliver(scenario_.files(scenario), format ? render(map_table(map), *format) : to_json(map), at.out);
    const bool any =
        std::any_of(map.regions.begin(), map.regions.end(), [](const MapRegion& r) { return !r.path.empty(); });
    return any ? done : nothing_feasible;
  }

  /// Refuses what the map would refuse, and says of which of the two axes.
  static void check_axis(const Scenario& scenario, const TextOption& name, const std::string& option,
                         const RangeOption& domain) {
    const InputAxis axis = naming(option, [&] { return input_axis(scenario, name.text(), {}); });
    if (domain.given()) domain.naming([&] { (void)domain_on(scenario, axis, domain.range()); });
  }

  ScenarioOptions scenario_{app()};
  TextOption x_{app(), "--x", "NAME", "First input, by name"};
  TextOption y_{app(), "--y", "NAME", "Second input, by name"};
  RangeOption x_domain_{app(), "--x-domain", "Its values"};
  RangeOption y_domain_{app(), "--y-domain", "Its values"};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> map_command(CLI::App& app) { return std::make_unique<MapCommand>(app); }

}  // namespace costmodel
