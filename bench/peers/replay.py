#!/usr/bin/env python3
"""The billing rules as one would write them with NumPy, and pandas.read_csv: what replay_bench is held against.

usage: bench/peers/replay.py [REQUESTS]

Prints one JSON object: nanoseconds of processor time a request, by the name that the benchmark has. Each takes what
`replay` takes (times, input and output tokens) and gives what it gives: billed seconds, windows, cold starts, busy
seconds.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

WINDOW = 30.0
PER_INPUT, PER_OUTPUT = 0.0, 1e-4


def work(times, inputs, outputs):
    """Ends of all work so far, the cold calls, and the busy seconds."""
    ends = times + inputs * PER_INPUT + outputs * PER_OUTPUT
    done = np.maximum.accumulate(ends)
    before = np.concatenate(([-np.inf], done[:-1]))
    cold = times >= before + WINDOW
    busy = np.maximum(0.0, done - np.maximum(times, before)).sum()
    return done, cold, busy


def anchored(times, inputs, outputs):
    done, cold, busy = work(times, inputs, outputs)
    windows, at = 0, 0
    while at < len(times):
        closes = times[at] + WINDOW
        windows += 1
        following = int(np.searchsorted(times, closes))
        while done[following - 1] > closes:
            closes += WINDOW
            windows += 1
            following = int(np.searchsorted(times, closes))
        at = following
    return windows * WINDOW, windows, int(cold.sum()), busy


def clock_aligned(times, inputs, outputs):
    done, cold, busy = work(times, inputs, outputs)
    first = np.floor(times / WINDOW)
    last = np.floor(done / WINDOW)
    windows = len(np.unique(np.concatenate((first, last))))
    return windows * WINDOW, windows, int(cold.sum()), busy


def spells(times, inputs, outputs):
    done, cold, busy = work(times, inputs, outputs)
    begins = np.flatnonzero(cold)
    ends = np.append(begins[1:], len(times)) - 1
    return done[ends] + WINDOW - times[begins], cold, busy


def keep_alive(times, inputs, outputs):
    lengths, cold, busy = spells(times, inputs, outputs)
    return lengths.sum(), len(lengths), int(cold.sum()), busy


def whole_windows(times, inputs, outputs):
    lengths, cold, busy = spells(times, inputs, outputs)
    windows = np.ceil(lengths / WINDOW).sum()
    return windows * WINDOW, windows, int(cold.sum()), busy


def nanoseconds(run, requests, repeats=3):
    best = min(timed(run) for _ in range(repeats))
    return best / requests * 1e9


def timed(run):
    begin = time.process_time()
    run()
    return time.process_time() - begin


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    result = {}
    random = np.random.default_rng(1)
    inputs = random.integers(1, 8000, count, dtype=np.uint32)
    outputs = random.integers(1, 600, count, dtype=np.uint32)
    for calls_per_window in (10.0, 2.0, 0.75):
        times = np.cumsum(random.exponential(WINDOW / calls_per_window, count))
        for rule in (anchored, clock_aligned, keep_alive, whole_windows):
            repeats = 1 if rule is anchored else 3
            name = f"replay_rule/{rule.__name__}/{calls_per_window * 100:.0f}"
            result[name] = nanoseconds(lambda: rule(times, inputs, outputs), count, repeats)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "trace.csv"
        table = pd.DataFrame(
            {"timestamp": np.cumsum(random.exponential(3.0, count)), "input_tokens": inputs, "output_tokens": outputs}
        )
        table.to_csv(file, index=False, float_format="%.6f")
        del table
        columns = ["timestamp", "input_tokens", "output_tokens"]
        result["read_csv"] = nanoseconds(lambda: pd.read_csv(file, usecols=columns), count)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
