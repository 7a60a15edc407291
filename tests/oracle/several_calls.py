"""A path of several calls at a demand: the sum of its offers' bills, each over all calls of an attempt on it.

Written from docs/several_calls.md. An offer by the token charges each call at its own prompt; a machine works through
all calls of an attempt as through one piece of work.
"""

from __future__ import annotations

import copy
import random
from typing import Any

from mpmath import inf, mpf

from . import acceptance, bills, price, reading, throughput
from . import arrivals as coming

Json = dict[str, Any]


def with_pipeline(made: Json, seed: int) -> Json:
    """The scenario with one path more, whose stages the others serve."""
    rng = random.Random(f"stages {seed}")
    made = copy.deepcopy(made)
    stages = []
    for index in range(rng.choice([1, 2, 3, 4])):
        stage: Json = {"id": f"s{index}", "offer": rng.choice(made["paths"])["id"]}
        if rng.random() < 0.5:
            stage["calls"] = rng.choice([2, 5, 0.25, 1.5])
        if rng.random() < 0.4:
            stage["runs"] = rng.choice(["per_request", "per_accepted"])
        if rng.random() < 0.2:
            stage["gate"] = True
        if rng.random() < 0.6:
            stage["workload"] = {
                "input_tokens_per_answer": 10 ** rng.uniform(2, 5),
                "cache_write_tokens_per_answer": 0,
                "output_tokens_per_answer": 10 ** rng.uniform(1, 4),
            }
        stages.append(stage)
    made["paths"].append({"id": "pipeline", "stages": stages, "acceptance": {"rate": rng.choice([1, 0.9, 0.3])}})
    made.pop("requirements", None)
    return made


def add(a: Json, b: Json, n: mpf) -> Json:
    return {key: a.get(key, mpf(0)) + n * b[key] for key in reading.WORKLOAD}


class Pipeline:
    """The path called "pipeline" of a scenario that was read."""

    def __init__(self, scenario: Json, arrivals: str) -> None:
        self.scenario, self.arrivals = scenario, arrivals
        self.path = next(path for path in scenario["paths"] if path["id"] == "pipeline")
        tries, rejected = scenario.get("tries", {}), scenario.get("rejected", {})
        self.fallback = rejected.get("handling", "dropped") == "fallback"
        rate = acceptance.rate(acceptance.source(scenario, self.path))
        limit, correlation = int(tries.get("limit", mpf(1))), tries.get("correlation", mpf(0))
        self.attempts = acceptance.request(rate, limit, correlation, True).answers  # of a request
        self.request = acceptance.request(rate, limit, correlation, self.fallback)
        dropped = acceptance.request(rate, limit, correlation, False)
        self.per_accepted = dropped.answers  # attempts for each request that is accepted

    def calls(self, stage: Json) -> mpf:
        """For each attempt."""
        runs = stage.get("runs", "per_attempt")
        by = {"per_attempt": mpf(1), "per_request": self.attempts, "per_accepted": self.per_accepted}[runs]
        return stage.get("calls", mpf(1)) / by

    def workload(self, stage: Json, offer: Json) -> Json:
        own = offer["workload"] | stage.get("workload", {})
        return {key: own.get(key, mpf(0)) for key in reading.WORKLOAD}

    def often(self, stages: list[Json]) -> mpf:
        """How often an attempt brings calls to an offer."""
        kinds = {stage.get("runs", "per_attempt") for stage in stages}
        if "per_attempt" in kinds:
            return mpf(1)
        return 1 / (self.attempts if "per_request" in kinds else self.per_accepted)

    def offer(self, ident: str, load: mpf) -> mpf | None:
        """USD a month; None where there is no number."""
        offer = next(path for path in self.scenario["paths"] if path["id"] == ident)
        stages = [stage for stage in self.path["stages"] if stage["offer"] == ident]
        pricing, demand, month = offer["pricing"], self.scenario["demand"], self.scenario["hours_per_month"]
        own = price.Path(self.scenario, ident, self.arrivals)
        beside = own.tuning()
        in_all = sum(self.calls(stage) for stage in stages)
        beside += load * in_all * offer.get("data_plane_usd_per_answer", 0)
        batch = mpf(1) if self.arrivals == "packed" else demand.get("batch", mpf(1))
        hours = coming.levels(demand, self.arrivals)
        if pricing["kind"] == "per_token":
            if len({str(self.workload(stage, offer)) for stage in stages}) > 1 and "volume_steps" in pricing:
                return inf  # steps over calls of several sizes: shown in C++ by one path of all tokens
            total = mpf(0)
            for place, stage in enumerate(stages):
                setting = bills.Setting(
                    month, self.workload(stage, offer), self.arrivals, hours, batch, mpf(0), mpf(1), [mpf(0)]
                )
                calls = load * (in_all if "volume_steps" in pricing else self.calls(stage))
                once = bills.KINDS["per_token"](pricing, setting, calls, mpf(1))
                idle = bills.KINDS["per_token"](pricing, setting, mpf(0), mpf(1))
                total += once.charged - (idle.charged if place else 0)
                if place == 0:
                    aside = once.beside
                if "volume_steps" in pricing:
                    break
            charged = max(mpf(0), total - pricing.get("credit_usd_per_month", mpf(0)))
            charged = max(charged, pricing.get("minimum_usd_per_month", mpf(0)))
            return charged + aside + pricing.get("plan_usd_per_month", mpf(0)) + beside
        return self.machine(own, offer, stages, load, beside)

    def machine(self, own: price.Path, offer: Json, stages: list[Json], load: mpf, beside: mpf) -> mpf | None:
        pricing, month = offer["pricing"], self.scenario["hours_per_month"]
        often, work = self.often(stages), Json()
        for stage in stages:
            work = add(work, self.workload(stage, offer), self.calls(stage) / often)
        points = throughput.points(offer)
        if not points:
            return None
        best = min(points, key=lambda point: throughput.busy(point, work))
        point = throughput.within(offer, best, own.calls)
        batch = own.setting.batch
        paces = throughput.paces(offer, point, work, batch, own.calls)
        busy = throughput.busy(point, work)
        s = bills.Setting(month, work, self.arrivals, own.setting.hours, batch, busy, own.setting.usable, paces)
        arrivals, capacity = load * often, s.capacity()
        n = bills.units(arrivals, capacity, own.least, own.most)
        if arrivals > own.most * capacity * (1 + mpf(10) ** -12) and "overflow" not in pricing:
            return None
        if pricing["kind"] == "active_window" and coming.no_closed_form(
            bills.rule_of(pricing), self.arrivals, s.paces[0], s.batch
        ):
            return None
        return bills.total(pricing, s, arrivals, n) + beside

    def at(self, demand: mpf) -> mpf | None:
        """USD a month for so many accepted answers; infinite: not looked at."""
        load = demand * self.request.answers
        judged = any(stage.get("gate") for stage in self.path["stages"])
        total = mpf(0) if judged else load * self.scenario.get("gate", {}).get("usd_per_answer", 0)
        total += demand * self.request.rejected * self.scenario.get("rejected", {}).get("usd_per_request", 0)
        for ident in dict.fromkeys(stage["offer"] for stage in self.path["stages"]):
            part = self.offer(ident, load)
            if part is None or part == inf:
                return part
            total += part
        return total


__all__ = ["Pipeline", "with_pipeline"]
