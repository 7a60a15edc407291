#include <costmodel/stats/two_arms.hpp>

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <numbers>
#include <string>

#include "stats/check_counts.hpp"

namespace costmodel {

namespace {

void check(const Counts& first, const Counts& second) {
  check_counts("first", first);
  check_counts("second", second);
}

double judged(const Pairs& p) { return p.both + p.first_only + p.second_only + p.neither; }
double square(double x) { return x * x; }
double rate(const Counts& c) { return c.accepted / c.of; }

/// Limits of a difference from those of both rates, whose deviations correlate by φ: square, add, take the root.
Interval squared_and_added(const Counts& first, const Counts& second, double phi, double confidence) {
  const Interval one = wilson_interval(first.accepted, first.of, confidence),
                 two = wilson_interval(second.accepted, second.of, confidence);
  const double p1 = rate(first), p2 = rate(second), d = p1 - p2;
  const auto reach = [&](double x, double y) {
    return std::sqrt(std::max(0.0, square(x) + square(y) - 2 * phi * x * y));
  };
  return {std::max(-1.0, d - reach(p1 - one.low, two.high - p2)),
          std::min(1.0, d + reach(one.high - p1, p2 - two.low))};
}

/// P(rate ≤ sin²θ) under the Jeffreys posterior.
double share_below(const Counts& c, double theta) {
  const Beta beta = jeffreys_posterior(c.accepted, c.of);
  const double x = square(std::sin(theta)), rest = square(std::cos(theta));
  return x <= rest ? boost::math::ibeta(beta.a, beta.b, x) : boost::math::ibetac(beta.b, beta.a, rest);
}

/// E[P(other rate ≤ rate)]. With rate = sin²θ the posterior of θ is ∝ sin²ᵏθ cos²⁽ⁿ⁻ᵏ⁾θ: smooth up to its ends, and no
/// wider than a normal of standard deviation 1/√(2n) about its mode.
double expected_share_below(const Counts& c, const Counts& other) {
  const double rejected = c.of - c.accepted;
  const double mode = std::atan2(std::sqrt(c.accepted), std::sqrt(rejected));
  const double from = std::max(0.0, mode - 6.5 / std::sqrt(c.of)),
               to = std::min(std::numbers::pi / 2, mode + 6.5 / std::sqrt(c.of));
  const auto density = [&](double theta) {  // relative to the mode's, so that nothing under- or overflows
    const double step = theta - mode, fall = 2 * square(std::sin(step / 2));
    const double sine = c.accepted > 0 ? c.accepted * std::log1p(std::sin(step) / std::tan(mode) - fall) : 0;
    const double cosine = rejected > 0 ? rejected * std::log1p(-std::sin(step) * std::tan(mode) - fall) : 0;
    return std::exp(2 * (sine + cosine));
  };
  double mass = 0, below = 0;
  constexpr int panels = 4;
  for (int i = 0; i < panels; ++i) {
    const double a = std::lerp(from, to, static_cast<double>(i) / panels), b = std::lerp(from, to, (i + 1.0) / panels);
    using Rule = boost::math::quadrature::gauss<double, 30>;
    mass += Rule::integrate(density, a, b);
    below += Rule::integrate([&](double theta) { return density(theta) * share_below(other, theta); }, a, b);
  }
  return std::clamp(below / mass, 0.0, 1.0);
}

/// P(X = k) of X ~ Binomial(n, ½).
double half_binomial(double k, double n) { return boost::math::ibeta_derivative(k + 1, n - k + 1, 0.5) / (n + 1); }

/// P(X ≤ k) of the same.
double half_binomial_up_to(double k, double n) { return k >= n ? 1 : boost::math::ibeta(n - k, k + 1, 0.5); }

Pairs pairs_with(const Counts& first, const Counts& second, double both) {
  return {both, first.accepted - both, second.accepted - both, first.of - first.accepted - second.accepted + both};
}

template <class Outcome>
Pairs count_pairs(std::span<const Outcome> first, std::span<const Outcome> second) {
  if (first.size() != second.size() || first.empty())
    throw InvalidInput("unequal-lengths", "outcomes",
                       std::to_string(first.size()) + " and " + std::to_string(second.size()),
                       "one outcome of each arm for each question, in the same order; at least one question");
  const auto check_outcome = [](const char* arm, std::size_t i, unsigned outcome) {
    if (outcome > 1)
      throw InvalidInput("out-of-range", std::string(arm) + "/" + std::to_string(i), std::to_string(outcome), "0 or 1");
  };
  Pairs all;
  for (std::size_t i = 0; i < first.size(); ++i) {
    check_outcome("first", i, first[i]);
    check_outcome("second", i, second[i]);
    ++(first[i] ? (second[i] ? all.both : all.first_only) : (second[i] ? all.second_only : all.neither));
  }
  return all;
}

}  // namespace

double fisher_exact_p(const Counts& first, const Counts& second) {
  check(first, second);
  const double accepted = first.accepted + second.accepted, of = first.of + second.of;
  const double low = std::max(0.0, accepted - second.of), high = std::min(first.of, accepted);
  const double mode = std::clamp(std::floor((first.of + 1) / (of + 2) * (accepted + 1)), low, high);
  // P(k + 1 accepted in the first) ÷ P(k)
  const auto ratio = [&](double k) {
    return (first.of - k) / (k + 1) * ((accepted - k) / (second.of - accepted + k + 1));
  };

  double observed = 1;  // as all that follow, relative to the mode
  for (double k = mode; k < first.accepted && observed > 0; ++k) observed *= ratio(k);
  for (double k = mode; k > first.accepted && observed > 0; --k) observed /= ratio(k - 1);

  const double no_likelier = observed * (1 + 1e-10);  // what is equally likely comes out so but for rounding
  double all = 0, extreme = 0;
  const auto add = [&](double p) {
    all += p;
    if (p <= no_likelier) extreme += p;
    return p > 1e-20 * observed && p > 0;
  };
  double p = 1;
  for (double k = mode; k <= high && add(p); ++k) p *= ratio(k);
  p = 1;
  for (double k = mode; k > low; --k) {
    p /= ratio(k - 1);
    if (!add(p)) break;
  }
  return std::min(1.0, extreme / all);
}

Interval difference_interval(const Counts& first, const Counts& second, double confidence) {
  check(first, second);
  return squared_and_added(first, second, 0, confidence);
}

double probability_first_above(const Counts& first, const Counts& second) {
  check(first, second);
  // The narrower posterior is integrated over, so that the other's share is smooth on its scale.
  return first.of >= second.of ? expected_share_below(first, second) : 1 - expected_share_below(second, first);
}

Pairs pairs(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second) {
  return count_pairs(first, second);
}
Pairs pairs(std::span<const bool> first, std::span<const bool> second) { return count_pairs(first, second); }

Counts first_of(const Pairs& p) { return {p.both + p.first_only, judged(p)}; }
Counts second_of(const Pairs& p) { return {p.both + p.second_only, judged(p)}; }

double mcnemar_exact_p(const Pairs& pairs) {
  check_pairs(pairs);
  const double discordant = pairs.first_only + pairs.second_only, fewer = std::min(pairs.first_only, pairs.second_only);
  return 2 * fewer == discordant ? 1 : std::min(1.0, 2 * half_binomial_up_to(fewer, discordant));
}

double mcnemar_mid_p(const Pairs& pairs) {
  check_pairs(pairs);
  const double discordant = pairs.first_only + pairs.second_only, fewer = std::min(pairs.first_only, pairs.second_only);
  if (discordant == 0) return 1;
  // Where both counts are the same, what was observed is one of the outcomes and not two.
  const double half_observed = half_binomial(fewer, discordant) * (2 * fewer == discordant ? 0.5 : 1);
  return mcnemar_exact_p(pairs) - half_observed;
}

Interval difference_interval(const Pairs& p, double confidence) {
  check_pairs(p);
  const Counts first = first_of(p), second = second_of(p);
  const double margins = first.accepted * (first.of - first.accepted) * second.accepted * (second.of - second.accepted);
  double concordance = p.both * p.neither - p.first_only * p.second_only;
  if (concordance > 0) concordance = std::max(0.0, concordance - first.of / 2);
  return squared_and_added(first, second, margins > 0 ? concordance / std::sqrt(margins) : 0, confidence);
}

double probability_first_above(const Pairs& pairs) {
  check_pairs(pairs);
  return boost::math::ibetac(pairs.first_only + 0.5, pairs.second_only + 0.5, 0.5);
}

PairingBounds mcnemar_bounds(const Counts& first, const Counts& second) {
  check(first, second);
  if (first.of != second.of)
    throw InvalidInput("unequal-lengths", "second", number_text(second.of) + " judged",
                       number_text(first.of) + ", as many as in the first arm");
  // Every question less that both pass makes one more discordant pair each way, which can only raise p.
  const Pairs most = pairs_with(first, second, std::min(first.accepted, second.accepted));
  const Pairs fewest = pairs_with(first, second, std::max(0.0, first.accepted + second.accepted - first.of));
  return {mcnemar_exact_p(most), mcnemar_exact_p(fewest), most, fewest};
}

std::string_view to_string(ArmMethod method) { return method == ArmMethod::paired ? "paired" : "unpaired"; }

ArmComparison compare_arms(const Counts& first, const Counts& second, double confidence) {
  ArmComparison result{.method = ArmMethod::unpaired, .first = first, .second = second};
  result.interval = difference_interval(first, second, confidence);
  result.difference = rate(first) - rate(second);
  result.p_value = fisher_exact_p(first, second);
  result.probability_first_above = probability_first_above(first, second);
  if (first.of == second.of) result.if_same_questions = mcnemar_bounds(first, second);
  return result;
}

ArmComparison compare_arms(const Pairs& pairs, double confidence) {
  ArmComparison result{
      .method = ArmMethod::paired, .first = first_of(pairs), .second = second_of(pairs), .pairs = pairs};
  result.interval = difference_interval(pairs, confidence);
  result.difference = (pairs.first_only - pairs.second_only) / judged(pairs);
  result.p_value = mcnemar_exact_p(pairs);
  result.mid_p_value = mcnemar_mid_p(pairs);
  result.probability_first_above = probability_first_above(pairs);
  return result;
}

}  // namespace costmodel
