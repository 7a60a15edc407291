#include <commands.hpp>
#include <costmodel/import/prices.hpp>
#include <map>
#include <options.hpp>
#include <ostream>

namespace costmodel {

namespace {

/// What a file states and nobody can use: a few by place, many by how many there are of each kind.
void say_refused(const ImportReport& report, std::ostream& err) {
  constexpr std::size_t few = 5;
  if (report.refused.size() <= few) {
    for (const auto& problem : report.refused) err << to_string(problem) << '\n';
    return;
  }
  std::map<std::string, std::pair<std::size_t, const Problem*>> kinds;
  for (const auto& problem : report.refused) {
    auto& [count, first] = kinds[problem.id];
    if (count++ == 0) first = &problem;
  }
  const auto all = report.rows_in - report.rows_out;
  if (all > report.refused.size()) err << report.file << ": " << all << " entries refused; of the first of them:\n";
  for (const auto& [id, kind] : kinds)
    err << report.file << ": " << kind.first << " entries refused [" << id
        << "]; the first: " << to_string(*kind.second) << '\n';
  err << "Name a model with --model, or take --format json, for what is refused of it.\n";
}

class PricesCommand final : public Command {
 public:
  explicit PricesCommand(CLI::App& parent)
      : Command(parent, "prices",
                "Prices in a file: genai-prices, LiteLLM, llm-prices, SkyPilot, AWS price list, OpenRouter, Azure "
                "retail prices") {
    file_.option()->required();
  }

 private:
  int obey(const Surroundings& at) const override {
    output_.check({file_.text()});
    const auto format = output_.format();
    if (!on_.text().empty()) check_day("--on", on_.text());
    const ReadPrices read = read_prices(file_.text());
    const bool all = model_.text().empty() && on_.text().empty();
    const auto found = all ? read.prices : prices_of(read, model_.text(), on_.text());
    if (model_.text().empty()) say_refused(read.report, at.err);
    output_.deliver({file_.text()}, format ? render(price_list_table(read, found), *format) : to_json(read, found),
                    at.out);
    return done;
  }

  TextOption file_{app(), "FILE", "", "File of prices; nothing is fetched"};
  TextOption model_{app(), "--model", "NAME", "Only this model or instance type, or those with this in their names"};
  TextOption on_{app(), "--on", "DATE", "Only prices that hold on this day"};
  OutputOptions output_{app()};
};

}  // namespace

std::unique_ptr<Command> prices_command(CLI::App& app) { return std::make_unique<PricesCommand>(app); }

}  // namespace costmodel
