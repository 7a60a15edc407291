"""What the answers to different questions say of one scenario, held against each other."""

from __future__ import annotations

import json
import math
import os
import random
import re
import tempfile
from typing import Any

import costmodel as cm
from costmodel import _core, command

from . import commands

RULES = {"packed", "anchored", "clock_aligned", "keep_alive", "per_second"}
#: Without draws and risks, which are asked for elsewhere and take most of the time.
DATA = {
    "draws": 0,
    "ribbon_draws": 0,
    "ranges": False,
    "tornado": False,
    "risk": False,
    "map_columns": 0,
    "points": 11,
    "tables": False,
    "given": False,
}


def same(a: float | None, b: float | None, relative: float = 1e-9) -> bool:
    if a is None or b is None:
        return a is None and b is None
    return math.isclose(a, b, rel_tol=relative, abs_tol=1e-300)


class Asked:
    """One scenario and its cost table and decision."""

    def __init__(self, made: Any, seed: int) -> None:
        self.made, self.seed = made, seed
        self.scenario = cm.loads(json.dumps(made))
        self.costs = cm.cost(self.scenario)
        self.decision = cm.decide(self.scenario)
        self.demand = self.decision.demand_accepted_answers_per_month
        self.chosen = self.decision.path
        self.unlike: list[str] = []

    def expect(self, holds: bool, *words: object) -> None:
        if not holds:
            self.unlike.append(" ".join(map(str, words)))

    def wins(self, path: str | None, equals: list[str]) -> bool:
        """Whether that is the chosen path, or costs what it costs."""
        if (path or None) == self.chosen or self.chosen in equals:
            return True
        if path and self.chosen:
            a, b = self.costs[path], self.costs[self.chosen]
            return a.feasible and same(a.usd_per_month, b.usd_per_month)
        return False


def decided(q: Asked) -> None:
    """The decision is the cheapest feasible row of the cost table, and shows the rows of the cost table."""
    for name, rows, table in (
        ("costs", q.decision.costs, q.costs),
        ("costs_packed", q.decision.costs_packed, cm.cost(q.scenario, arrivals="packed")),
    ):
        for ours, theirs in zip(rows, table):
            q.expect(ours.to_dict() == theirs.to_dict(), f"decide's {name} and cost differ:", ours, "and", theirs)
    able = [row for row in q.costs if row.feasible and row.usd_per_month is not None]
    q.expect((q.chosen is None) == (not able), "chosen is", q.chosen, "and feasible are", [row.id for row in able])
    if q.chosen and able:
        least = min(row.usd_per_month or 0.0 for row in able)
        fits = same(q.costs[q.chosen].usd_per_month, least)
        q.expect(fits, q.chosen, "is chosen, and not the cheapest feasible one:", least)


def banded(q: Asked) -> None:
    """At the demand, bands and winners name the chosen path."""
    for band in q.decision.bands:
        if band.from_accepted_answers_per_month < q.demand < band.to_accepted_answers_per_month:
            q.expect(q.wins(band.path, band.equals), "band of the demand says", band.path, "and the decision", q.chosen)
    for name, low, high in (("demand", q.demand / 7, q.demand * 5), _axis(q)):
        value = math.sqrt(low * high / 35) * 7 if low > 0 else low
        found = cm.winners(q.scenario, name, domain=(low, high))
        at = [row for row in found if row.low < value < row.high]
        q.expect(not found.complete or bool(at), "winners leaves out the stated value", value, "of", name)
        for row in at:
            q.expect(
                q.wins(row.path, row.equals),
                "winners over",
                name,
                "says",
                row.path,
                "at",
                value,
                "and decide",
                q.chosen,
            )


def _axis(q: Asked) -> tuple[str, float, float]:
    """A price or a limit that may be turned to both sides, and its domain: value ÷ 7 to value × 5."""
    names = [name for name in commands.inputs(q.made) if "usd" in name and stated(q, name) > 0]
    bound = "requirements|presentation|/price_usd$|/residual_usd$"  # a resale value ends where the price does
    names = [name for name in names if not re.search(bound, name)]
    name = random.Random(q.seed).choice(names)
    return name, stated(q, name) / 7, stated(q, name) * 5


def stated(q: Asked, pointer: str) -> float:
    """What holds at the pointer: by the library, because of dates and currencies."""
    for known in q.scenario.inputs:
        if known.pointer == pointer:
            return float(known.value)
    return 0.0


def mapped(q: Asked) -> None:
    """The region of the map in which the stated point lies is that of the chosen path."""
    name, low, high = _axis(q)
    domain = (q.demand / 7, q.demand * 5)
    found = cm.winner_map(q.scenario, "demand", name, x_domain=domain, y_domain=(low, high), columns=4, tolerance=0.05)
    point = (q.demand * (1 + 1e-9), low * 7 * (1 + 1e-9))
    inside = [region.path for region in found.regions if _within(point, region.outline)]
    near_a_border = any(_near(point, border.points) for border in found.borders)
    fits = near_a_border or not inside or any(q.wins(path, []) for path in inside)
    q.expect(fits, "map over demand and", name, "says", inside, "and decide", q.chosen)


def _within(point: tuple[float, float], outline: list[tuple[float, float]]) -> bool:
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in zip(outline, outline[1:] + outline[:1]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


def _near(point: tuple[float, float], points: list[tuple[float, float]]) -> bool:
    """Whether the point lies in the box around a chord of the border, which may pass it on the wrong side."""
    return any(
        min(x1, x2) * 0.9 <= point[0] <= max(x1, x2) * 1.1 and min(y1, y2) * 0.9 <= point[1] <= max(y1, y2) * 1.1
        for (x1, y1), (x2, y2) in zip(points, points[1:])
    )


def crossed(q: Asked) -> None:
    """At a crossing both paths cost the same, and what the cost table says."""
    for row in cm.crossover(q.scenario):
        for at in row.crossings[:3]:
            if at.kind != "crossing" or at.demand_accepted_answers_per_month is None:
                continue
            a, b = at.usd_per_accepted_answer_a, at.usd_per_accepted_answer_b
            q.expect(same(a, b), "the crossing of", row.a, row.b, "at", at.at, "costs", a, "and", b)
            table = cm.cost(
                q.scenario,
                row.a,
                demand_accepted_answers_per_month=at.demand_accepted_answers_per_month,
                arrivals=row.arrivals,
            )
            q.expect(
                same(table[0].usd_per_accepted_answer, a, 1e-8),
                "cost of",
                row.a,
                "at its crossing",
                at.at,
                "is",
                table[0].usd_per_accepted_answer,
                "and crossover says",
                a,
            )


def explained(q: Asked) -> None:
    for row in q.costs:
        if row.usd_per_accepted_answer is None:
            continue
        found = cm.explain(q.scenario, row.id)
        q.expect(
            bool(found) and same(found[0].value, row.usd_per_accepted_answer),
            "explain",
            row.id,
            "says",
            [number.value for number in found][:1],
            "and cost",
            row.usd_per_accepted_answer,
        )


def risked(q: Asked) -> None:
    """Where risk has a closed form for the stated rule and for packed requests, it is what the cost table says."""
    for row in q.costs:
        pricing = next(path["pricing"] for path in q.made["paths"] if path["id"] == row.id)
        many = (row.load_answers_per_month or 0) > 2e5
        if pricing["kind"] != "active_window" or "concurrency_per_copy" in pricing or row.usd_per_month is None or many:
            continue
        packed = _time(cm.cost(q.scenario, row.id, arrivals="packed")[0])
        for line in cm.billing_risk(q.scenario, row.id):
            if line.method != "closed form":
                continue
            if line.rule == "packed":
                q.expect(same(line.usd_per_month, packed), "packed risk of", row.id, line.usd_per_month, "cost", packed)
            elif line.rule == pricing["rule"] and row.arrivals == "poisson":
                bill = _time(row)
                q.expect(same(line.usd_per_month, bill), "risk of", row.id, line.rule, line.usd_per_month, "cost", bill)


def _time(row: Any) -> float:
    """USD a month for windows and storage, which is what a rule of billing is about."""
    return float(row.terms.get("active windows", 0.0) + row.terms.get("storage", 0.0))


def reported(q: Asked) -> None:
    """Data of the report, and what the command writes, are what Python says."""
    data = json.loads(_core.report_data(q.scenario._native, json.dumps(DATA)))
    path = data["decision"]["path"]
    q.expect(path == q.chosen, "report data's path is", path, "and the decision's", q.chosen)
    for known, row in zip(data["paths"], q.costs):
        fits = known["id"] == row.id and known["feasible"] == row.feasible
        q.expect(fits and same(known["per_month"], _shown(data, row)), "report data says", known, "and cost", row)
    with tempfile.TemporaryDirectory() as folder:
        file, out = os.path.join(folder, "scenario.json"), os.path.join(folder, "out.json")
        with open(file, "w", encoding="utf-8") as written:
            json.dump(q.made, written)
        for name, ours in (("cost", json.loads(q.costs.to_json())), ("decide", json.loads(q.decision.to_json()))):
            command.main([name, file, "--format", "json", "-o", out])
            with open(out, encoding="utf-8") as written:
                q.expect(json.load(written) == ours, f"costmodel {name} and Python's to_json differ")
            os.remove(out)


def _shown(data: Any, row: Any) -> float | None:
    """USD a month in the currency that the report shows."""
    return None if row.usd_per_month is None else row.usd_per_month / data["money"]["usd_per_unit"]


CHECKS = (decided, banded, mapped, crossed, explained, risked, reported)


def counted_as_rates(made: Any) -> None:
    """Rates in place of counts, so that nothing is drawn: most of the time of a decision goes into draws."""
    for path in made["paths"]:
        known = path["acceptance"]
        if "of" in known:
            path["acceptance"] = {"rate": known["accepted"] / known["of"]}


def disagreements(made: Any, seed: int) -> list[str]:
    asked = Asked(made, seed)
    for check in CHECKS:
        check(asked)
    return asked.unlike
