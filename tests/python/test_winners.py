"""Who wins where, how crossovers spread, and Sobol indices: against the command, against each other, and by hand."""

import json
import math
import pickle
import subprocess
import sys

import costmodel as cm
import numpy as np
import pytest


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "costmodel", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8"
    )


AXIS = "cmi/pricing/usd_per_unit_minute"


def test_winners_are_those_of_the_command(fine_tune, scenario_file, tmp_path):
    file = tmp_path / "scenario.json"
    fine_tune.save(file)
    bands = cm.winners(fine_tune, AXIS)
    assert bands.complete and bands.low < bands.high and bands.axis == AXIS
    theirs = json.loads(run("winners", file, "--axis", AXIS, "--format", "json").stdout)
    assert [(band["from"], band["to"], band["path"]) for band in theirs["bands"]] == [
        (b.low, b.high, b.path) for b in bands
    ]
    assert json.loads(bands.to_json()) == theirs
    assert pickle.loads(pickle.dumps(bands)) == bands
    assert "Cheapest feasible path" in repr(bands)
    assert [a.high for a in bands[:-1]] == [b.low for b in bands[1:]]


def test_winning_values_answer_the_inverse_question(fine_tune, tmp_path):
    answer = cm.winning_values(fine_tune, "bedrock_base", "acceptance of bedrock_base")
    assert not answer.wins_now and answer.becomes_the_winner_at == pytest.approx([0.5]) and answer.ceases_to_be_at == []
    price = cm.winning_values(fine_tune, "cmi", AXIS)
    (at,) = price.ceases_to_be_at
    for factor, winner in ((0.999, "cmi"), (1.001, "spark_llama")):
        assert cm.decide(fine_tune.with_input("/paths/4/pricing/usd_per_unit_minute", at * factor)).path == winner
    file = tmp_path / "scenario.json"
    fine_tune.save(file)
    done = run("winners", file, "--axis", AXIS, "--path", "cmi", "--format", "json")
    assert json.loads(done.stdout)["ceases_to_be_at"] == price.ceases_to_be_at
    assert run("winners", file, "--axis", AXIS, "--path", "bedrock_pt").returncode == 1
    for wrong in (
        ["--axis", "usd_per_unit_minut"],
        ["--axis", AXIS, "--domain", 1, 1],
        ["--axis", AXIS, "--path", "cmy"],
    ):
        done = run("winners", file, *wrong)
        assert done.returncode == 2 and "allowed" in done.stderr


def test_borders_of_a_map_are_crossings(fine_tune, tmp_path):
    area = cm.winner_map(fine_tune, "demand", AXIS, x_domain=(20, 20_000), y_domain=(0.0005, 0.2), columns=12)
    assert {region.path for region in area.regions} == {"cmi", "spark_llama"}
    solved = [point for border in area.borders if not border.vertical for point in border.points[1:-1]]
    assert len(solved) > 5
    for x, y in solved[::7]:
        there = fine_tune.with_input("/demand/accepted_answers_per_month", x).with_input(
            "/paths/4/pricing/usd_per_unit_minute", y
        )
        box, window = (cm.cost(there, path)[0].usd_per_month for path in ("spark_llama", "cmi"))
        assert window == pytest.approx(box, rel=1e-9)
    file = tmp_path / "scenario.json"
    fine_tune.save(file)
    done = run(
        "map",
        file,
        "--x",
        "demand",
        "--y",
        AXIS,
        "--x-domain",
        20,
        20000,
        "--y-domain",
        0.0005,
        0.2,
        "--format",
        "json",
    )
    assert {region["path"] for region in json.loads(done.stdout)["regions"]} == {"cmi", "spark_llama"}
    assert run("map", file, "--x", "demand", "--y", "nothing").returncode == 2


def test_crossovers_spread(fine_tune, tmp_path):
    spread = cm.crossover_spread(fine_tune, "spark_llama", "cmi", draws=4096)
    (crossing,) = spread.crossings
    (stated,) = cm.crossover(fine_tune, "spark_llama", "cmi", arrivals="poisson").at
    assert crossing.stated == pytest.approx(stated)
    low, median, high = crossing.accepted_answers_per_month_5_50_95
    assert (
        low < median < high and crossing.percentiles == sorted(crossing.percentiles) and len(crossing.percentiles) == 99
    )
    assert spread == cm.crossover_spread(fine_tune, "spark_llama", "cmi", draws=4096, threads=2)
    assert pickle.loads(pickle.dumps(spread)) == spread
    file = tmp_path / "scenario.json"
    fine_tune.save(file)
    done = run("crossover", file, "--between", "spark_llama", "cmi", "--draws", 4096, "--format", "json")
    (theirs,) = json.loads(done.stdout)
    assert theirs["crossings"][0]["percentiles"] == crossing.percentiles
    assert "draws" in run("crossover", file, "--draws", 3).stderr


def test_the_decision_names_what_would_change_it(fine_tune):
    decision = cm.decide(fine_tune)
    written = json.loads(decision.to_json())
    assert [row.at for row in decision.switching_values] == [row["at"] for row in written["switching_values"]]
    assert any(
        row.input == "acceptance of bedrock_base" and row.path == "bedrock_base" for row in decision.switching_values
    )
    measure = decision.uncertainty.cheapest_measurement
    assert (
        written["uncertainty"]["cheapest_measurement"]["judge_answers_of"] == measure.judge_answers_of == "bedrock_base"
    )
    assert 0 < measure.usd_per_month <= decision.uncertainty.expected_regret_usd_per_month
    assert "Cheapest measurement" in repr(decision)
    assert any(
        "acceptance of bedrock_base" in flip and "19 of 30" in flip
        for row in decision.placements
        for flip in row.flips_if
    )
    assert len(decision.crossover_spreads) == len(written["crossover_spreads"]) > 0


def test_correlations_from_python():
    def scenario(r):
        price = cm.Value(200, range=(100, 300))
        boxes = [
            cm.Path(
                name,
                cm.FixedAmortized(flat_usd_per_month=price),
                acceptance=cm.Acceptance(rate=1),
                points=[cm.OperatingPoint(output_tokens_per_second=1000)],
            )
            for name in "ab"
        ]
        names = ["a/pricing/flat_usd_per_month", "b/pricing/flat_usd_per_month"]
        return cm.Scenario(
            title="boxes",
            demand_accepted_answers_per_month=1000,
            workload=cm.Workload(output_tokens_per_answer=100),
            paths=boxes,
            correlations={"inputs": names, "matrix": [[1, r], [r, 1]]},
        )

    assert cm.uncertainty(scenario(1)).expected_regret_usd_per_month == pytest.approx(0, abs=1e-6)
    assert cm.uncertainty(scenario(0)).expected_regret_usd_per_month == pytest.approx(200 / 6, rel=0.01)
    assert cm.loads(scenario(0.5).to_json()) == scenario(0.5)
    with pytest.raises(cm.InvalidInput, match="bad-correlation"):
        scenario(1.5)


def additive(*ranges):
    """A bill that adds independent uniform terms: its Sobol indices are the shares of their variances."""
    first, second, third = (cm.Value((low + high) / 2, range=(low, high)) for low, high in ranges)
    box = cm.Path(
        "box",
        cm.FixedAmortized(flat_usd_per_month=first, support_usd_per_month=second, staff_usd_per_month=third),
        points=[cm.OperatingPoint(output_tokens_per_second=1000)],
        acceptance=cm.Acceptance(rate=1),
    )
    return cm.Scenario(
        title="sum",
        demand_accepted_answers_per_month=1000,
        workload=cm.Workload(output_tokens_per_answer=100),
        paths=[box],
    )


def test_sobol_indices_of_a_sum():
    pytest.importorskip("SALib")
    ranges = ((100, 200), (100, 300), (50, 60))
    rows = {row.unknown.rsplit("/", 1)[-1]: row for row in cm.sobol_indices(additive(*ranges), "box", samples=4096)}
    total = sum((high - low) ** 2 for low, high in ranges)
    for name, (low, high) in zip(
        ("flat_usd_per_month", "support_usd_per_month", "staff_usd_per_month"), ranges, strict=True
    ):
        assert rows[name].first == pytest.approx((high - low) ** 2 / total, abs=0.01)
        assert rows[name].total == pytest.approx(rows[name].first, abs=0.01)


def test_sobol_indices_of_a_product():
    """Output tokens × their price: Var(E[·|x]) of a product of independent factors is by hand."""
    pytest.importorskip("SALib")
    tokens, price = (100, 600), (1, 5)
    path = cm.Path(
        "api", cm.PerToken(usd_per_million_output_tokens=cm.Value(3, range=price)), acceptance=cm.Acceptance(rate=1)
    )
    scenario = cm.Scenario(
        title="product",
        demand_accepted_answers_per_month=1000,
        paths=[path],
        workload=cm.Workload(output_tokens_per_answer=cm.Value(350, range=tokens)),
    )
    square = [
        ((high - low) / (high + low)) ** 2 / 3 for low, high in (tokens, price)
    ]  # squared coefficients of variation
    whole = (1 + square[0]) * (1 + square[1]) - 1
    rows = {row.unknown: row for row in cm.sobol_indices(scenario, "api", samples=4096)}
    for name, own in zip(
        ("/workload/output_tokens_per_answer", "/paths/0/pricing/usd_per_million_output_tokens"), square, strict=True
    ):
        other = sum(square) - own
        assert rows[name].first == pytest.approx(own / whole, abs=0.01)
        assert rows[name].total == pytest.approx(own * (1 + other) / whole, abs=0.01)


def test_costs_at_shares(fine_tune):
    unknowns = cm.uncertainty(fine_tune, draws=64).unknowns
    middle = np.full(len(unknowns), 0.5)
    assert cm.cost_at_shares(fine_tune, "spark_llama", middle)[0] == pytest.approx(217.5 / 20_000)
    shares = np.random.default_rng(1).uniform(0.01, 0.99, (1000, len(unknowns)))
    costs = cm.cost_at_shares(fine_tune, "cmi", shares)
    assert costs.shape == (1000,) and np.all(costs > 0) and not math.isclose(costs.min(), costs.max())
    for wrong in (shares[:, :-1], np.zeros_like(shares)):
        with pytest.raises(cm.InvalidInput):
            cm.cost_at_shares(fine_tune, "cmi", wrong)
