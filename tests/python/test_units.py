"""Keywords end in their unit; quantities are converted to it."""

import costmodel as cm
import numpy as np
import pytest

pint = pytest.importorskip("pint")


@pytest.fixture(scope="module")
def u():
    return cm.unit_registry()


def test_one_registry(u):
    assert cm.unit_registry() is u


@pytest.mark.parametrize(
    ("keyword", "unit"),
    [
        ("price_usd", "USD"),
        ("flat_usd_per_month", "USD / month"),
        ("colocation_usd_per_kw_month", "USD / kilowatt / month"),
        ("usd_per_kwh", "USD / kilowatt_hour"),
        ("usd_per_unit_minute", "USD / minute"),
        ("storage_usd_per_unit_month", "USD / month"),
        ("usd_per_million_cached_input_tokens", "USD / megainput_token"),
        ("stream_output_tokens_per_second", "output_token / second"),
        ("demand_accepted_answers_per_month", "accepted_answer / month"),
        ("time_to_first_token_seconds", "second"),
        ("max_lead_time_days", "day"),
        ("memory_gb", "gigabyte"),
        ("memory_gb_per_second", "gigabyte / second"),
        ("overhead_seconds_per_output_token", "second / output_token"),
        ("usd_per_rejected_request", "USD / request"),
        ("utilization", ""),
        ("accepted", ""),
        ("units_per_copy", ""),
    ],
)
def test_unit_of_a_keyword(u, keyword, unit):
    assert cm.unit_of(keyword) == unit
    u.parse_units(unit)


def test_every_number_of_the_format_has_a_unit_that_the_registry_knows(u, any_scenario):
    for given in any_scenario.inputs:
        u.parse_units(cm.unit_of(given.name.rpartition("/")[2]))


def test_quantities_are_converted(u):
    box = cm.FixedAmortized(
        price_usd=3.999e3 * u.USD,
        life_months=3 * u.year,
        load_watts=0.24 * u.kilowatt,
        usd_per_kwh=cm.Value(3e-4 * u.USD / u.watt_hour, range=(0.2 * u.USD / u.kWh, 0.4)),
    )
    assert (box.price_usd, box.life_months, box.load_watts) == (3999, 36, 240)
    assert box.usd_per_kwh.value == pytest.approx(0.3) and box.usd_per_kwh.range == (pytest.approx(0.2), 0.4)
    rent = cm.Provisioned(usd_per_unit_hour=1.49 * u.USD / u.hour, discount=10 * u.percent)
    assert rent.usd_per_unit_hour == 1.49 and rent.discount == pytest.approx(0.1)
    tokens = cm.PerToken(usd_per_million_output_tokens=4e-7 * u.USD / u.output_token)
    assert tokens.usd_per_million_output_tokens == pytest.approx(0.4)


def test_quantities_in_calls(u, fine_tune):
    twenty = 20_000 * u.accepted_answer / u.month
    assert cm.cost(fine_tune, demand_accepted_answers_per_month=twenty) == cm.cost(fine_tune)
    assert cm.cost(fine_tune, utilization=20 * u.percent)[2].utilization == pytest.approx(0.2)
    assert cm.decide(fine_tune, demand_accepted_answers_per_month=twenty).path == "spark_llama"
    x = np.array([1.0, 10.0]) * 1000 * u.accepted_answer / u.month
    np.testing.assert_array_equal(
        cm.curve(fine_tune, "cmi", demand_accepted_answers_per_month=x),
        cm.curve(fine_tune, "cmi", demand_accepted_answers_per_month=[1e3, 1e4]),
    )
    changed = fine_tune.with_input("/paths/2/pricing/flat_usd_per_month", 1920 * u.USD / u.year)
    assert cm.cost(changed, "spark_llama")[0].usd_per_month == pytest.approx(160)


def test_quantities_of_another_registry(fine_tune):
    other = pint.UnitRegistry()
    other.define("USD = [currency]")
    assert cm.FixedAmortized(price_usd=3.999 * other.kiloUSD, life_months=36).price_usd == pytest.approx(3999)


def test_a_wrong_dimension_names_the_keyword(u):
    for value, keyword in [
        (5 * u.watt, "price_usd"),
        (10 * u.USD / u.day, "flat_usd_per_month"),  # hours a month is a choice, never an implicit constant
        (1 * u.meter, "pue"),
        (cm.Value(5 * u.watt), "support_usd_per_month"),
    ]:
        with pytest.raises(cm.InvalidInput) as caught:
            cm.FixedAmortized(**{keyword: value})
        (problem,) = caught.value.problems
        assert (problem.id, problem.where) == ("wrong-unit", keyword)


def test_an_input_token_is_not_an_output_token(u):
    with pytest.raises(cm.InvalidInput, match="usd_per_million_output_tokens"):
        cm.PerToken(usd_per_million_output_tokens=1e-6 * u.USD / u.input_token)
