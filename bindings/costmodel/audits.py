"""Published claims against their own inputs."""

from __future__ import annotations

import os
from collections import Counter

from . import _core
from .tables import TableByName


class Audit(TableByName[_core.AuditedClaim]):
    """One row for each claim. `audit["box_llama"]` finds a claim by its id."""

    @property
    def all_reproduce(self) -> bool:
        """Every claim follows from its inputs, those derived by us among them."""
        return all(row.verdict == "reproduces" for row in self)

    @property
    def counts(self) -> dict[str, int]:
        """How many claims of the sources have each verdict; those derived by us are left aside."""
        return dict(Counter(row.verdict for row in self if not row.derived))


def audit(file: str | os.PathLike[str]) -> Audit:
    """Re-derives every claim of a file.

    A claim "reproduces", is "off by a factor", has an "input missing", is "contradictory", "could be chance" or is
    "circular".

    The file is JSON; docs/claims.md describes it. A claim reproduces where its printed value lies within its own
    rounding of what its formula gives for its inputs; dimensions are checked at every step. Inputs that are ranges are
    taken at their ends.

    Returns a table with one row for each claim, in order. The GIL is released.
    Raises `InvalidInput` for a file that cannot be read, and for every formula, name and unit in it that is not one.

    >>> cm.audit("examples/claims/fine_tune_economics.json")["guide_formula"].unit_slip         # doctest: +SKIP
    300.0
    """
    title, rows, tables, json = _core.audit(os.fspath(file))
    return Audit(rows, title, shown=lambda: tables, json=lambda: json)
