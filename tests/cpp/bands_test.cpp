// The lower envelope: at any place the band's winner is the least of all, and bands cover without overlap.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <costmodel/solve/bands.hpp>
#include <costmodel/solve/crossover.hpp>

#include "curves.hpp"

namespace costmodel {
namespace {

TEST(Bands, AFloorThenASlopeThenTheEnd) {
  // Tokens up to 10,000; the box to the end of its one unit; tokens again.
  const std::vector<Curve<>> curves{{.unit = 200, .capacity = 50'000, .max_units = 1}, {.slope = 0.02}};
  const auto found = bands(curves, 1, 1e6);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].winner, 1u);
  EXPECT_DOUBLE_EQ(found[0].to, 10'000);
  EXPECT_EQ(found[1].winner, 0u);
  EXPECT_EQ(found[1].to, 50'000);
  EXPECT_EQ(found[2].winner, 1u);
  EXPECT_EQ(found[2].to, 1e6);
}

TEST(Bands, EqualCurvesShareABandAndTheEarlierWins) {
  const std::vector<Curve<>> curves{{.fixed = 9}, {.fixed = 5}, {.fixed = 5}};
  const auto found = bands(curves, 0, 10);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].winner, 1u);
  EXPECT_EQ(found[0].equals, std::vector<std::size_t>{2});
}

TEST(Bands, ACurveThatLevelsOffIntoAnotherIsNotEqualToIt) {
  // 1 − e^(−x) cannot be told from 1 beyond x = 33; below, it is the cheaper one.
  const Curve<> levels_off{.open = 1, .opening = Opening::exponential, .arrivals_per_x = 1}, flat{.fixed = 1};
  const auto found = bands({flat, levels_off}, 0, 1000);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].winner, 1u);
  EXPECT_TRUE(found[0].equals.empty());
}

TEST(Bands, WhereNobodyCanServeThereIsAGap) {
  const auto found = bands({{.fixed = 1, .capacity = 10, .max_units = 2}}, 1, 100);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].to, 20);
  EXPECT_TRUE(bands({}, 1, 100).empty());
}

RC_GTEST_PROP(Bands, TheWinnerIsTheLeastOfAll, (unsigned seed)) {
  test::Random r(seed);
  const double high = r.log_uniform(1, 1e6), low = r.one_in(2) ? 0 : high * r.log_uniform(1e-6, 0.5);
  std::vector<Curve<>> curves;
  for (int n = 2 + r.below(5); n > 0; --n)
    curves.push_back(r.one_in(6) && !curves.empty() ? curves.front() : test::random_curve(r, high));
  const auto found = bands(curves, low, high);

  for (std::size_t k = 0; k < found.size(); ++k) {
    RC_ASSERT(found[k].from < found[k].to);
    RC_ASSERT((k == 0 ? found[k].from == low : found[k].from >= found[k - 1].to));
  }
  for (int i = 0; i < 500; ++i) {
    const double x = r.one_in(2) ? r.uniform(low, high) : low + (high - low) * r.log_uniform(1e-9, 1);
    const Curve<>* least = nullptr;
    for (const auto& c : curves)
      if (x <= c.limit() && (!least || c(x) < (*least)(x))) least = &c;
    const auto band = std::find_if(found.begin(), found.end(), [&](const Band& b) { return b.from < x && x <= b.to; });
    RC_ASSERT((band != found.end()) == (least != nullptr));
    if (!least) continue;
    const double won = curves[band->winner](x), best = (*least)(x);
    // Within rounding, also that of 1 − e^(−a), and of the place of a step.
    const bool at_an_end = std::min(x - band->from, band->to - x) <= 1e-12 * x;
    RC_ASSERT(
        (at_an_end || won - best <= 1e-12 * best + 1e-15 * curves[band->winner].open * curves[band->winner].units(x)));
    for (const std::size_t e : band->equals)
      RC_ASSERT((at_an_end || std::abs(curves[e](x) - won) <= 1e-11 * won + 1e-14));
  }
}

}  // namespace
}  // namespace costmodel
