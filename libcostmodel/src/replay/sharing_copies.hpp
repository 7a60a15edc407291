// Copies whose calls slow each other down: each call gets on at the speed of as many as are on its copy.
//
// A call has so many nanoseconds of work to do at the speed with all places taken. A copy's clock counts the work that
// each of its calls got done, so the one that ends next is the one whose end on that clock is nearest (processor
// sharing in virtual time).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

namespace costmodel::sharing {

using Nanoseconds = std::int64_t;

/// One copy: what runs on it, and how far that is.
template <class Rule>
struct Copy {
  Rule rule;
  Nanoseconds ready = 0;                                                    ///< answers from here on
  Nanoseconds from = 0;                                                     ///< where billing begins after a start
  Nanoseconds begun = 0;                                                    ///< of the work that goes on
  Nanoseconds end = 0;                                                      ///< of all its work so far
  Nanoseconds at = 0;                                                       ///< time of the clock
  double clock = 0;                                                         ///< work that each call got done
  std::priority_queue<double, std::vector<double>, std::greater<>> ends{};  ///< on the clock
  std::uint64_t epoch = 0;  ///< ends that were foreseen before the last change do not count
  bool fresh = true;        ///< started, and nothing served since

  std::uint64_t in_flight() const { return ends.size(); }
  void wind(Nanoseconds now, double speed) {
    if (now <= at) return;
    clock += static_cast<double>(now - at) * speed;
    at = now;
  }
};

/// Speed of each of n calls on one copy.
inline double speed(const std::vector<double>& speeds, std::uint64_t n) {
  if (n <= speeds.size()) return speeds[n - 1];
  return speeds.back() * static_cast<double>(speeds.size()) / static_cast<double>(n);
}

/// An end that is foreseen.
struct Ending {
  Nanoseconds at;
  std::size_t copy;
  std::uint64_t epoch;
  bool operator>(const Ending& other) const { return at > other.at; }
};
using Endings = std::priority_queue<Ending, std::vector<Ending>, std::greater<>>;

}  // namespace costmodel::sharing
