#include <costmodel/measured/arrivals.hpp>

#include <algorithm>
#include <map>

#include "base/number_text.hpp"

namespace costmodel {

std::array<double, 168> hours_of_week(const ArrivalShape& shape) {
  std::array<double, 168> all{};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int hour = static_cast<int>(i % 24), day = static_cast<int>(i / 24);
    const bool open = !shape.hours || (day < shape.hours->days && hour >= shape.hours->from && hour < shape.hours->to);
    const double weight = shape.weights.size() == 168  ? shape.weights[i]
                          : shape.weights.size() == 24 ? shape.weights[i % 24]
                                                       : 1;
    all[i] = open ? weight : 0;
  }
  return all;
}

std::vector<Level<>> levels(const ArrivalShape& shape) {
  if (shape.even()) return {};
  const auto week = hours_of_week(shape);
  std::map<double, int> count;
  double sum = 0;
  for (const double weight : week) ++count[weight], sum += weight;
  if (!(sum > 0) || count.size() == 1) return {};
  const double most = count.rbegin()->first;
  std::vector<Level<>> all;
  for (const auto& [weight, n] : count)
    if (weight > 0) all.push_back({.share = n / 168.0, .arrivals = weight * 168 / sum, .busy = weight / most});
  return all;
}

double peak(const std::vector<Level<>>& levels) {
  double most = 1;
  for (const Level<>& level : levels) most = std::max(most, level.arrivals);
  return most;
}

std::string words(Arrivals arrivals, const ArrivalShape& shape) {
  if (arrivals == Arrivals::packed) return "back to back";
  std::string text = arrivals == Arrivals::poisson ? "at random" : "evenly";
  if (shape.batch > 1) {
    text += shape.sizes == BatchSizes::geometric ? ", in geometric batches of mean " : ", in batches of ";
    text += number_text(shape.batch);
  }
  if (shape.hours) {
    text += ", from " + std::to_string(shape.hours->from) + " to " + std::to_string(shape.hours->to) + " o'clock on ";
    text += std::to_string(shape.hours->days) + " days a week";
  }
  if (!shape.weights.empty()) text += shape.weights.size() == 24 ? ", by hour of the day" : ", by hour of the week";
  return text;
}

}  // namespace costmodel
