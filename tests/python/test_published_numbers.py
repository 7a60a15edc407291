"""Numbers that others printed, recomputed through Python.

[lab] Fine-tune economics, Layer2C Labs, 2026-07-01, https://labs.layer2c.com/labs/fine-tune-economics
[aws] Amazon Bedrock pricing, 2026-09-10, https://aws.amazon.com/bedrock/pricing/
Tolerances: the values are what the stated inputs give; the comment is what the source rounds it to.
"""

import costmodel as cm
import pytest


def full_price(scenario, path):
    """USD per million output tokens with the path busy all month, windows full."""
    return cm.cost(scenario, path, utilization=1, arrivals="packed")[0].usd_per_million_output_tokens


@pytest.mark.parametrize(
    ("path", "usd_per_million"),
    [
        ("spark_llama", 5.43596),  # [lab] 5.4 ÷ U: $200 a month, 14 tok/s
        ("spark_gemma", 3.39748),  # [lab] 3.4 ÷ U: $200 a month, 22.4 tok/s
        ("cmi", 27.5439),  # [lab] 27.5: 2 units × $0.0785 a minute, 95 tok/s
        ("bedrock_pt", 20.8),  # [lab] ~20.8 ÷ duty: $7.1136 an hour (inferred)
    ],
)
def test_price_at_full_utilization(fine_tune, path, usd_per_million):
    assert full_price(fine_tune, path) == pytest.approx(usd_per_million, rel=1e-5)


@pytest.mark.parametrize(
    ("path", "low", "high"),
    [("spark_llama", 4.34877, 7.47445), ("spark_gemma", 2.71798, 4.67153)],  # [lab] $160–275 a month
)
def test_price_over_the_stated_range(fine_tune, path, low, high):
    pointer = f"/paths/{list(fine_tune.paths).index(path)}/pricing/flat_usd_per_month"
    assert full_price(fine_tune.with_input(pointer, 160), path) == pytest.approx(low, rel=1e-5)
    assert full_price(fine_tune.with_input(pointer, 275), path) == pytest.approx(high, rel=1e-5)


def test_import_at_the_price_of_september(fine_tune):
    cheaper = fine_tune.with_input("/paths/4/pricing/usd_per_unit_minute", 0.05718)  # [aws]
    assert full_price(cheaper, "cmi") == pytest.approx(20.0632, rel=1e-5)


def test_one_call_opens_one_window(fine_tune):
    # [aws] worked example: $0.785 a window. Rare calls share no window; one attempt is λ → 0.
    month = cm.curve(fine_tune, "cmi", demand_accepted_answers_per_month=0.7e-3, per="month")
    assert month / 1e-3 == pytest.approx(0.785, rel=1e-4)


@pytest.mark.parametrize(
    ("box", "at", "low", "high"),
    [
        ("spark_llama", 0.197357, 0.157885, 0.271365),  # [lab] "~20 %"
        ("spark_gemma", 0.123348, 0.0986783, 0.169603),  # [lab] "~12 %"; both ranges: "12 to 20 %"
    ],
)
def test_crossover_with_packed_import(fine_tune, box, at, low, high):
    (row,) = cm.crossover(fine_tune, box, "cmi", axis="utilization", arrivals="packed")
    (crossing,) = row.crossings
    assert crossing.at == pytest.approx(at, rel=1e-5)
    assert crossing.range[0] <= low * (1 + 1e-5)
    assert crossing.range[1] >= high * (1 - 1e-5)
    assert (crossing.cheaper_below, crossing.cheaper_above) == ("cmi", box)


def test_crossover_at_random_is_a_hundred_times_lower(fine_tune):
    # $200 buys 255 windows of $0.785; single answers at random then break even at 262 attempts, 0.21 % of the box.
    (row,) = cm.crossover(fine_tune, "spark_llama", "cmi", axis="utilization", arrivals="poisson")
    assert row.crossings[0].at == pytest.approx(0.00214, rel=1e-2)
    assert row.crossings[0].demand_accepted_answers_per_month / 0.7 == pytest.approx(262, abs=1)


def test_box_never_beats_commodity_tokens(fine_tune):
    # [lab] "the Spark loses to commodity tokens": $0.40 a million would need U = 13.6.
    (row,) = cm.crossover(fine_tune, "spark_base", "bedrock_base", axis="utilization", arrivals="packed")
    assert not row.crossings
    assert "dearer" in row.never
    assert full_price(fine_tune, "spark_llama") / 0.40 == pytest.approx(13.6, rel=1e-2)


def test_hours_of_rent_that_buy_the_box(home):
    answer = cm.decide(home).rent_or_buy  # $3,999 against $1.49 an hour; the article prints 2,685 h
    assert answer.break_even_hours == pytest.approx(2683.89, abs=0.01)
    by_label = {row.label: row for row in answer.schedules}
    assert by_label["8 h a week"].price_over_rent_months / 12 == pytest.approx(6.45, abs=0.005)  # as printed
    assert by_label["8 h a day"].price_over_rent_months * 365 / 12 == pytest.approx(335.49, abs=0.01)  # it prints 336
    assert by_label["1 h a week"].rented_usd_per_month < by_label["1 h a week"].bought_usd_per_month
    assert by_label["168 h a week"].rented_usd_per_month > by_label["168 h a week"].bought_usd_per_month
    # $3,999 ÷ $1.49 ÷ 36 months: the hours a week below which the rent never reaches the price
    assert answer.break_even_hours / answer.life_months * 12 / 52 == pytest.approx(17.2, abs=0.01)


@pytest.mark.parametrize(
    ("accepted", "low", "high"),
    [(7, 0.118, 0.409), (14, 0.302, 0.639), (21, 0.521, 0.833)],  # [lab] 23, 47, 70 %
)
def test_wilson(accepted, low, high):
    assert cm.wilson_interval(accepted, 30) == pytest.approx((low, high), abs=6e-4)


def test_intervals_against_scipy():
    stats = pytest.importorskip("scipy.stats")
    for k, n in [(0, 5), (7, 30), (21, 30), (30, 30), (999, 1000)]:
        exact = stats.binomtest(k, n).proportion_ci(0.9, "exact")
        wilson = stats.binomtest(k, n).proportion_ci(0.9, "wilson")
        assert cm.clopper_pearson_interval(k, n, 0.9) == pytest.approx((exact.low, exact.high), rel=1e-9, abs=1e-12)
        assert cm.wilson_interval(k, n, 0.9) == pytest.approx((wilson.low, wilson.high), rel=1e-9, abs=1e-12)
        posterior = stats.beta(k + 0.5, n - k + 0.5)
        assert cm.probability_at_least(k, n, 0.6) == pytest.approx(posterior.sf(0.6), rel=1e-9)


def test_correlated_retries():
    assert cm.outcome(0.7, tries=3, correlation=0.3) == pytest.approx((0.904669, 1.453), abs=1e-3)
    assert cm.outcome(0.7, tries=5, correlation=1) == pytest.approx((0.7, 1 + 4 * 0.3))
    assert cm.answers_per_accepted_answer(21, 30) == pytest.approx(1.4634, abs=1e-4)
