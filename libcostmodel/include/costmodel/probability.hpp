// How sure k accepted of n makes us. Special functions come from Boost.Math.
#pragma once

namespace costmodel {

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

/// Equal-tailed interval of the posterior. 21 of 30 at 95 %: 0.523–0.840.
Interval jeffreys_interval(double accepted, double of, double confidence = 0.95);

/// Wilson score interval. 21 of 30 at 95 %: 0.521–0.833. Source: Wilson, JASA 22 (1927) 209.
Interval wilson_interval(double accepted, double of, double confidence = 0.95);

/// Clopper–Pearson interval. 21 of 30 at 95 %: 0.506–0.853. Source: Clopper & Pearson, Biometrika 26 (1934) 404.
Interval clopper_pearson_interval(double accepted, double of, double confidence = 0.95);

}  // namespace costmodel
