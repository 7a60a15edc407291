// A scenario: one question, the load, the rules, and the paths that compete.
#pragma once

#include <costmodel/base/presentation.hpp>
#include <costmodel/measured/arrivals.hpp>
#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/scenario/path.hpp>
#include <costmodel/version.hpp>
#include <map>
#include <string>
#include <vector>

namespace costmodel {

/// Programs that were compiled with the headers of another version do not link: layouts may differ until 1.0.
namespace abi {
static_assert(COSTMODEL_VERSION_MAJOR == 0 && COSTMODEL_VERSION_MINOR == 1, "a new minor version renames v0_1");
extern const char v0_1;
[[maybe_unused, gnu::used]] static const char* const linked = &v0_1;
}  // namespace abi

/// What is counted beside the power that was measured. Nothing is, unless it is stated.
struct EnergyOptions {
  double watts_beside = 0;                     ///< of a unit beside what was measured: host, memory, fans; W
  double facility_factor = 1;                  ///< power of the whole site ÷ that of its machines (PUE), 1 or more
  std::optional<double> grams_co2e_per_kwh{};  ///< of the grid; without it there are no emissions
  std::optional<double> embodied_grams_co2e_per_hour{};  ///< of making a unit, spread over the hours of its use
};

/// What a path must satisfy before its price is looked at.
struct Requirements {
  std::optional<double> min_acceptance{};  ///< quality bar …
  double confidence = 0.9;                 ///< … that P(acceptance ≥ bar) must reach
  LatencyLimits latency{};
  std::vector<Promise> promises{};   ///< of the wait, the first token and the whole answer, with the queue at that load
  std::optional<double> headroom{};  ///< share of each unit's capacity that is left unused
  double latency_share = 0.95;       ///< of the requests that must keep the latency limits, cold starts included
  bool exportable_weights = false;
  std::string residency{};
  std::optional<double> max_lead_time_days{};
  std::optional<Money<>> max_minimum_purchase{};
  std::optional<double> min_memory_gb{};
  std::optional<double> max_wh_per_accepted{};          ///< at the operating point that capacity is stated at
  std::optional<double> max_grams_co2e_per_accepted{};  ///< likewise
  EnergyOptions energy{};                               ///< what these two count
  std::map<std::string, std::vector<Placement>, std::less<>> placements{};  ///< by layer id: placements that will do
};

struct Source {
  std::string title{};
  std::string url{};
  std::string date{};
  std::string note{};
};

/// A file that numbers were read from; its key is its path relative to the scenario file.
struct EvidenceFile {
  std::string sha256{};  ///< of the file as it was read, 64 hexadecimal digits
  std::string tool{};
  std::string tool_version{};
  std::string schema_version{};
  std::string date{};  ///< ISO date of the measurement
};

/// What somebody made of a vendor's hold on a layer, as of a day.
struct Assessment {
  std::string vendor{};
  std::string layer{};  ///< id of a layer
  std::string grade{};  ///< in the words of whoever assessed it
  std::string date{};
  std::string source{};
  std::string note{};
};

/// Hours at which renting is held against buying.
struct Schedule {
  std::string label{};
  MonthLength<> hours{};            ///< of use
  std::optional<Time<>> session{};  ///< length of one sitting; without it that of the rented path's schedule
};

/// Which rented path stands against which bought one, hour for hour.
struct RentOrBuy {
  std::string buy;
  std::string rent;
  std::vector<Schedule> schedules{};
};

/// How uncertain inputs move together: the correlation matrix of their normal scores (Gaussian copula), which keeps
/// each input's own distribution. The rank correlation of two is 6/π · asin(r/2).
struct Correlations {
  std::vector<std::string>
      inputs{};  ///< JSON Pointer, "path/pricing/usd_per_unit_hour", shared name, "acceptance of PATH"
  std::vector<std::vector<double>>
      matrix{};  ///< a row for each input: symmetric, 1 on the diagonal, no eigenvalue below 0
};

/// Over any number type; `Scenario` is the one in plain numbers.
template <class T = double>
struct BasicScenario {
  std::string title{};
  std::string question{};
  std::string date{};
  Presentation presentation{};
  std::map<std::string, Source, std::less<>> sources{};
  std::map<std::string, EvidenceFile, std::less<>> evidence_files{};
  MonthLength<T> month = hours_per_month(T(730));
  Demand<T> demand{};
  Demand<T> domain_low = accepted_answers_per_month(T(1));
  Demand<T> domain_high = accepted_answers_per_month(T(1e6));
  Arrivals arrivals = Arrivals::poisson;
  ArrivalShape shape{};  ///< of arrivals that are not packed
  Workload<T> workload{};
  MoneyPerAnswer<T> gate{};  ///< cost of judging one attempt
  Tries<T> tries{};
  Rejected<T> rejected{};
  Requirements requirements{};
  std::optional<RentOrBuy> rent_or_buy{};
  std::optional<Horizon> horizon{};
  std::optional<Correlations> correlations{};
  std::vector<Assessment> assessments{};
  std::vector<BasicPath<T>> paths{};
  Ledger ledger{};  ///< provenance of the inputs outside `paths`

  /// Place of the path of that id in `paths`. Throws InvalidInput that names the nearest id.
  std::size_t index(std::string_view id) const;
  /// The path of that id. Throws as above.
  const BasicPath<T>& path(std::string_view id) const { return paths[index(id)]; }
  /// The acceptance that holds for the path, `same_as` followed.
  const BasicAcceptance<T>& acceptance(const BasicPath<T>& path) const {
    return path.acceptance.same_as.empty() ? path.acceptance : this->path(path.acceptance.same_as).acceptance;
  }
  /// Tokens of one attempt on the path: its own where it states them, else the scenario's, field by field.
  Workload<T> workload_of(const BasicPath<T>& path) const { return path.workload.over(workload); }
  /// What one try must keep, so that the answer with all the tries that are allowed keeps the limits: the limit on the
  /// whole answer ÷ tries. The limits on the first token and on the stream hold for each try.
  LatencyLimits limits_of_a_try() const {
    LatencyLimits limits = requirements.latency;
    if (limits.max_response_time && tries.limit > 1) *limits.max_response_time /= static_cast<double>(tries.limit);
    return limits;
  }
};
using Scenario = BasicScenario<>;

/// Throws InvalidInput for an id that no path has; names the nearest.
[[noreturn]] void throw_unknown_path(std::string_view id, const std::vector<std::string>& known);

template <class T>
std::size_t BasicScenario<T>::index(std::string_view id) const {
  for (std::size_t i = 0; i < paths.size(); ++i)
    if (paths[i].id == id) return i;
  std::vector<std::string> known;
  for (const auto& candidate : paths) known.push_back(candidate.id);
  throw_unknown_path(id, known);
}

/// Checks what no single field can: ids, references, values that need each other. Throws InvalidInput with all
/// problems. Every solve calls it, so a scenario that was put together in code is held to the same rules as a file.
void validate(const Scenario& scenario);

}  // namespace costmodel
