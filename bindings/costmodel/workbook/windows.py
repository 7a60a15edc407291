"""Scale to zero: how many copies are open on average, of those that the load needs."""

from __future__ import annotations

from .formula import NOTHING, Formula, Number, added, either, exp, formula, least, most, rounded_up
from .lines import CannotSay, Steps
from .machine import idle_share, workload
from .service import Bill, Level, Service, resources

MOST_LEVELS = 8
MOST_ROWS = 64  # calls in flight on a copy that a table has


def active_window(s: Steps, at: Service, bill: Bill) -> None:
    at.hold(s, at.month / at.peak, False, "", "max_copies")
    copy = s.of("usd_per_unit_minute") * s.of("units_per_copy", 1) / 60 + resources(s)
    copy = s.line("price of a copy while billed", copy * s.of("multiplier", 1), "USD per second")
    opened = s.line("copies open on average", open_copies(s, at), "copies")
    read = s.of("usd_per_million_input_tokens")
    s.heading("terms", "per month")
    bill.add("active windows", copy * 3600 * at.month * opened, True)
    bill.add("input tokens", read * workload(s, "input") / 10**6 * at.load, True)
    bill.add("cached input tokens", read * workload(s, "cached_input") / 10**6 * at.load, True)
    bill.add("output tokens", s.of("usd_per_million_output_tokens") * workload(s, "output") / 10**6 * at.load, True)
    bill.add("storage", s.of("storage_usd_per_unit_month") * s.of("units_per_copy", 1), True)
    bill.add("staff", s.of("staff_usd_per_month"))


def open_copies(s: Steps, at: Service) -> Formula:
    """Copies that are open on average, of those that the load needs."""
    assert at.machine is not None and at.full is not None
    rule = s.pricing.get("rule", "anchored")
    window = s.of("tail_seconds") / 3600 if rule == "per_second" else s.of("window_minutes") / 60  # hours
    if "concurrency_per_copy" in s.pricing:
        raise CannotSay("calls at once on a copy that start another")
    if at.arrivals == "packed":
        return at.load / at.full
    if len(at.levels) > MOST_LEVELS:
        raise CannotSay("hours of many loads on copies that come and go")
    if rule == "whole_windows":
        raise CannotSay("spells that are rounded up to whole windows")
    if rule in ("anchored", "clock_aligned"):
        if at.arrivals == "poisson" and rule == "clock_aligned":
            return Copies(s, at, window).under_load()
        return _in_windows(s, at, window, rule)
    spells = any(s.pricing.get(key) for key in ("start_up_seconds", "quantum_seconds", "minimum_seconds"))
    if at.arrivals == "periodic":
        if spells:
            raise CannotSay("calls that come evenly, with starts or roundings")
        return _in_windows(s, at, window + at.machine.paces(_batch(s))[0] * at.batch / 3600, rule)
    copies = Copies(s, at, window)
    return copies.in_spells() if spells else copies.under_load()


def _batch(s: Steps) -> float:
    return s.inputs.fix("/demand/batch") if "/demand/batch" in s.inputs else 1.0


def _in_windows(s: Steps, at: Service, lasts: Formula, rule: str) -> Formula:
    """Each call opens a copy for so many hours, and those that come within them come for nothing."""
    assert at.full is not None
    n, opened = at.units, []
    for level in at.levels:
        calls = at.load * level.load / at.batch * lasts / at.month
        calls = s.line("calls in the time for which one keeps a copy open", calls)
        if at.arrivals == "poisson":
            now = n * calls / (n + calls)
        elif rule == "anchored":
            now = calls / most(1, rounded_up(calls / n))
        else:
            now = least(n, calls)
        opened.append(level.share * most(at.load / at.full * level.busy, now))
    return added(opened)


class Copies:
    """Copies with calls at random, each kept for some hours after the last answer: the share of the time without a call
    on it, and after that without one for so long, is when it is gone."""

    def __init__(self, s: Steps, at: Service, idle: Formula) -> None:
        assert at.machine is not None and at.full is not None
        self.s, self.at, self.idle, self.full = s, at, idle, at.full
        queued = bool(s.pricing.get("start_up_seconds"))  # who comes during a start is served after it
        paces = at.machine.paces(_batch(s), most_calls=MOST_ROWS + 1 if queued else 48)
        if len(paces) > MOST_ROWS:
            raise CannotSay("starts of copies with so many calls at once")
        s.heading("how fast a copy is with calls in flight")
        grid = s.grid("calls in flight", "machine seconds of each answer", "answers per month")
        self.paces, self.rates = [], []
        for n, pace in enumerate(paces, 1):
            row = s.add(grid, [float(n), pace, 0.0])
            grid.cells[-1][2] = rate = at.month * 3600 / row[1]
            self.paces.append(row[1])
            self.rates.append(Formula(row[2].text, rate.value))

    def load(self, level: Level) -> Formula:
        return self.s.line("answers on one copy", self.at.load * level.load / self.at.units, "answers per month")

    def gone(self, load: Formula) -> Formula:
        none = idle_share(self.s, "share of the time without a call", load, self.rates)
        return exp(0 - load / self.at.batch * self.idle / self.at.month) * none

    def under_load(self) -> Formula:
        """1 − p₀·e^(−λW) of each copy."""
        return added([level.share * self.at.units * (1 - self.gone(self.load(level))) for level in self.at.levels])

    def in_spells(self) -> Formula:
        """The same with a start before each spell, and each rounded up: a cycle is 1 ÷ (λ · gone), the start, and the
        time in which those are served who came during it."""
        s, at = self.s, self.at
        billed = s.pricing.get("start_up_billed") is True
        start, quantum = s.of("start_up_seconds"), formula(0)
        lasts = self.idle * 3600 + self.paces[0] * at.batch + (start if billed else 0)
        lasts = s.line("one call keeps a copy open for", lasts, "seconds")
        if s.pricing.get("rule") == "per_second":
            quantum = s.of("quantum_seconds")
        one = rounded_up(lasts / quantum) * quantum - lasts if not quantum.is_number(0) else formula(0)
        one = s.line("billed beyond a spell of one call", one, "seconds")
        opened = []
        for level in at.levels:
            load = self.load(level)
            a_second = s.line("calls a second on one copy", load / at.batch / at.month / 3600)
            gone = s.line("share of the time in which it would be gone without a start", self.gone(load))
            waiting = s.line("calls during a start", a_second * start)
            served = self._served(load, waiting)
            extra = (waiting if billed else formula(0)) + served + a_second * (one * gone + quantum / 2 * (1 - gone))
            share = ((1 - gone) + gone * extra) / (1 + gone * (waiting + served))
            computing = at.load * level.busy / at.units / self.full
            opened.append(level.share * at.units * most(computing, share))
        longest = [s.of(key) for key in ("quantum_seconds", "minimum_seconds") if s.pricing.get(key)]
        if not longest or s.pricing.get("rule") != "per_second":
            return added(opened)
        return either(most(*longest), ">", lasts, NOTHING, added(opened))  # no closed form

    def _served(self, load: Formula, waiting: Formula) -> Formula:
        """Calls that come while those are served that came during a start, beyond what the first one takes alone: λ
        times the mean time from 1 + K in flight down to 1, K of Poisson's law."""
        s, rates = self.s, self.rates
        if waiting.is_number(0):
            return waiting
        grid = s.grid("calls in flight", "calls until one fewer is in flight")
        down: list[Formula] = []  # from the last place to the first
        for n in range(len(rates), 0, -1):
            more: Number = 1 / most(1e-250, rates[n - 1] / load - 1)
            if down:
                more = least(1e250, load / rates[n - 1] * (1 + down[-1]))
            down.append(s.add(grid, [float(n), more])[1])
        down.reverse()
        grid = s.grid("come during a start", "as many", "as many or more", "come while they are served")
        none = s.add(grid, ["none", exp(0 - waiting), 1.0, 0.0])
        exactly, more_come, sums, counted = none[1], 1 - none[1], [], []
        for m in range(1, len(rates) - 1):
            row = s.add(grid, [float(m), exactly * waiting / m, more_come, more_come * down[m]])
            exactly, more_come = row[1], most(0, row[2] - row[1])
            sums.append(row[3])
            counted.append(row[2])
        rest = most(0, waiting - _sum(counted)) * down[-1]
        return s.line("calls while they are served", _sum(sums) + rest)


def _sum(cells: list[Formula]) -> Formula:
    """The sum of cells below each other."""
    if not cells:
        return formula(0)
    return Formula(f"SUM({cells[0].text}:{cells[-1].text})", sum(cell.value for cell in cells))
