"""The sheet of a path: from the demand to the month, as formulas where formulas say what the library says, else as
values."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .bills import KINDS, tuning
from .formula import Formula, added, formula
from .lines import CannotSay, Inputs, Json, Part, Steps, texts
from .machine import Machine
from .service import Bill, Level, Service

#: Within which the formulas and the library are one.
TOLERANCE = 1e-9

#: Keys of which the formulas know what they do, or that no cost of a month depends on. Whatever else a scenario states
#: may change what its paths cost, so that they are values.
KNOWN = {
    "": "costmodel $schema title question date presentation sources evidence_files assessments horizon correlations "
    "rent_or_buy hours_per_month demand workload gate tries rejected requirements paths",
    "demand": "accepted_answers_per_month domain_accepted_answers_per_month arrivals batch batch_sizes working_hours "
    "hourly_weights trace",
    "workload": "input_tokens_per_answer cached_input_tokens_per_answer cache_write_tokens_per_answer "
    "output_tokens_per_answer length_variation",
    "tries": "limit correlation",
    "rejected": "handling usd_per_request",
    "path": "id name note pricing throughput balancing acceptance workload tuning data_plane_usd_per_answer access "
    "over_time layers",
    "tuning": "one_off_usd life_months usd_per_month million_training_tokens usd_per_million_training_tokens "
    "retrains_per_month stored_models usd_per_stored_model_month",
    "charges": "minimum_usd_per_month credit_usd_per_month plan_usd_per_month",
    "upkeep": "support_usd_per_month staff_usd_per_month staff_usd_per_unit_month facility_usd_per_month",
    "fixed_amortized": "kind price_usd sales_tax_rate residual_usd life_months discount_rate_per_year installation_usd "
    "flat_usd_per_month idle_watts load_watts pue usd_per_kwh colocation_usd_per_kw_month failure_rate_per_year "
    "spare_units min_units max_units",
    "active_window": "kind usd_per_unit_minute units_per_copy resources multiplier window_minutes rule tail_seconds "
    "quantum_seconds minimum_seconds idle_timeout_minutes start_up_seconds start_up_billed when_cold when_full "
    "usd_per_million_input_tokens usd_per_million_output_tokens storage_usd_per_unit_month staff_usd_per_month "
    "max_copies concurrency_per_copy",
    "provisioned": "kind usd_per_unit_hour resources multiplier hours_up_per_month up_hours_per_day up_days_per_week "
    "up_from_hour lost_hours interrupted_fraction interrupted_time_billed discount term_months needed_months "
    "block_hours storage_usd_per_unit_month min_units max_units overflow",
    "per_token": "kind usd_per_million_input_tokens usd_per_million_cached_input_tokens "
    "usd_per_million_cache_write_tokens usd_per_million_output_tokens usd_per_answer multiplier batch_fraction "
    "batch_multiplier context_steps volume_steps hosting_usd_per_month hosting_usd_per_hour lifetime_hours "
    "redeployment_usd storage_usd_per_month",
}


def stated(value: Any) -> bool:
    return value is not None and value != [] and value != {} and value != ""


def known(found: Json, *of: str) -> None:
    """Raises for a key that the formulas do not know."""
    names = {name for table in of for name in KNOWN[table].split()}
    for key, value in found.items():
        if key not in names and key != "evidence" and stated(value):
            raise CannotSay(f"the scenario states `{key}`, of which the formulas know nothing")


@dataclass
class PathSheet:
    """What stands on the sheet of a path, in the currency that is shown."""

    id: str
    name: str
    why_values: str = ""  # why it shows values in place of formulas; empty where it has formulas
    parts: list[Part] = field(default_factory=list)
    terms: dict[str, Formula] = field(default_factory=dict)
    month: Formula | None = None  # none: there is no number at this demand
    each: Formula | None = None
    units: Formula | None = None
    load: Formula | None = None


def levels(demand: Json, arrivals: str) -> list[tuple[float, float, float]]:
    """Hours of the week that are alike: share of the month, load ÷ the mean one, load ÷ that of the busiest."""
    weights = [float(w) for w in demand.get("hourly_weights") or [1.0]]
    weights = (weights * 168)[:168] if len(weights) in (1, 24, 168) else weights
    if demand.get("working_hours") is not None:
        hours = demand["working_hours"]
        first, last, days = hours.get("from_hour", 9), hours.get("to_hour", 17), hours.get("days_per_week", 5)
        weights = [w if first <= i % 24 < last and i // 24 < days else 0.0 for i, w in enumerate(weights)]
    count = Counter(weights)
    if arrivals == "packed" or len(count) == 1:
        return [(1.0, 1.0, 1.0)]
    mean, peak = math.fsum(weights) / 168, max(weights)
    return [(n / 168, w / mean, w / peak) for w, n in sorted(count.items()) if w > 0]


def path_sheet(
    scenario: Json, index: int, inputs: Inputs, row: Any, per_usd: Formula | None, by_load: bool = False
) -> PathSheet:
    """The path at the demand of the scenario, and what the library says of it, a row of its cost table. `by_load`: at a
    demand of its own, which came from a utilization."""
    fixed = set(inputs.fixed)
    try:
        sheet = _by_formulas(scenario, index, inputs, row, per_usd, by_load)
        _compare(sheet, row, per_usd)
        inputs.mark(texts(sheet.parts))
        inputs.mark([sheet.month.text, sheet.each.text] if sheet.month and sheet.each else [])
        return sheet
    except CannotSay as why:
        inputs.fixed = fixed
        return _by_values(row, str(why), per_usd)


def _by_values(row: Any, why: str, per_usd: Formula | None) -> PathSheet:
    rate = per_usd.value if per_usd else 1.0
    sheet = PathSheet(row.id, row.name, why_values=why)
    sheet.terms = {name: formula(usd / rate) for name, usd in row.terms.items()}
    if row.usd_per_month is not None:
        sheet.month, sheet.each = formula(row.usd_per_month / rate), formula(row.usd_per_accepted_answer / rate)
        sheet.units = None if row.units is None else formula(row.units)  # of a path of several calls: its offers' own
        sheet.load = formula(row.load_answers_per_month)
    return sheet


def _compare(sheet: PathSheet, row: Any, per_usd: Formula | None) -> None:
    """Never a wrong formula: where it does not come to what the library says there are values."""
    rate = per_usd.value if per_usd else 1.0
    assert sheet.month is not None
    if row.usd_per_month is None:
        if row.usd_per_month_between is not None or not math.isnan(sheet.month.value):
            raise CannotSay("the library gives no number: " + "; ".join(row.reasons))
        return
    pairs = [(sheet.month.value * rate, row.usd_per_month)]
    pairs += [(f.value * rate, row.terms.get(name, 0.0)) for name, f in sheet.terms.items()]
    scale = sum(abs(usd) for usd in row.terms.values())
    for ours, theirs in pairs:
        if not abs(ours - theirs) <= TOLERANCE * abs(theirs) + 1e-14 * scale:
            raise CannotSay(UNLIKE)
    if set(row.terms) - set(sheet.terms):
        raise CannotSay(UNLIKE)


OF_A_LOAD = "demand at the utilization, computed by costmodel, does not follow changes"
UNLIKE = "the formulas do not come to what the library says"


def _by_formulas(
    scenario: Json, index: int, inputs: Inputs, row: Any, per_usd: Formula | None, by_load: bool
) -> PathSheet:
    if scenario["paths"][index].get("stages"):
        raise CannotSay("an answer of several calls, of which the formulas know nothing")
    s = Steps(scenario, index, inputs)
    kind, demand = s.pricing["kind"], scenario["demand"]
    beside = {"fixed_amortized": "upkeep", "provisioned": "upkeep"}.get(kind, "charges")
    known(scenario, "")
    known(demand, "demand")
    tokens = dict(scenario["workload"])
    if kind != "per_token":
        tokens.pop("classes", None)  # which change how long requests wait, and not the machine time of the mean one
    known(tokens, "workload")
    known(scenario.get("tries", {}), "tries")
    known(scenario.get("rejected", {}), "rejected")
    known(s.path, "path")
    known(s.path.get("workload", {}), "workload")
    known(s.path.get("tuning", {}), "tuning")
    known(s.pricing, kind, beside, "charges")
    asked = scenario.get("requirements", {})
    arrivals = row.arrivals
    if kind != "per_token" and arrivals == "poisson" and stated(asked.get("promises")):
        raise CannotSay("promises on waiting, which decide how much of a unit may be used")
    sheet = PathSheet(row.id, row.name)
    wanted = inputs.at("/demand/accepted_answers_per_month")
    if by_load:
        if row.demand_accepted_answers_per_month is None:
            raise CannotSay("the library gives no number: " + "; ".join(row.reasons))
        wanted = s.line(OF_A_LOAD, row.demand_accepted_answers_per_month, "accepted answers per month", kind="given")
    answers, rejected = _effort(s)
    sheet.load = s.line("load", wanted * answers, "answers per month")
    at = _service(s, sheet.load, arrivals)
    bill = Bill(s, per_usd)
    KINDS[kind](s, at, bill)
    bill.settle()
    bill.add("tuning", tuning(s))
    bill.add("data plane", s.own("data_plane_usd_per_answer") * sheet.load)
    bill.add("gate", inputs.at("/gate/usd_per_answer", 0) * sheet.load)
    bill.add("rejected requests", inputs.at("/rejected/usd_per_request", 0) * rejected * wanted)
    sheet.parts, sheet.terms, sheet.units = s.parts, bill.terms, at.units
    total = added(list(bill.terms.values()))
    if bill.terms:
        total = Formula(f"SUM({','.join(term.text for term in bill.terms.values())})", total.value)
    if not at.units.plain:  # where there are not enough of them there is no month
        total = Formula(f"IF(ISNUMBER({at.units.text}),{total.text},NA())", total.value + 0 * at.units.value)
    sheet.month = total
    sheet.each = Formula("$B$4", total.value) / wanted  # the line above it
    return sheet


def _effort(s: Steps) -> tuple[Formula, Formula]:
    """Attempts and rejected requests for each accepted answer."""
    inputs, scenario = s.inputs, s.scenario
    accepted = s.path["acceptance"]
    where = s.where
    if accepted.get("same_as"):
        where = f"/paths/{[path['id'] for path in scenario['paths']].index(accepted['same_as'])}"
    p = inputs.at(f"{where}/acceptance/rate", 0)
    if inputs.values.get(f"{where}/acceptance/of", 0) > 0:
        p = inputs.at(f"{where}/acceptance/accepted") / inputs.at(f"{where}/acceptance/of")
    if p.value == 0:
        raise CannotSay("acceptance is not known, or none was accepted")
    p = s.line("acceptance of one attempt", p)
    tries = int(inputs.fix("/tries/limit")) if "/tries/limit" in inputs else 1
    correlation = inputs.at("/tries/correlation", 0) if tries > 1 else formula(0)
    attempts, failed = formula(0), formula(1)
    if tries == 1:
        attempts, failed = formula(1), 1 - p
    else:
        s.heading("tries at one request")
        grid = s.grid("try", "attempts up to it", "all failed so far")
        for i in range(tries):
            attempts = attempts + failed
            again = ((1 - p) * (1 - correlation) + i * correlation) / (1 - correlation + i * correlation)
            row = s.add(grid, [float(i + 1), attempts, failed * (1 - p if i == 0 else again)])
            attempts, failed = row[1], row[2]
    per = 1 - failed if tries > 1 else p
    if scenario.get("rejected", {}).get("handling", "dropped") == "fallback":
        per = formula(1)
    return (
        s.line("attempts for an accepted answer", attempts / per),
        s.line("rejected requests for an accepted answer", failed / per),
    )


def _service(s: Steps, load: Formula, arrivals: str) -> Service:
    """How the load meets the path's units."""
    demand, kind = s.scenario["demand"], s.pricing["kind"]
    month = s.inputs.at("/hours_per_month", 730)
    batch = s.inputs.at("/demand/batch", 1) if arrivals != "packed" else formula(1)
    found = levels(demand, arrivals)
    hours = [Level(1.0, 1.0, 1.0)]
    peak: Formula = formula(1)
    if kind != "per_token":
        if len(found) > 1 or found[0] != (1.0, 1.0, 1.0):
            s.heading("hours of the week with a load of their own")
            grid = s.grid("share of the month", "load ÷ the mean one", "load ÷ that of the busiest")
            hours = [Level(*s.add(grid, list(level))) for level in found]
            peak = max((formula(level.load) for level in hours), key=lambda f: f.value)
        machine = Machine(s)
        return Service(load, month, arrivals, batch, hours, peak, machine)
    return Service(load, month, arrivals, batch, hours, peak)
