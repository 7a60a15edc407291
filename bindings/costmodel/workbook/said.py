"""What costmodel says beside the numbers: what to choose, by how much, what would change it, what is missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .book import Said

if TYPE_CHECKING:
    from ..decisions import Decision
    from ..scenario import Scenario

MOST_LINES = 12


def of_decision(scenario: Scenario, decision: Decision) -> Said:
    rows = list(decision.costs)
    shown = scenario.to_dict().get("presentation") or {}
    rate = shown.get("usd_per_currency_unit", 1.0)
    rate = float(rate["value"] if isinstance(rate, dict) else rate)
    money = lambda usd: f"{shown.get('currency') or 'USD'} {usd / rate:,.{2 if usd >= 1 else 6}f}"  # noqa: E731
    return Said(_choose(decision, rows, money), _beside(decision, rows))


def of_costs(rows: Sequence[Any]) -> Said:
    return Said(["What an accepted answer costs on each path."], [_missing(rows)])


def _choose(decision: Decision, rows: Sequence[Any], money: Any) -> list[str]:
    demand = f"{decision.demand_accepted_answers_per_month:,.6g} accepted answers a month"
    if decision.path is None:
        return [f"No path is feasible at {demand}."]
    chosen = next(row for row in rows if row.id == decision.path)
    lines = [
        f"Choose {chosen.name}.",
        f"{money(chosen.usd_per_month)} a month at {demand}: {money(chosen.usd_per_accepted_answer)} each.",
    ]
    others = [r for r in rows if r.feasible and r.id != chosen.id and r.usd_per_month is not None]
    if others:
        best = min(others, key=lambda row: row.usd_per_month)
        more = best.usd_per_month - chosen.usd_per_month
        share = f" ({more / chosen.usd_per_month:+.0%})" if chosen.usd_per_month > 0 else ""
        lines.append(f"Next best of the feasible paths: {best.name}, {money(abs(more))} {'more' if more >= 0 else 'less'}{share}.")
    else:
        lines.append("No other path is feasible.")
    return lines


def _beside(decision: Decision, rows: Sequence[Any]) -> list[tuple[str, list[str]]]:
    names = {row.id: row.name for row in rows}
    beside = []
    sure = decision.uncertainty
    if sure is not None:
        lines = [f"{names.get(p.id, p.id)}: {p.probability_cheapest:.0%}" for p in sure.paths if p.probability_cheapest]
        if lines:
            beside.append((f"Chance of being cheapest, over {sure.draws} draws of the uncertain inputs", lines))
    changes = [
        f"{value.input} {'above' if value.above else 'below'} {value.at:,.6g} {value.unit} (now {value.now:,.6g}): "
        + names.get(value.path, value.path)
        for value in list(decision.switching_values)[:MOST_LINES]
        if math.isfinite(value.at)
    ]
    if changes:
        beside.append(("Changes if", changes))
    return [*beside, _missing(rows)]


def _missing(rows: Sequence[Any]) -> tuple[str, list[str]]:
    lines = [f"{row.name}: {'; '.join(row.not_priced)}" for row in rows if row.not_priced]
    return "Not in these numbers", lines or ["Nothing that is known to be missing."]
