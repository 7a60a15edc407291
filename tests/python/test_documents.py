"""Numbers that a document prints are those of the library, and its lists are complete."""

import re
from pathlib import Path

import costmodel as cm
import pytest

ROOT = Path(__file__).resolve().parents[2]


def cells(line):
    return [cell.strip().replace(",", "") for cell in line.strip().strip("|").split("|")]


def test_the_rules_of_the_import_cost_what_the_document_says(fine_tune):
    text = (ROOT / "docs" / "custom_model_import_rule.md").read_text()
    lines = text[text.index("| answers a month |") :].split("\n\n")[0].splitlines()
    rules = [name.replace("-", "_").replace(" ", "_") for name in cells(lines[0])[1:-1]]
    assert rules == ["packed", "anchored", "clock_aligned", "keep_alive", "whole_windows"]
    factors = []
    for line in lines[2:]:
        answers, *bills, spread = cells(line)
        demand = round(0.7 * float(answers))  # 21 of 30 are accepted
        risk = cm.billing_risk(fine_tune, "cmi", demand_accepted_answers_per_month=demand)
        computed = {row.rule: row for row in risk}
        for rule, bill in zip(rules, bills):
            value, _, half_width = bill.partition(" ± ")
            row = computed[rule]
            rounding = 0.51 * 10.0 ** -len(value.partition(".")[2])
            sampling = row.half_width_usd_per_month
            assert float(value) == pytest.approx(row.usd_per_month, abs=rounding + sampling), (answers, rule)
            assert bool(half_width) == (row.method == "simulation"), (answers, rule)
            if half_width:
                assert float(half_width) == pytest.approx(
                    sampling, rel=0.1, abs=0.51 * 10.0 ** -len(half_width.partition(".")[2])
                ), (answers, rule)
        assert float(spread) == pytest.approx(risk.most_usd_per_month - risk.least_usd_per_month, rel=0.02), answers
        factors.append(risk.least_usd_per_month / risk.packed_usd_per_month)
    low, high = map(float, re.search(r"by a factor of (\d+) to (\d+)", text).groups())
    assert (round(min(factors)), round(max(factors))) == (low, high)
    at_cost = cm.cost(fine_tune, "cmi")[0].usd_per_month
    assert f"{at_cost:,.0f}" in text


def test_every_decision_on_record_is_in_the_index():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| \[([^\]]+)\]\((\S+)\) \|$", index, flags=re.MULTILINE)
    assert [file for *_, file in rows] == sorted(file.name for file in folder.glob("0*.md"))
    for number, _, file in rows:
        assert int(file[:4]) == int(number)
        assert (folder / file).read_text(encoding="utf-8").startswith(f"# {int(number)}")


def test_every_mistake_that_must_not_compile_has_its_row():
    """What the rows quote is held against the compiler where the mistakes are compiled (tests/compile_fail/run.py)."""
    text = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| \[`[^`]+`\]\(\.\./tests/compile_fail/(\w+\.cpp)\) \| .+ \| .+ \|$", text, flags=re.MULTILINE
    )
    assert sorted(rows) == sorted(file.name for file in (ROOT / "tests" / "compile_fail").glob("*.cpp"))
    assert len(rows) == 10
