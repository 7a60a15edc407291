// Verdicts in CSV: one row for each item and judge, rows of counts, and RAGAS's scores.
#include <algorithm>

#include "import/csv_table.hpp"
#include "import/judging.hpp"
#include "import/unread.hpp"
#include "import/words.hpp"

namespace costmodel::import {

std::optional<AnswerVerdict> verdict_in(const std::string& text, Judging& judging) {
  const std::string word = lower(text);
  if (word.empty() || word == "unscored") return AnswerVerdict::unscored;
  for (const std::string_view yes : {"true", "yes", "y", "t", "accepted", "accept", "pass", "passed", "correct", "c"})
    if (word == yes) return AnswerVerdict::accepted;
  for (const std::string_view no : {"false", "no", "n", "f", "rejected", "reject", "fail", "failed", "incorrect", "i"})
    if (word == no) return AnswerVerdict::rejected;
  if (word == "error" || word == "errored" || word == "nan") return AnswerVerdict::errored;
  const auto number = decimal(text);
  if (!number) return {};
  const Json value(*number);
  const AnswerVerdict verdict = judging.verdict(&value);
  return verdict == AnswerVerdict::unscored ? std::nullopt : std::optional(verdict);
}

namespace {

class Columns {
 public:
  explicit Columns(const std::vector<std::string>& names) : names_(names) {}
  std::optional<std::size_t> find(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) return {};
    return static_cast<std::size_t>(found - names_.begin());
  }
  std::string text(const std::vector<std::string>& fields, std::string_view name) const {
    const auto place = find(name);
    return place ? fields[*place] : std::string{};
  }

 private:
  std::vector<std::string> names_;
};

void refuse_row(Reading& reading, std::uint64_t line, std::string id, std::string found, std::string allowed) {
  reading.report.refused.push_back({std::move(id), reading.input->at_line(line), std::move(found), std::move(allowed)});
}

void verdict_row(Judging& judging, const Columns& columns, std::uint64_t line, const std::vector<std::string>& fields) {
  const std::string word = columns.text(fields, "accepted"), item = columns.text(fields, "item_id");
  const auto verdict = verdict_in(word, judging);
  if (!verdict || item.empty())
    return refuse_row(judging.reading(), line, "wrong-type",
                      item.empty() ? "no item_id" : '"' + plain::shortened(word, 40) + '"',
                      "an item_id, and 1 or 0, true or false, yes or no, pass or fail, error, or nothing");
  judging.add(columns.text(fields, "path"), columns.text(fields, "judge"), item, *verdict);
}

void count_row(Judging& judging, const Columns& columns, std::uint64_t line, const std::vector<std::string>& fields) {
  const auto accepted = decimal(columns.text(fields, "accepted")), total = decimal(columns.text(fields, "total"));
  const auto whole = [](const std::optional<double>& n) { return n && *n >= 0 && *n <= 1e12 && *n == std::floor(*n); };
  if (!whole(accepted) || !whole(total) || *accepted > *total || *total == 0)
    return refuse_row(judging.reading(), line, "bad-counts",
                      columns.text(fields, "accepted") + " of " + columns.text(fields, "total"),
                      "whole numbers, accepted at most total, total above 0");
  const std::string path = columns.text(fields, "path"), judge = columns.text(fields, "judge");
  judging.add(path, judge, "", AnswerVerdict::accepted, static_cast<std::uint64_t>(*accepted));
  judging.add(path, judge, "", AnswerVerdict::rejected, static_cast<std::uint64_t>(*total - *accepted));
}

/// Metrics are the columns of numbers between 0 and 1; the others hold questions and answers.
void ragas_row(Judging& judging, const std::vector<std::string>& names, std::uint64_t line,
               const std::vector<std::string>& fields) {
  static const std::vector<std::string_view> texts{
      "",         "user_input",         "question",           "response", "answer", "reference", "ground_truth",
      "contexts", "retrieved_contexts", "reference_contexts", "id"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(texts.begin(), texts.end(), names[i]) != texts.end() || carries_money(names[i])) continue;
    const std::string word = lower(fields[i]);
    const auto score = decimal(fields[i]);
    if (word.empty() || word == "nan")
      judging.add("", names[i], std::to_string(line), AnswerVerdict::errored);
    else if (score && *score >= 0 && *score <= 1 + 1e-9)
      judging.add("", names[i], std::to_string(line), judging.verdict(*score));
    else
      judging.add("", names[i], std::to_string(line), AnswerVerdict::unscored);
  }
}

}  // namespace

Told read_verdict_table(Judging& judging, EvidenceFormat format) {
  Reading& reading = judging.reading();
  if (format == EvidenceFormat::ragas && !judging.options().threshold) {
    reading.problem("missing-threshold", "", "scores without a threshold",
                    "a threshold from which a score is accepted");
    return {};
  }
  std::vector<std::string> names;
  Columns columns({});
  std::uint64_t rows = 0;
  read_table(
      reading,
      [&](const std::vector<std::string>& header) {
        names = header, columns = Columns(header);
        for (const auto& name : header)
          if (carries_money(name))
            reading.note("", "not read: column " + plain::shortened(name, 60) + ", which carries money");
      },
      [&](std::uint64_t line, const std::vector<std::string>& fields) {
        ++rows;
        if (format == EvidenceFormat::ragas)
          ragas_row(judging, names, line, fields);
        else if (format == EvidenceFormat::count_rows)
          count_row(judging, columns, line, fields);
        else
          verdict_row(judging, columns, line, fields);
      });
  if (rows == 0) reading.problem("no-rows", "", "a header alone", "rows");
  return {};
}

}  // namespace costmodel::import
