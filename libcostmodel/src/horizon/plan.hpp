// Which path serves when: present costs of every stretch of months, and the best sequence of them.
#pragma once

#include <costmodel/horizon/horizon.hpp>
#include <vector>

#include "horizon/setting.hpp"

namespace costmodel {

/// Everything that a plan is made of, in plain numbers.
struct Planning {
  explicit Planning(const Setting& setting);

  /// Present cost of path p that takes over at the beginning of month s, from another one or as the first, and serves
  /// until e; infinite where it may not.
  double stretch(std::size_t p, int s, int e) const;
  /// The same for every end at once: e = s … months.
  std::vector<double> stretches_from(std::size_t p, int s) const;
  /// Whether the path can take over at the beginning of that month: what is ordered now serves when it is delivered.
  bool can_start(std::size_t p, int s) const;
  double migration(std::size_t p, int s) const;

  const Setting& setting;
  std::vector<double> demand{};
  std::vector<double> d{};  ///< discount factors, 0 … months
  std::vector<Served> paths{};
  std::optional<std::size_t> now{};
};

/// Cash flow of stages in sequence.
std::vector<HorizonMonth> cash_flow(const Planning& planning, const std::vector<PlanStage>& stages);

/// What each month's flows are, first those at the beginning of the first month: 0 … months.
std::vector<double> flows_of(const std::vector<HorizonMonth>& all);

HorizonPlan best_plan(const Planning& planning);

/// What the present cost of months is made of.
PresentParts present_parts(const Planning& planning, const std::vector<HorizonMonth>& all);

/// What the plan buys, each path beside the best plan without it. Where that takes long, the first alone.
std::vector<PlanPurchase> purchases_of(const Planning& planning, const HorizonPlan& plan);

/// What is stated and not used, or not as it stands.
std::vector<std::string> not_used(const Planning& planning);

/// Pointers of inputs that the years hang on and that are one number; how many of them are assumed, estimated or
/// inferred.
std::pair<std::vector<std::string>, std::size_t> without_range(const Planning& planning);

/// Present cost of the path from each month to the end; infinite where it may not be.
std::vector<double> to_the_end(const Planning& planning, std::size_t path);

/// Present cost of every switch to that path: after 0, 1, … months; infinite where it may not be.
std::vector<double> switches(const Planning& planning, std::size_t from, const std::vector<double>& to);

}  // namespace costmodel
