// A path: one way of serving the model, with all that is known of it.
#pragma once

#include <array>
#include <costmodel/bill/pricing.hpp>
#include <costmodel/bill/route.hpp>
#include <costmodel/measured/acceptance.hpp>
#include <costmodel/measured/authority.hpp>
#include <costmodel/measured/evidence.hpp>
#include <costmodel/measured/throughput.hpp>
#include <costmodel/measured/unit_under_load.hpp>
#include <costmodel/scenario/over_time.hpp>
#include <optional>
#include <string>
#include <vector>

namespace costmodel {

/// Making the weights: spread over their life, beside what each month adds (retraining, stored models).
template <class T = double>
struct BasicTuning {
  Money<T> one_off{};
  Months<T> life{};
  MoneyPerMonth<T> recurring{};
  T million_training_tokens{0};  ///< of one run: tokens × epochs
  Money<T> per_million_training_tokens{};
  T retrains_per_month{0};  ///< runs beyond the first
  T stored_models{0};
  MoneyPerMonth<T> per_stored_model{};
};
using Tuning = BasicTuning<>;

/// What stands between me and the path. Not money, but it decides first.
struct Access {
  std::optional<double> quota_units{};  ///< units that the provider grants; none known: no limit
  double lead_time_days = 0;
  Money<> minimum_purchase{};
  bool weights_exportable = true;
  bool licence_permits = true;
  std::vector<std::string> residency{};  ///< where data may be kept to; empty: not stated
  std::optional<double> memory_gb{};     ///< for weights and cache, of one unit
  std::string unavailable{};             ///< why it cannot be had at all
};

/// A stage of an answer that takes several calls, and the offer that serves it: another path of the scenario.
template <class T = double>
struct PathStage {
  Stage<T> call{};                                   ///< how often, and how many at a time
  std::string offer{};                               ///< id of its path …
  std::vector<std::string> offers{};                 ///< … or of all that may serve it: each makes a route
  bool gate = false;                                 ///< it judges the attempt, so that no other gate is paid
  std::vector<std::string> different_family_from{};  ///< stages that no model of the same family may serve
  WorkloadOverrides<T> workload{};                   ///< of one call, where it differs from the offer's
};

/// Over any number type; `Path` is the one in plain numbers.
template <class T = double>
struct BasicPath {
  std::string id;
  std::string name{};
  std::string note{};
  std::vector<PathStage<T>> stages{};  ///< of an answer that takes several calls; then no pricing is its own
  bool only_in_stages = false;         ///< it serves stages of other paths, and no answers by itself
  std::string family{};                ///< of the model that it serves
  Pricing<T> pricing{};
  std::vector<OperatingPoint<T>> points{};         ///< measured throughput; empty: not measured
  std::optional<BandwidthEstimate<T>> estimate{};  ///< in place of measurements, never beside them
  Balancing balancing = Balancing::random;         ///< one line for each unit, or for all of them
  BasicAcceptance<T> acceptance{};
  WorkloadOverrides<T> workload{};  ///< where it differs from the scenario's
  BasicTuning<T> tuning{};
  MoneyPerAnswer<T> data_plane{};  ///< storage, retrieval and transfer of one attempt
  Access access{};
  OverTime over_time{};
  std::array<Cell, layers.size()> cells{};
  Ledger ledger{};  ///< provenance of the inputs above, by JSON Pointer

  /// How many operating points there are: those that were measured, or the one that is estimated.
  std::size_t operating_point_count() const { return estimate ? 1 : points.size(); }
  OperatingPoint<T> operating_point(std::size_t i) const { return estimate ? estimated_point(*estimate) : points[i]; }
  std::vector<OperatingPoint<T>> operating_points() const {
    return estimate ? std::vector{estimated_point(*estimate)} : points;
  }
};
using Path = BasicPath<>;

}  // namespace costmodel
