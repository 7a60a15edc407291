"""What the tests of the engine and of the page share."""

from __future__ import annotations

import json
import math
import random
import shutil
from pathlib import Path

import costmodel as cm
from costmodel import _core, charts, page, pages

ENGINE = Path(page.__file__).with_name("engine.js")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def differences(ours: object, theirs: object, relative: float, where: str = "") -> list[str]:
    """Where two JSON values differ: numbers by more than `relative`, everything else at all."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if ours.keys() != theirs.keys():
            return [f"{where}: keys {sorted(ours.keys() ^ theirs.keys())}"]
        return [d for key in ours for d in differences(ours[key], theirs[key], relative, f"{where}/{key}")]
    if isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            return [f"{where}: {len(ours)} and {len(theirs)} entries"]
        return [d for i, pair in enumerate(zip(ours, theirs)) for d in differences(*pair, relative, f"{where}/{i}")]
    numbers = all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (ours, theirs))
    same = math.isclose(ours, theirs, rel_tol=relative, abs_tol=1e-300) if numbers else ours == theirs
    return [] if same else [f"{where}: {ours!r} and {theirs!r}"]


def settings(controls: list[dict], seed: int) -> dict[str, float]:
    """About half of the controls somewhere between their ends."""
    numbers = random.Random(seed)
    chosen = {}
    for c in controls:
        if numbers.random() < 0.5:
            at = numbers.random()
            chosen[c["name"]] = (
                c["low"] * (c["high"] / c["low"]) ** at if c["logarithmic"] else c["low"] + (c["high"] - c["low"]) * at
            )
    return chosen


def in_euros(scenario: str) -> str:
    """The scenario shown in euros, 1.25 dollars each, with a comma for decimals."""
    given = json.loads(cm.loads(scenario).to_json())
    given["presentation"] = {
        "currency": "EUR",
        "symbol": "€",
        "symbol_after": True,
        "usd_per_currency_unit": 1.25,
        "decimal_mark": ",",
        "thousands_mark": ".",
        "placements": {"Retained": "Ours"},
    }
    return json.dumps(given)


def page_of(scenario: str, file: Path) -> Path:
    """The report's page, as `costmodel report` makes it."""
    loaded = cm.loads(scenario)
    data = pages.shown(json.loads(_core.report_data(loaded._native, '{"html": true}')))
    specs = charts.specifications(data)
    drawn = {name: charts.svg(spec) for name, spec in specs.items()}
    file.write_text(pages.page(data, loaded.to_json(), specs, drawn), encoding="utf-8")
    return file
