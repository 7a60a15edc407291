// The paths of a scenario over draws: each as a curve of eight at a time, and in which draws it keeps the quality bar.
#pragma once

#include <functional>
#include <vector>

#include "candidates.hpp"
#include "draws.hpp"
#include "lifted.hpp"

namespace costmodel {

/// A path that could be chosen in some draw.
struct DrawnPath : Candidate {
  std::optional<std::size_t> unknown{};  ///< its acceptance, where that is drawn: index of the unknown
  bool feasible_now = true;              ///< at the stated values, with the confidence asked for
  bool barred = false;                   ///< below the quality bar in some draws, perhaps
};

/// Every path that nothing but its acceptance and its load could rule out, in the scenario's order.
std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns);

/// The paths of these ids, whatever stands in their way. Throws InvalidInput for an unknown id.
std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<std::string>& ids);

/// The scenario with the unknowns free. One for each thread.
class DrawnScenario {
 public:
  DrawnScenario(const Scenario& scenario, const std::vector<Unknown>& unknowns);
  DrawnScenario(const DrawnScenario&) = delete;
  DrawnScenario& operator=(const DrawnScenario&) = delete;

  void set(const std::vector<Pack>& values);

  /// Monthly cost over demand.
  Curve<Pack> curve(const DrawnPath& path) const;
  /// The same where a quota is a limit on the units.
  Curve<Pack> curve_within_quota(const DrawnPath& path) const;
  Pack rate(const DrawnPath& path) const;
  Pack demand() const { return Pack(Pack::Array(lifted_.scenario.demand.value().v)); }

 private:
  fields::Lifted<Pack> lifted_;
  std::vector<std::vector<std::function<void(const Pack&)>>> setters_;
  std::vector<Pack> values_;
};

}  // namespace costmodel
