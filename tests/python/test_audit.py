"""Claims against their own inputs, from Python and from the command line."""

import json
import pickle
from pathlib import Path

import costmodel as cm
import pytest

CLAIMS = Path(__file__).resolve().parents[2] / "examples" / "claims" / "fine_tune_economics.json"


def test_audit_is_the_commands(capfd):
    audit = cm.audit(CLAIMS)
    assert cm.main(["audit", str(CLAIMS), "--format", "json"]) == 1
    assert json.loads(capfd.readouterr().out) == json.loads(audit.to_json())
    assert audit.counts["reproduces"] == sum(row.verdict == "reproduces" and not row.derived for row in audit)
    assert json.loads(audit.to_json())["of"] == sum(audit.counts.values()) < len(audit)
    assert not audit.all_reproduce


def test_a_claim_by_its_id():
    audit = cm.audit(CLAIMS)
    box = audit["box_llama"]
    assert (
        box.verdict == "circular"
        and box.quote == "$5.4 ÷ U (Llama)"
        and box.printed == (5.4, 5.4)
        and box.unit == "USD/Mtok_out"
    )
    assert box.computed[0] == pytest.approx(5.43596, abs=5e-6)
    guide = audit["guide_formula"]
    assert guide.unit_slip == 300 and guide.printed_over_computed == pytest.approx(1 / 300)
    assert audit["pt_price"].implied == pytest.approx((7.0965, 7.1307), abs=5e-5)
    with pytest.raises(KeyError):
        audit["box"]
    assert audit.to_pandas()["computed_low"].count() > 10


def test_audit_survives_pickling():
    audit = cm.audit(CLAIMS)
    again = pickle.loads(pickle.dumps(audit))
    assert again == audit and repr(again) == repr(audit) and again["guide_formula"] == audit["guide_formula"]


def test_bad_claims_are_refused(tmp_path):
    file = tmp_path / "claims.json"
    file.write_text(
        '{"costmodel_claims": 1, "claims": [{"id": "a", "statement": "s", "formula": "wilson_lw(1, 2)", '
        '"printed": {"value": 1, "rounding": 1}}]}'
    )
    with pytest.raises(cm.InvalidInput, match="wilson_low"):
        cm.audit(file)
    assert cm.main(["audit", str(file)]) == 2
    file.write_text(
        '{"costmodel_claims": 1, "claims": [{"id": "a", "statement": "s", "formula": "1 + 1", '
        '"printed": {"value": 2, "rounding": 1}}]}'
    )
    assert cm.main(["audit", str(file)]) == 0


def test_one_rule_for_chance():
    audit = cm.audit(CLAIMS)
    assert audit["beats_bedrock_base"].verdict == audit["serving_paths"].verdict == "could be chance"
    assert audit["gain_points"].verdict == "reproduces"
    assert audit["tuning_pays"].derived and audit["tuning_pays"].quote == ""


def test_an_input_changes_the_sentence(tmp_path):
    def said(batched):
        text = CLAIMS.read_text().replace('"batch_32": {"value": 368', f'"batch_32": {{"value": {batched}')
        (file := tmp_path / "claims.json").write_text(text)
        return cm.audit(file)["hard_ceiling"].because

    assert "368" in said(368)[0] and "18.0 times" in said(368)[0]
    assert "410" in said(410)[0] and "20 times" in said(410)[0]
