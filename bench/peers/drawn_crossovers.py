#!/usr/bin/env python3
"""Where box and import cost the same in each draw of the first scenario, with SciPy: a loop of brentq, and one
vectorised root finder.

usage: bench/peers/drawn_crossovers.py [DRAWS]

Prints one JSON object: seconds of processor time a draw, drawing included, and the 5, 50 and 95 % points that came out.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")})

import time

import numpy as np
from crossover import difference
from decision import HOURS, values
from scipy.optimize import brentq, elementwise
from scipy.stats import qmc


def pair(draws, seed=1):
    """What the difference is made of, in each draw."""
    _, output, box, storage, _, _, _, tuned = values(qmc.Sobol(8, scramble=True, rng=seed).random(draws))
    per_month = 3600 * HOURS / output
    return box - 2 * storage, 14 * per_month * tuned, 95 * per_month * tuned, 5 / (60 * HOURS) / tuned


OPEN_ALL_MONTH = 2 * 0.0785 * 60 * HOURS


def looped(draws):
    found = [
        brentq(difference(box, low, OPEN_ALL_MONTH, high, 3, calls), 1, low)
        for box, low, high, calls in zip(*(part.tolist() for part in pair(draws)))
    ]
    return np.quantile(found, (0.05, 0.5, 0.95))


def gap(x, box, capacity, calls_per_x):
    """One box and one copy are enough wherever it is asked."""
    calls = x * calls_per_x
    return box - OPEN_ALL_MONTH * np.maximum(x / capacity, calls / (1 + calls))


def vectorised(draws):
    box, low, high, calls = pair(draws)
    found = elementwise.find_root(gap, (np.ones(draws), low), args=(box, high, calls), tolerances={"xrtol": 1e-12})
    return np.quantile(found.x, (0.05, 0.5, 0.95))


def timed(run, draws):
    begin = time.process_time()
    quantiles = run(draws)
    return {"seconds": (time.process_time() - begin) / draws, "quantiles": quantiles.tolist()}


def main():
    draws = int((sys.argv[1:] + ["65536"])[0])
    print(json.dumps({"brentq": timed(looped, draws // 8), "find_root": timed(vectorised, draws)}))


if __name__ == "__main__":
    main()
