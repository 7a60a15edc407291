// Requests of several sizes: prices by their own length, the first token, and the wait, which their variation
// stretches.
#include <gtest/gtest.h>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/costs.hpp>
#include <costmodel/replay/trace.hpp>
#include <costmodel/uncertainty/uncertainty.hpp>
#include <random>

#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::problems;

constexpr double month_s = 730 * 3600.0;

/// A tenth of the prompts has 300,000 tokens, and the mean is 40,000: the others have 100,000/9 each.
Scenario long_prompts() {
  Path api{.id = "api",
           .pricing = PerToken<>{.input = usd_per_million_input_tokens(3),
                                 .output = usd_per_million_output_tokens(15),
                                 .context_steps = {{input_tokens_per_answer(200'000), 2, 1.5}}},
           .acceptance = {.rate = 1}};
  Path box{
      .id = "box",
      .pricing = Provisioned<>{.price = usd_per_hour(2)},
      .points = {{.concurrency = 1, .output = output_tokens_per_second(100), .input = input_tokens_per_second(10'000)}},
      .acceptance = {.rate = 1}};
  Scenario s{.title = "t",
             .demand = accepted_answers_per_month(.05 * month_s),
             .workload = {.input = input_tokens_per_answer(40'000), .output = output_tokens_per_answer(500)}};
  s.workload.classes = {{.share = .1, .input = input_tokens_per_answer(300'000)}};
  s.paths = {api, box};
  return s;
}

TEST(RequestSizes, LeaveTheMeanAsItIs) {
  const auto sizes = by_size(long_prompts().workload);
  ASSERT_EQ(sizes.size(), 2u);
  EXPECT_NEAR(sizes[1].share, .9, 1e-12);
  EXPECT_NEAR(sizes[1].tokens.input.value(), 100'000 / 9.0, 1e-9);
  EXPECT_EQ(sizes[1].tokens.output, output_tokens_per_answer(500));
  EXPECT_NEAR(.1 * sizes[0].tokens.input.value() + .9 * sizes[1].tokens.input.value(), 40'000, 1e-9);
}

TEST(RequestSizes, AreBilledAtThePricesOfTheirOwnLength) {
  const Scenario s = long_prompts();
  // by hand: a tenth at 300,000 × 6 USD and 500 × 22.5 USD a million, the rest at the plain prices
  const double dear = 300'000 * 6e-6 + 500 * 22.5e-6, plain = 100'000 / 9.0 * 3e-6 + 500 * 15e-6;
  EXPECT_NEAR(cost(s, "api", s.demand).per_accepted->value(), .1 * dear + .9 * plain, 1e-12);
  Scenario mean = s;
  mean.workload.classes.clear();
  EXPECT_NEAR(cost(mean, "api", s.demand).per_accepted->value(), 40'000 * 3e-6 + 500 * 15e-6, 1e-12)
      << "nobody passes the step who counts as the mean one";
}

TEST(RequestSizes, AreThoseOfTwoScenariosPutTogether) {
  // the bill of each class alone, by its share: no formula of ours in common but that of one size
  Scenario s = long_prompts();
  std::get<PerToken<>>(s.paths[0].pricing).cached_input = usd_per_million_input_tokens(.3);
  std::get<PerToken<>>(s.paths[0].pricing).cache_write = usd_per_million_input_tokens(3.75);
  s.workload.cached_input = input_tokens_per_answer(10'000);
  s.workload.cache_write = input_tokens_per_answer(4'000);
  s.workload.classes[0].cached_input = input_tokens_per_answer(50'000);
  const double both = cost(s, "api", s.demand).per_accepted->value();
  double sum = 0;
  for (const auto& [share, tokens] : by_size(s.workload)) {
    Scenario alone = s;
    alone.workload = tokens;
    sum += share * cost(alone, "api", s.demand).per_accepted->value();
  }
  EXPECT_NEAR(both, sum, 1e-12 * sum);
}

TEST(RequestSizes, StretchTheWaitAsPollaczekAndKhinchineSay) {
  Scenario s = long_prompts();
  s.workload.length_variation = 0;  // within a class all alike: a service time of two values
  const double t_long = 30 + 5, t_short = 10 / 9.0 + 5, mean = .1 * t_long + .9 * t_short;
  const double squares = .1 * t_long * t_long + .9 * t_short * t_short;
  const double rho = .05 * mean;
  ASSERT_LT(rho, 1);
  const PathCost c = cost(s, "box", s.demand);
  EXPECT_NEAR(seconds(c.operation->wait->mean), .05 * squares / 2 / (1 - rho), 1e-9);
  s.workload.length_variation = 1;  // exponential within each
  EXPECT_NEAR(seconds(cost(s, "box", s.demand).operation->wait->mean), .05 * 2 * squares / 2 / (1 - rho), 1e-9);
}

TEST(RequestSizes, PutTheLongPromptsIntoThePercentilesOfTheFirstToken) {
  Scenario s = long_prompts();
  s.demand = accepted_answers_per_month(1);  // nobody waits
  const Latency first = *cost(s, "box", s.demand).operation->first_token_after_wait;
  EXPECT_NEAR(seconds(*first.p50), 10 / 9.0, 1e-4);
  EXPECT_NEAR(seconds(*first.p95), 30, 1e-3) << "a prefill of 300,000 tokens";
  EXPECT_NEAR(seconds(first.mean), 4, 1e-3);
}

TEST(RequestSizes, AreAsManyTimesLongerOnAPathThatCountsOtherwise) {
  Scenario s = long_prompts();
  s.paths[0].workload.input = input_tokens_per_answer(50'000);  // another tokenizer: a quarter more
  const auto sizes = by_size(s.workload_of(s.paths[0]));
  EXPECT_NEAR(sizes[0].tokens.input.value(), 375'000, 1e-6);
  EXPECT_NEAR(sizes[1].tokens.input.value(), 125'000 / 9.0, 1e-6);
}

TEST(RequestSizes, ThatContradictTheMeanAreRefused) {
  Scenario s = long_prompts();
  EXPECT_TRUE(problems(s).empty());
  s.workload.classes[0].share = .2;  // 60,000 of a mean of 40,000
  ASSERT_EQ(problems(s).size(), 1u);
  EXPECT_EQ(problems(s)[0].id, "bad-bounds");
  EXPECT_EQ(problems(s)[0].where, "/workload/classes");
  s.workload.classes = {{.share = .5, .input = input_tokens_per_answer(10'000)},
                        {.share = .5, .input = input_tokens_per_answer(60'000)}};
  ASSERT_EQ(problems(s).size(), 1u) << "35,000 on average, 40,000 stated";
  s.workload.input = input_tokens_per_answer(35'000);
  EXPECT_TRUE(problems(s).empty());
  s.workload.classes.push_back({.share = .1});
  EXPECT_FALSE(problems(s).empty()) << "110 % of the requests";
}

TEST(RequestSizes, AreReadAndWritten) {
  const Scenario s = parse_scenario(to_json(long_prompts()));
  EXPECT_EQ(s.workload.classes, long_prompts().workload.classes);
}

TEST(RequestSizes, FollowADrawnMean) {
  Scenario s = long_prompts();
  s.ledger.entries["/workload/input_tokens_per_answer"].range = Range{35'000, 45'000};
  const Uncertainty u = uncertainty(s, {.draws = 1 << 10});
  const double at_mean = usd_per_month(*cost(s, "api", s.demand).per_month);
  EXPECT_NEAR(u.paths[0].expected_usd_per_month, at_mean, .002 * at_mean) << "linear in what the classes leave";
}

TEST(RequestSizes, OfATraceHaveItsMeansAndItsVariation) {
  Trace trace;
  std::mt19937 dice(7);
  std::lognormal_distribution<> in(6, 1.5), out(5, 1);
  double input = 0, output = 0, squares = 0;
  for (int i = 0; i < 5000; ++i) {
    trace.time_ns.push_back(i);
    trace.input.push_back(static_cast<std::uint32_t>(in(dice)));
    trace.output.push_back(1 + static_cast<std::uint32_t>(out(dice)));
    input += trace.input.back(), output += trace.output.back();
    squares += static_cast<double>(trace.output.back()) * trace.output.back();
  }
  const Workload<> w = workload_of(trace, 10);
  EXPECT_EQ(w.classes.size(), 10u);
  EXPECT_NEAR(w.input.value(), input / 5000, 1e-9);
  EXPECT_NEAR(w.output.value(), output / 5000, 1e-9);
  double shares = 0;
  for (const auto& c : w.classes) shares += c.share;
  EXPECT_NEAR(shares, 1, 1e-12);
  EXPECT_LT(w.classes.back().share, .02) << "few requests have a tenth of the tokens";
  // a machine that only writes: the variation of the service time is that of the outputs, as it was recorded
  const OperatingPoint<> point{.output = output_tokens_per_second(50)};
  EXPECT_NEAR(service_variation(point, w), squares / 5000 / std::pow(output / 5000, 2) - 1, 1e-9);
  Scenario s = long_prompts();
  s.workload = w;
  EXPECT_TRUE(problems(s).empty());
  EXPECT_THROW(workload_of(trace, 0), InvalidInput);
  EXPECT_THROW(workload_of(Trace{}, 10), InvalidInput);
}

}  // namespace
}  // namespace costmodel
