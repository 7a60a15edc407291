"""Published claims against their own inputs."""

from __future__ import annotations

import os
from collections import Counter
from typing import Union

from . import _core
from .tables import Table


class Audit(Table[_core.AuditedClaim]):
    """One row for each claim. `audit["box_llama"]` finds a claim by its id."""

    def __getitem__(self, index):  # type: ignore[no-untyped-def, override]
        if not isinstance(index, str):
            return super().__getitem__(index)
        for row in self:
            if row.id == index:
                return row
        raise KeyError(index)

    @property
    def all_reproduce(self) -> bool:
        """Every printed value follows from its inputs."""
        return all(row.verdict == "reproduces" for row in self)

    @property
    def counts(self) -> dict[str, int]:
        """How many claims have each verdict."""
        return dict(Counter(row.verdict for row in self))


def audit(file: Union[str, os.PathLike[str]]) -> Audit:
    """Re-derives every claim of a file: "reproduces", "off by a factor", "input missing" or "contradictory".

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
