"""A path of a scenario at a demand: its load, its units, its bill, and whether it can be had."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mpmath import inf, mpf

from . import acceptance, bills, throughput
from . import arrivals as coming


@dataclass
class Price:
    """`month` is None where there is no number, and `why` says why. `reasons`: why it is not feasible, by their ids."""

    load: mpf | None = None
    units: mpf | None = None
    capacity: mpf = inf
    month: mpf | None = None
    per_accepted: mpf | None = None
    per_million_output: mpf | None = None
    why: str = ""
    reasons: set[str] = field(default_factory=set)


class Path:
    """A path under the conditions of a scenario that was read (reading.read)."""

    def __init__(self, scenario: dict[str, Any], ident: str, arrivals: str | None = None) -> None:
        self.scenario = scenario
        self.path = next(path for path in scenario["paths"] if path["id"] == ident)
        self.pricing = self.path["pricing"]
        demand, tries, self.wanted = scenario["demand"], scenario.get("tries", {}), scenario.get("requirements", {})
        self.arrivals = arrivals or demand.get("arrivals", "poisson")
        self.limit = tries.get("limit", mpf(1))
        known = acceptance.source(scenario, self.path)
        self.acceptance = known
        self.why = "" if acceptance.rate(known) > 0 else "nothing accepted"
        if not self.why:
            fallback = scenario.get("rejected", {}).get("handling", "dropped") == "fallback"
            correlation = tries.get("correlation", mpf(0))
            self.request = acceptance.request(acceptance.rate(known), int(self.limit), correlation, fallback)
        point = throughput.best(self.path, self.wanted, self.limit)
        if self.pricing["kind"] != "per_token" and point is None and not self.why:
            self.why = "outside the limits" if throughput.points(self.path) else "not measured"
        self.slow = throughput.limited(self.wanted) and point is None  # not measured, or outside the limits
        self.calls = self.pricing.get("concurrency_per_copy") if self.pricing["kind"] == "active_window" else None
        self.point = point = throughput.within(self.path, point, self.calls)
        self.setting = self._setting(point)
        timed = self.pricing["kind"] != "per_token" and point is not None
        self.capacity = self.setting.capacity() if timed else inf
        self.least = self.pricing.get("min_units", mpf(1))
        self.most = self.pricing.get("max_copies", self.pricing.get("max_units", inf))

    def _setting(self, point: dict[str, Any] | None) -> bills.Setting:
        demand, month = self.scenario["demand"], self.scenario["hours_per_month"]
        usable = mpf(1)
        if self.pricing["kind"] == "provisioned":
            usable = bills.up(self.pricing, month)[1] / month * (1 - self.pricing.get("interrupted_fraction", 0))
        batch = mpf(1) if self.arrivals == "packed" else demand.get("batch", mpf(1))
        busy = throughput.busy(point, self.path["workload"]) if point else mpf(0)
        hours = coming.levels(demand, self.arrivals)
        paces = throughput.paces(self.path, point, self.path["workload"], batch, self.calls) if point else [mpf(0)]
        return bills.Setting(month, self.path["workload"], self.arrivals, hours, batch, busy, usable, paces)

    def at(self, demand: mpf) -> Price:
        """The price of so many accepted answers a month."""
        price = Price(capacity=self.capacity, why=self.why, reasons=self.access())
        if self.why:
            price.reasons.add(self.why)
            return price
        price.load = load = demand * self.request.answers
        price.units = n = bills.units(load, self.capacity, self.least, self.most)
        if load > self.most * self.capacity * (1 + mpf(10) ** -12) and "overflow" not in self.pricing:
            price.why = "saturated"
            price.reasons.add("saturated")
            return price
        if self.pricing["kind"] == "active_window":
            if coming.no_closed_form(
                bills.rule_of(self.pricing), self.arrivals, self.setting.paces[0], self.setting.batch
            ):
                price.why = "no closed form"
                price.reasons.add("no closed form")
                return price
            if self.too_cold(load / n):
                price.reasons.add("cold starts")
        if n > self.path.get("access", {}).get("quota_units", inf):
            price.reasons.add("quota")
        serving = bills.total(self.pricing, self.setting, load, n) + self.tuning()
        serving += load * self.path.get("data_plane_usd_per_answer", 0)
        beside = load * self.scenario.get("gate", {}).get("usd_per_answer", 0)
        beside += demand * self.request.rejected * self.scenario.get("rejected", {}).get("usd_per_request", 0)
        price.month = serving + beside
        price.per_accepted = price.month / demand
        price.per_million_output = serving / load / self.path["workload"]["output_tokens_per_answer"] * 10**6
        return price

    def too_cold(self, load: mpf) -> bool:
        """Whether more requests than may break a limit meet a cold start, which takes as long as it takes."""
        rule, s, point = bills.rule_of(self.pricing), self.setting, self.point
        if rule.start_up == 0 or len(s.hours) > 1 or point is None:
            return False
        first = rule.start_up + point.get("time_to_first_token_seconds", 0)
        whole = rule.start_up + throughput.seconds_per_answer(point, self.path["workload"])
        kept = first <= self.wanted.get("max_time_to_first_token_seconds", inf)
        kept = kept and whole <= self.wanted.get("max_seconds_per_answer", inf)
        calls = load * s.hours[0].load / (s.month * 3600) / s.batch
        if rule.by_copy():
            return False  # nothing to start, or no closed form
        share = coming.cold_share(rule, self.arrivals, calls, s.paces)
        return not kept and share > 1 - self.wanted.get("latency_fraction", mpf(95) / 100)

    def tuning(self) -> mpf:
        t = self.path.get("tuning", {})
        run = t.get("million_training_tokens", mpf(0)) * t.get("usd_per_million_training_tokens", 0)
        once = t.get("one_off_usd", mpf(0)) + run
        month = once / t["life_months"] if once > 0 else mpf(0)
        month += t.get("retrains_per_month", 0) * run + t.get("usd_per_month", 0)
        return month + t.get("stored_models", 0) * t.get("usd_per_stored_model_month", 0)

    def access(self) -> set[str]:
        """Reasons that do not hang on the load."""
        has, wanted = self.path.get("access", {}), self.wanted
        reasons = {"latency"} if self.slow else set()
        bar = wanted.get("min_acceptance")
        if bar is not None and acceptance.reaches(self.acceptance, bar) < wanted.get("confidence", mpf(9) / 10):
            reasons.add("quality")
        if self.off():
            reasons.add("off while requests come")
        if has.get("lead_time_days", 0) > wanted.get("max_lead_time_days", inf):
            reasons.add("lead time")
        if self.least_purchase() > wanted.get("max_minimum_purchase_usd", inf):
            reasons.add("minimum purchase")
        if wanted.get("exportable_weights") and has.get("weights_exportable", True) is False:
            reasons.add("weights")
        if has.get("licence_permits", True) is False:
            reasons.add("licence")
        if "residency" in wanted and wanted["residency"] not in has.get("residency", []):
            reasons.add("residency")
        if self.pricing["kind"] != "per_token" and has.get("memory_gb", 0) < wanted.get("min_memory_gb", 0):
            reasons.add("memory")
        if "unavailable" in has:
            reasons.add("unavailable")
        return reasons | (set() if self.why else self.energy())

    def energy(self) -> set[str]:
        """Limits on watt-hours and grams of CO2e of an accepted answer, which an unmeasured power does not keep."""
        counted, point, reasons = self.wanted.get("energy_counted", {}), self.point, set()
        measured = point in throughput.points(self.path) and "power_watts" in point if point else False
        wh = grams = inf
        if measured:
            hours = throughput.busy(point, self.path["workload"]) / 3600 * self.request.answers
            watts = point["power_watts"] + counted.get("watts_beside", 0)
            wh = watts * counted.get("facility_factor", mpf(1)) * hours
            if "grams_co2e_per_kwh" in counted:
                grams = wh / 1000 * counted["grams_co2e_per_kwh"]
                grams += counted.get("embodied_grams_co2e_per_hour", mpf(0)) * hours
        if wh > self.wanted.get("max_wh_per_accepted_answer", inf):
            reasons.add("energy")
        if grams > self.wanted.get("max_grams_co2e_per_accepted_answer", inf):
            reasons.add("emissions")
        return reasons

    def off(self) -> bool:
        """Whether a machine that is up for part of the time, in the best hours for it, misses some of the requests."""
        p, month = self.pricing, self.scenario["hours_per_month"]
        if p["kind"] != "provisioned" or self.arrivals == "packed":
            return False
        weights = coming.week(self.scenario["demand"])
        if "up_hours_per_day" in p:
            days = [sum(w > 0 for w in weights[start : start + 24]) for start in range(0, 168, 24)]
            return max(days) > p["up_hours_per_day"] or sum(d > 0 for d in days) > p.get("up_days_per_week", 7)
        return sum(w > 0 for w in weights) / mpf(168) > p.get("hours_up_per_month", month) / month * (
            1 + mpf(10) ** -12
        )

    def least_purchase(self) -> mpf:
        """What must be bought at once: as stated, or the fewest units' block, term or price with tax, whichever is
        most."""
        p, least = self.pricing, self.path.get("access", {}).get("minimum_purchase_usd", mpf(0))
        if p["kind"] == "fixed_amortized":
            return max(
                least, max(self.least, mpf(1)) * p.get("price_usd", mpf(0)) * (1 + p.get("sales_tax_rate", mpf(0)))
            )
        if p["kind"] != "provisioned":
            return least
        hour = (p["usd_per_unit_hour"] + 3600 * bills.resources(p)) * p.get("multiplier", 1)
        hour *= 1 - p.get("discount", mpf(0))
        block = hour * p["block_hours"] if "block_hours" in p else mpf(0)
        hours = bills.up(p, self.scenario["hours_per_month"])[0]
        term = hour * hours * p["term_months"] if "term_months" in p else mpf(0)
        return max(least, self.least * max(block, term))
