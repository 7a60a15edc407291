// Numbers as text, the same on every machine and in every locale.
#pragma once

#include <charconv>
#include <cmath>
#include <costmodel/base/units.hpp>
#include <string>

namespace costmodel {

/// The shortest text that reads back as the same number.
inline std::string number_text(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}

/// The number that a person wrote for this quantity: the one of fewest digits that turns into it.
/// (0.0785 USD a minute is kept as USD a second; multiplying by 60 would give 0.07850000000000001.)
template <class Unit>
double as_written(const Named<Unit>& unit, const Quantity<Unit>& quantity) {
  const double plain = unit(quantity);
  // Most numbers have six decimals or fewer. Such a one, an ulp away at most, is also what 15 digits of `plain` read
  // as.
  const double millionths = std::nearbyint(plain * 1e6), near = millionths / 1e6;
  if (std::abs(millionths) < 1e15 && std::abs(near - plain) <= 2.2e-16 * std::abs(plain) && unit(near) == quantity)
    return near;
  for (int digits = 15; digits <= 17; ++digits) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, plain, std::chars_format::general, digits).ptr;
    double candidate = plain;
    std::from_chars(buffer, end, candidate);
    if (unit(candidate) == quantity) return candidate;
  }
  return plain;
}

/// The amount that a person wrote in a currency: of fewest digits, and `dollars` at this rate.
inline double as_written(double dollars, double usd_per_unit) {
  const double plain = dollars / usd_per_unit;
  for (int digits = 15; digits <= 17; ++digits) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, plain, std::chars_format::general, digits).ptr;
    double candidate = plain;
    std::from_chars(buffer, end, candidate);
    if (candidate * usd_per_unit == dollars) return candidate;
  }
  return plain;
}

}  // namespace costmodel
