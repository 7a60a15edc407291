// Results as JSON values, for those who put them into something larger.
#pragma once

#include <costmodel/replay/billing_risk.hpp>
#include <costmodel/decide/decision.hpp>

#include "io/json.hpp"

namespace costmodel {

Json decision_json(const Decision& decision);
Json brief_json(const Decision& decision);  ///< of the same, the path and the bands
Json input_json(const Input& input);
Json spread_json(const std::optional<Spread>& spread);
Json risk_json(const BillingRisk& risk);

}  // namespace costmodel
