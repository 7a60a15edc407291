// An explanation as a report and as JSON.
#pragma once

#include <costmodel/decide/explain.hpp>
#include <costmodel/render/table.hpp>
#include <string>

namespace costmodel {

/// Two tables: numbers with their formulas, and the inputs that enter them with grade, source, date and place.
Report explanation_report(const Scenario& scenario, const Explanation& explanation);

/// {"path", "number", "evidence", "numbers": [{"name", "value", "unit", "formula", "from", "inputs"}], "why_not"}
std::string to_json(const Scenario& scenario, const Explanation& explanation);

}  // namespace costmodel
