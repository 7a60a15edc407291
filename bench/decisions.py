"""The uncertain decision of the first scenario, measured: `cm.uncertainty` and `cm.crossover_spread` against
bench/peers.

Each measurement is a process of its own, so that peak memory is its own too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

import numpy as np

HERE = Path(__file__).resolve().parent
SCENARIO = HERE.parent / "examples" / "scenarios" / "fine_tune_economics.json"
DRAWS, POINTS = 1 << 20, 256
SAMPLED = 1 << 18  # crossovers; SciPy's loop takes an eighth of them

OURS = """
import json, sys, time
import costmodel as cm
from memory import peak_bytes
scenario, draws, points, threads = cm.load(sys.argv[1]), *map(int, sys.argv[2:])
before = peak_bytes()
processor, wall = time.process_time(), time.perf_counter()
u = cm.uncertainty(scenario, draws=draws, demand_points=points, threads=threads)
processor, wall = time.process_time() - processor, time.perf_counter() - wall
peak = peak_bytes() - before
print(json.dumps({"seconds": processor, "wall": wall, "peak": peak, "regret": u.expected_regret_usd_per_month,
                  "cheapest": [p.probability_cheapest for p in u.paths], "feasible": [p.probability_feasible for p in u.paths],
                  "expected": [p.expected_usd_per_month for p in u.paths],
                  "worth": {w.unknown: w.usd_per_month for w in u.worth_knowing}}))
"""

OUR_CROSSOVERS = """
import json, sys, time
import costmodel as cm
scenario, draws = cm.load(sys.argv[1]), int(sys.argv[2])
begin = time.process_time()
spread = cm.crossover_spread(scenario, "spark_llama", "cmi", draws=draws)
print(json.dumps({"seconds": (time.process_time() - begin) / draws,
                  "quantiles": spread.crossings[0].demand_accepted_answers_per_month_5_50_95}))
"""


PROMISED = """
import json, sys, time
import costmodel as cm
draws, promised, followed = map(int, sys.argv[1:])
def path(i):
    rate = cm.Value(1500 + 100 * i, range=(1400 + 100 * i, 1600 + 100 * i)) if followed else 1500 + 100 * i
    return cm.Path(f"box_{i}", cm.Provisioned(usd_per_unit_hour=cm.Value(2 + i / 10, range=(1.5 + i / 10, 2.5 + i / 10))),
                   points=[cm.OperatingPoint(concurrency=1, output_tokens_per_second=70),
                           cm.OperatingPoint(concurrency=32, output_tokens_per_second=rate)],
                   acceptance=cm.Acceptance(accepted=40 + i, of=60))
promises = [cm.Promise(of="wait", percentile=99, at_most_seconds=2)] if promised else None
scenario = cm.Scenario(title="six", paths=[path(i) for i in range(6)], demand_accepted_answers_per_month=2e7,
                       workload=cm.Workload(output_tokens_per_answer=400), requirements=cm.Requirements(promises=promises))
begin = time.process_time()
cm.uncertainty(scenario, draws=draws)
print(json.dumps(time.process_time() - begin))
"""


def promised() -> dict[str, float]:
    """An uncertain decision between six paths with a promise on the wait, and without."""
    return {
        "decision_promised": printed("-c", PROMISED, DRAWS, 1, 0),
        "decision_not_promised": printed("-c", PROMISED, DRAWS, 0, 0),
        "decision_followed": printed("-c", PROMISED, DRAWS, 1, 1),
        "decision_not_followed": printed("-c", PROMISED, DRAWS, 0, 1),
    }


def printed(*command: object) -> dict:
    return json.loads(
        subprocess.run(
            [sys.executable, *map(str, command)], check=True, capture_output=True, text=True, cwd=HERE / "peers"
        ).stdout
    )


def check(ours: dict, theirs: dict) -> None:
    """The same outputs, as far as two different sets of draws can agree."""
    for name in ("cheapest", "feasible"):
        np.testing.assert_allclose(ours[name], theirs[name], atol=2e-3)
    np.testing.assert_allclose(ours["expected"], theirs["expected"], rtol=5e-3)
    np.testing.assert_allclose(ours["regret"], theirs["regret"], rtol=1e-2)
    np.testing.assert_allclose(sum(ours["worth"].values()), sum(theirs["worth"]), rtol=2e-2)


def measure(rounds: int = 3) -> dict[str, float]:
    """Medians by name, seconds and bytes."""
    seen: dict[str, list[float]] = {}

    def keep(**values: float) -> None:
        for name, value in values.items():
            seen.setdefault(name, []).append(value)

    for _ in range(rounds):
        one = printed("-c", OURS, SCENARIO, DRAWS, POINTS, 1)
        two = printed("-c", OURS, SCENARIO, DRAWS, POINTS, 2)
        peer = printed(HERE / "peers" / "decision.py", DRAWS, POINTS)
        check(one, peer["found"])
        keep(
            decision=one["seconds"],
            decision_peak=one["peak"],
            one_thread=one["wall"],
            two_threads=two["wall"],
            decision_numpy=peer["seconds"],
            decision_numpy_peak=peer["peak"],
        )
        ours, theirs = (
            printed("-c", OUR_CROSSOVERS, SCENARIO, SAMPLED),
            printed(HERE / "peers" / "drawn_crossovers.py", SAMPLED),
        )
        for other in theirs.values():
            np.testing.assert_allclose(ours["quantiles"], other["quantiles"], rtol=1e-2)
        keep(
            crossover=ours["seconds"],
            crossover_brentq=theirs["brentq"]["seconds"],
            crossover_find_root=theirs["find_root"]["seconds"],
        )
    return {name: median(values) for name, values in seen.items()}
