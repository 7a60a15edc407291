"""How sure a decision is: against the library's own JSON, against what must hold of any probability, and against
SciPy."""

import json
import pickle
import threading

import costmodel as cm
import numpy as np
import pytest


@pytest.fixture(scope="module")
def sure(fine_tune):
    return cm.uncertainty(fine_tune)


def test_it_is_what_the_decision_says(fine_tune, sure):
    decision = cm.decide(fine_tune)
    assert decision.uncertainty == sure
    written = json.loads(decision.to_json())
    theirs = written["uncertainty"]
    assert sure.draws == theirs["draws"] and sure.decision == theirs["decision"]
    assert sure.probability_right == theirs["probability_right"]
    assert sure.expected_regret_usd_per_month == theirs["expected_regret_usd_per_month"]
    assert sure.demands_accepted_answers_per_month.tolist() == theirs["demands_accepted_answers_per_month"]
    assert sure.probability_cheapest.tolist() == [path["probability_cheapest_at"] for path in theirs["paths"]]
    for row, path in zip(sure.paths, theirs["paths"], strict=True):
        assert (row.id, row.probability_cheapest) == (path["id"], path["probability_cheapest"])
        assert list(row.usd_per_accepted_answer_5_50_95) == path["usd_per_accepted_answer_5_50_95"]
        assert row.expected_usd_per_month == (path["expected_usd_per_month"] or np.inf)
    assert [row.to_dict() for row in sure.worth_knowing] == theirs["worth_knowing"]
    assert [row.to_dict() for row in sure.worth_judging] == theirs["worth_judging"]
    assert [row.confidence for row in decision.placements] == [layer["confidence"] for layer in written["layers"]]


def unknowns_of_the_bill(scenario, row):
    """Names of the unknowns that the path shares with others."""
    return {
        price.shared
        for price in vars(scenario.paths[row.id].pricing).values()
        if isinstance(price, cm.Value) and price.shared
    }


def test_probabilities_are_probabilities(any_scenario):
    found = cm.uncertainty(any_scenario, draws=1024)
    if found.decision is None:
        assert len(found.paths) == 0 and found.probability_cheapest.shape == (0, 64)
        return
    assert found.probability_cheapest.shape == (len(found.paths), 64)
    assert np.all((found.probability_cheapest >= 0) & (found.probability_cheapest <= 1))
    assert np.all(found.probability_cheapest.sum(axis=0) <= 1 + 1e-12)
    chosen = next(row for row in found.paths if row.id == found.decision)
    least = min(row.expected_usd_per_month for row in found.paths if row.feasible_now)
    billed_alike = [
        row
        for row in found.paths
        if row.id == chosen.id or unknowns_of_the_bill(any_scenario, row) & unknowns_of_the_bill(any_scenario, chosen)
    ]
    assert chosen.expected_usd_per_month <= least / (1 - 1e-4)
    # The first of those that cost the same counts as the cheapest, and each of them would have been right; alone, the
    # two agree.
    if found.probability_right is None:  # nothing that competes is drawn
        assert found.coverage.acceptance_counts + found.coverage.ranges == 0 and found.no_probability_because
    else:
        assert (
            chosen.probability_cheapest
            <= found.probability_right
            <= sum(row.probability_cheapest for row in billed_alike) + 1e-12
        )
    for row in found.paths:
        if row.usd_per_accepted_answer_5_50_95:
            assert sorted(row.usd_per_accepted_answer_5_50_95) == list(row.usd_per_accepted_answer_5_50_95)
    for row in (*found.worth_knowing, *found.worth_judging):
        assert -1e-9 <= row.usd_per_month <= found.expected_regret_usd_per_month + 1e-9
    worths = [row.usd_per_month for row in found.worth_knowing]
    assert worths == sorted(worths, reverse=True)


def test_paths_that_cost_the_same_are_a_tie(fine_tune):
    written = json.loads(fine_tune.to_json())
    next(path for path in written["paths"] if path["id"] == "spark_gemma")["access"].pop("unavailable")
    found = cm.uncertainty(
        cm.loads(json.dumps(written)), draws=131_072
    )  # so many that one box is not enough for spark_llama in a few
    paths = {row.id: row for row in found.paths}
    assert paths["spark_gemma"].expected_usd_per_month <= paths["spark_llama"].expected_usd_per_month
    assert found.decision == "spark_llama"
    assert found.probability_right == pytest.approx(paths["spark_llama"].probability_cheapest, abs=1e-4)


def test_what_fails_the_rule_is_told_apart(fine_tune):
    stated = fine_tune.with_input("/requirements/min_acceptance", 0.5).with_input("/requirements/confidence", 0.9)
    found = cm.uncertainty(stated)
    infeasible = {row.id for row in cm.decide(stated).costs if not row.feasible}
    assert not infeasible & {row.id for row in found.paths}
    barred = {row.id: row for row in found.unproven}
    assert barred["bedrock_base"].probability_cheaper > 0.1
    assert barred["bedrock_base"].answers_to_judge is None  # 14 of 30 is below the bar of one half


def test_a_stated_demand_replaces_its_range(fine_tune):
    written = json.loads(fine_tune.to_json())
    written["demand"]["accepted_answers_per_month"] = {"value": 20000, "range": [2000, 200000], "grade": "assumed"}
    ranged = cm.loads(json.dumps(written))
    for demand in (5000, 150_000):
        plain = fine_tune.with_input("/demand/accepted_answers_per_month", demand)
        right = cm.decide(plain).uncertainty.probability_right
        assert cm.decide(ranged, demand_accepted_answers_per_month=demand).uncertainty.probability_right == right
        assert (
            cm.decide(ranged.with_input("/demand/accepted_answers_per_month", demand)).uncertainty.probability_right
            == right
        )


def test_nothing_drawn_is_no_probability():
    found = cm.uncertainty(alone(200))
    assert found.probability_right is None and "nothing is drawn" in found.no_probability_because
    assert [row.confidence for row in cm.decide(alone(200)).placements] == [None] * 8


def test_the_seed_decides_and_threads_do_not(fine_tune):
    one = cm.uncertainty(fine_tune, draws=4096, seed=7)
    assert one == cm.uncertainty(fine_tune, draws=4096, seed=7)
    assert one == cm.uncertainty(fine_tune, draws=4096, seed=7, threads=2)
    other = cm.uncertainty(fine_tune, draws=4096, seed=8)
    assert other != one
    for a, b in zip(one.paths, other.paths, strict=True):
        assert a.usd_per_accepted_answer_5_50_95 == pytest.approx(b.usd_per_accepted_answer_5_50_95, rel=0.02)


def test_options_out_of_range(fine_tune):
    for wrong in ({"draws": 10}, {"threads": 0}, {"demand_points": 1}):
        with pytest.raises(cm.InvalidInput, match=next(iter(wrong))):
            cm.uncertainty(fine_tune, **wrong)


def test_nothing_feasible(fine_tune):
    assert cm.decide(fine_tune.with_input("/requirements/min_acceptance", 0.95)).uncertainty is None


def test_python_runs_beside_it(fine_tune):
    done = threading.Event()
    worker = threading.Thread(target=lambda: (cm.uncertainty(fine_tune, draws=1 << 18), done.set()))
    worker.start()
    beats = 0
    while not done.wait(0.005):
        beats += 1
    worker.join()
    assert beats >= 3


def test_tables_and_pickles(sure):
    assert pickle.loads(pickle.dumps(sure)) == sure
    assert repr(pickle.loads(pickle.dumps(sure.paths))) == repr(sure.paths)
    row = sure.paths.to_dicts()[0]
    low, median, high = sure.paths[0].usd_per_accepted_answer_5_50_95
    assert [row[f"usd_per_accepted_answer_{q}"] for q in (5, 50, 95)] == [low, median, high]
    assert "probability cheapest" in repr(sure) and "<table" in sure._repr_html_()
    json.loads(sure.paths.to_json(), parse_constant=pytest.fail)
    assert all(row.distribution["shape"] for row in sure.unknowns)


def box(price, **keywords):
    """A machine of one's own for `price` a month, which is the only thing not known."""
    return cm.Path(
        "box",
        cm.FixedAmortized(flat_usd_per_month=price),
        points=[cm.OperatingPoint(output_tokens_per_second=1000)],
        acceptance=cm.Acceptance(rate=1),
        **keywords,
    )


def alone(price):
    return cm.Scenario(
        title="a box",
        demand_accepted_answers_per_month=1000,
        workload=cm.Workload(output_tokens_per_answer=100),
        paths=[box(price)],
    )


@pytest.mark.parametrize(
    "distribution, law",
    [
        (cm.Distribution.uniform(100, 300), lambda s: s.uniform(100, 200)),
        (cm.Distribution.normal(mean=200, standard_deviation=25), lambda s: s.norm(200, 25)),
        (cm.Distribution.lognormal(median=200, sigma=0.4), lambda s: s.lognorm(0.4, scale=200)),
        (cm.Distribution.triangular(100, 150, 300), lambda s: s.triang(0.25, 100, 200)),
        (cm.Distribution.beta(2, 5, 100, 300), lambda s: s.beta(2, 5, 100, 200)),
    ],
    ids=lambda value: getattr(value, "shape", ""),
)
def test_distributions_written_in_python(distribution, law):
    stats = pytest.importorskip("scipy.stats")
    scenario = alone(cm.Value(200, distribution=distribution))
    assert cm.loads(scenario.to_json()) == scenario
    assert scenario.paths["box"].pricing.flat_usd_per_month.distribution == distribution
    (row,) = cm.uncertainty(scenario).paths
    expected = law(stats).ppf([0.05, 0.5, 0.95]) / 1000
    assert row.usd_per_accepted_answer_5_50_95 == pytest.approx(expected, rel=2e-3)
    assert row.expected_usd_per_month == pytest.approx(law(stats).mean(), rel=2e-3)
    (found,) = [row for row in cm.sensitivity(scenario, "box") if row.value_5_50_95]
    assert found.value_5_50_95 == pytest.approx(1000 * expected, rel=1e-3)
    assert found.usd_per_accepted_answer_5_50_95 == pytest.approx(expected, rel=1e-3)
    assert found.elasticity == pytest.approx(1)


def test_a_wider_range_spreads_more():
    widths = []
    for by in (10, 20, 40):
        low, _, high = (
            cm.uncertainty(alone(cm.Value(200, range=(200 - by, 200 + by)))).paths[0].usd_per_accepted_answer_5_50_95
        )
        widths.append(high - low)
    assert widths == sorted(widths) and widths[2] == pytest.approx(4 * widths[0], rel=0.01)


def test_samples_and_units():
    samples = np.array([150.0, 200.0, 275.0])
    value = cm.Value(200, distribution=cm.Distribution.empirical(samples), shared="price")
    scenario = alone(value)
    kept = scenario.paths["box"].pricing.flat_usd_per_month
    assert kept.distribution.samples == (150, 200, 275) and kept.shared == "price"
    assert eval(repr(kept), vars(cm)) == kept
    (entry,) = [row for row in scenario.inputs if row.pointer.endswith("flat_usd_per_month")]
    assert entry.provenance.distribution == {"shape": "empirical", "samples": [150, 200, 275]}
    assert entry.provenance.shared == "price" and pickle.loads(pickle.dumps(entry)) == entry
    (unknown,) = cm.uncertainty(scenario).unknowns
    assert unknown.name == "price" and unknown.inputs == [entry.pointer]
    pytest.importorskip("pint")
    u = cm.unit_registry()
    yearly = cm.Distribution.uniform(1200 * u.USD / u.year, 3600 * u.USD / u.year)
    price = alone(cm.Value(200, distribution=yearly)).paths["box"].pricing.flat_usd_per_month
    assert (price.distribution.low, price.distribution.high) == pytest.approx((100, 300))


def test_no_distribution():
    with pytest.raises(cm.InvalidInput, match="bad-distribution"):
        alone(cm.Value(200, distribution=cm.Distribution.uniform(300, 100)))
    with pytest.raises(cm.InvalidInput, match="shape"):
        alone(cm.Value(200, distribution={"shape": "gaussian"}))


def test_every_path_of_an_example_comes_back(any_scenario):
    for path in any_scenario.paths.values():
        assert cm.Path.from_dict(path.to_dict()) == path


def test_sensitivity_is_the_derivative(fine_tune):
    table = cm.sensitivity(fine_tune, "spark_llama")
    cost = cm.cost(fine_tune, "spark_llama")[0].usd_per_accepted_answer
    for row in table:
        if not row.input.startswith("/paths") or not row.value:
            continue
        step = 1e-5 * row.value
        up, down = (
            cm.cost(fine_tune.with_input(row.input, row.value + d), "spark_llama")[0].usd_per_accepted_answer
            for d in (step, -step)
        )
        assert row.elasticity == pytest.approx((up - down) / 2e-5 / cost, rel=1e-4, abs=1e-6)
    with pytest.raises(cm.InvalidInput, match="unknown-path"):
        cm.sensitivity(fine_tune, "spark_lama")


def test_billing_risk(fine_tune):
    risk = cm.billing_risk(fine_tune, "cmi")
    theirs = json.loads(risk.to_json())
    for row, rule in zip(risk, theirs["rules"], strict=True):
        assert (row.rule, row.usd_per_month, row.wording) == (rule["rule"], rule["usd_per_month"], rule["wording"])
        assert row.cold_starts_per_month == rule["cold_starts_per_month"]
    fits = [row.usd_per_month for row in risk if row.fits_the_wording]
    assert (risk.usd_per_month_least, risk.usd_per_month_most) == (min(fits), max(fits))
    assert risk.spread_usd_per_month == pytest.approx(max(fits) - min(fits), rel=1e-12)
    assert risk.usd_per_month_packed <= min(fits)
    assert "Billing risk of cmi" in repr(risk)
    again = pickle.loads(pickle.dumps(risk))
    assert again == risk and repr(again) == repr(risk) and again[0].wording == risk[0].wording
    assert cm.billing_risk(fine_tune, "cmi", threads=2) == risk
    few = cm.billing_risk(fine_tune, "cmi", demand_accepted_answers_per_month=100)
    assert few.demand_accepted_answers_per_month == pytest.approx(100)
    assert few.usd_per_month_most < risk.usd_per_month_most
    with pytest.raises(cm.InvalidInput, match="wrong-kind"):
        cm.billing_risk(fine_tune, "spark_llama")


@pytest.fixture
def csv(tmp_path):
    file = tmp_path / "requests.csv"
    file.write_text("timestamp,input_tokens,output_tokens\n0,100,20\n1.5,300,40\n90,50,60\n")
    return file


def test_traces(fine_tune, csv):
    trace = cm.read_trace(csv)
    assert len(trace) == 3 and trace.report.rows_kept == 3 and trace.report.refused == {}
    assert trace.time_ns.dtype == np.int64 and trace.time_ns.tolist() == [0, 1_500_000_000, 90_000_000_000]
    assert trace.input_tokens.tolist() == [100, 300, 50] and trace.output_tokens.tolist() == [20, 40, 60]
    assert trace.span_seconds == trace.report.span_seconds == 90
    with pytest.raises(ValueError, match="read-only"):
        trace.time_ns[0] = 1
    column = trace.output_tokens
    again = pickle.loads(pickle.dumps(trace))
    assert again == trace and again.report == trace.report and "3 of 3 rows kept" in repr(again)
    risk = cm.billing_risk(fine_tune, "cmi", trace=trace)
    assert "3 requests" in risk.arrivals and {row.method for row in risk if row.fits_the_wording} == {"replay"}
    del trace
    assert column.tolist() == [20, 40, 60]


def test_bad_traces(csv):
    csv.write_text(csv.read_text() + "91,x,1\n")
    with pytest.raises(cm.InvalidInput):
        cm.read_trace(csv)
    report = cm.read_trace(csv, skip_bad_rows=True).report
    assert (report.rows_read, report.rows_kept, sum(report.refused.values())) == (4, 3, 1)
    assert pickle.loads(pickle.dumps(report)) == report and json.loads(report.to_json())["refused"] == report.refused
    milli = cm.read_trace(csv, unit="millisecond", skip_bad_rows=True)
    assert milli.span_seconds == pytest.approx(0.09)
    with pytest.raises(cm.InvalidInput, match="unit"):
        cm.read_trace(csv, unit="hour")


def test_numbers_as_they_are_shown():
    from costmodel.tables import _text

    shown = {
        1e6: "1,000,000",
        184.2711: "184",
        16943.218: "16,943",
        0.0785: "0.0785",
        0.0012345678: "0.00123",
        2.5: "2.5",
        1234.5: "1,234.5",
        0.0: "0",
        -1234567.9: "-1,234,568",
        float("inf"): "—",
        20: "20",
        True: "True",
    }
    assert {value: _text(value) for value in shown} == shown
    assert _text((1e3, None)) == "1,000, —"
    assert _text({"shape": "normal", "mean": 2e3}) == "shape normal, mean 2,000"
    assert _text({"samples": [1.0] * 1000}) == "samples (1,000 of them)"
