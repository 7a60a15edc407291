#include <algorithm>
#include <cmath>
#include <commands.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/render/horizon.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <istream>
#include <memory>
#include <new_scenario.hpp>
#include <options.hpp>
#include <ostream>

#include "base/number_text.hpp"

namespace costmodel {

namespace {

/// The next answer: as given, else as asked, else assumed.
void answer(Answers& answers, const std::optional<std::string>& given, const CliHost& host, std::ostream& out) {
  const NewQuestion& question = new_questions()[answers.numbers.size()];
  if (given) return answers.take(written_number(question.option, *given));
  if (!host.answers) return answers.assume();
  for (std::string line;;) {
    if (host.interactive) out << question.words << " [" << question.fallback << "]: " << std::flush;
    if (!std::getline(*host.answers, line)) return answers.assume();
    line = trimmed(line);
    if (line.empty()) return answers.assume();
    try {
      return answers.take(written_number(question.option, line));
    } catch (const InvalidInput& refused) {
      const Problem& problem = refused.problems().front();
      if (!host.interactive)
        throw InvalidInput(problem.id, question.words + std::string(" (") + question.option + ")", problem.found,
                           problem.allowed);
      out << "  " << problem.found << ": needs " << problem.allowed << '\n';
    }
  }
}

/// What nobody answered, as lines.
std::vector<std::string> assumed_lines(const Answers& answers) {
  std::vector<std::string> lines;
  for (const std::size_t i : answers.assumed) {
    const NewQuestion& question = new_questions()[i];
    lines.push_back(question.words + std::string(": ") + answers.numbers[i] + " (" + question.option + ")");
  }
  return lines;
}

constexpr std::size_t month_of_own = 4;  ///< the question of it

bool among(const std::vector<std::size_t>& all, std::size_t one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

/// Writes a commented scenario and prints its first table, with what was assumed. A bad answer is refused at once: a
/// person is asked again, from a pipe it is an error that names the question.
class NewCommand final : public Command {
 public:
  explicit NewCommand(CLI::App& parent)
      : Command(parent, "new",
                "Ask for the few numbers that matter, write a commented scenario, and print its first table") {
    for (const auto& question : new_questions())
      numbers_.push_back(std::make_unique<TextOption>(app(), question.option, "N", question.words));
  }

 private:
  int obey(const Surroundings& at) const override {
    const std::string& file = output_.text();
    naming_place("--output", [&] {
      check_file(file);
      if (!overwrite_.given() && std::filesystem::exists(file))
        throw InvalidInput("file-exists", file, "a file that is there already", "a new file, or --overwrite");
    });
    const NewYears years = asked_years();
    Answers answers;
    for (const auto& number : numbers_)
      answer(answers, number->given() ? std::optional(number->text()) : std::nullopt, at.host, at.out);
    // Nobody said what a machine that is bought takes each month beside its price.
    if (years.asked && among(answers.assumed, month_of_own)) answers.numbers[month_of_own] = "20";
    const std::vector<std::string> assumed = assumed_lines(answers);
    const std::string title = title_.given() ? title_.text() : "A machine of our own against an API";
    const std::string text = scenario_text(title, answers.numbers, assumed, years);
    const Scenario scenario = parse_scenario(text);
    const Decision decision = decide(scenario, {}, {.draws = 1024});
    naming_place("--output", [&] { write_files({{file, text}}, {}); });
    const Report costs = cost_report(scenario, decision.paths, decision.paths_packed);
    at.out << headline(scenario, decision) << "\n\n"
           << render(costs, Format::text) << '\n'
           << render(placement_table(decision), Format::text);
    if (!assumed.empty()) at.out << "\nAssumed, because nobody said it:\n";
    for (const auto& words : assumed) at.out << "  " << words << '\n';
    if (decision.horizon)
      at.out << "\nOver " << decision.horizon->months << " months: " << horizon_headline(*decision.horizon) << '\n';
    at.out << "\nWritten: " << file << "\nNext:    costmodel report " << file << " -o report\n" << std::flush;
    return decision.path ? done : nothing_feasible;
  }

  /// Years, where one of their options is given.
  NewYears asked_years() const {
    NewYears years;
    const auto take = [&](const char* name, const TextOption& option, double& value, double low, double high) {
      if (!option.given()) return;
      value = written_number(name, option.text());
      if (!(value >= low && value <= high))
        throw InvalidInput("out-of-range", name, option.text(), number_text(low) + " to " + number_text(high));
      years.asked = true;
    };
    double length = years.months / 12;
    take("--years", years_, length, 0.1, 50);
    years.months = std::round(12 * length);
    take("--growth-per-month", growth_, years.growth_per_month, -0.5, 1);
    take("--own-price-usd", price_, years.price_usd, 1, 1e12);
    return years;
  }

  TextOption years_{app(), "--years", "N", "Ask about years: when is buying the machine right? (3)"};
  TextOption growth_{app(), "--growth-per-month", "G", "Growth of the demand a month over those years (4 %)"};
  TextOption price_{app(), "--own-price-usd", "USD",
                    "Price of the machine over those years (3999); --own-usd-per-month is then power and space alone"};
  TextOption output_{app(), "-o,--output", "FILE", "Scenario file to write (my_scenario.json)", "my_scenario.json"};
  TextOption title_{app(), "--title", "TEXT", "Title of the scenario"};
  FlagOption overwrite_{app(), "--overwrite", "Replace a file that is there"};
  std::vector<std::unique_ptr<TextOption>> numbers_;  // in the order of the questions
};

}  // namespace

std::unique_ptr<Command> new_command(CLI::App& app) { return std::make_unique<NewCommand>(app); }

}  // namespace costmodel
