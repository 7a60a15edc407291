#include <new_scenario.hpp>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <text_options.hpp>

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

double plain_number(const std::string& text) { return number("", text); }

/// The number that was said, or one that is assumed, with its range.
std::string number_or_range(const std::optional<double>& said, const char* assumed) {
  return said ? number_text(*said) : assumed;
}

}  // namespace

std::string scenario_text(const std::string& title, const std::vector<std::string>& n,
                          const std::vector<std::string>& assumed, const NewYears& years) {
  std::string text;
  const auto line = [&](const std::string& words) { text.append(words).append("\n"); };
  line("// A first scenario: a machine of your own against an API that is paid by the token.");
  line("// Every number below counts as assumed until you say where it comes from:");
  line(
      "//   {\"value\": 200, \"range\": [160, 275], \"grade\": \"measured\", \"n\": 5, \"source\": \"our_benchmark\", "
      "\"date\": \"2026-11-01\"}");
  line("// docs/scenario.md lists every other field; costmodel check FILE says what is wrong.");
  if (!assumed.empty()) line("// Nobody said these, they are examples:");
  for (const auto& words : assumed) line("//   " + words);
  line("{");
  line("  \"costmodel\": 1,");
  line("  \"title\": " + quoted(title) + ",");
  line(
      "  // Answers that pass your quality gate, a month. Every path has to deliver as many, however often it has to "
      "try.");
  line("  \"demand\": {\"accepted_answers_per_month\": " + n[0] + ", \"arrivals\": \"poisson\"},");
  line("  // Tokens of one attempt; thinking tokens are output.");
  line("  \"workload\": {\"input_tokens_per_answer\": " + n[1] + ", \"output_tokens_per_answer\": " + n[2] + "},");
  line("  // What an answer costs you that is rejected, e.g. the minutes of whoever answers instead.");
  line("  \"rejected\": {\"handling\": \"dropped\", \"usd_per_request\": " + n[3] + "},");
  if (years.asked) {
    line(
        "  // Years, not a month: costmodel horizon FILE. The API serves now, and goes on until the machine takes "
        "over.");
    line("  \"horizon\": {");
    line("    \"months\": " + number_text(years.months) + ", \"now\": \"api\",");
    line("    \"discount_rate_per_year\": " +
         number_or_range(years.discount_rate, "{\"value\": 0.08, \"range\": [0.04, 0.12], \"grade\": \"assumed\"}") +
         ",");
    line("    \"growth_per_month\": " +
         number_or_range(years.growth_per_month, "{\"value\": 0.04, \"range\": [0, 0.08], \"grade\": \"assumed\"}"));
    line("  },");
  }
  line("  \"paths\": [");
  line("    {");
  line("      \"id\": \"own\", \"name\": \"A machine of my own\",");
  if (years.asked) {
    const double costs = years.price_usd.value_or(3999);
    const std::string price = number_text(costs), resale = number_text(std::round(costs / 4));
    line("      // Bought, sold for residual_usd after its life, and beside that a month of power and space.");
    line("      \"pricing\": {\"kind\": \"fixed_amortized\", \"price_usd\": " + price +
         ", \"residual_usd\": " + resale + ", \"life_months\": 36,");
    line("                  \"discount_rate_per_year\": 0.08, \"flat_usd_per_month\": " +
         number_text(years.beside_usd.value_or(20)) + "},");
    line(
        "      // What a machine bought later costs: -0.25 means 25 % less each year. The days from order to service.");
    line(
        "      \"over_time\": {\"price_change_per_year\": {\"value\": 0, \"range\": [-0.25, 0.25], \"grade\": "
        "\"assumed\"}},");
    line("      \"access\": {\"lead_time_days\": 0},");
  } else {
    line(
        "      // Its month, idle or busy: amortization, power, space. price_usd, life_months and idle_watts work it "
        "out "
        "for you.");
    line("      \"pricing\": {\"kind\": \"fixed_amortized\", \"flat_usd_per_month\": " + n[4] + "},");
  }
  line(
      "      // As measured, all streams together, at the load that you will really give it. More points make a "
      "curve.");
  line("      \"throughput\": {\"points\": [{\"concurrency\": " + n[5] + ", \"output_tokens_per_second\": " + n[6] +
       "}]},");
  line("      // Attempts that passed the gate, of those that were judged.");
  line("      \"acceptance\": {\"accepted\": " + n[7] + ", \"of\": " + n[8] + "},");
  line("      \"layers\": {\"0\": {\"run_by\": \"me\"}, \"2B\": {\"run_by\": \"me\"}, \"2C\": {\"run_by\": \"me\"}}");
  line("    },");
  line("    {");
  line("      \"id\": \"api\", \"name\": \"An API by the token\",");
  line("      \"pricing\": {\"kind\": \"per_token\", \"usd_per_million_input_tokens\": " + n[9] +
       ", \"usd_per_million_output_tokens\": " + n[10] + "},");
  if (years.asked)
    line("      \"over_time\": {\"price_change_per_year\": " +
         number_or_range(years.api_price_change, "{\"value\": -0.25, \"range\": [-0.5, 0], \"grade\": \"assumed\"}") +
         "},");
  line("      \"acceptance\": {\"accepted\": " + n[11] + ", \"of\": " + n[12] + "},");
  line(
      "      \"layers\": {\"0\": {\"run_by\": \"provider\"}, \"2B\": {\"run_by\": \"provider\"}, \"2C\": {\"run_by\": "
      "\"provider\"}}");
  line("    }");
  line("  ]");
  line("}");
  return text;
}

const std::vector<NewQuestion>& new_questions() {
  static const std::vector<NewQuestion> all{
      {"--demand", "Accepted answers a month", "20000"},
      {"--input-tokens", "Input tokens of one attempt", "2000"},
      {"--output-tokens", "Output tokens of one attempt", "300"},
      {"--reject-usd", "USD that a rejected answer costs you", "0"},
      {"--own-usd-per-month", "USD a month for the machine of your own", "200"},
      {"--own-concurrency", "Requests in flight when that machine was measured", "1"},
      {"--own-tokens-per-second", "Output tokens a second that it then made, over all streams", "14"},
      {"--own-accepted", "Answers of that machine that were accepted", "21", true},
      {"--own-judged", "Answers of that machine that were judged", "30", true, true},
      {"--api-usd-per-million-input", "USD per million input tokens of the API", "0.5"},
      {"--api-usd-per-million-output", "USD per million output tokens of the API", "2"},
      {"--api-accepted", "Answers of the API that were accepted", "21", true},
      {"--api-judged", "Answers of the API that were judged", "30", true, true},
  };
  return all;
}

void Answers::take(double value) {
  const NewQuestion& question = new_questions()[numbers.size()];
  if (question.counts && value != std::floor(value))
    throw InvalidInput("bad-counts", question.option, number_text(value), "a whole number: how many, not what share");
  std::vector<std::string> trial = numbers;
  trial.push_back(number_text(value));
  if (question.judged && value < plain_number(numbers.back()))
    throw InvalidInput("bad-counts", question.option, number_text(value),
                       "at least the " + numbers.back() + " that were accepted of them");
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

void Answers::assume() {
  assumed.push_back(numbers.size());
  const NewQuestion& question = new_questions()[numbers.size()];
  const bool below = question.judged && plain_number(numbers.back()) > plain_number(question.fallback);
  numbers.push_back(below ? numbers.back() : question.fallback);
}

}  // namespace costmodel
