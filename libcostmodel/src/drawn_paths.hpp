// The paths of a scenario over draws: each as a curve of eight at a time, and in which draws it keeps the quality bar.
#pragma once

#include <optional>
#include <vector>

#include "candidates.hpp"
#include "draws.hpp"
#include "formula.hpp"

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

/// Paths of a scenario with the unknowns free: written down once as formulas of them, run for eight draws at a time. One for
/// each thread.
class DrawnScenario {
 public:
  DrawnScenario(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths);
  DrawnScenario(const DrawnScenario&) = delete;
  DrawnScenario& operator=(const DrawnScenario&) = delete;

  /// Whose values matter, by unknown.
  const std::vector<bool>& wanted() const { return wanted_; }

  /// The next eight draws, one pack for each unknown.
  void set(const std::vector<Pack>& values) { formula_.run(values); }

  /// Monthly cost over demand of the path at that place of the list.
  Curve<Pack> curve(std::size_t path) const;
  /// The same where a quota is a limit on the units.
  Curve<Pack> curve_within_quota(std::size_t path) const;
  Pack rate(std::size_t path) const { return paths_[path].rate.pack(); }
  Pack demand() const { return demand_.pack(); }

 private:
  struct Written {
    Symbol rate;
    Curve<Symbol> curve;
    std::optional<double> quota;
  };

  Formula formula_;
  std::vector<Written> paths_{};
  Symbol demand_;
  std::vector<bool> wanted_{};
};

}  // namespace costmodel
