"""Paths of several calls from Python: the document's file, the names in JSON, and values that are read again."""

import json
import re
from pathlib import Path

import costmodel as cm
import numpy as np
import pytest
from costmodel import command

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "several_calls.md").read_text(encoding="utf-8")


def smallest():
    (block,) = re.findall(r"^```json\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    return json.loads(block)


def test_the_smallest_file_is_decided():
    decision = cm.decide(cm.loads(json.dumps(smallest())))
    assert decision.path == "pipeline"
    (cost,) = [path for path in decision.costs if path.id == "pipeline"]
    assert cost.usd_per_month == pytest.approx(3999 / 36 + 250 * 0.035, rel=1e-12)


def test_names_in_json(tmp_path, capfd):
    file = tmp_path / "pipeline.json"
    file.write_text(json.dumps(smallest()), encoding="utf-8")
    assert command.main(["cost", str(file), "--format", "json"]) == 0
    (path,) = [path for path in json.loads(capfd.readouterr().out)["paths"] if path["id"] == "pipeline"]
    assert path["kind"] == "stages"
    write, judge = path["stages"]
    assert {"stage", "offer", "calls_per_month", "usd_per_month"} <= set(judge)
    assert (write["offer"], judge["offer"], judge["calls_per_month"]) == ("cloud", "box", 250)
    assert write["usd_per_month"] + judge["usd_per_month"] == pytest.approx(path["usd_per_month"])
    assert sum(path["terms"].values()) == pytest.approx(path["usd_per_month"])
    assert "judge on box: capital" in path["terms"]


def test_arrays_are_priced_as_single_demands():
    scenario = cm.loads(json.dumps(smallest()))
    demand = np.array([1.0, 250.0, 970.0, 980.0, 5000.0])
    curve = cm.curve(scenario, "pipeline", demand_accepted_answers_per_month=demand)
    single = [
        cm.cost(scenario, "pipeline", demand_accepted_answers_per_month=d)[0].usd_per_accepted_answer for d in demand
    ]
    np.testing.assert_allclose(curve, single, rtol=1e-12)


def test_values_are_read_again():
    scenario = cm.loads(json.dumps(smallest()))
    pipeline = scenario.paths["pipeline"]
    assert pipeline.pricing is None
    assert pipeline.stages[1] == cm.Stage(
        "judge", "box", runs="per_attempt", gate=True, different_family_from=("write",)
    )
    again = cm.Scenario(
        title=scenario.title,
        demand_accepted_answers_per_month=250,
        arrivals="packed",
        workload=cm.Workload(output_tokens_per_answer=27000),
        paths=list(scenario.paths.values()),
    )
    assert cm.cost(again, "pipeline")[0].usd_per_month == cm.cost(scenario, "pipeline")[0].usd_per_month


def test_routes_come_of_offers():
    made = smallest()
    made["paths"][2]["stages"][1]["offers"] = ["box", "cloud"]
    del made["paths"][2]["stages"][1]["offer"]
    scenario = cm.loads(json.dumps(made))
    assert list(scenario.paths) == ["cloud", "box", "pipeline:box", "pipeline:cloud"]
    decision = cm.decide(scenario)
    assert decision.path == "pipeline:box"
    assert [path.reasons for path in decision.costs if path.id == "pipeline:cloud"] == [
        ["family: judge and write are both of the family a"]
    ]


def test_every_command_answers(tmp_path, capfd):
    file = tmp_path / "pipeline.json"
    file.write_text(json.dumps(smallest()), encoding="utf-8")
    for arguments in (
        ["check"],
        ["cost"],
        ["crossover"],
        ["decide"],
        ["winners", "--axis", "box/pricing/price_usd"],
        ["explain", "--path", "pipeline"],
    ):
        assert command.main([arguments[0], str(file), *arguments[1:]]) in (0, None), arguments
    assert "judge on box" in capfd.readouterr().out
