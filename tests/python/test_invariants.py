"""What must hold for every scenario, whatever its numbers."""

import costmodel as cm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

rates = st.floats(0.01, 1)
prices = st.floats(1e-3, 1e3)
correlations = st.floats(0, 1)
tries = st.integers(1, 12)
handlings = st.sampled_from(["dropped", "fallback"])


def answer_cost(p, *, price=1.0, gate=0.0, loss=0.0, k=1, rho=0.0, handling="dropped"):
    """USD per accepted answer of a path that bills `price` for each attempt and nothing else."""
    scenario = cm.Scenario(
        title="one path",
        demand_accepted_answers_per_month=1000,
        workload=cm.Workload(output_tokens_per_answer=300),
        gate_usd_per_answer=gate,
        tries=cm.Tries(limit=k, correlation=rho),
        rejected=cm.Rejected(handling=handling, usd_per_request=loss),
        paths=[cm.Path("a", cm.PerToken(usd_per_answer=price), acceptance=cm.Acceptance(rate=p))],
    )
    return cm.cost(scenario)[0].usd_per_accepted_answer


@given(p=rates, c=prices, g=prices, k=tries)
def test_retries_are_free_of_charge_when_a_reject_costs_nothing(p, c, g, k):
    assert answer_cost(p, price=c, gate=g, k=k) == pytest.approx((c + g) / p, rel=1e-9)


@given(c=prices, g=prices, loss=prices, k=tries, rho=correlations, handling=handlings)
def test_nothing_but_the_attempt_when_all_pass(c, g, loss, k, rho, handling):
    assert answer_cost(1, price=c, gate=g, loss=loss, k=k, rho=rho, handling=handling) == pytest.approx(c + g)


@given(
    p=rates, c=prices, g=prices, loss=prices, k=tries, rho=correlations, handling=handlings, factor=st.floats(0.1, 10)
)
def test_homogeneous_in_prices(p, c, g, loss, k, rho, handling, factor):
    rest = dict(k=k, rho=rho, handling=handling)
    once = answer_cost(p, price=c, gate=g, loss=loss, **rest)
    assert answer_cost(p, price=c * factor, gate=g * factor, loss=loss * factor, **rest) == pytest.approx(once * factor)


@given(p=st.tuples(rates, rates).map(sorted), c=prices, g=prices, loss=prices, handling=handlings)
def test_falls_with_acceptance(p, c, g, loss, handling):
    worse, better = (answer_cost(rate, price=c, gate=g, loss=loss, handling=handling) for rate in p)
    assert better <= worse * (1 + 1e-12)


@given(
    p=rates,
    c=prices,
    k=tries,
    handling=handlings,
    loss=st.tuples(prices, prices).map(sorted),
    gate=st.tuples(prices, prices).map(sorted),
    rho=correlations,
)
def test_rises_with_the_cost_of_rejects_and_of_judging(p, c, k, handling, loss, gate, rho):
    rest = dict(price=c, k=k, rho=rho, handling=handling)
    low = answer_cost(p, loss=loss[0], gate=gate[0], **rest)
    assert answer_cost(p, loss=loss[1], gate=gate[0], **rest) >= low * (1 - 1e-12)
    assert answer_cost(p, loss=loss[0], gate=gate[1], **rest) >= low * (1 - 1e-12)


@given(p=rates, c=prices, loss=prices, k=tries, rho=st.tuples(correlations, correlations).map(sorted))
def test_rises_with_correlation_when_rejects_are_dropped(p, c, loss, k, rho):
    together, apart = (answer_cost(p, price=c, loss=loss, k=k, rho=r) for r in reversed(rho))
    assert together >= apart * (1 - 1e-9)


@given(p=rates, k=tries, rho=correlations)
def test_outcome(p, k, rho):
    accepted, attempts = cm.outcome(p, k, rho)
    assert p * (1 - 1e-12) <= accepted <= 1
    assert 1 <= attempts <= k
    if k == 1 or rho == 1:
        assert accepted == pytest.approx(p)


@given(demand=st.floats(1, 1e6), arrivals=st.sampled_from(["packed", "poisson"]))
@settings(max_examples=50)
def test_terms_add_up_and_the_curve_is_the_cost(any_scenario, demand, arrivals):
    for row in cm.cost(any_scenario, demand_accepted_answers_per_month=demand, arrivals=arrivals):
        if row.usd_per_month is None:
            assert row.reasons
            continue
        load = dict(demand_accepted_answers_per_month=demand, arrivals=arrivals)
        assert sum(row.terms.values()) == pytest.approx(row.usd_per_month, rel=1e-12)
        assert cm.curve(any_scenario, row.id, **load) == pytest.approx(row.usd_per_accepted_answer, rel=1e-12)
        assert cm.curve(any_scenario, row.id, per="month", **load) == pytest.approx(row.usd_per_month, rel=1e-12)
        per_million = cm.curve(any_scenario, row.id, per="million_output_tokens", **load)
        assert per_million == pytest.approx(row.usd_per_million_output_tokens, rel=1e-12)
        if row.utilization is not None:
            at = cm.curve(any_scenario, row.id, utilization=row.utilization, arrivals=arrivals, per="month")
            # A utilization of exactly n capacities may round to either side of the step.
            assert at == pytest.approx(row.usd_per_month, rel=1e-9) or row.utilization == pytest.approx(row.units)


def test_the_order_is_what_the_crossovers_say(any_scenario):
    """Between two crossovers one of the paths stays cheaper: the curves, sampled densely, agree."""
    priced = {
        row.id for row in cm.cost(any_scenario, demand_accepted_answers_per_month=1) if row.usd_per_month is not None
    }
    for row in cm.crossover(any_scenario):
        if row.equal or not {row.a, row.b} <= priced:
            continue
        assert row.complete
        cuts = [row.low, *(x.at for x in row.crossings), row.high]
        for low, high in zip(cuts, cuts[1:]):
            x = np.geomspace(max(low, 1e-9), high, 201)[1:-1]
            y = [
                cm.curve(any_scenario, id, demand_accepted_answers_per_month=x, arrivals=row.arrivals, per="month")
                for id in (row.a, row.b)
            ]
            difference = (y[0] - y[1]) / np.maximum(*y)
            assert (difference > -1e-9).all() or (difference < 1e-9).all(), (row.a, row.b, low, high)
