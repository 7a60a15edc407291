// How many problems an error lists, and how it shows what it found.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace costmodel {

/// An error lists this many problems; one more, "more-problems", counts the rest. Whoever looks for problems need not
/// word more.
inline constexpr std::size_t most_problems = 50;

/// A text as a problem shows it.
inline std::string in_quotes(std::string_view text) { return std::string("\"").append(text).append("\""); }

}  // namespace costmodel
