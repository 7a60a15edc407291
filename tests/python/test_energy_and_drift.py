"""Electricity of an accepted answer, and whether an earlier decision still holds: as the command says them."""

import json

import costmodel as cm
import pytest

MADE = {
    "costmodel": 1,
    "title": "box or API",
    "demand": {"accepted_answers_per_month": 300000, "arrivals": "packed"},
    "workload": {"output_tokens_per_answer": 1000},
    "paths": [
        {
            "id": "api",
            "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 2},
            "acceptance": {"accepted": 90, "of": 100},
        },
        {
            "id": "box",
            "pricing": {"kind": "provisioned", "usd_per_unit_hour": 1},
            "throughput": {"points": [{"concurrency": 8, "output_tokens_per_second": 1000, "power_watts": 360}]},
            "acceptance": {"accepted": 90, "of": 100},
        },
    ],
}


def files(folder):
    old, new = folder / "old.json", folder / "new.json"
    old.write_text(json.dumps(MADE))
    cheaper = json.loads(json.dumps(MADE))
    cheaper["paths"][1]["pricing"]["usd_per_unit_hour"] = 0.5
    new.write_text(json.dumps(cheaper))
    return old, new


def test_energy(tmp_path, capfd):
    old, _ = files(tmp_path)
    found = cm.energy(cm.load(old), facility_factor=1.2, grams_co2e_per_kwh=500)
    (row,) = found.rows
    assert found.unmeasured == ["api"]
    assert row.power_watts == 360
    assert row.wh_per_million_output_tokens == pytest.approx(120)  # 360 J a second ÷ 1,000 tokens × 1.2
    assert row.kwh_per_accepted_answer == pytest.approx(1.2e-4 / 0.9)
    assert row.grams_co2e_per_accepted_answer == pytest.approx(0.06 / 0.9)
    options = ["--facility-factor", "1.2", "--grams-co2e-per-kwh", "500"]
    assert cm.main(["energy", str(old), *options, "--format", "json"]) == 0
    said = json.loads(capfd.readouterr().out)
    assert said["rows"][0]["grams_co2e_per_accepted_answer"] == row.grams_co2e_per_accepted_answer
    assert said["boundary"] == found.boundary
    with pytest.raises(cm.InvalidInput):
        cm.energy(cm.load(old), facility_factor=0.5)


def test_a_power_that_was_measured_goes_into_a_scenario():
    assert cm.OperatingPoint(output_tokens_per_second=1000, power_watts=360).power_watts == 360


def test_drift(tmp_path, capfd):
    old, new = files(tmp_path)
    found = cm.drift(cm.load(old), cm.load(new))
    assert (found.before, found.after, found.holds) == ("api", "box", False)
    assert found.inputs[0].name == "box/pricing/usd_per_unit_hour"
    assert found.inputs[0].moves and found.inputs[0].decides
    assert cm.main(["drift", str(old), str(new), "--format", "json"]) == 0
    said = json.loads(capfd.readouterr().out)
    assert said["inputs"][0]["choice_with"] == "box"
    assert cm.drift(cm.load(old), cm.load(old)).holds
