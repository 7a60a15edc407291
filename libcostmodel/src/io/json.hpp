// nlohmann/json stays behind this line: no public header names it.
#pragma once

#include <cmath>
#include <costmodel/scenario/dated_prices.hpp>
#include <nlohmann/json.hpp>

namespace costmodel {

using Json = nlohmann::ordered_json;

/// A number, or null where there is none.
inline Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// Numbers that were picked by their date.
inline Json prices_json(const std::vector<DatedPrice>& prices) {
  const auto text_or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  Json all = Json::array();
  for (const auto& p : prices)
    all.push_back({{"pointer", p.pointer}, {"path", p.path}, {"input", p.name}, {"value", p.value}, {"valid_from", p.from},
                   {"valid_to", text_or_null(p.to)}, {"as_of", text_or_null(p.as_of)}, {"grade", to_string(p.evidence.grade)},
                   {"source", p.evidence.source}});
  return all;
}

/// Two spaces an indent, a line feed at the end; what is not UTF-8 is replaced.
inline std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// [low, high], null without one; an end that is not finite is null.
inline Json range_json(const std::optional<Range>& range) {
  if (!range) return nullptr;
  return Json{number_or_null(range->low), number_or_null(range->high)};
}

}  // namespace costmodel
