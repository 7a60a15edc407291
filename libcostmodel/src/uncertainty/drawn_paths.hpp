// The paths of a scenario over draws: each as a curve of eight at a time, and in which draws it may be chosen.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/candidates.hpp"
#include "scenario/lifted.hpp"
#include "uncertainty/draws.hpp"
#include "uncertainty/expression_tape.hpp"

namespace costmodel {

/// A path that could be chosen in some draw, or once more is known.
struct DrawnPath : Candidate {
  std::optional<std::size_t> unknown{};  ///< its acceptance, where that is drawn: index of the unknown
  bool keeps_rules = true;               ///< at the stated values, whatever the load
  bool feasible_now = true;              ///< the same, and its cold starts are at the stated load within the limits
  bool unproven = false;                 ///< nothing but the quality rule keeps it out at the stated values
  bool keeps_others = true;              ///< at the stated values, whatever the load: every rule but that of quality
  bool barred = false;                   ///< its acceptance may be drawn below the quality bar
};

/// Every path that nothing but its acceptance, its load and requirements that are drawn could rule out, in the
/// scenario's order.
std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns);

/// The paths of these ids, whatever stands in their way. Throws InvalidInput for an unknown id.
std::vector<DrawnPath> drawn_paths(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                                   const std::vector<std::string>& ids);

/// The same paths once for each operating point that drawn latency limits may make that of their capacity.
std::vector<DrawnPath> at_every_point(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                                      const std::vector<DrawnPath>& paths);

/// Paths of a scenario with the unknowns free: written down once as formulas of them, run for eight draws at a time.
/// One for each thread.
class DrawnScenario {
 public:
  DrawnScenario(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths);
  DrawnScenario(const DrawnScenario&) = delete;
  DrawnScenario& operator=(const DrawnScenario&) = delete;
  ~DrawnScenario();

  /// Whose values matter, by unknown.
  const std::vector<bool>& wanted() const { return wanted_; }

  /// The next eight draws, one pack for each unknown.
  void set(const std::vector<Pack>& values);

  /// What promises took so far, in intervals of a pair.
  double work() const;

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
    std::size_t index;  ///< in the scenario
  };

  /// What units carry under promises, where that hangs on what is drawn: worked out draw by draw.
  class Promises;

  const Scenario& scenario_;  ///< for its quotas
  Formula formula_;
  std::vector<Written> paths_{};
  std::unique_ptr<Promises> promises_{};
  Symbol demand_;
  std::vector<bool> wanted_{};
};

/// Which unknowns a rule looks at: requirements, and where they are asked for, speeds, prompts and start-ups that a
/// latency hangs on, prices of whole terms and blocks, and hours that a machine is up; those of other paths than these
/// do not count. A bare rate is not among them: that is the quality rule's.
std::vector<bool> asked_by_rules(const Scenario& scenario, const std::vector<Unknown>& unknowns,
                                 const std::vector<DrawnPath>& paths);

/// Whether rules beside that of quality hang on what is drawn, cold starts among them.
bool drawn_rules_beside_quality(const Scenario& scenario, const std::vector<Unknown>& unknowns);

/// Which paths may be chosen in a draw. Every rule is applied with what is drawn of its requirement and of the inputs
/// that it looks at; but counts are counts, whatever acceptance is drawn from them. One for each thread.
class Competition {
 public:
  /// `paths`: as `at_every_point` has them.
  Competition(const Scenario& scenario, const std::vector<Unknown>& unknowns, const std::vector<DrawnPath>& paths);

  /// Whether the draws have any say in it; otherwise those compete that are feasible now.
  bool drawn() const { return requirements_.size() + rates_ > 0 || others_; }
  /// Whether they have a say in rules beside that of quality, cold starts among them.
  bool others_drawn() const { return others_; }
  /// The quality bar in these draws; 0: none.
  Pack bar(const std::vector<Pack>& values) const;
  /// Looks at draw `lane` of eight.
  void set(const std::vector<Pack>& values, std::size_t lane);
  /// Whether the path at that place of the list competes, and this is its operating point.
  bool competes(std::size_t path) const { return competes_[path]; }
  /// The same, but for its acceptance.
  bool keeps_others(std::size_t path) const { return keeps_others_[path]; }
  /// Whether this is its operating point in the draw, whether it competes or not.
  bool holds(std::size_t path) const { return holds_[path]; }
  /// Whether its cold starts break a latency limit at the drawn demand, or at the stated one. Where others are drawn.
  bool cold(std::size_t path) const { return cold_[path]; }
  bool cold_at_stated(std::size_t path) const { return cold_at_stated_[path]; }

 private:
  struct Asked {
    std::size_t unknown;
    std::string pointer;
  };
  struct Moved {
    std::size_t unknown;
    fields::Setter<double> set;
  };

  bool keeps_other_rules(std::size_t path);
  bool keeps_quality(const DrawnPath& path, const std::vector<Pack>& values, Eigen::Index at) const;

  fields::Lifted<double> lifted_;
  Scenario& there_;  ///< at what is drawn, without its words and its quality bar
  const std::vector<DrawnPath>& paths_;
  std::vector<Asked> requirements_{};
  std::vector<Moved> moved_{};
  std::optional<std::size_t> bar_unknown_{}, confidence_unknown_{};
  double bar_ = 0, confidence_ = 0, stated_demand_ = 0;
  std::size_t rates_ = 0;  ///< paths whose bare rate is drawn beside a bar
  bool others_ = false;    ///< rules beside that of quality hang on what is drawn
  std::vector<bool> competes_{}, keeps_others_{}, holds_{}, placed_{}, cold_{}, cold_at_stated_{};
};

}  // namespace costmodel
