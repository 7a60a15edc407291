#include <algorithm>
#include <cmath>
#include <commands.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/render/horizon.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <new_scenario.hpp>
#include <new_years.hpp>
#include <optional>
#include <options.hpp>
#include <ostream>

#include "base/number_text.hpp"

namespace costmodel {

namespace {

constexpr std::size_t month_of_own = 4;  ///< the question of what a machine of one's own takes

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

/// A line that somebody wrote, as a number that `check` does not refuse: a person is asked again, a pipe is refused.
/// Nothing where nothing was written.
std::optional<double> asked_for(const CliHost& host, std::ostream& out, const std::string& option,
                                const std::string& words, const std::string& fallback,
                                const std::function<void(double)>& check) {
  if (!host.answers) return {};
  for (std::string line;;) {
    if (host.interactive) out << words << " [" << fallback << "]: " << std::flush;
    if (!std::getline(*host.answers, line)) return {};
    line = trimmed(line);
    if (line.empty()) return {};
    try {
      const double value = written_number(option, line);
      check(value);
      return value;
    } catch (const InvalidInput& refused) {
      const Problem& problem = refused.problems().front();
      if (!host.interactive)
        throw InvalidInput(problem.id, words + " (" + option + ")", problem.found, problem.allowed);
      out << "  " << problem.found << ": needs " << problem.allowed << '\n';
    }
  }
}

/// What nobody answered, as lines.
std::vector<std::string> assumed_lines(const Answers& answers, bool bought) {
  std::vector<std::string> lines;
  for (const std::size_t i : answers.assumed) {
    if (bought && i == month_of_own) continue;  // its price was asked for
    const NewQuestion& question = new_questions()[i];
    lines.push_back(question.words + std::string(": ") + answers.numbers[i] + " (" + question.option + ")");
  }
  return lines;
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
    NewYears years = years_.given();
    Answers answers;
    for (const auto& number : numbers_)
      answer(answers, number->given() ? std::optional(number->text()) : std::nullopt, at.host, at.out);
    std::optional<double> beside;  // as an option it is what a machine that is bought takes beside its price
    if (numbers_[month_of_own]->given()) beside = written_number("--own-usd-per-month", answers.numbers[month_of_own]);
    years = years_.asked(
        years, [&](const auto&... question) { return asked_for(at.host, at.out, question...); }, beside);
    std::vector<std::string> assumed = assumed_lines(answers, years.asked);
    for (auto& words : assumed_lines(years)) assumed.push_back(std::move(words));
    const std::string title = title_.given() ? title_.text() : "A machine of our own against an API";
    const auto text_of = [&](const NewYears& one) { return scenario_text(title, answers.numbers, assumed, one); };
    check_years(years, text_of);
    const std::string text = text_of(years);
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

  YearsOptions years_{app()};
  TextOption output_{app(), "-o,--output", "FILE", "Scenario file to write (my_scenario.json)", "my_scenario.json"};
  TextOption title_{app(), "--title", "TEXT", "Title of the scenario"};
  FlagOption overwrite_{app(), "--overwrite", "Replace a file that is there"};
  std::vector<std::unique_ptr<TextOption>> numbers_;  // in the order of the questions
};

}  // namespace

std::unique_ptr<Command> new_command(CLI::App& app) { return std::make_unique<NewCommand>(app); }

}  // namespace costmodel
