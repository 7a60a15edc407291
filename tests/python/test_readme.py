"""What the README shows is what a reader gets: each block is run, or is the file that it says it is."""

import io
import json
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import costmodel as cm
import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def test_python_block_prints_the_text_block_below_it():
    (language, code), (shown_as, shown) = BLOCKS[0], BLOCKS[1]
    assert (language, shown_as) == ("python", "text")
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == shown


def test_first_example_has_eight_lines_of_code():
    assert len([line for line in BLOCKS[0][1].splitlines() if line.strip()]) == 8


def test_cpp_block_is_the_example_that_the_consumers_build_and_run():
    (language, code), (shown_as, shown) = BLOCKS[2], BLOCKS[3]
    assert (language, shown_as) == ("cpp", "text")
    assert code == (ROOT / "examples/box_or_window/main.cpp").read_text(encoding="utf-8")
    assert shown == (ROOT / "examples/box_or_window/output.txt").read_text(encoding="utf-8")


COMMANDS = [line.strip() for line in re.findall(r"^    (costmodel .*)$", README, flags=re.MULTILINE)]


@pytest.mark.parametrize("command", [c for c in COMMANDS if "my_scenario" not in c])
def test_commands_run(command):
    words = shlex.split(command, comments=True)
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


GUIDE = (ROOT / "docs/scenario.md").read_text(encoding="utf-8")


def smallest():
    (block,) = re.findall(r"^```json\n(.*?)^```$", GUIDE, flags=re.MULTILINE | re.DOTALL)
    return json.loads(block)


def test_smallest_scenario_decides():
    decision = cm.decide(cm.loads(json.dumps(smallest())))
    assert decision.path == "api"


def test_what_the_guide_says_holds_is_what_holds():
    said = smallest()
    said["hours_per_month"] = 730
    said["demand"] |= {"arrivals": "poisson", "domain_accepted_answers_per_month": [1, 1_000_000]}
    said["gate"] = {"usd_per_answer": 0}
    said["tries"] = {"limit": 1, "correlation": 0}
    said["rejected"] = {"handling": "dropped", "usd_per_request": 0}
    said["requirements"] = {"confidence": 0.9}
    buy, rent, api = said["paths"]
    buy["pricing"] |= {"pue": 1, "min_units": 1}
    rent["pricing"] |= {"hours_up_per_month": 730, "min_units": 1}
    api["pricing"]["multiplier"] = 1
    buy["throughput"]["points"][0]["concurrency"] = 1
    window = {
        "id": "window",
        "acceptance": {"same_as": "buy"},
        "throughput": rent["throughput"],
        "pricing": {"kind": "active_window", "usd_per_unit_minute": 0.5, "window_minutes": 5},
    }
    left_out = smallest()
    left_out["paths"].append(window)
    said["paths"].append(window | {"pricing": window["pricing"] | {"units_per_copy": 1, "rule": "anchored"}})
    for path in said["paths"]:
        path["access"] = {
            "weights_exportable": True,
            "licence_permits": True,
            "lead_time_days": 0,
            "minimum_purchase_usd": 0,
        }
        for holder in path.get(
            "layers", {}
        ).values():  # a layer that nobody describes is not stated, which no word says
            if holder["run_by"] == "provider":
                holder |= {"change": False, "audit": False, "leave": False}
    a, b = cm.loads(json.dumps(left_out)), cm.loads(json.dumps(said))
    assert str(cm.cost(a)) == str(cm.cost(b))
    assert str(cm.crossover(a)) == str(cm.crossover(b))
    assert [row.placement for row in cm.decide(a).placements] == [row.placement for row in cm.decide(b).placements]


def test_links_of_the_guide_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", GUIDE):
        assert (ROOT / "docs" / target).exists(), target
