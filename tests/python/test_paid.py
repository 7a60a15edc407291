"""Prices, bills and explanations, from Python and from the command line."""

import json
import pickle

import costmodel as cm
import pytest

BILL = """BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ServiceName,SkuMeter
0.06,0.06,USD,Usage,2026-05-01T00:00:00Z,2026-05-31T10:00:00Z,150000,Tokens,Models,Output Tokens
1,1,USD,Purchase,2026-05-01T00:00:00Z,2026-05-31T10:00:00Z,,,Models,Commitment
"""
PRICES = '{"vendor": "v", "models": [{"id": "m-1", "price_history": [{"input": 0.4, "output": 1.6, "from_date": "2026-03-01"}]}]}'


def test_explain_is_the_commands(fine_tune, tmp_path, capfd):
    file = tmp_path / "scenario.json"
    file.write_text(fine_tune.to_json())
    explanation = cm.explain(fine_tune, "cmi")
    assert cm.main(["explain", str(file), "--path", "cmi", "--format", "json"]) == 0
    theirs = json.loads(capfd.readouterr().out)
    assert theirs == json.loads(explanation.to_json())
    cost = cm.cost(fine_tune, "cmi")[0]
    assert explanation[0].value == cost.usd_per_accepted_answer
    assert explanation["active windows"].value == cost.terms["active windows"]
    assert any(
        one.name == "pricing/usd_per_unit_minute" and one.source == "bedrock_example" for one in explanation.inputs
    )
    again = pickle.loads(pickle.dumps(explanation))
    assert again == explanation and repr(again) == repr(explanation)


def test_explain_takes_the_path_that_is_decided_for(fine_tune):
    assert cm.explain(fine_tune)[0].value == cm.cost(fine_tune, cm.decide(fine_tune).path)[0].usd_per_accepted_answer
    with pytest.raises(cm.InvalidInput, match="usd_per_month"):
        cm.explain(fine_tune, "cmi", "usd_per_mnth")
    never = cm.explain(fine_tune, "spark_llama", "crossover:bedrock_base")
    assert len(never) == 0 or never[0].value > 0
    assert (never.why_not is None) == (len(never) > 0)


def test_prices(tmp_path, capfd):
    file = tmp_path / "prices.json"
    file.write_text(PRICES)
    prices = cm.read_prices(file)
    assert [(row.usd, row.per, row.from_date) for row in prices] == [
        (0.4, "Mtok_in", "2026-03-01"),
        (1.6, "Mtok_out", "2026-03-01"),
    ]
    assert cm.main(["prices", str(file), "--model", "m-1", "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out) == json.loads(prices.to_json())
    assert prices.to_pandas()["usd"].tolist() == [0.4, 1.6]
    assert pickle.loads(pickle.dumps(prices)) == prices
    with pytest.raises(cm.InvalidInput, match="m-1"):
        cm.read_prices(file, "m-2x")
    with pytest.raises(cm.InvalidInput):
        cm.read_prices(file, "m-1", on="2026-02-28")


def test_bill(fine_tune, tmp_path, capfd):
    bill, file = tmp_path / "bill.csv", tmp_path / "scenario.json"
    bill.write_text(BILL)
    file.write_text(fine_tune.to_json())
    comparison = cm.compare_bill(fine_tune, "bedrock_base", bill, accepted_answers=100)
    assert comparison.paid_usd_per_accepted_answer == pytest.approx(0.0006, rel=1e-12)
    assert comparison["output tokens"].paid_usd == pytest.approx(0.06, rel=1e-12)
    total = sum(row.difference_usd for row in comparison)
    assert total == pytest.approx(0.06 - 100 * comparison.modelled_usd_per_accepted_answer, rel=1e-9)
    assert (
        cm.main(
            ["compare-bill", str(file), str(bill), "--path", "bedrock_base", "--accepted", "100", "--format", "json"]
        )
        == 0
    )
    assert json.loads(capfd.readouterr().out) == json.loads(comparison.to_json())
    assert pickle.loads(pickle.dumps(comparison)) == comparison
    assert cm.main(["compare-bill", str(file), str(file), "--path", "bedrock_base"]) == 2
