#include <costmodel/stats/judge.hpp>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numeric>

#include "stats/check_counts.hpp"

namespace costmodel {

namespace {

void check(const JudgeAccuracy& j) {
  const auto need = [](bool good, const char* id, const char* where, const std::string& found, const char* allowed) {
    if (!good) throw InvalidInput(id, where, found, allowed);
  };
  need(j.sensitivity >= 0 && j.sensitivity <= 1, "out-of-range", "sensitivity", number_text(j.sensitivity), "0 to 1");
  need(j.specificity >= 0 && j.specificity <= 1, "out-of-range", "specificity", number_text(j.specificity), "0 to 1");
  need(j.good_answers >= 1, "out-of-range", "good_answers", number_text(j.good_answers), "at least 1");
  need(j.bad_answers >= 1, "out-of-range", "bad_answers", number_text(j.bad_answers), "at least 1");
  need(j.sensitivity + j.specificity > 1, "useless-judge", "sensitivity",
       number_text(j.sensitivity) + ", with specificity " + number_text(j.specificity),
       "sensitivity + specificity above 1; at 1 the verdict does not depend on the answer");
}

/// A share of n with `more` more on either side of it, and the variance of that.
struct Pulled {
  double share;
  double variance;
};

Pulled pulled(double share, double n, double more) {
  const double pulled = std::isinf(n) ? share : (n * share + more) / (n + 2 * more);
  return {pulled, pulled * (1 - pulled) / (n + 2 * more)};
}

Interval with_known_accuracy(const Counts& verdicts, const JudgeAccuracy& judge, double confidence) {
  const Interval apparent = wilson_interval(verdicts.accepted, verdicts.of, confidence);
  const double scale = judge.sensitivity + judge.specificity - 1;
  return {(apparent.low + judge.specificity - 1) / scale, (apparent.high + judge.specificity - 1) / scale};
}

Interval with_estimated_accuracy(const Counts& verdicts, const JudgeAccuracy& judge, double confidence) {
  const double z = boost::math::erf_inv(confidence) * std::sqrt(2.0);
  const Pulled apparent = pulled(verdicts.accepted / verdicts.of, verdicts.of, z * z / 2);
  const Pulled good = pulled(judge.sensitivity, judge.good_answers, 1),
               bad = pulled(judge.specificity, judge.bad_answers, 1);
  const double scale = good.share + bad.share - 1;
  if (!(scale > 0)) return {0, 1};
  const double rate = (apparent.share + bad.share - 1) / scale;
  const double shift = 2 * z * z * (rate * good.variance - (1 - rate) * bad.variance);
  const double reach =
      z * std::sqrt(apparent.variance + rate * rate * good.variance + (1 - rate) * (1 - rate) * bad.variance) / scale;
  return {rate + shift - reach, rate + shift + reach};
}

}  // namespace

CorrectedRate corrected_rate(const Counts& verdicts, const JudgeAccuracy& judge, double confidence) {
  check_counts("verdicts", verdicts);
  check(judge);
  check_confidence(confidence);
  const bool known = std::isinf(judge.good_answers) && std::isinf(judge.bad_answers);
  const Interval whole =
      known ? with_known_accuracy(verdicts, judge, confidence) : with_estimated_accuracy(verdicts, judge, confidence);
  CorrectedRate result{.uncorrected = verdicts.accepted / verdicts.of};
  result.unclamped = (result.uncorrected + judge.specificity - 1) / (judge.sensitivity + judge.specificity - 1);
  result.rate = std::clamp(result.unclamped, 0.0, 1.0);
  result.interval = {std::clamp(whole.low, 0.0, 1.0), std::clamp(whole.high, 0.0, 1.0)};
  result.clamped = result.rate != result.unclamped;
  result.interval_clamped = result.interval.low != whole.low || result.interval.high != whole.high;
  return result;
}

std::string_view to_string(GateRule rule) {
  constexpr std::array<std::string_view, 3> names{"all", "agreeing", "majority"};
  return names[static_cast<std::size_t>(rule)];
}

Counts gate(std::span<const double> answers, GateRule rule) {
  const std::size_t judges = answers.empty() ? 0 : answers.size() - 1;
  if (judges < 2)
    throw InvalidInput("out-of-range", "answers", std::to_string(answers.size()) + " counts",
                       "one more count than judges, and two judges or more");
  if (rule == GateRule::majority && judges < 3)
    throw InvalidInput("out-of-range", "rule", "majority of two judges",
                       "three judges or more; all or agreeing for two");
  for (std::size_t v = 0; v <= judges; ++v)
    if (!is_whole_count(answers[v]))
      throw InvalidInput("bad-counts", "answers/" + std::to_string(v), number_text(answers[v]),
                         "a whole number from 0 to 1e12");
  const std::size_t enough = rule == GateRule::majority ? judges / 2 + 1 : judges;
  const auto sum = [&](std::size_t from) {
    return std::accumulate(answers.begin() + static_cast<std::ptrdiff_t>(from), answers.end(), 0.0);
  };
  const Counts counts{sum(enough), rule == GateRule::agreeing ? answers.front() + answers.back() : sum(0)};
  if (counts.of == 0) throw InvalidInput("bad-counts", "answers", "no answer that the rule counts", "at least one");
  return counts;
}

Counts gate(const Pairs& verdicts, GateRule rule) {
  check_pairs(verdicts);
  return gate(std::array{verdicts.neither, verdicts.first_only + verdicts.second_only, verdicts.both}, rule);
}

std::optional<double> cohens_kappa(const Pairs& verdicts) {
  check_pairs(verdicts);
  const Counts first = first_of(verdicts), second = second_of(verdicts);
  const double n = first.of, observed = (verdicts.both + verdicts.neither) / n;
  const double expected = (first.accepted * second.accepted + (n - first.accepted) * (n - second.accepted)) / (n * n);
  if (expected >= 1) return std::nullopt;
  return (observed - expected) / (1 - expected);
}

}  // namespace costmodel
