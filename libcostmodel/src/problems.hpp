// How many problems an error lists.
#pragma once

#include <cstddef>

namespace costmodel {

/// An error lists this many problems; one more, "more-problems", counts the rest. Whoever looks for problems need not word more.
inline constexpr std::size_t most_problems = 50;

}  // namespace costmodel
