// An explanation as a report.
#pragma once

#include <costmodel/decide/explain.hpp>
#include <costmodel/render/table.hpp>

namespace costmodel {

/// Two tables: numbers with their formulas, and the inputs that enter them with grade, source, date and place.
Report explanation_report(const Scenario& scenario, const Explanation& explanation);

}  // namespace costmodel
