"""Sliders in a notebook: the numbers that matter, and what the library then says."""

from __future__ import annotations

import json
from typing import Any

from . import _core
from .errors import invalid
from .scenario import Scenario, native_of

#: Parts of the report data that a move of a slider needs; the rest is left out.
_QUICK = {
    "draws": 0,
    "ribbon_draws": 0,
    "ranges": False,
    "tornado": False,
    "risk": False,
    "map_columns": 0,
    "points": 2,
}
_SHOWN = ("costs", "placement")


class Explorer:
    """Sliders over a scenario. Shows itself in Jupyter; `set` moves sliders from code, and `text` is what is shown in
    words.

    sliders    name of the control: its slider, an `ipywidgets` widget
    widget     sliders and answer as one widget
    """

    def __init__(self, scenario: Scenario) -> None:
        from ipywidgets import HTML, Button, FloatLogSlider, FloatSlider, Layout, VBox

        self._scenario = scenario
        self._controls = self._ask({}, given=True)["controls"]
        self.sliders: dict[str, Any] = {}
        layout, style = Layout(width="42rem"), {"description_width": "20rem"}
        for c in self._controls:
            whose = ", ".join(c["paths"])
            options: dict[str, Any] = {
                "value": c["value"],
                "description": f"{c['label']}, {whose}" if whose else c["label"],
                "tooltip": c["unit"],
                "readout_format": ".4g",
                "layout": layout,
                "style": style,
                "continuous_update": True,
            }
            self.sliders[c["name"]] = _slider(c, FloatLogSlider if c["logarithmic"] else FloatSlider, options)
        self._answer = HTML()
        back = Button(description="Back to the stated values", layout=Layout(width="16rem"))
        back.on_click(lambda _: self.set({}))
        self._silent = False
        for slider in self.sliders.values():
            slider.observe(self._moved, names="value")
        self.widget = VBox([*self.sliders.values(), back, self._answer])
        self._moved(None)

    def set(self, values: dict[str, float]) -> None:
        """Moves sliders to these values, by the names of their controls, and all others to the stated ones.

        Raises `InvalidInput` for an unknown control and for a value outside of its slider.
        """
        for name, value in values.items():
            control = next((c for c in self._controls if c["name"] == name), None)
            if control is None:
                raise invalid("unknown-control", name, "no such control", "one of: " + ", ".join(self.sliders))
            if not control["low"] <= value <= control["high"]:
                raise invalid("out-of-range", name, value, f"{control['low']:g} to {control['high']:g}")
        self._silent = True
        try:
            for c in self._controls:
                self.sliders[c["name"]].value = values.get(c["name"], c["value"])
        finally:
            self._silent = False
        self._moved(None)

    @property
    def values(self) -> dict[str, float]:
        """Where the sliders stand that were moved, by the names of their controls."""
        return {
            c["name"]: self.sliders[c["name"]].value
            for c in self._controls
            if self.sliders[c["name"]].value != c["value"]
        }

    @property
    def text(self) -> str:
        """What is shown, as plain text: the decision, and each table with its columns between bars."""
        lines = list(self._report["lead"])
        for table in self._tables():
            lines += ["", table["title"], " | ".join(column["title"] for column in table["columns"])]
            lines += [" | ".join(row) for row in table["rows"]]
        return "\n".join(lines)

    def _ask(self, values: dict[str, float], given: bool = False) -> dict[str, Any]:
        options = {**_QUICK, "set": values, "given": given, "html": True}
        answer: dict[str, Any] = json.loads(_core.report_data(native_of(self._scenario), json.dumps(options)))
        return answer

    def _tables(self) -> list[dict[str, Any]]:
        found = {table["id"]: table for section in self._report["sections"] for table in section["tables"]}
        return [found[id] for id in _SHOWN if id in found]

    def _moved(self, _: Any) -> None:
        if self._silent:
            return
        import html

        self._report = self._ask(self.values)["report"]
        lead = "".join(f"<p>{html.escape(words)}</p>" for words in self._report["lead"])
        self._answer.value = lead + "".join(table["html"] for table in self._tables())

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return {**self.widget._repr_mimebundle_(**options), "text/html": self._answer.value, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def _slider(control: dict[str, Any], kind: Any, options: dict[str, Any]) -> Any:
    """A slider from the control's low to its high end; of a thousand steps."""
    import math

    low, high = control["low"], control["high"]
    if not control["logarithmic"]:
        return kind(min=low, max=high, step=(high - low) / 1000, **options)
    ends = math.log10(low), math.log10(high)
    return kind(
        base=10,
        min=math.nextafter(ends[0], -math.inf),
        max=math.nextafter(ends[1], math.inf),
        step=(ends[1] - ends[0]) / 1000,
        **options,
    )


def explore(scenario: Scenario) -> Explorer:
    """Sliders for demand, acceptance, prices, purchase, rejects and tokens; costs and placement follow, from the C++
    library.

    Shows itself in Jupyter. Needs `pip install costmodel[explore]`.

    >>> cm.explore(scenario).set({"demand": 50_000})  # doctest: +SKIP
    """
    return Explorer(scenario)
