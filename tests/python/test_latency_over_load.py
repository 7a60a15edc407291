"""What the load does to those who wait: as report data, as a chart, and from recorded requests."""

import json
import xml.etree.ElementTree as ElementTree

import costmodel as cm
import numpy as np
import pytest
from costmodel import _core, charts

CAPACITY = 1500 / 400 * 730 * 3600  # answers a month of one unit


def scenario(share, arrivals="poisson", **more):
    points = [
        cm.OperatingPoint(concurrency=n, output_tokens_per_second=rate, time_to_first_token_seconds=0.2 + 0.01 * n)
        for n, rate in ((1, 70), (8, 500), (32, 1500))
    ]
    box = cm.Path("box", cm.Provisioned(usd_per_unit_hour=2), points=points, acceptance=cm.Acceptance(rate=0.8), **more)
    api = cm.Path("api", cm.PerToken(usd_per_million_output_tokens=10), acceptance=cm.Acceptance(rate=0.8))
    return cm.Scenario(
        title="t",
        paths=[api, box],
        arrivals=arrivals,
        demand_accepted_answers_per_month=share * CAPACITY * 0.8,
        domain_accepted_answers_per_month=(1, 1e9),
        workload=cm.Workload(output_tokens_per_answer=400),
    )


def data_of(s):
    asked = {"draws": 0, "ribbon_draws": 0, "map_columns": 0, "tornado": False, "ranges": False}
    return json.loads(_core.report_data(s._native, json.dumps(asked)))


def test_its_points_are_the_costs_at_those_loads():
    (row,) = data_of(scenario(0.6))["latency_over_load"]
    assert (row["path"], row["shown"], row["under_promises"]) == ("box", True, None)
    assert row["at_demand"] == pytest.approx(0.6)
    for point in row["points"][::5]:
        there = cm.cost(scenario(point["share_of_capacity"]), "box")[0]
        run = there.operation
        assert point["p_wait"] == pytest.approx(run.p_wait)
        assert point["wait_p99"] == pytest.approx(run.wait_seconds.p99)
        assert point["first_token_p99"] == pytest.approx(run.first_token_seconds.p99)
        assert point["answer_mean"] == pytest.approx(run.answer_seconds.mean)
        assert point["cost_per_accepted_answer"] == pytest.approx(there.usd_per_accepted_answer)


def test_at_the_knee_one_request_in_twenty_waits_as_long_as_an_answer_takes():
    (row,) = data_of(scenario(0.6))["latency_over_load"]
    at_knee = cm.cost(scenario(row["knee"]), "box")[0].operation.wait_seconds
    assert at_knee.p95 == pytest.approx(
        0.52 + 400 / (1500 / 32), rel=1e-6
    )  # first token, and the rest with all places taken


def test_units_behind_one_line_are_one_row():
    (row,) = data_of(scenario(3.5, balancing="shared_queue"))["latency_over_load"]
    assert row["units_in_line"] == 4
    assert row["at_demand"] == pytest.approx(3.5 / 4)


def test_the_chart_marks_knee_and_load():
    drawing = charts.svg(charts.specifications(data_of(scenario(0.6)))["latency"])
    words = {text.text for text in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")}
    assert {"knee", "now", "box", "wait, p99", "answer, mean"} <= words
    assert "promised" not in words, "nothing was"
    assert "NaN" not in drawing


def test_requests_back_to_back_have_no_line_and_no_chart():
    data = data_of(scenario(0.6, arrivals="packed"))
    assert data["latency_over_load"] == []
    assert "latency" not in charts.specifications(data)


def test_recorded_requests_make_a_workload(tmp_path):
    random = np.random.default_rng(3)
    prompts, answers = random.lognormal(6, 1.5, 3000).astype(int) + 1, random.lognormal(5, 1, 3000).astype(int) + 1
    file = tmp_path / "requests.csv"
    rows = "".join(f"{i},{p},{a}\n" for i, (p, a) in enumerate(zip(prompts, answers)))
    file.write_text("timestamp,request_tokens,response_tokens\n" + rows)
    w = cm.workload_of(cm.read_trace(file))
    assert w.input_tokens_per_answer == pytest.approx(prompts.mean())
    assert w.output_tokens_per_answer == pytest.approx(answers.mean())
    assert sum(c.share for c in w.classes) == pytest.approx(1)
    assert sum(c.share * c.input_tokens_per_answer for c in w.classes) == pytest.approx(prompts.mean())
    squares = sum(c.share * c.output_tokens_per_answer**2 for c in w.classes)
    assert (1 + w.length_variation) * squares == pytest.approx((answers.astype(float) ** 2).mean())
    api = cm.Path(
        "api",
        cm.PerToken(
            usd_per_million_input_tokens=3,
            context_steps=[cm.ContextStep(above_input_tokens_per_answer=2000, input_multiplier=2)],
        ),
        acceptance=cm.Acceptance(rate=1),
    )
    s = cm.Scenario(title="t", paths=[api], demand_accepted_answers_per_month=1000, workload=w)
    each = 3e-6 * np.where(prompts > 2000, 2, 1) * prompts
    assert cm.cost(s, "api")[0].usd_per_accepted_answer == pytest.approx(each.mean(), rel=0.05)  # classes, not requests
    with pytest.raises(cm.InvalidInput, match="1 to 100"):
        cm.workload_of(cm.read_trace(file), classes=0)
