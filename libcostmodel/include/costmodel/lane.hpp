// A number whose functions are plain arithmetic without branches, so that a loop over it becomes vector instructions.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace costmodel {

struct Lane {
  double v = 0;

  Lane() = default;
  Lane(double number) : v(number) {}  // NOLINT: a number is a lane

  friend Lane operator-(Lane a) { return -a.v; }
  friend Lane operator+(Lane a, Lane b) { return a.v + b.v; }
  friend Lane operator-(Lane a, Lane b) { return a.v - b.v; }
  friend Lane operator*(Lane a, Lane b) { return a.v * b.v; }
  friend Lane operator/(Lane a, Lane b) { return a.v / b.v; }
  friend Lane max(Lane a, Lane b) { return a.v < b.v ? b.v : a.v; }
  friend Lane min(Lane a, Lane b) { return b.v < a.v ? b.v : a.v; }
  /// std::ceil, which compilers leave a call for the sake of its inexact flag. From 2^51 on the number itself: it is whole
  /// from 2^52 on, and no count of units comes near.
  friend Lane ceil(Lane a) {
    constexpr double shift = 0x1.8p52;
    const double nearest = (a.v + shift) - shift;
    const double up = nearest + (nearest < a.v ? 1.0 : 0.0);
    return std::abs(a.v) < 0x1p51 ? up : a.v;
  }

  /// e^x − 1 to within 2 units in the last place, near 0 too. Domain: x ≤ 700; NaN stays NaN.
  ///   x = k·ln 2 + r with |r| ≤ ½ ln 2;  e^x − 1 = 2^k · (e^r − 1) + (2^k − 1);  e^r − 1 by its series to r^14
  /// Source of the reduction: Cody and Waite, Software Manual for the Elementary Functions (1980), ch. 6.
  friend Lane expm1(Lane a) {
    constexpr double in_twos = 1.4426950408889634, shift = 0x1.8p52;
    constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
    const double x = a.v < -700.0 ? -700.0 : a.v;  // e^−700 − 1 is −1
    const double shifted = x * in_twos + shift;    // the whole number k, in the lowest bits
    const double k = shifted - shift;
    const double power = std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) + 1023) << 52);
    const double r = (x - k * ln2_high) - k * ln2_low;
    double series = 1.0 / 87178291200;
    series = series * r + 1.0 / 6227020800;
    series = series * r + 1.0 / 479001600;
    series = series * r + 1.0 / 39916800;
    series = series * r + 1.0 / 3628800;
    series = series * r + 1.0 / 362880;
    series = series * r + 1.0 / 40320;
    series = series * r + 1.0 / 5040;
    series = series * r + 1.0 / 720;
    series = series * r + 1.0 / 120;
    series = series * r + 1.0 / 24;
    series = series * r + 1.0 / 6;
    series = series * r + 1.0 / 2;
    return power * (r + r * r * series) + (power - 1);
  }
};

}  // namespace costmodel
