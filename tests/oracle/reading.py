"""A scenario as the documents say it is read: prices picked by date, currencies turned into USD, workloads inherited.

What prices here was written from docs/ and the schema's words, never from the C++ code, and counts in mpmath with
thirty digits. It is what the library is held against (test_oracle.py).
"""

from __future__ import annotations

from typing import Any

from mpmath import mp, mpf

mp.dps = 30

WORKLOAD = (
    "input_tokens_per_answer",
    "cached_input_tokens_per_answer",
    "cache_write_tokens_per_answer",
    "output_tokens_per_answer",
)


class NoPrice(Exception):
    """A number that is not stated for the day asked for."""


def dated(number: dict[str, Any], day: str) -> dict[str, Any]:
    """The entry of a number stated by date that holds on the day (empty: the latest). Without valid_to it holds until
    the next one begins."""
    entries = sorted([number, *number.get("by_date", [])], key=lambda entry: entry["valid_from"])
    if not day:
        return entries[-1]
    held = [entry for entry in entries if entry["valid_from"] <= day]
    if not held or day > held[-1].get("valid_to", "9999-12-31"):
        raise NoPrice(day)
    return held[-1]


def plain(node: Any, day: str, rates: dict[str, Any]) -> Any:
    """The same tree with every number as mpf, in USD."""
    if isinstance(node, (bool, str)) or node is None:
        return node
    if isinstance(node, (int, float)):
        return mpf(node)
    if isinstance(node, list):
        return [plain(entry, day, rates) for entry in node]
    if "value" in node:
        entry = dated(node, day) if "by_date" in node else node
        return mpf(entry["value"]) * rates.get(entry.get("currency", node.get("currency", "USD")), 1)
    left_out = ("evidence", "sources", "evidence_files")
    return {key: plain(entry, day, rates) for key, entry in node.items() if key not in left_out}


def read(scenario: dict[str, Any], as_of: str | None = None) -> dict[str, Any]:
    """The scenario in plain numbers, each path with the whole of its workload."""
    day = scenario.get("date", "") if as_of is None else as_of
    shown = plain(scenario.get("presentation", {}), day, {})
    rates = {shown["currency"]: shown["usd_per_currency_unit"]} if "usd_per_currency_unit" in shown else {}
    whole = plain({key: value for key, value in scenario.items() if key != "correlations"}, day, rates)
    whole.setdefault("hours_per_month", mpf(730))
    for path in whole["paths"]:
        own = whole["workload"] | path.get("workload", {})
        path["workload"] = {key: own.get(key, mpf(0)) for key in WORKLOAD}
    return whole
