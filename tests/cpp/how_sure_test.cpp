// What is not known: correlated and shared inputs, candidates that come and go with the draws, how crossovers spread.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/decide/axes.hpp>
#include <costmodel/decide/crossover_spread.hpp>
#include <costmodel/decide/decision.hpp>
#include <costmodel/io/scenario.hpp>
#include <costmodel/model/feasibility.hpp>
#include <costmodel/scenario/inputs.hpp>
#include <costmodel/stats/probability.hpp>
#include <costmodel/uncertainty/sensitivity.hpp>

#include <cstdlib>
#include <numbers>
#include <numeric>

#include "curves.hpp"
#include "scenarios.hpp"

namespace costmodel {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string refusal(const auto& body) {
  try {
    body();
  } catch (const InvalidInput& e) {
    std::string all;
    for (const auto& problem : e.problems()) all += to_string(problem) + "\n";
    return all;
  }
  return "accepted";
}

Provenance between(double low, double high, std::string shared = {}) {
  return {.range = Range{low, high}, .shared = std::move(shared)};
}

/// Two boxes at $200 a month that may cost from 100 to 300 each, both at acceptance 1.
Scenario boxes() {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_llama" && p.id != "box_gemma"; });
  for (auto& path : s.paths) path.ledger.entries["/pricing/flat_usd_per_month"] = between(100, 300);
  return s;
}

Scenario correlated(double r) {
  Scenario s = boxes();
  s.correlations =
      Correlations{.inputs = {"box_llama/pricing/flat_usd_per_month", "/paths/1/pricing/flat_usd_per_month"},
                   .matrix = {{1, r}, {r, 1}}};
  return s;
}

// --- Correlation -----------------------------------------------------------------------------------

/// E|X − Y| of two uniforms on [0, 1] is 1/3 where they are independent, 0 where they are one, 1/2 where they are
/// opposite; regret is half of it, in units of $200.
TEST(Correlation, MovesTheRegretAsItMust) {
  const auto regret = [](const Scenario& s) {
    return uncertainty(s, {.draws = 1 << 16}).expected_regret_usd_per_month;
  };
  EXPECT_NEAR(regret(correlated(0)), 200.0 / 6, 0.1);
  EXPECT_NEAR(regret(correlated(1)), 0, 1e-6);
  EXPECT_NEAR(regret(correlated(-1)), 200.0 / 4, 0.1);
  EXPECT_NEAR(regret(boxes()), 200.0 / 6, 0.1);
  EXPECT_GT(regret(correlated(0.3)), regret(correlated(0.6)));
}

/// Var(X + Y) of two uniforms with normal scores of correlation r is (1 + ρ)/6 with ρ = 6/π · asin(r/2) their rank
/// correlation (Kruskal, JASA 53 (1958) 814). The cost of a bill that adds them is spread by its root.
TEST(Correlation, IsThatOfTheNormalScores) {
  for (const double r : {-0.8, 0.0, 0.5, 0.9}) {
    Scenario s = boxes();
    s.paths.resize(1);
    s.paths[0].tuning.recurring = usd_per_month(200);
    s.paths[0].ledger.entries["/tuning/usd_per_month"] = between(100, 300);
    s.correlations = Correlations{.inputs = {"/paths/0/pricing/flat_usd_per_month", "/paths/0/tuning/usd_per_month"},
                                  .matrix = {{1, r}, {r, 1}}};
    // P(X + Y < 250): each uniform on 100 to 300; at r = 0 the triangle below is 50²/2 ÷ 200².
    const auto u = uncertainty(s, {.draws = 1 << 15});
    const double wide = (u.paths[0].usd_per_accepted->high - u.paths[0].usd_per_accepted->low) * 20'000;
    const double rank = 6 / std::numbers::pi * std::asin(r / 2);
    const double deviation = 200 * std::sqrt((1 + rank) / 6);
    EXPECT_GT(wide, 2.8 * deviation);
    EXPECT_LT(wide, 3.5 * deviation);
  }
}

TEST(Correlation, KeepsEachDistribution) {
  for (const double r : {0.0, 0.7, -0.95}) {
    const auto u = uncertainty(correlated(r), {.draws = 1 << 14});
    for (const auto& path : u.paths) {
      EXPECT_NEAR(path.expected_usd_per_month, 200, 0.1);
      EXPECT_NEAR(path.usd_per_accepted->low * 20'000, 110, 0.5);
      EXPECT_NEAR(path.usd_per_accepted->high * 20'000, 290, 0.5);
    }
  }
}

TEST(Correlation, SurvivesTheFileAndMayBeAsWeakAsItLikes) {
  const Scenario s = parse_scenario(to_json(correlated(0.25)));
  ASSERT_TRUE(s.correlations);
  EXPECT_EQ(s.correlations->matrix[0][1], 0.25);
  EXPECT_EQ(to_json(s), to_json(correlated(0.25)));
}

TEST(Correlation, RefusesWhatIsNoMatrix) {
  const auto refused = [](std::vector<std::vector<double>> matrix, std::vector<std::string> names = {}) {
    Scenario s = boxes();
    s.paths[0].tuning.recurring = usd_per_month(20);
    s.paths[0].ledger.entries["/tuning/usd_per_month"] = between(10, 30);
    if (names.empty())
      names = {"/paths/0/pricing/flat_usd_per_month", "/paths/1/pricing/flat_usd_per_month",
               "/paths/0/tuning/usd_per_month"};
    names.resize(std::min(names.size(), matrix.size() + (matrix.size() == 4)));
    s.correlations = Correlations{.inputs = names, .matrix = std::move(matrix)};
    return refusal([&] { (void)uncertainty(s); });
  };
  EXPECT_EQ(refused({{1, 0.5, 0}, {0.5, 1, 0}, {0, 0, 1}}), "accepted");
  EXPECT_EQ(refused({{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}), "accepted") << "only just semidefinite";
  // Eigenvalues of this one: 1 + 0.9 twice, 1 − 1.8.
  const auto indefinite = refused({{1, -0.9, -0.9}, {-0.9, 1, -0.9}, {-0.9, -0.9, 1}});
  EXPECT_THAT(indefinite, HasSubstr("smallest eigenvalue -0.8"));
  EXPECT_THAT(indefinite, HasSubstr("-0.9 between \""));
  EXPECT_THAT(indefinite, HasSubstr("[bad-correlation]"));
  EXPECT_THAT(refused({{1, 0.99, 0.1}, {0.99, 1, 0.9}, {0.1, 0.9, 1}}), HasSubstr("smallest eigenvalue"));
  EXPECT_THAT(refused({{1, 1.2}, {1.2, 1}}), HasSubstr("-1 to 1"));
  EXPECT_THAT(refused({{1, 0.2}, {0.3, 1}}), HasSubstr("as on the other side"));
  EXPECT_THAT(refused({{0.9, 0}, {0, 1}}), HasSubstr("1 on the diagonal"));
  EXPECT_THAT(refused({{1, 0, 0}, {0, 1}, {0, 0, 1}}), HasSubstr("3 × 3"));
  const auto unknown =
      refused({{1, 0}, {0, 1}}, {"/paths/0/pricing/flat_usd_per_month", "/paths/1/pricing/flat_usd_per_mnth"});
  EXPECT_THAT(unknown, HasSubstr("[not-uncertain]"));
  EXPECT_THAT(unknown, HasSubstr("did you mean \"/paths/1/pricing/flat_usd_per_month\""));
  EXPECT_THAT(
      refused({{1, 0}, {0, 1}}, {"/paths/0/pricing/flat_usd_per_month", "box_llama/pricing/flat_usd_per_month"}),
      HasSubstr("[same-unknown]"));
}

// --- Bad input -------------------------------------------------------------------------------------

TEST(BadInput, OfDistributions) {
  const auto text = [](const std::string& distribution) {
    return refusal([&] {
      std::string file = R"({"costmodel": 1, "title": "t", "demand": {"accepted_answers_per_month": 10},
        "workload": {"output_tokens_per_answer": 10}, "paths": [{"id": "a", "acceptance": {"rate": 1}, "pricing": {"kind": "per_token",
        "usd_per_million_output_tokens": {"value": 2, "grade": "assumed", )";
      file.append(distribution).append("}}}]}");
      (void)parse_scenario(file);
    });
  };
  EXPECT_EQ(text(R"("range": [1, 3])"), "accepted");
  EXPECT_THAT(text(R"("range": [3, 1])"), HasSubstr("bad-range"));
  EXPECT_THAT(text(R"("distribution": {"shape": "normal", "mean": 2, "standard_deviation": 1})"),
              HasSubstr("low and high that cut it to 0"));
  EXPECT_THAT(text(R"("distribution": {"shape": "uniform", "low": -1, "high": 3})"), HasSubstr("bad-distribution"));
  EXPECT_THAT(text(R"("distribution": {"shape": "uniform", "low": 3, "high": 1})"), HasSubstr("low < high"));
  EXPECT_THAT(text(R"("distribution": {"shape": "triangular", "low": 3, "mode": 2, "high": 1})"),
              HasSubstr("low ≤ mode ≤ high"));
}

TEST(BadInput, AllPathsInfeasibleIsAnAnswer) {
  Scenario s = boxes();
  for (auto& path : s.paths) path.access.unavailable = "sold out";
  const auto u = uncertainty(s);
  EXPECT_THAT(u.paths, IsEmpty());
  EXPECT_EQ(u.decision, "");
  EXPECT_FALSE(decide(s).path);
  EXPECT_THAT(decide(s).switching_values, IsEmpty());
}

TEST(BadInput, NoneAcceptedStaysWithoutANumber) {
  Scenario s = boxes();
  s.paths[0].acceptance = {.accepted = 0, .of = 30};
  const auto u = uncertainty(s);
  ASSERT_THAT(u.paths, SizeIs(1));
  EXPECT_EQ(u.paths[0].id, "box_gemma");
  EXPECT_THAT(crossover_spread(s, "box_llama", "box_gemma").why_not, HasSubstr("0 of 30 accepted"));
  EXPECT_THAT(refusal([&] { (void)costs_at_shares(s, "box_llama", {0.5, 0.5, 0.5}); }), HasSubstr("cannot-be-priced"));
}

TEST(BadInput, OfCrossoverSpreads) {
  const Scenario s = boxes();
  EXPECT_THAT(refusal([&] { (void)crossover_spread(s, "box_llama", "box_llama"); }), HasSubstr("same-path"));
  EXPECT_THAT(refusal([&] { (void)crossover_spread(s, "box_llama", "box_gema"); }),
              HasSubstr("did you mean \"box_gemma\""));
  EXPECT_THAT(refusal([&] { (void)crossover_spread(s, "box_llama", "box_gemma", {}, {.draws = 3}); }),
              HasSubstr("out-of-range"));
  EXPECT_THAT(refusal([&] {
                (void)crossover_spread(s, "box_llama", "box_gemma", {}, {.domain = Range{5, 5}});
              }),
              HasSubstr("bad-domain"));
}

// --- Shared inputs ---------------------------------------------------------------------------------

/// One box with two models: its price cancels out of their comparison, and both bills move with it.
TEST(Shared, InputsMoveTogether) {
  Scenario s = boxes();
  for (auto& path : s.paths) path.ledger.entries["/pricing/flat_usd_per_month"] = between(100, 300, "the box");
  EXPECT_THAT(compare_on(s, "box_llama", "box_gemma", "the box").never,
              testing::AnyOf(HasSubstr("dearer"), HasSubstr("same")));
  EXPECT_THAT(compare_on(s, "box_llama", "box_gemma", "flat_usd_per_month").crossings, IsEmpty())
      << "not ambiguous: one unknown";
  // A jump over demand where box_llama needs its second unit: the price of the shared box does not move it.
  s.paths[1].tuning.recurring = usd_per_month(50);
  s.domain_high = accepted_answers_per_month(150'000);
  const auto c = compare(s, "box_llama", "box_gemma", Axis::demand);
  ASSERT_THAT(c.crossings, SizeIs(1));
  for (const auto& x : c.crossings) {
    EXPECT_FALSE(x.may_vanish);
    if (x.range) {
      EXPECT_DOUBLE_EQ(x.range->low, x.range->high);
    }
  }
  // Two bills in one path that share a price: the elasticity is that of both.
  s.paths[0].tuning.recurring = usd_per_month(200);
  s.paths[0].ledger.entries["/tuning/usd_per_month"] = between(100, 300, "the box");
  const auto rows = sensitivity(s, "box_llama");
  const auto price = std::find_if(
      rows.begin(), rows.end(), [](const Sensitivity& r) { return r.input == "/paths/0/pricing/flat_usd_per_month"; });
  ASSERT_NE(price, rows.end());
  EXPECT_NEAR(price->elasticity, 1, 1e-12);
  EXPECT_NEAR(price->usd_per_accepted->low * 20'000, 2 * 110, 1e-9);
  EXPECT_TRUE(std::none_of(rows.begin(), rows.end(),
                           [](const Sensitivity& r) { return r.input == "/paths/0/tuning/usd_per_month"; }));
}

// --- Candidates that come and go -------------------------------------------------------------------

/// Tokens cost next to nothing, and half of the answers that were judged passed the bar of one half: 18 of 30 would be
/// needed. The draws in which they do are those in which the box was the wrong choice.
Scenario barred() {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_gemma" && p.id != "tokens"; });
  s.requirements.min_acceptance = 0.5;
  test::path(s, "tokens").acceptance = {.accepted = 15, .of = 30};
  return s;
}

TEST(Barred, HindsightMayTakeWhatTheRuleKeepsOut) {
  const Scenario s = barred();
  const auto u = uncertainty(s, {.draws = 1 << 16});
  const double reaches = probability_at_least(jeffreys_posterior(15, 30), 0.5);
  EXPECT_EQ(u.decision, "box_gemma");
  ASSERT_THAT(u.paths, SizeIs(1)) << "the rule keeps the tokens out of every draw";
  EXPECT_FALSE(u.probability_right) << "nothing is drawn of the box";
  EXPECT_EQ(u.paths[0].probability_feasible, 1);
  ASSERT_THAT(u.unproven, SizeIs(1));
  EXPECT_NEAR(u.unproven[0].probability_acceptance_reaches_bar, reaches, 1e-12);
  EXPECT_FALSE(u.unproven[0].answers_to_judge) << "half of them passed, and half is the bar";
  // Hindsight saves the box less the tokens, where they may be taken: about 200 · P.
  EXPECT_NEAR(u.expected_regret_usd_per_month, (200 - 20'000 * 300 * 0.4e-6 / 0.55) * reaches, 1.0);
  ASSERT_TRUE(u.measurement);
  EXPECT_EQ(u.measurement->judge, "tokens");
  EXPECT_GT(u.measurement->usd_per_month, 1);
  EXPECT_LE(u.measurement->usd_per_month, u.expected_regret_usd_per_month);
  EXPECT_GT(u.measurement->probability_of_change, 0.01);
  EXPECT_LT(u.measurement->probability_of_change, reaches);
  // With fewer answers than it says no count brings the posterior over the bar with 90 %; with as many, one does.
  const auto best = [&](double n) { return probability_at_least(jeffreys_posterior(15 + n, 30 + n), 0.5); };
  EXPECT_GE(best(u.measurement->fewest_answers), 0.9);
  EXPECT_LT(best(u.measurement->fewest_answers - 1), 0.9);
}

/// The worth of n answers by hand: sum over the counts that bring tokens over the bar of P(count) · saving given the
/// count.
TEST(Barred, WorthOfJudgingIsTheSumOverCounts) {
  const Scenario s = barred();
  const auto u = uncertainty(s, {.draws = 1 << 16});
  const Beta prior = jeffreys_posterior(15, 30);
  double worth = 0, change = 0;
  for (int j = 0; j <= 30; ++j) {
    if (probability_at_least({prior.a + j, prior.b + 30 - j}, 0.5) < 0.9) continue;
    const auto log_beta = [](double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); };
    const double p = std::exp(std::lgamma(31) - std::lgamma(j + 1) - std::lgamma(31 - j) +
                              log_beta(prior.a + j, prior.b + 30 - j) - log_beta(prior.a, prior.b));
    change += p;
    // Tokens cost 2.40 ÷ p; the saving counts where p is above the bar.
    worth += p * (200 - 2.4 / 0.6) * probability_at_least({prior.a + j, prior.b + 30 - j}, 0.5);
  }
  ASSERT_THAT(u.worth_judging, SizeIs(1));
  EXPECT_NEAR(u.worth_judging[0].usd_per_month, worth, 0.03 * worth);
  EXPECT_NEAR(u.worth_judging[0].probability_of_change, change, 0.02);
}

TEST(Barred, AQuotaLimitsTheUnits) {
  Scenario s = boxes();
  s.demand = accepted_answers_per_month(200'000);  // box_gemma carries 196,224 with one unit
  test::path(s, "box_gemma").access.quota_units = 1;
  const auto u = uncertainty(s, {.draws = 64});
  EXPECT_EQ(u.decision, "box_llama");
  EXPECT_EQ(u.paths[1].probability_feasible, 0);
}

TEST(Draws, ThreadsChangeNothing) {
  Scenario s = barred();
  test::path(s, "box_gemma").ledger.entries["/pricing/flat_usd_per_month"] = between(150, 300);
  s.correlations = Correlations{.inputs = {"acceptance of tokens", "box_gemma/pricing/flat_usd_per_month"},
                                .matrix = {{1, 0.4}, {0.4, 1}}};
  const auto one = uncertainty(s, {.draws = 10'000}), four = uncertainty(s, {.draws = 10'000, .threads = 4});
  EXPECT_EQ(one.expected_regret_usd_per_month, four.expected_regret_usd_per_month);
  EXPECT_EQ(one.worth_knowing[0].usd_per_month, four.worth_knowing[0].usd_per_month);
  for (std::size_t i = 0; i < one.paths.size(); ++i)
    EXPECT_EQ(one.paths[i].probability_cheapest_at, four.paths[i].probability_cheapest_at);
}

/// The counts of the grid, which are made in wide registers, against plain evaluation draw by draw.
TEST(Draws, TheGridCountsWhatPlainEvaluationCounts) {
  Scenario s = test::lab();
  for (auto& path : s.paths) path.acceptance = {.accepted = 20, .of = 30};
  test::path(s, "import").ledger.entries["/pricing/usd_per_unit_minute"] = between(0.05, 0.1);
  test::path(s, "box_llama").ledger.entries["/pricing/flat_usd_per_month"] = between(100, 400);
  test::pricing<ActiveWindow<>>(s, "import").max_copies = 3;
  for (const auto rule : {WindowRule::anchored, WindowRule::clock_aligned, WindowRule::keep_alive}) {
    test::pricing<ActiveWindow<>>(s, "import").rule = rule;
    constexpr std::size_t draws = 200;  // not a multiple of eight times anything in particular
    const auto u = uncertainty(s, {.draws = draws, .demand_points = 33});
    for (const std::size_t g : {0u, 7u, 16u, 25u, 32u}) {
      Scenario there = s;
      there.demand = accepted_answers_per_month(u.demands[g]);
      const auto at = uncertainty(there, {.draws = draws});
      for (std::size_t c = 0; c < u.paths.size(); ++c)
        EXPECT_NEAR(u.paths[c].probability_cheapest_at[g], at.paths[c].probability_cheapest, 1.01 / draws)
            << u.demands[g] << ' ' << u.paths[c].id;
    }
  }
}

TEST(Draws, CostsAtSharesAreThoseOfTheScenario) {
  const Scenario s = boxes();
  const auto costs = costs_at_shares(s, "box_gemma", {0.5, 0.25, 0.5, 0.5, 0.5, 0.75});
  ASSERT_THAT(costs, SizeIs(3));
  for (const auto& [row, price] : {std::pair{0, 150.0}, {1, 200.0}, {2, 250.0}})
    EXPECT_NEAR(costs[static_cast<std::size_t>(row)] * 20'000, price, 1e-6);
  EXPECT_THAT(refusal([&] { (void)costs_at_shares(s, "box_gemma", {0.5}); }), HasSubstr("wrong-size"));
  EXPECT_THAT(refusal([&] { (void)costs_at_shares(s, "box_gemma", {0.5, 1}); }), HasSubstr("out-of-range"));
}

// --- Crossovers over the draws ---------------------------------------------------------------------

/// Every change of order that the careful solver finds, the quick one finds too, at the same place.
TEST(Spread, QuickAndCarefulSolversAgree) {
  const char* asked = std::getenv("COSTMODEL_ADVERSARIAL_PAIRS");
  const unsigned pairs = asked ? static_cast<unsigned>(std::atoi(asked)) : 5000;
  std::vector<OrderChange> quick;
  unsigned found = 0, missed = 0;
  for (unsigned seed = 0; seed < pairs && missed < 5; ++seed) {
    const auto pair = test::hard_pair(seed);
    const auto careful = crossovers(pair.a, pair.b, pair.low, pair.high);
    if (!order_changes(pair.a, pair.b, pair.low, pair.high, quick) || !careful.complete) continue;
    std::vector<double> expected;
    for (const auto& x : careful.crossings)
      if (x.kind != CrossingKind::touch) expected.push_back(x.at);
    found += static_cast<unsigned>(expected.size());
    bool same = expected.size() == quick.size();
    for (std::size_t i = 0; same && i < expected.size(); ++i) {
      const bool near = std::abs(quick[i].at - expected[i]) <= 1e-6 * expected[i];
      // Where the two curves cannot be told apart over a stretch, any place on it is where they cross.
      const bool level = order(pair.a, pair.b, quick[i].at) == 0 && order(pair.a, pair.b, expected[i]) == 0 &&
                         order(pair.a, pair.b, std::midpoint(quick[i].at, expected[i])) == 0;
      same = near || level;
    }
    if (same) continue;
    ++missed;
    std::vector<double> at;
    for (const auto& x : quick) at.push_back(x.at);
    ADD_FAILURE() << "pair " << seed << ": " << testing::PrintToString(expected) << " and "
                  << testing::PrintToString(at);
  }
  std::printf("%u pairs: %u changes of order\n", pairs, found);
  EXPECT_GT(found, pairs / 4);
}

/// A box at a price between 100 and 300 against tokens at $1.2e-4 an answer: they cross at price ÷ 1.2e-4.
TEST(Spread, FollowsTheInput) {
  Scenario s = test::lab();
  test::path(s, "box_gemma").ledger.entries["/pricing/flat_usd_per_month"] = between(1, 3);
  test::pricing<FixedAmortized<>>(s, "box_gemma").flat = usd_per_month(2);
  s.domain_high = accepted_answers_per_month(190'000);
  const auto spread = crossover_spread(s, "tokens", "box_gemma");
  ASSERT_THAT(spread.crossings, SizeIs(1));
  const auto& c = spread.crossings[0];
  EXPECT_EQ(c.cheaper_below, "tokens");
  EXPECT_EQ(c.probability, 1);
  EXPECT_EQ(spread.probability_none, 0);
  EXPECT_NEAR(*c.stated, 2 / 1.2e-4, 1e-6);
  EXPECT_NEAR(c.at.low, 1.1 / 1.2e-4, 20);
  EXPECT_NEAR(c.at.median, 2 / 1.2e-4, 20);
  EXPECT_NEAR(c.at.high, 2.9 / 1.2e-4, 20);
  ASSERT_THAT(c.percentiles, SizeIs(99));
  EXPECT_NEAR(c.percentiles[24], 1.5 / 1.2e-4, 20);
  ASSERT_TRUE(c.utilization);
  EXPECT_NEAR(c.utilization->median, c.at.median / (730 * 3600 * 22.4 / 300), 1e-9);
}

TEST(Spread, CountsTheDrawsWithoutACrossing) {
  Scenario s = test::lab();
  test::path(s, "box_gemma").ledger.entries["/pricing/flat_usd_per_month"] = between(1, 3);
  test::pricing<FixedAmortized<>>(s, "box_gemma").flat = usd_per_month(2);
  const auto spread = crossover_spread(s, "tokens", "box_gemma", {}, {.domain = Range{1, 1.5 / 1.2e-4}});
  ASSERT_THAT(spread.crossings, SizeIs(1));
  EXPECT_NEAR(spread.crossings[0].probability, 0.25, 1e-3);
  EXPECT_NEAR(spread.probability_none, 0.75, 1e-3);
  EXPECT_FALSE(spread.crossings[0].stated);
  EXPECT_NEAR(crossover_spread(s, "tokens", "box_gemma", {}, {.threads = 3, .domain = Range{1, 1.5 / 1.2e-4}})
                  .crossings[0]
                  .at.median,
              spread.crossings[0].at.median, 0);
}

/// As `compare` does: what nobody grants yet has its price all the same.
TEST(Spread, LooksPastAQuota) {
  Scenario s = test::lab();
  test::path(s, "box_gemma").ledger.entries["/pricing/flat_usd_per_month"] = between(1, 3);
  test::pricing<FixedAmortized<>>(s, "box_gemma").flat = usd_per_month(2);
  test::path(s, "box_gemma").access.quota_units = 0;
  EXPECT_EQ(crossover_spread(s, "tokens", "box_gemma").probability_none, 0);
}

/// Against the plain solver at the scenario with its input set to each of a few quantiles.
TEST(Spread, IsWhatEachScenarioSays) {
  Scenario s = test::lab();
  test::path(s, "import").ledger.entries["/pricing/usd_per_unit_minute"] = between(0.05, 0.1);
  const auto spread = crossover_spread(s, "box_llama", "import", Arrivals::poisson);
  ASSERT_FALSE(spread.crossings.empty());
  for (const double share : {0.1, 0.5, 0.9}) {
    const Scenario there = with_input(s, "/paths/2/pricing/usd_per_unit_minute", 0.05 + (1 - share) * 0.05);
    const auto c = compare(there, "box_llama", "import", Axis::demand, Arrivals::poisson, {.ranges = false});
    EXPECT_NEAR(spread.crossings[0].percentiles[static_cast<std::size_t>(share * 100) - 1], c.crossings[0].at,
                2e-3 * c.crossings[0].at);
  }
}

// --- Switching values ------------------------------------------------------------------------------

TEST(Switching, NamesTheNearestValues) {
  Scenario s = test::lab();
  std::erase_if(s.paths, [](const Path& p) { return p.id != "box_gemma" && p.id != "tokens"; });
  test::path(s, "tokens").acceptance = {.rate = 0.9};
  const auto d = decide(s);
  ASSERT_EQ(*d.path, "tokens");
  const auto price = std::find_if(d.switching_values.begin(), d.switching_values.end(), [](const SwitchingValue& v) {
    return v.input == "tokens/pricing/usd_per_million_output_tokens";
  });
  ASSERT_NE(price, d.switching_values.end());
  EXPECT_TRUE(price->above);
  EXPECT_NEAR(price->at, 200 * 0.9 / (20'000 * 300 / 1e6), 1e-9);
  EXPECT_EQ(price->path, "box_gemma");
  const auto rate = std::find_if(d.switching_values.begin(), d.switching_values.end(),
                                 [](const SwitchingValue& v) { return v.input == "acceptance of tokens"; });
  ASSERT_NE(rate, d.switching_values.end());
  EXPECT_FALSE(rate->above);
  EXPECT_NEAR(rate->at, 2.4 / 200, 1e-9);
}

TEST(Switching, AQualityBarIsOne) {
  const Scenario s = barred();
  const auto d = decide(s);
  ASSERT_EQ(*d.path, "box_gemma");
  const auto rate = std::find_if(d.switching_values.begin(), d.switching_values.end(),
                                 [](const SwitchingValue& v) { return v.input == "acceptance of tokens"; });
  ASSERT_NE(rate, d.switching_values.end());
  EXPECT_EQ(rate->of, 30);
  EXPECT_TRUE(keeps_bar({.accepted = rate->accepted, .of = 30}, 0.5, s.requirements.confidence));
  EXPECT_FALSE(keeps_bar({.accepted = rate->accepted - 1, .of = 30}, 0.5, s.requirements.confidence));
  EXPECT_EQ(rate->path, "tokens");
}

}  // namespace
}  // namespace costmodel
