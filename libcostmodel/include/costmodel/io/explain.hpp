// An explanation as JSON.
#pragma once

#include <costmodel/decide/explain.hpp>
#include <costmodel/render/explain.hpp>
#include <string>

namespace costmodel {

/// {"path", "number", "evidence", "numbers": [{"name", "value", "unit", "formula", "from", "inputs"}], "why_not"}
std::string to_json(const Scenario& scenario, const Explanation& explanation);

}  // namespace costmodel
