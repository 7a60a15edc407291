"""No scenario that `check` accepts can crash, run for more than 10 s, be refused later, or print what is not a number.

A thousand of them, the same in each run, so that a commit passes or fails by itself; `make adversarial` makes others,
from a seed that it names. COSTMODEL_PROPERTY_SEED is the first seed and COSTMODEL_PROPERTY_COUNT how many there are.
Files of scenarios that went wrong stay in build/any_scenario.
"""

import json
import os
from pathlib import Path

import costmodel as cm
import pytest

from oracle import any_scenario

FOLDER = Path(__file__).resolve().parents[2] / "build" / "any_scenario"
COUNT = int(os.environ.get("COSTMODEL_PROPERTY_COUNT", "1000"))
FIRST = int(os.environ.get("COSTMODEL_PROPERTY_SEED", "0"))
PARTS = 4  # which `make adversarial` runs beside each other


@pytest.mark.parametrize("part", range(PARTS))
def test_every_command_answers(part: int) -> None:
    seeds = range(FIRST + part * COUNT // PARTS, FIRST + (part + 1) * COUNT // PARTS)
    schema = json.loads(cm.scenario_schema())
    outcome = any_scenario.ask(schema, seeds, FOLDER / str(part))
    assert not outcome.wrong, f"{seeds}, files in {FOLDER / str(part)}:\n" + "\n".join(outcome.wrong)
    assert outcome.asked == len(seeds)
    assert outcome.accepted > 0.8 * len(seeds), "most of what is made must be accepted"
