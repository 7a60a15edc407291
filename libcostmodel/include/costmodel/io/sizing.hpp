// What a promise takes, as JSON.
#pragma once

#include <costmodel/decide/sizing.hpp>
#include <string>

namespace costmodel {

/// Path, demand, and a row for each promise; numbers in USD, null where there are none.
std::string to_json(const Sizing& sizing);

}  // namespace costmodel
