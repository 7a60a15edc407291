"""What came of the files that were read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import _core
from .tables import TableByName


class ImportReports(TableByName[_core.ImportReport]):
    """What came of each file. Shown as text: what was read, derived and refused, and why. `reports["runs/c4.json"]`
    finds a file by its name or the end of it."""

    def __init__(self, rows: Iterable[_core.ImportReport], text: str) -> None:
        super().__init__(tuple(rows), "Files", columns=("file", "format", "kind", "rows_in", "rows_out"))
        self._text = text

    def _is(self, row: _core.ImportReport, name: str) -> bool:
        return row.file.endswith(name)

    @property
    def refused(self) -> list[_core.Problem]:
        """Everything that was not read, with its place and the reason."""
        return [problem for row in self for problem in row.refused]

    def __repr__(self) -> str:
        return self._text.rstrip("\n")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._rows, self._text)
