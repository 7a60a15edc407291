"""How a path runs at its load, estimates in place of measurements, and prices by date."""

import math
import pathlib
import pickle

import costmodel as cm
import pytest

FINE_TUNE = pathlib.Path(__file__).parents[2] / "examples" / "scenarios" / "fine_tune_economics.json"


def scenario(**changes):
    box = cm.Path(
        "box",
        cm.FixedAmortized(flat_usd_per_month=200, max_units=1),
        acceptance=cm.Acceptance(rate=1),
        points=[
            cm.OperatingPoint(concurrency=1, output_tokens_per_second=24),
            cm.OperatingPoint(concurrency=25, output_tokens_per_second=123),
            cm.OperatingPoint(concurrency=200, output_tokens_per_second=261),
        ],
    )
    roof = cm.Path(
        "roof",
        cm.FixedAmortized(flat_usd_per_month=300),
        acceptance=cm.Acceptance(rate=1),
        estimate=cm.BandwidthEstimate(
            active_weight_gb=16, memory_gb_per_second=320, overhead_seconds_per_output_token=0.05
        ),
    )
    given = {
        "title": "t",
        "demand_accepted_answers_per_month": 1e5,
        "paths": [box, roof],
        "workload": cm.Workload(output_tokens_per_answer=300),
    } | changes
    return cm.Scenario(**given)


def at(answers_per_second, **options):
    return cm.cost(scenario(), demand_accepted_answers_per_month=answers_per_second * 730 * 3600, **options)


def test_concurrency_and_latency_follow_the_load():
    operation = at(123 / 300, arrivals="periodic")["box"].operation
    assert operation.state == "steady" and not operation.estimated
    assert operation.requests_in_flight == pytest.approx(25)
    assert operation.response_seconds == pytest.approx(25 * 300 / 123)
    assert operation.wait_seconds is None
    assert at(0.1, arrivals="packed")["box"].operation.requests_in_flight == 200
    assert pickle.loads(pickle.dumps(operation)) == operation


def test_one_at_a_time_waits_in_line():
    operation = at(0.006)["roof"].operation  # an answer takes 30 s: busy 18 % of the time
    assert operation.p_wait == pytest.approx(0.18)
    assert operation.wait_seconds.mean == pytest.approx(
        0.18 * 30 / 0.82
    )  # exponential lengths: twice as long as all alike
    assert (
        operation.response_seconds == operation.answer_seconds.mean == pytest.approx(30 + operation.wait_seconds.mean)
    )
    assert operation.wait_seconds.p50 == 0 < operation.wait_seconds.p90 < operation.wait_seconds.p99
    assert pickle.loads(pickle.dumps(operation)) == operation


def test_above_the_capacity_it_says_saturated():
    row = at(1)["box"]
    assert row.operation.state == "saturated" and row.operation.requests_in_flight is None
    assert row.usd_per_month is None and not row.feasible
    assert "saturated" in repr(at(1))


def test_an_estimate_is_marked_in_every_output():
    table = cm.cost(scenario())
    assert table["roof"].operation.estimated and table["roof"].evidence == "estimated"
    for shown in (repr(table), table.to_markdown(), table.to_html(), table.to_latex(), table.to_csv(), table.to_json()):
        assert "estimated" in shown
    columns = table.to_pandas()
    assert list(columns["operation_estimated"]) == [False, True]
    assert "throughput/estimate" in {row.name for row in cm.decide(scenario()).not_measured}
    again = scenario().paths["roof"]
    assert again.estimate.active_weight_gb == 16 and again == scenario().paths["roof"]


def test_an_estimate_is_not_mixed_with_measurements():
    roof = scenario().paths["roof"].replace(points=[cm.OperatingPoint(output_tokens_per_second=10)])
    with pytest.raises(cm.InvalidInput, match="estimate-beside-points"):
        scenario(paths=[roof])


def test_unlike_load_is_flagged():
    table = cm.crossover(scenario())
    assert "estimated at 1 in flight" in table[0].unlike
    assert all(row["measured_at_unlike_load"] for row in table.to_dicts())
    for shown in (repr(table), table.to_markdown(), table.to_html(), table.to_latex()):
        assert "unlike load" in shown
    for kept in (cm.crossover_spread(scenario(), "box", "roof", draws=64), cm.crossover(scenario())[0]):
        assert "estimated at 1 in flight" in kept.unlike


def test_a_price_by_date_is_replayed():
    listed = cm.load(FINE_TUNE)
    assert listed.date == "2026-07-01"
    assert [(p.value, p.valid_from) for p in listed.prices_by_date] == [(0.0785, "2025-03-22")]
    now = cm.load(FINE_TUNE, as_of="2026-10-01")
    assert now == listed.as_of("2026-10-01") and now.date == "2026-10-01"
    row = cm.cost(now, "cmi")[0]
    assert [p.value for p in row.prices_by_date] == [0.05718]
    full = "usd_per_million_output_tokens_at_full_utilization"
    assert getattr(row, full) == pytest.approx(20.0632, abs=5e-5)
    assert getattr(cm.cost(listed, "cmi")[0], full) == pytest.approx(27.5439, abs=5e-5)
    assert "0.05718" in repr(cm.cost(now, "cmi")) and "0.05718" in repr(cm.billing_risk(now, "cmi"))
    assert cm.crossover(now, "spark_llama", "cmi")[0].prices_by_date[0].as_of == "2026-10-01"
    with pytest.raises(cm.InvalidInput, match="no-price-at-date"):
        listed.as_of("2025-03-21")
    with pytest.raises(cm.InvalidInput, match="no-dated-prices"):
        scenario().as_of("2025-03-21")


def test_prices_by_date_are_written_in_python():
    price = cm.Value(
        1.49,
        grade="published",
        valid_from="2025-10-01",
        by_date=[cm.Value(2.29, grade="published", valid_from="2026-09-20", source="a price list")],
    )
    rent = cm.Path(
        "rent",
        cm.Provisioned(usd_per_unit_hour=price),
        acceptance=cm.Acceptance(rate=1),
        points=[cm.OperatingPoint(output_tokens_per_second=300)],
    )
    s = scenario(paths=[rent], date="2025-12-24")
    assert cm.cost(s)[0].usd_per_month == pytest.approx(1.49 * 730)
    later = s.as_of("2026-11-21")
    assert cm.cost(later)[0].usd_per_month == pytest.approx(2.29 * 730)
    assert later.paths["rent"].pricing.usd_per_unit_hour.by_date[0].value == 1.49


def test_what_the_same_requests_would_have_cost_elsewhere(tmp_path):
    requests = tmp_path / "requests.csv"
    rows = "".join(f"{30 * i},100,{200 + i % 200}\n" for i in range(400))
    requests.write_text("timestamp,input_tokens,output_tokens\n" + rows)
    risk = cm.billing_risk(cm.load(FINE_TUNE), "cmi", trace=cm.read_trace(requests))
    others = {other.path: other for other in risk.other_paths}
    assert set(others) == {
        "spark_base",
        "bedrock_base",
        "spark_llama",
        "spark_gemma",
        "bedrock_pt",
        "nova_on_demand",
        "gb300_node",
    }
    box = others["spark_llama"]
    mean = sum(200 + i % 200 for i in range(400)) / 400
    assert box.utilization == pytest.approx(mean / 14 / 30, rel=1e-6)
    assert box.units == math.ceil(box.utilization) and box.usd_per_month == pytest.approx(200)
    assert box.mean_wait_seconds is not None and box.no_cost_because == ""
    tight = risk.other_paths[0]
    assert tight.path in repr(risk) and "As many accepted answers on the other paths" in risk.to_markdown()
