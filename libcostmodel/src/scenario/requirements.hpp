// Requirements are inputs like any other: they may have a range, and which of them matter depends on which are asked
// for.
#pragma once

#include <costmodel/scenario/scenario.hpp>
#include <string_view>

#include "scenario/number_walker.hpp"

namespace costmodel {

inline constexpr std::string_view requirements_prefix = "/requirements";

inline bool is_requirement(std::string_view pointer) { return pointer.starts_with("/requirements/"); }

/// Whether the requirement of that pointer keeps any path out: a confidence without a quality bar, and a share of the
/// requests without a latency limit, do not; nor does what energy counts where no limit is on it.
inline bool matters(const Requirements& asked, std::string_view pointer) {
  if (!is_requirement(pointer)) return false;
  if (pointer == "/requirements/confidence") return asked.min_acceptance.has_value();
  const auto& limits = asked.latency;
  if (pointer == "/requirements/latency_fraction") return limits.max_time_to_first_token || limits.max_response_time;
  if (pointer.starts_with("/requirements/energy_counted/")) {
    const bool carbon = pointer.ends_with("grams_co2e_per_kwh") || pointer.ends_with("embodied_grams_co2e_per_hour");
    return asked.max_grams_co2e_per_accepted || (asked.max_wh_per_accepted && !carbon);
  }
  return true;
}

/// Sets the requirement of that pointer, in the unit that its key names.
inline void set_requirement(Requirements& asked, std::string_view pointer, double value) {
  fields::walk_numbers(asked, [&](const fields::NumberRef& ref) {
    return ref.pointer == pointer.substr(requirements_prefix.size()) ? std::optional(value) : std::nullopt;
  });
}

}  // namespace costmodel
