"""How the load meets the units of a path, and the terms that their month adds up to."""

from __future__ import annotations

from dataclasses import dataclass

from .formula import NOTHING, Formula, Number, added, either, formula, least, most, rounded_up
from .lines import Steps
from .machine import Machine

ROUNDING = 1 - 1e-14  # as the library's: a load of exactly n capacities needs n units


@dataclass
class Level:
    """Hours of the week with a load of their own."""

    share: Number  # of the month
    load: Number  # ÷ the mean load
    busy: Number  # ÷ the load of the busiest hours


@dataclass
class Service:
    """How the load meets the path's units."""

    load: Formula
    month: Formula  # hours
    arrivals: str
    batch: Formula
    levels: list[Level]
    peak: Number
    machine: Machine | None = None
    full: Formula | None = None  # answers a month that keep one unit busy
    capacity: Formula | None = None  # … that one carries: a headroom stays free
    units: Formula = formula(1)

    def hold(self, s: Steps, hours: Number, overflows: bool, least_key: str, most_key: str) -> None:
        """Capacity of a unit, and how many units the load takes."""
        assert self.machine is not None
        self.full = s.line("capacity of one unit", hours * 3600 / self.machine.busy, "answers per month")
        self.capacity = self.full
        if self.arrivals == "poisson" and "/requirements/headroom" in s.inputs:
            used = self.full * (1 - s.inputs.at("/requirements/headroom"))
            self.capacity = s.line("less the headroom", used, "answers per month")
        n: Formula = rounded_up(self.load / self.capacity * formula(ROUNDING))
        n = most(s.of(least_key, 1) if least_key else 1, n)
        if f"{s.where}/pricing/{most_key}" in s.inputs:
            limit = s.of(most_key)
            n = least(limit, n)
            if not overflows:
                n = either(self.load, ">", limit * self.capacity * formula(1 + 1e-12), NOTHING, n)
        self.units = s.line("units", n, "#N/A: more than all units carry" if most_key in s.pricing else "")


class Bill:
    """The terms of a month, in the order of the library."""

    def __init__(self, s: Steps, per_usd: Formula | None) -> None:
        self.s = s
        self.rate = per_usd
        self.terms: dict[str, Formula] = {}
        self.charged: list[Formula] = []

    def add(self, name: str, usd: Number, charged: bool = False) -> None:
        """A term in USD a month, written in the currency that is shown. `charged`: a minimum and credits hold for
        it."""
        usd = formula(usd)
        if usd.is_number(0):
            return
        shown = usd / self.rate if self.rate else usd
        self.terms[name] = self.s.line(name, shown, kind="term")
        if charged:
            self.charged.append(self.terms[name])

    def settle(self) -> None:
        """The plan's fee, free credits, and what lacks to the minimum."""
        s, charged = self.s, added(self.charged)
        self.add("plan", s.of("plan_usd_per_month"))
        credit, minimum = s.of("credit_usd_per_month"), s.of("minimum_usd_per_month")
        if self.rate:
            credit, minimum = credit / self.rate, minimum / self.rate
        used = formula(0)
        if not credit.is_number(0):
            used = least(charged, credit)
            self.terms["free credits"] = s.line("free credits", 0 - used, kind="term")
            used = 0 - self.terms["free credits"]
        if not minimum.is_number(0):
            self.terms["up to the minimum"] = s.line(
                "up to the minimum", most(0, minimum - (charged - used)), kind="term"
            )


def resources(s: Steps) -> Formula:
    """USD a second of the parts of a unit."""
    parts = range(len(s.pricing.get("resources", [])))
    return added([s.of(f"resources/{i}/usd_per_second") * s.of(f"resources/{i}/amount", 1) for i in parts])
