// Lengths of requests from counts by length.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "import/histogram.hpp"

namespace costmodel::import {
namespace {

TEST(Histogram, OneCountIsBoundedByItsEnds) {
  const std::vector<LengthCount> one{{0, 10, 1}};
  const auto v = variation_within(one, 5);
  ASSERT_TRUE(v);
  EXPECT_NEAR(v->least, 0, 1e-12) << "all of 5";
  EXPECT_NEAR(v->evenly, 1.0 / 3, 1e-12) << "of a uniform distribution from 0: (10² ÷ 12) ÷ 5²";
  EXPECT_NEAR(*v->most, 1, 1e-12) << "half of them 0, half 10";
  EXPECT_FALSE(variation_within(one, 11));
  EXPECT_FALSE(variation_within({}, 5));
}

TEST(Histogram, ACountWithoutAnEndTakesTheRestOfTheMean) {
  const std::vector<LengthCount> counts{{0, 100, 0.9}, {100, std::numeric_limits<double>::infinity(), 0.1}};
  EXPECT_EQ(means_within(counts, 95), (std::vector<double>{50, 500}));
  EXPECT_NEAR(means_within(counts, 28)[0], 20, 1e-12) << "the others must be shorter then: 0.9 × 20 + 0.1 × 100";
  EXPECT_TRUE(means_within(counts, 9).empty()) << "a tenth has more than 100";
  EXPECT_FALSE(variation_within(counts, 95)->most);
}

// The lengths themselves are the witness: theirs lies within the bounds, whatever they are.
TEST(Histogram, BoundsHoldForTheLengthsThatWereCounted) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    std::lognormal_distribution<double> length(5, 0.2 + 0.01 * round);
    std::vector<double> ends{10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10'000, 1e6};
    std::vector<double> all(500);
    for (auto& one : all) one = std::min(1e6, std::ceil(length(random)));
    double mean = 0, square = 0;
    for (const double one : all) mean += one / 500, square += one * one / 500;
    std::vector<LengthCount> counts;
    double above = 0;
    for (const double end : ends) {
      const auto n = std::count_if(all.begin(), all.end(), [&](double x) { return x > above && x <= end; });
      if (n > 0) counts.push_back({above, end, static_cast<double>(n) / 500});
      above = end;
    }
    const auto v = variation_within(counts, mean);
    ASSERT_TRUE(v);
    const double truth = square / (mean * mean) - 1;
    EXPECT_LE(v->least, truth * (1 + 1e-9));
    EXPECT_GE(*v->most, truth * (1 - 1e-9));
    EXPECT_LE(v->least, v->evenly * (1 + 1e-9));
    EXPECT_LE(v->evenly, *v->most * (1 + 1e-9));
    const auto means = means_within(counts, mean);
    double again = 0;
    for (std::size_t k = 0; k < counts.size(); ++k) again += counts[k].share * means[k];
    EXPECT_NEAR(again / mean, 1, 1e-12);
  }
}

}  // namespace
}  // namespace costmodel::import
