// Two arms, judges and sample sizes against published values. Every row has its source; the tolerance is half a unit of
// the last digit that was printed, and 1e-12 or so where the value is exact.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <costmodel/base/error.hpp>
#include <costmodel/stats/judge.hpp>
#include <costmodel/stats/two_arms.hpp>

#include <cmath>
#include <vector>

#include "curves.hpp"

namespace costmodel {
namespace {

using testing::HasSubstr;

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();

// --- Unpaired -------------------------------------------------------------------------------------

TEST(UnpairedArms, NewcombesTable) {
  // Newcombe, Stat. Med. 17 (1998) 873, table II, method 10, 95 %; printed to four digits.
  struct Row {
    Counts first, second;
    Interval expected;
  };
  for (const auto& [first, second, expected] :
       {Row{{56, 70}, {48, 80}, {0.0524, 0.3339}}, Row{{9, 10}, {3, 10}, {0.1705, 0.8090}},
        Row{{6, 7}, {2, 7}, {0.0582, 0.8062}}, Row{{5, 56}, {0, 29}, {-0.0381, 0.1926}},
        Row{{0, 10}, {0, 20}, {-0.1611, 0.2775}}, Row{{0, 10}, {0, 10}, {-0.2775, 0.2775}},
        Row{{10, 10}, {0, 20}, {0.6791, 1}}, Row{{10, 10}, {0, 10}, {0.6075, 1}}}) {
    const Interval got = difference_interval(first, second);
    EXPECT_NEAR(got.low, expected.low, 0.5001e-4) << first.accepted << " of " << first.of;
    EXPECT_NEAR(got.high, expected.high, 0.5001e-4) << first.accepted << " of " << first.of;
  }
}

TEST(UnpairedArms, FishersExactTest) {
  // Fisher, The Design of Experiments (1935) ch. 2: three of four cups each way is 34 of 70 tables; all four 2 of 70.
  EXPECT_NEAR(fisher_exact_p({3, 4}, {1, 4}), 34.0 / 70, 1e-14);
  EXPECT_NEAR(fisher_exact_p({4, 4}, {0, 4}), 2.0 / 70, 1e-15);
  // Fisher, J. R. Stat. Soc. 98 (1935) 39: convictions of twins; R's fisher.test documents p = 0.0005367.
  EXPECT_NEAR(fisher_exact_p({10, 13}, {2, 17}), 0.0005367, 0.5e-7);
  // Perondi et al., N. Engl. J. Med. 350 (2004) 1722, and Ritland et al. (2007), as SciPy 1.17 gives them.
  EXPECT_NEAR(fisher_exact_p({7, 34}, {1, 34}), 0.054400130495065674, 1e-14);
  EXPECT_NEAR(fisher_exact_p({0, 16}, {15, 72}), 0.06286666463010933, 1e-14);
  EXPECT_EQ(fisher_exact_p({0, 30}, {0, 20}), 1);
  EXPECT_EQ(fisher_exact_p({30, 30}, {20, 20}), 1);
  EXPECT_NEAR(fisher_exact_p({500'000, 1'000'000}, {500'000, 1'000'000}), 1, 1e-9);
  EXPECT_NEAR(fisher_exact_p({15, 15}, {0, 15}), 2 / 155117520.0, 1e-22);  // 2 ÷ C(30, 15): small, to full precision
}

TEST(UnpairedArms, TheLabsOwnCounts) {
  // Fine-tune economics, Layer2C Labs, 2026-07-01: 21, 14 and 7 of 30. Fisher with SciPy, Newcombe by the formula.
  struct Row {
    double first, second, fisher;
    Interval newcombe;
  };
  for (const auto& [first, second, fisher, newcombe] :
       {Row{21, 14, 0.115370, {-0.0146738, 0.444973}}, Row{21, 7, 0.000634570, {0.215843, 0.643025}},
        Row{14, 7, 0.103335, {-0.00742988, 0.440390}}}) {
    const ArmComparison got = compare_arms(Counts{first, 30}, Counts{second, 30});
    EXPECT_EQ(got.method, ArmMethod::unpaired);
    EXPECT_EQ(to_string(got.method), "unpaired");
    EXPECT_NEAR(got.p_value / fisher, 1, 5e-6);
    EXPECT_NEAR(got.interval.low, newcombe.low, 0.5e-6);
    EXPECT_NEAR(got.interval.high, newcombe.high, 0.5e-6);
    EXPECT_NEAR(got.difference, (first - second) / 30, 1e-15);
    EXPECT_FALSE(got.pairs || got.mid_p_value);
    EXPECT_TRUE(got.if_same_questions);
  }
  EXPECT_FALSE(compare_arms(Counts{21, 30}, Counts{14, 31}).if_same_questions);
}

TEST(UnpairedArms, ProbabilityThatTheFirstIsBetter) {
  // Recurrence of Cook, Exact calculation of beta inequalities (2005), in 40 digits.
  struct Row {
    Counts first, second;
    double expected;
  };
  for (const auto& [first, second, expected] :
       {Row{{21, 30}, {14, 30}, 0.96708265132066507}, Row{{21, 30}, {7, 30}, 0.99988789931771526},
        Row{{14, 30}, {7, 30}, 0.9715496864884392}, Row{{0, 1}, {1, 1}, 0.094715265430648914},
        Row{{0, 30}, {0, 30}, 0.5}, Row{{0, 30}, {1, 1000}, 0.78286936908218968},
        Row{{30, 30}, {29, 30}, 0.82097342796938954}, Row{{1, 2}, {500, 1000}, 0.5},
        Row{{700, 1000}, {1, 2}, 0.74733474804247977}, Row{{3, 5000}, {9, 4000}, 0.015925851085082923},
        Row{{10, 10}, {0, 10}, 0.99999983946924168}}) {
    EXPECT_NEAR(probability_first_above(first, second), expected, 1e-12) << first.accepted << " of " << first.of;
    EXPECT_NEAR(probability_first_above(second, first), 1 - expected, 1e-12) << first.accepted << " of " << first.of;
  }
  // So many answers make it normal: the rates are 1e-6 apart, with a standard deviation of √(2 · ¼ ÷ 10¹²).
  EXPECT_NEAR(probability_first_above({500'001'000'000, 1e12}, {5e11, 1e12}), 0.5 * std::erfc(-1), 1e-6);
}

RC_GTEST_PROP(UnpairedArms, Mirror, (unsigned seed)) {
  test::Random r(seed);
  const double n1 = 1 + r.below(500), n2 = 1 + r.below(500), k1 = r.below(static_cast<int>(n1) + 1),
               k2 = r.below(static_cast<int>(n2) + 1);
  const Counts a{k1, n1}, b{k2, n2}, not_a{n1 - k1, n1}, not_b{n2 - k2, n2};
  const double p = fisher_exact_p(a, b);
  RC_ASSERT(p > 0 && p <= 1);
  RC_ASSERT(std::abs(p - fisher_exact_p(b, a)) <= 1e-10 * p);
  RC_ASSERT(std::abs(p - fisher_exact_p(not_a, not_b)) <= 1e-10 * p);
  RC_ASSERT(std::abs(probability_first_above(a, b) + probability_first_above(b, a) - 1) <= 1e-12);
  RC_ASSERT(std::abs(probability_first_above(a, b) - probability_first_above(not_b, not_a)) <= 1e-12);
  const Interval d = difference_interval(a, b), reversed = difference_interval(b, a);
  RC_ASSERT(d.low <= k1 / n1 - k2 / n2 && k1 / n1 - k2 / n2 <= d.high && d.low >= -1 && d.high <= 1);
  RC_ASSERT(std::abs(d.low + reversed.high) <= 1e-12 && std::abs(d.high + reversed.low) <= 1e-12);
}

// --- Paired ---------------------------------------------------------------------------------------

TEST(PairedArms, NewcombesTable) {
  // Newcombe, Stat. Med. 17 (1998) 2635, table III, method 10, 95 %; cells e, f, g, h. Printed to four digits, and its
  // 0.3290 is 0.32895 here: one unit of the last digit is allowed.
  struct Row {
    Pairs pairs;
    Interval expected;
  };
  for (const auto& [pairs, expected] :
       {Row{{36, 12, 2, 0}, {0.0569, 0.3404}}, Row{{20, 12, 2, 16}, {0.0562, 0.3292}},
        Row{{18, 12, 2, 18}, {0.0562, 0.3290}}, Row{{36, 14, 0, 0}, {0.1528, 0.4167}},
        Row{{35, 14, 0, 1}, {0.1461, 0.4175}}, Row{{18, 14, 0, 18}, {0.1441, 0.3963}},
        Row{{2, 97, 1, 0}, {0.8721, 0.9854}}, Row{{1, 97, 1, 1}, {0.8736, 0.9850}},
        Row{{0, 29, 1, 0}, {0.6666, 0.9882}}, Row{{2, 98, 0, 0}, {0.9178, 0.9945}},
        Row{{1, 98, 0, 1}, {0.9171, 0.9916}}, Row{{0, 30, 0, 0}, {0.8395, 1}}, Row{{54, 0, 0, 0}, {-0.0664, 0.0664}},
        Row{{53, 0, 0, 1}, {-0.0729, 0.0729}}, Row{{30, 0, 0, 24}, {-0.0358, 0.0358}},
        Row{{29, 0, 0, 25}, {-0.0354, 0.0354}}, Row{{28, 0, 0, 26}, {-0.0352, 0.0352}},
        Row{{27, 0, 0, 27}, {-0.0351, 0.0351}}}) {
    const Interval got = difference_interval(pairs);
    EXPECT_NEAR(got.low, expected.low, 1e-4) << pairs.both << ' ' << pairs.first_only << ' ' << pairs.second_only;
    EXPECT_NEAR(got.high, expected.high, 1e-4) << pairs.both << ' ' << pairs.first_only << ' ' << pairs.second_only;
  }
}

TEST(PairedArms, McNemarsTest) {
  // Fagerland, Lydersen & Laake, BMC Med. Res. Methodol. 13 (2013) 91, table 1 (Bentur et al. 2009): 0.0703 and 0.0391.
  EXPECT_NEAR(mcnemar_exact_p({1, 1, 7, 12}), 18.0 / 256, 1e-15);
  EXPECT_NEAR(mcnemar_mid_p({1, 1, 7, 12}), 10.0 / 256, 1e-15);
  // The same, Cavo et al. (2012), as statsmodels 0.15 gives it.
  EXPECT_NEAR(mcnemar_exact_p({59, 6, 16, 80}), 0.052478790283203125, 1e-15);
  // Armitage & Berry, Statistical Methods in Medical Research (1994) p. 127; StatsDirect prints 0.0129.
  EXPECT_NEAR(mcnemar_exact_p({20, 12, 2, 16}), 0.0129, 0.5e-4);
  // Equal discordant counts: the exact p is 1, the mid-p 1 less half of what was observed, C(4, 2) ÷ 2⁴.
  EXPECT_EQ(mcnemar_exact_p({0, 2, 2, 5}), 1);
  EXPECT_NEAR(mcnemar_mid_p({0, 2, 2, 5}), 1 - 0.5 * 6 / 16, 1e-15);
  EXPECT_EQ(mcnemar_exact_p({3, 0, 0, 5}), 1);
  EXPECT_EQ(mcnemar_mid_p({3, 0, 0, 5}), 1);
  EXPECT_NEAR(mcnemar_exact_p({0, 200, 0, 0}) / std::pow(2, -199), 1, 1e-12);
}

TEST(PairedArms, ProbabilityThatTheFirstIsBetter) {
  EXPECT_DOUBLE_EQ(probability_first_above(Pairs{3, 0, 0, 5}), 0.5);
  EXPECT_NEAR(probability_first_above(Pairs{14, 7, 0, 9}) + probability_first_above(Pairs{14, 0, 7, 9}), 1, 1e-15);
  // Beta(1½, ½): P(> ½) = ½ + 1 ÷ π.
  EXPECT_NEAR(probability_first_above(Pairs{0, 1, 0, 0}), 0.5 + 1 / std::acos(-1.0), 1e-15);
}

TEST(PairedArms, FromOutcomes) {
  const std::vector<std::uint8_t> first{1, 1, 0, 0, 1}, second{1, 0, 1, 0, 0};
  EXPECT_EQ(pairs(first, second), (Pairs{1, 2, 1, 1}));
  const bool yes[] = {true, true, false}, no[] = {false, true, false};
  EXPECT_EQ(pairs(std::span<const bool>(yes), std::span<const bool>(no)), (Pairs{1, 1, 0, 1}));
  const ArmComparison got = compare_arms(pairs(first, second), 0.9);
  EXPECT_EQ(got.method, ArmMethod::paired);
  EXPECT_EQ(to_string(got.method), "paired");
  EXPECT_EQ(got.first, (Counts{3, 5}));
  EXPECT_EQ(got.second, (Counts{2, 5}));
  EXPECT_EQ(got.pairs, (Pairs{1, 2, 1, 1}));
  EXPECT_EQ(got.mid_p_value, mcnemar_mid_p({1, 2, 1, 1}));
  EXPECT_FALSE(got.if_same_questions);
}

TEST(PairedArms, BoundsWhenNobodyWroteDownThePairs) {
  // 21 and 14 of 30: 2 ÷ 2⁷ with 7 discordant pairs, all one way; 16 against 9 otherwise (SciPy's binomtest: 0.229523).
  const PairingBounds got = mcnemar_bounds({21, 30}, {14, 30});
  EXPECT_DOUBLE_EQ(got.least_p, 0.015625);
  EXPECT_NEAR(got.greatest_p, 0.229523, 0.5e-6);
  EXPECT_EQ(got.at_least, (Pairs{14, 7, 0, 9}));
  EXPECT_EQ(got.at_greatest, (Pairs{5, 16, 9, 0}));
  EXPECT_EQ(compare_arms(Counts{21, 30}, Counts{14, 30}).if_same_questions->at_greatest, (Pairs{5, 16, 9, 0}));
}

RC_GTEST_PROP(PairedArms, BoundsHoldForEveryPairing, (unsigned seed)) {
  test::Random r(seed);
  const int n = 1 + r.below(200), k1 = r.below(n + 1), k2 = r.below(n + 1);
  const Counts first{static_cast<double>(k1), static_cast<double>(n)},
      second{static_cast<double>(k2), static_cast<double>(n)};
  const PairingBounds bounds = mcnemar_bounds(first, second);
  for (int both = std::max(0, k1 + k2 - n); both <= std::min(k1, k2); ++both) {
    const Pairs pairs{static_cast<double>(both), static_cast<double>(k1 - both), static_cast<double>(k2 - both),
                      static_cast<double>(n - k1 - k2 + both)};
    RC_ASSERT(mcnemar_exact_p(pairs) >= bounds.least_p * (1 - 1e-12));
    RC_ASSERT(mcnemar_exact_p(pairs) <= bounds.greatest_p * (1 + 1e-12));
    RC_ASSERT(mcnemar_mid_p(pairs) <= mcnemar_exact_p(pairs));
    const Interval d = difference_interval(pairs);
    RC_ASSERT(d.low <= (k1 - k2) / static_cast<double>(n) && (k1 - k2) / static_cast<double>(n) <= d.high);
    RC_ASSERT(first_of(pairs) == first && second_of(pairs) == second);
  }
}

// --- Judges ---------------------------------------------------------------------------------------

TEST(Judge, RoganAndGladen) {
  // The manual of epiR's epi.prev: 23 of 150 cows positive, sensitivity 0.96, specificity 0.89: 5.1 % (0 to 13 %).
  const CorrectedRate cows = corrected_rate({23, 150}, {.sensitivity = 0.96, .specificity = 0.89});
  EXPECT_NEAR(cows.rate, 0.051, 0.5e-3);
  EXPECT_EQ(cows.interval.low, 0);
  EXPECT_NEAR(cows.interval.high, 0.13, 0.5e-2);
  EXPECT_FALSE(cows.clamped);
  EXPECT_TRUE(cows.interval_clamped);
  // Moujaber et al. (2008) in Reiczigel, Földi & Ózsvári (2010): 6 of 151, 0.964 and 0.927: nothing, where the plain
  // formula is below 0.
  const CorrectedRate children = corrected_rate({6, 151}, {.sensitivity = 0.964, .specificity = 0.927});
  EXPECT_EQ(children.rate, 0);
  EXPECT_NEAR(children.unclamped, (6.0 / 151 - 0.073) / 0.891, 1e-15);
  EXPECT_TRUE(children.clamped);
  EXPECT_NEAR(children.interval.high, 0.013, 1e-3);  // theirs by Clopper and Pearson, ours by Wilson
}

TEST(Judge, WithoutErrorChangesNothing) {
  const CorrectedRate got = corrected_rate({21, 30}, {});
  const Interval wilson = wilson_interval(21, 30);
  EXPECT_DOUBLE_EQ(got.rate, 0.7);
  EXPECT_DOUBLE_EQ(got.interval.low, wilson.low);
  EXPECT_DOUBLE_EQ(got.interval.high, wilson.high);
  EXPECT_FALSE(got.clamped || got.interval_clamped);
}

TEST(Judge, FoundOutOnFinitelyManyAnswers) {
  // Lang & Reiczigel (2014), step by step in 20 digits: 40 of 100 accepted, judge right on 45 of 50 good and 40 of 50
  // bad answers.
  const CorrectedRate got =
      corrected_rate({40, 100}, {.sensitivity = 0.9, .specificity = 0.8, .good_answers = 50, .bad_answers = 50});
  EXPECT_NEAR(got.rate, 0.2 / 0.7, 1e-15);
  EXPECT_NEAR(got.interval.low, 0.085382466156139807, 1e-12);
  EXPECT_NEAR(got.interval.high, 0.45900596251457366, 1e-12);
  // The more is known of the judge, the narrower; in the end Agresti and Coull's interval of the apparent rate.
  const CorrectedRate more =
      corrected_rate({40, 100}, {.sensitivity = 0.9, .specificity = 0.8, .good_answers = 5000, .bad_answers = 5000});
  const CorrectedRate known = corrected_rate({40, 100}, {.sensitivity = 0.9, .specificity = 0.8});
  EXPECT_LT(more.interval.high - more.interval.low, got.interval.high - got.interval.low);
  EXPECT_NEAR(more.interval.low, known.interval.low, 0.01);
  EXPECT_NEAR(more.interval.high, known.interval.high, 0.01);
  // Pulled towards ½, three right of five and one of two say nothing.
  const CorrectedRate nothing =
      corrected_rate({40, 100}, {.sensitivity = 0.6, .specificity = 0.5, .good_answers = 5, .bad_answers = 2});
  EXPECT_GE(nothing.interval.high - nothing.interval.low, 0.99);
}

RC_GTEST_PROP(Judge, CorrectionUndoesTheError, (unsigned seed)) {
  test::Random r(seed);
  const JudgeAccuracy judge{r.uniform(0.6, 1), r.uniform(0.6, 1), r.one_in(2) ? inf : 1 + r.below(100),
                            r.one_in(2) ? inf : 1 + r.below(100)};
  const double n = 1 + r.below(1000), k = r.below(static_cast<int>(n) + 1);
  const CorrectedRate got = corrected_rate({k, n}, judge, r.uniform(0.5, 0.99));
  RC_ASSERT(std::abs(got.unclamped * judge.sensitivity + (1 - got.unclamped) * (1 - judge.specificity) - k / n) <=
            1e-12);
  RC_ASSERT(0 <= got.rate && got.rate <= 1 && 0 <= got.interval.low && got.interval.low <= got.interval.high &&
            got.interval.high <= 1);
  RC_ASSERT(got.clamped == (got.unclamped < 0 || got.unclamped > 1));
}

TEST(Judge, SeveralVote) {
  const Pairs verdicts{.both = 18, .first_only = 4, .second_only = 2, .neither = 6};
  EXPECT_EQ(gate(verdicts, GateRule::all), (Counts{18, 30}));
  EXPECT_EQ(gate(verdicts, GateRule::agreeing), (Counts{18, 24}));
  const double by_votes[] = {5, 3, 8, 14};  // none, one, two, three of three judges accept
  EXPECT_EQ(gate(by_votes, GateRule::all), (Counts{14, 30}));
  EXPECT_EQ(gate(by_votes, GateRule::agreeing), (Counts{14, 19}));
  EXPECT_EQ(gate(by_votes, GateRule::majority), (Counts{22, 30}));
  const double of_four[] = {1, 2, 4, 8, 16};  // two of four are no majority
  EXPECT_EQ(gate(of_four, GateRule::majority), (Counts{24, 31}));
}

TEST(Judge, AgreementBeyondChance) {
  // Cohen, Educ. Psychol. Meas. 20 (1960) 37 in its usual textbook example: 20, 5, 10, 15 of 50 is 0.4.
  EXPECT_NEAR(*cohens_kappa({20, 5, 10, 15}), 0.4, 1e-15);
  EXPECT_DOUBLE_EQ(*cohens_kappa({10, 0, 0, 20}), 1);
  EXPECT_DOUBLE_EQ(*cohens_kappa({0, 15, 15, 0}), -1);
  EXPECT_FALSE(cohens_kappa({30, 0, 0, 0}));
}

// --- Sample size, and nothing accepted ------------------------------------------------------------

TEST(AnswersToDecide, UntilTheBarIsDecided) {
  EXPECT_EQ(answers_to_decide(21, 30, 0.5), 0);  // P(≥ ½) is 0.987
  const double more = answers_to_decide(21, 30, 0.6).value();
  EXPECT_GT(more, 1);
  const Beta then{21.5 + more * 21.5 / 31, 9.5 + more * 9.5 / 31};
  EXPECT_NEAR(probability_at_least(then, 0.6), 0.95, 1e-8);
  EXPECT_GT(answers_to_decide(21, 30, 0.6, 0.99).value(), more);
  EXPECT_GT(answers_to_decide(21, 30, 0.65).value(), more);
  EXPECT_FALSE(answers_to_decide(21, 30, 21.5 / 31));
}

TEST(NothingAccepted, LeavesTheCostWithoutABound) {
  for (const double n : {1.0, 30.0, 1e6}) {
    EXPECT_EQ(mean_inverse(jeffreys_posterior(0, n)), inf);
    EXPECT_EQ(wilson_interval(0, n).low, 0);
    EXPECT_GT(1 / jeffreys_interval(0, n).high, 1);  // at least that many answers for one that is accepted
  }
}

// --- Bad input ------------------------------------------------------------------------------------

template <class F>
std::string problem(F&& f) {
  try {
    f();
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "no problem";
}

TEST(Statistics, SayWhatIsWrongWithTheInput) {
  for (const Counts bad : {Counts{-1, 30}, {31, 30}, {0, 0}, {nan, 30}, {1, nan}, {1.5, 30}, {1, inf}, {1, 1e13}}) {
    const Counts good{14, 30};
    EXPECT_THAT(problem([&] { (void)fisher_exact_p(bad, good); }), HasSubstr("first: found "));
    EXPECT_THAT(problem([&] { (void)difference_interval(good, bad); }), HasSubstr("second: found "));
    EXPECT_THAT(problem([&] { (void)probability_first_above(bad, good); }), HasSubstr("bad-counts"));
    EXPECT_THAT(problem([&] { (void)mcnemar_bounds(good, bad); }), HasSubstr("second: found "));
    EXPECT_THAT(problem([&] { (void)compare_arms(bad, good); }), HasSubstr("first: found "));
    EXPECT_THAT(problem([&] { (void)corrected_rate(bad, {}); }), HasSubstr("verdicts: found "));
  }
  EXPECT_THAT(problem([] {
                (void)fisher_exact_p({31, 30}, {14, 30});
              }),
              HasSubstr("found 31 of 30, allowed: whole numbers, 0 ≤ accepted ≤ of"));
  for (const Pairs bad : {Pairs{0, 0, 0, 0}, {-1, 1, 1, 1}, {1, nan, 1, 1}, {1, 1, 0.5, 1}, {1, 1, 1, inf}}) {
    EXPECT_THAT(problem([&] { (void)mcnemar_exact_p(bad); }), HasSubstr("pairs: found "));
    EXPECT_THAT(problem([&] { (void)mcnemar_mid_p(bad); }), HasSubstr("pairs: found "));
    EXPECT_THAT(problem([&] { (void)compare_arms(bad); }), HasSubstr("four whole numbers"));
    EXPECT_THAT(problem([&] { (void)cohens_kappa(bad); }), HasSubstr("bad-counts"));
    EXPECT_THAT(problem([&] { (void)gate(bad, GateRule::all); }), HasSubstr("bad-counts"));
  }
  const std::vector<std::uint8_t> three{1, 0, 1}, two{1, 0}, odd{1, 0, 2}, none;
  EXPECT_THAT(problem([&] { (void)pairs(three, two); }),
              HasSubstr("outcomes: found 3 and 2, allowed: one outcome of each arm for each question"));
  EXPECT_THAT(problem([&] { (void)pairs(none, none); }), HasSubstr("unequal-lengths"));
  EXPECT_THAT(problem([&] { (void)pairs(three, odd); }), HasSubstr("second/2: found 2, allowed: 0 or 1"));
  EXPECT_THAT(problem([] {
                (void)mcnemar_bounds({21, 30}, {14, 31});
              }),
              HasSubstr("second: found 31 judged, allowed: 30"));
  for (const double confidence : {0.0, 1.0, nan}) {
    EXPECT_THAT(problem([&] {
                  (void)compare_arms(Counts{21, 30}, Counts{14, 30}, confidence);
                }),
                HasSubstr("confidence: found "));
    EXPECT_THAT(problem([&] { (void)compare_arms(Pairs{1, 1, 1, 1}, confidence); }), HasSubstr("confidence: found "));
    EXPECT_THAT(problem([&] { (void)corrected_rate({21, 30}, {}, confidence); }), HasSubstr("confidence: found "));
  }
  EXPECT_THAT(problem([] {
                (void)corrected_rate({21, 30}, {.sensitivity = 0.5, .specificity = 0.5});
              }),
              HasSubstr("sensitivity: found 0.5, with specificity 0.5, allowed: sensitivity + specificity above 1"));
  EXPECT_THAT(problem([] {
                (void)corrected_rate({21, 30}, {.sensitivity = nan});
              }),
              HasSubstr("sensitivity: found nan, allowed: 0 to 1"));
  EXPECT_THAT(problem([] {
                (void)corrected_rate({21, 30}, {.specificity = 1.1});
              }),
              HasSubstr("specificity: found 1.1"));
  EXPECT_THAT(problem([] { (void)corrected_rate({21, 30}, {.good_answers = 0}); }), HasSubstr("good_answers: found 0"));
  EXPECT_THAT(problem([] {
                (void)corrected_rate({21, 30}, {.bad_answers = nan});
              }),
              HasSubstr("bad_answers: found nan"));
  EXPECT_THAT(problem([] {
                (void)gate(Pairs{1, 1, 1, 1}, GateRule::majority);
              }),
              HasSubstr("rule: found majority of two judges"));
  EXPECT_THAT(problem([] {
                (void)gate(Pairs{0, 1, 1, 0}, GateRule::agreeing);
              }),
              HasSubstr("no answer that the rule counts"));
  EXPECT_THAT(problem([] { (void)gate(std::vector{1.0, 2.0}, GateRule::all); }), HasSubstr("answers: found 2 counts"));
  EXPECT_THAT(problem([] {
                (void)gate(std::vector{1.0, nan, 2.0}, GateRule::all);
              }),
              HasSubstr("answers/1: found nan"));
  for (const double bar : {0.0, 1.0, nan})
    EXPECT_THAT(problem([&] { (void)answers_to_decide(21, 30, bar); }), HasSubstr("bar: found "));
  EXPECT_THAT(problem([] { (void)answers_to_decide(21, 30, 0.5, 0.5); }), HasSubstr("confidence: found 0.5"));
  EXPECT_THAT(problem([] { (void)answers_to_decide(31, 30, 0.5); }), HasSubstr("accepted: found 31 of 30"));
}

}  // namespace
}  // namespace costmodel
