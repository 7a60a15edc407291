"""A report's page on a telephone: what is wider than the screen scrolls in a box of its own, and shows that it does."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from page_under_test import CHROMIUM, page_of

playwright_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (Debian: chromium)")

ROOT = Path(__file__).resolve().parents[2]

# Mean brightness of each column of pixels of a picture.
COLUMNS = """async source => {
  const image = new Image();
  image.src = "data:image/png;base64," + source;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width, canvas.height = image.height;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return [...Array(image.width).keys()].map(x => {
    let sum = 0;
    for (let y = 0; y < image.height; ++y) sum += data[4 * (y * image.width + x)];
    return sum / image.height;
  });
}"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    file = page_of(
        (ROOT / "examples" / "scenarios" / "three_years.json").read_text(), tmp_path_factory.mktemp("p") / "p.html"
    )
    with playwright_api.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 390, "height": 900}).new_page()
        page.goto(file.as_uri())
        yield page
        browser.close()


def edges(page, table: str) -> tuple[float, float]:
    """How much darker the left and the right edge of a table's box are than the page, on the line of its caption."""
    box = page.locator(f"[data-table={table}] .costmodel")
    caption = page.locator(f"[data-table={table}] caption").bounding_box()
    place = box.bounding_box()
    clip = {"x": place["x"], "y": caption["y"], "width": place["width"], "height": 4}
    columns = page.evaluate(COLUMNS, base64.b64encode(page.screenshot(clip=clip)).decode())
    return 255 - columns[0], 255 - columns[-1]


def test_a_wide_table_has_a_shadow_where_it_goes_on(opened) -> None:
    box = opened.locator("[data-table=cash_flow_by_year] .costmodel")
    box.scroll_into_view_if_needed()
    assert box.evaluate("box => box.scrollWidth > box.clientWidth + 50")
    left, right = edges(opened, "cash_flow_by_year")
    assert right > 40 and left < 10
    box.evaluate("box => box.scrollLeft = box.scrollWidth")
    opened.wait_for_timeout(100)
    left, right = edges(opened, "cash_flow_by_year")
    assert left > 40 and right < 10
    narrow = opened.locator("[data-table=plan] .costmodel")
    narrow.scroll_into_view_if_needed()
    assert narrow.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert max(edges(opened, "plan")) < 10


def test_a_drawing_that_goes_on_says_so_and_the_one_of_years_is_whole(opened) -> None:
    said = "figcaption => getComputedStyle(figcaption, '::before').content"
    assert "Scroll" in opened.locator("[data-chart=cost] + figcaption").evaluate(said)
    years = opened.locator("[data-chart=horizon]")
    assert "Scroll" not in opened.locator("[data-chart=horizon] + figcaption").evaluate(said)
    assert years.evaluate("place => place.scrollWidth <= place.clientWidth")
    assert opened.evaluate("document.documentElement.scrollWidth") == 390
    smallest = years.evaluate(
        "place => Math.min(...[...place.querySelectorAll('text')].map(t => t.getBoundingClientRect().height))"
    )
    assert smallest >= 8  # pixels
