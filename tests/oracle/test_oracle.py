"""The library against the oracle: costs at two demands and one crossover of each random scenario."""

import os

import pytest

from oracle import compare

COUNT = int(os.environ.get("COSTMODEL_ORACLE_COUNT", "500"))
FIRST = int(os.environ.get("COSTMODEL_ORACLE_FIRST", "0"))
CHUNK = 25


@pytest.mark.parametrize("first", range(FIRST, FIRST + COUNT, CHUNK))
def test_costs_and_crossovers(first: int) -> None:
    unlike, refused = [], 0
    for seed in range(first, min(first + CHUNK, FIRST + COUNT)):
        found = compare.differences(seed)
        refused += any(words.startswith("refused") for words in found)
        unlike += [f"oracle.scenarios.scenario({seed}): {words}" for words in found if not words.startswith("refused")]
    assert not unlike, "\n".join(unlike)
    assert refused <= CHUNK // 5, "most of what the oracle makes must be accepted"
