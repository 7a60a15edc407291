#include <costmodel/stats/probability.hpp>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <limits>
#include <utility>

#include "stats/check_counts.hpp"
#include "stats/vast_beta.hpp"

namespace costmodel {

namespace {

void check_counts(double accepted, double of) {
  if (!(is_whole_count(accepted) && is_whole_count(of) && accepted <= of))
    throw InvalidInput("bad-counts", "accepted", number_text(accepted) + " of " + number_text(of),
                       "whole numbers, 0 ≤ accepted ≤ of ≤ 1e12");
}

/// Boost would take the long way round, through long double, which in WebAssembly is made of integers: half of a
/// slider's move.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

Beta jeffreys_posterior(double accepted, double of) {
  check_counts(accepted, of);
  return {accepted + 0.5, of - accepted + 0.5};
}

double mean(const Beta& beta) { return beta.a / (beta.a + beta.b); }

double probability_at_least(const Beta& beta, double bar) {
  if (bar <= 0) return 1;
  if (bar >= 1) return 0;
  if (vast_beta::is(beta.a, beta.b)) return vast_beta::share_above(beta.a, beta.b, bar);
  return boost::math::ibetac(beta.a, beta.b, bar, InDouble());
}

double mean_inverse(const Beta& beta) {
  return beta.a > 1 ? (beta.a + beta.b - 1) / (beta.a - 1) : std::numeric_limits<double>::infinity();
}

Interval jeffreys_interval(double accepted, double of, double confidence) {
  check_confidence(confidence);
  const Beta posterior = jeffreys_posterior(accepted, of);
  const double tail = (1 - confidence) / 2;
  if (vast_beta::is(posterior.a, posterior.b))
    return {accepted == 0 ? 0 : vast_beta::quantile(posterior.a, posterior.b, tail),
            accepted == of ? 1 : vast_beta::quantile(posterior.a, posterior.b, 1 - tail)};
  return {accepted == 0 ? 0 : boost::math::ibeta_inv(posterior.a, posterior.b, tail, InDouble()),
          accepted == of ? 1 : boost::math::ibetac_inv(posterior.a, posterior.b, tail, InDouble())};
}

Interval wilson_interval(double accepted, double of, double confidence) {
  check_counts(accepted, of);
  check_confidence(confidence);
  if (of == 0) return {0, 1};
  const double z = boost::math::erf_inv(confidence) * std::sqrt(2.0);
  const double p = accepted / of;
  const double centre = p + z * z / (2 * of);
  const double reach = z * std::sqrt(p * (1 - p) / of + z * z / (4 * of * of));
  const double scale = 1 + z * z / of;
  return {accepted == 0 ? 0 : (centre - reach) / scale, accepted == of ? 1 : (centre + reach) / scale};
}

Interval clopper_pearson_interval(double accepted, double of, double confidence) {
  check_counts(accepted, of);
  check_confidence(confidence);
  const double tail = (1 - confidence) / 2;
  return {accepted == 0 ? 0 : boost::math::ibeta_inv(accepted, of - accepted + 1, tail),
          accepted == of ? 1 : boost::math::ibetac_inv(accepted + 1, of - accepted, tail)};
}

std::optional<double> answers_to_decide(double accepted, double of, double bar, double confidence) {
  const Beta now = jeffreys_posterior(accepted, of);
  const auto need = [](bool good, const char* where, double found, const char* allowed) {
    if (!good) throw InvalidInput("out-of-range", where, number_text(found), allowed);
  };
  need(bar > 0 && bar < 1, "bar", bar, "a number between 0 and 1");
  need(confidence > 0.5 && confidence < 1, "confidence", confidence, "a number between 0.5 and 1");
  const auto decided = [&](double more) {
    const Beta then{now.a + more * mean(now), now.b + more * (1 - mean(now))};
    const double reached = probability_at_least(then, bar);
    return std::max(reached, 1 - reached) >= confidence;
  };
  constexpr double most = 1e9;
  if (decided(0)) return 0;
  double low = 0, high = 1;
  while (!decided(high)) {
    if (high > most) return std::nullopt;
    low = std::exchange(high, 2 * high);
  }
  while (high - low > 1e-9 * high) (decided((low + high) / 2) ? high : low) = (low + high) / 2;
  return high;
}

}  // namespace costmodel
