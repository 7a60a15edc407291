"""The page's engine is the library compiled to WebAssembly: without a browser, it says what the Python package says."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import costmodel as cm
import pytest
from costmodel import _core
from page_under_test import ENGINE, differences, settings

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "examples" / "scenarios").glob("*.json"))
CHEAP = {"draws": 0, "ribbon_draws": 0, "ranges": False, "tornado": False, "risk": False, "map_columns": 0}

pytestmark = [
    pytest.mark.skipif(not ENGINE.exists(), reason="costmodel was installed without its engine (make web)"),
    pytest.mark.skipif(shutil.which("node") is None, reason="no node"),
]


def ask(scenario: str, *options: dict) -> list[dict]:
    question = json.dumps({"scenario": scenario, "options": options})
    done = subprocess.run(
        ["node", ROOT / "tests" / "web" / "ask.mjs", ENGINE], input=question, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["version"] == cm.__version__
    return said["answers"]


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_twenty_random_settings_to_twelve_digits(file: Path) -> None:
    scenario = cm.load(file)
    base = json.loads(_core.report_data(scenario._native, json.dumps(CHEAP)))
    asked = [{**CHEAP, "set": settings(base["controls"], seed)} for seed in range(20)]
    for options, answer in zip(asked, ask(file.read_text(), *asked), strict=True):
        assert answer["refusal"] == ""
        expected = json.loads(_core.report_data(scenario._native, json.dumps(options)))
        assert differences(answer["data"], expected, 1e-12) == []


def test_draws_risk_and_map_agree_too() -> None:
    # Draws go through tables of quantiles and iterated solutions, whose last digits are the standard library's.
    text = SCENARIOS[0].read_text()
    options = {"draws": 1024, "ribbon_draws": 128, "map_columns": 8, "html": True}
    (answer,) = ask(text, options)
    expected = json.loads(_core.report_data(cm.loads(text)._native, json.dumps(options)))
    assert answer["refusal"] == ""
    assert differences(answer["data"], expected, 1e-9) == []


def test_what_is_refused_comes_back_in_words() -> None:
    text = SCENARIOS[0].read_text()
    unknown, negative, fine = ask(text, {"set": {"demnad": 1}}, {"set": {"demand": -1}}, CHEAP)
    assert unknown["data"] is None and "demand" in unknown["refusal"]
    assert negative["data"] is None and "out-of-range" in negative["refusal"]
    assert fine["refusal"] == "" and fine["data"]["costmodel"] == cm.__version__


@pytest.mark.parametrize(
    "value", ["1e-9", "0.1", "123456789.125", "1e15", "0.0785", "7.1136", "1e-12", "299792458", "5e-7", "1e6"]
)
def test_numbers_are_written_alike(value: str) -> None:
    # The engine writes numbers with digits of its own standard library; the tables show inputs as they were given.
    text = json.dumps(
        {
            "costmodel": 1,
            "title": "t",
            "workload": {"output_tokens_per_answer": 100},
            "demand": {"accepted_answers_per_month": 1000},
            "paths": [
                {
                    "id": "a",
                    "acceptance": {"rate": 0.5},
                    "pricing": {"kind": "per_token", "usd_per_million_output_tokens": float(value)},
                }
            ],
        }
    )
    (answer,) = ask(text, CHEAP)
    expected = json.loads(_core.report_data(cm.loads(text)._native, json.dumps(CHEAP)))
    assert differences(answer["data"], expected, 0) == []
