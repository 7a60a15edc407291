"""How sure k accepted of n makes us, and what retries come to."""

from __future__ import annotations

from typing import NamedTuple

from . import _core


class Outcome(NamedTuple):
    """What one request comes to."""

    accepted: float  #: P, probability that one of its tries is accepted
    answers_per_request: float  #: E, expected tries


def outcome(p: float, tries: int = 1, correlation: float = 0.0) -> Outcome:
    """Acceptance of a request with up to `tries` attempts, and how many it takes on average.

    Success on a question ~ Beta(α, β) with mean p and correlation ρ = 1/(α+β+1) between the tries on it:

        P = 1 − B(α, β+k)/B(α, β)        E = Σ_{j<k} B(α, β+j)/B(α, β)        ρ = 0: P = 1−(1−p)^k, E = P/p

    p and correlation in 0 to 1, tries in 1 to 1000; otherwise raises `InvalidInput`.
    Source: beta-binomial, e.g. Skellam, J. R. Stat. Soc. B 10 (1948) 257.

    >>> cm.outcome(0.7, tries=3, correlation=0.3)                                  # doctest: +ELLIPSIS
    Outcome(accepted=0.90466..., answers_per_request=1.453...)
    """
    return Outcome(*_core.outcome(p, tries, correlation))


def wilson_interval(accepted: float, of: float, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of the acceptance rate: (low, high), fractions.

    Raises `InvalidInput` unless 0 ≤ accepted ≤ of and 0 < confidence < 1. Source: Wilson, JASA 22 (1927) 209.

    >>> cm.wilson_interval(21, 30)                                                 # doctest: +ELLIPSIS
    (0.521..., 0.833...)
    """
    return _core.wilson_interval(accepted, of, confidence)


def jeffreys_interval(accepted: float, of: float, confidence: float = 0.95) -> tuple[float, float]:
    """Equal-tailed interval of Beta(k+½, n−k+½), the posterior of the acceptance rate: (low, high), fractions.

    Raises as `wilson_interval`. Source: Brown, Cai & DasGupta, Statist. Sci. 16 (2001) 101.

    >>> cm.jeffreys_interval(21, 30)                                               # doctest: +ELLIPSIS
    (0.523..., 0.840...)
    """
    return _core.jeffreys_interval(accepted, of, confidence)


def clopper_pearson_interval(accepted: float, of: float, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval, whose coverage is never below the confidence: (low, high), fractions.

    Raises as `wilson_interval`. Source: Clopper & Pearson, Biometrika 26 (1934) 404.

    >>> cm.clopper_pearson_interval(21, 30)                                        # doctest: +ELLIPSIS
    (0.506..., 0.852...)
    """
    return _core.clopper_pearson_interval(accepted, of, confidence)


def probability_at_least(accepted: float, of: float, bar: float) -> float:
    """P(acceptance rate ≥ bar) of Beta(k+½, n−k+½), a fraction: what the quality bar is held against.

    >>> round(cm.probability_at_least(21, 30, 0.5), 3)
    0.987
    """
    return _core.probability_at_least(accepted, of, bar)


def answers_per_accepted_answer(accepted: float, of: float) -> float:
    """E[1/rate] of Beta(k+½, n−k+½) = (a+b−1)/(a−1): attempts that one accepted answer takes; inf where k ≤ ½.

    >>> round(cm.answers_per_accepted_answer(21, 30), 4)                           # not 1/0.7 = 1.4286
    1.4634
    """
    return _core.answers_per_accepted_answer(accepted, of)


def answers_to_decide(accepted: float, of: float, bar: float, confidence: float = 0.95) -> float | None:
    """How many more answers to judge until P(rate ≥ bar) is at least `confidence` or at most 1 − `confidence`.

    Expected, if the rate stays at the posterior's mean m = (k+½)/(n+1): the least real x with that much certainty in
    Beta(k+½+xm, n−k+½+x(1−m)). 0: decided already; None: more than 1e9, the rate is too near the bar.
    Raises `InvalidInput` unless 0 ≤ accepted ≤ of, 0 < bar < 1 and 0.5 < confidence < 1.

    >>> round(cm.answers_to_decide(21, 30, 0.6))
    38
    """
    return _core.answers_to_decide(accepted, of, bar, confidence)
