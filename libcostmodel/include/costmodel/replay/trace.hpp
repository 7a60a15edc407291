// Recorded or generated requests: when each came, and how many tokens it took.
#pragma once

#include <cmath>
#include <costmodel/base/units.hpp>
#include <costmodel/measured/workload.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace costmodel {

/// Requests in order of time, one column for each property: 16 bytes a request. Times are whole nanoseconds, so that a
/// shifted trace is the same trace, and windows add up exactly (docs/decisions/0010).
struct Trace {
  std::int64_t start_ns = 0;  ///< first request after 1970-01-01 UTC, or after the zero of the clock it was recorded by
  std::vector<std::int64_t> time_ns{};  ///< since the first request, rising
  std::vector<std::uint32_t> input{};   ///< input tokens
  std::vector<std::uint32_t> output{};  ///< output tokens

  std::size_t size() const { return time_ns.size(); }
  bool empty() const { return time_ns.empty(); }
  /// From the first request to the last, in seconds.
  Time<> span() const { return seconds(empty() ? 0.0 : static_cast<double>(time_ns.back()) * 1e-9); }

  bool operator==(const Trace&) const = default;
};

/// Input and output tokens of all requests together.
struct TokenSums {
  std::uint64_t input = 0;
  std::uint64_t output = 0;
};
TokenSums tokens(const Trace& trace);

/// The requests of a trace as a workload: their means, and `classes` by size, each with about as many tokens as the
/// others. What lengths vary by within them stands in `length_variation`: (1 + v) · Σ share · output² of the classes is
/// the mean square of all outputs. Throws InvalidInput: a trace without output tokens ("missing-tokens"), classes
/// outside 1 to 100 ("out-of-range").
Workload<> workload_of(const Trace& trace, int classes = 10);

/// Checks that the columns are of one length, the first time is 0 and times rise. Throws InvalidInput ("bad-trace").
void validate(const Trace& trace);

/// Puts requests in order of time (those of one instant keep their order) and makes the first time 0, the start moved
/// along. Needs 12 bytes a request while it runs.
void sort_by_time(Trace& trace);

/// The trace cut in two: requests before `cut` after its first request, and the others.
struct TraceParts {
  Trace before{};
  Trace after{};
};
TraceParts split(const Trace& trace, Time<> cut);

/// Whole nanoseconds of a time. Domain: |time| < 292 years, else InvalidInput ("out-of-range").
std::int64_t nanoseconds(Time<> time);

}  // namespace costmodel
