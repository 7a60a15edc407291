// Numbers as text, the same on every machine and in every locale.
#pragma once

#include <charconv>
#include <string>

namespace costmodel {

/// The shortest text that reads back as the same number.
inline std::string number_text(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}

}  // namespace costmodel
