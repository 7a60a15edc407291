// A block of calls at a time gives what one call at a time gives, for every rule, to the nanosecond.
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/replay/replay.hpp>

#include <cmath>
#include <random>

namespace costmodel {
namespace {

Trace requests(unsigned seed, std::size_t n, double mean_gap_seconds) {
  std::mt19937_64 random(seed);
  std::exponential_distribution<double> gap(1 / mean_gap_seconds);
  std::uniform_int_distribution<int> shape(0, 9);
  Trace t;
  std::int64_t now = 0;
  for (std::size_t i = 0; i < n; ++i) {
    t.time_ns.push_back(now);
    t.input.push_back(static_cast<std::uint32_t>(random() % 4000));
    const int kind = shape(random);  // one in ten takes none, one in ten outlasts many windows
    t.output.push_back(kind == 0 ? 0 : kind == 1 ? 2'000'000 : static_cast<std::uint32_t>(random() % 900));
    if (shape(random) > 0) now += static_cast<std::int64_t>(gap(random) * 1e9);  // else at the same instant
  }
  return t;
}

Serving serving(Billed by) {
  Serving s{.rule = {.by = by, .window = seconds(30)}, .price = usd_per_minute(0.157)};
  if (by == Billed::per_second) s.rule = {.by = by, .quantum = seconds(1), .minimum = seconds(60), .tail = seconds(5)};
  s.per_output_token = decltype(s.per_output_token)::from_value(1e-4);
  s.per_input_token = decltype(s.per_input_token)::from_value(1.7e-6);
  return s;
}

/// One copy with a place for everybody goes in blocks; where a second may be started, calls go one by one, and none is.
void expect_same(const Trace& trace, Serving s, const char* what) {
  const Replayed blocks = replay(trace, s);
  s.max_copies = 2;
  const Replayed calls = replay(trace, s);
  EXPECT_EQ(seconds(blocks.billed), seconds(calls.billed)) << what << ' ' << to_string(s.rule.by);
  EXPECT_EQ(blocks.windows, calls.windows) << what << ' ' << to_string(s.rule.by);
  EXPECT_EQ(blocks.cold_starts, calls.cold_starts) << what;
  EXPECT_EQ(blocks.cold_requests, calls.cold_requests) << what;
  EXPECT_EQ(blocks.requests, calls.requests) << what;
  EXPECT_EQ(seconds(blocks.span), seconds(calls.span)) << what;
  EXPECT_NEAR(seconds(blocks.busy), seconds(calls.busy), 1e-12 * seconds(calls.busy)) << what;
}

constexpr Billed rules[] = {Billed::anchored, Billed::clock_aligned, Billed::keep_alive, Billed::whole_windows,
                            Billed::per_second};

TEST(ReplayBlocks, AreTheCallsOneByOne) {
  unsigned seed = 1;
  for (const double gap : {0.3, 5.0, 40.0, 4000.0})
    for (const std::size_t n : {1u, 2u, 7u, 1023u, 1024u, 1025u, 5000u}) {
      Trace trace = requests(seed++, n, gap);
      trace.start_ns = seed % 2 ? 1'700'000'000'123'456'789 : -77'000'000'001;
      for (const Billed by : rules) expect_same(trace, serving(by), "random");
    }
}

TEST(ReplayBlocks, WithAnIdleTimeoutOfItsOwn) {
  for (const Billed by : {Billed::anchored, Billed::clock_aligned})
    for (const double timeout : {0.0, 1.0, 3600.0}) {
      Serving s = serving(by);
      s.rule.idle_timeout = seconds(timeout);
      expect_same(requests(9, 3000, 8.0), s, "timeout");
    }
}

TEST(ReplayBlocks, FarApartBeyondTheDigitsOfADouble) {
  Trace trace = requests(3, 1500, 10.0);
  constexpr std::int64_t hundred_days = 8'640'000'000'000'000;
  for (std::size_t i = 700; i < trace.size(); ++i) trace.time_ns[i] += hundred_days + 1;
  for (std::size_t i = 1100; i < trace.size(); ++i) trace.time_ns[i] += 9 * hundred_days;
  for (const Billed by : rules) expect_same(trace, serving(by), "far apart");
  Serving slow = serving(Billed::whole_windows);
  slow.per_output_token = decltype(slow.per_output_token)::from_value(40.0);  // an answer of 900 days
  expect_same(trace, slow, "long answers");
}

TEST(ReplayBlocks, PieceByPieceIsTheWhole) {
  const Trace trace = requests(4, 4000, 6.0);
  for (const Billed by : rules) {
    const TraceParts parts = split(trace, seconds(seconds(trace.span()) * 0.37));
    Replay pieces(serving(by), trace.start_ns);
    pieces.add(parts.before);
    pieces.add(parts.after, parts.after.start_ns - trace.start_ns);
    const Replayed together = pieces.finish(), whole = replay(trace, serving(by));
    EXPECT_EQ(seconds(together.billed), seconds(whole.billed)) << to_string(by);
    EXPECT_EQ(together.cold_starts, whole.cold_starts);
  }
}

TEST(ReplayBlocks, RefuseRequestsOutOfOrder) {
  for (const std::size_t at : {std::size_t{1}, std::size_t{1023}, std::size_t{1024}, std::size_t{2999}}) {
    Trace trace = requests(5, 3000, 6.0);
    trace.time_ns[at] = trace.time_ns[at - 1] - 1;
    EXPECT_THROW(replay(trace, serving(Billed::keep_alive)), InvalidInput) << at;
  }
  Trace torn = requests(5, 30, 6.0);
  torn.output.pop_back();
  EXPECT_THROW(replay(torn, serving(Billed::keep_alive)), InvalidInput);
}

}  // namespace
}  // namespace costmodel
