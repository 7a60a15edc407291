"""Steps, credits, schedules, resources and arrivals from Python: the same fields, the same dollars."""

import json
import pickle

import costmodel as cm
import pytest


def bill(pricing, answers=1_000_000, workload=None, tuning=None, **demand):
    scenario = cm.Scenario(
        title="shape",
        demand_accepted_answers_per_month=answers,
        workload=workload or cm.Workload(input_tokens_per_answer=1000, output_tokens_per_answer=500),
        paths=[
            cm.Path(
                "path",
                pricing,
                acceptance=cm.Acceptance(rate=1),
                tuning=tuning,
                points=[cm.OperatingPoint(output_tokens_per_second=95)],
            )
        ],
        **demand,
    )
    assert cm.loads(scenario.to_json()) == scenario
    assert scenario.paths["path"].pricing == type(pricing).from_dict(
        {k: v for k, v in scenario.to_dict()["paths"][0]["pricing"].items() if k != "kind"}
    )
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    return cm.cost(scenario)[0]


def test_steps_and_credits_of_a_token_price():
    pricing = cm.PerToken(
        usd_per_million_input_tokens=0.22,
        usd_per_million_output_tokens=0.22,
        volume_steps=[
            cm.VolumeStep(above_million_tokens_per_month=100, multiplier=0.9),
            cm.VolumeStep(above_million_tokens_per_month=1000, multiplier=0.8),
        ],
        context_steps=[cm.ContextStep(above_input_tokens_per_answer=200_000, input_multiplier=2)],
        credit_usd_per_month=30,
        plan_usd_per_month=5,
    )
    row = bill(pricing)
    assert row.usd_per_month == pytest.approx(0.22 * (100 + 900 * 0.9 + 500 * 0.8) - 30 + 5)
    assert row.terms["free credits"] == pytest.approx(-30)
    assert sum(row.terms.values()) == pytest.approx(row.usd_per_month)


def test_resources_by_the_second():
    pricing = cm.ActiveWindow(
        usd_per_unit_minute=0,
        rule="per_second",
        tail_seconds=60,
        resources=[
            cm.Resource(name="H100", usd_per_second=cm.Value(0.001097, grade="published")),
            cm.Resource(name="core", amount=8, usd_per_second=0.0000131),
        ],
    )
    row = bill(pricing, answers=10_000, arrivals="packed")
    assert row.usd_per_month == pytest.approx((0.001097 + 8 * 0.0000131) * 10_000 * 500 / 95)


def test_overflow_and_schedule():
    reserved = cm.Provisioned(usd_per_unit_hour=1, max_units=1, overflow=cm.Overflow(usd_per_million_output_tokens=4))
    capacity = 730 * 3600 * 95 / 1e6  # million output tokens
    assert bill(reserved).usd_per_month == pytest.approx(730 + (500 - capacity) * 4)
    night_off = cm.Provisioned(usd_per_unit_hour=1, up_hours_per_day=8, up_days_per_week=5)
    assert bill(night_off, answers=10).usd_per_month == pytest.approx(8 * 5 * 730 / 168)


def test_training():
    tuning = cm.Tuning(
        million_training_tokens=10, usd_per_million_training_tokens=1.49, life_months=12, retrains_per_month=0.5
    )
    assert bill(cm.PerToken(usd_per_million_output_tokens=1), tuning=tuning).terms["tuning"] == pytest.approx(
        14.9 / 12 + 7.45
    )


def test_arrivals_of_the_demand():
    window = cm.ActiveWindow(usd_per_unit_minute=0.157, window_minutes=5, start_up_seconds=60)
    plain = bill(window, answers=10_000)
    batches = bill(window, answers=10_000, batch=10)
    hours = bill(window, answers=10_000, working_hours=cm.WorkingHours(from_hour=9, to_hour=17))
    assert batches.usd_per_month < hours.usd_per_month < plain.usd_per_month
    assert 0 < plain.share_of_requests_meeting_a_cold_start < batches.share_of_requests_meeting_a_cold_start < 1
    assert "cold starts a month" in plain.notes[0]
    assert bill(window, answers=10_000, hourly_weights=[1] * 24).usd_per_month == pytest.approx(plain.usd_per_month)


def test_what_has_no_closed_form_is_not_guessed():
    row = bill(cm.ActiveWindow(usd_per_unit_minute=1, window_minutes=5, rule="whole_windows"), answers=1000)
    assert row.usd_per_month is None and "no closed form" in row.reasons[0]


def test_paths_that_are_no_list():
    path = cm.Path("a", cm.PerToken(usd_per_million_output_tokens=1), acceptance=cm.Acceptance(rate=1))
    with pytest.raises(cm.InvalidInput, match="a list of cm.Path"):
        cm.Scenario(
            title="t", demand_accepted_answers_per_month=1, workload=cm.Workload(output_tokens_per_answer=1), paths=path
        )


def test_a_utilization_in_percent_is_refused():
    path = cm.Path(
        "a",
        cm.Provisioned(usd_per_unit_hour=1),
        acceptance=cm.Acceptance(rate=1),
        points=[cm.OperatingPoint(output_tokens_per_second=95)],
    )
    scenario = cm.Scenario(
        title="t", demand_accepted_answers_per_month=1, workload=cm.Workload(output_tokens_per_answer=1), paths=[path]
    )
    with pytest.raises(cm.InvalidInput, match=r"did you mean 0\.2\?"):
        cm.cost(scenario, utilization=20)


def test_the_schema_has_defaults():
    paths = json.loads(cm.scenario_schema())["properties"]["paths"]["items"]["properties"]
    kinds = {kind["properties"]["kind"]["const"]: kind["properties"] for kind in paths["pricing"]["oneOf"]}
    assert kinds["fixed_amortized"]["pue"]["default"] == 1
    assert kinds["active_window"]["rule"]["default"] == "anchored"
    assert "default" not in kinds["provisioned"]["max_units"]
