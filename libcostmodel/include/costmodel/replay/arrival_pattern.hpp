// Patterns in which requests come, and traces drawn from them: what to bill where nothing was recorded.
#pragma once

#include <array>
#include <costmodel/base/units.hpp>
#include <costmodel/measured/arrivals.hpp>
#include <costmodel/measured/workload.hpp>
#include <costmodel/replay/trace.hpp>
#include <cstdint>
#include <string>

namespace costmodel {

/// How the gaps between arrivals come about.
enum class Spacing {
  packed,   ///< back to back from the beginning: each begins when the one before it is done
  random,   ///< independent of each other: a Poisson process
  periodic  ///< evenly
};

/// When requests come. Each field on its own is a pattern of practice, and they combine: bursts in working hours.
struct ArrivalPattern {
  Spacing spacing = Spacing::random;
  double batch = 1;        ///< mean number of requests that come at one instant
  bool geometric = false;  ///< batches of geometric size (at least 1) instead of a fixed one; a fixed mean is whole
  std::array<double, 168> weights =
      even();  ///< of each hour of the week from Monday 00:00, ≥ 0; the scale has no meaning

  static constexpr std::array<double, 168> even() {
    std::array<double, 168> all{};
    all.fill(1);
    return all;
  }
};

/// At random from `first` to `last` o'clock on the first `days` days of the week: working_hours(9, 17, 5).
ArrivalPattern working_hours(int first, int last, int days);

/// The pattern that a scenario states.
ArrivalPattern arrival_pattern(Arrivals arrivals, const ArrivalShape& shape);

/// "random", "periodic, batches of 8", "random, geometric batches of mean 8, by hour of the week"
std::string to_string(const ArrivalPattern& pattern);

/// What to draw.
struct Drawing {
  double requests = 0;      ///< expected number over the length; exact for packed and periodic, but for rounding
  Time<> length{};          ///< begins on Monday 00:00 of the pattern
  std::uint32_t input = 0;  ///< tokens of each request
  std::uint32_t output = 0;
  Time<> busy{};  ///< of one request; packed arrivals need it
  std::uint64_t seed = 1;
  std::uint64_t stream = 0;  ///< draws of one seed and another stream are independent
};

/// A trace drawn from the pattern; the same for the same drawing on every machine and in every thread. Its start is the
/// first request's time after the beginning of the length. Hours without weight get no request; over the length the
/// weights keep the expected number. Throws InvalidInput for negative or absent weights, batches below 1, a length or a
/// number of requests that is not positive or beyond 2^32.
Trace draw(const ArrivalPattern& pattern, const Drawing& drawing);

}  // namespace costmodel
