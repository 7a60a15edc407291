"""Which measured point a path's capacity is stated at (docs/scenario.md, docs/decisions/0020)."""

from __future__ import annotations

from typing import Any

from mpmath import mpf


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
    return any(key in wanted for key in ("min_stream_output_tokens_per_second", "max_time_to_first_token_seconds",
                                         "max_seconds_per_answer"))


def best(path: dict[str, Any], wanted: dict[str, Any], tries: mpf) -> dict[str, Any] | None:
    """The point that serves most answers among those that keep the limits."""
    kept = [point for point in points(path) if keeps(point, path["workload"], wanted, tries)]
    return min(kept, key=lambda point: busy(point, path["workload"])) if kept else None
