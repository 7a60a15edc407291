// The billing risk of a path, and what was found in a trace, as a table and as JSON.
#pragma once

#include <costmodel/decide/billing_risk.hpp>
#include <costmodel/io/trace.hpp>
#include <costmodel/render/report.hpp>
#include <string>
#include <vector>

namespace costmodel {

/// One row for each rule: what the wording must mean, billed hours, USD per month, cold starts, multiple of the packed
/// cost. The spread between the rules that fit is the first note; without rows the first note says why.
Table billing_risk_table(const BillingRisk& risk);

/// One row for each other path: what the same requests would have cost there, or why they would not.
Table other_paths_table(const BillingRisk& risk);

/// The tables above, and the prices that were picked by date.
Report billing_risk_report(const BillingRisk& risk);

/// {"path", "arrivals", "load_answers_per_month", "rules": […], "spread_usd_per_month", …}, numbers unrounded.
std::string to_json(const BillingRisk& risk);

/// A line for each thing worth knowing: rows kept and refused, order, duplicates, time zone.
std::vector<std::string> trace_notes(const TraceReport& report);

/// {"file", "rows_read", "rows_kept", "refused": {reason: count}, …}
std::string to_json(const TraceReport& report);

}  // namespace costmodel
