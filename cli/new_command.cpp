// costmodel new: the few numbers that matter, a commented scenario, and its first table.
#include <charconv>
#include <cmath>
#include <costmodel/decide/decision.hpp>
#include <costmodel/base/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <host.hpp>
#include <istream>
#include <ostream>
#include <outputs.hpp>

#include "base/number_text.hpp"

namespace costmodel {

namespace {


/// Text inside a JSON string.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + '"';
}

/// The scenario's text; `N` takes the answers in the order of the questions.
std::string scenario_text(const std::string& title, const std::vector<std::string>& n, const std::vector<std::string>& assumed = {}) {
  std::string text;
  const auto line = [&](const std::string& words) { text.append(words).append("\n"); };
  line("// A first scenario: a machine of your own against an API that is paid by the token.");
  line("// Every number below counts as assumed until you say where it comes from:");
  line("//   {\"value\": 200, \"range\": [160, 275], \"grade\": \"measured\", \"n\": 5, \"source\": \"our_benchmark\", \"date\": \"2026-11-01\"}");
  line("// docs/scenario.md lists every other field; costmodel check FILE says what is wrong.");
  if (!assumed.empty()) line("// Nobody said these, they are examples:");
  for (const auto& words : assumed) line("//   " + words);
  line("{");
  line("  \"costmodel\": 1,");
  line("  \"title\": " + quoted(title) + ",");
  line("  // Answers that pass your quality gate, a month. Every path has to deliver as many, however often it has to try.");
  line("  \"demand\": {\"accepted_answers_per_month\": " + n[0] + ", \"arrivals\": \"poisson\"},");
  line("  // Tokens of one attempt; thinking tokens are output.");
  line("  \"workload\": {\"input_tokens_per_answer\": " + n[1] + ", \"output_tokens_per_answer\": " + n[2] + "},");
  line("  // What an answer costs you that is rejected, e.g. the minutes of whoever answers instead.");
  line("  \"rejected\": {\"handling\": \"dropped\", \"usd_per_request\": " + n[3] + "},");
  line("  \"paths\": [");
  line("    {");
  line("      \"id\": \"own\", \"name\": \"A machine of my own\",");
  line("      // Its month, idle or busy: amortization, power, space. price_usd, life_months and idle_watts work it out for you.");
  line("      \"pricing\": {\"kind\": \"fixed_amortized\", \"flat_usd_per_month\": " + n[4] + "},");
  line("      // As measured, all streams together, at the load that you will really give it. More points make a curve.");
  line("      \"throughput\": {\"points\": [{\"concurrency\": " + n[5] + ", \"output_tokens_per_second\": " + n[6] + "}]},");
  line("      // Attempts that passed the gate, of those that were judged.");
  line("      \"acceptance\": {\"accepted\": " + n[7] + ", \"of\": " + n[8] + "},");
  line("      \"layers\": {\"0\": {\"run_by\": \"me\"}, \"2B\": {\"run_by\": \"me\"}, \"2C\": {\"run_by\": \"me\"}}");
  line("    },");
  line("    {");
  line("      \"id\": \"api\", \"name\": \"An API by the token\",");
  line("      \"pricing\": {\"kind\": \"per_token\", \"usd_per_million_input_tokens\": " + n[9] + ", \"usd_per_million_output_tokens\": " + n[10] + "},");
  line("      \"acceptance\": {\"accepted\": " + n[11] + ", \"of\": " + n[12] + "},");
  line("      \"layers\": {\"0\": {\"run_by\": \"provider\"}, \"2B\": {\"run_by\": \"provider\"}, \"2C\": {\"run_by\": \"provider\"}}");
  line("    }");
  line("  ]");
  line("}");
  return text;
}

/// Digits in groups of three after the first, as in 40,000; false for 1,5 and 4,0000.
bool is_grouped(std::string_view text) {
  const auto whole = text.substr(0, text.find('.'));
  const auto first = whole.find(',');
  if (first == std::string_view::npos) return true;
  if (first == 0 || first > 3 || text.substr(whole.size()).find(',') != std::string_view::npos) return false;
  for (std::size_t i = first; i < whole.size(); i += 4)
    if (whole[i] != ',' || i + 4 > whole.size() || whole.substr(i + 1, 3).find(',') != std::string_view::npos) return false;
  return true;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

double plain_number(const std::string& text) { return number("", text); }

/// The text of a scenario in which the first answers are given and the rest is assumed.
struct Answers {
  std::vector<std::string> numbers{};
  std::vector<std::size_t> assumed{};  ///< questions that nobody answered

  /// Takes the next answer, or throws InvalidInput: what the scenario says of it with this number in its place.
  void take(double value) {
    const NewQuestion& question = new_questions()[numbers.size()];
    if (question.counts && value != std::floor(value))
      throw InvalidInput("bad-counts", question.option, number_text(value), "a whole number: how many, not what share");
    std::vector<std::string> trial = numbers;
    trial.push_back(number_text(value));
    if (question.judged && value < plain_number(numbers.back()))
      throw InvalidInput("bad-counts", question.option, number_text(value), "at least the " + numbers.back() + " that were accepted of them");
    for (std::size_t i = trial.size(); i < new_questions().size(); ++i) {
      const NewQuestion& open = new_questions()[i];
      const bool below = open.judged && plain_number(trial.back()) > plain_number(open.fallback);
      trial.push_back(below ? trial.back() : open.fallback);
    }
    try {
      parse_scenario(scenario_text("trial", trial));
    } catch (const InvalidInput& refused) {
      const Problem& problem = refused.problems().front();
      throw InvalidInput(problem.id, question.option, number_text(value), problem.allowed);
    }
    numbers.push_back(number_text(value));
  }

  void assume() {
    assumed.push_back(numbers.size());
    const NewQuestion& question = new_questions()[numbers.size()];
    const bool below = question.judged && plain_number(numbers.back()) > plain_number(question.fallback);
    numbers.push_back(below ? numbers.back() : question.fallback);
  }
};

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
      if (!host.interactive) throw InvalidInput(problem.id, question.words + std::string(" (") + question.option + ")", problem.found, problem.allowed);
      out << "  " << problem.found << ": needs " << problem.allowed << '\n';
    }
  }
}

/// What nobody answered, as lines.
std::vector<std::string> assumed_lines(const Answers& answers) {
  std::vector<std::string> lines;
  for (const std::size_t i : answers.assumed) lines.push_back(new_questions()[i].words + std::string(": ") + answers.numbers[i] + " (" + new_questions()[i].option + ")");
  return lines;
}

}  // namespace

const std::vector<NewQuestion>& new_questions() {
  static const std::vector<NewQuestion> all{
      {"--demand", "Accepted answers a month", "20000"},
      {"--input-tokens", "Input tokens of one attempt", "2000"},
      {"--output-tokens", "Output tokens of one attempt", "300"},
      {"--reject-usd", "USD that a rejected answer costs you", "0"},
      {"--own-usd-per-month", "USD a month for the machine of your own", "200"},
      {"--own-concurrency", "Requests in flight when it was measured", "1"},
      {"--own-tokens-per-second", "Output tokens a second that it then makes, all streams", "14"},
      {"--own-accepted", "Its answers that were accepted", "21", true},
      {"--own-judged", "Of how many that were judged", "30", true, true},
      {"--api-usd-per-million-input", "USD per million input tokens of the API", "0.5"},
      {"--api-usd-per-million-output", "USD per million output tokens of the API", "2"},
      {"--api-accepted", "Answers of the API that were accepted", "21", true},
      {"--api-judged", "Of how many that were judged", "30", true, true},
  };
  return all;
}

double written_number(const std::string& option, const std::string& text) {
  const std::string whole = trimmed(text);
  std::string bare = whole;
  double factor = 1;
  const auto ends = [&](std::string_view mark, double times) {
    if (!bare.ends_with(mark)) return;
    bare = trimmed(bare.substr(0, bare.size() - mark.size()));
    factor = times;
  };
  if (bare.ends_with('%')) ends("%", 0.01);
  else if (bare.ends_with('k') || bare.ends_with('K')) ends(bare.substr(bare.size() - 1), 1e3);
  else if (bare.ends_with('M')) ends("M", 1e6);
  const bool grouped = is_grouped(bare);
  std::erase_if(bare, [](char c) { return c == ',' || c == '_'; });
  if (bare.starts_with('+')) bare.erase(0, 1);
  double value = 0;
  const auto [end, error] = std::from_chars(bare.data(), bare.data() + bare.size(), value);
  if (!grouped || error != std::errc{} || end != bare.data() + bare.size() || !std::isfinite(value * factor))
    throw InvalidInput("not-a-number", option, '"' + whole + '"', "a number, written as 20000, 20,000, 20k, 0.2 or 20 %");
  return factor < 1 ? value / 100 : value * factor;
}

int run_new(const NewScenario& wanted, const CliHost& host, std::ostream& out) {
  check_file(wanted.file);
  if (!wanted.overwrite && std::filesystem::exists(wanted.file))
    throw InvalidInput("file-exists", wanted.file, "a file that is there already", "a new file, or --overwrite");
  Answers answers;
  for (std::size_t i = 0; i < new_questions().size(); ++i) answer(answers, wanted.numbers[i], host, out);
  const std::vector<std::string> assumed = assumed_lines(answers);
  const std::string text = scenario_text(wanted.title.value_or("A machine of our own against an API"), answers.numbers, assumed);
  const Scenario scenario = parse_scenario(text);
  const Decision decision = decide(scenario, {}, {.draws = 1024});
  write_files({{wanted.file, text}}, {});
  const Report costs = cost_report(scenario, decision.paths, decision.paths_packed);
  out << headline(scenario, decision) << "\n\n" << render(costs, Format::text) << '\n' << render(placement_table(decision), Format::text);
  if (!assumed.empty()) out << "\nAssumed, because nobody said it:\n";
  for (const auto& words : assumed) out << "  " << words << '\n';
  out << "\nWritten: " << wanted.file << "\nNext:    costmodel report " << wanted.file << " -o report\n" << std::flush;
  return decision.path ? done : nothing_feasible;
}

}  // namespace costmodel
