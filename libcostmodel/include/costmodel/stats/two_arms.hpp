// Two arms: is one accepted more often than the other? Paired where both answered the same questions, unpaired
// otherwise.
#pragma once

#include <costmodel/stats/probability.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace costmodel {

// Counts are whole numbers up to 10¹², at least one judged; otherwise every function here throws InvalidInput.
// Differences and probabilities are fractions, first arm less second.

// --- Unpaired: each arm answered questions of its own, or nobody kept track -----------------------

/// Fisher's exact test, two-sided: the share of all tables with these margins that are no likelier than this one.
/// 21 and 14 of 30: 0.115370. Source: Fisher, J. R. Stat. Soc. 98 (1935) 39; point probabilities as in SciPy and R.
double fisher_exact_p(const Counts& first, const Counts& second);

/// Interval of the difference of the rates, from the Wilson limits l, u of each:
///   d − √((p₁−l₁)² + (u₂−p₂)²)  to  d + √((u₁−p₁)² + (p₂−l₂)²).  21 and 14 of 30 at 95 %: −0.01467 to 0.44497.
/// Source: Newcombe, Stat. Med. 17 (1998) 873, method 10.
Interval difference_interval(const Counts& first, const Counts& second, double confidence = 0.95);

/// P(first rate > second rate), both with their own Jeffreys posterior; by quadrature, absolute error below 1e-12.
/// 21 and 14 of 30: 0.9674.
double probability_first_above(const Counts& first, const Counts& second);

// --- Paired: both arms answered the same questions ------------------------------------------------

/// What two arms (or two judges) said of the same questions.
struct Pairs {
  double both = 0;         ///< accepted from both
  double first_only = 0;   ///< accepted from the first, rejected from the second
  double second_only = 0;  ///< the other way round
  double neither = 0;
  bool operator==(const Pairs&) const = default;
};

/// Counts the pairs of two lists of outcomes, 1 accepted and 0 rejected, in the same order of questions.
/// Throws InvalidInput where the lists are empty or not equally long, or hold something else.
Pairs pairs(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second);
Pairs pairs(std::span<const bool> first, std::span<const bool> second);

Counts first_of(const Pairs& pairs);
Counts second_of(const Pairs& pairs);

/// McNemar's exact test, two-sided: min(1, 2 P(X ≤ smaller discordant count)), X ~ Binomial(discordant pairs, ½).
/// 1 where no pair is discordant. Source: McNemar, Psychometrika 12 (1947) 153; exact: Mosteller, Biometrics 8 (1952)
/// 220.
double mcnemar_exact_p(const Pairs& pairs);

/// The same with half the probability of what was observed: less conservative. 1 where no pair is discordant.
/// Source: Fagerland, Lydersen & Laake, BMC Med. Res. Methodol. 13 (2013) 91.
double mcnemar_mid_p(const Pairs& pairs);

/// Interval of the difference of the rates: as unpaired, less 2φ times the product of the two terms under each root,
/// where φ is the correlation of the outcomes with a continuity correction. Source: Newcombe, Stat. Med. 17 (1998)
/// 2635, method 10.
Interval difference_interval(const Pairs& pairs, double confidence = 0.95);

/// P(first rate > second rate) with Jeffreys' Dirichlet(½, ½, ½, ½) prior on the four cells: the cells that agree
/// cancel, and it is P(Beta(first_only + ½, second_only + ½) > ½). Source: Altham, J. R. Stat. Soc. B 33 (1971) 63,
/// with that prior.
double probability_first_above(const Pairs& pairs);

// --- Counts on the same questions, of which nobody wrote down who answered which -----------------

/// The smallest and the largest exact McNemar p over all pairings that these counts allow.
struct PairingBounds {
  double least_p = 1;     ///< as many questions as possible accepted from both
  double greatest_p = 1;  ///< as few as possible
  Pairs at_least{};
  Pairs at_greatest{};
};

/// 21 and 14 of 30: 0.015625 (7 against 0) to 0.229523 (16 against 9). Throws InvalidInput unless both have as many
/// judged.
PairingBounds mcnemar_bounds(const Counts& first, const Counts& second);

// --- Both ways in one answer ----------------------------------------------------------------------

enum class ArmMethod {
  unpaired,  ///< Fisher's exact test, Newcombe's interval, independent Jeffreys posteriors
  paired     ///< exact McNemar test, Newcombe's interval for pairs, Dirichlet posterior
};

std::string_view to_string(ArmMethod method);

struct ArmComparison {
  ArmMethod method = ArmMethod::unpaired;
  Counts first{};
  Counts second{};
  double difference = 0;                ///< first rate less second
  Interval interval{};                  ///< of the difference
  double p_value = 1;                   ///< two-sided: Fisher's exact, or McNemar's exact
  std::optional<double> mid_p_value{};  ///< McNemar's; paired only
  double probability_first_above = 0.5;
  std::optional<Pairs> pairs{};  ///< paired only
  std::optional<PairingBounds>
      if_same_questions{};  ///< unpaired with as many judged in each: what pairing could have said
};

/// Unpaired.
ArmComparison compare_arms(const Counts& first, const Counts& second, double confidence = 0.95);
/// Paired.
ArmComparison compare_arms(const Pairs& pairs, double confidence = 0.95);

}  // namespace costmodel
