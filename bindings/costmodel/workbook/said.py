"""What costmodel says beside the numbers: what to choose, by how much, what would change it, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import _core
from ..tables import flat
from .book import Said

if TYPE_CHECKING:
    from ..scenario import Scenario
    from ..tables import Table


def of_decision(scenario: Scenario, decision: _core.Decision, costs: Table[_core.PathCost]) -> Said:
    rows = list(costs)
    shown = scenario.to_dict().get("presentation") or {}
    rate = shown.get("usd_per_currency_unit", 1.0)
    rate = float(rate["value"] if isinstance(rate, dict) else rate)
    money = lambda usd: f"{shown.get('currency') or 'USD'} {usd / rate:,.{2 if usd >= 1 else 6}f}"  # noqa: E731
    changes = _core.switching_table(decision)
    tables = [("What changes it", [[column.title for column in changes.columns], *changes.rows])]
    if not changes.rows:
        tables = []
    tables.append(_missing(rows))
    return Said(_choose(decision, rows, money), tables, [*_draws(decision, rows), *_running(costs)])


def of_costs(costs: Table[_core.PathCost]) -> Said:
    return Said(["What an accepted answer costs on each path."], [_missing(list(costs))], _running(costs))


def _draws(decision: _core.Decision, rows: Sequence[Any]) -> list[tuple[str, list[list[Any]]]]:
    """How sure the choice is."""
    sure = decision.uncertainty
    if sure is None:
        return []
    names = {row.id: row.name for row in rows}
    found = [dict(flat(path)) for path in sure.paths]
    keys = [key for key in (found[0] if found else {}) if key not in ("id", "name")]
    table: list[list[Any]] = [["", *(names.get(one["id"], one["id"]) for one in found)]]
    scalars = [key for key in keys if all(isinstance(one.get(key), (int, float, str, type(None))) for one in found)]
    table += [[key.replace("_", " "), *(one.get(key) for one in found)] for key in scalars]
    return [(f"Over {sure.draws:,} draws of the uncertain inputs", table)]


#: Columns of a cost table that formulas compute, or that stand elsewhere.
_ELSEWHERE = ("id", "name", "notes", "not_priced", "reasons", "prices_by_date", "feasible", "evidence", "units")


def _running(costs: Table[_core.PathCost]) -> list[tuple[str, list[list[Any]]]]:
    """How each path runs at its load."""
    found = costs.to_dicts()
    table: list[list[Any]] = [["", *(one["name"] for one in found)]]
    for key in found[0] if found else ():
        cells = [one.get(key) for one in found]
        terms = any(f"{term.replace(' ', '_')}_usd_per_month" == key for row in costs for term in row.terms)
        if key in _ELSEWHERE or terms or not any(isinstance(c, (int, float, str)) and c != "" for c in cells):
            continue
        table.append([key.replace("_", " "), *(c if isinstance(c, (int, float, str)) else None for c in cells)])
    return [("How each path runs at this load", table)]


def _choose(decision: _core.Decision, rows: Sequence[Any], money: Any) -> list[str]:
    wanted = decision.demand_accepted_answers_per_month
    demand = f"{wanted:,.{0 if wanted >= 1000 else 4}{'f' if wanted >= 1000 else 'g'}} accepted answers a month"
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
        share = f" ({more / chosen.usd_per_month:+,.0%})" if chosen.usd_per_month > 0 else ""
        lines.append(
            f"Next best of the feasible paths: {best.name}, {money(abs(more))} {'more' if more >= 0 else 'less'}{share}."
        )
    else:
        lines.append("No other path is feasible.")
    return lines


def _missing(rows: Sequence[Any]) -> tuple[str, list[list[str]]]:
    lines = [[row.name, "; ".join(row.not_priced)] for row in rows if row.not_priced]
    return "Not in these numbers", [["path", ""], *lines] if lines else [["Nothing that is known to be missing."]]
