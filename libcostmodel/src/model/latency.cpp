#include "model/latency.hpp"

#include <algorithm>
#include <vector>

#include "base/figures.hpp"

namespace costmodel {

namespace {

constexpr std::string_view way_out = ": state a point of throughput with its latency, or assume one";

/// "over 5 tries ", where more than one is allowed.
std::string over_tries(int limit) { return limit > 1 ? " over " + std::to_string(limit) + " tries" : ""; }

}  // namespace

std::string latency_reason(const Scenario& scenario, const Path& path, const Workload<>& workload) {
  const LatencyLimits& asked = scenario.requirements.latency;
  if (!asked.any() || capacity_point(path.operating_points(), workload, scenario.limits_of_a_try())) return {};
  const auto points = path.operating_points();
  if (points.empty()) return "latency not measured" + std::string(way_out);
  const text::Figures as(scenario.presentation);
  const auto best = [&](auto value, auto better) {
    return *std::max_element(points.begin(), points.end(),
                             [&](const auto& x, const auto& y) { return better(value(x), value(y)); });
  };
  std::vector<std::string> broken;
  if (asked.min_stream_output) {
    const auto rate = stream_rate(best([](const auto& p) { return stream_rate(p).value(); }, std::less{}));
    if (rate < *asked.min_stream_output)
      broken.push_back("one stream " + as.significant(output_tokens_per_second(rate)) + " tokens/s, " +
                       as.significant(output_tokens_per_second(*asked.min_stream_output)) + " asked for");
  }
  if (asked.max_time_to_first_token) {
    std::optional<Time<>> first;
    for (const auto& p : points)
      if (p.time_to_first_token && (!first || *p.time_to_first_token < *first)) first = p.time_to_first_token;
    if (!first) return "time to first token not measured" + std::string(way_out);
    if (*first > *asked.max_time_to_first_token)
      broken.push_back("first token " + as.significant(seconds(*first)) + " s, " +
                       as.significant(seconds(*asked.max_time_to_first_token)) + " allowed");
  }
  if (asked.max_response_time) {
    const Time<> one = response_time(
        best([&](const auto& p) { return response_time(p, workload).value(); }, std::greater{}), workload);
    if (const Time<> whole = one * static_cast<double>(scenario.tries.limit);
        one > *scenario.limits_of_a_try().max_response_time)
      broken.push_back("whole answer" + over_tries(scenario.tries.limit) + " " + as.significant(seconds(whole)) +
                       " s, " + as.significant(seconds(*asked.max_response_time)) + " allowed");
  }
  return "no measured operating point keeps the latency limits" +
         (broken.empty() ? " all at once" : ": " + text::joined(broken, "; "));
}

}  // namespace costmodel
