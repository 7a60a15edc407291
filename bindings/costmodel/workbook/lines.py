"""What stands on the sheet of a path: lines with a name, a formula and a unit, each of which later ones refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Union

from .formula import Formula, Number, formula

FIRST_ROW = 9  # below the title and the results
Json = dict[str, Any]


class CannotSay(Exception):
    """What no formula of ours says, in words."""


@dataclass
class Line:
    row: int
    label: str
    formula: Formula
    unit: str
    kind: str = "step"  # or "term"


@dataclass
class Heading:
    row: int
    label: str
    columns: Sequence[str] = ()


@dataclass
class Grid:
    """A table beside the lines: a row for each of the first column's."""

    row: int
    cells: list[list[Union[Formula, str]]] = field(default_factory=list)


Part = Union[Line, Heading, Grid]


class Hidden(NamedTuple):
    """An input that is stated as 0 or 1, which the list of inputs leaves out."""

    pointer: str
    path: str
    name: str
    value: float
    grade: str = ""
    source: str = ""
    note: str = ""
    range: tuple[float, float] | None = None


def inputs_of(scenario: Json, listed: Iterable[Any]) -> list[Any]:
    """The inputs in their order, with those of a path after each other."""
    found = {given.pointer: given for given in listed}
    ids = [path["id"] for path in scenario["paths"]]
    for key in ("hours_per_month", "demand", "workload", "gate", "tries", "rejected"):
        _hidden(scenario.get(key), f"/{key}", "", key, found)
    for i, path in enumerate(scenario["paths"]):
        for key in ("pricing", "throughput", "acceptance", "workload", "tuning", "data_plane_usd_per_answer"):
            _hidden(path.get(key), f"/paths/{i}/{key}", path["id"], key, found)
    return sorted(found.values(), key=lambda given: ids.index(given.path) if given.path else -1)


def _hidden(value: Any, pointer: str, path: str, name: str, found: dict[str, Any]) -> None:
    if isinstance(value, dict) and "value" in value:
        known = {key: value[key] for key in ("grade", "source", "note") if isinstance(value.get(key), str)}
        if isinstance(value["value"], (int, float)) and pointer not in found:
            found[pointer] = Hidden(pointer, path, name, float(value["value"]), **known)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "evidence":
                continue
            _hidden(inner, f"{pointer}/{key}", path, f"{name}/{key}", found)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            if not pointer.endswith("weights"):
                _hidden(inner, f"{pointer}/{i}", path, f"{name}/{i}", found)
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and pointer not in found:
        found[pointer] = Hidden(pointer, path, name, float(value))


_CELL = re.compile(r"Inputs!\$C\$\d+")


class Inputs:
    """The cells of the sheet of inputs, and which of them formulas read."""

    def __init__(self, inputs: Iterable[Any], first_row: int) -> None:
        self.values = {given.pointer: given.value for given in inputs}
        self.rows = {pointer: first_row + i for i, pointer in enumerate(self.values)}
        self.cells = {pointer: f"Inputs!$C${row}" for pointer, row in self.rows.items()}
        self.read: set[str] = set()
        self.fixed: set[str] = set()  # on which the layout of the formulas hangs: not to be changed in a workbook

    def __contains__(self, pointer: str) -> bool:
        return pointer in self.values

    def at(self, pointer: str, default: Number | None = None) -> Formula:
        """The cell of an input, or what holds where it is not stated."""
        if pointer not in self.values:
            if default is None:
                raise CannotSay(f"nothing is stated at {pointer}")
            return formula(default)
        return Formula(self.cells[pointer], self.values[pointer])

    def mark(self, texts: Iterable[str]) -> None:
        """Notes the inputs that formulas read."""
        at = {cell: pointer for pointer, cell in self.cells.items()}
        for text in texts:
            self.read.update(at[cell] for cell in _CELL.findall(text) if cell in at)

    def fix(self, pointer: str) -> float:
        """The value of an input on which the layout hangs."""
        self.fixed.add(pointer)
        return float(self.values[pointer])


def _short(what: Formula) -> Formula:
    """Excel takes formulas of up to 8,192 characters, and calls within calls 64 deep."""
    if len(what.text) > 8000 or what.text.count("IF(") > 60:
        raise CannotSay("a formula that is longer than a spreadsheet takes")
    return what


def texts(parts: Iterable[Part]) -> Iterator[str]:
    """The formulas of some parts of a sheet."""
    for part in parts:
        if isinstance(part, Line):
            yield part.formula.text
        elif isinstance(part, Grid):
            yield from (cell.text for row in part.cells for cell in row if isinstance(cell, Formula))


class Steps:
    """The lines of one path."""

    def __init__(self, scenario: Json, index: int, inputs: Inputs) -> None:
        self.scenario = scenario
        self.index = index
        self.path: Json = scenario["paths"][index]
        self.pricing: Json = self.path["pricing"]
        self.inputs = inputs
        self.parts: list[Part] = []
        self.row = FIRST_ROW
        self.where = f"/paths/{index}"

    def of(self, key: str, default: Number | None = 0) -> Formula:
        """An input of the path's pricing."""
        return self.inputs.at(f"{self.where}/pricing/{key}", default)

    def own(self, key: str, default: Number | None = 0) -> Formula:
        """An input of the path."""
        return self.inputs.at(f"{self.where}/{key}", default)

    def heading(self, label: str, *columns: str) -> None:
        self.row += 1
        self.parts.append(Heading(self.row, label, columns))
        self.row += 1

    def line(self, label: str, what: Number, unit: str = "", kind: str = "step") -> Formula:
        """Writes a formula into a line of its own; what refers to it from then on. A plain number, or what is a cell
        already, is not written again."""
        what = _short(formula(what))
        if kind == "step" and (what.plain or what.text in self.inputs.cells.values()):
            return what
        self.parts.append(Line(self.row, label, what, unit, kind))
        self.row += 1
        return Formula(f"$B${self.row - 1}", what.value)

    def grid(self, *columns: str) -> Grid:
        """Begins a table, with a heading for each of its columns."""
        self.parts.append(Grid(self.row, [list(columns)]))
        self.row += 1
        return self.parts[-1]  # type: ignore[return-value]

    def add(self, grid: Grid, cells: Sequence[Number | str]) -> list[Formula]:
        """Adds a row. Returns what refers to its cells."""
        written = [cell if isinstance(cell, str) else _short(formula(cell)) for cell in cells]
        grid.cells.append(list(written))
        row, self.row = self.row, self.row + 1
        return [
            Formula(f"${chr(ord('A') + i)}${row}", cell.value if isinstance(cell, Formula) else 0.0)
            for i, cell in enumerate(written)
        ]
