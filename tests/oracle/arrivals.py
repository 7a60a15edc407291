"""When requests come, and how much of the month a copy is therefore open (docs/billing_shapes.md, decisions 2, 23)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from mpmath import ceil, cot, exp, factorial, mpc, mpf, pi, workdps


@dataclass
class Level:
    """Hours of the week of one load."""

    share: mpf  # of the month
    load: mpf  # ÷ the mean load of the month


def week(demand: dict[str, Any]) -> list[mpf]:
    """Weight of each hour of the week."""
    weights = [mpf(w) for w in demand.get("hourly_weights", [1] * 168)]
    weights = weights * (168 // len(weights))
    if "working_hours" in demand:
        hours = demand["working_hours"]
        first, last, days = hours.get("from_hour", 9), hours.get("to_hour", 17), hours.get("days_per_week", 5)
        weights = [w if first <= hour % 24 < last and hour // 24 < days else mpf(0) for hour, w in enumerate(weights)]
    return weights


def levels(demand: dict[str, Any], arrivals: str) -> list[Level]:
    """One level where all hours are alike, and where requests come packed: work that waits."""
    weights = week(demand)
    if arrivals == "packed":
        return [Level(mpf(1), mpf(1))]
    mean = sum(weights) / 168
    return [Level(mpf(hours) / 168, w / mean) for w, hours in Counter(weights).items() if w > 0]


def peak(hours: list[Level]) -> mpf:
    return max(level.load for level in hours)


@dataclass
class Rule:
    """How a window opens and closes, times in seconds."""

    name: str
    window: mpf
    tail: mpf
    quantum: mpf
    minimum: mpf
    start_up: mpf
    start_up_billed: bool

    idle_timeout: mpf | None = None
    calls_at_once: mpf | None = None  # on a copy; a call beyond starts another, up to `copies`
    copies: mpf = mpf("inf")

    def idle(self) -> mpf:
        return self.tail if self.name == "per_second" else self.window

    def by_copy(self) -> bool:
        """Whether calls that find no place start another copy."""
        return self.calls_at_once is not None and self.copies > 1

    def timeout(self) -> mpf:
        return self.idle() if self.idle_timeout is None else self.idle_timeout


def no_closed_form(rule: Rule, arrivals: str, hold: mpf, batch: mpf) -> bool:
    """`hold`: how long one call, or a batch of them, keeps a copy busy."""
    if arrivals == "packed":
        return False
    if rule.by_copy():
        beside = rule.start_up + rule.quantum + rule.minimum
        if arrivals != "poisson" or batch > 1 or beside > 0 or rule.name in ("anchored", "whole_windows"):
            return True
    if rule.name in ("anchored", "clock_aligned"):
        return False
    if rule.name == "whole_windows":
        return True
    rounded = rule.name == "per_second" and (rule.quantum > 0 or rule.minimum > 0)
    if arrivals == "periodic":
        return rounded or rule.start_up > 0
    return rounded and max(rule.quantum, rule.minimum) > hold + rule.tail


def quiet(calls: mpf, paces: list[mpf]) -> mpf:
    """Share of the time without a call in flight, of a copy with so many calls a second that each slow down by the
    others: 1 ÷ the sum over states of λⁿ ÷ (μ(1)…μ(n)), geometric beyond the last place."""
    weight, total, ratio = mpf(1), mpf(1), mpf(0)
    for pace in paces:
        ratio = calls * pace
        weight *= ratio
        total += weight
    return 1 / (total + weight * ratio / (1 - ratio)) if ratio < 1 else mpf(0)


def open_fraction(rule: Rule, arrivals: str, calls: mpf, busy: mpf, paces: list[mpf]) -> mpf:
    """Of a copy with so many calls a second, each of `busy` machine seconds, or as many as `paces` say with others in
    flight."""
    busy *= calls
    if arrivals == "packed" or calls == 0:
        return busy
    alone = paces[0]
    beside = 0 if rule.name in ("anchored", "clock_aligned") else alone
    mean = calls * (rule.idle() + beside)  # calls in the time for which one of them opens the copy
    if arrivals == "periodic":
        formula = mean / ceil(mean) if rule.name == "anchored" else min(mpf(1), mean)
    elif rule.name == "anchored":
        formula = mean / (1 + mean)
    elif rule.name == "clock_aligned":
        formula = 1 - quiet(calls, paces) * exp(-mean)
    else:
        formula = _spells(
            rule, calls, quiet(calls, paces) * exp(-calls * rule.idle()), alone, _backlog(rule, calls, paces)
        )
    return max(busy, formula)


def _backlog(rule: Rule, calls: mpf, paces: list[mpf]) -> mpf:
    """Mean seconds until those are served who came during a start, beyond what the first call takes alone: from 1 + K
    calls in flight down to 1, K of Poisson's law. From n to n − 1 it takes D(n) = (1 + λ·D(n + 1)) ÷ μ(n), and 1 ÷ (μ −
    λ) with all places taken."""
    mean, ratio = calls * rule.start_up, calls * paces[-1]
    if mean == 0 or ratio >= 1:
        return mpf(0) if mean == 0 else mpf("inf")
    down = [paces[-1] / (1 - ratio)]  # from the last place, then those before it
    for pace in reversed(paces[:-1]):
        down.append(pace * (1 + calls * down[-1]))
    down.reverse()
    share, more, rest, total = (
        exp(-mean),
        1 - exp(-mean),
        mean,
        mpf(0),
    )  # P(K = m), P(K > m), the mean of what is beyond
    for m in range(1, len(paces)):
        total += more * down[m]
        rest -= more
        share *= mean / m
        more -= share
    return total + rest * down[-1]


def _spells(rule: Rule, calls: mpf, alone: mpf, hold: mpf, served: mpf) -> mpf:
    """Billed until nothing has come for a while, with the share `alone` of the time in which a copy that needs no start
    is gone: a cycle is 1 ÷ (λ · alone), the start-up, and the time in which those are served who came during it. What
    is billed beyond a spell may be billed while the next one runs already, so there may be more than the whole."""
    billed_start = rule.start_up if rule.start_up_billed else mpf(0)
    beyond = mpf(0)
    if rule.name == "per_second" and rule.quantum > 0:
        lasts = billed_start + hold + rule.tail
        beyond = alone * (ceil(lasts / rule.quantum) * rule.quantum - lasts) + (1 - alone) * rule.quantum / 2
    if alone == 0:
        return mpf(1)
    return (1 - alone + alone * calls * (billed_start + served + beyond)) / (
        1 + alone * calls * (rule.start_up + served)
    )


def cold_share(rule: Rule, arrivals: str, calls: mpf, paces: list[mpf]) -> mpf:
    """Share of the requests that find no copy, or one that is still starting: λ calls a second find it gone with
    probability q = g ÷ (1 + λ(U + V) g), g = p₀·e^(−λτ), V the time in which those are served who came during the
    start, and λU more come while it starts. Evenly: all or none."""
    timeout = rule.timeout()
    if arrivals == "packed":
        return mpf(0)
    if arrivals == "periodic":
        return mpf(1 if calls * (paces[0] + timeout) < 1 else 0)
    gone = quiet(calls, paces) * exp(-calls * timeout)
    return (
        gone * (1 + calls * rule.start_up) / (1 + calls * (rule.start_up + _backlog(rule, calls, paces)) * gone)
        if gone
        else mpf(0)
    )


# Copies with so many calls at once, a call that finds no place starting the next (docs/under_load.md): copy k is gone
# where no more than (k − 1)·c calls were in flight for all of the last W.

#: A copy that is open for less of the time than this share of the first one ends the sum.
LEAST = mpf(10) ** -13
#: Nodes of the contour, which give 0.6 digits each: more where what is open is little beside 1.
NODES_OF_MANY, NODES_OF_FEW = 24, 40
DIGITS = 48


def _weights(calls: mpf, paces: list[mpf], copies: mpf) -> tuple[list[mpf], list[mpf]]:
    """Completion rates with 0, 1, … calls in flight on all copies, and the shares of the time with so many: of as many
    as there are places, else until it is rare enough. Those who wait for a place count with the last."""
    rates, weights, total = [mpf(0)], [mpf(1)], mpf(1)
    while len(rates) <= copies * len(paces):
        full, rest = divmod(len(rates), len(paces))
        rates.append(full / paces[-1] + (1 / paces[rest - 1] if rest else 0))
        weights.append(weights[-1] * calls / rates[-1])
        total += weights[-1]
        if weights[-1] < mpf(10) ** -25 * total and calls < rates[-1]:
            break
    if len(rates) > copies * len(paces):
        ratio = calls / rates[-1]
        total += weights[-1] * ratio / (1 - ratio)
    return rates, [weight / total for weight in weights]


def _stays(
    calls: mpf, rates: list[mpf], weights: list[mpf], idle: mpf, edges: list[int], nodes: int
) -> tuple[list[mpf], list[mpf]]:
    """Of each edge m: the probability that no more than m calls were in flight for all of the idle time, and the same
    with m of them at its end. Inverse Laplace transforms (Talbot 1979, fixed by Abate and Valko 2004) of a tridiagonal
    system, solved from 0 upward."""
    if idle == 0:
        return [sum(weights[: m + 1], mpf(0)) for m in edges], [weights[m] for m in edges]
    stays, at_edge = [mpf(0)] * len(edges), [mpf(0)] * len(edges)
    for k in range(nodes):
        angle = mpf(k) * pi / nodes
        if k == 0:
            z, factor = mpc(2 * mpf(nodes) / 5), mpc(exp(2 * mpf(nodes) / 5)) / 2
        else:
            turn = cot(angle)
            z = 2 * mpf(k) * pi / 5 * mpc(turn, 1)
            factor = (1 + mpc(0, angle * (1 + turn * turn)) - mpc(0, turn)) * exp(z)
        s, factor = z / idle, factor * 2 / (5 * idle)
        known, beyond, all_known, all_beyond, found = mpc(0), mpc(0), mpc(0), mpc(0), 0
        for n in range(edges[-1] + 1):  # time below the edge from n in flight: known + beyond × that from n + 1
            divisor = s + calls + rates[n] * (1 - beyond)
            known, beyond = (1 + rates[n] * known) / divisor, calls / divisor
            all_known, all_beyond = all_known + (all_beyond + weights[n]) * known, (all_beyond + weights[n]) * beyond
            if n == edges[found]:
                stays[found] += (factor * all_known).real
                at_edge[found] += (factor * known).real * weights[n]
                found += 1
    return stays, at_edge


def _together(calls: mpf, lasts: mpf, idle: mpf, k: int) -> tuple[mpf, mpf]:
    """One call at once on a copy, all alike: P(k calls within one answer time S at some time of W + S + ½ SW ÷ (W +
    6S)), by Naus (J. Amer. Statist. Assoc. 77 (1982) 177), Q2·(Q3 ÷ Q2)^(r − 2), and the share of the calls with which
    that begins."""
    mean, step = calls * lasts, mpf(10) ** -3
    r = idle / lasts + 1 + idle / (2 * (idle + 6 * lasts))
    point = [exp(-mean) * mean**j / factorial(j) for j in range(2 * k)]
    p = lambda j: point[j] if j >= 0 else mpf(0)  # noqa: E731
    f = lambda j: sum(point[: j + 1], mpf(0)) if j >= 0 else mpf(0)  # noqa: E731
    q2 = f(k - 1) ** 2 - (k - 1) * p(k) * p(k - 2) - (k - 1 - mean) * p(k) * f(k - 3)
    a1 = 2 * p(k) * f(k - 1) * ((k - 1) * f(k - 2) - mean * f(k - 3))
    a2 = p(k) ** 2 / 2 * ((k - 1) * (k - 2) * f(k - 3) - 2 * (k - 2) * mean * f(k - 4) + mean**2 * f(k - 5))
    a3 = sum((p(2 * k - i) * f(i - 1) ** 2 for i in range(1, k)), mpf(0))
    a4 = sum((p(2 * k - i) * p(i) * ((i - 1) * f(i - 2) - mean * f(i - 3)) for i in range(2, k)), mpf(0))
    q3 = f(k - 1) ** 3 - a1 + a2 + a3 - a4
    here, later = ((q2 * (q3 / q2) ** (t - 2) if q2 > 0 and q3 > 0 else mpf(0)) for t in (r, r + step))
    return 1 - here, (here - later) / (step * mean)


def copies_open(calls: mpf, paces: list[mpf], idle: mpf, copies: mpf) -> tuple[mpf, mpf]:
    """Copies that are open on average, and the share of the calls that starts one."""
    if calls == 0:
        return mpf(0), mpf(0)
    if calls * paces[-1] >= copies:
        return copies, mpf(0)
    nodes = NODES_OF_MANY if calls * paces[0] > 1 else NODES_OF_FEW
    with workdps(DIGITS if nodes == NODES_OF_FEW else 30):
        rates, weights = _weights(calls, paces, copies)
        step = len(paces)
        edges = [m for m in range(0, len(rates), step) if m < copies * step]
        opened, cold = mpf(0), mpf(0)
        for k, (stays, at_edge) in enumerate(zip(*_stays(calls, rates, weights, idle, edges, nodes))):
            copy = (1 - stays, at_edge)
            if step == 1 and 0 < k < 200:
                copy = max(copy, _together(calls, paces[0], idle, k + 1))
            opened, cold = opened + copy[0], cold + copy[1]
            if copy[0] < LEAST * opened:
                break
        return opened, cold
