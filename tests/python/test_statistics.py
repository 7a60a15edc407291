"""Intervals, comparisons of arms and judges against SciPy and statsmodels, over a grid of counts and beyond."""

import itertools
import math

import costmodel as cm
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

GRID = [(k, n) for n in (1, 2, 5, 30, 237) for k in sorted({0, 1, n // 3, n // 2, n - 1, n}) if 0 <= k <= n]
ARMS = list(itertools.product(GRID, GRID))
counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
cells = st.tuples(*[st.integers(0, 60)] * 4).filter(any)


def whole_table(first, second):
    return [[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]


# --- One rate -------------------------------------------------------------------------------------


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize(
    ("ours", "method"),
    [(cm.wilson_interval, "wilson"), (cm.clopper_pearson_interval, "beta"), (cm.jeffreys_interval, "jeffreys")],
)
def test_intervals(ours, method, confidence):
    for k, n in GRID:
        expected = proportion_confint(k, n, alpha=1 - confidence, method=method)
        low, high = ours(k, n, confidence)
        # Brown, Cai & DasGupta (2001): Jeffreys' interval reaches the end where all or none were accepted.
        assert low == pytest.approx(0 if k == 0 else expected[0], rel=1e-9, abs=1e-12)
        assert high == pytest.approx(1 if k == n else expected[1], rel=1e-9, abs=1e-12)


def test_nothing_accepted_leaves_the_cost_without_a_bound():
    for n in (1, 30, 1000):
        assert cm.answers_per_accepted_answer(0, n) == math.inf
    for k, n in ((1, 1), (1, 30), (21, 30)):  # E[1/p] itself, not 1/E[p]
        mean, _ = integrate.quad(lambda p: stats.beta(k + 0.5, n - k + 0.5).pdf(p) / p, 0, 1, limit=500)
        assert cm.answers_per_accepted_answer(k, n) == pytest.approx(mean, rel=1e-4)


def test_answers_to_decide():
    more = cm.answers_to_decide(21, 30, 0.6)
    mean = 21.5 / 31
    assert stats.beta.sf(0.6, 21.5 + more * mean, 9.5 + more * (1 - mean)) == pytest.approx(0.95, abs=1e-8)
    assert cm.answers_to_decide(21, 30, 0.5) == 0
    assert cm.answers_to_decide(21, 30, mean) is None


# --- Two arms -------------------------------------------------------------------------------------


def test_fisher_against_scipy():
    for first, second in ARMS:
        assert cm.fisher_exact_p(first, second) == pytest.approx(
            stats.fisher_exact(whole_table(first, second)).pvalue, rel=1e-9
        )


def test_newcombe_against_statsmodels():
    for (first, second), confidence in itertools.product(ARMS, (0.8, 0.95)):
        expected = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff", alpha=1 - confidence)
        assert cm.newcombe_interval(first, second, confidence) == pytest.approx(expected, abs=1e-9)


def probability_first_above(first, second):
    """Steps from Beta(½, ½) against itself, in 40 digits: Cook, Exact calculation of beta inequalities (2005)."""
    with mpmath.workdps(40):
        a, b, c, d = (mpmath.mpf("0.5"),) * 4
        probability = mpmath.mpf("0.5")
        step = lambda: mpmath.beta(a + c, b + d) / (mpmath.beta(a, b) * mpmath.beta(c, d))  # noqa: E731
        for _ in range(first[0]):
            probability, a = probability + step() / a, a + 1
        for _ in range(first[1] - first[0]):
            probability, b = probability - step() / b, b + 1
        for _ in range(second[0]):
            probability, c = probability - step() / c, c + 1
        for _ in range(second[1] - second[0]):
            probability, d = probability + step() / d, d + 1
        return float(probability)


def test_probability_first_above_in_closed_form():
    for first, second in ARMS[::5]:
        assert cm.probability_first_above(first, second) == pytest.approx(
            probability_first_above(first, second), abs=1e-12
        )


def test_mcnemar_against_statsmodels():
    for table in itertools.product((0, 3), (0, 1, 2, 7, 40), (0, 1, 2, 9, 200), (1, 12)):
        both, first, second, neither = table
        expected = mcnemar([[both, first], [second, neither]], exact=True).pvalue if first + second else 1
        assert cm.mcnemar_exact_p(table) == pytest.approx(expected, rel=1e-9)
        if first + second:
            law = stats.binom(first + second, 0.5)
            as_likely = {first, second}
            mid = sum(
                law.pmf(x) * (0.5 if x in as_likely else 1)
                for x in range(first + second + 1)
                if law.pmf(x) <= law.pmf(first) * (1 + 1e-9)
            )
            assert cm.mcnemar_mid_p(table) == pytest.approx(mid, rel=1e-9)


def newcombe_paired(e, f, g, h, z):
    """Newcombe (1998) 2635, method 10, written down a second time."""
    n = e + f + g + h
    p, q = (e + f) / n, (e + g) / n
    (l2, u2), (l3, u3) = (proportion_confint(x, n, alpha=2 * stats.norm.sf(z), method="wilson") for x in (e + f, e + g))
    margins = (e + f) * (g + h) * (e + g) * (f + h)
    product = e * h - f * g
    product = product - n / 2 if product > n / 2 else min(product, 0)
    phi = product / math.sqrt(margins) if margins else 0
    low = (p - l2) ** 2 - 2 * phi * (p - l2) * (u3 - q) + (u3 - q) ** 2
    high = (u2 - p) ** 2 - 2 * phi * (u2 - p) * (q - l3) + (q - l3) ** 2
    return p - q - math.sqrt(max(low, 0)), p - q + math.sqrt(max(high, 0))


@given(cells)
def test_paired_interval(table):
    assert cm.newcombe_paired_interval(table) == pytest.approx(newcombe_paired(*table, stats.norm.ppf(0.975)), abs=1e-7)


@settings(max_examples=200)
@given(counts, counts)
def test_unpaired_comparison(first, second):
    seen, mirrored = cm.compare_arms(first, second), cm.compare_arms(second, first)
    assert seen.method == "unpaired" and seen.pairs is None and seen.mid_p_value is None
    assert seen.p_value == pytest.approx(stats.fisher_exact(whole_table(first, second)).pvalue, rel=1e-8)
    assert seen.p_value == pytest.approx(mirrored.p_value, rel=1e-9)
    assert seen.probability_first_above + mirrored.probability_first_above == pytest.approx(1, abs=1e-12)
    assert -1 <= seen.interval[0] <= seen.difference <= seen.interval[1] <= 1
    assert (seen.if_same_questions is None) == (first[1] != second[1])


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=80))
def test_paired_comparison(answers):
    first, second = zip(*answers)
    seen = cm.compare_arms(outcomes=(first, second))
    assert seen.method == "paired" and seen.if_same_questions is None
    assert seen.first == (sum(first), len(first)) and seen.second == (sum(second), len(second))
    assert seen == cm.compare_arms(pairs=seen.pairs) == cm.compare_arms(outcomes=(np.array(first), np.array(second)))
    only = [seen.pairs.first_only, seen.pairs.second_only]
    assert seen.p_value == pytest.approx(
        stats.binomtest(int(only[0]), int(sum(only))).pvalue if sum(only) else 1, rel=1e-9
    )
    assert seen.probability_first_above == pytest.approx(stats.beta.sf(0.5, only[0] + 0.5, only[1] + 0.5), abs=1e-12)
    # Had the same counts come without the pairs, the test could have come out on either side of this.
    bounds = cm.compare_arms(seen.first, seen.second).if_same_questions
    assert bounds.least_p <= seen.p_value * (1 + 1e-12) and seen.p_value <= bounds.greatest_p * (1 + 1e-12)


def test_the_labs_own_counts():
    # Fine-tune economics, Layer2C Labs, 2026-07-01: 21, 14 and 7 of 30, without saying which questions.
    for k, other, fisher, interval in (
        (21, 14, 0.115370, (-0.0146738, 0.444973)),
        (21, 7, 0.000634570, (0.215843, 0.643025)),
        (14, 7, 0.103335, (-0.00742988, 0.440390)),
    ):
        seen = cm.compare_arms((k, 30), (other, 30))
        assert seen.p_value == pytest.approx(fisher, rel=5e-6)
        assert seen.interval == pytest.approx(interval, abs=5e-7)
    bounds = cm.mcnemar_bounds((21, 30), (14, 30))
    assert (bounds.least_p, bounds.greatest_p) == pytest.approx((0.015625, 0.229523), abs=5e-7)


# --- Judges ---------------------------------------------------------------------------------------


def lang_reiczigel(k, n, se, n_se, sp, n_sp, confidence=0.95):
    """Lang & Reiczigel (2014), from the authors' description."""
    z = stats.norm.ppf((1 + confidence) / 2)
    ap, n_ap = (k + z**2 / 2) / (n + z**2), n + z**2
    se, sp, n_se, n_sp = (se * n_se + 1) / (n_se + 2), (sp * n_sp + 1) / (n_sp + 2), n_se + 2, n_sp + 2
    rate = (ap + sp - 1) / (se + sp - 1)
    shift = 2 * z**2 * (rate * se * (1 - se) / n_se - (1 - rate) * sp * (1 - sp) / n_sp)
    error = math.sqrt(
        ap * (1 - ap) / n_ap + rate**2 * se * (1 - se) / n_se + (1 - rate) ** 2 * sp * (1 - sp) / n_sp
    ) / (se + sp - 1)
    return np.clip([rate + shift - z * error, rate + shift + z * error], 0, 1)


@given(counts, st.floats(0.7, 1), st.integers(3, 300), st.floats(0.7, 1), st.integers(3, 300))
def test_corrected_rate(judged, se, n_se, sp, n_sp):
    k, n = judged
    got = cm.corrected_rate(k, n, sensitivity=se, specificity=sp, good_answers=n_se, bad_answers=n_sp)
    assert got.interval == pytest.approx(lang_reiczigel(k, n, se, n_se, sp, n_sp), abs=1e-9)
    assert got.unclamped == pytest.approx((k / n + sp - 1) / (se + sp - 1), abs=1e-12)
    assert got.rate == min(max(got.unclamped, 0), 1)
    assert got.clamped == (got.rate != got.unclamped)
    known = cm.corrected_rate(k, n, sensitivity=se, specificity=sp)
    wilson = [(limit + sp - 1) / (se + sp - 1) for limit in cm.wilson_interval(k, n)]
    assert known.interval == pytest.approx(np.clip(wilson, 0, 1), abs=1e-12)


def test_corrected_interval_covers():
    """Of 2000 studies drawn with a known truth, the 95 % interval holds it in about 95 %."""
    random = np.random.default_rng(1)
    rate, se, sp, n, n_se, n_sp = 0.6, 0.85, 0.9, 200, 60, 60
    held = 0
    for _ in range(2000):
        good = random.binomial(n, rate)
        k = random.binomial(good, se) + random.binomial(n - good, 1 - sp)
        low, high = cm.corrected_rate(
            k,
            n,
            sensitivity=random.binomial(n_se, se) / n_se,
            specificity=random.binomial(n_sp, sp) / n_sp,
            good_answers=n_se,
            bad_answers=n_sp,
        ).interval
        held += low <= rate <= high
    assert 0.94 <= held / 2000 <= 0.985


@given(cells)
def test_kappa_against_statsmodels(table):
    both, first, second, neither = table
    ours = cm.cohens_kappa(table)
    n = sum(table)
    if n in (both, neither):
        assert ours is None
    else:
        assert ours == pytest.approx(cohens_kappa(np.array([[both, first], [second, neither]])).kappa, abs=1e-9)
    assert cm.gate([neither, first + second, both], "all") == (both, n)
    if both + neither:
        assert cm.gate([neither, first + second, both], "agreeing") == (both, both + neither)


# --- Results and bad input ------------------------------------------------------------------------


def test_results_are_records():
    import pickle

    seen = cm.compare_arms((21, 30), (14, 30))
    assert pickle.loads(pickle.dumps(seen)) == seen
    assert seen.to_dict()["first"] == (21, 30)
    assert "method='unpaired'" in repr(seen)
    assert cm.mcnemar_exact_p(seen.if_same_questions.at_least) == seen.if_same_questions.least_p


BAD = [
    (lambda: cm.compare_arms((31, 30), (14, 30)), "bad-counts", "first", "31 of 30"),
    (lambda: cm.compare_arms((21, 30), (-1, 30)), "bad-counts", "second", "-1 of 30"),
    (lambda: cm.compare_arms((21, 30), (0, 0)), "bad-counts", "second", "0 of 0"),
    (lambda: cm.fisher_exact_p((math.nan, 30), (1, 2)), "bad-counts", "first", "nan of 30"),
    (lambda: cm.newcombe_interval((1.5, 30), (1, 2)), "bad-counts", "first", "1.5 of 30"),
    (lambda: cm.newcombe_interval((1, 30), (1, 2), 1.0), "out-of-range", "confidence", "1"),
    (lambda: cm.fisher_exact_p(21, 30), "wrong-type", "first", "21"),
    (lambda: cm.compare_arms(), "one-of-several", "compare_arms", "nothing"),
    (lambda: cm.compare_arms((21, 30)), "one-of-several", "compare_arms", "only one arm"),
    (
        lambda: cm.compare_arms((21, 30), (1, 2), pairs=(1, 2, 3, 4)),
        "one-of-several",
        "compare_arms",
        "first and second beside pairs",
    ),
    (lambda: cm.compare_arms(outcomes=([1, 0], [1])), "unequal-lengths", "outcomes", "2 and 1"),
    (lambda: cm.compare_arms(outcomes=([], [])), "unequal-lengths", "outcomes", "0 and 0"),
    (lambda: cm.compare_arms(outcomes=([1, 0],)), "unequal-lengths", "outcomes", "1 arms"),
    (lambda: cm.compare_arms(outcomes=([1, 0], [1, 2])), "out-of-range", "second/1", "2.0"),
    (lambda: cm.compare_arms(outcomes=([1, math.nan], [1, 0])), "out-of-range", "first/1", "nan"),
    (lambda: cm.compare_arms(outcomes=([1, None], [1, 0])), "out-of-range", "first/1", "None"),
    (lambda: cm.compare_arms(pairs=(1, 2, -3, 4)), "bad-counts", "pairs", "1, 2, -3, 4"),
    (lambda: cm.mcnemar_exact_p((1, 2, 3)), "wrong-type", "pairs", "(1, 2, 3)"),
    (lambda: cm.mcnemar_bounds((21, 30), (14, 31)), "unequal-lengths", "second", "31 judged"),
    (lambda: cm.corrected_rate(31, 30, sensitivity=0.9, specificity=0.9), "bad-counts", "verdicts", "31 of 30"),
    (
        lambda: cm.corrected_rate(21, 30, sensitivity=0.6, specificity=0.4),
        "useless-judge",
        "sensitivity",
        "0.6, with specificity 0.4",
    ),
    (lambda: cm.corrected_rate(21, 30, sensitivity=math.nan, specificity=0.9), "out-of-range", "sensitivity", "nan"),
    (
        lambda: cm.corrected_rate(21, 30, sensitivity=0.9, specificity=0.9, good_answers=0),
        "out-of-range",
        "good_answers",
        "0",
    ),
    (lambda: cm.gate([1, 2, 3], "majority"), "out-of-range", "rule", "majority of two judges"),
    (lambda: cm.gate([1, 2, 3], "most"), "unknown-name", "rule", '"most"'),
    (lambda: cm.gate([1, -2, 3], "all"), "bad-counts", "answers/1", "-2"),
    (lambda: cm.cohens_kappa((0, 0, 0, 0)), "bad-counts", "pairs", "0, 0, 0, 0"),
    (lambda: cm.answers_to_decide(21, 30, 1.0), "out-of-range", "bar", "1"),
    (lambda: cm.wilson_interval(31, 30), "bad-counts", "accepted", "31 of 30"),
]


@pytest.mark.parametrize(("call", "id", "where", "found"), BAD)
def test_bad_input_says_where_what_and_what_is_allowed(call, id, where, found):
    with pytest.raises(cm.InvalidInput) as caught:
        call()
    (problem,) = caught.value.problems
    assert (problem.id, problem.where, problem.found) == (id, where, found)
    assert problem.allowed
