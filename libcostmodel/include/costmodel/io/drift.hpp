// Drift between two scenarios, as JSON.
#pragma once

#include <costmodel/decide/drift.hpp>
#include <string>

namespace costmodel {

/// Both choices, and a row for each change; null where there is no number.
std::string to_json(const Drift& drift);

}  // namespace costmodel
