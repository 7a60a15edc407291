// Moments of the exponential over the unit interval: growth without the 0 ÷ 0 of (eᵘ − 1) ÷ u.
#pragma once

#include <cmath>

namespace costmodel {

/// ∫₀¹ tᵏ eᵘᵗ dt for k ≥ 0. k = 0: (eᵘ − 1) ÷ u, and 1 at u = 0. It grows with u, and its derivative is the next
/// moment. By its series Σ uⁿ ÷ (n! (n+k+1)) where |u| ≤ 1; beyond, by M_k = (eᵘ − k M_{k−1}) ÷ u.
inline double exp_moment(int k, double u) {
  if (k == 0) return u == 0 ? 1.0 : std::expm1(u) / u;
  if (std::abs(u) > 1) {
    double moment = std::expm1(u) / u;
    for (int j = 1; j <= k; ++j) moment = (std::exp(u) - j * moment) / u;
    return moment;
  }
  double sum = 0, power = 1;
  for (int n = 0; n < 20; power *= u / ++n) sum += power / (n + k + 1);
  return sum;
}

}  // namespace costmodel
