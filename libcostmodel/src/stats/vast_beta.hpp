// Beta distributions of so many counts that the inverse incomplete beta does not come to an end.
#pragma once

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

namespace costmodel::vast_beta {

/// From here on the forms below are as good as the tables: errors of 1e-5 of the quantile.
inline constexpr double from = 1e7;
inline constexpr double few = 1e4;  ///< of one side
inline bool is(double a, double b) { return a + b > from; }

using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

inline double mean(double a, double b) { return a / (a + b); }
inline double deviation(double a, double b) { return std::sqrt(a / (a + b) * (b / (a + b)) / (a + b + 1)); }

/// Few on one side: X = G ÷ (G + G'), where the gamma G' of the many is as good as its mean. Many on both: Cornish and
/// Fisher's expansion, to the skewness.
inline double quantile(double a, double b, double u) {
  if (a <= few) {
    const double g = boost::math::gamma_p_inv(a, u, InDouble());
    return g / (g + b);
  }
  if (b <= few) return 1 - quantile(b, a, 1 - u);
  const double z = -std::numbers::sqrt2 * boost::math::erfc_inv(2 * u);
  const double skewness = 2 * (b - a) * std::sqrt(a + b + 1) / ((a + b + 2) * std::sqrt(a) * std::sqrt(b));
  return std::clamp(mean(a, b) + deviation(a, b) * (z + skewness * (z * z - 1) / 6), 0.0, 1.0);
}

/// P(X ≥ x), 0 < x < 1.
inline double share_above(double a, double b, double x) {
  if (a <= few) return boost::math::gamma_q(a, b * x / (1 - x), InDouble());
  if (b <= few) return boost::math::gamma_p(b, a * (1 - x) / x, InDouble());
  const double skewness = 2 * (b - a) * std::sqrt(a + b + 1) / ((a + b + 2) * std::sqrt(a) * std::sqrt(b));
  const double w = std::clamp((x - mean(a, b)) / deviation(a, b), -40.0, 40.0);
  return 0.5 * std::erfc((w - skewness * (w * w - 1) / 6) / std::numbers::sqrt2);
}

}  // namespace costmodel::vast_beta
