// Words and numbers in other people's files.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace costmodel::import {

/// In small letters, where they are ASCII.
inline std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return low;
}

/// The finite decimal number that the whole text is; none otherwise.
inline std::optional<double> decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

/// A number that was worked out, to twelve digits: 0.9 and not 0.8999999999999999.
inline double to_twelve_digits(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.12g", value);
  return decimal(text).value_or(value);
}

}  // namespace costmodel::import
