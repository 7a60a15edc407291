"""Decisions, and the tables that everything comes back as."""

import json
import math
import pickle

import costmodel as cm
import pytest


@pytest.fixture(scope="module")
def decision(fine_tune):
    return cm.decide(fine_tune)


def test_the_decision(decision):
    assert decision.path == "spark_llama"
    assert decision.demand_accepted_answers_per_month == 20_000
    assert decision.arrivals == "poisson"
    assert decision.because and decision.gives_up
    assert [row.layer for row in decision.placements] == list(cm.LAYERS)
    placed = {row.layer: row.placement for row in decision.placements}
    assert placed["0"] == placed["2B"] == placed["2C"] == "Retained"  # as the lab rules
    assert any(row.flips_if for row in decision.placements)


def test_bands_meet_and_hold_what_is_cheapest(fine_tune, decision):
    bands = decision.bands
    for band, following in zip(bands, bands[1:]):
        assert band.to_accepted_answers_per_month == following.from_accepted_answers_per_month
    feasible = [row.id for row in decision.costs if row.feasible]
    for band in bands:
        middle = math.sqrt(band.from_accepted_answers_per_month * band.to_accepted_answers_per_month)
        cost = {id: cm.curve(fine_tune, id, demand_accepted_answers_per_month=middle) for id in feasible}
        assert cost[band.path] <= min(cost.values()) * (1 + 1e-12)
        for other in band.same_cost:
            assert cost[other] == pytest.approx(cost[band.path], rel=1e-12)


def test_another_demand(fine_tune):
    few = cm.decide(fine_tune, demand_accepted_answers_per_month=100)
    assert few.path == "cmi" and few.costs["cmi"].demand_accepted_answers_per_month == 100
    with pytest.raises(cm.InvalidInput, match="demand"):
        cm.decide(fine_tune, demand_accepted_answers_per_month=0)


def test_nothing_feasible_is_an_answer(fine_tune):
    strict = fine_tune.with_input("/requirements/min_acceptance", 0.95)
    decision = cm.decide(strict)
    assert decision.path is None and decision.because
    assert all(row.placement is None for row in decision.placements)
    assert all(row.reasons for row in decision.costs)


def test_it_shows_itself(decision):
    assert repr(decision).startswith("Layer placement") and str(decision) == repr(decision)
    assert "<table" in decision._repr_html_() and "Fabric" in decision._repr_html_()
    assert decision._repr_markdown_().count("|") > 50
    assert "<html" in decision.to_html() and decision.to_markdown().startswith("# ")
    assert "tabular" in decision.to_latex() or "longtable" in decision.to_latex()
    assert len(decision.to_csv().splitlines()) > 8
    assert json.loads(decision.to_json())["path"] == decision.path
    assert len(decision.to_text()) > len(repr(decision))


def test_save_takes_the_format_from_the_ending(decision, tmp_path):
    for name, text in [
        ("a.md", decision.to_markdown()),
        ("a.html", decision.to_html()),
        ("a.json", decision.to_json()),
    ]:
        decision.save(tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8") == text
    with pytest.raises(ValueError, match=".pdf"):
        decision.save(tmp_path / "a.pdf")


def tables(scenario):
    decision = cm.decide(scenario)
    return {
        "placements": decision.placements,
        "costs": decision.costs,
        "bands": decision.bands,
        "crossovers": decision.crossovers,
        "utilization_crossovers": decision.utilization_crossovers,
        "not_measured": decision.not_measured,
        "inputs": scenario.inputs,
        "cost": cm.cost(scenario, utilization=0.5),
        "crossover": cm.crossover(scenario, axis="traffic_multiplier", arrivals="packed"),
    }


@pytest.mark.parametrize("format", ["markdown", "html", "latex", "csv", "json"])
def test_tables_in_every_format(any_scenario, format):
    for name, table in tables(any_scenario).items():
        text = getattr(table, f"to_{format}")()
        assert text.endswith("\n"), name
        if format == "json":
            json.loads(text)


def test_tables_pickle(any_scenario):
    for name, table in tables(any_scenario).items():
        again = pickle.loads(pickle.dumps(table))
        assert type(again) is type(table) and again == table, name
        assert repr(again) == repr(table) and again.to_json() == table.to_json()


def test_decisions_pickle(any_scenario):
    decision = cm.decide(any_scenario)
    again = pickle.loads(pickle.dumps(decision))
    assert again == decision
    assert again.to_json() == decision.to_json() and again.to_html() == decision.to_html()


def test_pandas(any_scenario):
    pandas = pytest.importorskip("pandas")
    for name, table in tables(any_scenario).items():
        frame = table.to_pandas()
        assert isinstance(frame, pandas.DataFrame), name
        assert len(frame) == len(table.to_dicts())
    costs = cm.cost(any_scenario)
    frame = costs.to_pandas().set_index("id")
    for row in costs:
        if row.usd_per_month is not None:
            assert frame.usd_per_month[row.id] == row.usd_per_month
            terms = frame.loc[row.id, [name.replace(" ", "_") + "_usd_per_month" for name in row.terms]]
            assert terms.sum() == pytest.approx(row.usd_per_month)


def test_polars(any_scenario):
    polars = pytest.importorskip("polars")
    for name, table in tables(any_scenario).items():
        frame = table.to_polars()
        assert isinstance(frame, polars.DataFrame), name
        assert frame.height == len(table.to_dicts())
    costs = cm.cost(any_scenario)
    assert costs.to_polars()["usd_per_month"].to_list() == [row.usd_per_month for row in costs]


def test_columns_do_not_depend_on_the_rows(fine_tune):
    assert "range_low" in cm.crossover(fine_tune, arrivals="packed").to_dicts()[0]
    assert "usd_per_accepted_answer_95_low" in cm.cost(fine_tune, "cmi").to_dicts()[0]


def test_cost_table(fine_tune):
    costs = cm.cost(fine_tune)
    assert [row.id for row in costs] == list(fine_tune.paths)
    assert costs["cmi"] is costs[4] and len(costs[1:3]) == 2 and costs["cmi"] in costs
    with pytest.raises(KeyError):
        costs["nothing"]
    assert cm.cost(fine_tune, "cmi")[0] == costs["cmi"]
    assert cm.cost(fine_tune, "cmi", arrivals="packed")[0].usd_per_month < costs["cmi"].usd_per_month
    assert "PathCost(id='cmi'" in repr(costs["cmi"])
    with pytest.raises(cm.InvalidInput, match="one of them"):
        cm.cost(fine_tune, utilization=1, demand_accepted_answers_per_month=1)


def test_crossover_table(fine_tune):
    both = cm.crossover(fine_tune, "spark_llama", "cmi", axis="utilization")
    assert [row.arrivals for row in both] == ["packed", "poisson"]
    assert both.axis == "utilization" and both.complete
    assert both.at == [row.crossings[0].at for row in both]
    narrow = cm.crossover(fine_tune, "spark_llama", "cmi", axis="utilization", arrivals="packed", domain=(0.3, 0.9))
    assert narrow.at == [] and narrow[0].never
    pairs = cm.crossover(fine_tune, arrivals="packed")
    n = len(fine_tune.paths)
    assert len(pairs) == n * (n - 1) // 2 and {row.arrivals for row in pairs} <= {"packed", None}
    with pytest.raises(cm.InvalidInput, match="two paths"):
        cm.crossover(fine_tune, "cmi")
    with pytest.raises(cm.InvalidInput, match="utilization"):
        cm.crossover(fine_tune, axis="utilisation")
    with pytest.raises(cm.InvalidInput):
        cm.crossover(fine_tune, "cmi", "cmi")
