"""Scenarios: from files, from values, and back."""

import io
import json
import pickle
import re

import costmodel as cm
import pytest


def small(**changes):
    given = dict(
        title="Box or API?",
        demand_accepted_answers_per_month=50_000,
        workload=cm.Workload(output_tokens_per_answer=300),
        paths=[
            cm.Path(
                "box",
                cm.FixedAmortized(price_usd=3999, life_months=36),
                run_by="me",
                points=[cm.OperatingPoint(output_tokens_per_second=123, concurrency=25)],
                acceptance=cm.Acceptance(accepted=21, of=30),
            ),
            cm.Path(
                "api",
                cm.PerToken(usd_per_million_output_tokens=10),
                run_by="provider",
                acceptance=cm.Acceptance(accepted=27, of=30),
            ),
        ],
    )
    return cm.Scenario(**{**given, **changes})


def test_loads_from_anything_that_reads(scenario_file):
    scenario = cm.load(scenario_file)
    assert cm.load(str(scenario_file)) == scenario
    assert cm.loads(scenario_file.read_text(encoding="utf-8")) == scenario
    assert cm.load(io.BytesIO(scenario_file.read_bytes())) == scenario
    with scenario_file.open(encoding="utf-8") as stream:
        assert cm.load(stream) == scenario
    with pytest.raises(FileNotFoundError):
        cm.load(scenario_file.with_suffix(".toml"))


def test_round_trip(any_scenario, tmp_path):
    assert cm.loads(any_scenario.to_json()) == any_scenario
    any_scenario.save(tmp_path / "copy.json")
    assert cm.load(tmp_path / "copy.json") == any_scenario
    assert list(tmp_path.iterdir()) == [tmp_path / "copy.json"]


def test_pickle(any_scenario):
    again = pickle.loads(pickle.dumps(any_scenario))
    assert again == any_scenario and hash(again) == hash(any_scenario)


def test_paths_are_what_was_given(any_scenario):
    """Each path, read into Python's values and written again, is the same to the letter."""
    written = any_scenario.to_dict()["paths"]
    assert [path.to_dict() for path in any_scenario.paths.values()] == written
    assert list(any_scenario.paths) == [path["id"] for path in written]


def test_paths_can_go_into_another_scenario(any_scenario):
    again = cm.Scenario(
        title=any_scenario.title,
        demand_accepted_answers_per_month=any_scenario.demand_accepted_answers_per_month,
        workload=any_scenario.workload,
        paths=list(any_scenario.paths.values()),
        date=any_scenario.date,  # picks among prices that are stated by date
    )
    assert again.paths == any_scenario.paths


def test_reprs(fine_tune):
    assert repr(fine_tune).startswith("<Scenario 'Fine-tune economics")
    assert "cmi             active_window" in repr(fine_tune.paths)
    point = cm.OperatingPoint(output_tokens_per_second=14)
    assert repr(point) == "OperatingPoint(output_tokens_per_second=14)"
    path = small().paths["box"]
    assert eval(repr(path), vars(cm)) == path


def test_values_are_immutable_comparable_and_pickle():
    price = cm.FixedAmortized(price_usd=3999, life_months=36)
    assert price.replace(price_usd=4999) == cm.FixedAmortized(price_usd=4999, life_months=36) != price
    with pytest.raises(AttributeError):
        price.price_usd = 1
    with pytest.raises(TypeError, match="price_eur"):
        cm.FixedAmortized(price_eur=1)
    for value in (price, *small().paths.values(), cm.Value(1, grade="measured", n=3)):
        assert pickle.loads(pickle.dumps(value)) == value


def test_evidence_travels():
    sourced = cm.Value(200, range=(160, 275), grade="derived", source="lab", date="2026-07-01")
    scenario = small(
        paths=[
            cm.Path(
                "box",
                cm.FixedAmortized(flat_usd_per_month=sourced),
                acceptance=cm.Acceptance(rate=1),
                points=[cm.OperatingPoint(output_tokens_per_second=14)],
            )
        ]
    )
    (found,) = (given for given in scenario.inputs if given.name == "pricing/flat_usd_per_month")
    assert (found.value, found.grade, found.source) == (200, "derived", "lab")
    assert found.provenance.range == (160, 275)
    assert scenario.paths["box"].pricing.flat_usd_per_month == sourced


def test_with_input(fine_tune):
    pointer = "/paths/2/pricing/flat_usd_per_month"
    cheaper = fine_tune.with_input(pointer, 160)
    assert cm.cost(cheaper, "spark_llama")[0].usd_per_month == 160
    assert cm.cost(fine_tune, "spark_llama")[0].usd_per_month == 200  # the first is as it was
    with pytest.raises(cm.InvalidInput, match="did you mean"):
        fine_tune.with_input(pointer + "s", 160)
    with pytest.raises(cm.InvalidInput, match=pointer):
        fine_tune.with_input(pointer, -1)


def test_every_problem_is_reported_with_its_place():
    with pytest.raises(cm.InvalidInput) as caught:
        cm.loads('{"costmodel": 1, "titel": "?", "demand": {"accepted_answers_per_month": -1}, "paths": []}')
    error = caught.value
    assert isinstance(error, ValueError)
    where = {problem.where: problem for problem in error.problems}
    assert where["/titel"].id == "unknown-key" and 'did you mean "title"' in where["/titel"].allowed
    assert where["/demand/accepted_answers_per_month"].found == "-1"
    assert len(where) >= 4
    assert str(error).splitlines() == [str(problem) for problem in error.problems]
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


@pytest.mark.parametrize(
    ("price", "where"),
    [
        (cm.FixedAmortized(price_usd=-1, life_months=36), "/paths/0/pricing/price_usd"),
        (cm.FixedAmortized(price_usd=float("nan"), life_months=36), "/paths/0/pricing/price_usd"),
        (cm.FixedAmortized(price_usd=float("inf"), life_months=36), "/paths/0/pricing/price_usd"),
        (cm.FixedAmortized(price_usd="much", life_months=36), "/paths/0/pricing/price_usd"),
        (cm.FixedAmortized(price_usd=3999), "/paths/0/pricing/life_months"),
        (cm.ActiveWindow(usd_per_unit_minute=1, window_minutes=5, rule="sometimes"), "/paths/0/pricing/rule"),
    ],
    ids=repr,
)
def test_values_are_held_to_the_same_rules(price, where):
    with pytest.raises(cm.InvalidInput) as caught:
        small(paths=[cm.Path("a", price, acceptance=cm.Acceptance(rate=1))])
    assert where in [problem.where for problem in caught.value.problems]


def test_keywords_are_the_keys_of_the_format():
    """The values' keywords and the published schema name the same things."""
    schema = json.loads(cm.scenario_schema())

    def keys(node):
        found = set()
        if isinstance(node, dict):
            found |= set(node.get("properties", {}))
            for value in node.values():
                found |= keys(value)
        elif isinstance(node, list):
            for value in node:
                found |= keys(value)
        return found

    import dataclasses

    known = keys(schema)
    in_python_only = {
        "points",
        "estimate",
        "throughput_evidence",
    }  # `throughput`; `run_by` stands for a whole table of layers
    for part in (
        cm.FixedAmortized,
        cm.ActiveWindow,
        cm.Provisioned,
        cm.PerToken,
        cm.Workload,
        cm.OperatingPoint,
        cm.Acceptance,
        cm.Tuning,
        cm.Access,
        cm.Holder,
        cm.Path,
        cm.Tries,
        cm.Rejected,
        cm.Requirements,
        cm.EnergyCounted,
        cm.RentOrBuy,
        cm.Value,
        cm.Resource,
        cm.ContextStep,
        cm.VolumeStep,
        cm.Overflow,
        cm.WorkingHours,
    ):
        names = {field.name for field in dataclasses.fields(part)}
        assert names - known <= in_python_only, part


PARTS = {  # of the format, by their place in the schema
    "workload": cm.Workload,
    "tries": cm.Tries,
    "rejected": cm.Rejected,
    "requirements": cm.Requirements,
    "requirements/energy_counted": cm.EnergyCounted,
    "rent_or_buy": cm.RentOrBuy,
    "presentation": cm.Presentation,
    "demand/working_hours": cm.WorkingHours,
    "paths/tuning": cm.Tuning,
    "paths/access": cm.Access,
    "paths/acceptance": cm.Acceptance,
    "paths/throughput/points": cm.OperatingPoint,
    "paths/pricing/0": cm.FixedAmortized,
    "paths/pricing/1": cm.ActiveWindow,
    "paths/pricing/2": cm.Provisioned,
    "paths/pricing/3": cm.PerToken,
    "paths/pricing/2/overflow": cm.Overflow,
    "paths/pricing/1/resources": cm.Resource,
    "paths/pricing/3/context_steps": cm.ContextStep,
    "paths/pricing/3/volume_steps": cm.VolumeStep,
}


@pytest.mark.parametrize("place", PARTS)
def test_every_key_of_the_format_is_a_keyword(place):
    import dataclasses

    node = json.loads(cm.scenario_schema())
    for key in place.split("/"):
        node = node["oneOf"][int(key)] if key.isdigit() else node["properties"][key]
        node = node.get("items", node)
    keywords = {field.name for field in dataclasses.fields(PARTS[place])}
    assert set(node["properties"]) - {"kind", "evidence"} <= keywords


def test_every_part_of_the_format_reaches_the_library():
    scenario = small(
        question="Which?",
        date="2026-07-01",
        sources={"lab": {"title": "A lab"}},
        hours_per_month=720,
        domain_accepted_answers_per_month=(10, 1e5),
        arrivals="packed",
        gate_usd_per_answer=0.001,
        tries=cm.Tries(limit=2, correlation=0.3),
        rejected=cm.Rejected(handling="fallback", usd_per_request=0.5),
        requirements=cm.Requirements(min_acceptance=0.5, placements={"2C": ["Retained"]}),
        paths=[
            *small().paths.values(),
            cm.Path(
                "rented",
                cm.Provisioned(usd_per_unit_hour=1.49),
                acceptance=cm.Acceptance(same_as="box"),
                points=[cm.OperatingPoint(output_tokens_per_second=300)],
                tuning=cm.Tuning(usd_per_month=3),
                access=cm.Access(residency=["eu"]),
                data_plane_usd_per_answer=1e-4,
                layers={"2C": [cm.Holder(run_by="me"), cm.Holder(run_by="provider", who="x")]},
            ),
        ],
        rent_or_buy=cm.RentOrBuy(buy="box", rent="rented", schedules={"8 h a day": 8 * 30.4}, session_hours=8),
        assessments=[{"vendor": "v", "layer": "2B", "grade": "Delegated / Retained", "date": "2026-06-29"}],
    )
    decision = cm.decide(scenario)
    assert decision.arrivals == "packed"
    assert decision.rent_or_buy.break_even_hours == pytest.approx(3999 / 1.49)
    assert decision.rent_or_buy.session_hours == 8
    assert scenario.to_dict()["assessments"][0]["grade"] == "Delegated / Retained"
    assert "Delegated / Retained" in decision.to_markdown()
    assert decision.placements[6].layer == "2C" and decision.placements[6].placement == "Retained"
    assert {"gate", "rejected requests"} <= set(decision.costs["box"].terms)


def test_layers_at_a_word():
    path = cm.Path(
        "api",
        cm.PerToken(),
        acceptance=cm.Acceptance(rate=1),
        run_by="provider",
        layers={"3": "me", "2C": cm.Holder(run_by="provider", change=True)},
    )
    cells = path.to_dict()["layers"]
    assert list(cells) == list(cm.LAYERS)
    assert cells["3"] == {"run_by": "me"} and cells["0"] == {"run_by": "provider"}
    assert cells["2C"] == {"run_by": "provider", "change": True}


def test_they_show_themselves(fine_tune):
    shown = fine_tune._repr_html_()
    assert "<table" in shown and fine_tune.title.split(",")[0] in shown
    assert all(id in shown and id in fine_tune.paths._repr_html_() for id in fine_tune.paths)
    assert "21 of 30" in shown and "as spark_llama" in shown
    path = re.sub("<[^>]*>", "", fine_tune.paths["cmi"]._repr_html_())
    assert all(word in path for word in ("pricing/usd_per_unit_minute", "0.0785", "published", "provider, AWS Bedrock"))


def test_what_is_shown_is_text(fine_tune):
    hostile = '<script>alert("x")</script>'
    path = fine_tune.paths["cmi"].replace(name=hostile, note=hostile)
    assert "<script" not in path._repr_html_() and "&lt;script" in path._repr_html_()
