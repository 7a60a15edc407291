"""What decide, cost, crossover, winners, map, explain, risk, report data and the command say of one scenario agrees."""

import json
import os

import costmodel as cm
import pytest

from oracle import agreement, scenarios

COUNT = int(os.environ.get("COSTMODEL_AGREEMENT_COUNT", "200"))
CHUNK = 20


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_answers_agree(first: int) -> None:
    unlike = []
    for seed in range(first, min(first + CHUNK, COUNT)):
        made = scenarios.scenario(seed)
        if seed % 5:
            agreement.counted_as_rates(made)
        try:
            cm.loads(json.dumps(made))
        except cm.InvalidInput:
            continue
        unlike += [f"oracle.scenarios.scenario({seed}): {words}" for words in agreement.disagreements(made, seed)]
    assert not unlike, "\n".join(unlike)
