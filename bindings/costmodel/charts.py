"""The charts of a report, as Altair specifications over the library's report data. No number is computed here.

Each chart reads named parts of the data (`datasets`), so that a page can put other data in their place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Okabe & Ito (2008): eight colours that people with any kind of colour vision tell apart.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5C00", "#000000")
GREY = "#8a8f98"
INK = "#24292f"
WIDTH, HEIGHT = 640, 340
MOST_NAMED = len(PALETTE)
PER_ACCEPTED = "{currency} per accepted answer"
PER_MONTH = "{currency} per month"
DEMAND = "Accepted answers per month"

Data = dict[str, Any]
Spec = dict[str, Any]

#: Of colours that stand for paths.
LEGEND: Spec = {"title": None, "orient": "top", "columns": 4, "columnPadding": 24, "labelLimit": 150, "symbolType": "square",
                "symbolOpacity": 1}


def named_paths(data: Data) -> list[str]:
    """The paths that get a colour: all where there are few, else the chosen one, those that win somewhere, and the
    cheapest at the demand."""
    paths = data["paths"]
    costs = {row["id"]: row["usd_per_month"] for row in data["decision"]["paths"]}

    def rank(path: Data) -> tuple[bool, bool, bool, float]:
        cost = costs[path["id"]]
        return (not path["chosen"], not path["cheapest_somewhere"], not path["feasible"], float("inf") if cost is None else cost)

    first = sorted(paths, key=rank)[:MOST_NAMED]
    return [path["id"] for path in paths if path in first]


class _Style:
    """What the charts of one report share."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.names = named_paths(data)
        self.others = len(data["paths"]) > len(self.names)
        domain = [*self.names, "other paths"] if self.others else self.names
        self.colours = {"domain": domain, "range": [*PALETTE[: len(self.names)], GREY][: len(domain)]}
        self.low, self.high = data["demand"]["domain"]

    def line(self, field: str = "path") -> Spec:
        """A field `line`: the path where it has a colour, else "other paths"."""
        names = ", ".join(_quoted(name) for name in self.names)
        return {"calculate": f"indexof([{names}], datum.{field}) >= 0 ? datum.{field} : 'other paths'", "as": "line"}

    def colour(self, legend: bool = True) -> Spec:
        return {"field": "line", "type": "nominal", "scale": self.colours, "legend": LEGEND if legend else None}

    def demand(self, field: str) -> Spec:
        scale = {"type": "log", "domain": [self.low, self.high], "nice": False}
        return {"field": field, "type": "quantitative", "scale": scale, "title": DEMAND, "axis": _counts()}


def _quoted(text: str) -> str:
    """A string of Vega's expression language."""
    import json

    return json.dumps(text).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _axis(format: str) -> Spec:
    return {"format": format, "labelOverlap": True, "labelSeparation": 8, "labelFlush": True, "gridOpacity": 0.5}


def _counts() -> Spec:
    """1k, 1M, and a billion as people write it."""
    return _axis("~s") | {"labelExpr": "replace(datum.label, 'G', 'B')"}


def _money(field: str, title: str, *, log: bool = False) -> Spec:
    scale: Spec = {"type": "log", "nice": False} if log else {"zero": True}
    return {"field": field, "type": "quantitative", "scale": scale, "title": title, "axis": _axis("$,.12~f")}


def _chart(title: str, subtitle: str, layers: list[Spec], datasets: Data, **more: Any) -> Spec:
    """A whole specification. Text of the scenario is shown as text: Vega draws it, nothing interprets it."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": title, "subtitle": subtitle, "anchor": "start", "color": INK, "subtitleColor": INK, "fontSize": 14,
                  "subtitleFontSize": 11, "limit": WIDTH + 80},
        "datasets": datasets,
        "width": WIDTH,
        "height": HEIGHT,
        "background": "#ffffff",
        "padding": {"left": 20, "right": 8, "top": 8, "bottom": 8},  # texts are wider where no font with Arial's widths is
        "layer": layers,
        "config": {
            "font": "Arial, 'Liberation Sans', Helvetica, sans-serif",
            "axis": {"labelColor": INK, "titleColor": INK, "gridColor": "#e4e7eb", "labelFontSize": 11, "titleFontSize": 12},
            "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 11},
            "view": {"stroke": "#c8ccd1"},
            "text": {"color": INK},
        },
        **more,
    }


#: Titles that follow the data: the part of a chart, and its words with {demand}, {path} and {axis} to be filled in.
WORDS: dict[str, dict[str, str]] = {
    "bill": {"subtitle": "At {demand}."},
    "tornado": {"title": "What the cost on {path} hangs on"},
    "risk": {"subtitle": "The same requests under each rule, at {demand}."},
    "winners": {"y": "{axis}"},
}


def _said(data: Data, chart: str, part: str) -> str:
    axis = (data["map"] or {}).get("axis_y", "")
    return WORDS[chart][part].format(demand=data["demand"]["words"], path=data["decision"]["path"] or "", axis=axis[:1].upper() + axis[1:])


def cost(data: Data) -> Spec | None:
    """What an accepted answer costs on every path over demand: bands, crossovers, ribbons, dashes where it is no choice."""
    series = [row for row in data["series"] if row["arrivals"] == data["demand"]["arrivals"] and row["demand"]]
    if not series:
        return None
    style = _Style(data)
    stretches = " || ".join(
        f"(length(datum.obstacles) > {i} && datum.demand >= datum.obstacles[{i}].from && datum.demand <= datum.obstacles[{i}].to)"
        for i in range(3)
    )
    x, y = style.demand("demand"), _money("cost", PER_ACCEPTED, log=True)
    lines = {
        "data": {"name": "series"},
        "transform": [
            {"filter": f"datum.arrivals === {_quoted(data['demand']['arrivals'])}"},
            {"flatten": ["demand", "cost_per_accepted_answer"], "as": ["demand", "cost"]},
            {"filter": "isValid(datum.cost) && datum.cost > 0"},
            {"calculate": f"({stretches}) ? 'not feasible' : 'feasible'", "as": "state"},
            style.line(),
        ],
        "mark": {"type": "line", "strokeWidth": 2.2, "clip": True},
        "encoding": {
            "x": x, "y": y, "color": style.colour(), "detail": {"field": "path"}, "order": {"field": "demand"},
            "strokeDash": {"field": "state", "type": "nominal", "scale": {"domain": ["feasible", "not feasible"], "range": [[1, 0], [4, 4]]},
                           "legend": {"title": None, "orient": "top"}},
            "opacity": {"condition": {"test": "datum.state === 'feasible'", "value": 1}, "value": 0.55},
        },
    }
    ribbons = {
        "data": {"name": "ribbons"},
        "transform": [{"flatten": ["demand", "low", "high"]}, {"filter": "isValid(datum.low) && isValid(datum.high) && datum.low > 0"}, style.line()],
        "mark": {"type": "area", "opacity": 0.16, "clip": True},
        "encoding": {"x": style.demand("demand"), "y": _money("low", PER_ACCEPTED, log=True), "y2": {"field": "high"},
                     "color": style.colour(), "detail": {"field": "path"}},
    }
    return _chart(
        "What an accepted answer costs at which demand",
        "Shaded stretches: the cheapest feasible path. Ribbons: 5 to 95 % of what the inputs may turn out to be. Dashed: not feasible.",
        [_bands(style), ribbons, lines, _other_marks(style), _marks(style), _mark_labels(style, 0, -14), _mark_labels(style, 1, 16), _rule(style), _band_labels(style)],
        {"series": data["series"], "ribbons": data["ribbons"], "bands": data["decision"]["bands"], "marks": data["marks"], "demand": [data["demand"]]},
    )


def _bands(style: _Style) -> Spec:
    return {
        "data": {"name": "bands"},
        "transform": [style.line()],
        "mark": {"type": "rect", "opacity": 0.09},
        "encoding": {"x": style.demand("from"), "x2": {"field": "to"}, "color": style.colour()},
    }


def _band_labels(style: _Style) -> Spec:
    wide = f"log(datum.to / datum.from) > 0.14 * log({style.high!r} / {style.low!r})"
    return {
        "data": {"name": "bands"},
        "transform": [{"filter": wide}, {"calculate": "sqrt(datum.from * datum.to)", "as": "middle"}],
        "mark": {"type": "text", "baseline": "bottom", "fontSize": 11, "fontWeight": "bold", "limit": 150},
        "encoding": {"x": style.demand("middle"), "y": {"value": HEIGHT - 6}, "text": {"field": "path"}},
    }


def _point(style: _Style, test: str, mark: Spec) -> Spec:
    return {
        "data": {"name": "marks"},
        "transform": [{"filter": f"isValid(datum.cost_per_accepted_answer) && datum.cost_per_accepted_answer > 0 && {test}"}],
        "mark": {"type": "point", "clip": True, **mark},
        "encoding": {"x": style.demand("at"), "y": _money("cost_per_accepted_answer", PER_ACCEPTED, log=True)},
    }


def _marks(style: _Style) -> Spec:
    return _point(style, "datum.winner_changes && datum.feasible", {"shape": "diamond", "size": 90, "filled": True, "color": "#000000", "opacity": 1})


def _other_marks(style: _Style) -> Spec:
    return _point(style, "!(datum.winner_changes && datum.feasible)", {"size": 22, "color": "#6b7078", "opacity": 0.7})


def _mark_labels(style: _Style, odd: int, offset: int) -> Spec:
    """Every other label above its crossover, the rest below."""
    spec = _marks(style)
    spec["transform"] += [
        {"aggregate": [{"op": "min", "field": "cost_per_accepted_answer", "as": "cost_per_accepted_answer"},
                       {"op": "max", "field": "measured_at_unlike_load", "as": "unlike"}], "groupby": ["at"]},
        {"window": [{"op": "row_number", "as": "place"}], "sort": [{"field": "at", "order": "ascending"}]},
        {"filter": f"datum.place <= 8 && datum.place % 2 === {1 - odd}"},
        {"calculate": "format(datum.at, datum.at < 100 ? '.3~r' : ',.0f') + ' a month' + (datum.unlike ? ' (unlike load)' : '')",
         "as": "label"},
    ]
    place = f"log(datum.at / {style.low!r}) / log({style.high!r} / {style.low!r})"
    side = {"expr": f"{place} > 0.8 ? 'right' : {place} < 0.2 ? 'left' : 'center'"}
    spec["mark"] = {"type": "text", "align": side, "dy": offset, "fontSize": 11, "fontWeight": "bold", "clip": True}
    spec["encoding"]["text"] = {"field": "label"}
    return spec


def _rule(style: _Style) -> Spec:
    return {
        "data": {"name": "demand"},
        "mark": {"type": "rule", "strokeDash": [2, 2], "strokeWidth": 1.5, "color": INK},
        "encoding": {"x": style.demand("accepted_answers_per_month")},
    }


def bill(data: Data) -> Spec | None:
    """The month's bill at the demand, term by term."""
    if not data["bills"]:
        return None
    order = [path["id"] for path in data["paths"]]
    colour = {"range": [*PALETTE, "#b0b7c0", "#5c6773", "#c9b37e"]}  # terms in the order in which they come
    bars = {
        "data": {"name": "bills"},
        "mark": {"type": "bar", "stroke": "#ffffff", "strokeWidth": 0.5},
        "encoding": {
            "y": {"field": "path", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": 220}},
            "x": {**_money("per_month", PER_MONTH), "stack": "zero"},
            "color": {"field": "term", "type": "nominal", "sort": None, "scale": colour, "legend": {"title": None, "orient": "top", "columns": 4, "labelLimit": 160}},
        },
    }
    return _chart("What the month is made of", _said(data, "bill", "subtitle"), [bars], {"bills": data["bills"]}, height={"step": 26})


def tornado(data: Data) -> Spec | None:
    """What the cost on the chosen path hangs on: its swing over what each input may turn out to be."""
    if not data["swings"]:
        return None
    rows = {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 320}}
    most = [{"window": [{"op": "row_number", "as": "place"}]}, {"filter": "datum.place <= 14"}]
    bars = {
        "data": {"name": "swings"}, "transform": most,
        "mark": {"type": "bar", "color": PALETTE[0], "height": 14},
        "encoding": {"y": rows, "x": {**_money("low", PER_ACCEPTED), "scale": {"zero": False, "nice": True}}, "x2": {"field": "high"}},
    }
    now = {
        "data": {"name": "swings"}, "transform": most,
        "mark": {"type": "rule", "color": INK, "strokeDash": [3, 3]},
        "encoding": {"x": {"field": "stated", "type": "quantitative", "aggregate": "min"}},
    }
    return _chart(_said(data, "tornado", "title"), "Each input alone from its 5 % to its 95 % value; dashed: as stated.", [bars, now],
                  {"swings": data["swings"]}, height={"step": 24})


def probability(data: Data) -> Spec | None:
    """How likely each path is the cheapest, over demand."""
    if not data["probability"]:
        return None
    style = _Style(data)
    areas = {
        "data": {"name": "probability"},
        "transform": [{"flatten": ["demand", "probability"]}, style.line()],
        "mark": {"type": "area", "opacity": 0.85, "line": {"color": "#ffffff", "strokeWidth": 0.5}},
        "encoding": {
            "x": style.demand("demand"),
            "y": {"field": "probability", "type": "quantitative", "stack": "zero", "scale": {"domain": [0, 1]}, "title": "Probability of being cheapest",
                  "axis": _axis("%")},
            "color": style.colour(), "detail": {"field": "path"},
        },
    }
    return _chart("How likely each path is the cheapest", "Over what the inputs may turn out to be; feasible paths only. Dashed line: the stated demand.",
                  [areas, _rule(style)], {"probability": data["probability"], "demand": [data["demand"]]})


def winners(data: Data) -> Spec | None:
    """Who is cheapest over demand and acceptance."""
    chart = data["map"]
    if not chart or not chart["regions"]:
        return None
    style = _Style(data)
    x = {**style.demand("x"), "scale": {"type": "log", "domain": chart["x"], "nice": False}}
    y = {"field": "y", "type": "quantitative", "scale": {"domain": chart["y"], "nice": False}, "title": _said(data, "winners", "y"),
         "axis": _axis("%")}
    names = [*style.colours["domain"], "none feasible"]
    colours = {"domain": names, "range": [*style.colours["range"], "#e8eaed"]}
    regions = {
        "data": {"name": "regions"},
        "transform": [
            {"window": [{"op": "row_number", "as": "region"}]},
            {"calculate": "datum.path === '' ? 'none feasible' : datum.path", "as": "winner"},
            style.line("winner"),
            {"calculate": "datum.winner === 'none feasible' ? datum.winner : datum.line", "as": "line"},
            {"flatten": ["outline"]}, {"window": [{"op": "row_number", "as": "place"}], "groupby": ["region"]},
            {"calculate": "datum.outline[0]", "as": "x"}, {"calculate": "datum.outline[1]", "as": "y"},
        ],
        "mark": {"type": "line", "filled": True, "clip": True, "interpolate": "linear-closed", "opacity": 0.75},
        "encoding": {"x": x, "y": y, "order": {"field": "place"}, "detail": {"field": "region"},
                     "color": {"field": "line", "type": "nominal", "scale": colours,
                               "legend": LEGEND}},
    }
    rate = next((c["value"] for c in data["controls"] if c["name"] == chart["axis_y"]), None)
    here = {
        "data": {"name": "here"},
        "mark": {"type": "point", "shape": "cross", "size": 140, "filled": True, "color": "#000000", "opacity": 1},
        "encoding": {"x": x, "y": y},
    }
    point = [] if rate is None else [{"x": data["demand"]["accepted_answers_per_month"], "y": data["set"].get(chart["axis_y"], rate)}]
    return _chart("Who is cheapest where", "Over demand and acceptance; paths that are not feasible there are left out. Cross: as stated.",
                  [regions, here], {"regions": chart["regions"], "here": point})


def throughput(data: Data) -> Spec | None:
    """What was measured: output over requests in flight, with the point that the capacity is stated at."""
    if all(len(path["points"]) < 2 for path in data["throughput"]):
        return None  # the table of speeds says as much
    style = _Style(data)
    unnest = [{"flatten": ["points"], "as": ["point"]}, {"calculate": "datum.point.concurrency", "as": "concurrency"},
              {"calculate": "datum.point.output_tokens_per_second", "as": "rate"}, {"calculate": "datum.point.used", "as": "used"}, style.line()]
    axes = {
        "x": {"field": "concurrency", "type": "quantitative", "scale": {"type": "log", "nice": True}, "title": "Requests in flight", "axis": _counts()},
        "y": {"field": "rate", "type": "quantitative", "scale": {"type": "log", "nice": True}, "title": "Output tokens per second, all streams", "axis": _counts()},
        "color": style.colour(),
    }
    lines = {"data": {"name": "throughput"}, "transform": unnest, "mark": {"type": "line", "strokeWidth": 1.5, "point": {"size": 40}},
             "encoding": {**axes, "detail": {"field": "path"}}}
    used = {"data": {"name": "throughput"}, "transform": [*unnest, {"filter": "datum.used"}],
            "mark": {"type": "point", "shape": "circle", "size": 190, "strokeWidth": 2.2}, "encoding": axes}
    return _chart("How fast each machine is", "Ringed: the operating point that capacity is stated at. Nothing is extrapolated.",
                  [lines, used], {"throughput": data["throughput"]})


def risk(data: Data) -> Spec | None:
    """The bill of a windowed path under each rule that the wording allows."""
    if not data["risk_bars"]:
        return None
    bars = {
        "data": {"name": "risks"},
        "transform": [{"calculate": "datum.path + ': ' + replace(datum.rule, /_/g, ' ')", "as": "label"},
                      {"calculate": "datum.fits_the_wording ? 'fits the wording' : 'for comparison'", "as": "fits"}],
        "mark": {"type": "bar"},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 320}},
            "x": _money("per_month", PER_MONTH),
            "color": {"field": "fits", "type": "nominal", "scale": {"domain": ["fits the wording", "for comparison"], "range": [PALETTE[1], "#b0b7c0"]},
                      "legend": {"title": None, "orient": "top"}},
        },
    }
    return _chart("What the provider's wording may cost", _said(data, "risk", "subtitle"), [bars],
                  {"risks": data["risk_bars"]}, height={"step": 24})


CHARTS: dict[str, tuple[str, Callable[[Data], Spec | None]]] = {
    "cost": ("Cost of an accepted answer over demand, for each path", cost),
    "winners": ("Cheapest path over demand and acceptance", winners),
    "bill": ("Terms of the monthly bill of each path", bill),
    "tornado": ("What the cost on the chosen path hangs on", tornado),
    "probability": ("Probability that each path is the cheapest, over demand", probability),
    "throughput": ("Measured throughput of each path over requests in flight", throughput),
    "risk": ("Monthly bill under each billing rule", risk),
}

#: Where each dataset of a chart stands in the report data; a page puts new data there.
SOURCES = {
    "series": "series", "ribbons": "ribbons", "marks": "marks", "bills": "bills", "swings": "swings", "probability": "probability",
    "throughput": "throughput", "risks": "risk_bars", "bands": "decision.bands", "demand": "demand", "regions": "map.regions",
}


def specifications(data: Data) -> dict[str, Spec]:
    """Every chart that the data has something for, by name, as Vega-Lite."""
    made = {name: make(data) for name, (_, make) in CHARTS.items()}
    return {name: _in_currency(spec, data["money"]) for name, spec in made.items() if spec is not None}


def _in_currency(spec: Spec, money: Data) -> Spec:
    """The chart with the scenario's currency at its axes, and its marks in their numbers."""
    symbol = money["symbol"]
    before, after = ("", "\u00a0" + symbol) if money["symbol_after"] else (symbol + ("\u00a0" if symbol == money["currency"] else ""), "")
    number = {"decimal": money["decimal_mark"], "thousands": money["thousands_mark"], "grouping": [3], "currency": [before, after]}
    config = {**spec["config"], "locale": {"number": number}}
    return {**spec, "config": config, "layer": [_titled(layer, money["currency"]) for layer in spec["layer"]]}


def _titled(layer: Spec, currency: str) -> Spec:
    axes = {name: {**axis, "title": axis["title"].format(currency=currency)} if axis.get("title") in (PER_ACCEPTED, PER_MONTH) else axis
            for name, axis in layer["encoding"].items()}
    return {**layer, "encoding": axes}


def live(name: str, data: Data, spec: Spec) -> Spec:
    """The chart as Vega, for a page that puts other data in: without data, and with signals where its titles follow them."""
    import vl_convert

    # A sentence for each point would be half of the work of drawing it, and the page hides what is in a drawing from readers
    # of screens: its place is named, and the numbers are in the tables.
    config = {**spec["config"], "aria": False}
    vega: Spec = vl_convert.vegalite_to_vega({**spec, "config": config, "datasets": {set: [] for set in spec["datasets"]}})
    vega["autosize"] = {"type": "pad", "resize": True}  # labels of other numbers have other widths
    for part in WORDS.get(name, ()):
        signal = {"name": f"words_{part}", "value": _said(data, name, part)}
        vega.setdefault("signals", []).append(signal)
        if part != "y":
            vega["title"]["text" if part == "title" else part] = {"signal": signal["name"]}
        for axis in vega["axes"]:
            if part == "y" and axis.get("title") == signal["value"]:
                axis["title"] = {"signal": signal["name"]}
    return vega


def svg(spec: Spec) -> str:
    """The chart drawn, without a network or a browser."""
    import re

    import vl_convert

    drawing = str(vl_convert.vegalite_to_svg(spec))
    found = dict.fromkeys(re.findall(r'<[^>]*\bid="([^"]*)"', drawing))
    ids = {old: f"d{place}" for place, old in enumerate(found)}  # Vega counts on from one drawing to the next
    return renamed_ids(drawing, lambda old: ids.get(old, old))


def renamed_ids(drawing: str, name: Callable[[str], str]) -> str:
    """An SVG drawing with other ids, wherever its elements use them; its text stays."""
    import re

    def in_element(element: re.Match[str]) -> str:
        return re.sub(r'(\bid="|url\(#|href="#)([^")]*)', lambda id: id[1] + name(id[2]), element[0])

    return re.sub(r"<[^>]*>", in_element, drawing)


def png(spec: Spec) -> bytes:
    """The chart as a picture of twice the screen's density."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(spec, scale=2))
