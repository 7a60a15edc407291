#include <algorithm>
#include <commands.hpp>
#include <costmodel/io/results.hpp>
#include <costmodel/io/winners.hpp>
#include <costmodel/render/report.hpp>
#include <options.hpp>

namespace costmodel {

namespace {

class CrossoverCommand final : public Command {
 public:
  explicit CrossoverCommand(CLI::App& parent)
      : Command(parent, "crossover", "Where two paths cost the same, and where they never do") {}

 private:
  int obey(const Surroundings& at) const override {
    output_.check({scenario_.file()});
    const auto format = output_.format();
    const auto arrivals = arrivals_.arrivals();
    const Scenario scenario = scenario_.load();
    validate(scenario);
    if (between_.given())
      naming("--between", [&] { (void)scenario.path(between_.first()), (void)scenario.path(between_.second()); });
    if (draws_.given()) return spread(scenario, format, at);
    auto all = comparisons(scenario, axis_.text(), arrivals);
    if (!format) {
      std::stable_partition(all.begin(), all.end(), [](const Comparison& c) {
        return c.arrivals.value_or(Arrivals::packed) == Arrivals::packed;
      });
      output_.deliver(scenario_.files(scenario), to_json(all), at.out);
      return done;
    }
    const bool both = axis_.text() == "demand" && !domain_.range();
    const auto utilization = both ? comparisons(scenario, "utilization", arrivals) : std::vector<Comparison>{};
    output_.deliver(scenario_.files(scenario), render(crossover_report(scenario, all, utilization), *format), at.out);
    return done;
  }

  std::vector<Comparison> comparisons(const Scenario& scenario, std::string_view axis,
                                      std::optional<Arrivals> arrivals) const {
    const ComparisonOptions options{.domain = domain_.range()};
    return domain_.naming([&] {
      std::vector<Comparison> all =
          between_.given() ? compare_arrivals_on(scenario, between_.first(), between_.second(), axis, options)
                           : compare_all_on(scenario, axis, options);
      if (arrivals) std::erase_if(all, [&](const Comparison& c) { return c.arrivals && c.arrivals != arrivals; });
      return all;
    });
  }

  /// How crossovers over demand spread: of the pair that was asked for, or of all.
  int spread(const Scenario& scenario, std::optional<Format> format, const Surroundings& at) const {
    if (axis_.text() != "demand")
      throw InvalidInput("one-of-several", "--draws", "beside --axis " + axis_.text(),
                         "demand, the axis that draws are solved on");
    const double draws = draws_.number().value_or(0);
    if (!(draws >= 64 && draws <= 1e8))
      throw InvalidInput("out-of-range", "--draws", draws_.text(), "64 to 100,000,000");
    const CrossoverSpreadOptions options{.draws = static_cast<std::size_t>(draws), .domain = domain_.range()};
    const auto all = domain_.naming([&] { return spreads(scenario, options); });
    std::string text = "[";
    for (const auto& one : all) text += (text.size() > 1 ? ",\n" : "\n") + to_json(one);
    output_.deliver(scenario_.files(scenario), format ? render(crossover_spread_table(all), *format) : text + "]\n",
                    at.out);
    return done;
  }

  std::vector<CrossoverSpread> spreads(const Scenario& scenario, const CrossoverSpreadOptions& options) const {
    const auto arrivals = arrivals_.arrivals();
    if (between_.given()) return {crossover_spread(scenario, between_.first(), between_.second(), arrivals, options)};
    std::vector<CrossoverSpread> all;
    for (auto a = scenario.paths.begin(); a != scenario.paths.end(); ++a)
      for (auto b = std::next(a); b != scenario.paths.end(); ++b)
        all.push_back(crossover_spread(scenario, a->id, b->id, arrivals, options));
    return all;
  }

  ScenarioOptions scenario_{app()};
  PairOption between_{app(), "--between", "A B", "Two paths, instead of all pairs"};
  TextOption axis_{app(), "--axis", "NAME",
                   "demand, utilization, traffic_multiplier, usd_per_rejected_request, \"acceptance of PATH\", "
                   "or any input by name",
                   "demand"};
  RangeOption domain_{app(), "--domain", "Values of the axis to look at"};
  TextOption draws_{app(), "--draws", "N", "Draw what is not known N times, and say how the crossovers spread"};
  ArrivalsOption arrivals_{app()};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> crossover_command(CLI::App& app) { return std::make_unique<CrossoverCommand>(app); }

}  // namespace costmodel
