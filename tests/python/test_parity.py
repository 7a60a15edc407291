"""C++ and Python say the same: the command's JSON against the Python objects, to 1e-12."""

import json
import os
import subprocess
import sys
from pathlib import Path

import costmodel as cm
import pytest

ROOT = Path(__file__).resolve().parents[2]
TOLERANCE = 1e-12


def commands():
    """The command of this package, and the one that C++ built, where there is one."""
    yield pytest.param([sys.executable, "-m", "costmodel"], id="python -m costmodel")
    built = [os.environ.get("COSTMODEL_COMMAND", ""), *map(str, sorted(ROOT.glob("build/*/cli/costmodel")))]
    newest = max(filter(os.path.exists, built), key=os.path.getmtime, default=None)
    skip = pytest.mark.skipif(newest is None, reason="the C++ command is not built")
    yield pytest.param([newest], id="costmodel", marks=skip)


@pytest.fixture(scope="module", params=commands())
def run(request):
    def run(*arguments):
        done = subprocess.run(
            [*request.param, *map(str, arguments), "--format", "json"], capture_output=True, check=True
        )
        return json.loads(done.stdout)

    return run


def member(record, key):
    """JSON says "input" for a name, as every list of inputs does, lays the evidence beside the value, and has null for
    no day."""
    if isinstance(record, cm.DatedPrice) and key in ("grade", "source"):
        return getattr(record.evidence, key)
    value = getattr(record, "name" if key == "input" else key)
    return None if isinstance(record, cm.DatedPrice) and value == "" else value


def same(ours, theirs, where=""):
    if isinstance(theirs, dict):
        ours = ours if isinstance(ours, dict) else {key: member(ours, key) for key in theirs}
        assert ours.keys() == theirs.keys(), where
        for key in theirs:
            same(ours[key], theirs[key], f"{where}/{key}")
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs), where
        for i, (a, b) in enumerate(zip(ours, theirs)):
            same(a, b, f"{where}/{i}")
    elif isinstance(theirs, (int, float)) and not isinstance(theirs, bool):
        assert ours == pytest.approx(theirs, rel=TOLERANCE, abs=0), where
    else:
        assert ours == theirs, where


def operation(ours, theirs):
    """JSON groups what belongs to the capacity; Python has attributes."""
    flat = {key: value for key, value in theirs.items() if key != "capacity_at"}
    for key, value in theirs["capacity_at"].items():
        flat[f"capacity_{key}" if key in ("concurrency", "output_tokens_per_second") else key] = value
    return {key: getattr(ours, key) for key in flat}, flat


def check_costs(rows, theirs):
    assert len(rows) == len(theirs)
    for row, path in zip(rows, theirs):
        for name, value in path.items():
            if name != "no_utilization_because":
                ours = getattr(row, name)
                if name == "operation" and value is not None:
                    ours, value = operation(ours, value)
                same(list(ours) if isinstance(ours, tuple) else ours, value, f"{row.id}/{name}")


def test_cost(run, scenario_file, any_scenario):
    check_costs(cm.cost(any_scenario), run("cost", scenario_file)["paths"])
    check_costs(cm.cost(any_scenario, utilization=0.2), run("cost", scenario_file, "--utilization", 0.2)["paths"])
    check_costs(
        cm.cost(any_scenario, demand_accepted_answers_per_month=1234.5),
        run("cost", scenario_file, "--demand", 1234.5)["paths"],
    )


@pytest.mark.parametrize("axis", ["demand", "utilization"])
def test_crossover(run, scenario_file, any_scenario, axis):
    theirs = run("crossover", scenario_file, "--axis", axis)
    rows = cm.crossover(any_scenario, axis=axis)
    same(json.loads(rows.to_json()), theirs)
    packed_first = sorted(rows, key=lambda row: row.arrivals == "poisson")
    found = [(row, x) for row in packed_first for x in row.crossings]
    assert len(found) == len(theirs["crossovers"])
    for (row, x), other in zip(found, theirs["crossovers"]):
        assert (row.a, row.b, x.kind, row.arrivals or "any") == (
            other["a"],
            other["b"],
            other["kind"],
            other["arrivals"],
        )
        same(x.at, other["at"])
        same(x.below.a, other["usd_per_month_below"]["a"])
        same(x.usd_per_accepted_answer_b, other["usd_per_accepted_answer"]["b"])
        same(list(x.range) if x.range else None, other["range"])
    assert [row.never for row in packed_first if row.never] == [other["because"] for other in theirs["never"]]
    assert rows.complete == theirs["complete"]


def test_decide(run, scenario_file, any_scenario):
    decision, theirs = cm.decide(any_scenario), run("decide", scenario_file)
    same(json.loads(decision.to_json()), theirs)
    check_costs(decision.costs, theirs["paths"])
    check_costs(decision.costs_packed, theirs["paths_packed"])
    for row, other in zip(decision.placements, theirs["layers"]):
        assert (row.layer, row.placement, row.path, row.flips_if) == (
            other["layer"],
            other["placement"],
            other["path"],
            other["flips_if"],
        )
        same(row.price_of_authority_usd_per_month, other["price_of_authority_usd_per_month"])
    for band, other in zip(decision.bands, theirs["bands"]):
        same(band.from_accepted_answers_per_month, other["from"])
        same(band.to_accepted_answers_per_month, other["to"])
        assert band.path == other["path"]


def test_curves_are_the_costs_of_the_command(run, scenario_file, any_scenario):
    for utilization in (0.01, 0.5, 0.99):  # at 1 the line grows without bound: no path is feasible
        for path in run("cost", scenario_file, "--utilization", utilization)["paths"]:
            if path["utilization"] is not None and path["usd_per_accepted_answer"] is not None:
                ours = cm.curve(any_scenario, path["id"], utilization=[utilization])
                same(ours[0], path["usd_per_accepted_answer"], path["id"])
