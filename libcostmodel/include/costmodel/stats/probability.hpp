// How sure k accepted of n makes us. Special functions come from Boost.Math.
#pragma once

#include <optional>

namespace costmodel {

/// So many accepted of so many judged.
struct Counts {
  double accepted = 0;
  double of = 0;
  bool operator==(const Counts&) const = default;
};

struct Interval {
  double low = 0;
  double high = 1;
};

/// Beta(a, b), the posterior of a rate. Jeffreys' prior makes it Beta(k + ½, n − k + ½).
struct Beta {
  double a = 0.5;
  double b = 0.5;
};

/// Posterior of the acceptance rate after `accepted` of `of`. Throws InvalidInput unless 0 ≤ accepted ≤ of.
Beta jeffreys_posterior(double accepted, double of);

double mean(const Beta& beta);

/// P(rate ≥ bar).
double probability_at_least(const Beta& beta, double bar);

/// E[1/rate] = (a + b − 1) ÷ (a − 1), attempts per accepted answer; infinite for a ≤ 1.
double mean_inverse(const Beta& beta);

/// Equal-tailed interval of the posterior, but from 0 where none was accepted and to 1 where all were (Brown, Cai and
/// DasGupta 2001). 21 of 30 at 95 %: 0.523–0.840.
Interval jeffreys_interval(double accepted, double of, double confidence = 0.95);

/// Wilson score interval. 21 of 30 at 95 %: 0.521–0.833. Source: Wilson, JASA 22 (1927) 209.
Interval wilson_interval(double accepted, double of, double confidence = 0.95);

/// Clopper–Pearson interval. 21 of 30 at 95 %: 0.506–0.853. Source: Clopper & Pearson, Biometrika 26 (1934) 404.
Interval clopper_pearson_interval(double accepted, double of, double confidence = 0.95);

/// How many more answers to judge until P(rate ≥ bar) is at least `confidence` or at most 1 − `confidence`, expected if
/// the rate stays at the posterior's mean m = (k + ½) ÷ (n + 1): the least real x with P(Beta(k + ½ + xm, n − k + ½ +
/// x(1 − m)) ≥ bar) that sure. 0 where it is decided already; none where it would take more than 10⁹, as the rate is
/// too near the bar. Throws InvalidInput for counts that are none, a bar that is not between 0 and 1, a confidence not
/// between ½ and 1.
std::optional<double> answers_to_decide(double accepted, double of, double bar, double confidence = 0.95);

}  // namespace costmodel
