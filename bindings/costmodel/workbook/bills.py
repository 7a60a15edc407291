"""The bill of a path as formulas: term by term, with the names that the library's terms have."""

from __future__ import annotations

from collections.abc import Callable

from .formula import Formula, added, either, formula, least, most, payment, rounded_up
from .lines import CannotSay, Steps
from .machine import workload
from .service import Bill, Service, resources
from .windows import active_window


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
    useful = (
        useful if useful.text == at.month.text and formula(at.peak).is_number(1) else least(useful, at.month / at.peak)
    )
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
