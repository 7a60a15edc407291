"""The month's bill of the four kinds of pricing (docs/billing_shapes.md): what is charged, and what stands beside.

Conventions where the documents leave room: a spare pays capital, lease, idle power, colocation and support, but no
staff and no failures; failures buy price and tax anew, not the installation; storage is that of one copy's units,
however many copies run; volume steps move the prices of tokens, not of calls; credits and the minimum apply to what the
provider charges (tokens, time, hosting, storage, overflow), and not to the plan, redeployments or anything of one's
own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mpmath import ceil, inf, mpf

from . import arrivals as coming

ZERO = mpf(0)


@dataclass
class Setting:
    """What a bill depends on beside its prices."""

    month: mpf  # hours
    workload: dict[str, Any]
    arrivals: str
    hours: list[coming.Level]
    batch: mpf
    busy: mpf  # machine seconds of one attempt
    usable: mpf  # share of the month in which a unit can work
    paces: list[mpf]  # seconds from one call to the next with 1, 2, … on a copy that scales to zero

    def capacity(self) -> mpf:
        """Answers a month that keep one unit busy in the busiest hours. A unit that is up for a part of the month is up
        in the hours in which requests come (it is not feasible where it cannot be), and carries at most that part."""
        return min(self.usable, 1 / coming.peak(self.hours)) * self.month * 3600 / self.busy


@dataclass
class Month:
    """USD a month."""

    charged: mpf
    beside: mpf


def units(load: mpf, capacity: mpf, least: mpf, most: mpf) -> mpf:
    return min(max(ceil(load / capacity * (1 - mpf(10) ** -20)), least), most)


def resources(pricing: dict[str, Any]) -> mpf:
    """USD a second."""
    return sum((part.get("amount", 1) * part["usd_per_second"] for part in pricing.get("resources", [])), ZERO)


def fixed_amortized(p: dict[str, Any], s: Setting, load: mpf, n: mpf) -> Month:
    def of(key: str, default: mpf = ZERO) -> mpf:
        return p.get(key, default)

    bought = of("price_usd") * (1 + of("sales_tax_rate"))
    spent, life = bought + of("installation_usd"), of("life_months")
    rate = (1 + of("discount_rate_per_year")) ** (mpf(1) / 12) - 1
    if spent == 0 and of("residual_usd") == 0:
        capital = ZERO
    elif rate == 0:
        capital = (spent - of("residual_usd")) / life
    else:
        capital = (spent - of("residual_usd") * (1 + rate) ** -life) * rate / (1 - (1 + rate) ** -life)
    energy = s.month / 1000 * of("pue", mpf(1)) * of("usd_per_kwh")  # USD a month for each W
    all_units = n + of("spare_units")
    each = capital + of("flat_usd_per_month") + of("idle_watts") * energy + of("support_usd_per_month")
    each += of("load_watts") / 1000 * of("colocation_usd_per_kw_month")
    working = load * s.busy / (s.month * 3600)  # units that compute, on average
    power = working * max(ZERO, of("load_watts") - of("idle_watts")) * energy
    failures = n * bought * of("failure_rate_per_year") / 12
    shared = of("staff_usd_per_month") + of("facility_usd_per_month")
    return Month(ZERO, all_units * each + power + failures + n * of("staff_usd_per_unit_month") + shared)


def up(p: dict[str, Any], month: mpf) -> tuple[mpf, mpf]:
    """Hours of a month for which a provisioned unit is billed, and for how many of them it is of use. What is lost
    comes on top: of each block where it is sold in blocks, else of each start. What is up all month is never
    started."""
    if "up_hours_per_day" in p:
        starts = p.get("up_days_per_week", mpf(7)) * month / 168
        wanted = starts * p["up_hours_per_day"]
    else:
        starts, wanted = mpf(1), p.get("hours_up_per_month", month)
    lost = p.get("lost_hours", ZERO)
    if "block_hours" in p:
        blocks = ceil(wanted / starts / (p["block_hours"] - lost) * (1 - mpf(10) ** -12))
        return starts * blocks * p["block_hours"], wanted
    return min(wanted + starts * lost, month), wanted


def provisioned(p: dict[str, Any], s: Setting, load: mpf, n: mpf) -> Month:
    hours, _ = up(p, s.month)
    price = (p["usd_per_unit_hour"] + 3600 * resources(p)) * p.get("multiplier", 1) * (1 - p.get("discount", ZERO))
    if "term_months" in p and "needed_months" in p:
        term, needed = p["term_months"], p["needed_months"]
        price *= ceil(needed / term * (1 - mpf(10) ** -12)) * term / needed
    if p.get("interrupted_time_billed", True) is False:
        hours *= 1 - p.get("interrupted_fraction", ZERO)
    charged = n * (price * hours + p.get("storage_usd_per_unit_month", ZERO))
    if "overflow" in p:
        carried = n * s.capacity() * coming.peak(s.hours)  # answers a month, if all hours were like this one
        beyond = sum((h.share * max(ZERO, load * h.load - carried) for h in s.hours), ZERO)
        charged += beyond * tokens(p["overflow"], s.workload)
    shared = p.get("staff_usd_per_month", ZERO) + p.get("facility_usd_per_month", ZERO)
    each = p.get("support_usd_per_month", ZERO) + p.get("staff_usd_per_unit_month", ZERO)
    return Month(charged, n * each + shared)


def tokens(prices: dict[str, Any], w: dict[str, Any], on_input: mpf = mpf(1), on_output: mpf = mpf(1)) -> mpf:
    """USD for the tokens of one attempt. Cached and written ones without a price of their own cost what input costs."""
    plain_input = prices.get("usd_per_million_input_tokens", ZERO)
    cached = prices.get("usd_per_million_cached_input_tokens", plain_input)
    written = prices.get("usd_per_million_cache_write_tokens", plain_input)
    read = (w["input_tokens_per_answer"] - w["cache_write_tokens_per_answer"]) * plain_input
    read += w["cached_input_tokens_per_answer"] * cached + w["cache_write_tokens_per_answer"] * written
    made = w["output_tokens_per_answer"] * prices.get("usd_per_million_output_tokens", ZERO)
    return (read * on_input + made * on_output) / 10**6


def rule_of(p: dict[str, Any]) -> coming.Rule:
    timeout = p.get("idle_timeout_minutes")
    return coming.Rule(
        p.get("rule", "anchored"),
        60 * p.get("window_minutes", ZERO),
        p.get("tail_seconds", ZERO),
        p.get("quantum_seconds", ZERO),
        p.get("minimum_seconds", ZERO),
        p.get("start_up_seconds", ZERO),
        p.get("start_up_billed", False),
        None if timeout is None else 60 * timeout,
        p.get("concurrency_per_copy"),
        p.get("max_copies", inf),
    )


def active_window(p: dict[str, Any], s: Setting, load: mpf, n: mpf) -> Month:
    copy = p["usd_per_unit_minute"] * p.get("units_per_copy", 1) / 60 + resources(p)  # USD a second
    copy *= p.get("multiplier", 1)
    seconds, rule, hold = s.month * 3600, rule_of(p), s.busy * s.batch
    opened = ZERO
    for level in s.hours:
        if rule.by_copy() and s.arrivals == "poisson":
            opened += (
                level.share * coming.copies_open(load * level.load / seconds, s.paces, rule.idle(), rule.copies)[0]
            )
            continue
        calls = load * level.load / seconds / s.batch / n  # on each copy
        opened += level.share * n * coming.open_fraction(rule, s.arrivals, calls, hold, s.paces)
    beside_time = {
        "usd_per_million_input_tokens": p.get("usd_per_million_input_tokens", ZERO),
        "usd_per_million_output_tokens": p.get("usd_per_million_output_tokens", ZERO),
    }
    storage = p.get("storage_usd_per_unit_month", ZERO) * p.get("units_per_copy", 1)
    charged = copy * opened * seconds + load * tokens(beside_time, s.workload) + storage
    return Month(charged, p.get("staff_usd_per_month", ZERO))


def per_token(p: dict[str, Any], s: Setting, load: mpf, _n: mpf) -> Month:
    w = s.workload
    prompt = w["input_tokens_per_answer"] + w["cached_input_tokens_per_answer"]
    passed = [step for step in p.get("context_steps", []) if prompt > step["above_input_tokens_per_answer"]]
    step = passed[-1] if passed else {}
    batch = p.get("batch_fraction", ZERO)
    tier = p.get("multiplier", 1) * (1 - batch + batch * p.get("batch_multiplier", 1))
    attempt = tier * tokens(p, w, step.get("input_multiplier", 1), step.get("output_multiplier", 1))
    millions = (prompt + w["output_tokens_per_answer"]) / 10**6
    edges = [(ZERO, mpf(1))]
    edges += [(step["above_million_tokens_per_month"], step["multiplier"]) for step in p.get("volume_steps", [])]
    charged = load * tier * p.get("usd_per_answer", ZERO)
    for (low, factor), (high, _) in zip(edges, [*edges[1:], (inf, ZERO)]):
        charged += attempt * factor * max(ZERO, min(load, high / millions) - low / millions)
    charged += p.get("hosting_usd_per_month", ZERO) + p.get("hosting_usd_per_hour", ZERO) * s.month
    charged += p.get("storage_usd_per_month", ZERO)
    beside = p.get("redeployment_usd", ZERO) * s.month / p["lifetime_hours"] if "lifetime_hours" in p else ZERO
    return Month(charged, beside)


KINDS = {
    "fixed_amortized": fixed_amortized,
    "provisioned": provisioned,
    "active_window": active_window,
    "per_token": per_token,
}


def total(p: dict[str, Any], s: Setting, load: mpf, n: mpf) -> mpf:
    """After credits, which are never paid out, and at least the minimum; the plan beside."""
    month = KINDS[p["kind"]](p, s, load, n)
    charged = max(ZERO, month.charged - p.get("credit_usd_per_month", ZERO))
    return max(charged, p.get("minimum_usd_per_month", ZERO)) + month.beside + p.get("plan_usd_per_month", ZERO)
