"""The chain of a unit under load, held against a discrete-event simulation by SimPy."""

import math

import costmodel as cm
import numpy as np
import pytest
from oracle.line import interval, simulated_waits

TOKENS = 400
RARE = 2e-4  # of 29,000 requests, so few that none may come


def between(points):
    """Completion rates of 1, 2, … in flight, linear between measured points and through (0, 0)."""
    at, rates = [0, *(n for n, _ in points)], [0, *(r for _, r in points)]
    return [float(np.interp(n, at, rates)) / TOKENS for n in range(1, points[-1][0] + 1)]


CURVES = {
    "three points": between([(1, 70), (8, 500), (32, 1500)]),
    "one place": between([(1, 90)]),
    "levels off": between([(1, 80), (8, 400), (16, 430)]),
}


@pytest.mark.parametrize("load", [0.3, 0.6, 0.8, 0.9])
@pytest.mark.parametrize("name", CURVES)
def test_percentiles_lie_within_the_interval_of_a_simulation(name, load):
    rates = CURVES[name]
    unit = cm.unit_under_load(load * rates[-1], rates)
    waits = simulated_waits(rates, 1, load * rates[-1], 30_000, seed=int(100 * load))
    waits = waits[1000:]
    for share in (0.5, 0.9, 0.95, 0.99):
        limit = unit.wait_percentile(share)
        if limit == 0:  # fewer wait at all
            found, half = interval(waits > 0)
            assert found - half <= 1 - share
            continue
        found, half = interval(waits > limit)
        assert abs(found - (1 - share)) <= half, (share, limit, found, half)
    found, half = interval(waits > 0)
    assert abs(found - unit.p_wait) <= half + RARE
    found, half = interval(waits)
    assert abs(found - unit.mean_wait) <= half + RARE


def test_numbers_outside_their_domain_are_named():
    for arguments, where in [
        ((-1, [1]), "arrivals_per_second"),
        ((1, []), "completion_rates"),
        ((1, [1, 0]), "completion_rates/1"),
        ((1, [2], -1), "squared_variation"),
        ((math.nan, [2]), "arrivals_per_second"),
    ]:
        with pytest.raises(cm.InvalidInput) as error:
            cm.unit_under_load(*arguments)
        assert error.value.problems[0].where == where
    with pytest.raises(cm.InvalidInput):
        cm.unit_under_load(1, [2]).wait_percentile(1)
    saturated = cm.unit_under_load(2, [2])
    assert saturated.p_wait == 1 and saturated.idle == 0 and math.isinf(saturated.mean_wait)
