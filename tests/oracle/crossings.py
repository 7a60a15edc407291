"""Where two paths change order over demand: a dense scan of the oracle's own costs, and bisection."""

from __future__ import annotations

from dataclasses import dataclass

from mpmath import mpf

from . import price

#: Costs that are no further apart than this count as equal (docs/decisions/0007).
EQUAL = mpf(10) ** -12


def order(a: price.Path, b: price.Path, demand: mpf) -> int | None:
    """1 where a is dearer, -1 where b is, 0 where they cost the same; None where one of them has no price."""
    x, y = a.at(demand).month, b.at(demand).month
    if x is None or y is None:
        return None
    if abs(x - y) <= EQUAL * max(abs(x), abs(y)):
        return 0
    return 1 if x > y else -1


@dataclass
class Change:
    """A change of order between two demands of the scan."""

    low: mpf
    high: mpf
    at: mpf


def changes(a: price.Path, b: price.Path, low: mpf, high: mpf, count: int) -> list[Change]:
    """Every change of order that the scan sees. Two of them between neighbours of the scan are not seen."""
    demands = [low * (high / low) ** (mpf(i) / (count - 1)) for i in range(count)]
    seen = [(demand, order(a, b, demand)) for demand in demands]
    found = []
    for (x, before), (y, after) in zip(seen, seen[1:]):
        if before is not None and after is not None and before * after < 0:
            found.append(Change(x, y, _bisected(a, b, x, y, before)))
    return found


def _bisected(a: price.Path, b: price.Path, low: mpf, high: mpf, before: int) -> mpf:
    for _ in range(50):
        middle = (low + high) / 2
        if order(a, b, middle) == before:
            low = middle
        else:
            high = middle
        if high - low < mpf(10) ** -13 * high:
            break
    return high
