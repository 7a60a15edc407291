// Evaluation logs that are one JSON document with a long list in it: Inspect, promptfoo, DeepEval.
#include "import/judging.hpp"

namespace costmodel::import {

namespace {

/// An id that may be a number or a text.
std::string id_of(const Json* value, std::uint64_t otherwise) {
  if (value == nullptr) return std::to_string(otherwise);
  return value->is_string() ? value->get<std::string>() : value->dump();
}

bool is_true(const Json* value) { return value != nullptr && *value == true; }

}  // namespace

// --- Inspect: "C" correct, "I" incorrect, "P" partially, "N" no answer; or a number or truth value ---

namespace {

AnswerVerdict inspect_verdict(const Json* value, Judging& judging, std::uint64_t& partial) {
  if (value == nullptr || !value->is_string()) return judging.verdict(value);
  if (*value == "C") return AnswerVerdict::accepted;
  if (*value == "I" || *value == "N") return AnswerVerdict::rejected;
  if (*value != "P") return AnswerVerdict::unscored;
  ++partial;
  const auto& threshold = judging.options().threshold;
  return threshold && *threshold <= 0.5 ? AnswerVerdict::accepted : AnswerVerdict::rejected;
}

/// Refuses a log that did not come to its end, or was taken back.
void check_inspect(const Json& log, Reading& reading, std::uint64_t samples) {
  const std::string status = text_at(log, "/status"), version = text_at(log, "/version");
  if (version != "2") reading.problem("wrong-version", "/version", version.empty() ? "nothing" : version, "2");
  if (status != "success")
    reading.problem("unfinished", "/status", '"' + plain::shortened(status, 40) + '"', "\"success\"");
  if (is_true(found_at(log, "/invalidated")))
    reading.problem("unfinished", "/invalidated", "true", "a log that was not taken back");
  if (samples == 0)
    reading.problem("no-rows", "/samples", "no samples",
                    "a log with its samples: inspect log convert --to json, not --header-only");
  const std::string total = text_at(log, "/results/total_samples"),
                    completed = text_at(log, "/results/completed_samples");
  if (!total.empty() && total != completed)
    reading.note("/results/completed_samples",
                 plain::shortened(completed, 20) + " of " + plain::shortened(total, 20) + " samples were completed");
}

}  // namespace

Told read_inspect(Judging& judging) {
  Reading& reading = judging.reading();
  std::uint64_t partial = 0, samples = 0;
  struct Row {
    std::string id;
    std::string scorer;
    AnswerVerdict verdict;
  };
  std::vector<Row> failed;  // samples without scores: they are errored under every scorer
  const Selection selection{
      {"/version", "/status", "/invalidated", "/eval/task", "/eval/model", "/eval/created", "/eval/packages/inspect_ai",
       "/results/total_samples", "/results/completed_samples", "/samples/*/id", "/samples/*/error/message",
       "/samples/*/scores/*/value", "/samples/*/output/usage/input_tokens", "/samples/*/output/usage/output_tokens"},
      "/samples/*",
      nullptr,
      &reading.money};
  std::vector<std::string> scorers;
  const auto start = [&] { judging.clear(), partial = samples = 0, failed.clear(), scorers.clear(); };
  const auto read = read_json(*reading.input, selection, start, [&](Record&& record) {
    ++samples;
    const std::string id = id_of(found_at(record.value, "/id"), samples);
    if (const Json* usage = found_at(record.value, "/output/usage"))
      judging.tokens("", found_at(*usage, "/input_tokens"), found_at(*usage, "/output_tokens"),
                     record.pointer + "/output/usage");
    const Json* scores = found_at(record.value, "/scores");
    if (found_at(record.value, "/error") != nullptr || scores == nullptr || !scores->is_object() || scores->empty()) {
      failed.push_back(
          {id, "", found_at(record.value, "/error") != nullptr ? AnswerVerdict::errored : AnswerVerdict::unscored});
      return;
    }
    for (const auto& [scorer, score] : scores->items()) {
      judging.add("", scorer, id, inspect_verdict(found_at(score, "/value"), judging, partial));
      if (std::find(scorers.begin(), scorers.end(), scorer) == scorers.end() && scorers.size() < 1000)
        scorers.push_back(scorer);
    }
  });
  if (scorers.empty() && !failed.empty()) scorers.emplace_back();
  for (const auto& scorer : scorers)
    for (const auto& row : failed) judging.add("", scorer, row.id, row.verdict);
  note_bare_words(reading, read);
  const Json& log = read.documents.front();
  check_inspect(log, reading, samples);
  if (partial > 0)
    reading.note("/samples",
                 std::to_string(partial) +
                     " partly correct answers count as not accepted, unless a threshold of at most 0.5 is given");
  Told told{.task = text_at(log, "/eval/task")};
  told.origin.tool_version = text_at(log, "/eval/packages/inspect_ai");
  told.origin.schema_version = text_at(log, "/version");
  told.origin.date = date_of(text_at(log, "/eval/created"));
  told.origin.pointer = "/samples";
  told.path = text_at(log, "/eval/model");
  return told;
}

// --- promptfoo: an error is no rejection ---

Told read_promptfoo(Judging& judging) {
  Reading& reading = judging.reading();
  std::uint64_t rows = 0;
  VerdictCounts counts;
  const Selection selection{
      {"/results/version", "/results/timestamp", "/results/stats/*", "/results/results/*/success",
       "/results/results/*/failureReason", "/results/results/*/promptIdx", "/results/results/*/testIdx",
       "/results/results/*/provider/id", "/results/results/*/gradingResult/pass",
       "/results/results/*/response/tokenUsage/*", "/config/description"},
      "/results/results/*",
      nullptr,
      &reading.money};
  const auto start = [&] { judging.clear(), rows = 0, counts = {}; };
  const auto read = read_json(*reading.input, selection, start, [&](Record&& record) {
    const Json& row = record.value;
    const std::string prompt = text_at(row, "/promptIdx");
    std::string path = text_at(row, "/provider/id");
    if (!prompt.empty()) path += " prompt " + prompt;
    const Json* success = found_at(row, "/success");
    const std::string reason = text_at(row, "/failureReason");
    AnswerVerdict verdict = verdict_of(success, {});
    if (verdict == AnswerVerdict::rejected &&
        (reason == "2" || (reason.empty() && found_at(row, "/gradingResult/pass") == nullptr)))
      verdict = AnswerVerdict::errored;
    ++(verdict == AnswerVerdict::accepted   ? counts.accepted
       : verdict == AnswerVerdict::rejected ? counts.rejected
       : verdict == AnswerVerdict::errored  ? counts.errored
                                            : counts.unscored);
    judging.add(path, "assertions", id_of(found_at(row, "/testIdx"), rows++), verdict);
    judging.tokens(path, found_at(row, "/response/tokenUsage/prompt"), found_at(row, "/response/tokenUsage/completion"),
                   record.pointer + "/response/tokenUsage");
  });
  note_bare_words(reading, read);
  const Json& log = read.documents.front();
  const std::string version = text_at(log, "/results/version");
  if (version != "3") reading.problem("wrong-version", "/results/version", version.empty() ? "nothing" : version, "3");
  for (const auto& [key, count] : {std::pair{"/results/stats/successes", counts.accepted},
                                   {"/results/stats/failures", counts.rejected},
                                   {"/results/stats/errors", counts.errored}})
    if (const std::string stated = text_at(log, key); !stated.empty() && stated != std::to_string(count))
      reading.note(key, "says " + plain::shortened(stated, 20) + ", and the rows say " + std::to_string(count));
  Told told{.task = text_at(log, "/config/description")};
  told.origin.schema_version = version;
  told.origin.date = date_of(text_at(log, "/results/timestamp"));
  told.origin.pointer = "/results/results";
  return told;
}

// --- DeepEval: a metric is a judge, and what it costs is in the file ---

Told read_deepeval(Judging& judging) {
  Reading& reading = judging.reading();
  std::uint64_t rows = 0;
  Selection selection{{}, "/testCases/*", nullptr, &reading.money};
  const bool snake = reading.input->head().find("\"test_results\"") != std::string_view::npos;
  const std::string list = snake ? "/test_results/*" : "/testCases/*", metrics = snake ? "metrics_data" : "metricsData";
  selection.records = list;
  for (const std::string& key : {std::string("/name"), std::string("/success"), "/" + metrics + "/*/*"})
    selection.keep.push_back(list + key);
  const auto start = [&] { judging.clear(), rows = 0; };
  const auto read = read_json(*reading.input, selection, start, [&](Record&& record) {
    ++rows;
    const Json* data = found_at(record.value, "/" + metrics);
    std::string id = text_at(record.value, "/name");
    if (id.empty()) id = std::to_string(rows);
    if (data == nullptr || !data->is_array() || data->empty()) {
      judging.add("", "test case", id, verdict_of(found_at(record.value, "/success"), {}));
      return;
    }
    for (std::size_t i = 0; i < data->size(); ++i) {
      const Json& metric = (*data)[i];
      std::string judge = text_at(metric, "/name");
      const std::string model = text_at(metric, snake ? "/evaluation_model" : "/evaluationModel");
      if (!model.empty()) judge += " by " + model;
      const Json* error = found_at(metric, "/error");
      const bool failed = error != nullptr && !(error->is_string() && error->get_ref<const std::string&>().empty());
      judging.add("", judge, id, failed ? AnswerVerdict::errored : verdict_of(found_at(metric, "/success"), {}));
      const Json* cost = found_at(metric, snake ? "/evaluation_cost" : "/evaluationCost");
      if (cost != nullptr && cost->is_number())
        judging.judge_cost("", judge, cost->get<double>(),
                           record.pointer + "/" + metrics + "/" + std::to_string(i) +
                               (snake ? "/evaluation_cost" : "/evaluationCost"));
    }
  });
  note_bare_words(reading, read);
  if (rows == 0) reading.problem("no-rows", list.substr(0, list.size() - 2), "no test cases", "a list of test cases");
  Told told;
  told.origin.pointer = list.substr(0, list.size() - 2);
  return told;
}

}  // namespace costmodel::import
