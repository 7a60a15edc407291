"""When requests come, and how much of the month a copy is therefore open (docs/billing_shapes.md, decisions 2, 4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from mpmath import ceil, exp, expm1, mpf


@dataclass
class Level:
    """Hours of the week of one load."""

    share: mpf  # of the month
    load: mpf  # ÷ the mean load of the month


def week(demand: dict[str, Any]) -> list[mpf]:
    """Weight of each hour of the week."""
    weights = [mpf(w) for w in demand.get("hourly_weights", [1] * 168)]
    weights = weights * (168 // len(weights))
    if "working_hours" in demand:
        hours = demand["working_hours"]
        first, last, days = hours.get("from_hour", 9), hours.get("to_hour", 17), hours.get("days_per_week", 5)
        weights = [w if first <= hour % 24 < last and hour // 24 < days else mpf(0) for hour, w in enumerate(weights)]
    return weights


def levels(demand: dict[str, Any], arrivals: str) -> list[Level]:
    """One level where all hours are alike, and where requests come packed: work that waits."""
    weights = week(demand)
    if arrivals == "packed":
        return [Level(mpf(1), mpf(1))]
    mean = sum(weights) / 168
    return [Level(mpf(hours) / 168, w / mean) for w, hours in Counter(weights).items() if w > 0]


def peak(hours: list[Level]) -> mpf:
    return max(level.load for level in hours)


@dataclass
class Rule:
    """How a window opens and closes, times in seconds."""

    name: str
    window: mpf
    tail: mpf
    quantum: mpf
    minimum: mpf
    start_up: mpf
    start_up_billed: bool

    idle_timeout: mpf | None = None

    def idle(self) -> mpf:
        return self.tail if self.name == "per_second" else self.window


def no_closed_form(rule: Rule, arrivals: str, hold: mpf) -> bool:
    """`hold`: how long one call, or a batch of them, keeps a copy busy."""
    if arrivals == "packed" or rule.name in ("anchored", "clock_aligned"):
        return False
    if rule.name == "whole_windows":
        return True
    rounded = rule.name == "per_second" and (rule.quantum > 0 or rule.minimum > 0)
    if arrivals == "periodic":
        return rounded or rule.start_up > 0
    return rounded and max(rule.quantum, rule.minimum) > hold + rule.tail


def open_fraction(rule: Rule, arrivals: str, calls: mpf, hold: mpf) -> mpf:
    """Of a copy with so many calls a second, each keeping it busy for `hold`; never less than it computes."""
    busy = calls * hold
    if arrivals == "packed" or calls == 0:
        return busy
    beside = 0 if rule.name in ("anchored", "clock_aligned") else hold
    mean = calls * (rule.idle() + beside)  # calls in the time for which one of them opens the copy
    if arrivals == "periodic":
        formula = mean / ceil(mean) if rule.name == "anchored" else min(mpf(1), mean)
    elif rule.name == "anchored":
        formula = mean / (1 + mean)
    elif rule.name == "clock_aligned":
        formula = -expm1(-mean)
    else:
        formula = _spells(rule, calls, mean, hold)
    return max(busy, formula)


def _spells(rule: Rule, calls: mpf, mean: mpf, hold: mpf) -> mpf:
    """Billed until nothing has come for a while. A cycle is a gap, the start-up, and a busy period of (eᵃ − 1) ÷ λ.
    What is billed beyond a spell may be billed while the next one runs already, so there may be more than the whole."""
    alone = exp(-mean)  # nobody else comes while one call keeps the copy open
    billed_start = rule.start_up if rule.start_up_billed else mpf(0)
    beyond = mpf(0)
    if rule.name == "per_second" and rule.quantum > 0:
        lasts = billed_start + hold + rule.tail
        beyond = alone * (ceil(lasts / rule.quantum) * rule.quantum - lasts) + (1 - alone) * rule.quantum / 2
    return (-expm1(-mean) + alone * calls * (billed_start + beyond)) / (1 + alone * calls * rule.start_up)


def cold_share(rule: Rule, arrivals: str, calls: mpf, hold: mpf) -> mpf:
    """Share of the requests that find no copy, or one that is still starting: λ calls a second find it gone with
    probability q = e^(−λ(τ+S)) ÷ (1 + λU e^(−λ(τ+S))), and λU more come while it starts. Evenly: all or none."""
    alive = hold + (rule.idle() if rule.idle_timeout is None else rule.idle_timeout)
    if arrivals == "packed":
        return mpf(0)
    if arrivals == "periodic":
        return mpf(1 if calls * alive < 1 else 0)
    gone = exp(-calls * alive)
    return gone * (1 + calls * rule.start_up) / (1 + calls * rule.start_up * gone)
