// Electricity of an accepted answer, as JSON.
#pragma once

#include <costmodel/decide/energy.hpp>
#include <string>

namespace costmodel {

/// Boundary, and a row for each operating point with a power; null where there is no number.
std::string to_json(const Energy& energy);

}  // namespace costmodel
