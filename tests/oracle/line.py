"""A discrete-event simulation, by SimPy, of requests that wait in line before units."""

import math
import statistics

import numpy as np
import simpy


def simulated_waits(rates, units, arrivals, requests, seed):
    """Waits of requests at random, in the order in which they begin, in one line before units that complete `rates`
    with 1, 2, … in flight: who comes goes to the least busy unit, and who waits to the first free place."""
    random = np.random.default_rng(seed)
    env = simpy.Environment()
    line, waits, busy, epoch = [], [], [0] * units, [0] * units

    def completes(unit, started, delay):
        yield env.timeout(delay)
        if started != epoch[unit]:
            return  # the rate changed since: exponential lengths have no memory
        if line:
            waits.append(env.now - line.pop(0))
        else:
            busy[unit] -= 1
        next_completion(unit)

    def next_completion(unit):
        epoch[unit] += 1
        if busy[unit]:
            delay = random.exponential(1 / rates[busy[unit] - 1])
            env.process(completes(unit, epoch[unit], delay))

    def come():
        for _ in range(requests):
            yield env.timeout(random.exponential(1 / arrivals))
            unit = min(range(units), key=busy.__getitem__)
            if busy[unit] < len(rates):
                waits.append(0.0)
                busy[unit] += 1
                next_completion(unit)
            else:
                line.append(env.now)

    env.process(come())
    env.run()
    return np.array(waits)


def interval(values, batches=20):
    """Mean of a sequence whose neighbours depend on each other, with a 99.9 % interval by batches."""
    means = [float(np.mean(batch)) for batch in np.array_split(values, batches)]
    return statistics.fmean(means), 3.88 * statistics.stdev(means) / math.sqrt(batches)
