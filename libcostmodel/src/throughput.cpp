#include <costmodel/throughput.hpp>

namespace costmodel {

bool within(const LatencyLimits& limits, const OperatingPoint<>& point, const Workload<>& workload) {
  if (limits.min_stream_output && stream_rate(point) < *limits.min_stream_output) return false;
  if (limits.max_time_to_first_token &&
      !(point.time_to_first_token && *point.time_to_first_token <= *limits.max_time_to_first_token))
    return false;
  return !limits.max_response_time || response_time(point, workload) <= *limits.max_response_time;
}

std::optional<OperatingPoint<>> capacity_point(const std::vector<OperatingPoint<>>& points, const Workload<>& workload,
                                               const LatencyLimits& limits) {
  std::optional<OperatingPoint<>> best;
  for (const auto& point : points) {
    if (!within(limits, point, workload)) continue;
    if (!best || busy_time(point, workload) < busy_time(*best, workload)) best = point;
  }
  return best;
}

}  // namespace costmodel
