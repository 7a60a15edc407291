#include <costmodel/measured/throughput_curve.hpp>

#include <cmath>
#include <numeric>

namespace costmodel {

namespace {

/// Answers per second at a point.
double rate(const OperatingPoint<>& point, const Workload<>& workload) {
  return 1 / seconds_per_answer(busy_time(point, workload));
}

/// A load that was computed as n × capacity is not above it.
constexpr double rounding = 1e-9;

}  // namespace

Settled settle(const ThroughputCurve<>& curve, const Workload<>& workload, double answers_per_second, double most) {
  const auto& points = curve.points();
  const auto answers = [&](double n) { return rate(*curve.at(n), workload); };
  const double lowest = points.front().concurrency;
  if (answers_per_second <= rate(points.front(), workload)) {
    if (lowest > 1) return {.how = Settling::below_measured};
    const double alone = answers_per_second / rate(points.front(), workload);
    return {.how = Settling::settled, .in_flight = alone * lowest, .point = points.front()};
  }
  for (std::size_t i = 0; i + 1 < points.size() && points[i + 1].concurrency <= most; ++i) {
    double low = points[i].concurrency, high = points[i + 1].concurrency;
    if (rate(points[i + 1], workload) * (1 + rounding) < answers_per_second) continue;
    if (answers(high) < answers_per_second)
      return {.how = Settling::settled, .in_flight = high, .point = points[i + 1]};
    for (double middle = std::midpoint(low, high); middle > low && middle < high; middle = std::midpoint(low, high))
      (answers(middle) < answers_per_second ? low : high) = middle;
    return {.how = Settling::settled, .in_flight = high, .point = curve.at(high)};
  }
  if (answers_per_second <= rate(points.front(), workload) * (1 + rounding))
    return {.how = Settling::settled, .in_flight = lowest, .point = points.front()};
  return {};
}

}  // namespace costmodel
