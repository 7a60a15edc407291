"""Sliders of a notebook, driven without a browser: what is shown is what the library says of that scenario."""

from __future__ import annotations

import json
from pathlib import Path

import costmodel as cm
import pytest

pytest.importorskip("ipywidgets")

SCENARIO = Path(__file__).resolve().parents[2] / "examples" / "scenarios" / "fine_tune_economics.json"


@pytest.fixture
def scenario() -> cm.Scenario:
    return cm.load(SCENARIO)


def test_it_opens_with_the_stated_values(scenario: cm.Scenario) -> None:
    explored = cm.explore(scenario)
    assert explored.values == {}
    assert explored.sliders["demand"].value == scenario.demand_accepted_answers_per_month
    assert {
        "demand",
        "acceptance of spark_llama",
        "/rejected/usd_per_request",
        "/workload/output_tokens_per_answer",
    } <= set(explored.sliders)
    assert "<table" in explored._answer.value and "spark_llama" in repr(explored)


@pytest.mark.parametrize("demand", [10.0, 500.0, 20_000.0, 123_456.0, 1e6])
def test_a_moved_slider_shows_the_decision_of_that_demand(scenario: cm.Scenario, demand: float) -> None:
    explored = cm.explore(scenario)
    explored.sliders["demand"].value = demand
    there = scenario.with_input("/demand/accepted_answers_per_month", demand)
    decision = cm.decide(there)
    assert explored.values == ({} if demand == 20_000 else {"demand": demand})
    assert f"[{decision.path}]" in explored.text.splitlines()[1]
    rows = [line.split(" | ") for line in explored.text.splitlines() if " | " in line]
    header = next(row for row in rows if row[0] == "Path")
    column = next(i for i, title in enumerate(header) if title == "$/accepted answer, at random")
    shown = {row[0]: row[column] for row in rows if row[0] in scenario.paths and len(row) == len(header)}
    for cost in decision.costs:
        if cost.usd_per_accepted_answer is not None:
            assert float(shown[cost.id].replace(",", "").replace("$", "")) == pytest.approx(
                cost.usd_per_accepted_answer, rel=6e-3
            )


def test_several_sliders_and_back(scenario: cm.Scenario) -> None:
    explored = cm.explore(scenario)
    before = explored.text
    explored.set({"demand": 50, "/rejected/usd_per_request": 1})
    assert explored.values == {"demand": 50, "/rejected/usd_per_request": 1}
    assert explored.text != before
    explored.set({})
    assert explored.values == {} and explored.text == before


def test_unknown_controls_and_values_are_refused(scenario: cm.Scenario) -> None:
    explored = cm.explore(scenario)
    with pytest.raises(cm.InvalidInput, match="unknown-control"):
        explored.set({"demnad": 1})
    with pytest.raises(cm.InvalidInput, match="out-of-range"):
        explored.set({"demand": -1})
    assert explored.values == {}


def test_names_of_a_scenario_stay_text(scenario: cm.Scenario) -> None:
    hostile = json.loads(scenario.to_json()) | {"question": "<script>alert(1)</script>"}
    assert "<script" not in cm.explore(cm.loads(json.dumps(hostile)))._answer.value
