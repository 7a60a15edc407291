#!/usr/bin/env python3
"""The uncertain decision of the first scenario as one writes it with NumPy and SciPy, blocks of draws that stay in the
cache.

usage: bench/peers/decision.py [DRAWS] [DEMANDS]

Prints one JSON object: seconds of processor time, peak memory above the imports, and what came out, for comparison with
`cm.uncertainty`. Same outputs: spreads, P(feasible), P(cheapest) at the demand and on the grid, expected bills, regret,
and the worth of knowing each unknown; without the worth of judging more answers.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")})

import time

import numpy as np
from memory import peak_bytes
from scipy.special import betaincinv
from scipy.stats import qmc

BLOCK, BINS = 256, 64
HOURS, DEMAND, BAR, CONFIDENCE = 730.0, 20_000.0, 0.5, 0.9
PATHS = ("spark_base", "bedrock_base", "spark_llama", "spark_gemma", "cmi")
NOW = (2, 3, 4)  # feasible at the stated values
RATE = (5, 6, 7, 7, 7)  # the unknown that each path's acceptance is
BETAS = {5: (7.5, 23.5), 6: (14.5, 16.5), 7: (21.5, 9.5)}
UNIFORM = {0: (1000, 4000), 1: (100, 600), 2: (160, 275), 3: (0, 1.95), 4: (7.0965, 24.0)}
SHARES = 0.5 - 0.5 * np.cos(np.pi * np.linspace(0, 1, 8193))  # dense in the tails
TABLES = {k: betaincinv(a, b, SHARES) for k, (a, b) in BETAS.items()}


def values(shares):
    return [
        np.interp(shares[:, k], SHARES, TABLES[k])
        if k in BETAS
        else UNIFORM[k][0] + shares[:, k] * (UNIFORM[k][1] - UNIFORM[k][0])
        for k in range(8)
    ]


def boxes(x, price, capacity):
    """USD per month; units are whole."""
    units = np.ceil(x / capacity)
    np.maximum(units, 1, out=units)
    units *= price
    return units


def windows(x, storage, open_all_month, capacity, calls_per_x):
    """Anchored windows, requests at random, at most three copies; infinite beyond."""
    n = np.ceil(x / capacity)
    np.maximum(n, 1, out=n)
    calls = x * calls_per_x / np.minimum(n, 3)
    cost = storage + np.minimum(n, 3) * open_all_month * np.maximum(
        x / np.minimum(n, 3) / capacity, calls / (1 + calls)
    )
    cost[n > 3] = np.inf
    return cost


def bills(x, v):
    """Of each path, USD per month at x accepted answers; x broadcasts against the draws."""
    _, output, box, storage, _, base, bedrock, tuned = v
    per_month = 3600 * HOURS / output
    yield boxes(x, box, 14 * per_month * base)
    yield x * (0.40e-6 * output / bedrock)
    yield boxes(x, box, 14 * per_month * tuned)
    yield boxes(x, box, 22.4 * per_month * tuned)
    yield windows(x, 2 * storage, 2 * 0.0785 * 60 * HOURS, 95 * per_month * tuned, 5 / (60 * HOURS) / tuned)


def decide(draws, points, seed=1):
    engine = qmc.Sobol(8, scramble=True, rng=seed)
    grid = np.geomspace(1, 1e6, points)[:, None]
    at = np.empty((len(PATHS), draws))
    barred = np.empty((len(PATHS), draws), bool)
    bins = np.empty((8, draws), np.uint8)
    wins = np.zeros((points, len(PATHS)))
    for first in range(0, draws, BLOCK):
        shares = engine.random(BLOCK)
        v = values(shares)
        block = slice(first, first + BLOCK)
        bins[:, block] = (shares * BINS).astype(np.uint8).T
        best = np.full((points, BLOCK), np.inf)
        winner = np.full((points, BLOCK), len(PATHS), np.uint8)
        for c, cost in enumerate(bills(np.full(1, DEMAND), v)):
            at[c, block] = cost
            barred[c, block] = v[RATE[c]] < BAR
        for c, cost in enumerate(bills(grid, v)):
            lower = (cost < best) & ~barred[c, block]
            np.copyto(best, cost, where=lower)
            winner[lower] = c
        for c in range(len(PATHS)):
            wins[:, c] += np.count_nonzero(winner == c, axis=1)
    return summary(at, barred, bins, wins / draws)


def summary(at, barred, bins, wins):
    draws = at.shape[1]
    expected = at.mean(axis=1)
    decision = min(NOW, key=lambda c: expected[c])
    shown = np.where(barred, np.inf, at)
    best = shown.argmin(axis=0)
    standing = ~barred.all(axis=0)
    cheapest = [float(np.mean(standing & (best == c))) for c in range(len(PATHS))]
    own = ~barred[decision]
    regret = float(np.sum(np.where(own, at[decision] - shown.min(axis=0), 0))) / draws
    worth = []
    for k in range(8):
        share = np.bincount(bins[k], minlength=BINS) / draws
        saved = np.zeros((len(PATHS), BINS))
        may = np.zeros((len(PATHS), BINS), bool)
        for c in range(len(PATHS)):
            stands = ~barred[c]
            saved[c] = np.bincount(bins[k], np.where(stands & own, at[decision] - at[c], 0), BINS) / draws
            likely = np.bincount(bins[k], stands, BINS) / draws
            may[c] = likely >= CONFIDENCE * share if RATE[c] == k else c in NOW
        gain = np.where(may, saved, 0).max(axis=0)
        worth.append(float(np.sum(np.where(may[decision], gain, 0))))
    quantiles = np.quantile(at / DEMAND, (0.05, 0.5, 0.95), axis=1).T
    return {
        "cheapest": cheapest,
        "feasible": (1 - barred.mean(axis=1)).tolist(),
        "expected": expected.tolist(),
        "regret": regret,
        "worth": worth,
        "spreads": quantiles.tolist(),
        "grid": wins.T.tolist(),
    }


def main():
    draws, points = (int(a) for a in (sys.argv[1:] + ["1048576", "256"])[:2])
    before = peak_bytes()
    begin = time.process_time()
    found = decide(draws, points)
    seconds = time.process_time() - begin
    peak = peak_bytes() - before
    print(json.dumps({"seconds": seconds, "peak": peak, "found": found}))


if __name__ == "__main__":
    main()
