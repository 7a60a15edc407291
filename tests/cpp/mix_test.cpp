// Mixes against published figures, and against SciPy (Poisson and normal distributions, HiGHS): the figures that it
// printed stand here.
#include <gtest/gtest.h>

#include <cmath>
#include <costmodel/base/error.hpp>
#include <costmodel/bill/mix.hpp>
#include <random>

namespace costmodel {
namespace {

TEST(Mix, CallsThatFindNoPlace) {
  const struct {
    double places, offered, lost;  // scipy: poisson.pmf(c, a) / poisson.cdf(c, a)
  } table[] = {{8, 6, .12187578366630435},
               {1, .5, 1 / 3.0},
               {32, 25.6, .03686126223586858},
               {4, 4, .3106796116504854},
               {8, 7.610350076103501, .21371717722751077},
               {16, 7.610350076103501, .0030040596260439392},
               {8, 7.610350076103501 / 2, .02465831429017814}};
  for (const auto& row : table) EXPECT_NEAR(overflow_share(row.offered, row.places), row.lost, 1e-15);
  EXPECT_EQ(overflow_share(0, 8), 0);
  EXPECT_EQ(overflow_share(3, 0), 1);
  EXPECT_NEAR(overflow_share(1e5, 1), 1e5 / (1e5 + 1), 1e-15);
  EXPECT_EQ(overflow_share(1, 1e6), 0);
}

TEST(Mix, CallsThatMayWaitALittle) {
  // probabilities of M/M/c/c+K, from aⁿ ÷ n!
  EXPECT_NEAR(overflow_share(6, 8, 4), .03085127448485859, 1e-15);
  EXPECT_NEAR(overflow_share(.9, 1, 3), .16021586774437743, 1e-15);
  EXPECT_NEAR(overflow_share(5, 4, 10), .2112966953, 5e-8);
  EXPECT_LT(overflow_share(6, 8, 5), overflow_share(6, 8, 4));
}

TEST(Mix, HoursAddTheirOwnOverflow) {
  const std::vector<HoursAlike> alike{{.5, .5}, {.5, 1.5}};
  EXPECT_NEAR(overflow_share(alike, 6, 8), .25 * overflow_share(3, 8) + .75 * overflow_share(9, 8), 1e-15);
  EXPECT_GT(overflow_share(alike, 6, 8), overflow_share(6, 8)) << "uneven hours lose more";
}

/// 1 for 8 hours, 4 for 10, 2 for 6; a unit 900 USD, a call beyond 0.004 USD.
BaseAndBurst example() {
  return {
      .hours = {{8 / 24.0, .4}, {10 / 24.0, 1.6}, {6 / 24.0, .8}}, .capacity = 525'600, .per_unit = 900, .burst = .004};
}

TEST(Mix, TheNumberOfUnitsByTheScreeningCurve) {
  const BaseAndBurst mix = example();
  EXPECT_NEAR(filled_to_pay(mix), .428082, 5e-7);
  const double months[] = {4'000, 2'965.07, 2'714.67, 2'738.67, 3'600};
  for (int n = 0; n < 5; ++n) EXPECT_NEAR(month_of_mix(mix, 1e6, n), months[n], 5e-3);
  EXPECT_EQ(best_units(mix, 1e6), 2);
}

TEST(Mix, TryingThemAllFindsNothingBetter) {
  std::mt19937 draw(11);
  std::uniform_real_distribution<> u;
  for (int trial = 0; trial < 3'000; ++trial) {
    BaseAndBurst mix{.capacity = 100 + 900 * u(draw),
                     .per_unit = 10 * u(draw),
                     .per_answer = .002 * u(draw),
                     .burst = .03 * u(draw)};
    mix.hours.clear();
    double left = 1;
    for (int h = 0; h < 5; ++h) {
      const double share = h == 4 ? left : left * u(draw);
      mix.hours.push_back({share, 3 * u(draw)}), left -= share;
    }
    const double x = 10'000 * u(draw), best = best_units(mix, x);
    double least = std::numeric_limits<double>::infinity();
    for (int n = 0; n <= 400; ++n) least = std::min(least, month_of_mix(mix, x, n));
    ASSERT_NEAR(month_of_mix(mix, x, best), least, 1e-9 * (1 + least));
    const auto border = next_unit_pays_from(mix, best);
    if (!border) continue;
    ASSERT_GE(*border, x * (1 - 1e-12));
    const double cost = month_of_mix(mix, *border, best);
    ASSERT_NEAR(month_of_mix(mix, *border, best + 1), cost, 1e-9 * (1 + cost)) << "the border is exact";
    EXPECT_EQ(best_units(mix, *border * (1 + 1e-9)), best + 1);
  }
}

TEST(Mix, BandsOfDemandHaveExactBorders) {
  const auto bands = mix_bands(example(), 1, 1e6);
  ASSERT_EQ(bands.size(), 3U);
  // One unit pays from 225,000 answers: all of them by burst are 900 USD there, and it carries them all.
  EXPECT_NEAR(bands[0].to, 225'000, 1e-6);
  EXPECT_EQ(bands[1].units, 1);
  EXPECT_EQ(bands[2].units, 2);
  EXPECT_EQ(bands[2].to, 1e6);
  for (std::size_t i = 0; i + 1 < bands.size(); ++i) {
    EXPECT_EQ(bands[i].to, bands[i + 1].from);
    EXPECT_NEAR(month_of_mix(example(), bands[i].to, bands[i].units),
                month_of_mix(example(), bands[i].to, bands[i + 1].units), 1e-9);
  }
  BaseAndBurst cheap = example();
  cheap.burst = .001;
  EXPECT_EQ(mix_bands(cheap, 1, 1e6).size(), 1U) << "a unit that is always full costs more than the burst";
}

TEST(Mix, ScreeningCurvesOfPowerStations) {
  // PyPSA's example generation-investment-screening-curve; HiGHS solves it to 14,706.193806194067.
  const std::vector<CapacityLayer> layers{{"coal", 15, 2}, {"gas", 10, 12}, {"shedding", 0, 1012}};
  std::vector<HoursAlike> load;
  for (int i = 0; i <= 1000; ++i) load.push_back({1 / 1001.0, 1000.0 - i});
  const auto carries = screen(layers, load);
  double all = 0;
  for (const auto& layer : carries) all += layer.cost;
  EXPECT_NEAR(all, 14'706.193806194067, 1e-8);
  EXPECT_NEAR(carries[0].capacity, 500, 1e-9);
  EXPECT_NEAR(carries[1].capacity, 490, 1e-9);
  EXPECT_NEAR(carries[2].capacity, 10, 1e-9);
  EXPECT_NEAR(*screening_crossing(layers[0], layers[1]), .5, 1e-15);
  EXPECT_NEAR(*screening_crossing(layers[1], layers[2]), .01, 1e-15);
  EXPECT_EQ(screening_crossing({"a", 1, 1}, {"b", 2, 2}), std::nullopt);
  EXPECT_EQ(screening_crossing({"a", 1, 1}, {"b", 1, 1}), std::nullopt);
}

TEST(Mix, ACommitmentIsAQuantileOfTheNeed) {
  const Commitment power = commit(NormalNeed{100, 20}, .6, 1);
  EXPECT_NEAR(power.units, 94.933057937284, 1e-9);
  EXPECT_NEAR(power.per_hour, 67.7268506699372, 1e-9);
  EXPECT_NEAR(cost_of_commitment(NormalNeed{100, 20}, 100, .6, 1), 67.9788, 5e-5);
  const NormalNeed need{20, 5};
  EXPECT_NEAR(commitment_quantile(2.60, 4.00), .35, 1e-15);
  EXPECT_NEAR(commit(need, 2.60, 4.00).units, 18.073397667962162, 1e-9);
  EXPECT_EQ(commit(need, 2.60, 4.00, true).units, 18);
  EXPECT_NEAR(commit(need, 2.60, 4.00, true).per_hour, 59.4088, 5e-5);
  EXPECT_NEAR(cost_of_commitment(need, 35, 2.60, 4.00), 91.00764308634095, 1e-9);
  EXPECT_EQ(commit(need, 4.10, 4.00).units, 0) << "committed costs more than on demand";
}

TEST(Mix, ACommitmentToHoursIsTheBestOfThem) {
  std::mt19937 draw(3);
  std::uniform_real_distribution<> u;
  for (int trial = 0; trial < 500; ++trial) {
    std::vector<HoursAlike> need;
    for (int h = 0; h < 8; ++h) need.push_back({.125, std::floor(10 * u(draw))});
    const double committed = u(draw), on_demand = u(draw) + .01;
    const Commitment best = commit(need, committed, on_demand, true);
    for (int n = 0; n < 12; ++n) ASSERT_LE(best.per_hour, cost_of_commitment(need, n, committed, on_demand) + 1e-12);
  }
}

TEST(Mix, SpotIsWorthWhatItsInterruptionsLeave) {
  EXPECT_DOUBLE_EQ(spot_with_interruptions(1.2, 4, .1), .9 * 1.2 + .1 * 4);
  EXPECT_DOUBLE_EQ(spot_with_interruptions(1.2, 4, 0, .05, 2), 1.3);
}

TEST(Mix, WhatCannotBeIsRefused) {
  EXPECT_THROW(overflow_share(-1, 2), InvalidInput);
  EXPECT_THROW(overflow_share(1, 2.5), InvalidInput);
  EXPECT_THROW(screen({}, {{1, 1}}), InvalidInput);
  EXPECT_THROW(screen({{"a", 1, 1}}, {{.5, 1}}), InvalidInput);
  EXPECT_THROW(commit(NormalNeed{1, 0}, 1, 2), InvalidInput);
  EXPECT_THROW(commit(NormalNeed{1, 1}, 0, 2), InvalidInput);
}

}  // namespace
}  // namespace costmodel
