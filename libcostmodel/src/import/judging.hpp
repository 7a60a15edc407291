// Verdicts as they come out of a file: sorted by path and judge, repeated items told apart.
#pragma once

#include <costmodel/import/verdicts.hpp>
#include <map>
#include <optional>
#include <unordered_map>

#include "import/reading.hpp"

namespace costmodel::import {

/// A yes, a no, or neither: 0 and 1, true and false; other numbers by the threshold.
AnswerVerdict verdict_of(const Json* value, const VerdictOptions& options);

/// The text, or the value, at a pointer into one record; empty, or null, where there is none.
inline std::string text_at(const Json& value, std::string_view pointer) {
  Reading none{nullptr};
  return Part(value, "", none).text(pointer);
}
inline const Json* found_at(const Json& value, std::string_view pointer) {
  Reading none{nullptr};
  return Part(value, "", none).find(pointer);
}

/// What a file says of itself.
struct Told {
  Origin origin{};
  std::string task{};
  std::string path{};   ///< where rows do not name one
  std::string judge{};  ///< likewise
};
class Judging {
 public:
  Judging(Reading& reading, const VerdictOptions& options) : reading_(&reading), options_(options) {}

  const VerdictOptions& options() const { return options_; }
  Reading& reading() const { return *reading_; }

  /// The verdict on a value, or on a score; how high scores go is kept, so that a threshold beside them all is named.
  AnswerVerdict verdict(const Json* value);
  AnswerVerdict verdict(double score);

  void clear() { all_.clear(), seen_.clear(), rows_ = 0, tokens_.clear(); }
  void add(const std::string& path, const std::string& judge, std::string item, AnswerVerdict verdict,
           std::uint64_t times = 1);
  /// Tokens of one answer of the path.
  void tokens(const std::string& path, const Json* input, const Json* output, std::string_view pointer);
  void judge_cost(const std::string& path, const std::string& judge, double usd, std::string_view pointer);
  Verdicts& of(const std::string& path, const std::string& judge);

  /// Ends the file: sets what is the same for all, and moves the verdicts out.
  std::vector<Verdicts> take(const Told& told);

 private:
  struct Tokens {
    double input = 0, output = 0, answers = 0;
    std::string pointer{};
  };

  Reading* reading_;
  VerdictOptions options_;
  std::map<std::pair<std::string, std::string>, Verdicts> all_{};
  std::map<std::pair<std::string, std::string>, std::unordered_map<std::string, std::uint32_t>> seen_{};
  std::map<std::string, Tokens, std::less<>> tokens_{};
  std::uint64_t rows_ = 0;
  std::optional<double> least_score_{}, most_score_{};
};

/// Says on which lines a NaN stood, which is no verdict.
inline void note_bare_words(Reading& reading, const ReadJson& read) {
  if (read.bare_words.empty()) return;
  const std::size_t n = read.bare_words.size();
  reading.report.notes.push_back({reading.input->at_line(read.bare_words.front()),
                                  "a bare NaN or Infinity, which JSON does not have, " +
                                      (n > 1 ? "in " + std::to_string(n) + " places: " : std::string("here: ")) +
                                      "as a score it is no verdict"});
}

/// 1, true, yes, accepted; 0, false, no, rejected; "error"; nothing at all is unscored. None for any other word.
std::optional<AnswerVerdict> verdict_in(const std::string& text, Judging& judging);

// One reader for each format: fills `judging`.
Told read_inspect(Judging& judging);
Told read_promptfoo(Judging& judging);
Told read_deepeval(Judging& judging);
Told read_openai_evals(Judging& judging);
Told read_lm_eval_samples(Judging& judging);
Told read_lm_eval_results(Judging& judging);
Told read_mt_bench(Judging& judging);
Told read_langfuse(Judging& judging);
Told read_verdict_table(Judging& judging, EvidenceFormat format);

}  // namespace costmodel::import
