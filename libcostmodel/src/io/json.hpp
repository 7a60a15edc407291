// nlohmann/json stays behind this line: no public header names it.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

namespace costmodel {

using Json = nlohmann::ordered_json;

/// A number, or null where there is none.
inline Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// Two spaces an indent, a line feed at the end; what is not UTF-8 is replaced.
inline std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace costmodel
