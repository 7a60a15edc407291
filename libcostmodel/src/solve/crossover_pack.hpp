// Where the order of two curves changes, in eight draws at once. Stretches on which one curve is certainly the lower
// are passed over together; what is left is solved in closed form where that is certain, and else draw by draw.
#pragma once

#include <array>
#include <costmodel/solve/crossover.hpp>
#include <costmodel/solve/sweep.hpp>
#include <vector>

namespace costmodel {

/// `order_changes`, which adds to `visited` the points that it looked at where it went from step to step.
bool order_changes_counted(const Curve<>& a, const Curve<>& b, double low, double high,
                           std::vector<OrderChange>& changes, int before, const CrossoverOptions& options,
                           double& visited);

class EightPairs {
 public:
  /// Where there is no closed form, each draw is looked at with that much work at most.
  EightPairs(double low, double high, double max_work = 2000) : low_(low), high_(high), max_work_(max_work) {}

  /// Finds the changes of the first `used` draws.
  void solve(const Curve<Pack>& a, const Curve<Pack>& b, std::size_t used);
  /// In order, of one draw.
  const std::vector<OrderChange>& changes(std::size_t lane) const { return changes_[lane]; }
  /// Whether all of them were found.
  bool settled(std::size_t lane) const { return settled_[lane]; }
  /// What was done so far where there is no closed form, as in CrossoverReport, and where many steps were walked.
  double work() const { return work_; }

 private:
  using Array = Pack::Array;
  using Mask = Eigen::Array<bool, 8, 1>;

  void bracket(const Curve<Pack>& a, const Curve<Pack>& b, const Array& end);
  void narrow(const Curve<Pack>& a, const Curve<Pack>& b);
  void solve_pieces(const Curve<Pack>& a, const Curve<Pack>& b);
  void solve_lane(const Curve<Pack>& a, const Curve<Pack>& b, std::size_t lane, double from, double to, int before);

  double low_, high_, max_work_;
  /// Of each draw: the one stretch on which the order may change, what it is before and after it, and what became of
  /// it.
  Array from_, to_, a_from_, b_from_, a_to_, b_to_, before_, after_;
  Mask open_, several_, solved_;
  Array root_;
  std::array<std::vector<OrderChange>, 8> changes_{};
  std::array<bool, 8> settled_{};
  double work_ = 0;
};

}  // namespace costmodel
