"""Paths of several calls against the oracle: random pipelines over the paths of random scenarios."""

import json
import os

import costmodel as cm
import pytest
from mpmath import inf, mpf

from oracle import compare, reading, scenarios, several_calls

COUNT = int(os.environ.get("COSTMODEL_PIPELINES", "240"))
CHUNK = 40


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_a_pipeline_costs_the_sum_of_its_offers(first: int) -> None:
    unlike, priced = [], 0
    for seed in range(first, min(first + CHUNK, COUNT)):
        made = several_calls.with_pipeline(scenarios.scenario(seed), seed)
        try:
            scenario = cm.loads(json.dumps(made))
            plain = reading.read(made)
        except (cm.InvalidInput, reading.NoPrice):
            continue
        for arrivals in ("packed", "poisson"):
            for demand in (3.0, 2e4):
                ours = several_calls.Pipeline(plain, arrivals).at(mpf(demand))
                row = cm.cost(scenario, "pipeline", demand_accepted_answers_per_month=demand, arrivals=arrivals)[0]
                if ours == inf:
                    continue
                priced += ours is not None
                if not compare.near(ours, row.usd_per_month):
                    unlike.append(f"{seed} {arrivals} {demand}: {compare.text(ours)} against {row.usd_per_month!r}")
    assert not unlike, "\n".join(unlike)
    assert priced > 40
