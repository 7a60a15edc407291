"""Workbooks whose formulas compute a scenario's costs anew from cells of inputs.

They are the one second statement of the model, since they are to be its witness: `bills.py` has the terms, `machine.py`
what a unit carries, `paths.py` what leads from the demand to a path's month. Each formula knows what it comes to, and
what does not come to what the library says is written as a value.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .. import _core
from ..errors import invalid

if TYPE_CHECKING:
    from ..scenario import Scenario
    from ..tables import Table


def available() -> bool:
    """Whether workbooks can be written: `pip install costmodel[excel]`."""
    from importlib.util import find_spec

    return find_spec("xlsxwriter") is not None


def of_decision(scenario: Scenario, decision: _core.Decision, costs: Table[_core.PathCost]) -> bytes:
    """The workbook of a decision on the scenario, which is at the decision's demand, with its cost table."""
    from . import said
    from .book import workbook

    _need()
    words = said.of_decision(scenario, decision, costs)
    return workbook(scenario.to_dict(), scenario.inputs, list(costs), words)


def of_costs(scenario: Scenario, costs: Table[_core.PathCost], *, by_load: bool) -> bytes:
    """The workbook of a cost table. `by_load`: each path is at a demand of its own."""
    from . import said
    from .book import workbook

    _need()
    return workbook(scenario.to_dict(), scenario.inputs, list(costs), said.of_costs(costs), by_load=by_load)


def save(file: str | os.PathLike[str], book: bytes) -> None:
    """Writes a workbook to a file, whole or not at all."""
    text: Any = book
    try:
        _core.write_whole(os.fspath(file), text)
    except RuntimeError as why:  # of the file system
        allowed = "a file that can be written, in a directory that exists"
        raise invalid("unwritable-file", os.fsdecode(file), str(why), allowed) from None


def _need() -> None:
    if not available():
        raise invalid("missing-package", "xlsx", "no XlsxWriter", "pip install costmodel[excel]")
