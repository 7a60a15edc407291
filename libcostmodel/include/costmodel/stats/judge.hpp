// Judges err, and there may be several: what their verdicts say about the answers.
#pragma once

#include <costmodel/stats/two_arms.hpp>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace costmodel {

/// How often a judge is right, found out on answers whose worth is known.
struct JudgeAccuracy {
  double sensitivity = 1;                                         ///< share of the good answers that it accepts
  double specificity = 1;                                         ///< share of the bad answers that it rejects
  double good_answers = std::numeric_limits<double>::infinity();  ///< that sensitivity was found on; ∞: known exactly
  double bad_answers = std::numeric_limits<double>::infinity();   ///< that specificity was found on; ∞: known exactly
};

/// The share of good answers behind a judge's verdicts.
struct CorrectedRate {
  double rate = 0;                ///< within [0, 1]
  Interval interval{};            ///< within [0, 1]
  double uncorrected = 0;         ///< accepted ÷ of
  double unclamped = 0;           ///< the estimate before it was cut to [0, 1]
  bool clamped = false;           ///< the estimate had to be cut: the verdicts contradict the stated accuracy
  bool interval_clamped = false;  ///< a limit had to be cut
};

/// Rogan–Gladen estimate: (k/n + Sp − 1) ÷ (Se + Sp − 1). Its interval: with sensitivity and specificity known, the
/// Wilson limits of k/n through the same formula; found on finitely many answers, their uncertainty is added (all three
/// rates pulled towards ½, normal limits, shifted by 2z²(π Se(1−Se)/n_Se − (1−π) Sp(1−Sp)/n_Sp)); [0, 1] where the
/// pulled rates say nothing. Throws InvalidInput for counts that are none, rates outside [0, 1], fewer than one answer,
/// or Se + Sp ≤ 1: such a judge tells nothing. Sources: Rogan & Gladen, Am. J. Epidemiol. 107 (1978) 71; known:
/// Reiczigel, Földi & Ózsvári, Epidemiol. Infect. 138 (2010) 1674; estimated: Lang & Reiczigel, Prev. Vet. Med. 113
/// (2014) 13.
CorrectedRate corrected_rate(const Counts& verdicts, const JudgeAccuracy& judge, double confidence = 0.95);

/// When an answer that several judges saw is accepted.
enum class GateRule {
  all,       ///< every judge accepts; everything else is rejected
  agreeing,  ///< every judge accepts, of the answers on which they agree; the others are not counted
  majority   ///< more than half accept; three judges or more
};

std::string_view to_string(GateRule rule);

/// Accepted and counted answers under a rule. `answers[v]` of them have v accepting judges, v = 0 … number of judges.
/// Throws InvalidInput for fewer than two judges, a majority of two, counts that are none, or nothing counted.
Counts gate(std::span<const double> answers, GateRule rule);

/// The same for two judges, whose cells of agreement are `both`, `first_only`, `second_only` and `neither`.
Counts gate(const Pairs& verdicts, GateRule rule);

/// Agreement of two judges beyond chance: (observed − expected) ÷ (1 − expected). None where both always say the same
/// one thing, and chance alone would agree always. Source: Cohen, Educ. Psychol. Meas. 20 (1960) 37.
std::optional<double> cohens_kappa(const Pairs& verdicts);

}  // namespace costmodel
