"""A unit under load as SimPy simulates it: p99 of the wait in line, and how long it would take to 1 % of it."""

import statistics
import time

import numpy as np
import simpy

RATES = [8 * n / (60 + n) for n in range(1, 33)]  # answers a second with so many in flight
LOAD, REQUESTS, BATCHES = 0.9, 40_000, 20


def waits(rates, arrivals, requests, seed):
    random = np.random.default_rng(seed)
    env = simpy.Environment()
    line, seen, busy, epoch = [], [], 0, 0

    def completes(started, delay):
        nonlocal busy
        yield env.timeout(delay)
        if started != epoch:
            return  # the rate changed since: exponential lengths have no memory
        if line:
            seen.append(env.now - line.pop(0))
        else:
            busy -= 1
        next_completion()

    def next_completion():
        nonlocal epoch
        epoch += 1
        if busy:
            env.process(completes(epoch, random.exponential(1 / rates[busy - 1])))

    def come():
        nonlocal busy
        for _ in range(requests):
            yield env.timeout(random.exponential(1 / arrivals))
            if busy < len(rates):
                seen.append(0.0)
                busy += 1
                next_completion()
            else:
                line.append(env.now)

    env.process(come())
    env.run()
    return np.array(seen)


def p99(seed=1):
    """The percentile, and the processor time of as many requests as bring its standard error to 1 %."""
    begin = time.process_time()
    seen = waits(RATES, LOAD * RATES[-1], REQUESTS, seed)[1000:]
    took = time.process_time() - begin
    value = float(np.quantile(seen, 0.99))
    parts = [float(np.quantile(part, 0.99)) for part in np.array_split(seen, BATCHES)]
    error = statistics.stdev(parts) / BATCHES**0.5 / value
    return value, took * (error / 0.01) ** 2, error
