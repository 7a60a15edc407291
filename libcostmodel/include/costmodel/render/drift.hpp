// Drift between two scenarios, as a table.
#pragma once

#include <costmodel/decide/drift.hpp>
#include <costmodel/render/table.hpp>

namespace costmodel {

/// Whether the decision holds, and a row for each change that was exchanged alone.
Table drift_table(const Drift& drift);

}  // namespace costmodel
