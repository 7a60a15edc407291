// Evaluations of services and of published judges: MT-bench's judgments, Langfuse's scores.
#include "import/judging.hpp"
#include "import/words.hpp"

namespace costmodel::import {

// --- MT-bench: one score of 1 to 10 for each question and turn; -1 where the judge's words had none ---

Told read_mt_bench(Judging& judging) {
  Reading& reading = judging.reading();
  if (!judging.options().threshold)
    reading.problem("missing-threshold", "", "scores from 1 to 10 without a threshold",
                    "a threshold from which a score is accepted, such as --threshold 7");
  bool pairs = false;
  const Selection selection{{"/question_id", "/model", "/judge/**", "/score", "/turn", "/g1_winner"},
                            "/",
                            &reading.broken_off,
                            &reading.money};
  const auto read = read_json(
      *reading.input, selection, [&] { judging.clear(); },
      [&](Record&& record) {
        const Json& line = record.value;
        pairs = pairs || found_at(line, "/g1_winner") != nullptr;
        if (pairs || !judging.options().threshold) return;
        std::string judge = text_at(line, "/judge/0");
        if (const std::string prompt = text_at(line, "/judge/1"); !prompt.empty()) judge += " " + prompt;
        if (judge.empty()) judge = text_at(line, "/judge");
        const Json* score = found_at(line, "/score");
        const bool failed = score == nullptr || !score->is_number() || score->get<double>() < 0;
        judging.add(text_at(line, "/model"), judge, text_at(line, "/question_id") + " turn " + text_at(line, "/turn"),
                    failed ? AnswerVerdict::errored : judging.verdict(score));
      });
  note_bare_words(reading, read);
  if (pairs)
    reading.problem("wrong-format", "", "judgments of pairs, which say who is better and not what is acceptable",
                    "judgments of single answers (gen_judgment.py --mode single)");
  Told told;
  told.task = "MT-bench";
  return told;
}

// --- Langfuse: scores of traces and observations, by name ---

namespace {

void langfuse_score(Judging& judging, const Json& score, std::uint64_t line) {
  Reading& reading = judging.reading();
  std::string item = text_at(score, "/observationId");
  if (item.empty()) item = text_at(score, "/traceId");
  const std::string type = text_at(score, "/dataType"), name = text_at(score, "/name");
  std::string path = text_at(score, "/trace/name");
  std::optional<AnswerVerdict> verdict;
  if (type == "CATEGORICAL" || type == "BOOLEAN") {
    std::string word = text_at(score, "/stringValue");
    if (word.empty()) word = text_at(score, "/value");
    verdict = verdict_in(word, judging);
  } else {
    verdict = judging.verdict(found_at(score, "/value"));
  }
  if (item.empty() || !verdict)
    reading.report.refused.push_back(
        {"wrong-type", reading.input->at_line(line),
         item.empty() ? "a score of no trace" : '"' + plain::shortened(text_at(score, "/stringValue"), 40) + '"',
         "a traceId, and a value that is a yes or a no, or a number with a threshold"});
  else
    judging.add(path, name, item, *verdict);
}

}  // namespace

Told read_langfuse(Judging& judging) {
  Reading& reading = judging.reading();
  const std::string_view head = reading.input->head();
  const auto start = head.find_first_not_of(" \t\r\n");
  const bool list = start != std::string_view::npos && head[start] == '[';
  const bool page = !list && head.find("\"data\"") != std::string_view::npos;
  const std::string at = list ? "/*" : page ? "/data/*" : "";
  Selection selection{{}, at.empty() ? "/" : at, &reading.broken_off, &reading.money};
  for (const char* key : {"/observationId", "/traceId", "/dataType", "/name", "/stringValue", "/value", "/trace/name"})
    selection.keep.push_back(at + key);
  const auto read = read_json(
      *reading.input, selection, [&] { judging.clear(); },
      [&](Record&& record) { langfuse_score(judging, record.value, record.line); });
  note_bare_words(reading, read);
  reading.note("", "scores do not name the model; the traces do");
  Told told;
  told.origin.pointer = page ? "/data" : "";
  return told;
}

}  // namespace costmodel::import
