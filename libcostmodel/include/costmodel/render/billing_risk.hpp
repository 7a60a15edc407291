// The billing risk of a path as tables.
#pragma once

#include <costmodel/render/table.hpp>
#include <costmodel/replay/billing_risk.hpp>

namespace costmodel {

/// One row for each rule: what the wording must mean, billed hours, USD per month, cold starts, multiple of the packed
/// cost. The spread between the rules that fit is the first note; without rows the first note says why.
Table billing_risk_table(const BillingRisk& risk);

/// One row for each other path: what the same requests would have cost there, or why they would not.
Table other_paths_table(const BillingRisk& risk);

/// The tables above, and the prices that were picked by date.
Report billing_risk_report(const BillingRisk& risk);

}  // namespace costmodel
