// Names of enumerators as scenario files and tables write them: one table for each, read in both directions.
#pragma once

#include <array>
#include <costmodel/bill/pricing.hpp>
#include <costmodel/bill/route.hpp>
#include <costmodel/measured/acceptance.hpp>
#include <costmodel/measured/arrivals.hpp>
#include <costmodel/measured/authority.hpp>
#include <costmodel/measured/evidence.hpp>
#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/stats/distribution.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace costmodel::names {

inline constexpr std::array<std::string_view, 4> pricing_kind{"fixed_amortized", "active_window", "provisioned",
                                                              "per_token"};
inline constexpr std::array<std::string_view, 32> bill_term{"total",
                                                            "capital",
                                                            "flat",
                                                            "idle power",
                                                            "load power",
                                                            "colocation",
                                                            "support",
                                                            "staff",
                                                            "facility",
                                                            "failures",
                                                            "spares",
                                                            "active windows",
                                                            "provisioned hours",
                                                            "while off",
                                                            "overflow tokens",
                                                            "input tokens",
                                                            "cached input tokens",
                                                            "output tokens",
                                                            "tokens written to a cache",
                                                            "calls",
                                                            "hosting",
                                                            "storage",
                                                            "redeployment",
                                                            "volume steps",
                                                            "plan",
                                                            "free credits",
                                                            "up to the minimum",
                                                            "tuning",
                                                            "data plane",
                                                            "gate",
                                                            "rejected requests",
                                                            "unused commitment"};
static_assert(bill_term.size() == static_cast<std::size_t>(BillTerm::unused_commitment) + 1);
inline constexpr std::array<std::string_view, 3> arrivals{"packed", "poisson", "periodic"};
inline constexpr std::array<std::string_view, 2> batch_sizes{"fixed", "geometric"};
inline constexpr std::array<std::string_view, 2> balancing{"random", "shared_queue"};
inline constexpr std::array<std::string_view, 3> promised{"wait", "first_token", "answer"};
inline constexpr std::array<std::string_view, 2> refused{"queued", "failed"};
inline constexpr std::array<std::string_view, 6> grade{"measured", "published", "derived",
                                                       "assumed",  "estimated", "inferred"};
inline constexpr std::array<std::string_view, 3> stage_runs{"per_attempt", "per_request", "per_accepted"};
inline constexpr std::array<std::string_view, 2> handling{"dropped", "fallback"};
inline constexpr std::array<std::string_view, 5> window_rule{"anchored", "clock_aligned", "keep_alive", "whole_windows",
                                                             "per_second"};
inline constexpr std::array<std::string_view, 4> placement{"Retained", "Delegated", "Ceded", "Absent"};
inline constexpr std::array<std::string_view, 3> run_by{"me", "provider", "nobody"};
inline constexpr std::array<std::string_view, 6> shape{"uniform",    "normal", "lognormal",
                                                       "triangular", "beta",   "empirical"};

/// The table of an enumeration, chosen by its type.
constexpr const auto& of(PricingKind) { return pricing_kind; }
constexpr const auto& of(BillTerm) { return bill_term; }
constexpr const auto& of(Arrivals) { return arrivals; }
constexpr const auto& of(BatchSizes) { return batch_sizes; }
constexpr const auto& of(Balancing) { return balancing; }
constexpr const auto& of(Promised) { return promised; }
constexpr const auto& of(Refused) { return refused; }
constexpr const auto& of(Grade) { return grade; }
constexpr const auto& of(StageRuns) { return stage_runs; }
constexpr const auto& of(Handling) { return handling; }
constexpr const auto& of(WindowRule) { return window_rule; }
constexpr const auto& of(Placement) { return placement; }
constexpr const auto& of(RunBy) { return run_by; }
constexpr const auto& of(Shape) { return shape; }

template <class Enum>
constexpr std::string_view name(Enum value) {
  return of(value)[static_cast<std::size_t>(value)];
}

/// What an acceptance is called as an axis, an unknown or a bar: "acceptance of box".
inline std::string acceptance_of(std::string_view path) { return "acceptance of " + std::string(path); }

/// The path's id in such a name; none in any other.
inline std::optional<std::string_view> path_of_acceptance(std::string_view name) {
  constexpr std::string_view prefix = "acceptance of ";
  return name.starts_with(prefix) ? std::optional(name.substr(prefix.size())) : std::nullopt;
}

/// Whether the input of that name or pointer is an acceptance.
inline bool is_acceptance(std::string_view input) {
  return path_of_acceptance(input) || input.ends_with("/acceptance/rate");
}

}  // namespace costmodel::names
