"""What the tests of the engine and of the page share."""

from __future__ import annotations

import html
import json
import math
import random
import shutil
from pathlib import Path

import costmodel as cm
from costmodel import _core, page

ENGINE = Path(page.__file__).with_name("engine.js")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

COLOURS = """:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --hair: #d0d7de; --page: #fff; --shade: #f6f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9da7b1; --hair: #30363d; --page: #0d1117; --shade: #161b22; }
}
body { background: var(--page); color: var(--ink); }"""


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
            chosen[c["name"]] = c["low"] * (c["high"] / c["low"]) ** at if c["logarithmic"] else c["low"] + (c["high"] - c["low"]) * at
    return chosen


def page_of(scenario: str, file: Path) -> Path:
    """A page with the tables and the sliders, and nothing else."""
    loaded = cm.loads(scenario)
    report = json.loads(_core.report_data(loaded._native, '{"html": true}'))["report"]
    parts = [f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>{html.escape(report['title'])}</title>",
             '<meta name=viewport content="width=device-width, initial-scale=1">',
             f"<style>{COLOURS} .costmodel {{ overflow-x: auto }} {page.style()}</style>",
             f"<main><h1>{html.escape(report['title'])}</h1><div data-lead></div>{page.CONTROLS}"]
    for section in report["sections"]:
        parts += [f"<h2>{html.escape(section['heading'])}</h2>"]
        parts += [f"<div data-table={table['id']}>{table['html']}</div>" for table in section["tables"]]
    file.write_text("\n".join([*parts, page.scripts(loaded), "</main></html>"]))
    return file
