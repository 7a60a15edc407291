"""Is one arm accepted more often than the other? Paired where both answered the same questions, unpaired otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from . import _core
from ._core import ArmComparison, PairingBounds
from .errors import invalid

#: (accepted, of): whole numbers up to 1e12, at least one judged
Counts: TypeAlias = tuple[float, float]
#: accepted from both, the first only, the second only, neither: whole numbers up to 1e12, not all 0
PairCells: TypeAlias = tuple[float, float, float, float]
#: one outcome for each question: accepted (True, 1) or not (False, 0)
Outcomes: TypeAlias = Iterable[Any]


def compare_arms(
    first: Counts | None = None,
    second: Counts | None = None,
    *,
    outcomes: tuple[Outcomes, Outcomes] | None = None,
    pairs: PairCells | None = None,
    confidence: float = 0.95,
) -> ArmComparison:
    """Whether the first arm is accepted more often than the second, and how sure that is.

    Give one of
    - `first` and `second`, each (accepted, of): compared unpaired, by Fisher's exact test, Newcombe's hybrid score
      interval and independent Jeffreys posteriors. With as many judged in both, `if_same_questions` says between which
      p McNemar's test could have come out, had the questions been the same;
    - `outcomes`, of both arms on the same questions in the same order: compared paired, by McNemar's exact test (and
      mid-p), Newcombe's interval for pairs, and the posterior of Jeffreys' Dirichlet prior;
    - `pairs`, the same as counts: (both, first only, second only, neither).

    The result says which in `method`. Raises `InvalidInput` for counts that are none, outcomes of unlike length or that
    are not 0 or 1, or more or less than one of the three. Formulas and sources: the functions below.

    >>> seen = cm.compare_arms((21, 30), (14, 30))
    >>> seen.method, round(seen.p_value, 6), round(seen.probability_first_above, 4)
    ('unpaired', 0.11537, 0.9671)
    >>> round(seen.if_same_questions.least_p, 6), round(seen.if_same_questions.greatest_p, 6)
    (0.015625, 0.229523)
    >>> cm.compare_arms(outcomes=([1, 1, 1, 0], [1, 0, 0, 0])).pairs
    Pairs(both=1.0, first_only=2.0, second_only=0.0, neither=1.0)
    """
    ways = {
        "first and second": first is not None or second is not None,
        "outcomes": outcomes is not None,
        "pairs": pairs is not None,
    }
    given = [name for name, is_given in ways.items() if is_given]
    if len(given) != 1 or (first is None) != (second is None):
        found = "only one arm" if (first is None) != (second is None) else " beside ".join(given) or "nothing"
        raise invalid("one-of-several", "compare_arms", found, "one of: first and second; outcomes of both; pairs")
    if outcomes is not None:
        if len(outcomes) != 2:
            raise invalid("unequal-lengths", "outcomes", f"{len(outcomes)} arms", "the outcomes of two arms")
        return _core.compare_outcomes(_numbers(outcomes[0], "first"), _numbers(outcomes[1], "second"), confidence)
    if pairs is not None:
        return _core.compare_pairs(_cells(pairs, "pairs"), confidence)
    assert first is not None and second is not None
    return _core.compare_counts(_counts(first, "first"), _counts(second, "second"), confidence)


def newcombe_interval(first: Counts, second: Counts, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of the difference of two unpaired rates, first less second: (low, high), fractions.

        d − √((p₁−l₁)² + (u₂−p₂)²)  to  d + √((u₁−p₁)² + (p₂−l₂)²)        l, u: Wilson limits

    Raises `InvalidInput` for counts that are none. Source: Newcombe, Stat. Med. 17 (1998) 873, method 10.

    >>> cm.newcombe_interval((21, 30), (14, 30))                                   # doctest: +ELLIPSIS
    (-0.01467..., 0.44497...)
    """
    return _core.difference_interval(_counts(first, "first"), _counts(second, "second"), confidence)


def newcombe_paired_interval(pairs: PairCells, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of the difference of two rates on the same questions, first less second: (low, high), fractions.

    As `newcombe_interval`, less 2φ times the product of the two terms under each root; φ is the correlation of the
    outcomes with a continuity correction. `pairs`: (both, first only, second only, neither).
    Raises `InvalidInput` for counts that are none. Source: Newcombe, Stat. Med. 17 (1998) 2635, method 10.

    >>> cm.newcombe_paired_interval((20, 12, 2, 16))                               # doctest: +ELLIPSIS
    (0.05615..., 0.32920...)
    """
    return _core.paired_difference_interval(_cells(pairs, "pairs"), confidence)


def fisher_exact_p(first: Counts, second: Counts) -> float:
    """Fisher's exact test of two unpaired rates, two-sided: the share of the tables with these margins that are no
    likelier than this one.

    Raises `InvalidInput` for counts that are none. Source: Fisher, J. R. Stat. Soc. 98 (1935) 39.

    >>> round(cm.fisher_exact_p((3, 4), (1, 4)), 4)                                # the lady tasting tea
    0.4857
    """
    return _core.fisher_exact_p(_counts(first, "first"), _counts(second, "second"))


def probability_first_above(first: Counts, second: Counts) -> float:
    """P(first rate > second rate), each with its own posterior Beta(k+½, n−k+½); absolute error below 1e-12.

    Raises `InvalidInput` for counts that are none.

    >>> round(cm.probability_first_above((21, 30), (14, 30)), 4)
    0.9671
    """
    return _core.probability_first_above(_counts(first, "first"), _counts(second, "second"))


def mcnemar_exact_p(pairs: PairCells) -> float:
    """McNemar's exact test of two arms on the same questions, two-sided.

        min(1, 2 P(X ≤ smaller discordant count))        X ~ Binomial(discordant pairs, ½)

    `pairs`: (both, first only, second only, neither). 1 where no pair is discordant. Raises `InvalidInput` for counts
    that are none. Source: McNemar, Psychometrika 12 (1947) 153.

    >>> cm.mcnemar_exact_p((1, 1, 7, 12))
    0.0703125
    """
    return _core.mcnemar_exact_p(_cells(pairs, "pairs"))


def mcnemar_mid_p(pairs: PairCells) -> float:
    """As `mcnemar_exact_p`, with half the probability of what was observed: less conservative.

    Source: Fagerland, Lydersen & Laake, BMC Med. Res. Methodol. 13 (2013) 91.

    >>> cm.mcnemar_mid_p((1, 1, 7, 12))
    0.0390625
    """
    return _core.mcnemar_mid_p(_cells(pairs, "pairs"))


def mcnemar_bounds(first: Counts, second: Counts) -> PairingBounds:
    """The smallest and the largest exact McNemar p over all pairings that these counts allow: for arms that answered
    the same questions, of which nobody wrote down who answered which.

    Raises `InvalidInput` for counts that are none, and unless both have as many judged.

    >>> bounds = cm.mcnemar_bounds((21, 30), (14, 30))
    >>> round(bounds.least_p, 6), round(bounds.greatest_p, 6)
    (0.015625, 0.229523)
    """
    return _core.mcnemar_bounds(_counts(first, "first"), _counts(second, "second"))


def _numbers(given: Outcomes, where: str) -> list[float]:
    numbers = []
    for i, outcome in enumerate(given):
        try:
            numbers.append(float(outcome))
        except (TypeError, ValueError):
            raise invalid("out-of-range", f"{where}/{i}", repr(outcome), "0 or 1") from None
    return numbers


def _tuple(given: Sequence[float], length: int, where: str, allowed: str) -> tuple[float, ...]:
    try:
        numbers = tuple(map(float, given))
    except (TypeError, ValueError):
        numbers = ()
    if len(numbers) != length:
        raise invalid("wrong-type", where, repr(given), allowed)
    return numbers


def _counts(given: Counts, where: str) -> Counts:
    accepted, of = _tuple(given, 2, where, "two counts: accepted, of")
    return accepted, of


def _cells(given: PairCells | _core.Pairs, where: str) -> PairCells:
    if isinstance(given, _core.Pairs):
        return given.both, given.first_only, given.second_only, given.neither
    both, first_only, second_only, neither = _tuple(
        given, 4, where, "four counts: both, first only, second only, neither"
    )
    return both, first_only, second_only, neither
