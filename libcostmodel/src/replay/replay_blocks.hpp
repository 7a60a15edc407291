// One copy with a place for everybody and no time to start: no call changes when another works. The end of all work is
// a running maximum, and what is billed is a sum over calls, so a block of calls goes through vector instructions at
// once. The rules are those of replay_rules.hpp, call by call; the tests hold the two against each other.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <costmodel/replay/trace.hpp>

#include "replay/replay_rules.hpp"

namespace costmodel::blocks {

inline constexpr std::size_t size = 1024;  ///< calls in a block: its columns stay in the nearest cache

/// A block: when calls came, and the end of all work before each and after the last.
struct Block {
  alignas(64) std::array<std::int64_t, size> at;
  alignas(64) std::array<std::int64_t, size + 1> done;
  std::size_t n = 0;
};

/// Whole numbers below this are exact in a double.
inline constexpr std::int64_t exact = std::int64_t{1} << 52;

/// ⌊x ÷ d⌋ by a multiplication: for 0 ≤ x < 2^52, with `inverse` 1 ÷ d.
[[gnu::always_inline]] inline std::int64_t quotient(std::int64_t x, std::int64_t d, double inverse) {
  const auto q = static_cast<std::int64_t>(static_cast<double>(x) * inverse);
  const std::int64_t past = x - q * d;
  return q + (past >= d) - (past < 0);
}

template <class Rule>
struct Billing;

template <>
struct Billing<rules::WorkAlone> {
  rules::WorkAlone rule;
  [[gnu::always_inline]] void add(const Block&) {}
  void finish() {}
};

template <>
struct Billing<rules::Anchored> {
  rules::Anchored rule;
  [[gnu::always_inline]] void add(const Block& b) {
    const std::int64_t window = rule.window;
    std::int64_t closes = rule.closes;
    std::uint64_t windows = rule.windows;
    for (std::size_t i = 0; i < b.n; ++i) {
      const std::int64_t at = b.at[i], after = at + window;
      const bool opens = at >= closes;
      windows += opens;
      closes = opens ? after : closes;  // a move, not a branch: nobody can guess it
      if (b.done[i + 1] > closes) [[unlikely]] {
        const std::int64_t more = (b.done[i + 1] - closes + window - 1) / window;
        windows += static_cast<std::uint64_t>(more);
        closes += more * window;
      }
    }
    rule.closes = closes, rule.windows = windows;
  }
  void finish() { rule.close(); }
};

template <>
struct Billing<rules::ClockAligned> {
  rules::ClockAligned rule;
  bool any = false;
  std::int64_t last = 0;  ///< number of the last window that was billed, counted from the clock's zero

  /// Each call bills the windows from its own, or from the one after the last that was billed, to the last in which it
  /// works.
  [[gnu::always_inline]] void add(const Block& b) {
    const std::int64_t window = rule.window, first = b.at[0] + rule.origin;
    const std::int64_t base = first >= 0 ? first / window : -((window - 1 - first) / window);  // rounds down
    const std::int64_t zero = base * window - rule.origin;
    const std::int64_t furthest = std::max(b.at[b.n - 1], b.done[b.n]) - zero;
    if (!std::exchange(any, true)) last = base - 1;
    alignas(64) std::array<std::int64_t, size + 1> until;
    until[0] = last - base;
    std::int64_t billed = 0;
    const double inverse = 1.0 / static_cast<double>(window);
    if (furthest < exact) {
      for (std::size_t i = 0; i < b.n; ++i)
        until[i + 1] = quotient(std::max(b.at[i], b.done[i + 1] - 1) - zero, window, inverse);
      for (std::size_t i = 0; i < b.n; ++i) {
        const std::int64_t own = quotient(b.at[i] - zero, window, inverse);
        billed += std::max<std::int64_t>(0, until[i + 1] - std::max(own - 1, until[i]));
      }
    } else {
      for (std::size_t i = 0; i < b.n; ++i) {
        until[i + 1] = (std::max(b.at[i], b.done[i + 1] - 1) - zero) / window;
        billed += std::max<std::int64_t>(0, until[i + 1] - std::max((b.at[i] - zero) / window - 1, until[i]));
      }
    }
    last = base + until[b.n];
    rule.windows += static_cast<std::uint64_t>(billed);
  }
  void finish() { rule.close(); }
};

template <>
struct Billing<rules::Spells> {
  rules::Spells rule;

  [[gnu::always_inline]] void add(const Block& b) {
    if (rule.quantum <= 1 && rule.minimum <= rule.tail)
      to_the_instant(b);
    else
      rounded(b);
  }
  void finish() { rule.close(); }

 private:
  /// The union of all [at, end + tail) grows by the least of what a call adds and what it would add alone.
  [[gnu::always_inline]] void to_the_instant(const Block& b) {
    std::int64_t billed = 0;
    const std::int64_t tail = rule.tail;
    for (std::size_t i = 0; i < b.n; ++i) {
      const std::int64_t now = b.done[i + 1];
      billed += std::min(now - b.done[i], now + tail - b.at[i]);
    }
    std::int64_t spells = 0;
    for (std::size_t i = 0; i < b.n; ++i) spells += b.at[i] >= b.done[i] + tail;
    rule.billed += billed;
    rule.windows += static_cast<std::uint64_t>(spells);
  }

  /// Gathers the spells that end in this block, and rounds each up.
  [[gnu::always_inline]] void rounded(const Block& b) {
    alignas(64) std::array<std::int64_t, size + 1> begins, stops;
    begins[0] = rule.begins;
    std::size_t k = 0;
    const std::int64_t tail = rule.tail;
    for (std::size_t i = 0; i < b.n; ++i) {
      stops[k] = b.done[i];
      begins[k + 1] = b.at[i];
      k += b.at[i] >= b.done[i] + tail;
    }
    const std::size_t first = rule.open ? 0 : 1;  // before the very first spell there is none to end
    std::int64_t billed = 0, longest = 0;
    for (std::size_t j = first; j < k; ++j) {
      stops[j] = std::max(stops[j] + tail - begins[j], rule.minimum);
      longest = std::max(longest, stops[j]);
    }
    const std::int64_t quantum = std::max<std::int64_t>(1, rule.quantum);
    const double inverse = 1.0 / static_cast<double>(quantum);
    if (longest < exact - quantum)
      for (std::size_t j = first; j < k; ++j) billed += quotient(stops[j] + quantum - 1, quantum, inverse);
    else
      for (std::size_t j = first; j < k; ++j) billed += (stops[j] + quantum - 1) / quantum;
    rule.billed += billed * quantum;
    rule.windows += k > first ? k - first : 0;
    rule.begins = begins[k], rule.ends = b.done[b.n];
    rule.open = rule.open || k > 0;
  }
};

}  // namespace costmodel::blocks
