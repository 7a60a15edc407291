"""Workbooks: their formulas, computed anew by LibreOffice, come to what the library says."""

import json
import random
import re
import subprocess
import sys
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import costmodel as cm
import openpyxl
import pytest
from costmodel import workbook
from costmodel.workbook.formula import Formula
from costmodel.workbook.lines import Inputs, inputs_of, texts
from costmodel.workbook.paths import UNLIKE, path_sheet
from oracle import domains, scenarios
from page_under_test import in_euros
from recalculation import changed, number, path_rows, recalculated, unlocked

SCENARIOS = sorted((Path(__file__).resolve().parents[2] / "examples" / "scenarios").glob("*.json"))
FIRST = next(file for file in SCENARIOS if file.stem == "fine_tune_economics")
COUNT, CHUNK = 200, 25
SPARE = 60  # seeds beyond, for those that the library refuses


def accepted_scenarios():
    """The first random scenarios that the library accepts."""
    found = []
    for seed in range(COUNT + SPARE):
        made = scenarios.scenario(seed)
        try:
            found.append((seed, cm.loads(json.dumps(made))))
        except cm.InvalidInput:
            continue
        if len(found) == COUNT:
            return found
    raise AssertionError("most random scenarios must be accepted")


def with_five_changes(seed, scenario, book):
    """The scenario, and the workbook, with five of its free cells at other values."""
    rng, cells, rows = random.Random(f"workbook {seed}"), {}, unlocked(book)
    pointers = sorted(rows)
    rng.shuffle(pointers)
    values = {given["pointer"]: given["value"] for given in inputs(scenario)}
    for pointer in pointers:
        value = values[pointer] * rng.uniform(0.8, 1.25)
        if pointer.endswith(("/accepted", "/of")):
            value = float(round(value))
        try:
            other = scenario.with_input(pointer, value)
            cm.cost(other)
        except cm.InvalidInput:
            continue  # out of its domain, or against another input
        scenario, cells[rows[pointer]] = other, value
        if len(cells) == 5:
            break
    return scenario, changed(book, cells), len(cells)


def inputs(scenario):
    return [{"pointer": one.pointer, "value": one.value} for one in inputs_of(scenario.to_dict(), scenario.inputs)]


def per_currency(scenario):
    rate = (scenario.to_dict().get("presentation") or {}).get("usd_per_currency_unit", 1.0)
    return rate["value"] if isinstance(rate, dict) else rate


def near(cell, usd, rate):
    """Whether a cell in the currency that is shown is an amount in USD."""
    if usd is None or number(cell) is None:
        return usd is None and number(cell) is None
    return abs(number(cell) * rate - usd) <= 1e-9 * abs(usd)


def unlike(scenario, verdict):
    """Where the table of paths is not what the library says, and how many rows of formulas it has."""
    found, formulas = [], 0
    rows = path_rows(verdict)
    costs = cm.cost(scenario)
    assert len(rows) == len(costs)
    for cells, row in zip(rows, costs):
        if cells[6] == "values":
            continue
        formulas += 1
        rate = per_currency(scenario)
        if not near(cells[1], row.usd_per_month, rate) or not near(cells[2], row.usd_per_accepted_answer, rate):
            found.append(f"{row.id}: {cells[1:3]} against {row.usd_per_month!r} {row.usd_per_accepted_answer!r}")
        if row.units is not None and number(cells[3]) != pytest.approx(row.units, rel=1e-12):
            found.append(f"{row.id}: {cells[3]} units against {row.units!r}")
    return found, formulas


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_formulas_follow_the_library(first, tmp_path):
    """As they stand, and with five cells changed; of random scenarios over every field."""
    books, said, formulas, changes = {}, {}, 0, 0
    for seed, scenario in accepted_scenarios()[first : first + CHUNK]:
        costs = cm.cost(scenario)
        book = costs._book()
        books[f"{seed}a"], said[f"{seed}a"] = changed(book, {}), scenario
        other, books[f"{seed}b"], count = with_five_changes(seed, scenario, book)
        said[f"{seed}b"] = other
        changes += count
    wrong = []
    for name, verdict in recalculated(books, tmp_path).items():
        found, count = unlike(said[name], verdict)
        formulas += count
        wrong += [f"{name}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)
    assert formulas > 2 * CHUNK * 1.5, "most paths must have formulas"
    assert changes >= 4 * CHUNK


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The workbook of each shipped scenario, and its cells as LibreOffice computes them: sheets 1 and 3."""
    found, books = {}, {}
    for file in SCENARIOS:
        scenario = cm.load(file)
        decision = cm.decide(scenario)
        books[file.stem] = decision._book()
        found[file.stem] = scenario, decision, books[file.stem]
    emptied = {name: changed(book, {}) for name, book in books.items()}
    verdicts = recalculated(emptied, tmp_path_factory.mktemp("verdicts"))
    terms = recalculated(emptied, tmp_path_factory.mktemp("terms"), sheet=3)
    return {name: (*one, verdicts[name], terms[name]) for name, one in found.items()}


@pytest.fixture(params=SCENARIOS, ids=lambda file: file.stem)
def one(request, shipped):
    return shipped[request.param.stem]


def test_shipped_scenarios_compute_anew(one):
    scenario, decision, _, verdict, terms = one
    assert unlike(scenario, verdict)[0] == []
    for cells, row in zip(path_rows(verdict), decision.costs):
        # nothing falls back to values but answers of several calls
        assert cells[6] == "formulas" or row.usd_per_month is None or row.kind == "stages"
    headings, rows = terms[3], terms[4:]
    for cells, row in zip(rows, decision.costs):
        if row.usd_per_month is None:
            continue
        shown = dict(zip(headings[1:], map(float, cells[1:])))
        other = sum(usd for term, usd in row.terms.items() if term not in shown)
        for term in headings[1:-1]:
            assert shown[term] == pytest.approx(row.terms.get(term, 0.0), rel=1e-9, abs=1e-12), term
        assert shown["other"] == pytest.approx(other, rel=1e-9, abs=1e-12)


def test_the_verdict_comes_first_and_names_the_cheapest(one):
    scenario, decision, _, verdict, _ = one
    words = [row[0] for row in verdict]
    assert words[0] == scenario.title
    chosen = next(row for row in decision.costs if row.id == decision.path)
    assert f"Choose {chosen.name}." in words
    live = next(row for row in verdict if row[0] == "cheapest of the paths found feasible")
    feasible = [row for row in decision.costs if row.feasible]
    assert live[1] == min(feasible, key=lambda row: row.usd_per_month).name
    assert words.index("Not in these numbers") > words.index("With the cells as they stand")


def test_what_is_written_beside_a_formula_is_what_it_comes_to(one):
    """A reader that computes nothing shows what the library says."""
    scenario, decision, book, verdict, _ = one
    sheet = openpyxl.load_workbook(BytesIO(book), data_only=True)["Verdict"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[6] in ("formulas", "values")]
    assert len(rows) == len(decision.costs)
    for cells, row in zip(rows, decision.costs):
        if row.usd_per_month is None:
            assert cells[1] in ("no number", "#N/A")
        else:
            assert cells[1:3] == pytest.approx((row.usd_per_month, row.usd_per_accepted_answer), rel=1e-12)
            assert cells[3] == ("no number" if row.units is None else pytest.approx(row.units, rel=1e-12))


def test_inputs_stand_beside_their_sources_and_alone_are_free(one):
    scenario, _, book, _, _ = one
    opened = openpyxl.load_workbook(BytesIO(book))
    for sheet in opened:
        assert sheet.protection.sheet and not sheet.protection.password
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.protection.locked or (sheet.title == "Inputs" and cell.column == 3)
    rows = {row[1].value: row for row in opened["Inputs"].iter_rows(min_row=6)}
    sources = scenario.to_dict().get("sources", {})
    for given in scenario.inputs:
        cells = rows[given.pointer]
        assert cells[2].value == pytest.approx(given.value, rel=1e-15) and cells[2].data_type == "n"
        assert cells[6].value == given.grade
        if given.range:
            assert (cells[4].value, cells[5].value) == pytest.approx(given.range, rel=1e-15)
        if given.source in sources:
            assert cells[7].value == sources[given.source]["title"]
    read = " ".join(
        str(cell.value) for sheet in opened for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    )
    for pointer, row in unlocked(book).items():
        assert f"Inputs!$C${row}" in re.findall(r"Inputs!\$C\$\d+", read), pointer


def test_the_same_bytes_for_the_same_decision(fine_tune):
    decision = cm.decide(fine_tune)
    assert decision._book() == decision._book()


def test_what_no_formula_says_is_a_value_and_says_so(fine_tune, tmp_path):
    """A promise on waiting is kept by a queue's percentile."""
    made = json.loads(fine_tune.to_json())
    made["requirements"]["promises"] = [{"of": "wait", "percentile": 95, "at_most_seconds": 30}]
    scenario = cm.loads(json.dumps(made))
    costs = cm.cost(scenario)
    costs.to_excel(tmp_path / "promised.xlsx")
    opened = openpyxl.load_workbook(tmp_path / "promised.xlsx")
    rows = {row[0].value: row for row in opened["Verdict"].iter_rows() if row[6].value in ("formulas", "values")}
    for row in costs:
        assert rows[row.name][6].value == ("formulas" if row.kind == "per_token" else "values")
    sheet = opened["DGX Spark, tuned Llama 3.1 8B"]
    assert sheet["A2"].value.startswith("Values, computed by costmodel, does not follow changes: promises on waiting")
    assert sheet["B4"].value == pytest.approx(costs["spark_llama"].usd_per_month, rel=1e-14)
    assert sheet["B4"].font.italic and sheet["B4"].protection.locked
    computed = {row[0].value: row for row in opened["Computed"].iter_rows()}
    p95 = computed["operation wait seconds p95"]
    assert any(cell.value == pytest.approx(costs["cmi"].operation.wait_seconds.p95) for cell in p95[1:])


def test_unknown_keys_make_values(fine_tune):
    """What the formulas do not know may change the cost, so that they say nothing."""
    made = fine_tune.to_dict()
    made = {**made, "paths": [{**made["paths"][2], "surcharge": 3.0}]}
    inputs_there = Inputs(inputs_of(made, []), 6)
    sheet = path_sheet(made, 0, inputs_there, cm.cost(fine_tune)["spark_llama"], None)
    assert "surcharge" in sheet.why_values
    assert not inputs_there.read


def test_formulas_that_come_to_something_else_make_values(fine_tune):
    row = cm.cost(fine_tune.with_input("spark_llama/pricing/flat_usd_per_month", 201))["spark_llama"]
    inputs_there = Inputs(inputs_of(fine_tune.to_dict(), fine_tune.inputs), 6)
    sheet = path_sheet(fine_tune.to_dict(), 2, inputs_there, row, None)
    assert sheet.why_values == UNLIKE
    assert sheet.month.value == 201.0


def test_a_headroom_is_a_formula(fine_tune, tmp_path):
    made = json.loads(fine_tune.to_json())
    made["requirements"]["headroom"] = 0.3
    made["demand"]["accepted_answers_per_month"] = 400_000
    scenario = cm.loads(json.dumps(made))
    book = cm.cost(scenario)._book()
    row = unlocked(book)["/requirements/headroom"]
    books = {"stated": changed(book, {}), "more": changed(book, {row: 0.6})}
    said = {"stated": scenario, "more": scenario.with_input("/requirements/headroom", 0.6)}
    for name, verdict in recalculated(books, tmp_path).items():
        assert unlike(said[name], verdict) == ([], len(made["paths"]) - 1)  # one was not measured
    assert cm.cost(said["more"])["spark_llama"].units > cm.cost(scenario)["spark_llama"].units


def test_formulas_say_most_of_what_has_a_closed_form():
    """No random scenario has a path whose formulas come to something else, or a key that they do not know."""
    whys = Counter()
    for seed in range(400):
        try:
            scenario = cm.loads(json.dumps(scenarios.scenario(seed)))
        except cm.InvalidInput:
            continue
        made = scenario.to_dict()
        cells = Inputs(inputs_of(made, scenario.inputs), 6)
        rate = per_currency(scenario)
        per_usd = None if rate == 1.0 else Formula("Inputs!$C$3", rate)
        for i, row in enumerate(cm.cost(scenario)):
            whys[path_sheet(made, i, cells, row, per_usd).why_values] += 1
    assert whys[UNLIKE] == 0 and not any("know nothing" in why for why in whys)
    assert whys[""] > 0.85 * whys.total()


def test_whatever_is_accepted_becomes_a_workbook():
    """Scenarios of any values that the schema allows."""
    schema, written = json.loads(cm.scenario_schema()), 0
    for seed in range(120):
        try:
            scenario = cm.loads(json.dumps(domains.scenario(schema, seed)))
            book = cm.cost(scenario)._book()
        except cm.InvalidInput:
            continue
        assert zipfile.ZipFile(BytesIO(book)).testzip() is None
        written += 1
    assert written > 60


@pytest.mark.parametrize("arrivals", ["packed", "poisson", "periodic"])
def test_another_demand_utilization_and_arrivals(fine_tune, arrivals, tmp_path):
    tables = {
        "demand": cm.cost(fine_tune, demand_accepted_answers_per_month=777.0, arrivals=arrivals),
        "utilization": cm.cost(fine_tune, utilization=0.3, arrivals=arrivals),
    }
    books = {name: changed(table._book(), {}) for name, table in tables.items()}
    for name, verdict in recalculated(books, tmp_path).items():
        for cells, row in zip(path_rows(verdict), tables[name]):
            if row.usd_per_month is not None:
                assert cells[6] == "formulas"
            assert near(cells[1], row.usd_per_month, 1.0), row.id
            assert near(cells[2], row.usd_per_accepted_answer, 1.0), row.id


def test_a_decision_at_another_demand(fine_tune, tmp_path):
    decision = cm.decide(fine_tune, demand_accepted_answers_per_month=50.0)
    decision.save(tmp_path / "small.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "small.xlsx", data_only=True)["Inputs"]
    rows = {row[1]: row[2] for row in sheet.iter_rows(values_only=True)}
    assert rows["/demand/accepted_answers_per_month"] == 50.0


def test_another_currency(fine_tune, tmp_path):
    scenario = cm.loads(in_euros(fine_tune.to_json()))
    rate = per_currency(scenario)
    assert rate != 1
    costs = cm.cost(scenario)
    verdict = recalculated({"eur": changed(costs._book(), {})}, tmp_path)["eur"]
    assert unlike(scenario, verdict)[0] == []
    assert "EUR per month" in [cell for row in verdict for cell in row]


def test_hostile_words_stay_words(fine_tune, tmp_path):
    words = "=cmd|' /C calc'!A0 []:*?/\\ \x07 \u202e" + "\U0001f600" * 20
    made = json.loads(fine_tune.to_json())
    made["title"] = made["question"] = words
    for path, start in zip(made["paths"], ("=", "+", "-", "@", "'", "=", "History", "")):
        path["name"] = start + words if start != "History" else start
    scenario = cm.loads(json.dumps(made))
    cm.decide(scenario).to_excel(tmp_path / "hostile.xlsx")
    opened = openpyxl.load_workbook(tmp_path / "hostile.xlsx")
    names = opened.sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 4 + len(made["paths"])
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", name)
        assert name.casefold() != "history"
    assert opened["Verdict"]["A1"].data_type == "s"
    links = [cell for sheet in opened for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    formulas = [cell.value for sheet in opened for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not links and not any("cmd" in re.sub(r"'(?:[^']|'')*'!", "", text) for text in formulas)
    verdict = recalculated({"hostile": changed((tmp_path / "hostile.xlsx").read_bytes(), {})}, tmp_path / "again")
    assert unlike(scenario, verdict["hostile"])[0] == []


def test_the_command_writes_workbooks(tmp_path, capfd):
    book = tmp_path / "decided.xlsx"
    assert cm.main(["decide", str(FIRST), "--format", "xlsx", "-o", str(book)]) == 0
    assert book.read_bytes() == cm.decide(cm.load(FIRST))._book()
    setting = ["--set", "cmi/pricing/usd_per_unit_minute=0.05", "--as-of", "2026-09-01"]
    assert cm.main(["cost", str(FIRST), "--format=xlsx", "-o", str(book), "--path", "cmi", *setting]) == 0
    rows = {
        row[1]: row[2] for row in openpyxl.load_workbook(book, data_only=True)["Inputs"].iter_rows(values_only=True)
    }
    assert rows["/paths/4/pricing/usd_per_unit_minute"] == 0.05
    assert capfd.readouterr() == ("", "")


def test_a_month_of_years(tmp_path):
    file = FIRST.with_name("three_years.json")
    book = tmp_path / "later.xlsx"
    assert cm.main(["cost", str(file), "--format", "xlsx", "--month", "24", "-o", str(book)]) == 0
    assert book.read_bytes() == cm.cost(cm.month_of(cm.load(file), 24))._book()
    assert cm.main(["cost", str(file), "--format", "xlsx", "--month", "0.5", "-o", str(book)]) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["decide", "{first}", "-o", "{first}"], "[output-is-input]"),
        (["decide", "{first}", "-o", "{folder}"], "[unwritable-file]"),
        (["decide", "{first}", "-o", "{folder}/none/x.xlsx"], "[unwritable-file]"),
        (["decide", "{folder}/none.json", "-o", "{folder}/x.xlsx"], "[unreadable-file]"),
        (["decide", "{first}", "-o", "{folder}/x.xlsx", "--set", "cmi"], "[unknown-input]"),
        (["decide", "{first}", "-o", "{folder}/x.xlsx", "--set", "cmi/pricing/usd_per_unit_minut=1"], "did you mean"),
        (["decide", "{first}", "-o", "{folder}/x.xlsx", "--demand", "1_000"], "[not-a-number]"),
        (["decide", "{first}", "-o", "{folder}/x.xlsx", "--tables", "{folder}"], "[usage]"),
        (["cost", "{first}", "-o", "{folder}/x.xlsx", "--demand", "5", "--utilization", "0.5"], "[two-loads]"),
        (["cost", "{first}", "-o", "{folder}/x.xlsx", "--path", "cmj"], "did you mean"),
    ],
)
def test_bad_input_is_refused_and_nothing_written(arguments, says, tmp_path, capfd):
    first = tmp_path / "first.json"
    first.write_bytes(FIRST.read_bytes())
    before = first.read_bytes()
    given = [text.format(first=first, folder=tmp_path) for text in arguments]
    assert cm.main([*given, "--format", "xlsx"]) == 2
    out, err = capfd.readouterr()
    assert out == "" and says in err
    assert first.read_bytes() == before and [file.name for file in tmp_path.iterdir()] == ["first.json"]


def test_no_feasible_path_is_said(fine_tune, tmp_path):
    made = json.loads(fine_tune.to_json())
    made["requirements"]["min_acceptance"] = 0.99
    (tmp_path / "none.json").write_text(json.dumps(made))
    book = tmp_path / "none.xlsx"
    assert cm.main(["decide", str(tmp_path / "none.json"), "--format", "xlsx", "-o", str(book)]) == 1
    verdict = recalculated({"none": changed(book.read_bytes(), {})}, tmp_path)["none"]
    assert any(row[0].startswith("No path is feasible at 20,000 accepted answers a month") for row in verdict)
    assert next(row for row in verdict if row[0] == "cheapest of the paths found feasible")[1] == "none"


def test_without_xlsxwriter_it_says_what_to_install(fine_tune, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(workbook, "available", lambda: False)
    with pytest.raises(cm.InvalidInput, match=r"pip install costmodel\[excel\]"):
        cm.decide(fine_tune).to_excel(tmp_path / "x.xlsx")
    assert cm.main(["decide", str(FIRST), "--format", "xlsx", "-o", str(tmp_path / "x.xlsx")]) == 2
    assert "[missing-package]" in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_report_has_a_workbook(tmp_path):
    command = [sys.executable, "-m", "costmodel", "report", str(FIRST), "-o", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "report.xlsx").read_bytes() == cm.decide(cm.load(FIRST))._book()
    assert "report.xlsx" in json.loads((tmp_path / "manifest.json").read_text())["files"]


def test_another_operating_point_that_serves_most_leaves_no_number(tmp_path):
    """The queue of a copy is laid out for the places of one point: with another there is none, rather than a wrong
    one."""
    made = {
        "costmodel": 1,
        "title": "two points",
        "demand": {"accepted_answers_per_month": 5000},
        "workload": {"output_tokens_per_answer": 300},
        "paths": [
            {
                "id": "copy",
                "pricing": {
                    "kind": "active_window",
                    "usd_per_unit_minute": 0.1,
                    "rule": "keep_alive",
                    "window_minutes": 5,
                },
                "acceptance": {"rate": 1},
                "throughput": {
                    "points": [
                        {"concurrency": 1, "output_tokens_per_second": 50},
                        {"concurrency": 4, "output_tokens_per_second": 120},
                    ]
                },
            }
        ],
    }
    costs = cm.cost(cm.loads(json.dumps(made)))
    book = costs._book()
    row = unlocked(book)["/paths/0/throughput/points/0/output_tokens_per_second"]
    books = {"slower": changed(book, {row: 40.0}), "faster": changed(book, {row: 200.0})}
    found = recalculated(books, tmp_path)
    slower = cm.cost(cm.loads(json.dumps(made)).with_input("/paths/0/throughput/points/0/output_tokens_per_second", 40))
    (cells,) = path_rows(found["slower"])
    assert near(cells[1], slower[0].usd_per_month, 1.0)
    (cells,) = path_rows(found["faster"])
    assert cells[1] == "#N/A"


def formulas_of(scenario):
    """The texts of the formulas of each path that has any, and the inputs that they read and that are free."""
    made = scenario.to_dict()
    cells = Inputs(inputs_of(made, scenario.inputs), 6)
    rate = per_currency(scenario)
    per_usd = None if rate == 1.0 else Formula("Inputs!$C$3", rate)
    sheets = [path_sheet(made, i, cells, row, per_usd) for i, row in enumerate(cm.cost(scenario))]
    names = {cell: pointer for pointer, cell in cells.cells.items()}
    named = lambda text: re.sub(r"Inputs!\$C\$\d+", lambda cell: names.get(cell[0], cell[0]), text)  # noqa: E731
    found = {
        sheet.id: [named(text) for text in (*texts(sheet.parts), sheet.month.text)]
        for sheet in sheets
        if not sheet.why_values
    }
    return found, {pointer: cells.values[pointer] for pointer in cells.read - cells.fixed}


def test_formulas_have_one_text_whatever_the_free_cells_hold():
    """Written for other values of the inputs they would be the same, so that they hold for those values: but for the
    operating point that serves most, which a path that scales to zero is laid out for."""
    rng, same = random.Random("texts"), 0
    for _, scenario in accepted_scenarios()[:60]:
        before, free = formulas_of(scenario)
        for pointer, value in sorted(free.items()):
            if "/throughput/points/" in pointer:
                continue
            try:
                after, _ = formulas_of(scenario.with_input(pointer, value * rng.choice([0.13, 0.61, 1.7, 9.1])))
            except cm.InvalidInput:
                continue
            for path in before.keys() & after.keys():
                assert before[path] == after[path], (pointer, path)
                same += 1
    assert same > 1500
