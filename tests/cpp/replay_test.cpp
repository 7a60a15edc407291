// Requests in time: rules on traces small enough to count by hand, properties on random ones, and simulation held
// against closed forms and published numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/replay/billing_risk.hpp>
#include <costmodel/replay/replay.hpp>
#include <costmodel/replay/simulate.hpp>

#include <algorithm>
#include <cmath>

#include "scenarios.hpp"

namespace costmodel {
namespace {

constexpr Billed all_rules[] = {Billed::packed,     Billed::anchored,      Billed::clock_aligned,
                                Billed::keep_alive, Billed::whole_windows, Billed::per_second};

/// Requests at these seconds, of so many output tokens each.
Trace at(const std::vector<double>& times, std::uint32_t output = 0) {
  Trace trace;
  for (const double time : times) {
    trace.time_ns.push_back(nanoseconds(seconds(time)));
    trace.input.push_back(0);
    trace.output.push_back(output);
  }
  sort_by_time(trace);
  return trace;
}

/// Five-minute windows at $0.785 each; a call takes a second for each output token.
Serving by(Billed rule) {
  Serving s{.rule = {.by = rule},
            .price = usd_per_minute(0.157),
            .per_output_token = seconds(1) / Quantity<unit::output_token>::from_value(1)};
  if (rule == Billed::per_second)
    s.rule.tail = seconds(5);
  else if (rule != Billed::packed)
    s.rule.window = minutes(5);
  if (rule == Billed::packed) s.concurrency = 1;
  return s;
}

double billed(const Trace& trace, const Serving& serving) { return seconds(replay(trace, serving).billed); }

// --- Counted by hand -------------------------------------------------------------------------------------------------

TEST(Replay, OneCallOpensOneWindow) {
  const auto r = replay(at({0}), by(Billed::anchored));
  EXPECT_EQ(r.windows, 1u);
  EXPECT_EQ(r.cold_starts, 1u);
  EXPECT_NEAR(usd(r.cost), 0.785, 1e-12);  // AWS Bedrock pricing page, example of Custom Model Import, read 2026-10-05
}

TEST(Replay, AnchoredWindowOpensAtTheFirstCallAfterTheLastOneClosed) {
  EXPECT_EQ(replay(at({0, 299.9}), by(Billed::anchored)).windows, 1u);
  EXPECT_EQ(replay(at({0, 300}), by(Billed::anchored)).windows, 2u);
  EXPECT_EQ(replay(at({0, 299, 301, 598, 602}), by(Billed::anchored)).windows, 3u);  // [0,300) [301,601) [602,902)
}

TEST(Replay, WindowsFollowEachOtherWhileACallRuns) {
  EXPECT_EQ(replay(at({0}, 601), by(Billed::anchored)).windows, 3u);
  EXPECT_EQ(replay(at({0}, 600), by(Billed::anchored)).windows, 2u);
  EXPECT_EQ(replay(at({0}, 600), by(Billed::clock_aligned)).windows, 2u);
}

TEST(Replay, ClockAlignedCountsGridWindows) {
  Trace trace = at({0, 60});
  trace.start_ns = nanoseconds(seconds(270));
  EXPECT_EQ(replay(trace, by(Billed::clock_aligned)).windows, 2u);
  trace.start_ns = nanoseconds(seconds(200));
  EXPECT_EQ(replay(trace, by(Billed::clock_aligned)).windows, 1u);
  trace.start_ns = -nanoseconds(seconds(30));  // before 1970: [-300, 0) and [0, 300)
  EXPECT_EQ(replay(trace, by(Billed::clock_aligned)).windows, 2u);
}

TEST(Replay, KeepAliveBillsUntilIdleForOneWindow) {
  EXPECT_DOUBLE_EQ(billed(at({0, 200}, 10), by(Billed::keep_alive)), 200 + 10 + 300);
  EXPECT_DOUBLE_EQ(billed(at({0, 310}, 10), by(Billed::keep_alive)), 2 * 310);
  EXPECT_EQ(replay(at({0, 309}, 10), by(Billed::keep_alive)).cold_starts, 1u);
  EXPECT_DOUBLE_EQ(billed(at({0, 200}, 10), by(Billed::whole_windows)), 600);
}

TEST(Replay, PerSecondHasQuantumMinimumAndTail) {
  Serving s = by(Billed::per_second);
  s.rule.tail = {};
  EXPECT_DOUBLE_EQ(billed(at({0}, 7), s), 7);
  s.rule.quantum = minutes(1);
  EXPECT_DOUBLE_EQ(billed(at({0}, 61), s), 120);
  s.rule.quantum = seconds(1), s.rule.minimum = seconds(60);
  EXPECT_DOUBLE_EQ(billed(at({0, 100}, 7), s), 120);  // EC2: per second, at least 60 s
  s.rule.tail = seconds(5);
  s.rule.minimum = {};
  EXPECT_DOUBLE_EQ(billed(at({0, 100}, 7), s), 24);  // RunPod serverless: 5 s until idle
}

TEST(Replay, StartUpIsWaitedForAndBilledOrNot) {
  Serving s = by(Billed::keep_alive);
  s.start_up = seconds(60);
  auto r = replay(at({0, 20, 100}, 1), s);
  EXPECT_DOUBLE_EQ(seconds(r.billed), 41 + 300);  // from the 60th second to the 101st, and one window
  EXPECT_EQ(r.cold_starts, 1u);
  EXPECT_EQ(r.cold_requests, 2u);
  EXPECT_DOUBLE_EQ(seconds(r.mean_wait), (60.0 + 40.0) / 3);
  EXPECT_DOUBLE_EQ(seconds(r.longest_wait), 60);
  s.start_up_billed = true;
  EXPECT_DOUBLE_EQ(seconds(replay(at({0, 20, 100}, 1), s).billed), 101 + 300);
}

TEST(Replay, CallsThatMeetAColdCopyMayFail) {
  Serving s = by(Billed::anchored);
  s.start_up = seconds(60), s.when_cold = Refused::failed;
  const auto r = replay(at({0, 20, 100}, 1), s);
  EXPECT_EQ(r.failed, 2u);
  EXPECT_EQ(r.windows, 1u);  // from the first successful call
  EXPECT_EQ(replay(at({0, 20}, 1), s).windows, 0u);
}

TEST(Replay, OneAtATimeQueues) {
  Serving s = by(Billed::keep_alive);
  s.concurrency = 1;
  const auto r = replay(at({0, 1, 2, 3}, 10), s);  // waits 0, 9, 18, 27
  EXPECT_DOUBLE_EQ(seconds(r.mean_wait), 13.5);
  EXPECT_DOUBLE_EQ(seconds(r.p95_wait), 27);
  EXPECT_DOUBLE_EQ(seconds(r.billed), 340);
  EXPECT_DOUBLE_EQ(seconds(r.busy), 40);
}

TEST(Replay, FullCopiesQueueOrFail) {
  Serving s = by(Billed::keep_alive);
  s.concurrency = 1, s.max_copies = 2;
  auto r = replay(at({0, 1, 2}, 10), s);
  EXPECT_EQ(r.most_copies, 2u);
  EXPECT_DOUBLE_EQ(seconds(r.longest_wait), 8);
  EXPECT_DOUBLE_EQ(seconds(r.billed), (20 + 300) + (10 + 300));
  s.when_full = Refused::failed;
  r = replay(at({0, 1, 2}, 10), s);
  EXPECT_EQ(r.failed, 1u);
  EXPECT_DOUBLE_EQ(seconds(r.billed), 2 * 310);
}

TEST(Replay, AnOpenCopyGoesBeforeAClosedOne) {
  Serving s = by(Billed::keep_alive);
  s.concurrency = 1, s.max_copies = 3;
  Trace trace = at({0, 1, 400});
  trace.output = {10, 390, 10};  // copy 0 closes at 310, copy 1 ends at 391 and stays until 691
  const auto r = replay(trace, s);
  EXPECT_EQ(r.cold_starts, 2u);
  EXPECT_EQ(r.most_copies, 2u);
}

TEST(Replay, NothingCostsNothing) {
  for (const auto rule : all_rules) {
    const auto r = replay(Trace{}, by(rule));
    EXPECT_EQ(r.requests, 0u);
    EXPECT_DOUBLE_EQ(usd(r.cost), 0);
  }
}

TEST(Replay, BadSettingsAreRefused) {
  const auto refuses = [](Serving s) { EXPECT_THROW(replay(at({0}), s), InvalidInput); };
  Serving s = by(Billed::anchored);
  s.rule.window = {}, refuses(s);
  s.rule.window = seconds(-1), refuses(s);
  s.rule.window = seconds(double{NAN}), refuses(s);
  s = by(Billed::anchored), s.concurrency = 0, refuses(s);
  s = by(Billed::anchored), s.max_copies = 0.5, refuses(s);
  s = by(Billed::anchored), s.start_up = seconds(-1), refuses(s);
  s = by(Billed::keep_alive), s.rule.idle_timeout = seconds(1), refuses(s);
  s = by(Billed::packed), s.concurrency = INFINITY, refuses(s);
  EXPECT_THROW(replay(Trace{.time_ns = {0, -1}, .input = {1, 1}, .output = {1, 1}}, by(Billed::anchored)),
               InvalidInput);
  EXPECT_THROW(replay(Trace{.time_ns = {0}, .input = {1, 1}, .output = {1}}, by(Billed::anchored)), InvalidInput);
}

TEST(Replay, AQueueWithoutEndIsSaturated) {
  Serving s = by(Billed::keep_alive);
  s.concurrency = 1;
  Trace trace = at(std::vector<double>(100, 0.0), 4'000'000'000u);
  EXPECT_THROW(replay(trace, s), InvalidInput);
  s.max_copies = 2;
  EXPECT_THROW(replay(trace, s), InvalidInput);
}

// --- Properties ------------------------------------------------------------------------------------------------------

rc::Gen<Trace> traces() {
  const auto request =
      rc::gen::tuple(rc::gen::inRange<std::int64_t>(0, 4'000'000), rc::gen::inRange<std::uint32_t>(0, 900));
  return rc::gen::map(rc::gen::container<std::vector<std::tuple<std::int64_t, std::uint32_t>>>(request),
                      [](const auto& requests) {
                        Trace trace;
                        for (const auto& [ms, tokens] : requests) {
                          trace.time_ns.push_back(ms * 1'000'000);
                          trace.input.push_back(tokens / 2);
                          trace.output.push_back(tokens);
                        }
                        sort_by_time(trace);
                        return trace;
                      });
}

/// A path with limits of every kind.
Serving limited(Billed rule) {
  Serving s = by(rule);
  s.concurrency = static_cast<double>(*rc::gen::inRange(1, 5));
  s.max_copies = *rc::gen::inRange(1, 4);
  s.start_up = seconds(*rc::gen::inRange(0, 90));
  s.start_up_billed = *rc::gen::arbitrary<bool>();
  s.when_full = *rc::gen::arbitrary<bool>() ? Refused::queued : Refused::failed;
  s.when_cold = *rc::gen::arbitrary<bool>() ? Refused::queued : Refused::failed;
  return s;
}

RC_GTEST_PROP(ReplayProperties, BilledIsNeverLessThanBusyNorBusyThanPacked, ()) {
  const Trace trace = *traces();
  for (const auto rule : all_rules) {
    const auto r = replay(trace, limited(rule));
    RC_ASSERT(seconds(r.busy) >= seconds(r.packed) - 1e-6);
    if (rule != Billed::packed) RC_ASSERT(seconds(r.billed) >= seconds(r.busy) - 1e-6);
    RC_ASSERT(r.requests == trace.size());
    RC_ASSERT(r.failed <= r.cold_requests + trace.size());
    RC_ASSERT(r.cold_starts <= r.cold_requests);
  }
}

RC_GTEST_PROP(ReplayProperties, RulesAreOrderedOnEveryTrace, ()) {
  const Trace trace = *traces();
  Serving s = by(Billed::packed);
  double before = billed(trace, s);
  for (const auto rule : {Billed::anchored, Billed::keep_alive, Billed::whole_windows}) {
    s = by(rule);
    s.concurrency = 1;
    const double now = billed(trace, s);
    RC_ASSERT(now >= before - 1e-6);
    before = now;
  }
}

RC_GTEST_PROP(ReplayProperties, ShiftingInTimeChangesOnlyClockAligned, ()) {
  Trace trace = *traces();
  const std::int64_t shift = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
  for (const auto rule : all_rules) {
    const Serving s = limited(rule);
    const double before = billed(trace, s);
    Trace shifted = trace;
    shifted.start_ns += rule == Billed::clock_aligned ? 300'000'000'000 * (shift % 1000) : shift;
    RC_ASSERT(billed(shifted, s) == before);
  }
}

RC_GTEST_PROP(ReplayProperties, PiecesAreTheWhole, ()) {
  const Trace trace = *traces();
  const auto cut = seconds(*rc::gen::inRange(0, 4000));
  const auto parts = split(trace, cut);
  for (const auto rule : all_rules) {
    const Serving s = limited(rule);
    Replay pieces(s, trace.start_ns);
    pieces.add(parts.before);
    pieces.add(parts.after, parts.after.start_ns - trace.start_ns);
    const auto whole = replay(trace, s), sum = pieces.finish();
    RC_ASSERT(whole.billed == sum.billed);
    RC_ASSERT(whole.cold_requests == sum.cold_requests);
    RC_ASSERT(whole.longest_wait == sum.longest_wait);
  }
}

RC_GTEST_PROP(ReplayProperties, SplittingNeverMakesSpellsCheaper, ()) {
  const Trace trace = *traces();
  const auto parts = split(trace, seconds(*rc::gen::inRange(0, 4000)));
  for (const auto rule : {Billed::anchored, Billed::keep_alive, Billed::whole_windows})
    RC_ASSERT(billed(parts.before, by(rule)) + billed(parts.after, by(rule)) >= billed(trace, by(rule)) - 1e-6);
}

RC_GTEST_PROP(ReplayProperties, TheEnginesForOneCopyAndForManyAgree, ()) {
  const Trace trace = *traces();
  for (const auto rule : all_rules) {
    if (rule == Billed::packed) continue;
    Serving one = by(rule);
    one.start_up = seconds(*rc::gen::inRange(0, 90));
    one.start_up_billed = *rc::gen::arbitrary<bool>();
    Serving many = one;
    many.concurrency = 1e9;  // a limit that is never met
    const auto a = replay(trace, one), b = replay(trace, many);
    RC_ASSERT(a.billed == b.billed);
    RC_ASSERT(a.windows == b.windows);
    RC_ASSERT(a.cold_starts == b.cold_starts);
    RC_ASSERT(a.cold_requests == b.cold_requests);
    RC_ASSERT(std::abs(seconds(a.busy - b.busy)) < 1e-6);
    RC_ASSERT(a.mean_wait == b.mean_wait);
    RC_ASSERT(a.p95_wait == b.p95_wait);
  }
}

/// Lindley's recursion, as a textbook writes it.
RC_GTEST_PROP(ReplayProperties, OneAtATimeIsLindley, ()) {
  const Trace trace = *traces();
  Serving s = by(Billed::keep_alive);
  s.concurrency = 1;
  double free = 0, sum = 0, longest = 0;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    const double now = static_cast<double>(trace.time_ns[i]) * 1e-9, begin = std::max(now, free);
    sum += begin - now, longest = std::max(longest, begin - now);
    free = begin + trace.output[i];
  }
  const auto r = replay(trace, s);
  RC_ASSERT(std::abs(seconds(r.longest_wait) - longest) < 1e-6);
  if (!trace.empty()) RC_ASSERT(std::abs(seconds(r.mean_wait) - sum / static_cast<double>(trace.size())) < 1e-6);
}

// --- Simulation against closed forms ---------------------------------------------------------------------------------

constexpr double month_s = 730 * 3600.0;

Drawing month_of(double requests, std::uint32_t output = 0) {
  return {.requests = requests, .length = hours(730), .output = output};
}

class ClosedForm : public testing::TestWithParam<std::tuple<Billed, double, std::uint32_t>> {};

TEST_P(ClosedForm, IsWhatSimulationGives) {
  const auto [rule, per_window, output] = GetParam();
  const double requests = per_window * month_s / 300;
  const Serving s = by(rule);
  const auto simulated = simulate({}, month_of(requests, output), s, {.relative_half_width = 0.005, .most = 256});
  const auto formula = billed_fraction(s.rule, requests / month_s, seconds(output));
  ASSERT_TRUE(formula);
  const double fraction_simulated = simulated.billed.mean / month_s, sure = 2 * simulated.billed.half_width / month_s;
  EXPECT_NEAR(fraction_simulated, *formula, sure + (rule == Billed::anchored && output > 0 ? 0.01 : 0.0005));
}

INSTANTIATE_TEST_SUITE_P(Rules, ClosedForm,
                         testing::Combine(testing::Values(Billed::anchored, Billed::clock_aligned, Billed::keep_alive,
                                                          Billed::per_second),
                                          testing::Values(0.02, 0.3, 1.0, 3.0), testing::Values(0u)));
INSTANTIATE_TEST_SUITE_P(WithService, ClosedForm,
                         testing::Combine(testing::Values(Billed::clock_aligned, Billed::keep_alive,
                                                          Billed::per_second),
                                          testing::Values(0.1, 1.0), testing::Values(20u, 100u)));

/// claims C3: $0.785 a window, 300-token answers, utilization of a box of 14 tokens a second; rules A, B, D in USD a
/// month. The published table rounds to dollars. Its D was simulated, to about 2 %: at 1 % the exact value is 955 and
/// not 970 (1,066 spells of 1.1395 windows).
TEST(Simulation, GivesThePublishedTableOfWindowRules) {
  const double capacity = 14 * month_s / 300;
  const struct {
    double utilization, anchored, aligned, rounded;
  } published[] = {
      {0.002, 187, 190, 191}, {0.01, 844, 898, 970}, {0.1, 4011, 5181, 6113}, {0.197357, 5049, 6443, 7028}};
  for (const auto& row : published) {
    const double requests = row.utilization * capacity;
    const auto usd_of = [&](Billed rule) {
      return simulate({}, month_of(requests), by(rule), {.relative_half_width = 0.003, .most = 2048});
    };
    const auto a = usd_of(Billed::anchored), b = usd_of(Billed::clock_aligned), d = usd_of(Billed::whole_windows);
    EXPECT_NEAR(a.cost.mean, row.anchored, 1 + 2 * a.cost.half_width);
    EXPECT_NEAR(b.cost.mean, row.aligned, 1 + 2 * b.cost.half_width);
    EXPECT_NEAR(d.cost.mean, row.rounded, 0.02 * row.rounded);
    if (row.utilization == 0.01) {
      EXPECT_NEAR(d.cost.mean, 955, 2 * d.cost.half_width);
    }
    EXPECT_GT(d.cost.mean, b.cost.mean);
    EXPECT_GT(b.cost.mean, a.cost.mean);
  }
}

TEST(Simulation, DependsOnTheSeedAndNotOnThreads) {
  const auto run = [](std::uint64_t seed, unsigned threads) {
    return simulate({}, month_of(3000), by(Billed::whole_windows),
                    {.seed = seed, .least = 16, .most = 16, .threads = threads});
  };
  const auto one = run(1, 1), three = run(1, 3), other = run(2, 1);
  EXPECT_EQ(one.billed.mean, three.billed.mean);
  EXPECT_EQ(one.billed.half_width, three.billed.half_width);
  EXPECT_NE(one.billed.mean, other.billed.mean);
}

TEST(Simulation, IntervalsCoverTheTruthAsOftenAsTheySay) {
  const Serving s = by(Billed::anchored);
  const double truth = *billed_fraction(s.rule, 1000 / month_s, {}) * month_s;
  int covered = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto r = simulate({}, month_of(1000), s, {.seed = seed, .relative_half_width = 1e-9, .least = 8, .most = 8});
    EXPECT_FALSE(r.reached);
    covered += std::abs(r.billed.mean - truth) <= r.billed.half_width;
  }
  EXPECT_GE(covered, 180);  // 190 ± 3 standard deviations
}

TEST(Simulation, BadOptionsAreRefused) {
  const auto refuses = [](SimulationOptions o) {
    EXPECT_THROW(simulate({}, month_of(10), by(Billed::anchored), o), InvalidInput);
  };
  refuses({.confidence = 1});
  refuses({.relative_half_width = 0});
  refuses({.least = 1});
  refuses({.least = 8, .most = 4});
}

// --- Patterns --------------------------------------------------------------------------------------------------------

TEST(Patterns, KeepTheExpectedNumber) {
  ArrivalPattern bursts{.batch = 8, .geometric = true};
  for (const auto& pattern :
       {ArrivalPattern{}, bursts, working_hours(9, 17, 5), ArrivalPattern{.spacing = Spacing::periodic}}) {
    double sum = 0;
    for (std::uint64_t k = 0; k < 50; ++k)
      sum += static_cast<double>(draw(pattern, {.requests = 5000, .length = hours(730), .stream = k}).size());
    EXPECT_NEAR(sum / 50, 5000, 120) << to_string(pattern);
  }
}

TEST(Patterns, WorkingHoursLeaveTheNightAlone) {
  const Trace trace = draw(working_hours(9, 17, 5), {.requests = 4000, .length = hours(168)});
  for (const auto time : trace.time_ns) {
    const double hour = static_cast<double>(time + trace.start_ns) / 3.6e12;
    EXPECT_GE(std::fmod(hour, 24), 9);
    EXPECT_LT(std::fmod(hour, 24), 17);
    EXPECT_LT(hour, 120);
  }
}

TEST(Patterns, PackedIsBackToBack) {
  const Trace trace =
      draw({.spacing = Spacing::packed}, {.requests = 100, .length = hours(730), .output = 3, .busy = seconds(3)});
  ASSERT_EQ(trace.size(), 100u);
  Serving s = by(Billed::keep_alive);
  s.concurrency = 1;
  const auto r = replay(trace, s);
  EXPECT_DOUBLE_EQ(seconds(r.busy), 300);
  EXPECT_DOUBLE_EQ(seconds(r.longest_wait), 0);
}

TEST(Patterns, BatchesComeTogether) {
  const Trace trace = draw({.batch = 5}, {.requests = 1000, .length = hours(730)});
  EXPECT_EQ(trace.size() % 5, 0u);
  for (std::size_t i = 0; i < trace.size(); i += 5) EXPECT_EQ(trace.time_ns[i], trace.time_ns[i + 4]);
}

TEST(Patterns, PeriodicIsExactAndCheaperThanRandomOnceAWindowIsFull) {
  const Trace trace = draw({.spacing = Spacing::periodic}, {.requests = 730, .length = hours(730)});
  EXPECT_EQ(trace.size(), 730u);
  EXPECT_EQ(trace.time_ns[1], 3'600'000'000'000);
  EXPECT_EQ(replay(trace, by(Billed::anchored)).windows, 730u);
}

TEST(Patterns, BadOnesAreRefused) {
  const auto refuses = [](ArrivalPattern p, Drawing d) { EXPECT_THROW(draw(p, d), InvalidInput); };
  const Drawing fine{.requests = 10, .length = hours(1)};
  refuses({.batch = 0.5}, fine);
  refuses({.batch = 1.5}, fine);
  ArrivalPattern none;
  none.weights.fill(0);
  refuses(none, fine);
  none.weights[3] = -1;
  refuses(none, fine);
  refuses({}, {.requests = 0, .length = hours(1)});
  refuses({}, {.requests = 10, .length = hours(0)});
  refuses({}, {.requests = 5e9, .length = hours(1)});
  EXPECT_THROW(working_hours(9, 9, 5), InvalidInput);
  EXPECT_THROW(working_hours(0, 25, 5), InvalidInput);
}

// --- Billing risk ----------------------------------------------------------------------------------------------------

const RiskRow& row(const BillingRisk& risk, Billed rule) {
  const auto found = std::ranges::find(risk.rows, rule, &RiskRow::rule);
  if (found == risk.rows.end()) throw std::runtime_error("no such row");
  return *found;
}

TEST(BillingRisk, OfTheLabsImportAtItsOwnCrossover) {
  // claims C3, last row: 24,209 answers a month, $5,049 to $7,028 by rule, an ideal of $200.
  const auto risk = billing_risk(test::lab(), "import", {.demand = accepted_answers_per_month(24'209)});
  ASSERT_TRUE(risk.why_not.empty()) << risk.why_not;
  EXPECT_NEAR(usd_per_month(risk.packed), 200, 0.1);
  EXPECT_NEAR(usd_per_month(row(risk, Billed::anchored).cost), 5049, 1);
  EXPECT_NEAR(usd_per_month(row(risk, Billed::clock_aligned).cost), 6443 + 12.5, 1)
      << "published for calls that take no time: theirs lie in two windows at times";
  EXPECT_NEAR(usd_per_month(row(risk, Billed::whole_windows).cost), 7028, 80);
  EXPECT_NEAR(usd_per_month(risk.spread()), 7028 - 5049, 80);
  EXPECT_GT(row(risk, Billed::anchored).cold_starts, 100);
  EXPECT_EQ(risk.least, row(risk, Billed::anchored).cost);
}

TEST(BillingRisk, SimulationOfARowAgreesWithItsFormula) {
  RiskOptions options{.demand = accepted_answers_per_month(3000)};
  const auto formula = billing_risk(test::lab(), "import", options);
  options.concurrency = 1e6;  // the same path, but no formula applies
  const auto simulated = billing_risk(test::lab(), "import", options);
  for (const auto rule : {Billed::anchored, Billed::clock_aligned, Billed::keep_alive}) {
    EXPECT_EQ(row(formula, rule).method, "closed form");
    EXPECT_EQ(row(simulated, rule).method, "simulation");
    EXPECT_NEAR(row(formula, rule).cost.value(), row(simulated, rule).cost.value(),
                2 * row(simulated, rule).half_width.value() + 1);
  }
}

TEST(BillingRisk, OfATraceIsReplayed) {
  std::vector<double> times;
  for (int i = 0; i < 60; ++i) times.push_back(i * 60.0);
  const auto risk = billing_risk(test::lab(), "import", at(times, 300));
  EXPECT_NEAR(answers_per_month(risk.load), 730 * 60, 1e-6);
  for (const auto& r : risk.rows) EXPECT_EQ(r.method, "replay");
  EXPECT_NEAR(usd_per_month(row(risk, Billed::keep_alive).cost), 6876.6, 1);  // never idle for five minutes
  EXPECT_NEAR(usd_per_month(risk.packed), 730 * 60 * 300.0 / 95 / 60 * 0.157, 0.01);
  const auto stretched =
      billing_risk(test::lab(), "import", at(times, 300), {.demand = accepted_answers_per_month(73)});
  EXPECT_NEAR(answers_per_month(stretched.load), 73, 0.01);
  EXPECT_NEAR(usd_per_month(row(stretched, Billed::anchored).cost), 73 * 0.785, 0.785);
}

TEST(BillingRisk, SaysWhyThereIsNone) {
  auto scenario = test::lab();
  test::pricing<ActiveWindow<>>(scenario, "import").max_copies = 3;
  EXPECT_THAT(billing_risk(scenario, "import", {.demand = accepted_answers_per_month(1e9)}).why_not,
              testing::StartsWith("saturated"));
  test::path(scenario, "import").points.clear();
  EXPECT_THAT(billing_risk(scenario, "import").why_not, testing::HasSubstr("not measured"));
  EXPECT_THROW(billing_risk(scenario, "box_llama"), InvalidInput);
  EXPECT_THROW(billing_risk(scenario, "imprt"), InvalidInput);
  EXPECT_THROW(billing_risk(scenario, "import", Trace{}), InvalidInput);
}

}  // namespace
}  // namespace costmodel
