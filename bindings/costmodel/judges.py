"""Judges err, and there may be several: what their verdicts say about the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from . import _core
from ._core import CorrectedRate
from .two_arms import PairCells, _cells

Rule = Literal["all", "agreeing", "majority"]


def corrected_rate(
    accepted: float,
    of: float,
    *,
    sensitivity: float,
    specificity: float,
    good_answers: float | None = None,
    bad_answers: float | None = None,
    confidence: float = 0.95,
) -> CorrectedRate:
    """The share of good answers behind the verdicts of a judge who errs: the Rogan–Gladen estimate.

        (k/n + Sp − 1) ÷ (Se + Sp − 1)

    sensitivity    Se, share of the good answers that the judge accepts
    specificity    Sp, share of the bad answers that it rejects
    good_answers   how many answers the sensitivity was found on; None: it is known exactly
    bad_answers    the same for the specificity

    With both known, the interval is Wilson's of k/n through the same formula; otherwise their uncertainty is in it
    (Lang & Reiczigel). Rate and interval are cut to 0 to 1; `clamped` and `interval_clamped` say so. A clamped rate
    means that the verdicts contradict the stated accuracy.

    Raises `InvalidInput` for counts that are none, rates outside 0 to 1, and Se + Sp ≤ 1: such a judge tells nothing.
    Sources: Rogan & Gladen, Am. J. Epidemiol. 107 (1978) 71; Reiczigel, Földi & Ózsvári, Epidemiol. Infect. 138 (2010)
    1674; Lang & Reiczigel, Prev. Vet. Med. 113 (2014) 13.

    >>> known = cm.corrected_rate(21, 30, sensitivity=0.95, specificity=0.8)
    >>> round(known.rate, 4), [round(limit, 3) for limit in known.interval]
    (0.6667, [0.428, 0.844])
    >>> found = cm.corrected_rate(21, 30, sensitivity=0.95, specificity=0.8, good_answers=40, bad_answers=40)
    >>> [round(limit, 3) for limit in found.interval]
    [0.406, 0.885]
    """
    return _core.corrected_rate((accepted, of), sensitivity, specificity, good_answers, bad_answers, confidence)


def gate(answers: Sequence[float], rule: Rule) -> tuple[float, float]:
    """Accepted and counted answers of several judges: (accepted, of), ready for `cm.Acceptance`.

    answers   how many answers have no accepting judge, one, two, … all; one more number than judges
    rule      "all": every judge accepts, everything else is rejected
              "agreeing": every judge accepts, of the answers on which they agree; the others are not counted
              "majority": more than half of the judges accept; three judges or more

    Raises `InvalidInput` for fewer than two judges, a majority of two, counts that are none, or nothing counted.

    >>> cm.gate([6, 6, 18], "agreeing")                                            # trusted where they agree
    (18.0, 24.0)
    >>> cm.gate([5, 3, 8, 14], "majority")
    (22.0, 30.0)
    """
    return _core.gate([float(count) for count in answers], rule)


def cohens_kappa(verdicts: PairCells) -> float | None:
    """Agreement of two judges beyond chance: (observed − expected) ÷ (1 − expected).

    `verdicts`: answers accepted by (both, the first only, the second only, neither). None where both always say the
    same one thing. Raises `InvalidInput` for counts that are none.
    Source: Cohen, Educ. Psychol. Meas. 20 (1960) 37.

    >>> round(cm.cohens_kappa((20, 5, 10, 15)), 9)
    0.4
    """
    return _core.cohens_kappa(_cells(verdicts, "verdicts"))
