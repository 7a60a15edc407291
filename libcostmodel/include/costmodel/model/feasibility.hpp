// Feasible before cheap: what keeps a path from being chosen, whatever it costs.
#pragma once

#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/scenario/scenario.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace costmodel {

/// What keeps a path from being chosen.
enum class ReasonKind {
  no_cost,  ///< it cannot be priced
  latency,
  schedule,  ///< off while requests come
  quality,
  unavailable,
  quota,
  weights,  ///< cannot be exported
  licence,
  lead_time,
  minimum_purchase,
  residency,
  memory,
  saturated,
  cold_starts,
  energy,
  emissions,
  family,  ///< two stages are served by models of one family
  part     ///< it serves stages of other paths only
};
std::string_view to_string(ReasonKind kind);

struct Reason {
  ReasonKind kind{};
  std::string words{};  ///< with its numbers: "quality: 14 of 30 accepted; …"
};

/// The reason in a few words: the kind's name where there is one, as "quality", else all of the words.
std::string in_short(const Reason& reason);

/// The words of all.
std::vector<std::string> words_of(const std::vector<Reason>& reasons);

/// Reasons that hold at any demand: quality bar, latency (over all the tries that are allowed; not measured where it is
/// asked for), a schedule that is off while requests come, quota, lead time, minimum purchase, export of weights,
/// licence, residency, memory, energy and emissions of an accepted answer (not measured where they are limited), or
/// nothing measured. Empty: feasible as far as capacity goes.
///   quality bar: P(acceptance ≥ bar) from the Jeffreys posterior of the counts, against the confidence asked for
std::vector<Reason> lasting_reasons(const Scenario& scenario, const Path& path, const PathModel& model);

/// Those of an offer that serves stages of a path: its schedule and access.
std::vector<Reason> reasons_of_offer(const Scenario& scenario, const Path& offer, Arrivals arrivals);

/// The quality rule: whether what is known of the acceptance shows that it reaches the bar. Counts: P(acceptance ≥ bar)
/// by their Jeffreys posterior is at least the confidence. A bare rate is taken as stated: rate ≥ bar.
bool keeps_bar(const Acceptance& acceptance, double bar, double confidence);

/// Why cold starts break the latency limits at this load; empty where they do not. For a path that can be priced.
std::vector<Reason> cold_start_reasons(const Scenario& scenario, const Path& path, const PathModel& model, Load<> load);

/// Whether cold starts could break a latency limit at some load: there is a start, and a limit on what it makes longer.
bool may_be_cold(const Scenario& scenario, const Path& path, const PathModel& model);

/// Share of the requests at this load that find no copy ready; none where it has no closed form, or there is nothing to
/// start.
std::optional<double> cold_share(const Scenario& scenario, const Path& path, const PathModel& model, Load<> load);

/// The demands between the two at which cold starts break the limits, in order. With so many copies the share of the
/// requests that meet one falls as the demand rises, so each number of copies has one border at most.
std::vector<std::pair<double, double>> cold_demands(const Scenario& scenario, const Path& path, const PathModel& model,
                                                    double low, double high);

/// Layers whose placement on this path is not among those that will do, as "layer 2B would be Ceded".
std::vector<std::string> placement_reasons(const Scenario& scenario, const Path& path);

/// The reasons above, and those of this load: saturation, and a quota that is too small for it.
std::vector<Reason> reasons_at(const Scenario& scenario, const Path& path, const PathModel& model, Load<> load);

}  // namespace costmodel
