// An audit of published claims as a report.
#pragma once

#include <costmodel/audit/claims.hpp>
#include <costmodel/render/table.hpp>

namespace costmodel {

/// One row for each claim: printed, computed, verdict and why; then other readings, notes and sources.
Report audit_report(const Audit& audit);

}  // namespace costmodel
