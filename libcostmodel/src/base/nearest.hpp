// The known word nearest to a misspelt one, for error messages.
#pragma once

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costmodel {

/// Levenshtein distance.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row.back();
}

/// The nearest of the known words, if it is near enough to be meant.
template <class Words>
std::optional<std::string> nearest(std::string_view word, const Words& known) {
  if (word.size() > 200) return std::nullopt;
  std::optional<std::string> best;
  std::size_t least = std::max<std::size_t>(2, word.size() * 2 / 5) + 1;
  for (const auto& candidate : known) {
    const std::size_t distance = edit_distance(word, std::string_view(candidate));
    if (distance < least) least = distance, best = std::string(candidate);
  }
  return best;
}

/// "…; did you mean X?" or nothing.
template <class Words>
std::string did_you_mean(std::string_view word, const Words& known) {
  const auto found = nearest(word, known);
  return found ? "; did you mean \"" + *found + "\"?" : "";
}

}  // namespace costmodel
