// A scenario: one question, the load, the rules, and the paths that compete.
#pragma once

#include <costmodel/arrivals.hpp>
#include <costmodel/path.hpp>
#include <map>
#include <string>
#include <vector>

namespace costmodel {

/// What a path must satisfy before its price is looked at.
struct Requirements {
  std::optional<double> min_acceptance{};  ///< quality bar …
  double confidence = 0.9;                 ///< … that P(acceptance ≥ bar) must reach
  LatencyLimits latency{};
  bool exportable_weights = false;
  std::string residency{};
  std::optional<double> max_lead_time_days{};
  std::optional<Money<>> max_minimum_purchase{};
  std::optional<double> min_memory_gb{};
  std::map<std::string, std::vector<Placement>, std::less<>> placements{};  ///< by layer id: placements that will do
};

struct Source {
  std::string title{};
  std::string url{};
  std::string date{};
  std::string note{};
};

/// Hours at which renting is held against buying.
struct Schedule {
  std::string label{};
  MonthLength<> hours{};
};

/// Which rented path stands against which bought one, hour for hour.
struct RentOrBuy {
  std::string buy;
  std::string rent;
  std::vector<Schedule> schedules{};
};

struct Scenario {
  std::string title{};
  std::string question{};
  std::string date{};
  std::map<std::string, Source, std::less<>> sources{};
  MonthLength<> month = hours_per_month(730.0);
  Demand<> demand{};
  Demand<> domain_low = accepted_answers_per_month(1.0);
  Demand<> domain_high = accepted_answers_per_month(1e6);
  Arrivals arrivals = Arrivals::poisson;
  Workload<> workload{};
  MoneyPerAnswer<> gate{};  ///< cost of judging one attempt
  Tries<> tries{};
  Rejected<> rejected{};
  Requirements requirements{};
  std::optional<RentOrBuy> rent_or_buy{};
  std::vector<Path> paths{};
  Ledger ledger{};  ///< provenance of the inputs outside `paths`

  /// The path of that id. Throws InvalidInput that names the nearest id.
  const Path& path(std::string_view id) const;
  /// The acceptance that holds for the path, `same_as` followed.
  const Acceptance& acceptance(const Path& path) const;
};

/// Checks what no single field can: ids, references, values that need each other. Throws InvalidInput with all problems.
/// Every solve calls it, so a scenario that was put together in code is held to the same rules as a file.
void validate(const Scenario& scenario);

}  // namespace costmodel
