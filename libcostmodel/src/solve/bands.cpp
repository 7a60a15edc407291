#include <costmodel/solve/bands.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/base/interrupt.hpp>
#include <costmodel/solve/crossover.hpp>
#include <limits>
#include <numeric>
#include <optional>

namespace costmodel {

namespace {

/// The order of two curves that do not change it between low and high. One may run into the other as it levels off, so
/// they are equal only if they are so beside the ends too.
int order_between(const Curve<>& a, const Curve<>& b, double low, double high) {
  for (const double share : {0.5, 1e-2, 1 - 1e-2, 1e-4, 1 - 1e-4, 1e-8, 1 - 1e-8})
    if (const int found = order(a, b, std::lerp(low, high, share)); found != 0) return found;
  return 0;
}

}  // namespace

namespace {

/// The lower envelope from left to right. Only who is lowest is compared with all others, so that many curves take a
/// time that grows with their number and not with that of their pairs.
class Sweep {
 public:
  Sweep(const std::vector<Curve<>>& curves, double low, double high)
      : curves_(curves), low_(low), high_(high), cuts_(curves.size()) {}

  std::vector<Band> run() {
    double x = low_;
    bool all_ended = false;
    while (x < high_) {
      poll_interrupt();
      const auto lowest = lowest_after(x);
      all_ended = !lowest;
      if (all_ended) break;
      const double to = next_cut(*lowest, x);
      if (!(to > x)) break;  // what follows could not be looked at
      add(x, to, *lowest);
      x = to;
    }
    if (!bands_.empty() && !all_ended) bands_.back().to_is_end_of_search = true;
    return std::move(bands_);
  }

 private:
  /// Places at which this curve and any other change order, or this one ends.
  const std::vector<double>& cuts(std::size_t i) {
    auto& cuts = cuts_[i];
    if (!cuts.empty()) return cuts;
    const double end = std::min(curves_[i].limit(), high_);
    cuts = {low_, end};
    for (std::size_t j = 0; j < curves_.size(); ++j) {
      if (j == i) continue;
      poll_interrupt();
      const CrossoverReport report = crossovers(curves_[i], curves_[j], low_, high_);
      if (!report.complete) known_ = std::min(known_, report.high);
      for (const auto& crossing : report.crossings) cuts.push_back(crossing.at);
      for (const auto& stretch : report.equal) cuts.insert(cuts.end(), {stretch.from, stretch.to});
    }
    std::sort(cuts.begin(), cuts.end());
    return cuts;
  }

  /// The next cut that is not the same place but for rounding.
  double next_cut(std::size_t i, double x) {
    for (const double cut : cuts(i))
      if (cut - x > 1e-12 * cut) return std::min(cut, known_);
    return std::min({curves_[i].limit(), high_, known_});
  }

  bool takes_part(std::size_t i, double x) const { return curves_[i].limit() - x > 1e-12 * x; }

  /// Who is lowest just right of x, the first among equals.
  std::optional<std::size_t> lowest_after(double x) {
    std::optional<std::size_t> lowest;
    const auto value = [&](std::size_t i) { return curves_[i](std::min(x * (1 + 1e-9), std::midpoint(x, high_))); };
    for (std::size_t i = 0; i < curves_.size(); ++i)
      if (takes_part(i, x) && (!lowest || value(i) < value(*lowest))) lowest = i;
    if (!lowest) return {};
    bool again = true;
    for (std::size_t most = 0; again && most < curves_.size();
         ++most) {  // a step may lie so close that the value beside it misleads
      again = false;
      const double to = next_cut(*lowest, x);
      if (!(to > x)) return lowest;
      for (std::size_t j = 0; j < curves_.size() && !again; ++j) {
        if (j == *lowest || !takes_part(j, x)) continue;
        const int against = order_between(curves_[j], curves_[*lowest], x, std::min(to, curves_[j].limit()));
        if (against < 0 || (against == 0 && j < *lowest)) lowest = j, again = true;
      }
    }
    return lowest;
  }

  void add(double from, double to, std::size_t winner) {
    std::vector<std::size_t> equals;
    for (std::size_t j = 0; j < curves_.size(); ++j)
      if (j != winner && takes_part(j, from) &&
          order_between(curves_[j], curves_[winner], from, std::min(to, curves_[j].limit())) == 0)
        equals.push_back(j);
    const bool extends =
        !bands_.empty() && bands_.back().to == from && bands_.back().winner == winner && bands_.back().equals == equals;
    if (extends)
      bands_.back().to = to;
    else
      bands_.push_back({.from = from, .to = to, .winner = winner, .equals = std::move(equals)});
  }

  const std::vector<Curve<>>& curves_;
  double low_, high_;
  double known_ = std::numeric_limits<double>::infinity();  ///< beyond it not every change of order has been looked for
  std::vector<std::vector<double>> cuts_;
  std::vector<Band> bands_{};
};

}  // namespace

std::vector<Band> bands(const std::vector<Curve<>>& curves, double low, double high) {
  return Sweep(curves, low, high).run();
}

}  // namespace costmodel
