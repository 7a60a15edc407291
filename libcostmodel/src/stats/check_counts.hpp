// What counts and confidences must be.
#pragma once

#include <algorithm>
#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/stats/probability.hpp>
#include <costmodel/stats/two_arms.hpp>
#include <string>
#include <string_view>

#include "base/number_text.hpp"

namespace costmodel {

inline bool is_whole_count(double count) { return count >= 0 && count <= 1e12 && count == std::floor(count); }

/// Throws InvalidInput unless these are counts of something that was judged.
inline void check_counts(std::string_view where, const Counts& counts) {
  if (!(is_whole_count(counts.accepted) && is_whole_count(counts.of) && counts.accepted <= counts.of && counts.of > 0))
    throw InvalidInput("bad-counts", std::string(where), number_text(counts.accepted) + " of " + number_text(counts.of),
                       "whole numbers, 0 ≤ accepted ≤ of, 1 ≤ of ≤ 1e12");
}

inline void check_pairs(const Pairs& p) {
  const auto all = {p.both, p.first_only, p.second_only, p.neither};
  if (std::all_of(all.begin(), all.end(), is_whole_count) &&
      std::any_of(all.begin(), all.end(), [](double n) { return n > 0; }))
    return;
  throw InvalidInput("bad-counts", "pairs",
                     number_text(p.both) + ", " + number_text(p.first_only) + ", " + number_text(p.second_only) + ", " +
                         number_text(p.neither),
                     "four whole numbers from 0 to 1e12, not all 0");
}

inline void check_confidence(double confidence) {
  if (!(confidence > 0 && confidence < 1))
    throw InvalidInput("out-of-range", "confidence", number_text(confidence), "a number between 0 and 1");
}

}  // namespace costmodel
