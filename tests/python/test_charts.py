"""The charts as they are drawn: every label within the drawing and clear of every other, and what may not be chosen
hatched."""

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import costmodel as cm
import pytest
from costmodel import _core, charts, pages
from page_under_test import CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<script>alert(1)</script> $\\LaTeX$ \\input{x} | a\nb \"q\" 'p' \u202e\u2067=cmd()|calc {{ 7*7 }} & `${1}` %"
CASES = ("as given", "none feasible", "one path", "forty paths", "twelve decades", "long ids", "hostile text")


def odd(scenario, case):
    """The scenario, made odd."""
    text = json.loads(scenario.to_json())
    if case == "none feasible":
        text["requirements"]["min_acceptance"] = 0.999
    elif case == "one path":
        text["paths"] = text["paths"][2:3]
    elif case == "forty paths":
        text["paths"] = [
            json.loads(json.dumps(text["paths"][i % len(text["paths"])]))
            | {"id": f"path_{i}", "acceptance": {"accepted": 21, "of": 30}}
            for i in range(40)
        ]
    elif case == "twelve decades":
        text["demand"]["domain_accepted_answers_per_month"] = [1, 1e12]
    elif case in ("long ids", "hostile text"):
        named = {
            path[
                "id"
            ]: f"{path['id']}_{HOSTILE if case == 'hostile text' else 'in_the_second_data_centre_in_Frankfurt_am_Main'}"
            for path in text["paths"]
        }
        for path in text["paths"]:
            path["name"] = path["id"] = named[path["id"]]
            if "same_as" in path["acceptance"]:
                path["acceptance"]["same_as"] = named[path["acceptance"]["same_as"]]
        text.pop("rent_or_buy", None)
    return cm.loads(json.dumps(text))


def data_of(scenario, **options):
    cheap = {"draws": 512, "ribbon_draws": 64, "map_columns": 12, "tables": False}
    return pages.shown(json.loads(_core.report_data(scenario._native, json.dumps(cheap | options))))


@pytest.fixture(scope="module", params=CASES)
def data(request, fine_tune):
    return data_of(odd(fine_tune, request.param))


@pytest.fixture(scope="module")
def drawings(data):
    return {name: charts.svg(spec) for name, spec in charts.specifications(data).items()}


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium (Debian: chromium)")
    with api.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def test_they_are_drawn(drawings):
    assert "cost" in drawings
    for name, drawing in drawings.items():
        assert "NaN" not in drawing and "Infinity" not in drawing, name
        ElementTree.fromstring(drawing)


# What is behind a text to keep it readable is a text too, with a stroke. Axes hide labels with an opacity of 0.
LABELS = """svg => {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter(t => !t.hasAttribute("stroke") && t.getAttribute("opacity") !== "0" && t.textContent);
  const boxes = texts.map(t => [t.textContent, t.getBoundingClientRect()]);
  const cut = boxes.filter(([, b]) => b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 1 || b.bottom > frame.bottom + 1);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const crossed = boxes.flatMap(([s, a], i) => boxes.slice(i + 1).filter(([, b]) => meet(a, b)).map(([t]) => `${s} / ${t}`));
  return { cut: cut.map(([t]) => t), crossed };
}"""


def test_no_label_is_cut_and_none_lies_on_another(drawings, browser):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_content("".join(f'<div id="{name}">{drawing}</div>' for name, drawing in drawings.items()))
    faults = {name: page.eval_on_selector(f"#{name} svg", LABELS) for name in drawings}
    page.close()
    assert {name: found for name, found in faults.items() if found["cut"] or found["crossed"]} == {}


def test_captions_name_a_table_that_is_there_and_holds_the_numbers(fine_tune, home):
    for scenario in (fine_tune, home, odd(fine_tune, "one path")):
        data = data_of(scenario, tables=True)
        report = data["report"]
        titles = {table["title"] for section in report["sections"] for table in section["tables"]}
        named = {name: re.findall("\u201c(.*?)\u201d", charts.caption(name, report)) for name in charts.CHARTS}
        assert {name for name, tables in named.items() if tables} <= set(charts.TABLES)
        assert all(table in titles for tables in named.values() for table in tables)
        assert named["bill"] and named["throughput"]
        (bills,) = [
            table for section in report["sections"] for table in section["tables"] if table["title"] == named["bill"][0]
        ]
        assert {row[0] for row in bills["rows"]} >= {bar["path"] for bar in data["bills"]}
        for without in ("tornado", "winners", "probability"):
            assert charts.caption(without, report) == charts.CHARTS[without][0] + "."


def years(case):
    """Three years, made odd."""
    text = json.loads(cm.load(ROOT / "examples" / "scenarios" / "three_years.json").to_json())
    if case == "many purchases":
        text["demand"]["accepted_answers_per_month"] = 200_000
        text["horizon"]["growth_per_month"] = 0.05
        text["paths"] = [path for path in text["paths"] if path["id"] == "box"]
        del text["horizon"]["now"]
    elif case == "long ids":
        for path in text["paths"]:
            path["id"] += "_in_the_second_data_centre_in_Frankfurt_am_Main"
        text["horizon"]["now"] = text["paths"][0]["id"]
    elif case == "ten years":
        text["horizon"]["months"] = 120
        text["horizon"]["growth_per_month"] = 0.01
        text.pop("date")
    return cm.loads(json.dumps(text))


@pytest.mark.parametrize("font", ["Arial, 'Liberation Sans'", "'DejaVu Sans'"])
@pytest.mark.parametrize("case", ["as given", "many purchases", "long ids", "ten years"])
def test_years_are_two_panels_with_what_is_bought_and_sold(case, font, browser):
    data = data_of(years(case), draws=0, ribbon_draws=0, map_columns=0)
    spec = charts.specifications(data)["horizon"]
    assert len(spec["vconcat"]) == 2
    spec["config"]["font"] = font
    drawing = charts.svg(spec)
    assert "NaN" not in drawing
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_content(re.sub('font-family="[^"]*"', f'font-family="{font}"', drawing))
    faults = page.eval_on_selector("svg", LABELS)
    said = page.eval_on_selector("svg", "svg => svg.textContent")
    page.close()
    assert faults == {"cut": [], "crossed": []}
    events = [row["event"] for row in data["cash_flow"] if row["event"]]
    assert all(row["event"] == "" for row in data["cash_flow"] if not row["plan"])
    if case == "as given":
        assert events == ["box ordered, $4,699", "box sold, $2,233"]
        assert all(event in said for event in events) and "Dec 2027" in said
    if case == "many purchases":
        assert len(events) > charts.MOST_EVENTS
    assert said.count("Neither is discounted") == 1


def test_the_plan_is_not_hidden_behind_a_path(fine_tune):
    data = data_of(years("as given"), draws=0, ribbon_draws=0, map_columns=0)
    lines = [layer for layer in charts.horizon(data)["vconcat"][1]["layer"] if layer["mark"]["type"] == "line"]
    widths = [layer["mark"]["strokeWidth"] for layer in lines]
    assert widths == sorted(widths, reverse=True) and widths[0] > 2 * widths[1]


def slashes(drawing):
    return [
        element
        for element in ElementTree.fromstring(drawing).iter()
        if element.get("d", "").startswith("M-")
        and "L" in element.get("d", "")
        and element.get("d", "").count(",") == 2
        and element.get("fill") in (None, "none", "transparent")
    ]


def test_stretches_that_are_not_feasible_are_hatched(fine_tune):
    data = data_of(fine_tune, draws=0, map_columns=0)
    some = len(slashes(charts.svg(charts.cost(data))))
    for row in data["series"]:
        row["obstacles"] = []
    assert some > 60 and slashes(charts.svg(charts.cost(data))) == []


def test_the_page_hatches_as_the_drawing_does(fine_tune):
    """The browser asks for half of the points; one slash stands in each sixtieth of the width all the same."""
    counts = [
        len(slashes(charts.svg(charts.cost(data_of(fine_tune, draws=0, ribbon_draws=0, map_columns=0, points=points)))))
        for points in (61, 121)
    ]
    assert abs(counts[0] - counts[1]) <= 0.05 * counts[1]


def test_what_is_not_feasible_is_not_joined_over(fine_tune):
    """A path that is feasible, then not, then feasible again has two strong lines and not one across the gap."""
    data = data_of(fine_tune, draws=0, ribbon_draws=0, map_columns=0)
    for row in data["series"]:
        row["obstacles"] = [{"from": 100.0, "to": 1000.0, "because": [], "priced": True}]
    drawing = ElementTree.fromstring(charts.svg(charts.cost(data)))
    strong = [e for e in drawing.iter() if e.get("stroke-width") == "2.4" and e.get("d")]
    series = [
        row
        for row in data["series"]
        if row["arrivals"] == data["demand"]["arrivals"] and any(row["cost_per_accepted_answer"])
    ]
    assert len(strong) >= 2 * len(series) - 1


def test_names_stand_at_the_ends_of_their_lines(fine_tune):
    drawing = charts.svg(charts.cost(data_of(fine_tune, draws=0, map_columns=0)))
    priced = [row.id for row in cm.cost(fine_tune) if row.usd_per_month is not None]
    assert len(priced) > 5
    for id in priced:
        assert f">{id}</text>" in drawing
    assert ">demand: 20,000</text>" in drawing
