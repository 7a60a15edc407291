#include <algorithm>
#include <costmodel/import/verdicts.hpp>

#include "base/number_text.hpp"
#include "import/judging.hpp"
#include "import/recognize.hpp"

namespace costmodel {

namespace import {

AnswerVerdict verdict_of(const Json* value, const VerdictOptions& options) {
  if (value == nullptr || value->is_null()) return AnswerVerdict::unscored;
  if (value->is_boolean()) return value->get<bool>() ? AnswerVerdict::accepted : AnswerVerdict::rejected;
  if (!value->is_number()) return AnswerVerdict::unscored;
  const double score = value->get<double>();
  if (options.threshold) return score >= *options.threshold ? AnswerVerdict::accepted : AnswerVerdict::rejected;
  return score == 1 ? AnswerVerdict::accepted : score == 0 ? AnswerVerdict::rejected : AnswerVerdict::unscored;
}

AnswerVerdict Judging::verdict(const Json* value) {
  if (value != nullptr && value->is_number() && options_.threshold) return verdict(value->get<double>());
  return verdict_of(value, options_);
}

AnswerVerdict Judging::verdict(double score) {
  least_score_ = std::min(score, least_score_.value_or(score));
  most_score_ = std::max(score, most_score_.value_or(score));
  return score >= *options_.threshold ? AnswerVerdict::accepted : AnswerVerdict::rejected;
}

Verdicts& Judging::of(const std::string& path, const std::string& judge) {
  Verdicts& verdicts = all_[{path, judge}];
  verdicts.path = path;
  verdicts.judge = judge;
  return verdicts;
}

void Judging::add(const std::string& path, const std::string& judge, std::string item, AnswerVerdict verdict,
                  std::uint64_t times) {
  Verdicts& verdicts = of(path, judge);
  auto& count = verdict == AnswerVerdict::accepted   ? verdicts.counts.accepted
                : verdict == AnswerVerdict::rejected ? verdicts.counts.rejected
                : verdict == AnswerVerdict::errored  ? verdicts.counts.errored
                                                     : verdicts.counts.unscored;
  count += times;
  rows_ += times;
  if (item.empty()) return;
  const std::uint32_t trial = ++seen_[{path, judge}][item];
  if (trial > 1) {
    verdicts.repeated = true;
    item += "#" + std::to_string(trial);
  }
  verdicts.items.push_back(std::move(item));
  verdicts.verdicts.push_back(verdict);
}

void Judging::tokens(const std::string& path, const Json* input, const Json* output, std::string_view pointer) {
  if (input == nullptr || output == nullptr || !input->is_number() || !output->is_number()) return;
  Tokens& sum = tokens_[path];
  if (sum.answers++ == 0) sum.pointer = pointer;
  sum.input += input->get<double>();
  sum.output += output->get<double>();
}

void Judging::judge_cost(const std::string& path, const std::string& judge, double usd, std::string_view pointer) {
  auto& cost = of(path, judge).judge_usd;
  if (!cost) cost = ImportedNumber{0, std::string(pointer), "sum over the answers"};
  cost->value += usd;
}

std::vector<Verdicts> Judging::take(const Told& told) {
  std::vector<Verdicts> result;
  Reading& reading = *reading_;
  reading.report.rows_in += rows_;
  reading.report.rows_out += rows_;
  const auto& threshold = options_.threshold;
  if (threshold && most_score_ && *threshold > *most_score_)
    reading.report.notes.push_back(
        {reading.input->name(), "no score reaches the threshold of " + number_text(*threshold) + ": the highest is " +
                                    number_text(*most_score_) +
                                    (*most_score_ <= 1 && *least_score_ >= 0 ? ", as scores from 0 to 1 are" : "")});
  if (threshold && least_score_ && *least_score_ < *most_score_ && *threshold <= *least_score_)
    reading.report.notes.push_back({reading.input->name(), "every score reaches the threshold of " +
                                                               number_text(*threshold) + ": the lowest is " +
                                                               number_text(*least_score_)});
  for (auto& [key, verdicts] : all_) {
    verdicts.task = told.task;
    verdicts.origin = told.origin;
    if (const auto found = tokens_.find(key.first); found != tokens_.end() && found->second.answers > 0) {
      const auto& [input, output, answers, pointer] = found->second;
      verdicts.input_tokens = ImportedNumber{input / answers, pointer, "mean over the answers"};
      verdicts.output_tokens = ImportedNumber{output / answers, pointer, "mean over the answers"};
    }
    if (!told.path.empty()) verdicts.path = verdicts.path.empty() ? told.path : told.path + " " + verdicts.path;
    if (verdicts.judge.empty()) verdicts.judge = told.judge;
    std::string name = verdicts.path;
    name += (name.empty() || verdicts.judge.empty() ? "" : ", ") + verdicts.judge;
    const auto& c = verdicts.counts;
    const auto note = [&](std::string text) {
      reading.report.notes.push_back({reading.input->name(), name + ": " + std::move(text)});
    };
    note(std::to_string(c.accepted) + " accepted, " + std::to_string(c.rejected) + " rejected, " +
         std::to_string(c.errored) + " errored, " + std::to_string(c.unscored) + " unscored");
    if (verdicts.repeated) note("items were answered more than once, and such answers are not independent");
    if (c.judged() > 0) {
      result.push_back(std::move(verdicts));
      continue;
    }
    reading.report.rows_out -= c.errored + c.unscored;
    reading.report.refused.push_back(
        {"bad-counts", reading.input->name(), name + ": nothing was judged yes or no",
         c.unscored > 0 ? "scores of 0 and 1, or a threshold" : "a judge that did not fail"});
  }
  return result;
}

namespace {

Told told_by(EvidenceFormat format, Judging& judging) {
  switch (format) {
    case EvidenceFormat::inspect:
      return read_inspect(judging);
    case EvidenceFormat::promptfoo:
      return read_promptfoo(judging);
    case EvidenceFormat::deepeval:
      return read_deepeval(judging);
    case EvidenceFormat::openai_evals:
      return read_openai_evals(judging);
    case EvidenceFormat::lm_eval_samples:
      return read_lm_eval_samples(judging);
    case EvidenceFormat::lm_eval_results:
      return read_lm_eval_results(judging);
    case EvidenceFormat::mt_bench:
      return read_mt_bench(judging);
    case EvidenceFormat::langfuse_scores:
      return read_langfuse(judging);
    default:
      return read_verdict_table(judging, format);
  }
}

ReadVerdicts read(Input input, const VerdictOptions& options) {
  ReadVerdicts result;
  Reading reading{&input};
  const Probe seen = probe(input);
  begin_report(reading, seen);
  Checksum checksum(input);
  if (kind_of(reading.report.format) != EvidenceKind::acceptance) {
    reading.report.refused.push_back(wrong_format(input, seen, "an evaluation log"));
  } else {
    Judging judging(reading, options);
    try {
      Told told = told_by(reading.report.format, judging);
      told.origin.tool = std::string(to_string(reading.report.format));
      told.origin.file = input.name();
      told.origin.sha256 = reading.report.sha256 = checksum.value();
      if (reading.problems.empty()) result.verdicts = judging.take(told);
      name_left_out(reading);
    } catch (const InvalidInput& invalid) {
      for (const auto& problem : invalid.problems()) reading.report.refused.push_back(problem);
      reading.report.rows_out = 0;
      result.verdicts.clear();
    }
    for (auto& problem : reading.problems) reading.report.refused.push_back(std::move(problem));
  }
  if (reading.report.sha256.empty()) reading.report.sha256 = checksum.value();
  result.report = std::move(reading.report);
  return result;
}

}  // namespace

}  // namespace import

std::string_view to_string(AnswerVerdict verdict) {
  switch (verdict) {
    case AnswerVerdict::rejected:
      return "rejected";
    case AnswerVerdict::accepted:
      return "accepted";
    case AnswerVerdict::errored:
      return "errored";
    case AnswerVerdict::unscored:
      break;
  }
  return "unscored";
}

ReadVerdicts read_verdicts(const std::string& file, const VerdictOptions& options) {
  return import::read(import::Input::file(file), options);
}

ReadVerdicts parse_verdicts(std::string_view text, const VerdictOptions& options, const std::string& name) {
  return import::read(import::Input::of_text(text, name), options);
}

Acceptance acceptance_of(const Verdicts& verdicts) {
  if (verdicts.counts.judged() == 0)
    throw InvalidInput("bad-counts", verdicts.origin.file, "nothing judged",
                       "at least one answer accepted or rejected");
  return {.accepted = static_cast<double>(verdicts.counts.accepted),
          .of = static_cast<double>(verdicts.counts.judged())};
}

namespace {

struct Votes {
  std::size_t accepted = 0, rejected = 0, errored = 0, unscored = 0;
};

AnswerVerdict decided(const Votes& v, std::size_t judges, GateRule rule) {
  if (rule == GateRule::majority) {
    if (2 * v.accepted > judges) return AnswerVerdict::accepted;
    if (2 * v.rejected >= judges) return AnswerVerdict::rejected;  // no majority can be reached any more
  } else {
    if (v.accepted == judges) return AnswerVerdict::accepted;
    if (rule == GateRule::all && v.rejected > 0) return AnswerVerdict::rejected;
    if (rule == GateRule::agreeing && v.rejected == judges) return AnswerVerdict::rejected;
    if (v.accepted > 0 && v.rejected > 0) return AnswerVerdict::unscored;
  }
  return v.errored > 0 ? AnswerVerdict::errored : AnswerVerdict::unscored;
}

}  // namespace

Verdicts combined(const std::vector<Verdicts>& judges, GateRule rule) {
  const std::size_t least = rule == GateRule::majority ? 3 : 2;
  if (judges.size() < least)
    throw InvalidInput("wrong-judges", "judges", std::to_string(judges.size()),
                       rule == GateRule::majority ? "three judges or more" : "two judges or more");
  std::unordered_map<std::string, std::size_t> place;
  std::vector<Votes> votes;
  Verdicts result = judges.front();
  result.items.clear();
  result.verdicts.clear();
  result.counts = {};
  result.judge = std::string(to_string(rule)) + " of ";
  for (const auto& judge : judges) {
    if (judge.items.empty())
      throw InvalidInput("wrong-judges", judge.origin.file, "counts of " + judge.judge + " without items",
                         "the verdict on each item");
    result.judge += (&judge == &judges.front() ? "" : ", ") + judge.judge;
    result.repeated = result.repeated || judge.repeated;
    for (std::size_t i = 0; i < judge.items.size(); ++i) {
      const auto [found, is_new] = place.try_emplace(judge.items[i], votes.size());
      if (is_new) {
        votes.emplace_back();
        result.items.push_back(judge.items[i]);
      }
      Votes& v = votes[found->second];
      ++(judge.verdicts[i] == AnswerVerdict::accepted   ? v.accepted
         : judge.verdicts[i] == AnswerVerdict::rejected ? v.rejected
         : judge.verdicts[i] == AnswerVerdict::errored  ? v.errored
                                                        : v.unscored);
    }
  }
  for (const Votes& v : votes) {
    const AnswerVerdict verdict = decided(v, judges.size(), rule);
    result.verdicts.push_back(verdict);
    ++(verdict == AnswerVerdict::accepted   ? result.counts.accepted
       : verdict == AnswerVerdict::rejected ? result.counts.rejected
       : verdict == AnswerVerdict::errored  ? result.counts.errored
                                            : result.counts.unscored);
  }
  return result;
}

PairedVerdicts paired(const Verdicts& first, const Verdicts& second) {
  const auto judged = [](AnswerVerdict v) { return v == AnswerVerdict::accepted || v == AnswerVerdict::rejected; };
  std::unordered_map<std::string_view, AnswerVerdict> of_second;
  for (std::size_t i = 0; i < second.items.size(); ++i)
    if (judged(second.verdicts[i])) of_second.emplace(second.items[i], second.verdicts[i]);
  PairedVerdicts result;
  for (std::size_t i = 0; i < first.items.size(); ++i) {
    if (!judged(first.verdicts[i])) continue;
    const auto other = of_second.find(first.items[i]);
    if (other == of_second.end()) {
      ++result.first_alone;
      continue;
    }
    const bool a = first.verdicts[i] == AnswerVerdict::accepted, b = other->second == AnswerVerdict::accepted;
    ++(a ? (b ? result.pairs.both : result.pairs.first_only) : b ? result.pairs.second_only : result.pairs.neither);
    of_second.erase(other);
  }
  result.second_alone = of_second.size();
  if (result.pairs == Pairs{})
    throw InvalidInput("unequal-lengths", first.origin.file + " and " + second.origin.file,
                       "no item that was judged in both", "the same items in both");
  return result;
}

}  // namespace costmodel
