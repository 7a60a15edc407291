// Evaluations in lines or in rates: OpenAI evals and lm-evaluation-harness.
#include <unordered_set>

#include "base/number_text.hpp"
#include "import/judging.hpp"

namespace costmodel::import {

namespace {

/// What an item is called: by its id, or by its line where it has none.
std::string item_of(const Record& record, std::string_view pointer) {
  std::string id = text_at(record.value, pointer);
  return id.empty() ? "line " + std::to_string(record.line) : id;
}

}  // namespace

// --- OpenAI evals: events in lines; the final report may stand before them ---

Told read_openai_evals(Judging& judging) {
  Reading& reading = judging.reading();
  Told told;
  std::unordered_set<std::string> sampled, judged;
  std::string path, judge;
  std::optional<double> reported;
  std::uint64_t matches = 0, correct = 0, others = 0;
  const auto start = [&] { judging.clear(), sampled.clear(), judged.clear(), matches = correct = others = 0; };
  const Selection selection{{"/spec/completion_fns/*", "/spec/eval_name", "/spec/created_at", "/type", "/sample_id",
                             "/data/correct", "/data/choice", "/data/score", "/final_report/accuracy"},
                            "/",
                            &reading.broken_off,
                            &reading.money};
  const auto read = read_json(*reading.input, selection, start, [&](Record&& record) {
    const Json& line = record.value;
    if (const Json* spec = found_at(line, "/spec")) {
      path = text_at(*spec, "/completion_fns/0");
      judge = text_at(*spec, "/eval_name");
      told.origin.date = date_of(text_at(*spec, "/created_at"));
    }
    const Json* accuracy = found_at(line, "/final_report/accuracy");
    if (accuracy != nullptr && accuracy->is_number()) reported = accuracy->get<double>();
    const std::string type = text_at(line, "/type"), id = item_of(record, "/sample_id");
    if (type == "sampling" && found_at(line, "/sample_id") != nullptr) sampled.insert(id);
    const bool match = type == "match" && found_at(line, "/data/correct") != nullptr;
    const bool graded =
        type == "metrics" && (found_at(line, "/data/score") != nullptr || found_at(line, "/data/choice") != nullptr);
    if (!match && !graded) return;
    judged.insert(id);
    AnswerVerdict verdict = judging.verdict(found_at(line, match ? "/data/correct" : "/data/score"));
    if (graded && verdict == AnswerVerdict::unscored) {
      const std::string choice = text_at(line, "/data/choice");
      verdict = choice == "Y" || choice == "Yes"  ? AnswerVerdict::accepted
                : choice == "N" || choice == "No" ? AnswerVerdict::rejected
                                                  : AnswerVerdict::unscored;
    }
    ++(match ? matches : others);
    if (match && verdict == AnswerVerdict::accepted) ++correct;
    judging.add("", "", id, verdict);
  });
  note_bare_words(reading, read);
  for (const auto& id : sampled)
    if (!judged.contains(id)) judging.add("", "", id, AnswerVerdict::unscored);
  if (sampled.empty() && judged.empty())
    reading.problem("no-rows", "", "no match or metrics events", "events of the samples");
  const double share = matches > 0 ? static_cast<double>(correct) / static_cast<double>(matches) : 0;
  if (reported && matches > 0 && others == 0 && std::abs(*reported - share) > 1e-6) {
    const std::string says = "its final report says an accuracy of " + number_text(*reported);
    if (reading.broken_off)
      reading.note("", says + ", of a log that breaks off here");
    else
      reading.problem(
          "contradiction", "",
          says + ", and its " + std::to_string(matches) + " match events " + number_text(to_twelve_digits(share)),
          "a log whose events give what it reports");
  }
  told.path = path;
  told.judge = told.task = judge;
  return told;
}

// --- lm-evaluation-harness: samples in lines, or rates with their standard errors ---

Told read_lm_eval_samples(Judging& judging) {
  Reading& reading = judging.reading();
  const bool list = reading.input->head().find_first_not_of(" \t\r\n") != std::string_view::npos &&
                    reading.input->head()[reading.input->head().find_first_not_of(" \t\r\n")] == '[';
  const std::string item = list ? "/*" : "";
  const Selection selection{{item + "/*", item + "/metrics/*"}, list ? "/*" : "/", &reading.broken_off, &reading.money};
  const auto read = read_json(
      *reading.input, selection, [&] { judging.clear(), reading.money.clear(); },
      [&](Record&& record) {
        const Json& sample = record.value;
        const std::string id = item_of(record, "/doc_id"), filter = text_at(sample, "/filter");
        std::vector<std::string> metrics;
        if (const Json* named = found_at(sample, "/metrics"); named != nullptr && named->is_array())
          for (const auto& metric : *named)
            if (metric.is_string()) metrics.push_back(metric.get<std::string>());
        if (metrics.empty()) metrics = {"acc", "exact_match", "acc_norm"};
        Json others = sample;
        for (const auto& metric : metrics)
          if (others.is_object()) others.erase(metric);
        add_money(reading.money, others, record.pointer);
        for (const auto& metric : metrics) {
          const Json* value = found_at(sample, "/" + pointer_part(metric));
          if (value == nullptr && found_at(sample, "/metrics") == nullptr) continue;
          judging.add("", filter.empty() ? metric : metric + "," + filter, id, judging.verdict(value));
        }
      });
  note_bare_words(reading, read);
  reading.note("", "samples do not name model and task; their results file does");
  return {};
}

namespace {

/// A rate of 0/1 outcomes shows itself: times n it is whole, and its standard error is that of such outcomes.
void lm_eval_rate(Judging& judging, const Part& task, const std::string& name, const std::string& metric,
                  const std::string& filter, double n) {
  Reading& reading = judging.reading();
  const std::string key = metric + "," + filter, stderr_key = metric + "_stderr," + filter;
  const auto rate = task.number("/" + pointer_part(key));
  const Json* error = task.find("/" + pointer_part(stderr_key));
  if (!rate) return;
  const auto refuse_rate = [&](std::string why) {
    reading.report.refused.push_back(
        {"not-counts", reading.input->at(rate->pointer), std::move(why),
         "a mean of outcomes 0 and 1; the samples file (--log_samples) has them one by one"});
    ++reading.report.rows_in;
  };
  const double accepted = std::round(rate->value * n);
  if (rate->value > 1 || std::abs(rate->value * n - accepted) > 1e-6 * std::max(1.0, n))
    return refuse_rate("a rate that is no whole number of " + std::to_string(std::lround(n)));
  if (error == nullptr || !error->is_number())
    return refuse_rate("a rate without a standard error, which may be any score");
  const double expected = n > 1 ? std::sqrt(rate->value * (1 - rate->value) / (n - 1)) : 0;
  if (std::abs(error->get<double>() - expected) > 1e-3 * expected + 1e-12)
    return refuse_rate("a rate whose standard error is not that of outcomes 0 and 1");
  judging.add(name, key, "", AnswerVerdict::accepted, static_cast<std::uint64_t>(accepted));
  judging.add(name, key, "", AnswerVerdict::rejected, static_cast<std::uint64_t>(n - accepted));
  reading.report.derived.push_back({reading.input->at(rate->pointer), "accepted = rate × effective samples"});
}

}  // namespace

Told read_lm_eval_results(Judging& judging) {
  Reading& reading = judging.reading();
  const Json document = read_document(*reading.input);
  const Part file(document, "", reading);
  const Json* results = file.find("/results");
  if (results == nullptr || !results->is_object()) {
    reading.problem("wrong-type", "/results", results != nullptr ? shown(*results) : "nothing", "an object");
    return {};
  }
  std::uint64_t refused = 0;
  for (const auto& [name, values] : results->items()) {
    const std::string place = "/results/" + pointer_part(name);
    const auto n = file.number("/n-samples/" + pointer_part(name) + "/effective");
    if (!n || n->value < 1 || n->value > 1e9 || !values.is_object()) {
      reading.report.refused.push_back({"missing-key",
                                        reading.input->at("/n-samples/" + pointer_part(name) + "/effective"),
                                        "no number of samples", "how many samples the rates are of"});
      continue;
    }
    const Part task(values, place, reading);
    for (const auto& [key, value] : values.items()) {
      const auto comma = key.find(',');
      if (comma == std::string::npos || key.substr(0, comma).ends_with("_stderr") || !value.is_number()) continue;
      const auto before = reading.report.refused.size();
      lm_eval_rate(judging, task, name, key.substr(0, comma), key.substr(comma + 1), n->value);
      refused += reading.report.refused.size() - before;
    }
  }
  add_money(reading.money, document, "");
  Told told;
  told.origin.tool_version = file.text("/lm_eval_version");
  told.origin.pointer = "/results";
  if (const auto date = file.find("/date"); date != nullptr && date->is_number())
    told.origin.date = date_of_unix(date->get<double>());
  told.path = file.text("/model_name");
  reading.report.rows_in = refused;
  return told;
}

}  // namespace costmodel::import
