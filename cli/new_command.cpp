// costmodel new: the few numbers that matter, a commented scenario, and its first table.
#include <costmodel/decide/decision.hpp>
#include <costmodel/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/render/report.hpp>
#include <filesystem>
#include <host.hpp>
#include <istream>
#include <ostream>

namespace costmodel {

namespace {

constexpr int done = 0, nothing_feasible = 1;

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
std::string scenario_text(const std::string& title, const std::vector<std::string>& n) {
  std::string text;
  const auto line = [&](const std::string& words) { text.append(words).append("\n"); };
  line("// A first scenario: a machine of your own against an API that is paid by the token.");
  line("// Every number below counts as assumed until you say where it comes from:");
  line("//   {\"value\": 200, \"range\": [160, 275], \"grade\": \"measured\", \"n\": 5, \"source\": \"our_benchmark\", \"date\": \"2026-11-01\"}");
  line("// docs/scenario.md lists every other field; costmodel check FILE says what is wrong.");
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

/// One answer: as given, else as asked, else the fallback. An answer that is no number is asked again.
std::string answered(const NewQuestion& question, const std::optional<std::string>& given, const CliHost& host, std::ostream& out) {
  if (given) {
    number(question.option, *given);
    return *given;
  }
  if (!host.answers) return question.fallback;
  for (std::string line;;) {
    out << question.words << " [" << question.fallback << "]: " << std::flush;
    if (!std::getline(*host.answers, line)) return question.fallback;
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
    if (line.empty()) return question.fallback;
    try {
      number(question.option, line);
      return line;
    } catch (const InvalidInput& refused) {
      out << "  " << refused.problems().front().allowed << '\n';
    }
  }
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
      {"--own-accepted", "Its answers that were accepted", "21"},
      {"--own-judged", "Of how many that were judged", "30"},
      {"--api-usd-per-million-input", "USD per million input tokens of the API", "0.5"},
      {"--api-usd-per-million-output", "USD per million output tokens of the API", "2"},
      {"--api-accepted", "Answers of the API that were accepted", "21"},
      {"--api-judged", "Of how many that were judged", "30"},
  };
  return all;
}

int run_new(const NewScenario& wanted, const CliHost& host, std::ostream& out) {
  if (!wanted.overwrite && std::filesystem::exists(wanted.file))
    throw InvalidInput("file-exists", wanted.file, "a file that is there already", "a new file, or --overwrite");
  std::vector<std::string> answers;
  for (std::size_t i = 0; i < new_questions().size(); ++i)
    answers.push_back(answered(new_questions()[i], wanted.numbers[i], host, out));
  const std::string text = scenario_text(wanted.title.value_or("A machine of our own against an API"), answers);
  const Scenario scenario = parse_scenario(text);
  const Decision decision = decide(scenario, {}, {.draws = 1024});
  write_files({{wanted.file, text}});
  const Report costs = cost_report(scenario, decision.paths, decision.paths_packed);
  out << render(costs, Format::text) << '\n' << render(placement_table(decision), Format::text) << "\nWritten: " << wanted.file
      << "\nNext:    costmodel report " << wanted.file << " -o report\n"
      << std::flush;
  return decision.path ? done : nothing_feasible;
}

}  // namespace costmodel
