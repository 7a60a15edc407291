"""The library against the oracle, on one random scenario."""

from __future__ import annotations

import json
import random
from typing import Any

import costmodel as cm
from mpmath import mpf

from . import crossings, price, reading, scenarios

TOLERANCE = mpf(10) ** -9
SCAN = 40


def near(ours: mpf | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return abs(ours - theirs) <= TOLERANCE * max(abs(ours), abs(theirs)) + mpf(10) ** -12


def costs(scenario: cm.Scenario, plain: dict[str, Any], demand: float, arrivals: str) -> list[str]:
    """What is unlike in the cost table at a demand."""
    unlike = []
    for row in cm.cost(scenario, demand_accepted_answers_per_month=demand, arrivals=arrivals):
        path = price.Path(plain, row.id, arrivals)
        ours = path.at(mpf(demand))
        pairs = {"USD a month": (ours.month, row.usd_per_month)}
        if ours.month is not None and row.usd_per_month is not None:
            pairs |= {
                "USD per accepted answer": (ours.per_accepted, row.usd_per_accepted_answer),
                "USD per million output tokens": (ours.per_million_output, row.usd_per_million_output_tokens),
                "units": (ours.units, row.units),
                "load": (ours.load, row.load_answers_per_month),
                "sum of the terms": (ours.month, sum(row.terms.values())),
            }
            if row.utilization is not None:
                pairs["load ÷ capacity"] = (ours.load / ours.capacity, row.utilization)
        where = f"{row.id} ({path.pricing['kind']}) at {demand!r} {arrivals}: "
        unlike += [
            f"{where}{name}: {text(a)} ({ours.why}) against {b!r} {row.reasons}"
            for name, (a, b) in pairs.items()
            if not near(a, b)
        ]
        if row.feasible == bool(ours.reasons):
            unlike.append(f"{where}feasible: {sorted(ours.reasons)} against {row.reasons}")
    return unlike


def text(value: mpf | None) -> str:
    return "none" if value is None else repr(float(value))


def crossovers(scenario: cm.Scenario, plain: dict[str, Any], pair: tuple[str, str], arrivals: str) -> list[str]:
    """Crossings of the scan that the library does not have, and crossings of the library that are none."""
    a, b = (price.Path(plain, ident, arrivals) for ident in pair)
    rows = cm.crossover(scenario, *pair, arrivals=arrivals)
    where = f"{pair[0]} × {pair[1]} {arrivals}: "
    if len(rows) != 1:
        return [f"{where}{len(rows)} comparisons"]
    row = rows[0]
    a, b = (price.Path(plain, ident, arrivals) for ident in (row.a, row.b))
    unlike = []
    for found in crossings.changes(a, b, mpf(row.low), mpf(row.high), SCAN):
        inside = [c for c in row.crossings if found.low <= c.at <= found.high]
        if not any(near(found.at, c.at) for c in inside) and len(inside) < 2 and row.complete:
            unlike.append(f"{where}changes order at {float(found.at)!r}, against {[c.at for c in inside]}")
    for crossing in row.crossings:
        at, step = mpf(crossing.at), mpf(10) ** -7
        below, above = crossings.order(a, b, at * (1 - step)), crossings.order(a, b, at * (1 + step))
        dearer = {row.a: -1, row.b: 1}  # the order where that path is the cheaper one
        for side, has in ((crossing.cheaper_below, below), (crossing.cheaper_above, above)):
            if side and has == -dearer[side]:
                unlike.append(f"{where}{crossing.kind} at {crossing.at!r}: {side} is not the cheaper one beside it")
        costs_a, costs_b = crossing.usd_per_accepted_answer_a, crossing.usd_per_accepted_answer_b
        if crossing.kind == "crossing" and not near(mpf(costs_a), costs_b):
            unlike.append(f"{where}crossing at {crossing.at!r}: {costs_a!r} is not {costs_b!r}")
    return unlike


def differences(seed: int) -> list[str]:
    """All that the library and the oracle say otherwise of the random scenario of that seed."""
    made = scenarios.scenario(seed)
    try:
        scenario = cm.loads(json.dumps(made))
    except cm.InvalidInput as refused:
        return [f"refused: {refused}"]
    rng, plain = random.Random(seed), reading.read(made)
    stated = float(plain["demand"]["accepted_answers_per_month"])
    unlike = costs(scenario, plain, stated, str(scenario.to_dict()["demand"].get("arrivals", "poisson")))
    unlike += costs(scenario, plain, stated * 10 ** rng.uniform(-3, 2), rng.choice(["packed", "poisson", "periodic"]))
    pair = rng.sample([path["id"] for path in made["paths"]], 2)
    return unlike + crossovers(scenario, plain, (pair[0], pair[1]), rng.choice(["packed", "poisson"]))
