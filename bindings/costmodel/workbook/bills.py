"""The bill of a path as formulas: term by term, with the names that the library's terms have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .formula import NOTHING, Formula, Number, added, either, exp, formula, least, most, payment, rounded_up
from .lines import CannotSay, Steps
from .machine import Machine, idle_share, workload

ROUNDING = 1 - 1e-14  # as the library's: a load of exactly n capacities needs n units
MOST_LEVELS = 8


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
    capacity: Formula | None = None
    units: Formula = formula(1)

    def hold(self, s: Steps, hours: Number, overflows: bool, least_key: str, most_key: str) -> None:
        """Capacity of a unit, and how many units the load takes."""
        assert self.machine is not None
        self.capacity = s.line("capacity of one unit", hours * 3600 / self.machine.busy, "answers per month")
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
            self.terms["up to the minimum"] = s.line("up to the minimum", most(0, minimum - (charged - used)), kind="term")


def fixed_amortized(s: Steps, at: Service, bill: Bill) -> None:
    at.hold(s, at.month / at.peak, False, "min_units", "max_units")
    assert at.machine is not None
    n, life = at.units, s.of("life_months")
    bought = s.line("price with tax", s.of("price_usd") * (1 + s.of("sales_tax_rate")), "USD per unit")
    spent = bought + s.of("installation_usd")
    yearly = s.of("discount_rate_per_year")
    monthly = formula(0)
    if not yearly.plain:
        monthly = s.line("discount rate of a month", (1 + yearly) ** (formula(1) / 12) - 1)
    capital = formula(0)
    if not life.is_number(0):
        paid = payment(monthly, life, spent, s.of("residual_usd"))
        capital = s.line("capital of one unit", either(life, "=", 0, 0, paid), "USD per month")
    kilowatt = at.month * s.of("pue", 1) * s.of("usd_per_kwh") / 1000  # USD a month for each W
    idle = s.line("idle power of one unit", s.of("idle_watts") * kilowatt, "USD per month")
    colocation = s.of("load_watts") / 1000 * s.of("colocation_usd_per_kw_month")
    energy = (s.of("load_watts") - s.of("idle_watts")) / 1000 * at.machine.busy / 3600 * s.of("pue", 1)
    s.heading("terms", "per month")
    bill.add("capital", n * capital)
    bill.add("flat", n * s.of("flat_usd_per_month"))
    bill.add("idle power", n * idle)
    bill.add("load power", energy * s.of("usd_per_kwh") * at.load)
    bill.add("colocation", n * colocation)
    upkeep(s, n, bill)
    bill.add("failures", n * bought * s.of("failure_rate_per_year") / 12)
    standing = capital + s.of("flat_usd_per_month") + idle + colocation + s.of("support_usd_per_month")
    bill.add("spares", standing * s.of("spare_units"))


def upkeep(s: Steps, n: Formula, bill: Bill) -> None:
    bill.add("support", n * s.of("support_usd_per_month"))
    bill.add("staff", s.of("staff_usd_per_month") + n * s.of("staff_usd_per_unit_month"))
    bill.add("facility", s.of("facility_usd_per_month"))


def resources(s: Steps) -> Formula:
    """USD a second of the parts of a unit."""
    parts = range(len(s.pricing.get("resources", [])))
    return added([s.of(f"resources/{i}/usd_per_second") * s.of(f"resources/{i}/amount", 1) for i in parts])


def provisioned(s: Steps, at: Service, bill: Bill) -> None:
    if "usd_per_answer_while_off" in s.pricing:
        raise CannotSay("calls that go elsewhere while a schedule is off")
    once, starts = s.of("hours_up_per_month", at.month), formula(1)
    if "up_hours_per_day" in s.pricing:
        once = s.of("up_hours_per_day")
        starts = s.line("starts a month", s.of("up_days_per_week", 7) * at.month / 168)
    lost, taken = s.of("lost_hours"), s.of("interrupted_fraction")
    billed = once
    if "block_hours" in s.pricing:
        billed = s.of("block_hours") * rounded_up(once / (s.of("block_hours") - lost))
    elif "hours_up_per_month" in s.pricing or "up_hours_per_day" in s.pricing:
        billed = once + lost
    if s.pricing.get("interrupted_time_billed", True) is False and "block_hours" not in s.pricing:
        billed = billed - once * taken
    billed = s.line("hours billed for one unit", billed * starts, "hours per month")
    useful = once * starts * (1 - taken)
    useful = useful if useful.text == at.month.text and formula(at.peak).is_number(1) else least(useful, at.month / at.peak)
    at.hold(s, useful, "overflow" in s.pricing, "min_units", "max_units")
    hour = (s.of("usd_per_unit_hour") + 3600 * resources(s)) * s.of("multiplier", 1) * (1 - s.of("discount"))
    if "term_months" in s.pricing and "needed_months" in s.pricing:
        term, needed = s.of("term_months"), s.of("needed_months")
        hour = hour * (rounded_up(needed / term) * term / needed)
    hour = s.line("price of one unit", hour, "USD per hour")
    beyond = _overflow(s, at) if "overflow" in s.pricing else formula(0)
    s.heading("terms", "per month")
    bill.add("provisioned hours", at.units * hour * billed, True)
    bill.add("storage", at.units * s.of("storage_usd_per_unit_month"), True)
    bill.add("overflow tokens", beyond, True)
    upkeep(s, at.units, bill)


def _overflow(s: Steps, at: Service) -> Formula:
    """USD a month of what all units together do not carry, by the hours of the week."""
    assert at.capacity is not None
    if f"{s.where}/pricing/max_units" not in s.inputs:
        return formula(0)
    carried = s.line("answers that all units carry", s.of("max_units") * at.capacity * at.peak, "answers per month")
    over = [level.share * most(0, at.load * level.load - carried) for level in at.levels]
    beyond = s.line("answers beyond", added(over), "answers per month")
    plain = s.of("overflow/usd_per_million_input_tokens")
    each = plain * workload(s, "input") + s.of("overflow/usd_per_million_cached_input_tokens", plain) * workload(
        s, "cached_input"
    )
    each = each + s.of("overflow/usd_per_million_output_tokens") * workload(s, "output")
    return beyond * each / 10**6


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
    bill.add(
        "output tokens", s.of("usd_per_million_output_tokens") * workload(s, "output") / 10**6 * at.load, True
    )
    bill.add("storage", s.of("storage_usd_per_unit_month") * s.of("units_per_copy", 1), True)
    bill.add("staff", s.of("staff_usd_per_month"))


def open_copies(s: Steps, at: Service) -> Formula:
    """Copies that are open on average, of those that the load needs."""
    assert at.machine is not None and at.capacity is not None
    p, n = s.pricing, at.units
    rule = p.get("rule", "anchored")
    window = s.of("tail_seconds") / 3600 if rule == "per_second" else s.of("window_minutes") / 60  # hours
    busy = at.load / at.capacity
    if "concurrency_per_copy" in p:
        raise CannotSay("calls at once on a copy that start another")
    if at.arrivals == "packed":
        return busy
    by_window = rule in ("anchored", "clock_aligned")
    started = any(p.get(key) for key in ("start_up_seconds", "quantum_seconds")) or rule == "whole_windows"
    if started and not by_window:
        raise CannotSay("spells with a start or a rounding of their own")
    if len(at.levels) > MOST_LEVELS:
        raise CannotSay("hours of many loads on copies that come and go")
    if at.arrivals == "poisson" and rule != "anchored":
        return _under_load(s, at, window)
    lasts = window if by_window else window + at.machine.paces(batch_of(s))[0] * at.batch / 3600
    opened = []
    for level in at.levels:
        calls = at.load * level.load / at.batch * lasts / at.month  # while one of them keeps a copy open
        calls = s.line("calls in the time for which one keeps a copy open", calls)
        computing = busy * level.busy
        if at.arrivals == "poisson":
            now = n * calls / (n + calls)
        elif rule == "anchored":
            now = calls / most(1, rounded_up(calls / n))
        else:
            now = least(n, calls)
        opened.append(level.share * most(computing, now))
    return added(opened)


def batch_of(s: Steps) -> float:
    return s.inputs.fix("/demand/batch") if "/demand/batch" in s.inputs else 1.0


def _under_load(s: Steps, at: Service, idle: Formula) -> Formula:
    """1 − p₀·e^(−λW) of each copy: open but for the time without a call after nothing came for W."""
    assert at.machine is not None
    paces = at.machine.paces(batch_of(s))
    s.heading("how long a copy is without a call")
    rates = [at.month * 3600 / pace for pace in paces]
    opened = []
    for level in at.levels:
        load = s.line("answers on one copy", at.load * level.load / at.units, "answers per month")
        none = idle_share(s, "share of the time without a call", load, rates)
        gone = exp(0 - load / at.batch * idle / at.month) * none
        opened.append(level.share * at.units * (1 - gone))
    return added(opened)


def per_token(s: Steps, at: Service, bill: Bill) -> None:
    batch = s.of("batch_fraction")
    tier = s.line("tier", s.of("multiplier", 1) * (1 - batch * (1 - s.of("batch_multiplier", 1))))
    read, cached, written = workload(s, "input"), workload(s, "cached_input"), workload(s, "output")
    prompt = read + cached
    if s.pricing.get("context_steps"):
        prompt = s.line("prompt", prompt, "tokens")
    dear_in, dear_out = _by_context(s, prompt, "input"), _by_context(s, prompt, "output")
    price = s.of("usd_per_million_input_tokens")
    stored = workload(s, "cache_write") if "usd_per_million_cache_write_tokens" in s.pricing else formula(0)
    each = {
        "input tokens": price * (read - stored) / 10**6 * tier * dear_in,
        "cached input tokens": s.of("usd_per_million_cached_input_tokens", price) * cached / 10**6 * tier * dear_in,
        "output tokens": s.of("usd_per_million_output_tokens") * written / 10**6 * tier * dear_out,
        "tokens written to a cache": s.of("usd_per_million_cache_write_tokens") * stored / 10**6 * tier * dear_in,
    }
    each = {name: s.line(f"{name} of one attempt", usd, "USD") for name, usd in each.items()}
    over = _beyond_volume(s, at, added(list(each.values())), (read + cached + written) / 10**6)
    writes = each.pop("tokens written to a cache")
    s.heading("terms", "per month")
    for name, usd in each.items():
        bill.add(name, usd * at.load, True)
    bill.add("calls", s.of("usd_per_answer") * tier * at.load, True)
    bill.add("hosting", s.of("hosting_usd_per_month") + s.of("hosting_usd_per_hour") * at.month, True)
    bill.add("storage", s.of("storage_usd_per_month"), True)
    bill.add("tokens written to a cache", writes * at.load, True)
    if "lifetime_hours" in s.pricing:
        bill.add("redeployment", s.of("redeployment_usd") * at.month / s.of("lifetime_hours"))
    bill.add("volume steps", over, True)


def _by_context(s: Steps, prompt: Formula, what: str) -> Formula:
    """The multiplier of the last step that the prompt has passed."""
    multiplier = formula(1)
    for i in range(len(s.pricing.get("context_steps", []))):
        step = f"context_steps/{i}/"
        beyond = s.of(step + f"{what}_multiplier", 1)
        multiplier = either(prompt, ">", s.of(step + "above_input_tokens_per_answer"), beyond, multiplier)
    return multiplier


def _beyond_volume(s: Steps, at: Service, tokens: Formula, millions: Formula) -> Formula:
    """What tokens beyond each step cost more, or less."""
    total, last = formula(0), formula(1)
    for i in range(len(s.pricing.get("volume_steps", []))):
        multiplier = s.of(f"volume_steps/{i}/multiplier")
        start = s.of(f"volume_steps/{i}/above_million_tokens_per_month") / millions
        over = s.line(f"attempts beyond volume step {i + 1}", most(0, at.load - start), "answers per month")
        total, last = total + tokens * (multiplier - last) * over, multiplier
    return total


KINDS: dict[str, Callable[[Steps, Service, Bill], None]] = {
    "fixed_amortized": fixed_amortized,
    "provisioned": provisioned,
    "active_window": active_window,
    "per_token": per_token,
}


def tuning(s: Steps) -> Formula:
    """USD a month of making and keeping the weights."""
    run = s.own("tuning/million_training_tokens") * s.own("tuning/usd_per_million_training_tokens")
    once, life = s.own("tuning/one_off_usd") + run, s.own("tuning/life_months")
    month = s.own("tuning/usd_per_month") + run * s.own("tuning/retrains_per_month")
    month = month + s.own("tuning/usd_per_stored_model_month") * s.own("tuning/stored_models")
    if life.plain:
        return month + once / life if life.value else month
    return month + either(life, "=", 0, 0, once / life)
