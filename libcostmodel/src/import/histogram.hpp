// Lengths of requests from counts by length: what the counts say of means and squares, and what they leave open.
#pragma once

#include <optional>
#include <vector>

namespace costmodel::import {

/// Requests of a range of lengths.
struct LengthCount {
  double above = 0;    ///< tokens
  double at_most = 0;  ///< tokens; infinite in the last
  double share = 0;    ///< of all requests, above 0
};

/// Mean length of each such that the mean of all is `mean`: all at the same place between their ends, or at the middle
/// where one has no end and takes the rest. Empty: no lengths within the ends have that mean.
std::vector<double> means_within(const std::vector<LengthCount>& counts, double mean);

/// Variance ÷ mean².
struct LengthVariation {
  double evenly = 0;             ///< each spread evenly about its mean of `means_within`
  double least = 0;              ///< of all lengths within the ends that have that mean …
  std::optional<double> most{};  ///< … and the most; none where one of the counts has no end
};
/// None where no lengths within the ends have that mean.
std::optional<LengthVariation> variation_within(const std::vector<LengthCount>& counts, double mean);

}  // namespace costmodel::import
