// When requests arrive. The bill of a path that scales to zero depends on it more than on any price.
#pragma once

#include <string_view>

namespace costmodel {

enum class Arrivals {
  packed,  ///< back to back, as in a batch job: every billed window is full
  poisson  ///< at random through the month, independent of each other
};

std::string_view to_string(Arrivals arrivals);

}  // namespace costmodel
