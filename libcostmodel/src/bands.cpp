#include <costmodel/solve/bands.hpp>

#include <algorithm>
#include <cmath>
#include <costmodel/solve/crossover.hpp>
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

std::vector<Band> bands(const std::vector<Curve<>>& curves, double low, double high) {
  // Between two neighbouring cuts no pair of curves changes order and none ends, so one point decides.
  std::vector<double> cuts{low, high};
  double known = high;  // beyond it not every change of order has been looked for
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (const double limit = curves[i].limit(); limit > low && limit < high) cuts.push_back(limit);
    for (std::size_t j = i + 1; j < curves.size(); ++j) {
      const CrossoverReport report = crossovers(curves[i], curves[j], low, high);
      if (!report.complete) known = std::min(known, report.high);
      for (const auto& crossing : report.crossings) cuts.push_back(crossing.at);
      for (const auto& stretch : report.equal) cuts.insert(cuts.end(), {stretch.from, stretch.to});
    }
  }
  for (double& cut : cuts) cut = std::min(cut, known);
  std::sort(cuts.begin(), cuts.end());

  std::vector<Band> result;
  for (std::size_t k = 0; k + 1 < cuts.size(); ++k) {
    if (!(cuts[k + 1] - cuts[k] > 1e-12 * cuts[k + 1])) {  // the same cut, found from two sides
      cuts[k + 1] = cuts[k];
      continue;
    }
    const double x = std::midpoint(cuts[k], cuts[k + 1]);
    std::optional<std::size_t> winner;
    std::vector<std::size_t> equals;
    for (std::size_t i = 0; i < curves.size(); ++i) {
      if (x > curves[i].limit()) continue;
      const int against = winner ? order_between(curves[i], curves[*winner], cuts[k], cuts[k + 1]) : -1;
      if (against < 0) {
        winner = i;
        equals.clear();
      } else if (against == 0) {
        equals.push_back(i);
      }
    }
    if (!winner) continue;
    const bool extends = !result.empty() && result.back().to == cuts[k] && result.back().winner == *winner &&
                         result.back().equals == equals;
    if (extends) result.back().to = cuts[k + 1];
    else result.push_back({cuts[k], cuts[k + 1], *winner, std::move(equals)});
  }
  return result;
}

}  // namespace costmodel
