// Two paths against each other along any number of the scenario.
#pragma once

#include <costmodel/decide/comparison.hpp>
#include <string_view>
#include <vector>

namespace costmodel {

/// Every crossing of two paths at the scenario's demand as one input moves and everything else stays.
///   axis    demand, utilization, traffic_multiplier or usd_per_rejected_request (as `compare`, in closed form); or any
///           input: its JSON Pointer, "path_id/pricing/flat_usd_per_month", the last part of its name where that is
///           enough; or "acceptance of PATH", whose rate then moves for every path that shares it
///   domain  in the unit of the key; without it value ÷ 100 to value × 100 within the field's own, a fraction all of 0
///   to 1.
///           The default is cut to where the scenario stays valid, which `ends_because` says; one that is asked for and
///           reaches beyond is refused with the ends that hold
/// Tries and units are looked at one whole number after another: a change of order between two is a jump at the second.
/// Throws InvalidInput for an axis that nothing is called (with the nearest), one that several inputs are called, a
/// domain of zero width, and as `compare`.
Comparison compare_on(const Scenario& scenario, std::string_view a, std::string_view b, std::string_view axis,
                      std::optional<Arrivals> arrivals = {}, const ComparisonOptions& options = {});

/// The pair under both arrival patterns, packed first; once where arrivals make no difference.
std::vector<Comparison> compare_arrivals_on(const Scenario& scenario, std::string_view a, std::string_view b,
                                            std::string_view axis, const ComparisonOptions& options = {});

/// Every pair of paths, likewise. An input that does not move a pair is said to be so in `never`.
std::vector<Comparison> compare_all_on(const Scenario& scenario, std::string_view axis,
                                       const ComparisonOptions& options = {});

}  // namespace costmodel
