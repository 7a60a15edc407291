"""From attempts to accepted answers (docs: README, model)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mpmath import betainc, mpf


def source(scenario: dict[str, Any], path: dict[str, Any]) -> dict[str, Any]:
    """What is known of the path's acceptance: its own, or that of the path that it shares it with."""
    known = path["acceptance"]
    if "same_as" not in known:
        return known
    return next(other for other in scenario["paths"] if other["id"] == known["same_as"])["acceptance"]


def rate(known: dict[str, Any]) -> mpf:
    """accepted ÷ judged, or the bare rate."""
    return known["accepted"] / known["of"] if known.get("of", 0) > 0 else known.get("rate", mpf(0))


def reaches(known: dict[str, Any], bar: mpf) -> mpf:
    """P(acceptance ≥ bar): of the Jeffreys posterior Beta(k + ½, n − k + ½), or yes or no of a bare rate."""
    if known.get("of", 0) > 0:
        half = mpf(1) / 2
        return betainc(known["accepted"] + half, known["of"] - known["accepted"] + half, bar, 1, regularized=True)
    return mpf(1 if rate(known) >= bar else 0)


@dataclass
class Request:
    """What one accepted answer takes."""

    accepted: mpf  # P, that one of the tries is accepted
    answers: mpf  # load ÷ demand
    rejected: mpf  # rejected requests for each accepted answer


def request(p: mpf, limit: int, correlation: mpf, fallback: bool) -> Request:
    """E and P of up to `limit` tries whose success on one question is Beta distributed with that correlation; then
    dropped: E ÷ P answers and (1 − P) ÷ P rejected requests; fallback: E and 1 − P."""
    tries, fail = mpf(0), mpf(1)
    for tried in range(limit):
        tries += fail
        if correlation == 1:
            fail *= (1 - p) if tried == 0 else 1
        else:
            fail *= ((1 - p) * (1 - correlation) + tried * correlation) / (1 - correlation + tried * correlation)
    if fallback:
        return Request(1 - fail, tries, fail)
    return Request(1 - fail, tries / (1 - fail), fail / (1 - fail))
