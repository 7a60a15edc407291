#include <costmodel/measured/throughput.hpp>

namespace costmodel {

bool within(const LatencyLimits& limits, const OperatingPoint<>& point, const Workload<>& workload) {
  if (limits.min_stream_output && stream_rate(point) < *limits.min_stream_output) return false;
  if (limits.max_time_to_first_token &&
      !(point.time_to_first_token && *point.time_to_first_token <= *limits.max_time_to_first_token))
    return false;
  return !limits.max_response_time || response_time(point, workload) <= *limits.max_response_time;
}

std::optional<std::size_t> capacity_point(const std::vector<OperatingPoint<>>& points, const Workload<>& workload,
                                          const LatencyLimits& limits) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!within(limits, points[i], workload)) continue;
    if (!best || busy_time(points[i], workload) < busy_time(points[*best], workload)) best = i;
  }
  return best;
}

}  // namespace costmodel
