"""Years against numpy-financial, SAM's levelized cost (PySAM) and plans that were counted out."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys

import costmodel as cm
import numpy as np
import numpy_financial as npf
import pytest
from PySAM import Lcoefcr

THREE_YEARS = "examples/scenarios/three_years.json"


def api(usd: float, **over_time: float) -> cm.Path:
    return cm.Path(
        "api",
        cm.PerToken(usd_per_answer=usd),
        acceptance=cm.Acceptance(rate=1),
        over_time=cm.OverTime(**over_time) if over_time else None,
    )


def box(
    price: float, residual: float, tokens_per_second: float = 1e6, name: str = "box", running: float = 20
) -> cm.Path:
    return cm.Path(
        name,
        cm.FixedAmortized(price_usd=price, residual_usd=residual, life_months=36, staff_usd_per_unit_month=running),
        points=[cm.OperatingPoint(concurrency=1, output_tokens_per_second=tokens_per_second)],
        acceptance=cm.Acceptance(rate=1),
    )


def scenario(paths: list[cm.Path], demand: float, **horizon: object) -> cm.Scenario:
    return cm.Scenario(
        title="t",
        demand_accepted_answers_per_month=demand,
        arrivals="packed",
        workload=cm.Workload(output_tokens_per_answer=100),
        paths=paths,
        horizon=cm.Horizon(**{"months": 36, "discount_rate_per_year": 0.08, **horizon}),
    )


MONTHLY = 1.08 ** (1 / 12) - 1


def test_net_present_value_and_rate_of_return_are_numpy_financials() -> None:
    years = cm.horizon(scenario([api(0.0025), box(3999, 800)], 1e5))
    flows = np.array([-3999.0] + [-20.0] * 35 + [-20 + 800.0])
    assert years[1].npv_usd == pytest.approx(npf.npv(MONTHLY, flows), rel=1e-12)
    assert years[1].npv_usd == pytest.approx(-4004.80, abs=0.005)
    gain = flows + np.array([0.0] + [250.0] * 36)
    (buying,) = years.buying
    assert buying.internal_rates.complete
    (rate,) = buying.internal_rates.per_year
    assert rate == pytest.approx((1 + npf.irr(gain)) ** 12 - 1, rel=1e-9)
    assert buying.npv_usd == pytest.approx(npf.npv(MONTHLY, gain), rel=1e-9)
    assert buying.payback_month == int(np.argmax(np.cumsum(gain) >= 0))


def test_the_plans_own_purchase_is_numpy_financials() -> None:
    """The plan less the best plan without the box: in its month, and not in the first."""
    given = scenario([api(0.003), box(3999, 1000)], 4e4, growth_per_month=0.04, now="api")
    given = given.with_input("box/over_time/price_change_per_year", -0.25)
    plan = cm.horizon(given).plan
    (bought,) = plan.purchases
    assert (bought.path, bought.month, bought.from_month, bought.units) == ("box", 8, 8, 1)
    assert [stage.path for stage in bought.instead] == ["api"]
    age, price = 29, 3999 * 0.75 ** (7 / 12)
    gain = np.zeros(37)
    gain[8:] = 4e4 * 1.04 ** np.arange(7, 36) * 0.003 - 20
    gain[7] -= price
    gain[36] += price * (1 - (1 - 1000 / 3999) * age / 36)
    assert bought.npv_usd == pytest.approx(npf.npv(MONTHLY, gain), rel=1e-9)
    (rate,) = bought.internal_rates.per_year
    assert bought.internal_rates.complete
    assert rate == pytest.approx((1 + npf.irr(gain)) ** 12 - 1, rel=1e-6)
    assert bought.payback_month == next(t for t in range(8, 37) if gain[: t + 1].sum() >= 0)
    worth = gain / 1.08 ** (np.arange(37) / 12)
    assert bought.discounted_payback_month == next(t for t in range(8, 37) if worth[: t + 1].sum() >= 0)
    parts = plan.present
    costs = parts.purchases_usd + parts.running_usd + parts.retraining_usd + parts.migration_usd + parts.contract_usd
    assert costs - parts.resale_usd == pytest.approx(-plan.npv_usd, rel=1e-12)
    text = cm.horizon(given).report()
    assert "What the plan's own purchase saves" in text
    assert json.loads(cm.horizon(given).to_json())["plan"]["purchases"][0]["month"] == 8


def test_switching_values_say_whether_they_are_all() -> None:
    ranges = {one.input: one for one in cm.plan_over_ranges(cm.load(THREE_YEARS))}
    residual = ranges["/paths/3/pricing/residual_usd"]
    assert residual.complete
    growth = ranges["/horizon/growth_per_month"]
    assert not growth.complete
    assert [change.at for change in growth.changes] == [
        end.changes_at for end in (growth.low, growth.high) if end.changes_at is not None
    ]


def test_the_present_cost_is_explained() -> None:
    given = cm.load(THREE_YEARS)
    told = {row.name: row for row in cm.explain(given, "api", "present_usd")}
    total = told["present_usd"]
    sign = {"resale_present_usd": -1}
    assert sum(sign.get(name, 1) * told[name].value for name in total.made_of) == pytest.approx(total.value)
    assert total.value == pytest.approx(-cm.horizon(given).plan.npv_usd)
    assert "present_usd" in {row.name for row in cm.explain(given)}


def test_rates_of_what_is_no_number_are_refused() -> None:
    with pytest.raises(cm.InvalidInput, match="not-a-number"):
        cm._core.internal_rates([-1, float("nan")])


def test_equivalent_annual_cost_is_numpy_financials_payment() -> None:
    years = cm.horizon(scenario([box(3999, 800)], 1e5))
    assert years[0].equivalent_annual_usd == pytest.approx(npf.pmt(0.08, 3, years[0].npv_usd), rel=1e-12)


def test_levelized_cost_is_sams() -> None:
    """PySAM: (fixed charge rate × capital + fixed operating cost) ÷ production, in months for years."""
    capital = 3999 - 1000 / 1.08**3
    sam = Lcoefcr.new()
    sam.SimpleLCOE.annual_energy = 1e5
    sam.SimpleLCOE.capital_cost = capital
    sam.SimpleLCOE.fixed_charge_rate = -npf.pmt(MONTHLY, 36, 1)
    sam.SimpleLCOE.fixed_operating_cost = 20
    sam.SimpleLCOE.variable_operating_cost = 0
    sam.execute()
    years = cm.horizon(scenario([box(3999, 1000)], 1e5))
    assert years[0].levelized_usd_per_accepted_answer == pytest.approx(sam.Outputs.lcoe_fcr, rel=1e-12)


def test_levelized_cost_discounts_answers_real_and_nominal() -> None:
    """SAM's help, "Levelized Cost of Energy": Σ C/(1+nominal)^n over Σ Q/(1+nominal)^n, or over Σ Q/(1+real)^n."""
    years = cm.horizon(scenario([api(0.003), box(3999, 1000)], 4e4, growth_per_month=0.04, inflation_per_year=0.03))
    months = np.arange(1, 37)
    answers = 4e4 * 1.04 ** (months - 1)
    cost = 3999 + np.sum(20 / 1.08 ** (months / 12)) - 1000 / 1.08**3
    real = 1.08 / 1.03 - 1
    assert years[1].levelized_usd_per_accepted_answer == pytest.approx(cost / np.sum(answers / 1.08 ** (months / 12)))
    assert years[1].levelized_real_usd_per_accepted_answer == pytest.approx(
        cost / np.sum(answers / (1 + real) ** (months / 12))
    )


def test_a_month_is_a_scenario_of_its_own() -> None:
    given = cm.load(THREE_YEARS)
    years = cm.horizon(given)
    for month in (1, 13, 36):
        there = cm.month_of(given, month)
        flow = years.cash_flow("api_newest")[month - 1]
        assert there.demand_accepted_answers_per_month == flow.demand_accepted_answers_per_month
        assert cm.cost(there, "api_newest")[0].usd_per_month == pytest.approx(flow.running_usd, rel=1e-12)
        assert cm.decide(there).path is not None


def test_the_shipped_example() -> None:
    given = cm.load(THREE_YEARS)
    years = cm.horizon(given)
    assert [stage.path for stage in years.plan.stages] == ["api", "box"]
    sweep = cm.switching_dates(given, "api", "box")
    assert len(sweep.npv_usd) == 37
    best = max((npv, month) for month, npv in enumerate(sweep.npv_usd) if npv is not None)
    assert years.plan.npv_usd == pytest.approx(best[0])
    assert years.plan.stages[1].from_month == best[1] + 1
    drawn = cm.horizon_uncertainty(given, draws=1024)
    assert {unknown.name for unknown in drawn.unknowns} >= {"/horizon/growth_per_month"}
    assert drawn.not_drawn == ["/paths/1/over_time/retraining_usd"]
    assert drawn.waiting[0].worth_usd >= drawn.waiting[-1].worth_usd
    assert "Over 36 months" in years.report("md")
    assert all(words in years.chart() for words in ("Monthly cost and cumulative cost", "box ordered, $4,699"))
    assert json.loads(years.to_json())["paths"][0]["id"] == "api"
    assert cm.decide(given).to_text().count("Over 36 months") >= 1
    sources = {one["title"] for one in given.to_dict()["sources"].values()}
    assert any("Epoch" in title for title in sources) and any("SemiAnalysis" in title for title in sources)


def test_a_report_says_what_is_not_known_of_the_years() -> None:
    given = cm.load(THREE_YEARS)
    data = json.loads(cm._core.report_data(given._native, '{"draws": 1024, "map_columns": 0, "ribbon_draws": 0}'))
    titles = [table["title"] for section in data["report"]["sections"] for table in section["tables"]]
    assert titles.index("What the plan's own purchase saves") < titles.index("What the plan becomes")
    assert "What each path may turn out to cost" in titles
    assert data["decision"]["horizon"]["uncertainty"]["draws"] == 1024


def test_trends_are_ranges_with_a_source() -> None:
    given = cm.load(THREE_YEARS)
    trends = [one for one in given.inputs if one.name == "over_time/price_change_per_year"]
    sourced = [one for one in trends if one.provenance.evidence.source in ("epoch", "semianalysis")]
    assert len(sourced) == 2
    for one in sourced:
        assert one.provenance.range is not None and one.provenance.range[0] < one.provenance.range[1]
        assert one.provenance.evidence.grade in ("published", "derived")


def test_scenarios_round_trip() -> None:
    given = cm.load(THREE_YEARS)
    again = cm.loads(json.dumps(given.to_dict()))
    assert again == given
    assert cm.Path.from_dict(given.paths["box"].to_dict()) == given.paths["box"]


def counted_out(given: cm.Scenario, paths: list[str]) -> float:
    """Every sequence of purchases of up to two units of each owned path; answers go where they cost least."""
    offers = cm._core.offers_over_time(given._native, paths)
    months = range(len(offers.demand_accepted_answers_per_month))
    owned = [offer for offer in offers.offers if offer.owned]
    others = [offer for offer in offers.offers if not offer.owned]
    best = float("inf")
    for purchases in itertools.product(itertools.product(range(3), repeat=len(months)), repeat=len(owned)):
        cost = 0.0
        for offer, bought in zip(owned, purchases):
            for t in months:
                cost += bought[t] * offer.present_usd_per_unit_bought[t]
                cost += sum(bought[: t + 1]) * offer.usd_per_unit_month[t] * offers.discount_factors[t]
        for t in months:
            left = offers.demand_accepted_answers_per_month[t]
            for offer, bought in sorted(zip(owned, purchases), key=lambda one: one[0].usd_per_accepted_answer[t]):
                took = min(left, sum(bought[: t + 1]) * offer.capacity_accepted_answers_per_month)
                cost += took * offer.usd_per_accepted_answer[t] * offers.discount_factors[t]
                left -= took
            cost += left * min(offer.usd_per_accepted_answer[t] for offer in others) * offers.discount_factors[t]
        best = min(best, cost)
    return best


def test_units_of_several_kinds_are_as_good_as_the_best_that_was_counted_out() -> None:
    small, large = box(300, 100, 2, "small", 5), box(900, 500, 8, "large", 9)  # 52,560 and 210,240 answers a month
    given = scenario([api(0.003), small, large], 6e4, months=4, growth_per_month=0.5)
    plan = cm.shared_plan(given, ["api", "small", "large"])
    assert plan.gap <= 1e-9
    assert -plan.npv_usd == pytest.approx(counted_out(given, ["api", "small", "large"]), rel=1e-9)
    for t, wanted in enumerate(6e4 * 1.5 ** np.arange(4)):
        assert sum(served[t] for served in plan.answers.values()) == pytest.approx(wanted)
    assert -plan.npv_usd <= -cm.horizon(given).plan.npv_usd + 1e-9  # sharing is never worse
    with pytest.raises(cm.InvalidInput, match="not-linear"):
        cm.shared_plan(cm.load(THREE_YEARS), ["gpu"])
    for paths, options, problem in (
        ("api", {}, "empty-list"),
        (["api", "api"], {}, "duplicate-id"),
        (["api"], {"gap": -1}, "out-of-range"),
        (["api"], {"gap": float("nan")}, "out-of-range"),
        (["api"], {"seconds": 0}, "out-of-range"),
    ):
        with pytest.raises(cm.InvalidInput, match=problem):
            cm.shared_plan(given, paths, **options)
    assert cm.shared_plan(given, ["api"]).gap == 0  # nothing in whole numbers: an optimum


def test_crossovers_along_growth_and_price() -> None:
    given = scenario([api(0.0025), box(3999, 800)], 1e5)
    found = cm.horizon_crossovers(given, "api", "box", "price_change_per_year", domain=(-0.95, 0.5))
    assert found.complete
    ((at, beyond),) = found.crossovers
    assert beyond == "box"
    there = cm.horizon(given.with_input("api/over_time/price_change_per_year", at))
    assert there[0].npv_usd == pytest.approx(there[1].npv_usd, rel=1e-9)


def test_demand_from_a_table(tmp_path) -> None:
    (tmp_path / "demand.csv").write_text("month,answers\n2026-01,100\n2026-02,0\n2026-03,300\n")
    given = scenario([api(0.01)], 1, months=3).to_dict()
    given["horizon"]["demand_csv"] = "demand.csv"
    (tmp_path / "s.json").write_text(json.dumps(given))
    years = cm.horizon(cm.load(tmp_path / "s.json"))
    assert [month.demand_accepted_answers_per_month for month in years.cash_flow()] == [100, 0, 300]
    (tmp_path / "demand.csv").write_text("month,answers\n2026-01,100\n2026-02,-5\n")
    with pytest.raises(cm.InvalidInput, match="bad-csv"):
        cm.load(tmp_path / "s.json")


def by_date(first: float, then: float, since: str, **more: str) -> dict[str, object]:
    later = [{"value": then, "grade": "published", "valid_from": since}]
    return {"value": first, "grade": "published", "valid_from": "2025-01-01", "by_date": later, **more}


@pytest.mark.parametrize("what", ["price", "rate"])
def test_prices_by_date_and_the_currency_follow_the_months(what: str) -> None:
    given = scenario([api(0.01)], 100, months=3, discount_rate_per_year=0).to_dict()
    given["date"] = "2026-01-01"
    if what == "price":
        given["paths"][0]["pricing"]["usd_per_answer"] = by_date(0.01, 0.02, "2026-02-01")
    else:
        rate = by_date(1.0, 1.2, "2026-03-01")
        given["presentation"] = {"currency": "EUR", "usd_per_currency_unit": rate}
        stated = {"value": 0.01, "currency": "EUR", "grade": "published"}
        given["paths"][0]["pricing"]["usd_per_answer"] = stated
    loaded = cm.loads(json.dumps(given))
    months = cm.horizon(loaded).cash_flow("api")
    assert [month.running_usd for month in months] == pytest.approx([1, 2, 2] if what == "price" else [1, 1, 1.2])
    assert cm.horizon_uncertainty(loaded, draws=64).expected_npv_usd == pytest.approx(-5 if what == "price" else -3.2)


def test_the_command(tmp_path) -> None:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "costmodel", *args], capture_output=True, text=True, check=False)

    answer = json.loads(run("horizon", THREE_YEARS, "--format", "json", "--switch", "api", "box").stdout)
    assert answer["months"] == 36 and len(answer["sweeps"][0]["npv_usd"]) == 37
    assert {"from", "to", "month", "npv_usd"} <= set(answer["switch"][0])
    assert answer["uncertainty"]["draws"] == 16384
    table = run("horizon", THREE_YEARS, "--format", "csv").stdout.splitlines()
    assert len(table) == 1 + 5 * 36
    assert run("horizon", "examples/scenarios/dgx_spark_review.json").returncode == 2
    there = run("cost", THREE_YEARS, "--month", "25", "--path", "api").stdout
    assert "76,899" in there  # 30,000 × 1.04^24
    new = tmp_path / "new.json"
    said = run("new", "-o", str(new), "--years", "3", "--growth-per-month", "4%", "--demand", "40000").stdout
    assert "Over 36 months" in said
    assert cm.horizon(cm.load(new)).months == 36


def test_no_number_is_nan_and_nothing_hangs_at_the_edges() -> None:
    for growth, change, months in itertools.product((-0.99, 0, 0.3), (-0.9999, 10), (1, 60)):
        given = scenario(
            [api(0.01, price_change_per_year=change), box(3999, 0)],
            1000,
            months=months,
            growth_per_month=growth,
            discount_rate_per_year=10,
        )
        text = cm.horizon(given).to_json()
        assert "NaN" not in text and "nan" not in text.replace("finance", "")
