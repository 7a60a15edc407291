#include <costmodel/horizon/horizon.hpp>

#include <commands.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/horizon.hpp>
#include <costmodel/render/horizon.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class HorizonCommand final : public Command {
 public:
  explicit HorizonCommand(CLI::App& parent)
      : Command(parent, "horizon", "Years: what to run or buy when, payback, cash flow, and what waiting is worth") {}

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file()});
    const auto format = output_.format();
    Collected problems;
    std::optional<Scenario> loaded;
    std::optional<Demand<>> demand;
    problems.of([&] { loaded = scenario_.load(); });
    problems.of([&] { demand = demand_.demand(); });
    if (loaded && demand)
      problems.of([&] { naming_place("--demand", [&] { validate(*loaded = at_demand(*loaded, *demand)); }); });
    if (loaded && switch_.given())
      for (const auto* id : {&switch_.first(), &switch_.second()})
        problems.of([&] { naming_place("--switch", [&] { (void)loaded->index(*id); }); });
    problems.raise();
    Scenario scenario = std::move(*loaded);
    const std::vector<std::string> files = scenario_.files(scenario);
    HorizonAnswer answer = horizon(scenario);
    if (switch_.given())
      answer.sweeps.push_back(
          naming_place("--switch", [&] { return switching_dates(scenario, switch_.first(), switch_.second()); }));
    const bool shown = !format || *format != Format::csv;  // a table of flows has no place for what follows
    if (shown && !without_.given() && !unknowns_over_time(scenario).empty()) {
      if (!answer.plan.stages.empty()) answer.uncertainty = horizon_uncertainty(scenario);
      answer.ranges = plan_over_ranges(scenario);
    }
    std::string text;
    if (!format)
      text = to_json(answer);
    else if (*format == Format::csv)
      text = render(cash_flow_table(answer), *format);
    else
      text = render(horizon_report(scenario, answer), *format);
    output_.deliver(files, std::move(text), at.out);
    return answer.plan.stages.empty() ? nothing_feasible : done;
  }

  ScenarioOptions scenario_{app(), "Scenario file: JSON, comments allowed", false};
  PairOption switch_{app(), "--switch", "FROM TO", "Every month in which the one path could take over from the other"};
  FlagOption without_{app(), "--no-draws", "Leave out what draws of the unknowns say"};
  DemandOption demand_{app(), "Accepted answers in the first month, instead of the scenario's"};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> horizon_command(CLI::App& app) { return std::make_unique<HorizonCommand>(app); }

}  // namespace costmodel
