#include "import/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace costmodel::import {

namespace {

double mean_of(const std::vector<LengthCount>& counts, const std::vector<double>& lengths) {
  double sum = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) sum += counts[k].share * lengths[k];
  return sum;
}

/// All at the same place between their ends, 0 … 1; a count without an end is at its beginning.
std::vector<double> at_place(const std::vector<LengthCount>& counts, double place) {
  std::vector<double> all;
  for (const auto& c : counts)
    all.push_back(std::isfinite(c.at_most) ? c.above + place * (c.at_most - c.above) : c.above);
  return all;
}

/// The least mean square: as many as can be of one length, the others at the end next to it.
double least_square(const std::vector<LengthCount>& counts, double mean) {
  const auto at = [&](double length) {
    std::vector<double> all;
    for (const auto& c : counts) all.push_back(std::clamp(length, c.above, c.at_most));
    return all;
  };
  double low = 0, high = 1;
  while (mean_of(counts, at(high)) < mean && high < 1e15) high *= 2;
  for (int i = 0; i < 200; ++i) {
    const double middle = low + (high - low) / 2;
    (mean_of(counts, at(middle)) < mean ? low : high) = middle;
  }
  double sum = 0;
  const auto lengths = at(low);
  for (std::size_t k = 0; k < counts.size(); ++k) sum += counts[k].share * lengths[k] * lengths[k];
  return sum;
}

/// The greatest: each of one of its two ends, x̄ on average, so (above + at_most) x̄ − above · at_most; the longest take
/// what there is to be taken.
double greatest_square(const std::vector<LengthCount>& counts, double mean) {
  double left = mean - mean_of(counts, at_place(counts, 0)), sum = 0;
  for (auto c = counts.rbegin(); c != counts.rend(); ++c) {
    const double more = std::clamp(left, 0.0, c->share * (c->at_most - c->above));
    sum += c->share * c->above * c->above + (c->above + c->at_most) * more;
    left -= more;
  }
  return sum;
}

}  // namespace

std::vector<double> means_within(const std::vector<LengthCount>& counts, double mean) {
  if (counts.empty()) return {};
  const double least = mean_of(counts, at_place(counts, 0)), most = mean_of(counts, at_place(counts, 1));
  if (!(mean >= least)) return {};
  if (std::isfinite(counts.back().at_most)) {
    if (!(mean <= most)) return {};
    return at_place(counts, most > least ? (mean - least) / (most - least) : 0);
  }
  const double middle = mean_of(counts, at_place(counts, 0.5));
  auto all = at_place(counts, mean >= middle ? 0.5 : (mean - least) / (most - least));
  if (mean > middle) all.back() += (mean - middle) / counts.back().share;
  return all;
}

std::optional<LengthVariation> variation_within(const std::vector<LengthCount>& counts, double mean) {
  const auto means = means_within(counts, mean);
  if (means.empty() || !(mean > 0)) return {};
  const auto of = [mean](double square) { return std::max(0.0, square / (mean * mean) - 1); };
  double square = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const auto& c = counts[k];
    const double half = std::isfinite(c.at_most) ? std::min(means[k] - c.above, c.at_most - means[k]) : 0;
    square += c.share * (means[k] * means[k] + half * half / 3);
  }
  LengthVariation v{.evenly = of(square), .least = of(least_square(counts, mean))};
  if (std::isfinite(counts.back().at_most)) v.most = of(greatest_square(counts, mean));
  return v;
}

}  // namespace costmodel::import
