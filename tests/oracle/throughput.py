"""Which measured point a path's capacity is stated at (docs/scenario.md, docs/decisions/0023)."""

from __future__ import annotations

from typing import Any

from mpmath import ceil, mpf


def points(path: dict[str, Any]) -> list[dict[str, Any]]:
    """The measured points, or the one that memory bandwidth lets expect: weights ÷ bandwidth + overhead a token."""
    known = path.get("throughput", {})
    if "estimate" in known:
        guess = known["estimate"]
        token = guess["active_weight_gb"] / guess["memory_gb_per_second"]
        token += guess.get("overhead_seconds_per_output_token", 0)
        return [{"concurrency": mpf(1), "output_tokens_per_second": 1 / token}]
    return known.get("points", [])


def busy(point: dict[str, Any], workload: dict[str, Any]) -> mpf:
    """Machine seconds of one attempt: prefill, where it was measured apart, and decoding."""
    decode = workload["output_tokens_per_answer"] / point["output_tokens_per_second"]
    return decode + _prefill(point, workload)


def _prefill(point: dict[str, Any], workload: dict[str, Any]) -> mpf:
    rate = point.get("input_tokens_per_second")
    return workload["input_tokens_per_answer"] / rate if rate is not None else mpf(0)


def stream(point: dict[str, Any]) -> mpf:
    shared = point["output_tokens_per_second"] / point.get("concurrency", mpf(1))
    return point.get("stream_output_tokens_per_second", shared)


def seconds_per_answer(point: dict[str, Any], workload: dict[str, Any]) -> mpf:
    first = point.get("time_to_first_token_seconds", _prefill(point, workload))
    return first + workload["output_tokens_per_answer"] / stream(point)


def keeps(point: dict[str, Any], workload: dict[str, Any], wanted: dict[str, Any], tries: mpf) -> bool:
    """Whether the point keeps the limits: of the first token on each try, of the whole answer on all tries together."""
    if stream(point) < wanted.get("min_stream_output_tokens_per_second", 0):
        return False
    first = point.get("time_to_first_token_seconds")
    limit = wanted.get("max_time_to_first_token_seconds")
    if limit is not None and (first is None or first > limit):
        return False
    return tries * seconds_per_answer(point, workload) <= wanted.get("max_seconds_per_answer", mpf("inf"))


def limited(wanted: dict[str, Any]) -> bool:
    """Whether anything is asked of latency."""
    return any(
        key in wanted
        for key in ("min_stream_output_tokens_per_second", "max_time_to_first_token_seconds", "max_seconds_per_answer")
    )


def best(path: dict[str, Any], wanted: dict[str, Any], tries: mpf) -> dict[str, Any] | None:
    """The point that serves most answers among those that keep the limits."""
    kept = [point for point in points(path) if keeps(point, path["workload"], wanted, tries)]
    return min(kept, key=lambda point: busy(point, path["workload"])) if kept else None


def _least_change(*slopes: mpf) -> mpf:
    """The nearest to 0 of slopes of one sign, else 0."""
    return max(mpf(0), min(slopes)) + min(mpf(0), max(slopes))


def _cubic(x: list[mpf], y: list[mpf], at: mpf) -> mpf:
    """Steffen's monotone cubic through the points (Astron. Astrophys. 239 (1990) 443)."""
    if len(x) == 1:
        return y[0]
    h = [b - a for a, b in zip(x, x[1:], strict=False)]
    rise = [(b - a) / k for a, b, k in zip(y, y[1:], h, strict=False)]

    def end(near: mpf, far: mpf, a: mpf, b: mpf) -> mpf:
        return _least_change(near * (1 + a / (a + b)) - far * a / (a + b), 2 * near)

    if len(x) == 2:
        slope = [rise[0], rise[0]]
    else:
        inner = [
            _least_change(2 * rise[i - 1], 2 * rise[i], (rise[i - 1] * h[i] + rise[i] * h[i - 1]) / (h[i - 1] + h[i]))
            for i in range(1, len(rise))
        ]
        slope = [end(rise[0], rise[1], h[0], h[1]), *inner, end(rise[-1], rise[-2], h[-1], h[-2])]
    i = max(k for k in range(len(h)) if x[k] <= at)
    t = (at - x[i]) / h[i]
    up = t * t * (3 - 2 * t)
    return y[i] * (1 - up) + y[i + 1] * up + h[i] * (slope[i] * t * (1 - t) ** 2 - slope[i + 1] * t * t * (1 - t))


def _curve(path: dict[str, Any], best: dict[str, Any]) -> dict[mpf, dict[str, Any]]:
    """The points that measured what the best one did, by requests in flight, the faster of two."""
    alike = {"input_tokens_per_second", "stream_output_tokens_per_second", "time_to_first_token_seconds"}
    by_number: dict[mpf, dict[str, Any]] = {}
    for point in points(path):
        if any((key in point) != (key in best) for key in alike):
            continue
        n = point.get("concurrency", mpf(1))
        if n not in by_number or by_number[n]["output_tokens_per_second"] < point["output_tokens_per_second"]:
            by_number[n] = point
    return by_number


def within(path: dict[str, Any], best: dict[str, Any] | None, calls: mpf | None) -> dict[str, Any] | None:
    """The point that a copy gets to with no more calls at once: on the curve, and below the fewest that were measured
    each lasts as long as there."""
    if best is None or calls is None or calls >= best.get("concurrency", mpf(1)):
        return best
    curve = _curve(path, best)
    x = sorted(curve)
    at = max(calls, x[0])
    rates = ("output_tokens_per_second", "input_tokens_per_second")
    keys = [*rates, "stream_output_tokens_per_second", "time_to_first_token_seconds"]
    point = {key: _cubic(x, [curve[k][key] for k in x], at) for key in keys if key in best}
    for key in rates:
        if key in point and calls < at:
            point[key] *= calls / at
    return point | {"concurrency": calls}


def paces(
    path: dict[str, Any], best: dict[str, Any], workload: dict[str, Any], batch: mpf, calls: mpf | None = None
) -> list[mpf]:
    """Seconds from one call to the next with 1, 2, … calls of so many requests each on a copy, up to as many as at the
    best point, or as many at once as it takes: on the curve, and below the fewest as if each took as long as there."""
    curve = _curve(path, best)
    x = sorted(curve)

    def pace(n: mpf) -> mpf:
        at = min(max(n, x[0]), x[-1])
        measured = {
            key: _cubic(x, [curve[k][key] for k in x], at)
            for key in ("output_tokens_per_second", "input_tokens_per_second")
            if key in best
        }
        return busy(measured, workload) * (x[0] / n if n < x[0] else 1)

    most = best.get("concurrency", mpf(1))
    places = max(mpf(1), most if calls is None else calls)
    return [batch * pace(min(k * batch, places, most)) for k in range(1, int(ceil(places / batch)) + 1)]
