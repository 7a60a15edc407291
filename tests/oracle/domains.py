"""Random scenarios over the whole domain of every field, made from the JSON Schema: fields that come are drawn too.

Ends of the domain, zeros, defaults, sizes of practice and anything between by its logarithm. What two fields must keep
between them is mended afterwards (`_mended`), so that most of what is made is accepted; the rest is refused, which is
an answer too.
"""

from __future__ import annotations

import random
from typing import Any

Json = Any
#: Files, words for people, and what has no part in a cost.
LEFT_OUT = {
    "$schema",
    "trace",
    "demand_csv",
    "sources",
    "evidence_files",
    "evidence",
    "question",
    "note",
    "name",
    "who",
    "rent_or_buy",
    "correlations",
    "presentation",
}
#: Paths of several calls are made apart (`_pipeline`).
APART = {"stages", "only_in_stages", "family"}
WORDS = {
    "title": ["t"],
    "date": ["2026-11-21"],
    "residency": ["eu"],
    "unavailable": ["no"],
    "layer": ["0", "1A", "2C", "3"],
}


class Maker:
    """One scenario from one seed and the schema."""

    def __init__(self, schema: Json, seed: int) -> None:
        self.schema, self.rng = schema, random.Random(f"domains {seed}")
        self.apart = random.Random(f"pipeline {seed}")
        self.full = self.rng.choice([0.1, 0.25, 0.5, 0.9])  # how many of the optional fields there are
        self.wild = self.rng.choice([0.0, 0.02, 0.1, 0.5])  # how many numbers are anywhere in their domain
        self.unsure = self.rng.choice([0.0, 0.05, 0.3])  # how many numbers have a range or a distribution
        self.uncertain: list[str] = []  # their pointers

    def scenario(self) -> Json:
        made = self.value(self.schema, "", "")
        _mended(made, self.rng)
        if len(self.uncertain) > 1 and self.rng.random() < 0.3:
            r = self.rng.uniform(-1, 1)
            drawn = [pointer for pointer in self.uncertain if "/access/" not in pointer]
            pair = [pointer for pointer in self.rng.sample(drawn, min(2, len(drawn))) if _at(made, pointer)]
            made["correlations"] = {"inputs": pair, "matrix": [[1, r], [r, 1]] if len(pair) > 1 else [[1]]}
        _pipeline(made["paths"], self.apart)
        return made

    def value(self, node: Json, key: str, pointer: str) -> Json:
        rng = self.rng
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return rng.choice(node["enum"])
        if "oneOf" in node or "anyOf" in node:
            return self.value(rng.choice(node.get("oneOf") or node["anyOf"]), key, pointer)
        if node.get("$ref") == "#/$defs/number":
            return self.number(node, pointer)
        if "$ref" in node:
            return self.value(self.schema["$defs"][node["$ref"].rsplit("/", 1)[1]], key, pointer)
        kind = node["type"]
        if kind == "array":
            least = node.get("minItems", 0)
            count = node.get("maxItems", 4 if key == "paths" else least + 3)
            return [self.value(node["items"], key, f"{pointer}/{i}") for i in range(rng.randint(max(least, 1), count))]
        if kind == "object":
            known = [k for k in node.get("properties", {}) if k not in APART]
            keys = [k for k in known if k in node.get("required", []) or rng.random() < self.full]
            return {k: self.value(node["properties"][k], k, f"{pointer}/{k}") for k in keys if k not in LEFT_OUT}
        if kind == "boolean":
            return rng.random() < 0.5
        if kind in ("number", "integer"):
            return self.plain(node)
        return rng.choice(WORDS.get(key, ["x"]))

    def plain(self, node: Json) -> float:
        rng, low, high = self.rng, node.get("minimum", 0.0), node.get("maximum", 1e15)
        if rng.random() < self.wild:
            least = max(low, 1e-12)
            drawn = rng.choice([low, high, node.get("default", low), least * (high / least) ** rng.random()])
        elif high <= 24:
            drawn = rng.uniform(low, high)
        else:
            sizes = [(-3, 1), (0, 3), (2, 6)]
            drawn = rng.choice([1 if low else 0, 1, *(10 ** rng.uniform(*size) for size in sizes)])
        drawn = min(max(drawn, low), high)
        return round(drawn) if node.get("multipleOf") == 1 else drawn

    def number(self, node: Json, pointer: str) -> Json:
        drawn = self.plain(node)
        if self.rng.random() >= self.unsure or node.get("multipleOf"):
            return drawn
        self.uncertain.append(pointer)
        low, high = node.get("minimum", 0.0), node.get("maximum", 1e15)
        wide = 10 ** self.rng.uniform(-2, 1)
        ends = sorted([max(low, drawn / (1 + wide)), max(low, min(high, drawn * (1 + wide) if drawn else wide))])
        made = {"value": drawn, "grade": self.rng.choice(["measured", "assumed"])}
        if self.rng.random() < 0.5:
            return made | {"range": ends}
        if self.rng.random() < 0.5:
            return made | {"distribution": {"shape": "triangular", "low": ends[0], "mode": drawn, "high": ends[1]}}
        lognormal = {"shape": "lognormal", "median": drawn or ends[1], "sigma": wide}
        return made | {"distribution": {**lognormal, "low": ends[0], "high": ends[1]}}


def _at(made: Json, pointer: str) -> bool:
    """Whether there is still something that is not known exactly at the pointer."""
    for key in pointer.split("/")[1:]:
        if isinstance(made, list):
            made = made[int(key)] if int(key) < len(made) else {}
        else:
            made = made.get(key, {}) if isinstance(made, dict) else {}
    return isinstance(made, dict) and ("range" in made or "distribution" in made)


def number(node: Json) -> float:
    return float(node["value"] if isinstance(node, dict) else node)


def _at_most(made: Json, key: str, other: str, default: float) -> None:
    """Makes made[key] no more than made[other]."""
    if key in made and number(made[key]) > number(made.get(other, default)):
        made[key] = number(made.get(other, default))


def _kept(promises: list[Json]) -> list[Json]:
    """One of each kind, and none shorter than what is a part of it."""
    by_kind = {promise["of"]: promise for promise in promises}
    kept, least = [], 0.0
    for kind in ("wait", "first_token", "answer"):
        if kind in by_kind:
            least = max(least, number(by_kind[kind]["at_most_seconds"]))
            kept.append({**by_kind[kind], "at_most_seconds": least})
    return kept


def _classes(workload: Json, paths: list[Json], rng: random.Random) -> None:
    """Shares of 1 or less together, and no more tokens than the means that the scenario states and no path changes."""
    classes = workload.get("classes", [])
    shares = [number(one["share"]) for one in classes]
    room = sum(shares) / rng.choice([1, 0.5, 1e-3]) if sum(shares) > 1 else 1
    for one, share in zip(classes, shares):
        one["share"] = share = max(1e-9, share / room * (1 - 1e-9))
        for key in [key for key in one if key.endswith("_tokens_per_answer")]:
            if key not in workload:
                del one[key]
                continue
            most = 0.99 * number(workload[key]) / len(classes) / share
            if number(one[key]) > most:
                one[key] = max(most, 1e-12)
            for path in paths:
                path.get("workload", {}).pop(key, None)
    if any(share * len(classes) < 1e-9 for share in shares):
        workload.pop("classes", None)


def _mended(made: Json, rng: random.Random) -> None:
    demand = made["demand"]
    if "domain_accepted_answers_per_month" in demand:
        low, high = sorted(number(end) for end in demand["domain_accepted_answers_per_month"])
        demand["domain_accepted_answers_per_month"] = [low, max(high, min(2 * low, 1e15))]
    if "working_hours" in demand:
        hours = demand["working_hours"]
        hours["from_hour"] = min(number(hours.get("from_hour", 9)), number(hours.get("to_hour", 17)) - 1)
        demand.pop("hourly_weights", None)
    if "hourly_weights" in demand:
        demand["hourly_weights"] = [1, *demand["hourly_weights"] * 168][: rng.choice([24, 168])]
    if demand.get("batch_sizes") != "geometric" and "batch" in demand:
        demand["batch"] = round(number(demand["batch"]))
    if promises := made.get("requirements", {}).get("promises"):  # several of one kind must not contradict one another
        made["requirements"]["promises"] = _kept(promises)
    asked = made.get("requirements", {})
    if "max_grams_co2e_per_accepted_answer" in asked:
        asked.setdefault("energy_counted", {}).setdefault("grams_co2e_per_kwh", 400)
    _classes(made["workload"], made["paths"], rng)
    for workload in [made["workload"], *(path["workload"] for path in made["paths"] if "workload" in path)]:
        _at_most(workload, "cache_write_tokens_per_answer", "input_tokens_per_answer", 0)
    for index, path in enumerate(made["paths"]):
        path["id"] = f"p{index}"
        path["acceptance"] = _acceptance(path["acceptance"], index, rng)
        if len(path.get("throughput", {})) > 1:
            path["throughput"].pop(rng.choice(["points", "estimate"]))
        _tuning(path.get("tuning", {}))
        if path["pricing"]["kind"] in ("active_window", "per_token"):
            path.pop("balancing", None)  # no units that stand ready
        _pricing(path["pricing"], number(made.get("hours_per_month", 730)), rng)
        over = path.get("over_time", {})
        if number(over.get("retraining_usd", 0)) > 0:
            over.setdefault("retrained_every_months", rng.choice([1, 6, 1200]))
        _rising(over, "price_steps", "from_month")
        _rising(over, "resale", "age_months")
    if "horizon" in made:
        _horizon(made, rng)


def _pipeline(paths: list[Json], rng: random.Random) -> None:
    """Some scenarios have a path of several calls beside the others, which serve its stages."""
    if rng.random() < 0.6:
        return
    runs = ["per_attempt", "per_attempt", "per_request", "per_accepted"]
    stages = [
        {
            "id": f"s{i}",
            "offer": rng.choice(paths)["id"],
            "calls": rng.choice([1, 1, 2, 1e-6, 1e6, 10 ** rng.uniform(-6, 6)]),
            "runs": rng.choice(runs),
            "in_flight": rng.choice([1, 1, 1, 3, 1e6]),
            "gate": rng.random() < 0.2,
        }
        for i in range(rng.choice([1, 1, 2, 3, 6]))
    ]
    acceptance = rng.choice([{"same_as": "p0"}, {"rate": rng.choice([0, 1, rng.random()])}])
    paths.append({"id": f"p{len(paths)}", "stages": stages, "acceptance": acceptance})


def _rising(made: Json, key: str, at: str) -> None:
    rising = sorted({number(step[at]) for step in made.get(key, [])})
    if rising:
        made[key] = [{**step, at: edge} for step, edge in zip(made[key], rising)]


def _horizon(made: Json, rng: random.Random) -> None:
    horizon = made["horizon"]
    horizon["months"] = rng.choice([1, 2, 12, 36, 120, 600])
    if "now" in horizon:
        horizon["now"] = rng.choice(made["paths"])["id"]
    if "seasonal_weights" in horizon:
        horizon["seasonal_weights"] = [1, *horizon["seasonal_weights"] * 12][:12]
        made["date"] = "2026-11-21"
    if "accepted_answers_by_month" in horizon:
        horizon["accepted_answers_by_month"] = (horizon["accepted_answers_by_month"] * 600)[: horizon["months"]]
        for key in ("growth_per_month", "ceiling_accepted_answers_per_month"):
            horizon.pop(key, None)
    elif "growth_per_month" in horizon:  # up to a million times as much
        horizon["growth_per_month"] = min(number(horizon["growth_per_month"]), 1e6 ** (1 / horizon["months"]) - 1)


def _acceptance(made: Json, index: int, rng: random.Random) -> Json:
    kind = rng.choice(["counts", "rate", "rate", "same"])
    if kind == "same" and index:
        return {"same_as": "p0"}
    if kind == "rate" or index == 0 and kind == "same":
        return {"rate": made.get("rate", rng.choice([1, 0, rng.random()]))}
    judged = round(min(number(made.get("of", 30)), 10 ** rng.choice([1, 3, 12])))
    return {"accepted": round(judged * rng.choice([0, 1, rng.random()])), "of": max(judged, 1)}


def _tuning(made: Json) -> None:
    if number(made.get("life_months", 0)) == 0 and made:
        made["life_months"] = 12


def _pricing(made: Json, month: float, rng: random.Random) -> None:
    for key in ("units", "copies"):
        _at_most(made, f"min_{key}", f"max_{key}", 1e9)
    for key in ("context_steps", "volume_steps"):
        _rising(
            made, key, "above_input_tokens_per_answer" if key == "context_steps" else "above_million_tokens_per_month"
        )
    if made["kind"] == "fixed_amortized":
        if number(made.get("life_months", 0)) == 0:
            made["life_months"] = rng.choice([1, 36, 1e-3])
        _at_most(made, "residual_usd", "price_usd", 0)
        _at_most(made, "idle_watts", "load_watts", 0)
    elif made["kind"] == "provisioned":
        if "up_hours_per_day" in made:
            made.pop("hours_up_per_month", None)
        else:
            made.pop("up_days_per_week", None), made.pop("up_from_hour", None)
        if "up_from_hour" not in made:
            made.pop("usd_per_answer_while_off", None)
        _at_most(made, "hours_up_per_month", "hours_up_per_month", month)
        if "hours_up_per_month" in made:
            made["hours_up_per_month"] = min(number(made["hours_up_per_month"]), month)
        if "lost_hours" in made:
            most = number(made.get("block_hours", 1)) * rng.choice([0, 0.5, 0.99])
            made["lost_hours"] = min(number(made["lost_hours"]), most)
        if "block_hours" in made:
            made.pop("interrupted_time_billed", None)
        if "needed_months" in made:
            made.setdefault("term_months", 12)
    elif made["kind"] == "active_window":
        if made.get("rule") not in (None, "anchored", "clock_aligned"):
            made.pop("idle_timeout_minutes", None)
        if made.get("rule") != "per_second":
            for key in ("tail_seconds", "quantum_seconds", "minimum_seconds"):
                made.pop(key, None)
            if number(made.get("window_minutes", 0)) == 0:
                made["window_minutes"] = rng.choice([5, 1e-6, 1e6])
    elif "redeployment_usd" in made:
        made.setdefault("lifetime_hours", 24)


def scenario(schema: Json, seed: int) -> Json:
    path = schema["properties"]["paths"]["items"]
    path["required"] = sorted({*path["required"], "pricing", "acceptance"})  # of paths of one call
    return Maker(schema, seed).scenario()
