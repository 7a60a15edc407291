#!/usr/bin/env python3
"""Units for a p99 wait of 2 s by costmodel and by vllm-sr-sim, the same machine.

`pip install --no-deps vllm-sr-sim` brings it from PyPI. An iteration takes 8 ms and 0.65 ms for each sequence in
flight; 32 sequences at most; 400 output tokens, no prompt. docs/under_load.md has the table.
"""

import math

import costmodel as cm
from fleet_sim.optimizer.analytical import min_gpus_analytical

BASE, EACH, PLACES, TOKENS, WAIT = 0.008, 0.00065, 32, 400, 2.0


def ours(per_second: float, balancing: str = "shared_queue") -> float:
    box = cm.Path(
        "box",
        cm.Provisioned(usd_per_unit_hour=1),
        balancing=balancing,
        points=[
            cm.OperatingPoint(concurrency=n, output_tokens_per_second=n / (BASE + EACH * n))
            for n in range(1, PLACES + 1)
        ],
        acceptance=cm.Acceptance(rate=1),
    )
    scenario = cm.Scenario(
        title="peer",
        paths=[box],
        demand_accepted_answers_per_month=per_second * 730 * 3600,
        workload=cm.Workload(output_tokens_per_answer=TOKENS),
        requirements=cm.Requirements(promises=[cm.Promise(of="wait", percentile=99, at_most_seconds=WAIT)]),
    )
    return cm.cost(scenario, "box")[0].units


def theirs(per_second: float) -> int:
    of_a_unit = PLACES / (TOKENS * (BASE + EACH * PLACES))
    return min_gpus_analytical(per_second, of_a_unit, WAIT, cv2=1.0, rho_max=1.0, n_slots=PLACES)


if __name__ == "__main__":
    for rate in (1, 3, 5, 10, 20, 40):
        print(rate, math.trunc(ours(rate)), math.trunc(ours(rate, "random")), theirs(rate))
