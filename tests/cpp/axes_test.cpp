// Crossings along any input: closed cases by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/axes.hpp>
#include <costmodel/decide/winners.hpp>
#include <costmodel/model/accepted_cost.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/solve/isolate.hpp>

#include "curves.hpp"
#include "scenarios.hpp"

namespace costmodel {
namespace {

using test::lab;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const ComparisonOptions plain{.ranges = false};

// --- Enclosures ------------------------------------------------------------------------------------

TEST(Enclosures, HoldEveryValueOfAFormula) {
  test::Random r(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto random = [&] {
      const double x = r.uniform(-3, 3);
      return Enclosure(x, x + (r.one_in(4) ? 0 : r.log_uniform(1e-9, 3)));
    };
    const Enclosure a = random(), b = random();
    const long double x = std::lerp(a.low, a.high, r.uniform(0, 1)), y = std::lerp(b.low, b.high, r.uniform(0, 1));
    const auto holds = [](const Enclosure& e, long double v) { return e.low <= v && v <= e.high; };
    EXPECT_TRUE(holds(a + b, x + y) && holds(a - b, x - y) && holds(a * b, x * y) && (y == 0 || holds(a / b, x / y)));
    EXPECT_TRUE(holds(exp(a), std::exp(x)) && holds(expm1(a), std::expm1(x)) && holds(ceil(a), std::ceil(x)));
    EXPECT_TRUE(holds(max(a, b), std::max(x, y)) && holds(min(a, b), std::min(x, y)));
    EXPECT_TRUE(x == 0 || holds(exp_moment(0, a), std::expm1(x) / x));
  }
}

TEST(Enclosures, KnowNoTimeFromNoLimit) {
  EXPECT_TRUE((Enclosure(730) / Enclosure(0)).is(Enclosure::infinity));
  EXPECT_TRUE((Enclosure(1) / Enclosure(Enclosure::infinity)).is(0));
  EXPECT_TRUE((Enclosure::line() * Enclosure(0)).is(0));
  EXPECT_EQ((Enclosure(1, 2) / Enclosure(0, 4)).high, Enclosure::infinity);
}

TEST(Enclosures, HaveNoSlopeAtAStep) {
  const auto slope = [](double low, double high) {
    return ceil(Jet(Dual<Enclosure>({low, high}, 1.0), {1.0, 0.0})).slope.value;
  };
  EXPECT_TRUE(slope(1.1, 1.9).is(0));
  EXPECT_FALSE(slope(1.9, 2.1).bounded());
}

/// M(u) = (eᵘ − 1) ÷ u; M′(0) = ½, M″(0) = ⅓.
TEST(Enclosures, GrowthHasItsSlopeAtZero) {
  const auto at_zero = exp_moment(0, Dual<>(0, 1));
  EXPECT_EQ(at_zero.value, 1);
  EXPECT_EQ(at_zero.slope, 0.5);
  for (const double u : {-30.0, -2.0, -1.0, -0.3, 1e-9, 0.7, 1.0, 1.5, 8.0})
    for (int k = 0; k < 3; ++k)
      EXPECT_NEAR(exp_moment(k + 1, u), (exp_moment(k, u + 1e-5) - exp_moment(k, u - 1e-5)) / 2e-5,
                  2e-9 * std::max(1.0, exp_moment(k, u)));
}

// --- Isolation by hand -----------------------------------------------------------------------------

/// a against b = 0, or against anything else.
template <class F>
CrossoverReport isolated(F f, double low, double high) {
  auto two = [&](const auto& x) { return Two<std::decay_t<decltype(x)>>{f(x), std::decay_t<decltype(x)>(1.0)}; };
  return isolate(TwoFunctions::of(two), low, high);
}

TEST(Isolation, FindsSeveralRoots) {
  // (x−1)(x−2)(x−3) + 1 against 1
  const auto report = isolated([](const auto& x) { return (x - 1.0) * (x - 2.0) * (x - 3.0) + 1.0; }, 0, 10);
  ASSERT_THAT(report.crossings, SizeIs(3));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(report.crossings[i].at, static_cast<double>(i + 1), 1e-12);
    EXPECT_EQ(report.crossings[i].kind, CrossingKind::crossing);
  }
  EXPECT_TRUE(report.complete);
}

TEST(Isolation, TellsTouchesFromTwoAndFromNone) {
  for (const double miss : {1e-3, 1e-6, 1e-9, 0.0, -1e-9, -1e-6}) {
    const auto report = isolated([miss](const auto& x) { return (x - 2.0) * (x - 2.0) + (1.0 - miss); }, 0, 10);
    EXPECT_TRUE(report.complete);
    if (miss < 0) {
      EXPECT_THAT(report.crossings, IsEmpty());
      continue;
    }
    ASSERT_THAT(report.crossings, SizeIs(miss > 0 ? 2 : 1)) << miss;
    EXPECT_EQ(report.crossings[0].kind, miss > 0 ? CrossingKind::crossing : CrossingKind::touch);
    EXPECT_NEAR(report.crossings[0].at, 2 - std::sqrt(miss), 1e-6 * std::sqrt(miss) + 1e-7);
  }
}

TEST(Isolation, TellsJumpsFromCrossings) {
  // ⌈x⌉ − x/2 against 1: at x = 1 it steps from ½ up to 1½, then falls to 1 at x = 2, where it steps up again.
  const auto report = isolated([](const auto& x) { return ceil(x) - x / 2.0; }, 0.5, 1.8);
  ASSERT_THAT(report.crossings, SizeIs(1));
  EXPECT_EQ(report.crossings[0].kind, CrossingKind::jump);
  EXPECT_DOUBLE_EQ(report.crossings[0].at, 1);
  EXPECT_NEAR(report.crossings[0].left.a, 0.5, 1e-12);
  EXPECT_NEAR(report.crossings[0].right.a, 1.5, 1e-12);
}

TEST(Isolation, SaysWhatItCouldNotSettle) {
  const auto f = [](const auto& x) { return ceil(x * 1e7) / 1e7 - x + 1.0 - 5e-8; };  // ten million teeth across
  const auto report = isolated(f, 0, 1);
  EXPECT_FALSE(report.complete);
  ASSERT_FALSE(report.unsettled.empty());
  EXPECT_EQ(report.unsettled.back().to, 1);
}

TEST(Isolation, TakesNoLastDigitsOfSubnormalsForCrossings) {
  // One line, written twice; where doubles run out of digits the two round apart by many percent.
  const auto two = [](const auto& x) { return Two<std::decay_t<decltype(x)>>{x * 3e-320, (x * 1e-320) * 3.0}; };
  const auto report = isolate(TwoFunctions::of(two), 1e-3, 1e3);
  EXPECT_TRUE(report.complete);
  EXPECT_THAT(report.crossings, IsEmpty());
}

TEST(Isolation, RefusesDomainsThatAreNone) {
  EXPECT_THROW((void)isolated([](const auto& x) { return x; }, 1, 1), InvalidInput);
  EXPECT_THROW((void)isolated([](const auto& x) { return x; }, 0, std::numeric_limits<double>::infinity()),
               InvalidInput);
}

// --- Axes by hand ----------------------------------------------------------------------------------

Scenario small() {
  Scenario s = lab();
  s.demand = accepted_answers_per_month(20'000);  // 6 M tokens: box $200; tokens $2.40; import 17.5 h of work
  return s;
}

/// Packed, import costs 2 × 0.0785 × 60 an hour of work: 20,000 × 300 ÷ 95 s = 17.54 h → $165.26.
TEST(Axes, ThePriceAtWhichTheBoxIsTheWindow) {
  const double import = 2 * 0.0785 * 20'000 * 300 / 95 / 60;
  for (const char* name :
       {"/paths/1/pricing/flat_usd_per_month", "box_gemma/pricing/flat_usd_per_month", "flat_usd_per_month"}) {
    const auto c = compare_on(small(), "box_gemma", "import", name, Arrivals::packed);
    ASSERT_THAT(c.crossings, SizeIs(1)) << name;
    EXPECT_NEAR(c.crossings[0].at, import, 1e-12 * import);
    EXPECT_EQ(c.crossings[0].cheaper_below, "box_gemma");
    EXPECT_EQ(c.axis_name, "box_gemma/pricing/flat_usd_per_month");
    EXPECT_EQ(c.axis_unit, "USD per month");
    EXPECT_TRUE(c.complete);
  }
}

TEST(Axes, SpeedAtWhichAWindowIsTheBox) {
  const auto c = compare_on(small(), "box_gemma", "import", "import/throughput/points/0/output_tokens_per_second",
                            Arrivals::packed);
  ASSERT_THAT(c.crossings, SizeIs(1));
  EXPECT_NEAR(c.crossings[0].at, 2 * 0.0785 * 20'000 * 300 / 60 / 200, 1e-10);
}

/// Each box carries 730·3600·22.4/300 = 196,224 answers; at acceptance p the demand of 20,000 takes 20,000/p of them.
TEST(Axes, AcceptanceStepsTheUnitsUp) {
  Scenario s = small();
  test::pricing<PerToken<>>(s, "tokens").output = usd_per_million_output_tokens(0);
  test::pricing<PerToken<>>(s, "tokens").hosting = usd_per_month(300);
  const auto c = compare_on(s, "box_gemma", "tokens", "acceptance of box_gemma", {}, plain);
  ASSERT_THAT(c.crossings, SizeIs(1));
  EXPECT_EQ(c.crossings[0].kind, CrossingKind::jump);
  EXPECT_NEAR(c.crossings[0].at, 20'000 / (730 * 3600 * 22.4 / 300), 1e-12);
  EXPECT_DOUBLE_EQ(c.crossings[0].below.a, 400);
  EXPECT_DOUBLE_EQ(c.crossings[0].above.a, 200);
  EXPECT_TRUE(c.complete);
}

/// Over life without interest: (4000 − 400)/m = 200 at m = 18.
TEST(Axes, LifeAtWhichABoughtBoxIsALeasedOne) {
  Scenario s = small();
  auto& bought = test::pricing<FixedAmortized<>>(s, "box_gemma");
  bought = {.price = usd(4000), .residual = usd(400), .life = months(36)};
  const auto c = compare_on(s, "box_llama", "box_gemma", "life_months", {}, {.domain = Range{1, 60}, .ranges = false});
  ASSERT_THAT(c.crossings, SizeIs(1));
  EXPECT_NEAR(c.crossings[0].at, 18, 1e-12);
  const auto r = compare_on(s, "box_llama", "box_gemma", "box_gemma/pricing/discount_rate_per_year", {},
                            {.domain = Range{0, 10}, .ranges = false});
  EXPECT_TRUE(r.complete);  // the rate starts at 0
  ASSERT_THAT(r.crossings, SizeIs(1));
  EXPECT_NEAR(
      usd_per_month(capital_recovery(FixedAmortized<>{
          .price = usd(4000), .residual = usd(400), .life = months(36), .discount_rate_per_year = r.crossings[0].at})),
      200, 1e-9);
}

/// Blocks of b hours for 200 hours up: ⌈200/b⌉·b goes up and down past what a box costs.
TEST(Axes, BlocksCrossAgainAndAgain) {
  Scenario s = small();
  test::pricing<Provisioned<>>(s, "provisioned") = {
      .price = usd_per_hour(1), .hours_up = hours_per_month(200), .block = hours_per_month(24)};
  test::pricing<FixedAmortized<>>(s, "box_gemma").flat = usd_per_month(220);
  const auto c =
      compare_on(s, "provisioned", "box_gemma", "block_hours", {}, {.domain = Range{20, 250}, .ranges = false});
  // ⌈200/b⌉·b = 220 at b = 220/n for n with 200/n ≤ b: n = 1 … 10, and it falls back at b = 200/n.
  std::vector<double> expected;
  for (int n = 10; n >= 1; --n) expected.insert(expected.end(), {200.0 / n, 220.0 / n});
  for (const auto& x : c.crossings)
    EXPECT_TRUE(std::any_of(expected.begin(), expected.end(), [&](double e) { return std::abs(e - x.at) < 1e-9; }))
        << x.at;
  EXPECT_GE(c.crossings.size(), 10u);
  EXPECT_TRUE(c.complete);
}

TEST(Axes, TriesAreCounted) {
  Scenario s = small();
  s.rejected = {.handling = Handling::fallback, .cost = usd_per_request(1)};
  test::path(s, "tokens").acceptance = {.rate = 0.5};
  const auto c = compare_on(s, "box_gemma", "tokens", "limit", {}, {.domain = Range{1, 12}, .ranges = false});
  // tokens: 20,000·½ᵏ rejects against $200, so from k = 7 on (156 + 4.8)
  ASSERT_THAT(c.crossings, SizeIs(1));
  EXPECT_EQ(c.crossings[0].at, 7);
  EXPECT_EQ(c.crossings[0].kind, CrossingKind::jump);
}

TEST(Axes, LatencyLimitsSwitchOperatingPoints) {
  Scenario s = small();
  auto& p = test::path(s, "import");
  p.points = {{.concurrency = 1, .output = output_tokens_per_second(20)},
              {.concurrency = 10, .output = output_tokens_per_second(95)}};
  s.requirements.latency.min_stream_output = output_tokens_per_second(5);
  const auto c = compare_on(s, "box_gemma", "import", "min_stream_output_tokens_per_second", Arrivals::packed,
                            {.domain = Range{1, 15}, .ranges = false});
  ASSERT_THAT(c.crossings, SizeIs(1));
  EXPECT_NEAR(c.crossings[0].at, 9.5, 1e-9);
  EXPECT_EQ(c.crossings[0].kind, CrossingKind::jump);
}

TEST(Axes, SaySoWhereAnInputMovesNothing) {
  const auto c = compare_on(small(), "box_llama", "tokens", "import/pricing/window_minutes", {}, plain);
  EXPECT_THAT(c.never, HasSubstr("moves the cost of neither"));
  const auto same = compare_on(small(), "box_llama", "tokens", "output_tokens_per_answer", {},
                               {.domain = Range{1, 100}, .ranges = false});
  EXPECT_THAT(same.never, HasSubstr("stays dearer"));
}

TEST(Axes, ASharedAcceptanceMovesWithItsSource) {
  Scenario s = small();
  test::path(s, "import").acceptance = {.same_as = "box_gemma"};
  const auto c = compare_on(s, "box_gemma", "import", "acceptance of import", Arrivals::packed, plain);
  EXPECT_EQ(c.axis_name, "acceptance of box_gemma");
  ASSERT_THAT(c.crossings, testing::Not(IsEmpty()));
  // Both load up: import costs 165.26/p, the box 200 until it needs a second unit.
  EXPECT_NEAR(c.crossings.back().at, 2 * 0.0785 * 20'000 * 300 / 95 / 60 / 200, 1e-12);
}

TEST(Axes, IdenticalPathsAreEqualThroughout) {
  Scenario s = small();
  test::path(s, "box_llama").points = s.path("box_gemma").points;
  const auto c = compare_on(s, "box_llama", "box_gemma", "output_tokens_per_answer", {}, plain);
  EXPECT_THAT(c.equal, SizeIs(1));
  EXPECT_THAT(c.never, HasSubstr("cost the same"));
}

std::string refusal(const auto& body) {
  try {
    body();
  } catch (const InvalidInput& e) {
    return to_string(e.problems().front());
  }
  return "accepted";
}

TEST(Axes, RefuseWhatIsNone) {
  const auto on = [](const char* name, std::optional<Range> domain = {}) {
    return refusal(
        [&] { (void)compare_on(small(), "box_llama", "import", name, {}, {.domain = domain, .ranges = false}); });
  };
  EXPECT_THAT(on("flat_usd_per_mnth"), HasSubstr("did you mean \"flat_usd_per_month\"?"));
  EXPECT_THAT(on("utilisation"), HasSubstr("did you mean \"utilization\"?"));
  EXPECT_THAT(on("acceptance of imort"), HasSubstr("did you mean \"import\"?"));
  EXPECT_THAT(on("output_tokens_per_second"),
              HasSubstr("box_llama/throughput/points/0/output_tokens_per_second, import"));
  EXPECT_THAT(on("window_minutes", Range{5, 5}), HasSubstr("bad-domain"));
  EXPECT_THAT(on("window_minutes", Range{5, 1}), HasSubstr("bad-domain"));
  EXPECT_THAT(on("discount_rate_per_year", Range{-3, -1}), HasSubstr("bad-domain"));
}

// --- Winners ---------------------------------------------------------------------------------------

TEST(Winners, ThePriceAtWhichTokensLose) {
  const auto w = winning_values(small(), "tokens", "tokens/pricing/usd_per_million_output_tokens", Range{0, 1000},
                                Arrivals::packed);
  EXPECT_TRUE(w.wins_now);
  EXPECT_THAT(w.becomes, IsEmpty());
  ASSERT_THAT(w.ceases, SizeIs(1));
  EXPECT_NEAR(w.ceases[0], 2 * 0.0785 / 60 / 95 * 1e6, 1e-9);
  EXPECT_THAT(w.bands.bands, SizeIs(2));
  EXPECT_EQ(w.bands.bands[1].path, "import");
}

TEST(Winners, AQualityBarIsABorderToo) {
  Scenario s = small();
  s.requirements.min_acceptance = 0.6;
  const auto w = winning_values(s, "tokens", "acceptance of tokens");
  ASSERT_THAT(w.becomes, SizeIs(1));
  EXPECT_NEAR(w.becomes[0], 0.6, 1e-12);
}

TEST(Winners, MapHasExactBorders) {
  // tokens cost price × 300 × demand; the box 200: the border is price = 200e6 / (300 · demand).
  Scenario s = small();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_gemma" && p.id != "tokens"; });
  const auto map = winner_map(s, "demand", Range{1e3, 1e5}, "usd_per_million_output_tokens", Range{1, 1000});
  ASSERT_FALSE(map.borders.empty());
  EXPECT_TRUE(map.complete);
  int points = 0;
  for (const auto& border : map.borders)
    for (const auto& p : border.points)
      if (!border.vertical && p.y < 1000) {
        EXPECT_NEAR(p.y, 200e6 / (300 * p.x), 1e-4 * p.y);  // the two where the border leaves the map are near it
        points += std::abs(p.y - 200e6 / (300 * p.x)) <= 1e-12 * p.y;
      }
  EXPECT_GT(points, 10);
}

}  // namespace
}  // namespace costmodel
