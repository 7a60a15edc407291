"""Units that share one line, and requests of several sizes, held against discrete-event simulations by SimPy."""

import costmodel as cm
import numpy as np
import pytest
import simpy
from oracle.line import interval, simulated_waits

MONTH = 730 * 3600
PLACES, TOKENS = 8, 400
RATES = [100 * n / (1 + 0.06 * n) for n in range(1, PLACES + 1)]  # tokens a second with so many in flight


def scenario(per_second, requirements=None, **path):
    box = cm.Path(
        "box",
        cm.Provisioned(usd_per_unit_hour=2),
        points=[
            cm.OperatingPoint(concurrency=n, output_tokens_per_second=rate, time_to_first_token_seconds=0.1)
            for n, rate in enumerate(RATES, 1)
        ],
        acceptance=cm.Acceptance(rate=1),
        **path,
    )
    return cm.Scenario(
        title="t",
        paths=[box],
        demand_accepted_answers_per_month=per_second * MONTH,
        domain_accepted_answers_per_month=(1, 1e9),
        workload=cm.Workload(output_tokens_per_answer=TOKENS),
        requirements=requirements,
    )


@pytest.mark.parametrize("units, load", [(2, 0.8), (3, 0.9), (5, 0.93)])
def test_a_shared_line_lies_within_the_interval_of_a_simulation(units, load):
    per_second = load * units * RATES[-1] / TOKENS
    run = cm.cost(scenario(per_second, balancing="shared_queue"), "box")[0].operation
    assert run.units_in_line == units
    waits = simulated_waits([rate / TOKENS for rate in RATES], units, per_second, 30_000, seed=units)[1000:]
    mean, half = interval(waits)
    # the chain loads units evenly at each instant; here a place is taken where one is free, up to 2 % slower
    assert run.wait_seconds.mean == pytest.approx(mean, abs=half + 0.02 * mean)
    found, half = interval(waits > 0)
    assert run.p_wait == pytest.approx(found, abs=half + 0.01)
    for share, limit in ((0.95, run.wait_seconds.p95), (0.99, run.wait_seconds.p99)):
        found, half = interval(waits > limit)
        assert found == pytest.approx(1 - share, abs=half + 0.1 * (1 - share))


def test_a_shared_line_takes_fewer_units_for_a_promise():
    def units(balancing):
        asked = cm.Requirements(promises=[cm.Promise(of="wait", percentile=99, at_most_seconds=1)])
        return cm.cost(scenario(4.0, asked, balancing=balancing), "box")[0]

    one, each = units("shared_queue"), units("random")
    assert one.units < each.units
    assert one.usd_per_month < each.usd_per_month
    assert one.operation.wait_seconds.p99 <= 1


def test_requests_of_two_sizes_wait_as_a_simulation_says():
    """One place, and service of two lengths: Pollaczek and Khinchine's mean, simulated."""
    s = cm.Scenario(
        title="t",
        paths=[
            cm.Path(
                "box",
                cm.Provisioned(usd_per_unit_hour=2),
                points=[cm.OperatingPoint(output_tokens_per_second=100, input_tokens_per_second=10_000)],
                acceptance=cm.Acceptance(rate=1),
            )
        ],
        demand_accepted_answers_per_month=0.07 * MONTH,
        workload=cm.Workload(
            input_tokens_per_answer=40_000,
            output_tokens_per_answer=500,
            length_variation=0,
            classes=[cm.RequestClass(share=0.1, input_tokens_per_answer=300_000)],
        ),
    )
    wait = cm.cost(s, "box")[0].operation.wait_seconds.mean
    random, waits = np.random.default_rng(5), []
    env = simpy.Environment()
    place = simpy.Resource(env, capacity=1)

    def request(service):
        came = env.now
        with place.request() as turn:
            yield turn
            waits.append(env.now - came)
            yield env.timeout(service)

    def come():
        for _ in range(40_000):
            yield env.timeout(random.exponential(1 / 0.07))
            env.process(request(35.0 if random.random() < 0.1 else 100 / 90 + 5))

    env.process(come())
    env.run()
    mean, half = interval(np.array(waits[1000:]))
    assert wait == pytest.approx(mean, abs=half)
    assert cm.loads(s.to_json()).workload.classes == s.workload.classes
