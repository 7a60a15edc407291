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
SHORT = 440  # width of bars beside long names
MOST_NAMED = len(PALETTE)
RAIL = 16  # height of a row of labels above a plot
LETTER = 6.6  # width of a bold letter of labels, which are not measured
PER_ACCEPTED = "{currency} per accepted answer"
PER_MONTH = "{currency} per month"
MONEY = "{currency}"
SO_FAR = "{currency}, all months so far"
DEMAND = "Accepted answers per month"

Data = dict[str, Any]
Spec = dict[str, Any]

#: Of colours that stand for paths.
LEGEND: Spec = {
    "title": None,
    "orient": "top",
    "columns": 4,
    "columnPadding": 24,
    "labelLimit": 150,
    "symbolType": "square",
    "symbolOpacity": 1,
}
BELOW: Spec = {**LEGEND, "orient": "bottom"}


def named_paths(data: Data) -> list[str]:
    """The paths that get a colour: all where there are few, else the chosen one, those that win somewhere, and the
    cheapest at the demand."""
    paths = data["paths"]
    costs = {row["id"]: row["per_month"] for row in data["paths"]}

    def rank(path: Data) -> tuple[bool, bool, bool, float]:
        cost = costs[path["id"]]
        return (
            not path["chosen"],
            not path["cheapest_somewhere"],
            not path["feasible"],
            float("inf") if cost is None else cost,
        )

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
        return {
            "field": field,
            "type": "quantitative",
            "scale": scale,
            "title": DEMAND,
            "axis": {**_counts(), "grid": False},
        }


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
        "title": {
            "text": title,
            "subtitle": subtitle,
            "anchor": "start",
            "color": INK,
            "subtitleColor": INK,
            "fontSize": 14,
            "subtitleFontSize": 11,
            "limit": WIDTH + 140,
            "offset": 12,
        },
        "datasets": datasets,
        "width": WIDTH,
        "height": HEIGHT,
        "background": "#ffffff",
        "padding": {
            "left": 20,
            "right": 8,
            "top": 8,
            "bottom": 8,
        },  # texts are wider where no font with Arial's widths is
        "layer": layers,
        "config": {
            # The page names its charts; descriptions of every mark would say nothing, and cannot say all texts.
            "aria": False,
            "font": "Arial, 'Liberation Sans', Helvetica, sans-serif",
            "axis": {
                "labelColor": INK,
                "titleColor": INK,
                "gridColor": "#e4e7eb",
                "labelFontSize": 11,
                "titleFontSize": 12,
            },
            "axisY": {"titleLimit": HEIGHT},
            "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 11},
            "view": {"stroke": "#c8ccd1"},
            "text": {"color": INK},
        },
        **more,
    }


#: Titles that follow the data: the part of a chart, and its words with {demand}, {path} and {axis} to be filled in.
WORDS: dict[str, dict[str, str]] = {
    "bill": {"subtitle": "At {demand}."},
    "tornado": {"title": "What the cost of {path} depends on"},
    "risk": {"subtitle": "The same requests under each rule, at {demand}."},
    "winners": {"y": "{axis}"},
}


def _said(data: Data, chart: str, part: str) -> str:
    axis = (data["map"] or {}).get("axis_y", "")
    return WORDS[chart][part].format(
        demand=data["demand"]["words"], path=data["decision"]["path"] or "", axis=axis[:1].upper() + axis[1:]
    )


def _pixel(scale: str, value: str) -> str:
    """Where a value stands in the plot, in Vega's expression language."""
    return f"scale({_quoted(scale)}, {value})"


def _apart(at: str, room: str, high: float) -> list[Spec]:
    """`place`: where labels stand that want to be at pixel `at` and need `room` pixels each: as near as that lets them,
    in their order, between 0 and `high`."""

    def rest(where: str) -> Spec:
        return {"calculate": f"{where} - datum.before", "as": "own"}

    def kept(op: str, name: str) -> Spec:
        frame = [None, 0] if op == "max" else [0, None]
        return {"window": [{"op": op, "field": "own", "as": name}], "frame": frame, "sort": [{"field": "rank"}]}

    return [
        {"calculate": at, "as": "wanted"},
        {"calculate": room, "as": "room"},
        {
            "window": [{"op": "row_number", "as": "rank"}, {"op": "sum", "field": "room", "as": "before"}],
            "sort": [{"field": "wanted"}],
            "ignorePeers": True,
        },
        {"calculate": "datum.before - datum.room / 2", "as": "before"},
        rest("datum.wanted"),
        kept("max", "down"),
        kept("min", "up"),
        rest(f"min((datum.down + datum.up) / 2 + datum.before, {high} - datum.room / 2)"),
        kept("min", "up"),
        rest("max(datum.up + datum.before, datum.room / 2)"),
        kept("max", "down"),
        {"calculate": "datum.down + datum.before", "as": "place"},
    ]


def _at(field: str, second: bool = False) -> Spec:
    """A field that is a place in the plot, in pixels."""
    return {"field": field} if second else {"field": field, "type": "quantitative", "scale": None}


def _said_on_white(spec: Spec) -> list[Spec]:
    """A text, and the white that keeps it readable on lines and areas."""
    halo = {
        **spec,
        "mark": {**spec["mark"], "stroke": "#ffffff", "strokeWidth": 3, "strokeJoin": "round", "color": "#ffffff"},
    }
    return [halo, spec]


def _line_ends(style: _Style, name: str, points: list[Spec], x: str, y: str) -> list[Spec]:
    """The names of lines beside the plot, each tied to the end of its line."""
    ends = [
        *points,
        {"joinaggregate": [{"op": "max", "field": x, "as": "last"}], "groupby": ["path"]},
        {"filter": f"datum.{x} === datum.last"},
        {
            "aggregate": [
                {"op": "median", "field": y, "as": "height"},
                {"op": "max", "field": "last", "as": "last"},
                {"op": "distinct", "field": "path", "as": "paths"},
            ],
            "groupby": ["line"],
        },
        {"calculate": _pixel("x", "datum.last"), "as": "end"},
        *_apart(_pixel("y", "datum.height"), "14", HEIGHT),
        {"calculate": "datum.line === 'other paths' ? datum.paths + ' other paths' : datum.line", "as": "label"},
    ]
    tie = {
        "data": {"name": name},
        "transform": ends,
        "mark": {"type": "rule", "strokeWidth": 1.2, "strokeDash": [1, 2]},
        "encoding": {
            "x": _at("end"),
            "x2": {"value": WIDTH + 8},
            "y": _at("wanted"),
            "y2": _at("place", True),
            "color": style.colour(False),
        },
    }
    label = {
        "data": {"name": name},
        "transform": ends,
        "mark": {"type": "text", "align": "left", "fontSize": 11, "fontWeight": "bold", "limit": 150},
        "encoding": {"x": {"value": WIDTH + 11}, "y": _at("place"), "text": {"field": "label"}},
    }
    return [tie, label]


def _costs(field: str) -> Spec:
    """The cost of the cost chart, above the row of bands."""
    costs = _money(field, PER_ACCEPTED, log=True)
    return {**costs, "scale": {**costs["scale"], "range": [HEIGHT - 2 * RAIL, 0]}}


def _within(across: str, text: str) -> str:
    """Where the middle of a text stands, so that all of it is in the plot."""
    half = f"min(75, {LETTER} / 2 * length({text}))"
    return f"clamp({across}, {half}, {WIDTH} - {half})"


#: A demand as the rail above a plot has it.
_SHORT = "(datum.{0} < 100 ? format(datum.{0}, '.3~r') : datum.{0} < 1e7 ? format(datum.{0}, ',.0f') : replace(format(datum.{0}, '.3~s'), 'G', 'B'))"


def cost(data: Data) -> Spec | None:
    """What an accepted answer costs on every path over demand: bands, crossovers, ribbons, hatching where it is no
    choice."""
    series = [row for row in data["series"] if row["arrivals"] == data["demand"]["arrivals"] and row["demand"]]
    if not series:
        return None
    style = _Style(data)
    most = max(len(row["obstacles"]) for row in series)
    stretches = " || ".join(
        f"(length(datum.obstacles) > {i} && datum.demand >= datum.obstacles[{i}].from && datum.demand <= datum.obstacles[{i}].to)"
        for i in range(max(most, 3))
    )
    x, y = style.demand("demand"), _costs("cost")
    points: list[Spec] = [
        {"filter": f"datum.arrivals === {_quoted(data['demand']['arrivals'])}"},
        {"flatten": ["demand", "cost_per_accepted_answer"], "as": ["demand", "cost"]},
        {"filter": "isValid(datum.cost) && datum.cost > 0"},
        {"calculate": f"({stretches}) ? 'not feasible' : 'feasible'", "as": "state"},
        style.line(),
    ]
    thin: Spec = {
        "data": {"name": "series"},
        "transform": points,
        "mark": {"type": "line", "strokeJoin": "round", "strokeWidth": 1},
        "encoding": {
            "x": x,
            "y": y,
            "color": style.colour(False),
            "detail": {"field": "path"},
            "order": {"field": "demand"},
        },
    }
    run = [
        {
            "window": [{"op": "lag", "field": "state", "as": "before"}],
            "groupby": ["path"],
            "sort": [{"field": "demand"}],
        },
        {"calculate": "datum.state === datum.before ? 0 : 1", "as": "turns"},
        {"window": [{"op": "sum", "field": "turns", "as": "run"}], "groupby": ["path"], "sort": [{"field": "demand"}]},
        {"filter": "datum.state === 'feasible' && datum.line !== 'other paths'"},
    ]
    strong = {
        **thin,
        "transform": [*points, *run],
        "mark": {**thin["mark"], "strokeWidth": 2.4},
        "encoding": {**thin["encoding"], "detail": [{"field": "path"}, {"field": "run"}]},
    }
    ribbons = {
        "data": {"name": "ribbons"},
        "transform": [
            {"flatten": ["demand", "low", "high"]},
            {"filter": "isValid(datum.low) && isValid(datum.high) && datum.low > 0"},
            style.line(),
            {"filter": "datum.line !== 'other paths'"},
        ],
        "mark": {"type": "area", "opacity": 0.16},
        "encoding": {
            "x": style.demand("demand"),
            "y": _costs("low"),
            "y2": {"field": "high"},
            "color": style.colour(False),
            "detail": {"field": "path"},
        },
    }
    return _chart(
        "What an accepted answer costs at which demand",
        "Shaded: the cheapest feasible path. Ribbons: 5 to 95 % of what the inputs may turn out to be. Hatched: not feasible, or does not compete.",
        [
            *_bands(style),
            ribbons,
            _hatching(style, points),
            thin,
            strong,
            _other_marks(style),
            *_stated(style, 2),
            *_crossings(style),
            *_line_ends(style, "series", points, "demand", "cost"),
            *_band_labels(style),
        ],
        {
            "series": data["series"],
            "ribbons": data["ribbons"],
            "bands": data["decision"]["bands"],
            "marks": data["marks"],
            "demand": [data["demand"]],
        },
    )


def _hatching(style: _Style, points: list[Spec]) -> Spec:
    """Slashes across the lines of named paths where they are not feasible; one in every sixtieth of the width."""
    return {
        "data": {"name": "series"},
        "transform": [
            *points,
            {"filter": "datum.state !== 'feasible' && datum.line !== 'other paths'"},
            {"calculate": f"floor({_pixel('x', 'datum.demand')} / {WIDTH / 60} + 0.01)", "as": "cell"},
            {
                "window": [{"op": "row_number", "as": "place"}],
                "groupby": ["path", "cell"],
                "sort": [{"field": "demand"}],
            },
            {"filter": "datum.place === 1"},
        ],
        "mark": {
            "type": "point",
            "shape": "M-0.6,1L0.6,-1",
            "size": 130,
            "strokeWidth": 1.1,
            "filled": False,
            "strokeOpacity": 0.9,
        },
        "encoding": {"x": style.demand("demand"), "y": _costs("cost"), "color": style.colour(False)},
    }


def _bands(style: _Style) -> list[Spec]:
    """Who is cheapest: shaded over the plot, and plain in a strip on the axis."""
    band: Spec = {
        "data": {"name": "bands"},
        "transform": [{"filter": "datum.path"}, style.line()],
        "mark": {"type": "rect", "opacity": 0.09},
        "encoding": {"x": style.demand("from"), "x2": {"field": "to"}, "color": style.colour(False)},
    }
    strip = {
        **band,
        "mark": {"type": "rect", "opacity": 1, "stroke": "#ffffff", "strokeWidth": 1},
        "encoding": {**band["encoding"], "y": {"value": HEIGHT - 7}, "y2": {"value": HEIGHT}},
    }
    return [band, strip]


def _band_labels(style: _Style) -> list[Spec]:
    """Names of the widest bands, above the strip."""
    middle = _pixel("x", "sqrt(datum.from * datum.to)")
    placed = [
        {"calculate": f"{_pixel('x', 'datum.to')} - {_pixel('x', 'datum.from')}", "as": "width"},
        {"calculate": "truncate(datum.path || 'none feasible', 24)", "as": "label"},
        {"filter": "datum.width > 4"},
        {"window": [{"op": "row_number", "as": "widest"}], "sort": [{"field": "width", "order": "descending"}]},
        {"filter": "datum.widest <= 4"},
        *_apart(middle, f"{LETTER} * length(datum.label) + 10", WIDTH),
    ]
    label = {
        "data": {"name": "bands"},
        "transform": placed,
        "mark": {"type": "text", "baseline": "bottom", "fontSize": 11, "fontWeight": "bold"},
        "encoding": {"x": _at("place"), "y": {"value": HEIGHT - 13}, "text": {"field": "label"}},
    }
    tie = {
        "data": {"name": "bands"},
        "transform": placed,
        "mark": {"type": "rule", "color": INK, "strokeWidth": 0.8},
        "encoding": {
            "x": _at("place"),
            "x2": _at("wanted", True),
            "y": {"value": HEIGHT - 13},
            "y2": {"value": HEIGHT - 6},
        },
    }
    return [tie, *_said_on_white(label)]


def _point(style: _Style, test: str, mark: Spec) -> Spec:
    return {
        "data": {"name": "marks"},
        "transform": [
            {"filter": f"isValid(datum.cost_per_accepted_answer) && datum.cost_per_accepted_answer > 0 && {test}"}
        ],
        "mark": {"type": "point", **mark},
        "encoding": {"x": style.demand("at"), "y": _costs("cost_per_accepted_answer")},
    }


def _other_marks(style: _Style) -> Spec:
    return _point(style, "!(datum.winner_changes && datum.feasible)", {"size": 22, "color": "#6b7078", "opacity": 0.7})


def _crossings(style: _Style) -> list[Spec]:
    """Where the cheapest path changes: a line from band to band with its demand above the plot, and a diamond where two
    costs cross."""
    mark = _point(
        style,
        "datum.winner_changes && datum.feasible",
        {"shape": "diamond", "size": 90, "filled": True, "color": "#000000", "opacity": 1},
    )
    borders = [
        {"window": [{"op": "row_number", "as": "first"}], "sort": [{"field": "from"}]},
        {"filter": f"datum.first > 1 && datum.first <= {MOST_NAMED + 1}"},
        {"calculate": f"{_SHORT.format('from')} + (datum.measured_at_unlike_load ? '*' : '')", "as": "label"},
        *_apart(_pixel("x", "datum.from"), f"{LETTER} * length(datum.label) + 8", WIDTH),
    ]
    of: Spec = {"data": {"name": "bands"}, "transform": borders}
    line = {"type": "rule", "color": INK, "strokeWidth": 0.8}
    tie = {
        **of,
        "mark": line,
        "encoding": {"x": _at("place"), "x2": _at("wanted", True), "y": {"value": -6}, "y2": {"value": 0}},
    }
    down = {
        **of,
        "mark": {**line, "opacity": 0.6},
        "encoding": {"x": _at("wanted"), "y": {"value": 0}, "y2": {"value": HEIGHT}},
    }
    label = {
        **of,
        "mark": {"type": "text", "baseline": "bottom", "fontSize": 11, "fontWeight": "bold"},
        "encoding": {"x": _at("place"), "y": {"value": -7}, "text": {"field": "label"}},
    }
    some = [
        {"filter": "datum.measured_at_unlike_load"},
        {"aggregate": [{"op": "count", "as": "some"}]},
        {"filter": "datum.some > 0"},
    ]
    unlike = {
        "data": {"name": "bands"},
        "transform": some,
        "mark": {
            "type": "text",
            "align": "right",
            "baseline": "top",
            "fontSize": 10,
            "text": "* between paths measured at unlike load",
        },
        "encoding": {"x": {"value": WIDTH}, "y": {"value": HEIGHT + 44}},
    }
    return [down, mark, tie, *_said_on_white(label), unlike]


def _stated(style: _Style, row: int) -> list[Spec]:
    """The demand that is decided for, as a line with its number, in a row above the plot."""
    x = style.demand("accepted_answers_per_month")
    where = _pixel("x", "datum.accepted_answers_per_month")
    side = {"expr": f"{where} > 0.85 * {WIDTH} ? 'right' : {where} < 0.15 * {WIDTH} ? 'left' : 'center'"}
    rule = {
        "data": {"name": "demand"},
        "mark": {"type": "rule", "strokeDash": [5, 3], "strokeWidth": 1.5, "color": INK},
        "encoding": {"x": x, "y": {"value": 2 - RAIL * (row - 1) - 6}, "y2": {"value": HEIGHT}},
    }
    label = {
        "data": {"name": "demand"},
        "transform": [{"calculate": f"'demand: ' + {_SHORT.format('accepted_answers_per_month')}", "as": "label"}],
        "mark": {"type": "text", "baseline": "bottom", "align": side, "fontSize": 11},
        "encoding": {"x": x, "y": {"value": -RAIL * (row - 1) - 6}, "text": {"field": "label"}},
    }
    return [rule, *_said_on_white(label)]


#: An amount as it stands at a bar.
_MONEY = "(abs(datum.{0}) >= 100 ? format(datum.{0}, '$,.0f') : abs(datum.{0}) >= 1 ? format(datum.{0}, '$.2f') : format(datum.{0}, '$.3~r'))"


def _amounts(name: str, transform: list[Spec], y: Spec, x: Spec, said: str) -> Spec:
    """What bars come to, in words beside them."""
    return {
        "data": {"name": name},
        "transform": [*transform, {"calculate": said, "as": "said"}],
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 10.5},
        "encoding": {"y": y, "x": x, "text": {"field": "said"}},
    }


def bill(data: Data) -> Spec | None:
    """The month's bill at the demand, term by term."""
    if not data["bills"]:
        return None
    y = {
        "field": "path",
        "type": "nominal",
        "sort": [path["id"] for path in data["paths"]],
        "title": None,
        "axis": {"labelLimit": 180, "ticks": False, "domain": False},
    }
    colour = {"range": [*PALETTE, "#b0b7c0", "#5c6773", "#c9b37e"]}  # terms in the order in which they come
    stacked = [{"stack": "per_month", "groupby": ["path"], "as": ["from", "to"]}]
    bars = {
        "data": {"name": "bills"},
        "transform": stacked,
        "mark": {"type": "bar", "stroke": "#ffffff", "strokeWidth": 1},
        "encoding": {
            "y": y,
            "x": _money("from", PER_MONTH),
            "x2": {"field": "to"},
            "color": {
                "field": "term",
                "type": "nominal",
                "sort": None,
                "scale": colour,
                "legend": {**LEGEND, "columns": 4},
            },
        },
    }
    width = f"({_pixel('x', 'datum.to')} - {_pixel('x', 'datum.from')})"
    names = {
        "data": {"name": "bills"},
        "transform": [
            *stacked,
            {"filter": f"{width} > {LETTER} * length(datum.term) + 6"},
            {"calculate": _pixel("x", "(datum.from + datum.to) / 2"), "as": "middle"},
        ],
        "mark": {"type": "text", "fontSize": 10.5},
        "encoding": {"y": y, "x": _at("middle"), "text": {"field": "term"}},
    }
    billed = [{"filter": "isValid(datum.per_month)"}, {"calculate": "datum.id", "as": "path"}]
    said = _MONEY.format("per_month") + " + (datum.feasible ? '' : ', not feasible')"
    amounts = _amounts("paths", billed, y, {"field": "per_month", "type": "quantitative"}, said)
    return _chart(
        "What the month is made of",
        _said(data, "bill", "subtitle"),
        [bars, *_said_on_white(names), amounts],
        {"bills": data["bills"], "paths": data["paths"]},
        width=WIDTH - 100,
        height={"step": 26},
    )


def tornado(data: Data) -> Spec | None:
    """What the cost of the chosen path depends on: its swing over what each input may turn out to be."""
    if not data["swings"]:
        return None
    rows = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": 300, "ticks": False, "domain": False},
    }
    most: list[Spec] = [{"window": [{"op": "row_number", "as": "place"}]}, {"filter": "datum.place <= 14"}]
    bars = {
        "data": {"name": "swings"},
        "transform": most,
        "mark": {"type": "bar", "color": PALETTE[0], "height": 14},
        "encoding": {
            "y": rows,
            "x": {**_money("low", PER_ACCEPTED), "scale": {"zero": False, "nice": True}},
            "x2": {"field": "high"},
        },
    }
    now = {
        "data": {"name": "swings"},
        "transform": most,
        "mark": {"type": "rule", "color": INK, "strokeDash": [3, 3]},
        "encoding": {"x": {"field": "stated", "type": "quantitative", "aggregate": "min"}},
    }
    amounts = _amounts(
        "swings", most, rows, {"value": SHORT}, _MONEY.format("low") + " + ' – ' + " + _MONEY.format("high")
    )
    return _chart(
        _said(data, "tornado", "title"),
        "Each input alone from its 5 % to its 95 % value; dashed: as stated, which may be outside of that.",
        [bars, now, amounts],
        {"swings": data["swings"]},
        width=SHORT,
        height={"step": 24},
    )


def probability(data: Data) -> Spec | None:
    """How likely each path is the cheapest, over demand."""
    if not data["probability"]:
        return None
    style = _Style(data)
    points = [
        {"flatten": ["demand", "probability"]},
        style.line(),
        {"stack": "probability", "groupby": ["demand"], "as": ["from", "to"]},
    ]
    y = {
        "field": "from",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "title": "Probability of being cheapest",
        "axis": _axis("%"),
    }
    areas = {
        "data": {"name": "probability"},
        "transform": points,
        "mark": {"type": "area", "opacity": 0.85, "stroke": "#ffffff", "strokeWidth": 1},
        "encoding": {
            "x": style.demand("demand"),
            "y": y,
            "y2": {"field": "to"},
            "color": {**style.colour(), "legend": BELOW},
            "detail": {"field": "path"},
        },
    }
    where = _pixel("x", "datum.demand")
    middle = [  # of the stretch in which the path is about as likely as it ever is
        {"calculate": where, "as": "across"},
        {"joinaggregate": [{"op": "max", "field": "probability", "as": "most"}], "groupby": ["path"]},
        {"filter": "datum.line !== 'other paths' && datum.most > 0.1 && datum.probability > 0.9 * datum.most"},
        {"joinaggregate": [{"op": "mean", "field": "across", "as": "middle"}], "groupby": ["path"]},
        {"calculate": "abs(datum.across - datum.middle)", "as": "off"},
        {"window": [{"op": "row_number", "as": "place"}], "groupby": ["path"], "sort": [{"field": "off"}]},
        {"filter": "datum.place === 1"},
    ]
    names = {
        "data": {"name": "probability"},
        "transform": [
            *points,
            *middle,
            {"calculate": _within("datum.across", "datum.line"), "as": "place"},
            {"calculate": "(datum.from + datum.to) / 2", "as": "height"},
        ],
        "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold", "limit": 150},
        "encoding": {"x": _at("place"), "y": {**y, "field": "height"}, "text": {"field": "line"}},
    }
    return _chart(
        "How likely each path is the cheapest",
        "The share of what the inputs may turn out to be in which it is the cheapest feasible path. Left white: none is feasible.",
        [areas, *_said_on_white(names), *_stated(style, 1)],
        {"probability": data["probability"], "demand": [data["demand"]]},
    )


def winners(data: Data) -> Spec | None:
    """Who is cheapest over demand and acceptance."""
    chart = data["map"]
    if not chart or not chart["regions"]:
        return None
    style = _Style(data)
    x = {**style.demand("x"), "scale": {"type": "log", "domain": chart["x"], "nice": False}}
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": chart["y"], "nice": False},
        "title": _said(data, "winners", "y"),
        "axis": _axis("%"),
    }
    all_names = [*style.colours["domain"], "none feasible"]
    colours = {"domain": all_names, "range": [*style.colours["range"], "#e8eaed"]}
    regions = {
        "data": {"name": "regions"},
        "transform": [
            {"window": [{"op": "row_number", "as": "region"}]},
            {"calculate": "datum.path === '' ? 'none feasible' : datum.path", "as": "winner"},
            style.line("winner"),
            {"calculate": "datum.winner === 'none feasible' ? datum.winner : datum.line", "as": "line"},
            {"flatten": ["outline"]},
            {"window": [{"op": "row_number", "as": "place"}], "groupby": ["region"]},
            {"calculate": "datum.outline[0]", "as": "x"},
            {"calculate": "datum.outline[1]", "as": "y"},
        ],
        "mark": {"type": "line", "filled": True, "clip": True, "interpolate": "linear-closed", "opacity": 0.75},
        "encoding": {
            "x": x,
            "y": y,
            "order": {"field": "place"},
            "detail": {"field": "region"},
            "color": {"field": "line", "type": "nominal", "scale": colours, "legend": BELOW},
        },
    }
    borders = {
        "data": {"name": "borders"},
        "transform": [
            {"window": [{"op": "row_number", "as": "border"}]},
            {"flatten": ["points"], "as": ["point"]},
            {"window": [{"op": "row_number", "as": "place"}], "groupby": ["border"]},
            {"calculate": "datum.point[0]", "as": "x"},
            {"calculate": "datum.point[1]", "as": "y"},
        ],
        "mark": {"type": "line", "clip": True, "color": "#ffffff", "strokeWidth": 1.5},
        "encoding": {"x": x, "y": y, "order": {"field": "place"}, "detail": {"field": "border"}},
    }
    names: Spec = {
        "data": {"name": "regions"},
        "transform": [
            *regions["transform"],
            {"calculate": _pixel("x", "datum.x"), "as": "across"},
            {"calculate": _pixel("y", "datum.y"), "as": "down"},
            *_centres(),
            {"calculate": f"min(150, {LETTER} * length(datum.winner))", "as": "long"},
            {"filter": "datum.line !== 'other paths' && datum.area > 16 * datum.long && datum.wide > 0.6 * datum.long"},
            {
                "window": [{"op": "row_number", "as": "place"}],
                "groupby": ["winner"],
                "sort": [{"field": "area", "order": "descending"}],
            },
            {"filter": "datum.place === 1"},
            {"calculate": _within("datum.across", "datum.winner"), "as": "across"},
        ],
        "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold", "limit": 150},
        "encoding": {"x": _at("across"), "y": _at("down"), "text": {"field": "winner"}},
    }
    rate = next((c["value"] for c in data["controls"] if c["name"] == chart["axis_y"]), None)
    here = {
        "data": {"name": "here"},
        "mark": {"type": "point", "shape": "cross", "size": 140, "filled": True, "color": "#000000", "opacity": 1},
        "encoding": {"x": x, "y": y},
    }
    point = (
        []
        if rate is None
        else [{"x": data["demand"]["accepted_answers_per_month"], "y": data["set"].get(chart["axis_y"], rate)}]
    )
    return _chart(
        "Who is cheapest where",
        "Over demand and acceptance; paths that are not feasible there are left out. Cross: as stated.",
        [regions, borders, *_said_on_white(names), here],
        {"regions": chart["regions"], "borders": chart["borders"], "here": point},
    )


def _centres() -> list[Spec]:
    """`area` of the polygons that are drawn, and their centres `across` and `down`, in pixels."""
    edge = "(datum.from_across * datum.down - datum.across * datum.from_down)"
    last = [{"op": "last_value", "field": axis, "as": f"last_{axis}"} for axis in ("across", "down")]
    before = [{"op": "lag", "field": axis, "as": f"before_{axis}"} for axis in ("across", "down")]
    return [
        {"window": last, "frame": [None, None], "groupby": ["region"], "sort": [{"field": "place"}]},
        {"window": before, "groupby": ["region"], "sort": [{"field": "place"}]},
        *(
            {"calculate": f"datum.place === 1 ? datum.last_{axis} : datum.before_{axis}", "as": f"from_{axis}"}
            for axis in ("across", "down")
        ),
        {"calculate": edge, "as": "edge"},
        *(
            {"calculate": f"(datum.from_{axis} + datum.{axis}) * datum.edge", "as": f"moment_{axis}"}
            for axis in ("across", "down")
        ),
        {
            "aggregate": [
                {"op": "sum", "field": "edge", "as": "edges"},
                {"op": "sum", "field": "moment_across", "as": "moment_across"},
                {"op": "sum", "field": "moment_down", "as": "moment_down"},
                {"op": "min", "field": "across", "as": "left"},
                {"op": "max", "field": "across", "as": "right"},
            ],
            "groupby": ["region", "winner", "line"],
        },
        {"filter": "datum.edges !== 0"},
        {"calculate": "datum.moment_across / (3 * datum.edges)", "as": "across"},
        {"calculate": "datum.moment_down / (3 * datum.edges)", "as": "down"},
        {"calculate": "abs(datum.edges) / 2", "as": "area"},
        {"calculate": "datum.right - datum.left", "as": "wide"},
    ]


def throughput(data: Data) -> Spec | None:
    """Output over requests in flight, with the point that the capacity is stated at."""
    if all(len(path["points"]) < 2 for path in data["throughput"]):
        return None  # the table of speeds says as much
    style = _Style(data)
    unnest: list[Spec] = [
        {"flatten": ["points"], "as": ["point"]},
        {"calculate": "datum.point.concurrency", "as": "concurrency"},
        {"calculate": "datum.point.output_tokens_per_second", "as": "rate"},
        {"calculate": "datum.point.used", "as": "used"},
        style.line(),
    ]
    axes = {
        "x": {
            "field": "concurrency",
            "type": "quantitative",
            "scale": {"type": "log", "nice": True},
            "title": "Requests in flight",
            "axis": _counts(),
        },
        "y": {
            "field": "rate",
            "type": "quantitative",
            "scale": {"type": "log", "nice": True},
            "title": "Output tokens per second, all streams",
            "axis": _counts(),
        },
        "color": style.colour(False),
    }
    lines = {
        "data": {"name": "throughput"},
        "transform": unnest,
        "mark": {"type": "line", "strokeWidth": 1.5, "point": {"size": 40}},
        "encoding": {**axes, "detail": {"field": "path"}},
    }
    used = {
        "data": {"name": "throughput"},
        "transform": [*unnest, {"filter": "datum.used"}],
        "mark": {"type": "point", "shape": "circle", "size": 190, "strokeWidth": 2.2},
        "encoding": axes,
    }
    return _chart(
        "How fast each machine is",
        "Ringed: the operating point that capacity is stated at. Nothing is extrapolated.",
        [lines, used, *_line_ends(style, "throughput", unnest, "concurrency", "rate")],
        {"throughput": data["throughput"]},
    )


def latency(data: Data) -> Spec | None:
    """Seconds in line and for the whole answer over the load, with the knee, and what an answer costs there."""
    shown = [path for path in data["latency_over_load"] if path["shown"]]
    if not shown:
        return None
    measures = {
        "answer, mean": "answer_mean",
        "wait, mean": "wait_mean",
        "wait, p95": "wait_p95",
        "wait, p99": "wait_p99",
    }
    points: list[Spec] = [
        {"filter": "datum.shown"},
        {"flatten": ["points"], "as": ["point"]},
        {"calculate": "datum.point.share_of_capacity", "as": "share"},
        *({"calculate": f"datum.point.{field}", "as": name} for name, field in measures.items()),
        {"calculate": "datum.point.cost_per_accepted_answer", "as": "cost"},
    ]
    share: Spec = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "title": "Load \u00f7 what the units behind one line carry",
        "axis": _axis("%"),
    }
    seconds: Spec = {
        "data": {"name": "latency"},
        "transform": [
            *points,
            {"fold": list(measures), "as": ["measure", "seconds"]},
            {"filter": "isValid(datum.seconds) && datum.seconds >= 0.001"},
        ],
        "mark": {"type": "line", "strokeWidth": 1.8},
        "encoding": {
            "x": share,
            "y": {
                "field": "seconds",
                "type": "quantitative",
                "scale": {"type": "log", "nice": True},
                "title": "Seconds",
                "axis": _counts() | {"format": "~g"},
            },
            "color": {
                "field": "measure",
                "type": "nominal",
                "scale": {"domain": [*measures, "cost"], "range": [*PALETTE[: len(measures)], GREY]},
                "legend": LEGEND,
            },
        },
    }
    cost: Spec = {
        "data": {"name": "latency"},
        "transform": [*points, {"calculate": "'cost'", "as": "measure"}, {"filter": "isValid(datum.cost)"}],
        "mark": {"type": "line", "strokeWidth": 1.8, "strokeDash": [5, 4]},
        "encoding": {
            "x": share,
            "y": _money("cost", PER_ACCEPTED, log=True),
            "color": {"field": "measure", "type": "nominal"},
        },
    }
    marked = {"knee": "knee", "under_promises": "promised", "at_demand": "now"}
    marks: list[Spec] = [
        {"filter": "datum.shown"},
        *({"calculate": f"datum.{field}", "as": name} for field, name in marked.items()),
        {"fold": list(marked.values()), "as": ["mark", "share"]},
        {"filter": "isValid(datum.share) && datum.share <= 1"},
    ]
    rules: Spec = {
        "data": {"name": "latency"},
        "transform": marks,
        "mark": {"type": "rule", "color": INK, "strokeDash": [2, 3]},
        "encoding": {"x": share},
    }
    words: list[Spec] = [  # each at a height of its own, and on the side where there is room
        {
            "data": {"name": "latency"},
            "transform": [*marks, {"filter": f"datum.mark === {_quoted(word)} && datum.share {side}"}],
            "mark": {"type": "text", "align": "right", "baseline": base, "angle": 270, "y": 6 + 90 * row},
            "encoding": {"x": share, "text": {"field": "mark"}},
        }
        for row, word in enumerate(marked.values())
        for side, base in (("< 0.5", "top"), (">= 0.5", "bottom"))
    ]
    words.append(  # which path it is
        {
            "data": {"name": "latency"},
            "transform": [{"filter": "datum.shown"}],
            "mark": {
                "type": "text",
                "align": "left",
                "x": 8,
                "y": HEIGHT - 10,
                "limit": WIDTH - 20,
                "fontWeight": "bold",
            },
            "encoding": {"text": {"field": "path"}},
        }
    )
    return _chart(
        "What the load does to those who wait",
        "Knee: up to there 95 % of the requests wait no longer than an answer takes. Waits below 1 ms are not drawn.",
        [seconds, cost, rules, *words],
        {"latency": data["latency_over_load"]},
        resolve={"scale": {"y": "independent"}},
    )


def risk(data: Data) -> Spec | None:
    """The bill of a windowed path under each rule that the wording allows."""
    if not data["risk_bars"]:
        return None
    y = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": 300, "ticks": False, "domain": False},
    }
    rules = [
        {"calculate": "replace(datum.rule, /_/g, ' ') + ', ' + datum.path", "as": "label"},
        {"calculate": "datum.fits_the_wording ? 'fits the wording' : 'for comparison'", "as": "fits"},
    ]
    bars = {
        "data": {"name": "risks"},
        "transform": rules,
        "mark": {"type": "bar"},
        "encoding": {
            "y": y,
            "x": _money("per_month", PER_MONTH),
            "color": {
                "field": "fits",
                "type": "nominal",
                "scale": {"domain": ["fits the wording", "for comparison"], "range": [PALETTE[1], "#b0b7c0"]},
                "legend": {"title": None, "orient": "top"},
            },
        },
    }
    amounts = _amounts("risks", rules, y, {"field": "per_month", "type": "quantitative"}, _MONEY.format("per_month"))
    return _chart(
        "What the provider's wording may cost",
        _said(data, "risk", "subtitle"),
        [bars, amounts],
        {"risks": data["risk_bars"]},
        width=SHORT,
        height={"step": 24},
    )


def horizon(data: Data) -> Spec | None:
    """Two panels, one above the other: what each month costs, and all months so far, with purchases and resale."""
    rows = data["cash_flow"]
    if not rows:
        return None
    style = _Style(data)
    domain = [BEST_PLAN, *style.colours["domain"]]
    plan = [row for row in rows if row["plan"]]
    colour: Spec = {
        "field": "line",
        "type": "nominal",
        "scale": {"domain": domain, "range": [INK, *style.colours["range"]]},
        "legend": {**LEGEND, "columns": 3, "columnPadding": 14, "labelLimit": NARROW // 3 - 30},
    }
    months = len(plan or rows)
    shared: Spec = {"x": _months(plan or rows, months), "color": colour}
    flows: Spec = {"data": {"name": "flows"}}
    upper = [*_month_bars(flows, style, shared), _month_lines(flows, style, shared)]
    lower = [*_lines_so_far(flows, style, shared)]
    spec = _chart(
        "Monthly cost and cumulative cost",
        "",
        [],
        {"flows": rows},
        resolve={"legend": {"color": "shared"}, "scale": {"color": "shared", "y": "independent"}},
    )
    del spec["layer"], spec["width"], spec["height"]
    spec["title"] |= {
        "subtitle": [
            "Neither is discounted. Above: bars are the best plan in the colours of the",
            "paths that serve, lines are each path alone, without purchases and resale.",
            "Below: all that was paid so far, up to three times what the plan costs.",
        ],
        "limit": NARROW + 90,
    }
    spec["vconcat"] = [
        {"width": NARROW, "height": UPPER, "layer": [*upper, *_events(flows, months, above=True)]},
        {"width": NARROW, "height": LOWER, "layer": [*lower, *_events(flows, months, above=False)]},
    ]
    spec["spacing"] = 14
    return spec


def _event_names(flows: Spec, found: list[Spec], row: int) -> Spec:
    """Every other of the greatest, in a row of its own."""
    named = [
        *found,
        {"window": [{"op": "row_number", "as": "greatest"}], "sort": [{"field": "amount", "order": "descending"}]},
        {"filter": f"datum.greatest <= {MOST_EVENTS}"},
        {"window": [{"op": "row_number", "as": "turn"}], "sort": [{"field": "across"}]},
        {"filter": f"datum.turn % 2 === {1 - row}"},
        {"calculate": "truncate(datum.event, 25)", "as": "label"},
        *_apart("datum.across", f"{LETTER} * length(datum.label) + 14", NARROW),
    ]
    return {
        **flows,
        "transform": named,
        "mark": {"type": "text", "fontSize": 10, "fontWeight": "bold", "baseline": "middle"},
        "encoding": {"x": _at("place"), "y": {"value": 9 + RAIL * row}, "text": {"field": "label"}},
    }


BEST_PLAN = "best plan"
NARROW, UPPER, LOWER = 360, 160, 200  # of the two panels: they stay readable where a page is as narrow as a telephone
MOST_EVENTS = 4  # that are named, in two rows; of others there are points alone


def _months(rows: list[Data], months: int) -> Spec:
    """Months from 0 on, with a second line at the end of each year: its date, or how many years have passed."""
    each = next((step for step in (1, 3, 6, 12, 24, 60) if months / step <= 8), 120)
    dates = {row["month"] - 1: row["date"] for row in rows if row["date"]}
    names = {
        str(month): f"{_MONTHS[int(dates[month][5:7]) - 1]} {dates[month][:4]}"
        if month in dates
        else f"{month // 12} y"
        for month in range(12, months + 1, 12)
    }
    if dates and months % 12 == 0 and months not in dates:  # the day after the last month
        first = dates[0]
        names[str(months)] = f"{_MONTHS[int(first[5:7]) - 1]} {int(first[:4]) + months // 12}"
    import json

    said = f"{json.dumps(names)}[toString(datum.value)]"
    return {
        "field": "end",
        "type": "quantitative",
        "scale": {"nice": False, "zero": False, "domain": [0, months]},
        "title": "Months",
        "axis": {
            **_axis("d"),
            "values": list(range(0, months + 1, each)),
            "grid": True,
            "labelExpr": f"{said} ? [datum.label, {said}] : datum.label",
        },
    }


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _month_money() -> Spec:
    """What a month costs beside purchases and resale, below the rows of names."""
    y = _money("beside", PER_MONTH)
    return {**y, "scale": {"zero": True, "nice": False, "range": [UPPER, 2 * RAIL + 8]}}


#: What a month costs beside what is bought and sold, and where it begins and ends.
_MONTH: list[Spec] = [
    {"calculate": "datum.cost - datum.purchases + datum.resale", "as": "beside"},
    {"calculate": "datum.month - 0.92", "as": "begin"},
    {"calculate": "datum.month - 0.08", "as": "end"},
]


def _month_bars(flows: Spec, style: _Style, shared: Spec) -> list[Spec]:
    return [
        {
            **flows,
            "transform": [{"filter": "datum.plan"}, *_MONTH, {"calculate": "0", "as": "ground"}, style.line()],
            "mark": {"type": "rect", "opacity": 0.55},
            "encoding": {
                **shared,
                "x": {**shared["x"], "field": "begin", "axis": {**shared["x"]["axis"], "labels": False}, "title": None},
                "x2": {"field": "end"},
                "y": _month_money(),
                "y2": {"field": "ground"},
            },
        }
    ]


def _month_lines(flows: Spec, style: _Style, shared: Spec) -> Spec:
    return {
        **flows,
        "transform": [
            {"filter": "datum.shown && !datum.plan"},
            *_MONTH,
            {"calculate": "datum.month - 0.5", "as": "middle"},
            style.line("of"),
        ],
        "mark": {"type": "line", "strokeWidth": 1.4},
        "encoding": {
            **shared,
            "x": {**shared["x"], "field": "middle", "title": None},
            "y": _month_money(),
            "detail": {"field": "of"},
        },
    }


def _lines_so_far(flows: Spec, style: _Style, shared: Spec) -> list[Spec]:
    """What is paid at the beginning of a month, by its end, and what is then fetched. The plan is a broad line, so that
    a path of which it is a part lies on it and hides nothing of it."""
    points: list[Spec] = [
        {"calculate": "datum.cumulative - datum.cost + datum.purchases + datum.migration", "as": "after_buying"},
        {"calculate": "[datum.after_buying, datum.cumulative + datum.resale, datum.cumulative]", "as": "so_far"},
        {"calculate": "[datum.month - 1, datum.month, datum.month]", "as": "ends"},
        {"calculate": "[3 * datum.month, 3 * datum.month + 1, 3 * datum.month + 2]", "as": "order"},
        {"flatten": ["so_far", "ends", "order"], "as": ["so_far", "end", "place"]},
    ]
    encoding: Spec = {
        **shared,
        "y": _money("so_far", SO_FAR),
        "detail": {"field": "of"},
        "order": {"field": "place", "type": "quantitative"},
    }
    return [
        {
            **flows,
            "transform": [
                {"filter": "datum.plan"},
                *points,
                {"calculate": _quoted(BEST_PLAN), "as": "line"},
            ],
            "mark": {"type": "line", "strokeWidth": 5, "strokeJoin": "round"},
            "encoding": encoding,
        },
        {
            **flows,
            "transform": [{"filter": "datum.shown && !datum.plan"}, *points, style.line("of")],
            "mark": {"type": "line", "strokeWidth": 1.6},
            "encoding": encoding,
        },
    ]


def _events(flows: Spec, months: int, *, above: bool) -> list[Spec]:
    """Purchases and resale of the plan: a line through both panels, points, and the names of the greatest of them in
    two rows above the upper one."""
    found: list[Spec] = [
        {"filter": "datum.plan && datum.event"},
        {"calculate": "datum.purchases > 0 ? datum.month - 1 : datum.month", "as": "when"},
        {
            "calculate": "datum.purchases > 0 ? datum.cumulative - datum.cost + datum.purchases + datum.migration"
            " : datum.cumulative",
            "as": "so_far",
        },
        {"calculate": "datum.purchases + datum.resale", "as": "amount"},
        {"calculate": f"datum.when * {NARROW} / {months}", "as": "across"},
    ]
    rule: Spec = {
        **flows,
        "transform": found,
        "mark": {"type": "rule", "color": INK, "strokeDash": [2, 3], "strokeWidth": 1, "opacity": 0.6},
        "encoding": {"x": _at("across")},
    }
    if above:
        rule["encoding"] |= {"y": {"value": 2 * RAIL + 2}, "y2": {"value": UPPER}}
        return [rule, *(_event_names(flows, found, row) for row in (0, 1))]
    points: Spec = {
        **flows,
        "transform": found,
        "mark": {
            "type": "point",
            "shape": "circle",
            "size": 70,
            "filled": True,
            "fill": "#ffffff",
            "stroke": INK,
            "strokeWidth": 2,
            "opacity": 1,
        },
        "encoding": {"x": _at("across"), "y": _money("so_far", SO_FAR)},
    }
    return [rule, points]


CHARTS: dict[str, tuple[str, Callable[[Data], Spec | None]]] = {
    "cost": ("Cost of an accepted answer over demand, for each path", cost),
    "winners": ("Cheapest path over demand and acceptance", winners),
    "bill": ("Terms of the monthly bill of each path", bill),
    "tornado": ("What the cost of the chosen path depends on", tornado),
    "probability": ("Probability that each path is the cheapest, over demand", probability),
    "throughput": ("Throughput of each path over requests in flight", throughput),
    "latency": ("Wait, whole answer and cost over the load of a unit, with the knee", latency),
    "risk": ("Monthly bill under each billing rule", risk),
    "horizon": (
        "Monthly cost and cumulative cost of the best plan and of each path, purchases and resale marked",
        horizon,
    ),
}

#: Of the charts whose numbers, or some of them, stand in a table: what the caption says of it, and how its id begins.
TABLES: dict[str, tuple[str, str]] = {
    "cost": ("Its crossings are in the table", "crossovers"),
    "bill": ("Its numbers are in the table", "bills"),
    "throughput": ("Its numbers are in the table", "speed"),
    "latency": ("How the units run at this load is in the table", "operation"),
    "risk": ("Its numbers are in the table", "risk_"),
    "horizon": ("Its years are in the table", "cash_flow_by_year"),
}


def caption(name: str, report: Data) -> str:
    """The caption of a chart on the page of this report."""
    says, table_id = TABLES.get(name, ("", ""))
    tables = [
        table["title"]
        for section in report["sections"]
        for table in section["tables"]
        if table["id"].startswith(table_id)
    ]
    return f"{CHARTS[name][0]}. {says} \u201c{tables[0]}\u201d." if says and tables else f"{CHARTS[name][0]}."


#: Where each dataset of a chart stands in the report data; a page puts new data there.
SOURCES = {
    "series": "series",
    "ribbons": "ribbons",
    "marks": "marks",
    "bills": "bills",
    "swings": "swings",
    "probability": "probability",
    "throughput": "throughput",
    "latency": "latency_over_load",
    "risks": "risk_bars",
    "flows": "cash_flow",
    "bands": "decision.bands",
    "paths": "paths",
    "borders": "map.borders",
    "demand": "demand",
    "regions": "map.regions",
}


def specifications(data: Data) -> dict[str, Spec]:
    """Every chart that the data has something for, by name, as Vega-Lite."""
    made = {name: make(data) for name, (_, make) in CHARTS.items()}
    return {name: _in_currency(spec, data["money"]) for name, spec in made.items() if spec is not None}


def _in_currency(spec: Spec, money: Data) -> Spec:
    """The chart with the scenario's currency at its axes, and its marks in their numbers."""
    symbol = money["symbol"]
    before, after = (
        ("", "\u00a0" + symbol)
        if money["symbol_after"]
        else (symbol + ("\u00a0" if symbol == money["currency"] else ""), "")
    )
    number = {
        "decimal": money["decimal_mark"],
        "thousands": money["thousands_mark"],
        "grouping": [3],
        "currency": [before, after],
    }
    config = {**spec["config"], "locale": {"number": number}}

    def titled(part: Spec) -> Spec:
        return {**part, "layer": [_titled(layer, money["currency"]) for layer in part["layer"]]}

    if "vconcat" in spec:
        return {**spec, "config": config, "vconcat": [titled(panel) for panel in spec["vconcat"]]}
    return titled({**spec, "config": config})


def _titled(layer: Spec, currency: str) -> Spec:
    axes = {
        name: {**axis, "title": axis["title"].format(currency=currency)}
        if isinstance(axis, dict) and axis.get("title") in (PER_ACCEPTED, PER_MONTH, MONEY, SO_FAR)
        else axis
        for name, axis in layer["encoding"].items()
    }
    return {**layer, "encoding": axes}


def live(name: str, data: Data, spec: Spec) -> Spec:
    """The chart as Vega, for a page that puts other data in: without data, and with signals where its titles follow
    them."""
    import vl_convert

    vega: Spec = vl_convert.vegalite_to_vega({**spec, "datasets": {set: [] for set in spec["datasets"]}})
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
    return renamed_ids(drawing, lambda old: ids.get(old, old)).replace(
        ' opacity="1"', ""
    )  # which says nothing, and costs a layer


def renamed_ids(drawing: str, name: Callable[[str], str]) -> str:
    """An SVG drawing with other ids, wherever its elements use them; its text stays."""
    import re

    def in_element(element: re.Match[str]) -> str:
        return re.sub(r'(\bid="|url\(#|href="#)([^")]*)', lambda id: id[1] + name(id[2]), element[0])

    return re.sub(r"<[^>]*>", in_element, drawing)


def png(drawing: str) -> bytes:
    """An SVG drawing as a picture of twice the screen's density."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(drawing, scale=2))
