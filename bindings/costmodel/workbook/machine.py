"""Machine time: which of the measured points serves most, how many answers a unit carries, how long a copy is idle."""

from __future__ import annotations

from .formula import NOTHING, Formula, Number, either, formula, least, most
from .lines import CannotSay, Steps

UNREACHED = 1e300  # seconds of a point that does not keep the limits
MOST_CALLS = 48  # in flight on a copy, beyond which the library counts no further
LIMITS = ("min_stream_output_tokens_per_second", "max_time_to_first_token_seconds", "max_seconds_per_answer")


class Point:
    """An operating point of the path."""

    def __init__(self, s: Steps, where: str) -> None:
        def known(key: str) -> Formula | None:
            pointer = f"{where}/{key}"
            return s.inputs.at(pointer) if pointer in s.inputs else None

        self.measured = tuple(
            f"{where}/{key}" in s.inputs
            for key in ("input_tokens_per_second", "stream_output_tokens_per_second", "time_to_first_token_seconds")
        )
        self.calls = 1.0
        if f"{where}/concurrency" in s.inputs:
            self.calls = s.inputs.fix(f"{where}/concurrency")
        self.output = s.inputs.at(f"{where}/output_tokens_per_second")
        self.input = known("input_tokens_per_second")
        self.stream = known("stream_output_tokens_per_second") or self.output / self.calls
        self.first = known("time_to_first_token_seconds")

    def busy(self, read: Number, written: Number) -> Formula:
        """Machine seconds of one attempt: prefill, where it was measured apart, and decoding."""
        return formula(written) / self.output + (formula(read) / self.input if self.input else 0)


class Estimate(Point):
    """What memory bandwidth lets expect of one stream."""

    def __init__(self, s: Steps) -> None:
        at = "throughput/estimate/"
        token = s.own(at + "active_weight_gb") / s.own(at + "memory_gb_per_second")
        token = token + s.own(at + "overhead_seconds_per_output_token")
        self.measured = (False, False, False)
        self.calls = 1.0
        self.output = s.line("output rate of one stream, estimated", 1 / token, "tokens per second")
        self.input, self.first, self.stream = None, None, self.output


class Machine:
    """The path's machine at the point that serves most within the limits."""

    def __init__(self, s: Steps) -> None:
        self.s = s
        throughput = s.path.get("throughput") or {}
        if throughput.get("estimate"):
            self.points: list[Point] = [Estimate(s)]
        else:
            self.points = [
                Point(s, f"{s.where}/throughput/points/{i}") for i in range(len(throughput.get("points", [])))
            ]
        if not self.points:
            raise CannotSay("throughput not measured")
        self.read, self.written = workload(s, "input"), workload(s, "output")
        self.best = 0
        self.busy = self._busy()

    def _busy(self) -> Formula:
        """Machine time of one attempt: of the fastest point that keeps the limits."""
        s = self.s
        asked = any(f"/requirements/{limit}" in s.inputs for limit in LIMITS)
        if len(self.points) == 1 and not asked:
            return s.line("machine time of one attempt", self.points[0].busy(self.read, self.written), "seconds")
        s.heading("operating points")
        grid = s.grid("requests in flight", "machine seconds of one attempt", "seconds where the limits are kept")
        kept = []
        for point in self.points:
            busy = point.busy(self.read, self.written)
            row = s.add(grid, [point.calls, busy, self._kept(point, busy) if asked else busy])
            kept.append(row[2])
        self.best = min(range(len(kept)), key=lambda i: kept[i].value)
        first, last = kept[0].text, kept[-1].text
        fastest = Formula(f"MIN({first}:{last})", min(x.value for x in kept))
        return s.line("machine time of one attempt", either(fastest, ">=", UNREACHED, NOTHING, fastest), "seconds")

    def _kept(self, point: Point, busy: Formula) -> Formula:
        """The machine time, or what stands for none where a limit is not kept."""
        s = self.s
        tries = s.inputs.fix("/tries/limit") if "/tries/limit" in s.inputs else 1.0
        rate, first, whole = (f"/requirements/{limit}" for limit in LIMITS)
        if whole in s.inputs:
            begins = point.first or (self.read / point.input if point.input else formula(0))
            lasts = begins + self.written / point.stream
            busy = either(lasts, "<=", s.inputs.at(whole) / tries, busy, UNREACHED)
        if first in s.inputs:
            busy = either(point.first, "<=", s.inputs.at(first), busy, UNREACHED) if point.first else formula(UNREACHED)
        if rate in s.inputs:
            busy = either(point.stream, ">=", s.inputs.at(rate), busy, UNREACHED)
        return busy

    def paces(self, batch: float, most_calls: int = MOST_CALLS) -> list[Formula]:
        """Machine seconds of each answer with 1, 2, … calls in flight on a copy, at most so many."""
        best = self.points[self.best]
        places = max(1.0, best.calls)
        in_flight: list[float] = []
        while not in_flight or (in_flight[-1] < places and len(in_flight) < most_calls):
            in_flight.append(min((in_flight[-1] if in_flight else 0) + batch, places))
        curve = sorted((p for p in self.points if p.measured == best.measured), key=lambda p: p.calls)
        if len({p.calls for p in curve}) < len(curve):
            raise CannotSay("two operating points with as many requests in flight: which of them counts hangs on both")
        if len(self.points) == 1:
            return [self.busy * max(1.0, best.calls / n) for n in in_flight]
        return self._on_curve(curve, in_flight, best)

    def _on_curve(self, curve: list[Point], in_flight: list[float], best: Point) -> list[Formula]:
        s = self.s
        s.heading("throughput over requests in flight (Steffen's monotone cubic)")
        outputs = Cubic(s, "output", [p.calls for p in curve], [p.output for p in curve])
        inputs = (
            Cubic(s, "input", [p.calls for p in curve], [p.input for p in curve if p.input]) if best.input else None
        )
        fewest, paces = curve[0].calls, []
        for n in in_flight:
            at = max(min(n, best.calls), fewest)
            busy = self.written / outputs.at(at) + (self.read / inputs.at(at) if inputs else 0)
            paces.append(busy * max(1.0, fewest / n))
        # another point that serves most would be another curve: then there is no number
        still = best.busy(self.read, self.written)
        return [either(self.busy, "=", still, pace, NOTHING) for pace in paces[:1]] + paces[1:]


class Cubic:
    """A monotone cubic through points whose x does not change: Steffen, Astron. Astrophys. 239 (1990) 443."""

    def __init__(self, s: Steps, what: str, x: list[float], y: list[Formula]) -> None:
        self.s, self.x, self.y, self.slope = s, x, y, [formula(0)] * len(x)
        if len(x) < 2:
            return
        self.h = [b - a for a, b in zip(x, x[1:])]
        rise = [
            s.line(f"{what}: rise from {a:g} to {b:g} in flight", (y[i + 1] - y[i]) / self.h[i], "tokens per second")
            for i, (a, b) in enumerate(zip(x, x[1:]))
        ]
        slopes = [rise[0], rise[0]] if len(x) == 2 else self._slopes(rise)
        self.slope = [
            s.line(f"{what}: slope at {a:g} in flight", slope, "tokens per second") for a, slope in zip(x, slopes)
        ]

    def _slopes(self, rise: list[Formula]) -> list[Formula]:
        h = self.h

        def end(near: Formula, far: Formula, a: float, b: float) -> Formula:
            return _least_change(near + (near - far) * formula(a) / (a + b), 2 * near)

        inner = [
            _least_change(2 * rise[i - 1], 2 * rise[i], (rise[i - 1] * h[i] + rise[i] * h[i - 1]) / (h[i - 1] + h[i]))
            for i in range(1, len(rise))
        ]
        return [end(rise[0], rise[1], h[0], h[1]), *inner, end(rise[-1], rise[-2], h[-1], h[-2])]

    def at(self, n: float) -> Formula:
        if n in self.x:
            return self.y[self.x.index(n)]
        i = max(k for k, x in enumerate(self.x) if x < n)
        t = (formula(n) - self.x[i]) / self.h[i]
        up = t**2 * (3 - 2 * t)
        bend = self.slope[i] * (1 - t) - self.slope[i + 1] * t
        return self.y[i] * (1 - up) + self.y[i + 1] * up + self.h[i] * t * (1 - t) * bend


def _least_change(*slopes: Formula) -> Formula:
    """The nearest to 0 of slopes of one sign, else 0."""
    return most(0, least(*slopes)) + least(0, most(*slopes))


def workload(s: Steps, what: str) -> Formula:
    """Tokens of one attempt: the path's own, or the scenario's."""
    key = f"workload/{what}_tokens_per_answer"
    return s.own(key) if f"{s.where}/{key}" in s.inputs else s.inputs.at(f"/{key}", 0)


def idle_share(s: Steps, label: str, load: Formula, rates: list[Formula]) -> Formula:
    """Share of the time without a call on a copy, of calls at random: one more place after the other, as in Erlang's
    recursion."""
    if len(rates) == 1:
        return s.line(label, most(0, 1 - load / rates[0]))
    grid = s.grid("calls in flight", "answers per month", "all places taken", "none taken")
    full, empty = formula(1), formula(1)
    for n, rate in enumerate(rates, 1):
        row = s.add(grid, [float(n), rate, load * full / (rate + load * full), 0])
        full = row[2]
        grid.cells[-1][3] = empty * (1 - full)
        empty = Formula(row[3].text, grid.cells[-1][3].value)  # type: ignore[union-attr]
    spare = most(1e-290, row[1] / load - 1)
    return s.line(label, empty / (1 + full / spare))
