"""Random scenarios that use every field which takes part in a cost, mostly at sizes of this market."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Json = dict[str, Any]


class Maker:
    """One scenario from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"oracle {seed}")
        self.apart = random.Random(f"oracle power {seed}")  # of power: the rest is as it was before
        # Drawn from the first stream, seeds 104 (pipeline), 126 (a map of 4 columns) and 465 differ: to be looked into.
        self.foreign = self.rng.random() < 0.15  # some amounts are stated in EUR
        self.day = self.rng.random() < 0.2  # some prices by date

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Draws from another stream."""
        self.rng, self.apart = self.apart, self.rng
        yield
        self.rng, self.apart = self.apart, self.rng

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def log(self, low: float, high: float) -> float:
        """Between low and high by their logarithms; at times a hundred times beyond, at times a round number."""
        if self.chance(0.03):
            low, high = low / 100, high * 100
        value = low * (high / low) ** self.rng.random()
        return float(f"{value:.2g}") if self.chance(0.5) else value

    def usd(self, low: float, high: float) -> Any:
        value: float = 0.0 if self.chance(0.03) else self.log(low, high)
        if self.foreign and self.chance(0.3):
            return {"value": value, "currency": "EUR", "grade": "assumed"}
        if self.day and self.chance(0.3):
            later = {"value": self.log(low, high), "valid_from": "2026-03-01", "grade": "published"}
            return {"value": value, "valid_from": "2025-01-01", "grade": "published", "by_date": [later]}
        return value

    def some(self, into: Json, p: float, **makers: Callable[[], Any]) -> None:
        """Puts each key in with probability p."""
        for key, make in makers.items():
            if self.chance(p):
                into[key] = make()

    def scenario(self) -> Json:
        rng = self.rng
        made: Json = {
            "costmodel": 1,
            "title": "random",
            "demand": self.demand(),
            "workload": self.workload(),
            "paths": [self.path(i) for i in range(rng.choice([2, 2, 3, 4]))],
        }
        if self.foreign:
            made["presentation"] = {"currency": "EUR", "usd_per_currency_unit": self.log(0.5, 2)}
        if self.day:
            made["date"] = rng.choice(["2025-01-01", "2025-12-31", "2026-02-28", "2026-03-01", "2026-11-21"])
        self.some(made, 0.3, hours_per_month=lambda: rng.choice([720, 730.5, 744, 672]))
        self.some(
            made,
            0.4,
            gate=lambda: {"usd_per_answer": self.usd(1e-5, 0.01)},
            tries=lambda: {"limit": rng.choice([1, 2, 3, 5, 20]), "correlation": rng.choice([0, 0.3, 1, rng.random()])},
            rejected=lambda: {"handling": rng.choice(["dropped", "fallback"]), "usd_per_request": self.usd(1e-4, 1)},
        )
        if self.chance(0.4):
            made["requirements"] = self.requirements()
        return made

    def demand(self) -> Json:
        rng = self.rng
        made: Json = {"accepted_answers_per_month": self.log(10, 3e6)}
        self.some(made, 0.8, arrivals=lambda: rng.choice(["packed", "poisson", "poisson", "periodic"]))
        if self.chance(0.25):
            made["batch"] = rng.choice([1, 2, 8, 100])
            made["batch_sizes"] = rng.choice(["fixed", "geometric"])
        if self.chance(0.2):
            start = rng.randrange(0, 20)
            made["working_hours"] = {
                "from_hour": start,
                "to_hour": rng.randrange(start + 1, 25),
                "days_per_week": rng.randrange(1, 8),
            }
        elif self.chance(0.15):
            made["hourly_weights"] = [rng.choice([0, 1, 1, 5]) for _ in range(rng.choice([24, 168]))]
            made["hourly_weights"][rng.randrange(24)] = 3
        return made

    def workload(self) -> Json:
        made: Json = {"output_tokens_per_answer": self.log(20, 3000)}
        if self.chance(0.8):
            made["input_tokens_per_answer"] = self.log(100, 100_000)
            share = self.rng.random()
            self.some(made, 0.2, cache_write_tokens_per_answer=lambda: made["input_tokens_per_answer"] * share)
        self.some(made, 0.25, cached_input_tokens_per_answer=lambda: self.log(100, 100_000))
        return made

    def requirements(self) -> Json:
        rng, made = self.rng, Json()
        self.some(
            made,
            0.3,
            min_acceptance=rng.random,
            min_stream_output_tokens_per_second=lambda: self.log(1, 100),
            max_time_to_first_token_seconds=lambda: self.log(0.05, 10),
            max_seconds_per_answer=lambda: self.log(1, 300),
        )
        self.some(
            made,
            0.2,
            confidence=lambda: rng.choice([0.5, 0.8, 0.95]),
            exportable_weights=lambda: True,
            residency=lambda: rng.choice(["eu", "us"]),
            max_lead_time_days=lambda: self.log(1, 100),
            max_minimum_purchase_usd=lambda: self.log(10, 1e6),
            min_memory_gb=lambda: self.log(10, 500),
        )
        with self.aside():
            self.energy_limits(made)
        return made

    def energy_limits(self, made: Json) -> None:
        self.some(made, 0.1, max_wh_per_accepted_answer=lambda: self.log(1e-3, 10))
        if self.chance(0.1):
            made["energy_counted"] = {"grams_co2e_per_kwh": self.log(10, 1000)}
            self.some(
                made["energy_counted"],
                0.5,
                watts_beside=lambda: self.log(1, 1000),
                facility_factor=lambda: self.log(1, 2),
                embodied_grams_co2e_per_hour=lambda: self.log(1, 1000),
            )
            self.some(made, 0.7, max_grams_co2e_per_accepted_answer=lambda: self.log(1e-3, 10))

    def path(self, index: int) -> Json:
        rng = self.rng
        kind = rng.choice(["fixed_amortized", "provisioned", "active_window", "active_window", "per_token"])
        made: Json = {"id": "pqrs"[index], "pricing": {"kind": kind, **getattr(self, kind)()}}
        made["acceptance"] = self.acceptance(index)
        if kind != "per_token" or self.chance(0.2):
            self.some(made, 0.97, throughput=self.throughput)
        if self.chance(0.2):
            made["workload"] = {"output_tokens_per_answer": self.log(20, 3000)}
            self.some(made["workload"], 0.3, cached_input_tokens_per_answer=lambda: self.log(10, 1e5))
        self.some(
            made, 0.25, tuning=self.tuning, access=self.access, data_plane_usd_per_answer=lambda: self.usd(1e-6, 1e-2)
        )
        return made

    def acceptance(self, index: int) -> Json:
        rng = self.rng
        if index and self.chance(0.25):
            return {"same_as": "p"}
        if self.chance(0.3):
            return {"rate": rng.choice([1, rng.random(), 0.9])}
        judged = rng.choice([10, 30, 200, 5000])
        return {"accepted": rng.randrange(0 if self.chance(0.1) else judged // 3, judged + 1), "of": judged}

    def throughput(self) -> Json:
        rng = self.rng
        if self.chance(0.1):
            made: Json = {"active_weight_gb": self.log(1, 400), "memory_gb_per_second": self.log(100, 30_000)}
            self.some(made, 0.3, overhead_seconds_per_output_token=lambda: self.log(1e-4, 1e-2))
            return {"estimate": made}
        points, rate = [], self.log(10, 200)
        prefill, first = self.chance(0.4), self.chance(0.4)
        for concurrency in sorted(rng.sample([1, 2, 4, 8, 16, 32, 64, 256], rng.choice([1, 1, 2, 4]))):
            rate *= 0.8 + 2 * rng.random()
            points.append({"concurrency": concurrency, "output_tokens_per_second": rate})
            if prefill:
                points[-1]["input_tokens_per_second"] = rate * self.log(5, 50)
            if first:
                points[-1]["time_to_first_token_seconds"] = self.log(0.05, 5)
            self.some(points[-1], 0.1, stream_output_tokens_per_second=lambda: self.log(5, 200))
            with self.aside():
                self.some(points[-1], 0.6, power_watts=lambda: self.log(50, 10_000))
        return {"points": points}

    def tuning(self) -> Json:
        made: Json = {"life_months": self.log(1, 60)}
        self.some(made, 0.5, one_off_usd=lambda: self.usd(10, 1e5), usd_per_month=lambda: self.usd(1, 1000))
        if self.chance(0.5):
            made |= {"million_training_tokens": self.log(1, 1e4), "usd_per_million_training_tokens": self.usd(0.1, 100)}
            self.some(made, 0.5, retrains_per_month=lambda: self.log(0.05, 5))
        if self.chance(0.4):
            made |= {"stored_models": self.rng.randrange(1, 5), "usd_per_stored_model_month": self.usd(0.5, 20)}
        return made

    def access(self) -> Json:
        rng, made = self.rng, Json()
        self.some(
            made,
            0.25,
            quota_units=lambda: rng.randrange(0, 20),
            lead_time_days=lambda: self.log(1, 100),
            minimum_purchase_usd=lambda: self.usd(10, 1e5),
            memory_gb=lambda: self.log(10, 500),
            weights_exportable=lambda: self.chance(0.5),
            residency=lambda: [rng.choice(["eu", "us"])],
        )
        self.some(made, 0.08, licence_permits=lambda: self.chance(0.5), unavailable=lambda: "not sold here")
        return made

    def charges(self, size: float) -> Json:
        made = Json()
        self.some(
            made,
            0.15,
            minimum_usd_per_month=lambda: self.usd(size / 10, size * 10),
            credit_usd_per_month=lambda: self.usd(size / 10, size * 10),
            plan_usd_per_month=lambda: self.usd(1, 1000),
        )
        return made

    def parts(self) -> list[Json]:
        made = []
        for name in self.rng.sample(["GPU", "core", "GiB"], self.rng.randrange(1, 4)):
            made.append({"name": name, "usd_per_second": self.usd(1e-6, 2e-3)})
            self.some(made[-1], 0.7, amount=lambda: self.rng.choice([1, 2, 8, 64]))
        return made

    def limits(self, made: Json, least: str | None, most: str) -> None:
        if least and self.chance(0.25):
            made[least] = self.rng.randrange(1, 5)
        if self.chance(0.3):
            made[most] = made.get(least, 1) + self.rng.choice([0, 1, 3, 20])

    def fixed_amortized(self) -> Json:
        rng, made = self.rng, Json()
        if self.chance(0.8):
            made = {"price_usd": self.log(500, 500_000), "life_months": self.log(3, 84)}
            self.some(
                made,
                0.4,
                sales_tax_rate=lambda: 0.2 * rng.random(),
                discount_rate_per_year=lambda: self.log(0.01, 0.3),
                residual_usd=lambda: made["price_usd"] * rng.random(),
                installation_usd=lambda: self.usd(10, 1e5),
                failure_rate_per_year=lambda: self.log(0.01, 0.3),
            )
        self.some(
            made,
            0.3,
            flat_usd_per_month=lambda: self.usd(10, 5000),
            spare_units=lambda: rng.choice([1, 2, 0.5]),
            support_usd_per_month=lambda: self.usd(1, 500),
            staff_usd_per_month=lambda: self.usd(10, 20_000),
            staff_usd_per_unit_month=lambda: self.usd(1, 500),
            facility_usd_per_month=lambda: self.usd(1, 1000),
        )
        if self.chance(0.6):
            made["load_watts"] = self.log(50, 15_000)
            self.some(
                made,
                0.7,
                idle_watts=lambda: made["load_watts"] * rng.random(),
                usd_per_kwh=lambda: self.usd(0.05, 0.5),
                pue=lambda: 1 + rng.random(),
            )
            self.some(made, 0.3, colocation_usd_per_kw_month=lambda: self.usd(50, 300))
        self.limits(made, "min_units", "max_units")
        return made

    def provisioned(self) -> Json:
        rng, made = self.rng, Json({"usd_per_unit_hour": self.usd(0.1, 60)})
        self.some(
            made,
            0.2,
            resources=self.parts,
            multiplier=lambda: self.log(0.5, 3),
            discount=rng.random,
            storage_usd_per_unit_month=lambda: self.usd(0.1, 100),
            interrupted_fraction=lambda: 0.3 * rng.random(),
            interrupted_time_billed=lambda: self.chance(0.5),
        )
        self.some(
            made,
            0.15,
            support_usd_per_month=lambda: self.usd(1, 500),
            staff_usd_per_month=lambda: self.usd(10, 20_000),
            staff_usd_per_unit_month=lambda: self.usd(1, 500),
            facility_usd_per_month=lambda: self.usd(1, 1000),
        )
        if self.chance(0.2):
            made["hours_up_per_month"] = self.log(20, 600)
        elif self.chance(0.2):
            made["up_hours_per_day"] = self.log(1, 24)
            made["up_hours_per_day"] = min(24, made["up_hours_per_day"])
            self.some(made, 0.7, up_days_per_week=lambda: rng.randrange(1, 8))
        if self.chance(0.2):
            made["block_hours"] = rng.choice([1, 24, 168])
            made.pop("interrupted_time_billed", None)
        self.some(made, 0.15, lost_hours=lambda: 0.9 * rng.random() * min(made.get("block_hours", 1), 1))
        if self.chance(0.2):
            made["term_months"] = rng.choice([1, 6, 12, 36])
            self.some(made, 0.6, needed_months=lambda: self.log(1, 40))
        self.limits(made, "min_units", "max_units")
        if self.chance(0.25):
            made.setdefault("max_units", made.get("min_units", 1))
            made["overflow"] = {"usd_per_million_output_tokens": self.usd(0.1, 60)}
            self.some(
                made["overflow"],
                0.5,
                usd_per_million_input_tokens=lambda: self.usd(0.05, 20),
                usd_per_million_cached_input_tokens=lambda: self.usd(0.01, 5),
            )
        return made | self.charges(500)

    def active_window(self) -> Json:
        rng, made = self.rng, Json({"usd_per_unit_minute": self.usd(0.005, 1)})
        made["rule"] = rng.choice(
            ["anchored", "clock_aligned", "keep_alive", "per_second", "per_second", "whole_windows"]
        )
        if made["rule"] == "per_second":
            self.some(made, 0.7, tail_seconds=lambda: self.log(1, 600))
            self.some(
                made, 0.2, quantum_seconds=lambda: rng.choice([0.1, 1, 60]), minimum_seconds=lambda: rng.choice([1, 60])
            )
        else:
            made["window_minutes"] = rng.choice([1, 5, 15, 60, 21_600, self.log(0.5, 100)])
        if made["rule"] in ("keep_alive", "per_second") or self.chance(0.2):
            self.some(made, 0.3, start_up_seconds=lambda: self.log(1, 300), start_up_billed=lambda: self.chance(0.5))
        self.some(
            made,
            0.25,
            units_per_copy=lambda: rng.choice([2, 8, 0.5]),
            resources=self.parts,
            multiplier=lambda: self.log(0.5, 3),
            storage_usd_per_unit_month=lambda: self.usd(0.1, 10),
            usd_per_million_input_tokens=lambda: self.usd(0.05, 20),
            usd_per_million_output_tokens=lambda: self.usd(0.1, 60),
        )
        self.some(made, 0.1, staff_usd_per_month=lambda: self.usd(10, 20_000))
        self.some(made, 0.05, concurrency_per_copy=lambda: rng.choice([1, 8]))
        if made["rule"] in ("anchored", "clock_aligned"):
            self.some(made, 0.1, idle_timeout_minutes=lambda: self.log(1, 60))
        self.limits(made, None, "max_copies")
        return made | self.charges(100)

    def per_token(self) -> Json:
        rng, made = self.rng, Json({"usd_per_million_output_tokens": self.usd(0.1, 60)})
        self.some(made, 0.7, usd_per_million_input_tokens=lambda: self.usd(0.05, 20))
        self.some(
            made,
            0.25,
            usd_per_million_cached_input_tokens=lambda: self.usd(0.01, 5),
            multiplier=lambda: self.log(0.3, 2),
            usd_per_answer=lambda: self.usd(1e-5, 0.05),
            usd_per_million_cache_write_tokens=lambda: self.usd(0.05, 25),
            hosting_usd_per_hour=lambda: self.usd(0.1, 5),
            hosting_usd_per_month=lambda: self.usd(1, 1000),
            storage_usd_per_month=lambda: self.usd(0.1, 100),
        )
        if self.chance(0.2):
            made |= {"batch_fraction": rng.random(), "batch_multiplier": rng.choice([0.5, 0.75])}
        if self.chance(0.2):
            steps = sorted({self.log(1000, 200_000) for _ in range(rng.choice([1, 2]))})
            made["context_steps"] = [{"above_input_tokens_per_answer": step} for step in steps]
            for step in made["context_steps"]:
                self.some(
                    step, 0.7, input_multiplier=lambda: self.log(0.5, 3), output_multiplier=lambda: self.log(0.5, 3)
                )
        if self.chance(0.2):
            steps = sorted({self.log(1, 10_000) for _ in range(rng.choice([1, 2, 3]))})
            made["volume_steps"] = [
                {"above_million_tokens_per_month": step, "multiplier": self.log(0.3, 1.2)} for step in steps
            ]
        if self.chance(0.1):
            made |= {"lifetime_hours": self.log(10, 1000), "redeployment_usd": self.usd(0.1, 50)}
        return made | self.charges(100)


def scenario(seed: int) -> Json:
    return Maker(seed).scenario()
