"""When requests come, and how much of the month a copy is therefore open (docs/billing_shapes.md, decisions 2, 23)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from mpmath import ceil, exp, mpf


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


def quiet(calls: mpf, paces: list[mpf]) -> mpf:
    """Share of the time without a call in flight, of a copy with so many calls a second that each slow down by the others: 1 ÷ the
    sum over states of λⁿ ÷ (μ(1)…μ(n)), geometric beyond the last place."""
    weight, total, ratio = mpf(1), mpf(1), mpf(0)
    for pace in paces:
        ratio = calls * pace
        weight *= ratio
        total += weight
    return 1 / (total + weight * ratio / (1 - ratio)) if ratio < 1 else mpf(0)


def open_fraction(rule: Rule, arrivals: str, calls: mpf, busy: mpf, paces: list[mpf]) -> mpf:
    """Of a copy with so many calls a second, each of `busy` machine seconds, or as many as `paces` say with others in flight."""
    busy *= calls
    if arrivals == "packed" or calls == 0:
        return busy
    alone = paces[0]
    beside = 0 if rule.name in ("anchored", "clock_aligned") else alone
    mean = calls * (rule.idle() + beside)  # calls in the time for which one of them opens the copy
    if arrivals == "periodic":
        formula = mean / ceil(mean) if rule.name == "anchored" else min(mpf(1), mean)
    elif rule.name == "anchored":
        formula = mean / (1 + mean)
    elif rule.name == "clock_aligned":
        formula = 1 - quiet(calls, paces) * exp(-mean)
    else:
        formula = _spells(rule, calls, quiet(calls, paces) * exp(-calls * rule.idle()), alone)
    return max(busy, formula)


def _spells(rule: Rule, calls: mpf, alone: mpf, hold: mpf) -> mpf:
    """Billed until nothing has come for a while, with the share `alone` of the time in which a copy that needs no start is gone: a
    cycle is 1 ÷ (λ · alone) and the start-up. What is billed beyond a spell may be billed while the next one runs already, so
    there may be more than the whole."""
    billed_start = rule.start_up if rule.start_up_billed else mpf(0)
    beyond = mpf(0)
    if rule.name == "per_second" and rule.quantum > 0:
        lasts = billed_start + hold + rule.tail
        beyond = alone * (ceil(lasts / rule.quantum) * rule.quantum - lasts) + (1 - alone) * rule.quantum / 2
    return (1 - alone + alone * calls * (billed_start + beyond)) / (1 + alone * calls * rule.start_up)


def cold_share(rule: Rule, arrivals: str, calls: mpf, paces: list[mpf]) -> mpf:
    """Share of the requests that find no copy, or one that is still starting: λ calls a second find it gone with
    probability q = g ÷ (1 + λU g), g = p₀·e^(−λτ), and λU more come while it starts. Evenly: all or none."""
    timeout = rule.idle() if rule.idle_timeout is None else rule.idle_timeout
    if arrivals == "packed":
        return mpf(0)
    if arrivals == "periodic":
        return mpf(1 if calls * (paces[0] + timeout) < 1 else 0)
    gone = quiet(calls, paces) * exp(-calls * timeout)
    return gone * (1 + calls * rule.start_up) / (1 + calls * rule.start_up * gone)
