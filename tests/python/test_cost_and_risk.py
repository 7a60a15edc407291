"""What `cost` says of a path that scales to zero, and what `risk` says of its rule: 200 scenarios. Closed forms do not
differ, simulations by what they miss themselves, and by what the documents say of lengths that are all alike."""

import json
import random
from typing import Any

import costmodel as cm
import pytest

COUNT, CHUNK = 200, 20

#: How far cost may lie below and above a simulation of answers that are all alike (docs/under_load.md): copies that are
#: counted one by one are a lower bound, starts have a backlog of exponential lengths.
APART = {"counted": (0.06, 0.004), "started": (0.002, 0.015), "plain": (0.002, 0.002)}


def scenario(seed: int) -> dict[str, Any]:
    rng = random.Random(f"cost and risk {seed}")
    points, rate = [], rng.uniform(40, 120)
    for concurrency in rng.choice([[1], [1, 4], [1, 8, 32]]):
        points.append({"concurrency": concurrency, "output_tokens_per_second": rate})
        rate *= rng.uniform(1.5, 4)
    pricing = {
        "kind": "active_window",
        "usd_per_unit_minute": 0.05,
        "rule": rng.choice(["per_second", "keep_alive", "clock_aligned"]),
    }
    if pricing["rule"] == "per_second":
        pricing["tail_seconds"] = rng.uniform(5, 120)
    else:
        pricing["window_minutes"] = rng.choice([1, 5, 15])
    copies = 1
    if rng.random() < 0.4:
        copies = rng.choice([2, 3])
        pricing |= {"concurrency_per_copy": rng.choice([1, 4, 8])}
    elif pricing["rule"] != "clock_aligned" and rng.random() < 0.4:
        pricing |= {"start_up_seconds": rng.uniform(5, 60), "start_up_billed": rng.random() < 0.5}
    pricing["max_copies"] = copies
    tokens = rng.uniform(100, 600)
    most = min(pricing.get("concurrency_per_copy", 99), points[-1]["concurrency"])
    rate = points[-1 if most == points[-1]["concurrency"] else 0]["output_tokens_per_second"]
    carried = copies * rate / tokens * 730 * 3600
    path = {"id": "fn", "pricing": pricing, "acceptance": {"rate": 1}, "throughput": {"points": points}}
    api = {
        "id": "api",
        "pricing": {"kind": "per_token", "usd_per_million_output_tokens": 10},
        "acceptance": {"rate": 1},
    }
    return {
        "costmodel": 1,
        "title": "random",
        "workload": {"output_tokens_per_answer": round(tokens)},
        "paths": [path, api],
        "demand": {"accepted_answers_per_month": carried * 10 ** rng.uniform(-2.5, -0.1)},
    }


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_they_differ_by_sampling_alone(first: int) -> None:
    unlike, closed, simulated = [], 0, 0
    for seed in range(first, first + CHUNK):
        made = scenario(seed)
        loaded = cm.loads(json.dumps(made))
        row = cm.cost(loaded, "fn")[0]
        pricing = made["paths"][0]["pricing"]
        line = next(line for line in cm.billing_risk(loaded, "fn") if line.rule == pricing["rule"])
        ours, theirs = row.usd_per_month, line.usd_per_month
        kind = (
            "counted" if "concurrency_per_copy" in pricing else "started" if "start_up_seconds" in pricing else "plain"
        )
        if line.method == "closed form":
            closed += 1
            low, high = 1 - 1e-9, 1 + 1e-9
        else:
            simulated += 1
            missed = 2.5 * line.usd_per_month_half_width_95 / theirs
            low, high = 1 - missed - APART[kind][0], 1 + missed + APART[kind][1]
        if not low <= ours / theirs <= high:
            unlike.append(
                f"scenario({seed}), {kind}: cost {ours}, risk {theirs} ± {line.usd_per_month_half_width_95} by {line.method}"
            )
    assert not unlike, "\n".join(unlike)
    assert closed and simulated


@pytest.mark.parametrize("places", [64, 512, 4096])
@pytest.mark.parametrize("used", [0.3, 0.95, 0.9999])
def test_a_copy_of_many_places_is_never_gone_under_load(places: int, used: float) -> None:
    """With thousands of calls in flight none of them is ever the last: the month is billed whole, and nothing
    starts."""
    rate = 30 * places**0.8
    made = scenario(0)
    made["workload"]["output_tokens_per_answer"] = 300
    made["demand"]["accepted_answers_per_month"] = used * rate / 300 * 730 * 3600
    made["paths"][0] |= {
        "pricing": {
            "kind": "active_window",
            "usd_per_unit_minute": 0.05,
            "rule": "keep_alive",
            "window_minutes": 5,
            "start_up_seconds": 60,
        },
        "throughput": {
            "points": [
                {"concurrency": 1, "output_tokens_per_second": 30},
                {"concurrency": places, "output_tokens_per_second": rate},
            ]
        },
    }
    row = cm.cost(cm.loads(json.dumps(made)), "fn")[0]
    assert row.usd_per_month == pytest.approx(0.05 * 60 * 730, rel=1e-9)
    assert row.cold_starts_per_month == pytest.approx(0, abs=1e-6)
