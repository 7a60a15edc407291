#!/usr/bin/env python3
"""Measures costmodel against named peers, all in one run, and prints the ratios. `make bench` calls it.

usage: bench/run.py [--build DIR] [--rounds N]

Every round measures everything once, so that a slow minute of the machine slows both sides of a ratio; figures are
medians over the rounds. Times are processor time, which is what the wall clock shows on an idle machine: nothing here
waits, and everything runs on one thread. Reading evidence, which hashes in a second thread, and the decision on two
threads are timed by the wall clock.
Exit status: 0; 1 where a bound is missed. Results also go to build/bench/results.json and results.md.
"""

from __future__ import annotations

import os

os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")})

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import costmodel as cm
import decisions
import headers
import numpy as np
from peers import crossover, sweep, waiting

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = ROOT / "examples" / "scenarios" / "fine_tune_economics.json"
POINTS = 2_000_000
REQUESTS = 1_000_000  # of the NumPy rules and of the file that pandas reads; ours take ten million
RULES = ("anchored", "clock_aligned", "keep_alive", "whole_windows")


@dataclass
class Row:
    what: str
    ours: float
    peer: float | None = None
    against: str = ""
    at_most: float | None = None  # bound on ours ÷ peer
    faster: float | None = None  # bound on peer ÷ ours
    below: float | None = None  # bound on ours
    unit: str = ""  # not seconds

    @property
    def holds(self) -> bool | None:
        bounds = [
            None if self.at_most is None else self.ours <= self.at_most * self.peer,
            None if self.faster is None else self.peer >= self.faster * self.ours,
            None if self.below is None else self.ours <= self.below,
        ]
        known = [bound for bound in bounds if bound is not None]
        return all(known) if known else None

    def cells(self) -> list[str]:
        show = (lambda n: f"{n:,.0f} {self.unit}") if self.unit else duration
        ratio = bound = ""
        if self.peer is not None and self.ours > 0:  # memory may not grow beyond what the import had taken
            by_ratio = self.at_most is not None or self.peer < self.ours
            ratio = f"{self.ours / self.peer:.2f} ×" if by_ratio else f"{self.peer / self.ours:.1f} × faster"
        bound = " and ".join(
            [
                *([f"≤ {self.at_most} ×"] if self.at_most is not None else []),
                *([f"≥ {self.faster} × faster"] if self.faster is not None else []),
                *([f"≤ {show(self.below)}"] if self.below is not None else []),
            ]
        )
        peer = "" if self.peer is None else show(self.peer)
        return [
            self.what,
            show(self.ours),
            peer,
            self.against,
            ratio,
            bound,
            {True: "holds", False: "MISSED", None: ""}[self.holds],
        ]


def duration(seconds: float) -> str:
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def processor_time(f, times: int = 1) -> float:
    start = time.process_time()
    for _ in range(times):
        f()
    return (time.process_time() - start) / times


def process_time(*command: object) -> float:
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return usage.ru_utime + usage.ru_stime


def import_time(module: str) -> float:
    code = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def google_benchmark(executable: Path) -> dict[str, float]:
    command = [executable, "--benchmark_format=json", "--benchmark_min_time=0.02"]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}
    return {b["name"]: b["cpu_time"] * seconds[b["time_unit"]] for b in json.loads(result.stdout)["benchmarks"]}


def python_measurements() -> dict:
    """Name: function that is timed. Checks that ours and the peer's give the same numbers."""
    scenario = cm.load(SCENARIO)
    aligned = cm.loads(SCENARIO.read_text().replace('"anchored"', '"clock_aligned"'))
    box, window = (cm.cost(scenario, path, utilization=1)[0] for path in ("spark_llama", "cmi"))
    demand_of_one = box.demand_accepted_answers_per_month
    x = np.linspace(1e-3, 3, POINTS)
    out = np.empty_like(x)
    x_window = np.linspace(1, 2.9 * window.demand_accepted_answers_per_month, POINTS)

    box_peer = (0.0, 0.0, box.usd_per_month / demand_of_one, 1.0)  # of utilization; USD per accepted answer
    rule = scenario.paths["cmi"].pricing
    minutes_per_month = 60 * 730
    calls_per_x = (
        window.load_answers_per_month
        / window.demand_accepted_answers_per_month
        * rule.window_minutes.value
        / minutes_per_month
    )
    open_all_month = rule.usd_per_unit_minute.value * rule.units_per_copy * minutes_per_month
    window_peer = (open_all_month, window.demand_accepted_answers_per_month, rule.max_copies, calls_per_x)

    def window_curve(s):
        return cm.curve(s, "cmi", demand_accepted_answers_per_month=x_window, out=out)

    given = json.loads(scenario.to_json())
    stages = [
        {"id": f"{i}", "offer": path} for i, path in enumerate(["spark_llama", "cmi", "bedrock_pt", "bedrock_base"])
    ]
    given["paths"].append({"id": "four", "stages": stages, "acceptance": {"same_as": "spark_llama"}})
    staged = cm.loads(json.dumps(given))

    def of_path(path):
        return cm.curve(staged, path, demand_accepted_answers_per_month=x_window, out=out)

    hour = np.arange(8760)
    loads = 500 + 300 * np.sin(hour * 2 * np.pi / 24) + np.random.default_rng(2).gamma(2, 60, size=hour.size)
    prices = [(150, 2), (120, 6), (90, 10), (60, 16), (20, 28), (0, 90)]
    layers = [
        cm.Layer(path=f"layer {i}", usd_per_unit_month=unit, usd_per_load_month=load, capacity=10, whole=True)
        for i, (unit, load) in enumerate(prices)
    ]

    measured = {
        "sweep, out=": lambda: cm.curve(scenario, "spark_llama", utilization=x, out=out),
        "sweep": lambda: cm.curve(scenario, "spark_llama", utilization=x),
        "sweep, NumPy": lambda: sweep.box(x, *box_peer),
        "anchored": lambda: window_curve(scenario),
        "anchored, NumPy": lambda: sweep.anchored(x_window, 0.0, *window_peer),
        "exponential": lambda: window_curve(aligned),
        "exponential, NumPy": lambda: sweep.exponential(x_window, 0.0, *window_peer),
        "four stages": lambda: of_path("four"),
        "four paths": lambda: [of_path(stage["offer"]) for stage in stages],
        "portfolio": lambda: cm.portfolio(layers, loads),
    }
    for name in ("sweep", "anchored", "exponential"):
        np.testing.assert_allclose(measured[name](), measured[f"{name}, NumPy"](), rtol=1e-12)

    for name, calls in (("packed", None), ("poisson", calls_per_x)):
        f = crossover.difference(box.usd_per_month, demand_of_one, *window_peer[:3], calls)
        high = 1e5 if calls is None else demand_of_one  # one sign change in between, as brentq needs
        measured[f"brentq, {name}"] = lambda f=f, high=high: crossover.solve(f, 1, high)
        (found,) = cm.crossover(scenario, "spark_llama", "cmi", arrivals=name)
        np.testing.assert_allclose(measured[f"brentq, {name}"](), found.crossings[0].at, rtol=1e-9)
    return measured


def replay_peers() -> dict[str, float]:
    """Seconds a request of the NumPy rules, and a row of pandas.read_csv: best of three, processor time."""
    command = [sys.executable, ROOT / "bench" / "peers" / "replay.py", str(REQUESTS)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {f"NumPy {name}": value * 1e-9 for name, value in json.loads(printed).items()}


READ = """
import sys
import costmodel as cm
from memory import peak_bytes
before = peak_bytes()
trace = cm.read_trace(sys.argv[1])
print(peak_bytes() - before, len(trace) * 16)
"""


def memory_of_reading() -> tuple[float, float]:
    """Megabytes that reading ten million rows takes at its peak, and megabytes of the columns that are kept."""
    rows = 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "trace.csv"
        with file.open("w") as out:
            out.write("timestamp,input_tokens,output_tokens\n")
            for first in range(0, rows, 100_000):
                out.writelines(
                    f"{i * 0.25:.6f},{1 + i * 7 % 8000},{1 + i * 3 % 600}\n" for i in range(first, first + 100_000)
                )
        printed = subprocess.run(
            [sys.executable, "-c", READ, file], check=True, capture_output=True, text=True, cwd=ROOT / "bench" / "peers"
        ).stdout
    peak, kept = map(int, printed.split())
    return peak / 1e6, kept / 1e6


def evidence() -> dict[str, float]:
    """Wall-clock seconds and megabytes of reading a bill and an evaluation log; each in a process of its own."""
    folder = ROOT / "build" / "bench" / "evidence"
    script = ROOT / "bench" / "peers" / "evidence.py"
    if not (folder / "inspect.json").exists():
        subprocess.run([sys.executable, script, "make", folder], check=True)
    found = {}
    for file in sorted(folder.iterdir()):
        kind = {".csv": "bill", ".jsonl": "log", ".json": "document"}[file.suffix]
        for who in ("costmodel", "pandas", "checksum"):
            printed = subprocess.run(
                [sys.executable, script, who, file], check=True, capture_output=True, text=True
            ).stdout
            found |= {f"{kind} {who} {name}": value for name, value in json.loads(printed).items()}
    return found


def simulated_percentile() -> float:
    """Seconds of SimPy to 1 % of the percentile, which is ours within its error."""
    value, seconds, error = waiting.p99()
    unit = cm.unit_under_load(waiting.LOAD * waiting.RATES[-1], waiting.RATES)
    np.testing.assert_allclose(unit.wait_percentile(0.99), value, rtol=4 * error)
    return seconds


def measure(build: Path, rounds: int) -> dict[str, float]:
    command = ["cost", SCENARIO]
    processes = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "native cost": [build / "cli" / "costmodel", *command],
        "script cost": [Path(sys.executable).parent / "costmodel", *command],
    }
    in_python = python_measurements()
    seen = defaultdict(list)
    for number in range(rounds):
        if sys.stderr.isatty():
            print(f"round {number + 1} of {rounds}", end="\r", file=sys.stderr, flush=True)
        for name, seconds in google_benchmark(build / "bench" / "costmodel_bench").items():
            seen[name].append(seconds)
        for name, f in in_python.items():
            seen[name].append(processor_time(f, 200 if name.startswith("brentq") else 1))
        for name, parts in processes.items():
            seen[name].append(process_time(*parts))
        for module in ("numpy", "costmodel"):
            seen[f"import {module}"].append(import_time(module))
    peak, kept = memory_of_reading()
    return (
        {name: median(values) for name, values in seen.items()}
        | replay_peers()
        | evidence()
        | decisions.measure()
        | decisions.promised()
        | {"queue_simpy": simulated_percentile()}
        | {"read peak": peak, "read kept": kept}
    )


def rows(t: dict[str, float]) -> list[Row]:
    per_point = {name: t[name] / 4096 for name in t if name.split("/")[0] in ("by_hand", "with_units", "as_curve")}
    raw, brentq = "loop over raw doubles, C++", "scipy.optimize.brentq, Python"
    numpy = "NumPy, one thread"
    umbrella, units = headers.lines(headers.UMBRELLA), headers.lines(headers.PEER)
    return [
        *(
            Row(
                f"cost per accepted answer of a {kind}, {how}",
                per_point[f"{name}/{kind}"],
                per_point[f"by_hand/{kind}"],
                raw,
                at_most=1.15,
            )
            for kind in ("box", "window")
            for name, how in (("with_units", "units"), ("as_curve", "curve"))
        ),
        Row("2 M points of a box's cost, out= reused", t["sweep, out="], t["sweep, NumPy"], numpy, faster=3),
        Row("2 M points of a box's cost", t["sweep"], t["sweep, NumPy"], numpy, faster=3),
        Row("2 M points, anchored window, Poisson", t["anchored"], t["anchored, NumPy"], numpy, faster=3),
        Row(
            "2 M points, clock-aligned window, Poisson (exp)",
            t["exponential"],
            t["exponential, NumPy"],
            numpy,
            faster=3,
        ),
        *(
            Row(
                f"replay, {rule.replace('_', ' ')}, {calls / 100:g} calls a window, each",
                t[f"replay_rule/{rule}/{calls}"] / 1e7,
                t[f"NumPy replay_rule/{rule}/{calls}"],
                f"NumPy, {REQUESTS:,} requests",
                faster=10,
                below=10e-9,
            )
            for calls in (1000, 75)
            for rule in RULES
        ),
        Row(
            "read a trace's CSV, 10 M rows, each",
            t["read_csv"] / 1e7,
            t["NumPy read_csv"],
            f"pandas.read_csv, {REQUESTS:,} rows",
            faster=3,
        ),
        Row("peak memory of reading it", t["read peak"], t["read kept"], "the columns kept", at_most=2, unit="MB"),
        *(
            row
            for kind, what, peer in (
                ("bill", "a FOCUS bill, 1 M rows, 403 MB", "pandas.read_csv"),
                ("log", "an evaluation log, 100 MB", "pandas.read_json, lines"),
                ("document", "an evaluation log in one document, 100 MB", "pandas.read_json"),
            )
            for row in (
                Row(
                    f"read {what}, with SHA-256, wall clock",
                    t[f"{kind} costmodel seconds"],
                    t[f"{kind} pandas seconds"],
                    peer,
                    faster=3,
                ),
                Row(
                    "  processor time of it, both threads",
                    t[f"{kind} costmodel processor"],
                    t[f"{kind} pandas processor"],
                    peer,
                ),
                Row(
                    "  SHA-256 alone, wall clock, its bound",
                    t[f"{kind} costmodel seconds"],
                    t[f"{kind} checksum seconds"],
                    "hashlib (OpenSSL)",
                ),
                Row(
                    "  peak memory of it",
                    t[f"{kind} costmodel peak"],
                    t[f"{kind} pandas peak"],
                    peer,
                    faster=10,
                    unit="MB",
                ),
            )
        ),
        Row(
            "2 M points of a box's cost, packs, C++",
            t["sweep/box"],
            t["by_hand_in_vectors"],
            "loop by hand in SSE2, C++",
            at_most=1.3,
        ),
        Row("the same against what memory allows", t["sweep/box"], t["copied"], "copying the array", at_most=2),
        Row(
            f"uncertain decision, {decisions.DRAWS:,} draws, {decisions.POINTS} demands",
            t["decision"],
            t["decision_numpy"],
            "NumPy and SciPy, one thread",
            faster=5,
            below=4,
        ),
        Row("the same on two threads (wall clock)", t["two_threads"], t["one_thread"], "one thread", faster=1.7),
        Row(
            "peak memory of it",
            t["decision_peak"] / 1e6,
            t["decision_numpy_peak"] / 1e6,
            "NumPy and SciPy",
            below=300,
            unit="MB",
        ),
        Row(
            "crossover in each draw, drawing included",
            t["crossover"],
            t["crossover_brentq"],
            "a loop of scipy.optimize.brentq",
            faster=100,
        ),
        Row(
            "crossover in each draw, drawing included",
            t["crossover"],
            t["crossover_find_root"],
            "scipy.optimize.elementwise.find_root",
            faster=5,
        ),
        Row("crossover, box and packed window", t["crossover/packed"], t["brentq, packed"], brentq, faster=50),
        Row("crossover, box and window, Poisson", t["crossover/poisson"], t["brentq, poisson"], brentq, faster=50),
        Row("every crossover over 1,000 steps", t["thousand_steps"]),
        Row("import costmodel", t["import costmodel"], t["import numpy"], "import numpy", at_most=1.3),
        Row("a unit under load, 512 places", t["under_load/chain_512"], below=5e-6),
        Row("its capacity under p99 of the wait", t["under_load/capacity_512"], below=200e-6),
        Row("120 months of 20 paths, 16,384 draws", t["horizon/draws_120x20"], below=2),
        Row("every switching date of two paths, 120 months", t["horizon/switching_dates"], below=50e-3),
        Row(
            "p99 of the wait, 32 places",
            t["under_load/percentile"],
            t["queue_simpy"],
            "SimPy, as many requests as bring it to 1 %",
            faster=50,
        ),
        Row(
            f"uncertain decision, {decisions.DRAWS:,} draws, p99 promised on six paths",
            t["decision_promised"],
            t["decision_not_promised"],
            "the same without a promise",
            at_most=2,
        ),
        Row(
            "the same, throughput drawn",
            t["decision_followed"],
            t["decision_not_followed"],
            "the same without a promise",
            at_most=2,
        ),
        Row(
            "2 M points of a path of four stages",
            t["four stages"],
            t["four paths"],
            "the four paths that serve them",
            at_most=1,
        ),
        Row("portfolio of six layers of whole units, 8,760 hours", t["portfolio"], below=1),
        Row("costmodel cost, native", t["native cost"], t["python -c pass"], "python -c pass", below=0.150),
        Row(
            "costmodel cost, Python console script",
            t["script cost"],
            t["python -c pass"],
            "python -c pass",
            below=0.150,
        ),
        Row("load a scenario", t["load"]),
        Row("decide a scenario", t["decide"]),
        Row("include costmodel.hpp, preprocessed", umbrella, units, headers.PEER, at_most=1.5, unit="lines"),
    ]


def page_moves(moves: int = 40) -> list[float]:
    """Seconds from a slider's move to tables and charts in view that are updated and laid out, in a browser; none where
    there is no engine or no browser. The dearest chart and a table are in view."""
    sys.path.insert(0, str(ROOT / "tests" / "web"))
    import page_under_test as page

    if page.CHROMIUM is None or not page.ENGINE.exists():
        return []
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=page.CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.goto(page.page_of(SCENARIO.read_text(), Path(folder) / "page.html").as_uri())
        opened.wait_for_selector("html[data-costmodel-page=ready]")
        opened.evaluate("""() => { document.querySelector('[data-chart="cost"]').scrollIntoView({block: "center"});
                               return new Promise(done => setTimeout(done, 200)); }""")
        times: list[float] = []
        for i in range(moves):
            times.append(
                opened.evaluate(
                    "async demand => { const began = performance.now(); costmodelPage.set({demand}); costmodelPage.answer_now();"
                    " await costmodelPage.drawn; document.body.offsetHeight; return performance.now() - began; }",
                    100 * 1.2**i,
                )
            )
        browser.close()
    return [t / 1000 for t in times[moves // 4 :]]  # without the first ones, while the browser is still compiling


def table(body: list[list[str]], markdown: bool) -> str:
    head = ["what", "ours", "peer", "the peer is", "ratio", "bound", "holds"]
    numbers = {1, 2, 4, 5}
    widths = [max(len(row[i]) for row in [head, *body]) for i in range(len(head))]
    lines = [
        [cell.rjust(w) if i in numbers else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths))]
        for row in [head, *body]
    ]
    rule = ["-" * (w - 1) + (":" if markdown and i in numbers else "-") for i, w in enumerate(widths)]
    lines.insert(1, rule)
    return "\n".join(f"| {' | '.join(line)} |" if markdown else "  ".join(line).rstrip() for line in lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()

    result = rows(measure(options.build, options.rounds))
    if times := page_moves():
        result.append(
            Row(
                "slider to updated tables and the charts in view, in the browser (wall clock)",
                median(times),
                below=0.05,
            )
        )
    body = [row.cells() for row in result]
    how = (
        f"Processor time, medians of {options.rounds} interleaved rounds; Python {sys.version.split()[0]}, "
        f"NumPy {np.__version__}, {headers.toolchain()}."
    )
    print(table(body, markdown=False) + f"\n\n{how}\n")
    headers.main([])

    folder = ROOT / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    as_dicts = [{**asdict(row), "holds": row.holds} for row in result]
    as_json = json.dumps({"how": how, "rows": as_dicts}, indent=2, ensure_ascii=False)
    (folder / "results.json").write_text(as_json + "\n")
    (folder / "results.md").write_text(table(body, markdown=True) + f"\n\n{how}\n")

    missed = [row.what for row in result if row.holds is False]
    for what in missed:
        print(f"MISSED: {what}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
