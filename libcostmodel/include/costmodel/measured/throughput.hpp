// What a machine was measured to do. A measurement holds at its own operating point; nothing here extrapolates.
#pragma once

#include <costmodel/base/units.hpp>
#include <costmodel/measured/workload.hpp>
#include <cstddef>
#include <optional>
#include <vector>

namespace costmodel {

/// One measurement at a given concurrency.
template <class T = double>
struct OperatingPoint {
  double concurrency = 1;                        ///< requests in flight
  OutputRate<T> output{};                        ///< all streams together
  std::optional<OutputRate<T>> stream_output{};  ///< one stream; without it, output ÷ concurrency
  std::optional<InputRate<T>> input{};  ///< prefill, all streams together; without it, prefill was not measured apart
  std::optional<Time<T>> time_to_first_token{};
  std::optional<Power<T>> power{};  ///< electric, while it was measured; enters no cost
};

/// What a machine would do if it only had to read its weights: in place of measurements, and always marked as an
/// estimate. Measured rates are 0.2 to 0.8 of the ceiling that bandwidth sets, and less of it the higher it is, so
/// there is no efficiency here but a time per token that bandwidth does not explain (docs/bandwidth_estimate.md).
template <class T = double>
struct BandwidthEstimate {
  T active_weight_gb{};              ///< read for each output token: the active parameters × bytes each, in 1e9 bytes
  T memory_gb_per_second{};          ///< memory bandwidth
  TimePerOutputToken<T> overhead{};  ///< for each output token, beside reading the weights
};

/// The operating point of a single stream, whose every token takes
///   active weight bytes ÷ memory bandwidth + overhead
/// The attention cache is not counted, nor prefill, so it is a bound for short prompts.
template <class T>
OperatingPoint<T> estimated_point(const BandwidthEstimate<T>& e) {
  const auto reading = TimePerOutputToken<T>::from_value(e.active_weight_gb / e.memory_gb_per_second);
  return {.concurrency = 1, .output = OutputRate<T>::from_value(T(1.0) / (reading + e.overhead).value())};
}

/// Machine time of one attempt at an operating point, in seconds per answer:
///   input ÷ prefill rate (where it was measured apart) + output ÷ output rate
template <class T>
TimePerAnswer<T> busy_time(const OperatingPoint<T>& point, const Workload<T>& workload) {
  TimePerAnswer<T> time = workload.output / point.output;
  if (point.input) time += workload.input / *point.input;
  return time;
}

/// Output rate that one user sees, in output tokens per second.
template <class T>
OutputRate<T> stream_rate(const OperatingPoint<T>& point) {
  return point.stream_output.value_or(point.output / T(point.concurrency));
}

/// Time until one attempt is complete, as its user sees it, in seconds: first token (or, unmeasured, its own prefill),
/// then output ÷ stream rate. The prefill of one request is assumed to get the whole prefill rate.
template <class T>
Time<T> response_time(const OperatingPoint<T>& point, const Workload<T>& workload) {
  const auto one = Quantity<unit::answer, T>::from_value(T(1));
  Time<T> first{};
  if (point.time_to_first_token)
    first = *point.time_to_first_token;
  else if (point.input)
    first = one * (workload.input / *point.input);
  return first + one * (workload.output / stream_rate(point));
}

/// What a user must not be made to wait for. Points outside are not used.
struct LatencyLimits {
  std::optional<OutputRate<>> min_stream_output{};
  std::optional<Time<>> max_time_to_first_token{};
  std::optional<Time<>> max_response_time{};

  /// Whether anything is asked for.
  bool any() const { return min_stream_output || max_time_to_first_token || max_response_time; }
};

/// Whether the point is known to keep the limits. A limit on the first token is not kept by a point that has none.
bool within(const LatencyLimits& limits, const OperatingPoint<>& point, const Workload<>& workload);

/// Index of the point within the limits that serves most answers, or nothing.
std::optional<std::size_t> capacity_point(const std::vector<OperatingPoint<>>& points, const Workload<>& workload,
                                          const LatencyLimits& limits);

}  // namespace costmodel
