"""The page of a report in a real browser: it opens without a fault or a network, and its sliders say what the library
says."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import costmodel as cm
import pytest
from costmodel import _core
from page_under_test import CHROMIUM, ENGINE, differences, in_euros, page_of, settings

playwright_api = pytest.importorskip("playwright.sync_api")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright")

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "examples" / "scenarios").glob("*.json"))
FIRST = ROOT / "examples" / "scenarios" / "fine_tune_economics.json"
CHEAP = {
    "draws": 0,
    "ribbon_draws": 0,
    "ranges": False,
    "tornado": False,
    "risk": False,
    "map_columns": 0,
    "given": False,
    "points": 61,
    "html": True,
}

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (Debian: chromium)"),
    pytest.mark.skipif(not ENGINE.exists(), reason="costmodel was installed without its engine (make web)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright_api.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Opened:
    """One page, and everything it complained about or asked for."""

    def __init__(self, browser: Any, file: Path, **context: Any) -> None:
        self.context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | context))
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda m: self.faults.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.faults.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("html[data-costmodel-page=ready]")

    def answered(self) -> dict[str, Any]:
        """What the library said last, once the dear parts are there too."""
        self.page.wait_for_selector("html[data-costmodel-answered=whole]", timeout=120_000)
        return self.page.evaluate("costmodelPage.said")

    def set(self, values: dict[str, float]) -> dict[str, Any]:
        """The cheap answer right after these settings."""
        return self.page.evaluate("values => { costmodelPage.set(values); return costmodelPage.answer_now(); }", values)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {file.stem: page_of(file.read_text(), folder / f"{file.stem}.html") for file in SCENARIOS}


@pytest.fixture
def opened(browser: Any, files: dict[str, Path]) -> Iterator[Opened]:
    page = Opened(browser, files[FIRST.stem])
    yield page
    page.context.close()
    assert page.faults == []
    assert [url for url in page.requests if not url.startswith(("file:", "blob:", "data:"))] == []


def cells(page: Any, table: str) -> list[list[str]]:
    return page.eval_on_selector_all(
        f"#{table} tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    )


def expected(scenario: cm.Scenario, values: dict[str, float], **options: Any) -> dict[str, Any]:
    return json.loads(_core.report_data(scenario._native, json.dumps(CHEAP | options | {"set": values})))


def placed_tables(page: Any) -> dict[str, tuple[bool, bool]]:
    """Of every table and chart of the page: whether a part of it is in view, and whether it is awaited."""
    return page.evaluate("""() => Object.fromEntries([...document.querySelectorAll("[data-table], [data-chart]")].map(e => {
        const {top, bottom, height} = e.getBoundingClientRect();
        return [e.dataset.table || "chart " + e.dataset.chart, [height > 0 && bottom > 0 && top < innerHeight, e.closest("[data-awaited]") !== null]];
    }))""")


def table_of(data: dict[str, Any], id: str) -> list[list[str]]:
    return next(t["rows"] for s in data["report"]["sections"] for t in s["tables"] if t["id"] == id)


def test_it_opens_quietly_with_a_control_for_every_input_that_matters(opened: Opened) -> None:
    controls = opened.page.evaluate("costmodelPage.controls")
    assert {c["kind"] for c in controls} >= {"demand", "acceptance", "price", "reject", "tokens"}
    assert opened.page.locator("#costmodel-controls input[type=range]").count() == len(controls)
    assert opened.page.locator("#costmodel-controls").is_visible()


@pytest.mark.parametrize("name", [file.stem for file in SCENARIOS])
def test_twenty_random_settings(browser: Any, files: dict[str, Path], name: str) -> None:
    scenario = cm.load(ROOT / "examples" / "scenarios" / f"{name}.json")
    page = Opened(
        browser, files[name], viewport={"width": 1280, "height": 30_000}
    )  # everything is in view, and shown at once
    page.page.wait_for_function("costmodelPage.left_out().without_sections.length === 0")
    controls = page.page.evaluate("costmodelPage.controls")
    for seed in range(20):
        values = settings(controls, seed)
        said, theirs = page.set(values), expected(scenario, values, **page.page.evaluate("costmodelPage.left_out()"))
        assert differences(said, theirs, 1e-12) == []
        for table in ("placement", "costs"):
            shown = [[" ".join(cell.split()) for cell in row] for row in cells(page.page, table)]
            assert shown == [[" ".join(cell.split()) for cell in row] for row in table_of(theirs, table)]
    assert page.faults == []
    page.context.close()


def test_dragging_a_slider_moves_the_table(opened: Opened) -> None:
    page, scenario = opened.page, cm.load(FIRST)
    before = cells(page, "costs")
    slider = page.locator("input[type=range][data-control=demand]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    data = opened.answered()
    demand = data["set"]["demand"]
    assert (
        demand > 10 * scenario.demand_accepted_answers_per_month or demand != scenario.demand_accepted_answers_per_month
    )
    assert cells(page, "costs") != before
    whole = json.loads(_core.report_data(scenario._native, json.dumps({"html": True, "set": data["set"]})))
    assert differences(data, whole, 1e-9) == []  # the draws' last digits are the standard library's


def test_charts_out_of_view_follow_when_they_are_seen(opened: Opened) -> None:
    page = opened.page
    page.evaluate("scrollTo(0, 0)")
    before = page.locator("[data-chart=bill]").inner_html()
    awaited = "document.querySelector('[data-chart=bill]').hasAttribute('data-awaited')"
    assert page.evaluate(
        f"() => {{ costmodelPage.set({{demand: 50}}); costmodelPage.answer_now(); return {awaited}; }}"
    )
    page.locator("[data-chart=bill]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-chart=bill]:not([data-awaited])")
    assert page.locator("[data-chart=bill]").inner_html() != before


@pytest.mark.parametrize("at", ["placement", "costs", "bands", "crossovers", "alternatives"])
def test_what_is_in_view_follows_at_once_and_the_rest_when_it_is_seen(opened: Opened, at: str) -> None:
    page, scenario = opened.page, cm.load(FIRST)
    page.evaluate("clearTimeout = () => {}; setTimeout = () => 0")  # the slider never comes to rest
    page.locator(f"[data-table={at}]").evaluate(
        "place => { place.scrollIntoView({block: 'center'}); return new Promise(requestAnimationFrame); }"
    )
    page.wait_for_timeout(100)
    page.evaluate(
        "async () => { costmodelPage.set({demand: 50}); costmodelPage.answer_now(); await costmodelPage.drawn; }"
    )
    theirs = expected(scenario, {"demand": 50})

    def shown_is_new(table: str) -> bool:
        rows = [[" ".join(cell.split()) for cell in row] for row in cells(page, table)]
        return rows == [[" ".join(cell.split()) for cell in row] for row in table_of(theirs, table)]

    known = {t["id"] for s in theirs["report"]["sections"] for t in s["tables"]}
    quick = known | {"chart cost", "chart bill", "chart throughput", "chart latency"}
    before = placed_tables(page)
    for _ in range(100):  # new tables have other heights: what comes into view by that follows in a moment
        if not any(seen and awaited for name, (seen, awaited) in before.items() if name in quick):
            break
        page.wait_for_timeout(50)
        before = placed_tables(page)
    assert before[at] == [True, False]
    assert {name for name, (seen, awaited) in before.items() if seen and awaited} <= before.keys() - quick
    for name, (seen, _) in before.items():
        assert not (seen and name in known) or shown_is_new(name), name
    assert sum(awaited for _, awaited in before.values()) > 5
    for name in known:
        page.locator(f"[data-table={name}]").scroll_into_view_if_needed()
        page.wait_for_selector(f"[data-table={name}]:not([data-awaited])")
        assert shown_is_new(name), name


def test_everything_follows_when_the_slider_rests(opened: Opened) -> None:
    page, scenario = opened.page, cm.load(FIRST)
    page.evaluate("scrollTo(0, 0)")
    opened.set({"demand": 50})
    assert any(awaited for _, awaited in placed_tables(page).values())
    opened.answered()
    page.wait_for_function("!document.querySelector('[data-awaited]')")  # drawings are there a moment later
    theirs = json.loads(_core.report_data(scenario._native, json.dumps({"set": {"demand": 50}})))
    for section in theirs["report"]["sections"]:
        for table in section["tables"]:
            rows = [[" ".join(cell.split()) for cell in row] for row in cells(page, table["id"])]
            assert rows == [[" ".join(cell.split()) for cell in row] for row in table["rows"]], table["id"]


def test_it_works_from_the_keyboard_alone(opened: Opened) -> None:
    page = opened.page
    slider = page.locator("input[type=range][data-control=demand]")
    field = page.locator("input[type=text][data-control=demand]")
    stated = page.evaluate("costmodelPage.controls.find(c => c.name === 'demand').value")
    for _ in range(200):  # by tabulator, from the top of the page
        page.keyboard.press("Tab")
        if slider.evaluate("element => element === document.activeElement"):
            break
    else:
        pytest.fail("the tabulator never reached the first slider")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("costmodelPage.settings.demand") > stated
    assert "accepted answers" in slider.get_attribute("aria-valuetext")
    page.keyboard.press("End")
    assert page.evaluate("costmodelPage.settings.demand") == page.evaluate("costmodelPage.controls[0].high")
    page.keyboard.press("Tab")
    assert field.evaluate("element => element === document.activeElement")
    page.keyboard.press("Control+a")
    page.keyboard.type("12,345")
    page.keyboard.press("Enter")
    assert page.evaluate("costmodelPage.settings.demand") == 12345
    opened.answered()
    assert "12,345" in page.locator("#costmodel-controls .changed").inner_text()
    page.keyboard.press("Control+a")
    page.keyboard.type("-3")
    page.keyboard.press("Enter")
    assert field.get_attribute("aria-invalid") == "true"
    assert "a number from" in page.locator("#costmodel-controls [role=status]").inner_text()
    assert page.evaluate("costmodelPage.settings.demand") == 12345  # what is refused changes nothing
    page.locator("#costmodel-controls button").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("costmodelPage.settings") == {}
    assert field.input_value() == f"{stated:g}"


def test_back_to_the_stated_values_is_back_to_the_page_as_it_came(opened: Opened) -> None:
    page = opened.page
    before = {table: cells(page, table) for table in ("placement", "costs", "bands", "crossovers")}
    page.locator("[data-table=costs]").scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    opened.set({"demand": 50, "/rejected/usd_per_request": 1})
    assert cells(page, "costs") != before["costs"]
    page.locator("#costmodel-controls button").click()
    opened.answered()
    assert {table: cells(page, table) for table in before} == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(browser: Any, files: dict[str, Path], scheme: str, width: int) -> None:
    opened = Opened(browser, files[FIRST.stem], color_scheme=scheme, viewport={"width": width, "height": 844})
    opened.set({"demand": 50})
    found = axe_api.Axe().run(opened.page).response["violations"]
    assert [(f["id"], f["nodes"][0]["html"][:200]) for f in found if f["impact"] in ("serious", "critical")] == []
    opened.context.close()


@pytest.mark.parametrize("name", [file.stem for file in SCENARIOS])
def test_a_phone_scrolls_one_way(browser: Any, files: dict[str, Path], name: str) -> None:
    opened = Opened(
        browser,
        files[name],
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        has_touch=True,
        is_mobile=True,
    )
    opened.set({"demand": 50})
    assert opened.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    opened.context.close()


@pytest.mark.parametrize("name", [file.stem for file in SCENARIOS])
def test_a_thousand_pixels_hold_every_table(browser: Any, files: dict[str, Path], name: str) -> None:
    opened = Opened(browser, files[name], viewport={"width": 1000, "height": 800})
    wider = "places => places.filter(p => p.scrollWidth > p.clientWidth + 1).map(p => p.getAttribute('aria-label'))"
    assert opened.page.eval_on_selector_all("[data-table] > .costmodel", wider) == []
    opened.context.close()


def test_headings_are_not_said_twice(opened: Opened) -> None:
    seen = "captions => captions.filter(c => c.getBoundingClientRect().height > 2).map(c => c.innerText)"
    headings = opened.page.eval_on_selector_all("h2", "all => all.map(h => h.innerText)")
    assert not set(opened.page.eval_on_selector_all("[data-table] caption", seen)) & set(headings)


def test_charts_do_not_glare_in_the_dark(browser: Any, files: dict[str, Path]) -> None:
    opened = Opened(browser, files[FIRST.stem], color_scheme="dark")
    style = "chart => [getComputedStyle(chart).backgroundColor, getComputedStyle(chart.querySelector('svg')).filter]"
    background, filter = opened.page.eval_on_selector("[data-chart=cost]", style)
    assert background == "rgba(0, 0, 0, 0)" and "invert" in filter
    opened.page.emulate_media(media="print")
    assert "invert" not in opened.page.eval_on_selector("[data-chart=cost]", style)[1]
    opened.context.close()


def test_charts_drawn_anew_hatch_and_name_as_those_that_came(opened: Opened) -> None:
    page = opened.page
    drawn = """() => { const svg = document.querySelector('[data-chart=cost] svg');
      return [[...svg.querySelectorAll('text')].filter(t => !t.hasAttribute('stroke')).map(t => t.textContent).filter(t => /^[a-z]+_/.test(t)).sort(),
              [...svg.querySelectorAll('path')].filter(p => /^M-[\\d.]+,[\\d.]+L[\\d.]+,-[\\d.]+$/.test(p.getAttribute('d'))).length]; }"""
    names, slashes = page.evaluate(drawn)
    assert len(names) > 5 and slashes > 60
    page.locator("[data-chart=cost]").scroll_into_view_if_needed()
    before = page.locator("[data-chart=cost]").inner_html()
    opened.set({"/rejected/usd_per_request": 0.001})
    page.wait_for_selector("[data-chart=cost]:not([data-awaited])")
    page.wait_for_function("before => document.querySelector('[data-chart=cost]').innerHTML !== before", arg=before)
    again, slashes_again = page.evaluate(drawn)
    assert again == names and abs(slashes_again - slashes) <= 0.1 * slashes


def test_paper_shows_the_values_and_no_sliders(opened: Opened) -> None:
    page = opened.page
    opened.set({"demand": 50})
    page.emulate_media(media="print")
    assert not page.locator("#costmodel-controls input").first.is_visible()
    assert not page.locator("#costmodel-controls button").is_visible()
    assert "50" in page.locator("#costmodel-controls .changed").inner_text()


def test_what_a_scenario_says_stays_text(browser: Any, tmp_path: Path) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \"'`${1}"
    scenario = json.loads(cm.load(FIRST).to_json())
    scenario["title"] = scenario["question"] = hostile
    for path in scenario["paths"]:
        path["name"] = path["note"] = hostile
    opened = Opened(browser, page_of(json.dumps(scenario), tmp_path / "hostile.html"))
    opened.set({"demand": 50})
    opened.answered()
    assert opened.page.locator("h1").inner_text() == hostile
    assert opened.page.locator("img").count() == 0
    assert opened.faults == []
    opened.context.close()


def test_random_moves_in_a_row_end_where_the_last_one_ends(opened: Opened) -> None:
    page, scenario = opened.page, cm.load(FIRST)
    numbers = random.Random(4)
    for _ in range(30):
        page.evaluate(
            "value => { const s = document.querySelector('input[type=range][data-control=demand]'); s.value = value;"
            " s.dispatchEvent(new Event('input', {bubbles: true})); }",
            numbers.randrange(1001),
        )
        page.wait_for_timeout(numbers.choice((0, 5, 20)))
    data = opened.answered()
    assert data["set"] == page.evaluate("costmodelPage.settings")
    assert (
        differences(
            {"costs": table_of(data, "costs")}, {"costs": table_of(expected(scenario, data["set"]), "costs")}, 0
        )
        == []
    )


def test_a_page_in_another_currency(browser: Any, tmp_path: Path) -> None:
    text = in_euros(FIRST.read_text())
    opened = Opened(browser, page_of(text, tmp_path / "euros.html"))
    page, scenario = opened.page, cm.loads(text)
    reject = page.locator("input[type=text][data-control='/rejected/usd_per_request']")
    reject.fill("0,04")
    reject.press("Enter")
    page.wait_for_selector("html[data-costmodel-answered=settled], html[data-costmodel-answered=sure]", timeout=120_000)
    data = page.evaluate("costmodelPage.said")
    assert data["set"] == {"/rejected/usd_per_request": 0.04}
    in_dollars = cm.decide(scenario.with_input("/rejected/usd_per_request", 0.05))
    months = [
        (path["usd_per_month"], row.usd_per_month)
        for path, row in zip(data["decision"]["paths"], in_dollars.costs, strict=True)
    ]
    assert [said is None for said, _ in months] == [row is None for _, row in months]
    priced = [pair for pair in months if None not in pair]
    assert priced and [said for said, _ in priced] == pytest.approx([row for _, row in priced], rel=1e-12)
    assert "€/accepted answer, at random" in page.locator("#costs thead").inner_text()
    assert (
        "Ours" in page.locator("#placement").inner_text() and "Retained" not in page.locator("#placement").inner_text()
    )
    assert "0,04 EUR per request" in page.locator("#costmodel-controls .changed").inner_text()
    assert "EUR per accepted answer" in page.locator("[data-chart=cost]").inner_html()
    assert opened.faults == []
    opened.context.close()
