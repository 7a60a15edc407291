// Measured points: the time of an attempt, the limits, and the point that capacity is stated at.
#include <gtest/gtest.h>
#include <costmodel/measured/throughput.hpp>

namespace costmodel {
namespace {

const Workload<> workload{.input = input_tokens_per_answer(2000), .output = output_tokens_per_answer(300)};

TEST(Throughput, PrefillAndDecodeTakeTheirOwnTime) {
  OperatingPoint<> point{.output = output_tokens_per_second(100)};
  EXPECT_DOUBLE_EQ(seconds_per_answer(busy_time(point, workload)), 3);  // prefill was not measured apart
  point.input = input_tokens_per_second(1000);
  EXPECT_DOUBLE_EQ(seconds_per_answer(busy_time(point, workload)), 5);
}

TEST(Throughput, AUserSeesOneStream) {
  const OperatingPoint<> shared{.concurrency = 10, .output = output_tokens_per_second(100)};
  EXPECT_DOUBLE_EQ(output_tokens_per_second(stream_rate(shared)), 10);
  EXPECT_DOUBLE_EQ(seconds(response_time(shared, workload)), 30);
  OperatingPoint<> measured = shared;
  measured.stream_output = output_tokens_per_second(12);
  measured.time_to_first_token = seconds(0.5);
  EXPECT_DOUBLE_EQ(output_tokens_per_second(stream_rate(measured)), 12);
  EXPECT_DOUBLE_EQ(seconds(response_time(measured, workload)), 25.5);
  OperatingPoint<> with_prefill = shared;
  with_prefill.input = input_tokens_per_second(4000);
  EXPECT_DOUBLE_EQ(seconds(response_time(with_prefill, workload)), 30.5);
}

TEST(Throughput, CapacityIsTheBestPointWithinTheLimits) {
  const std::vector<OperatingPoint<>> points{{.concurrency = 1, .output = output_tokens_per_second(24)},
                                             {.concurrency = 25, .output = output_tokens_per_second(123)},
                                             {.concurrency = 200, .output = output_tokens_per_second(261)}};
  const auto best = [&](const LatencyLimits& limits) {
    const auto point = capacity_point(points, workload, limits);
    return point ? points[*point].concurrency : 0;
  };
  EXPECT_EQ(best({}), 200);
  EXPECT_EQ(best({.min_stream_output = output_tokens_per_second(4)}), 25);
  EXPECT_EQ(best({.min_stream_output = output_tokens_per_second(24)}), 1);  // the limit itself is kept
  EXPECT_EQ(best({.min_stream_output = output_tokens_per_second(25)}), 0);
  EXPECT_EQ(best({.max_response_time = seconds(70)}), 25);       // 300 tokens at 123 ÷ 25 a second: 61 s
  EXPECT_EQ(best({.max_time_to_first_token = seconds(10)}), 0);  // never measured, so not known to be kept
}

TEST(Throughput, MoreTokensASecondIsNotMoreAnswersWherePrefillIsSlower) {
  const std::vector<OperatingPoint<>> points{
      {.concurrency = 1, .output = output_tokens_per_second(100), .input = input_tokens_per_second(200)},
      {.concurrency = 2, .output = output_tokens_per_second(50), .input = input_tokens_per_second(2000)}};
  EXPECT_EQ(capacity_point(points, workload, {}), 1u);
}

}  // namespace
}  // namespace costmodel
