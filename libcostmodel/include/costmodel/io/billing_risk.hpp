// The billing risk of a path, and what was found in a trace, as JSON.
#pragma once

#include <costmodel/io/trace.hpp>
#include <costmodel/render/billing_risk.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <string>
#include <vector>

namespace costmodel {

/// {"path", "arrivals", "load_answers_per_month", "rules": […], "spread_usd_per_month", …}, numbers unrounded.
std::string to_json(const BillingRisk& risk);

/// A line for each thing worth knowing: rows kept and refused, order, duplicates, time zone.
std::vector<std::string> trace_notes(const TraceReport& report);

/// {"file", "rows_read", "rows_kept", "refused": {reason: count}, …}
std::string to_json(const TraceReport& report);

}  // namespace costmodel
