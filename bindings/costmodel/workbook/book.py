"""The sheets of a workbook and what they look like."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from . import names
from .formula import Formula, formula
from .lines import Grid, Heading, Inputs, Json, Line, inputs_of
from .paper import COUNT, Paper, figures
from .paths import PathSheet, path_sheet

FIRST_INPUT = 6
RATE_CELL = "Inputs!$C$3"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#9AA1AB")
NAMED_TERMS = len(COLOURS) - 1  # the others together are one more
MOST_PATHS = 200  # of which there are charts
DOES_NOT_FOLLOW = "computed by costmodel, does not follow changes"


@dataclass
class Said:
    """What costmodel says of the scenario, and no formula can: text."""

    choose: list[str]
    tables: list[tuple[str, list[list[str]]]]  # on the first sheet: headings, and rows whose first one is headings too
    computed: list[tuple[str, list[list[Any]]]]  # on a sheet of its own, with numbers


class Book(Paper):
    """One workbook in the making."""

    def __init__(self, scenario: Json, listed: Iterable[Any], rows: Sequence[Any], said: Said, by_load: bool) -> None:
        super().__init__(names.text(str(scenario["title"])))
        self.scenario, self.rows, self.said = scenario, rows, said
        shown = scenario.get("presentation") or {}
        self.currency = str(shown.get("currency") or "USD")
        rate = shown.get("usd_per_currency_unit", 1.0)
        rate = float(rate["value"] if isinstance(rate, dict) else rate)
        self.rate = Formula(RATE_CELL, rate) if self.currency != "USD" else None
        self.given = inputs_of(scenario, listed)
        self.inputs = Inputs(self.given, FIRST_INPUT)
        index = {path["id"]: i for i, path in enumerate(scenario["paths"])}
        self.paths = [path_sheet(scenario, index[row.id], self.inputs, row, self.rate, by_load) for row in rows]
        self.sheets = names.of_sheets([p.name for p in self.paths], ["Verdict", "Inputs", "Terms", "Computed"])

    def written(self) -> bytes:
        verdict = self.new_sheet("Verdict", [46, 17, 23, 18, 22, 18, 12, 25, 60])
        inputs = self.new_sheet("Inputs", [26, 62, 18, 30, 14, 14, 12, 44, 12, 60])
        terms = self.new_sheet("Terms", [34] + [18] * (NAMED_TERMS + 2))
        for path, name in zip(self.paths, self.sheets):
            self.path(path, name)
        self.terms(terms)
        self.input_table(inputs)
        self.computed(self.new_sheet("Computed", [54] + [26] * len(self.rows)))
        self.verdict(verdict)
        verdict.activate()
        self.book.close()
        return self.file.getvalue()

    def path(self, path: PathSheet, name: str) -> None:
        sheet = self.new_sheet(name, [52, 30, 30, 22, 4])
        self.words(sheet, 1, 0, path.name, "title")
        note = "Formulas from the cells of Inputs: change one, and the month changes."
        if path.why_values:
            note = f"Values, {DOES_NOT_FOLLOW}: {path.why_values}."
        self.words(sheet, 2, 0, note, "faint")
        results = [
            ("month", path.month, f"{self.currency} per month"),
            ("an accepted answer", path.each, f"{self.currency} per accepted answer"),
            ("load", path.load, "answers (attempts) per month"),
            ("units", path.units, "units"),
        ]
        for row, (label, what, unit) in enumerate(results, 4):
            self.words(sheet, row, 0, label, "strong" if row < 6 else "formula")
            self.words(sheet, row, 2, unit, "faint")
            if what is None:
                self.words(sheet, row, 1, "no number", "value")
            else:
                look = "value" if path.why_values else "formula"
                more = {"bold": True} if row < 6 else {"num_format": COUNT} if row == 7 else {}
                self.number(sheet, row, 1, what, look, **more)
        if path.why_values:
            self.valued(sheet, path)
        for part in path.parts:
            self.part(sheet, part)
        self.term_chart(sheet, path, name)

    def valued(self, sheet: Any, path: PathSheet) -> None:
        self.words(sheet, 9, 0, "terms", "head")
        self.words(sheet, 9, 1, f"{self.currency} per month", "head", align="right")
        for row, (term, what) in enumerate(path.terms.items(), 10):
            self.words(sheet, row, 0, term)
            self.number(sheet, row, 1, what, "value")
        for i, reason in enumerate(next(r for r in self.rows if r.id == path.id).reasons):
            self.words(sheet, 11 + len(path.terms) + i, 0, reason, "faint")

    def part(self, sheet: Any, part: Line | Heading | Grid) -> None:
        if isinstance(part, Heading):
            self.words(sheet, part.row, 0, part.label, "head")
            for i, words in enumerate(part.columns, 1):
                self.words(sheet, part.row, i, f"{self.currency} {words}", "head", align="right")
        elif isinstance(part, Line):
            self.words(sheet, part.row, 0, part.label)
            self.number(sheet, part.row, 1, part.formula)
            self.words(sheet, part.row, 2, part.unit, "faint")
        else:
            for row, cells in enumerate(part.cells, part.row):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        self.words(sheet, row, column, cell, "head", align="right" if row == part.row else "left")
                    else:
                        self.number(sheet, row, column, cell)

    def term_chart(self, sheet: Any, path: PathSheet, name: str) -> None:
        rows = [part.row for part in path.parts if isinstance(part, Line) and part.kind == "term"]
        if path.why_values and path.terms:
            rows = list(range(10, 10 + len(path.terms)))
        if not rows or self.paths.index(path) >= MOST_PATHS:
            return
        chart = self.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": [name, rows[0] - 1, 0, rows[-1] - 1, 0],
                "values": [name, rows[0] - 1, 1, rows[-1] - 1, 1],
                "fill": {"color": COLOURS[0]},
                "gap": 60,
            }
        )
        self.dressed(chart, "Terms of the month", f"{self.currency} per month", legend=False)
        sheet.insert_chart(
            3, 5, chart, {"x_scale": 1.15, "y_scale": 1.1, "description": names.text(f"Terms of {path.name[:200]}")}
        )

    def terms(self, sheet: Any) -> None:
        """Path by term, the largest on their own, small ones together."""
        total: dict[str, float] = {}
        for path in self.paths:
            for term, what in path.terms.items():
                total[term] = total.get(term, 0.0) + (abs(what.value) if math.isfinite(what.value) else 0.0)
        self.named = sorted(total, key=lambda term: -total[term])[:NAMED_TERMS]
        self.words(sheet, 1, 0, "Terms of the month by path", "title")
        self.words(sheet, 2, 0, f"{self.currency} per month; small terms are gathered as other.", "faint")
        for column, words in enumerate(["path", *self.named, "other"]):
            self.words(sheet, 4, column, words, "head", align="right" if column else "left")
        for row, (path, name) in enumerate(zip(self.paths, self.sheets), 5):
            self.words(sheet, row, 0, path.name)
            cells = self.term_cells(path, name)
            look = "value" if path.why_values else "formula"
            for column, term in enumerate(self.named, 1):
                self.number(sheet, row, column, cells.get(term, formula(0)), look)
            rest = [what for term, what in cells.items() if term not in self.named]
            other = Formula("+".join(x.text for x in rest) or "0", math.fsum(x.value for x in rest), plain=False)
            self.number(sheet, row, 1 + len(self.named), other if rest else formula(0), look)

    def term_cells(self, path: PathSheet, name: str) -> dict[str, Formula]:
        """What refers to the terms on the path's sheet."""
        found = {p.label: p.row for p in path.parts if isinstance(p, Line) and p.kind == "term"}
        if path.why_values:
            found = {term: row for row, term in enumerate(path.terms, 10)}
        return {t: Formula(names.reference(name, f"$B${row}"), path.terms[t].value) for t, row in found.items()}

    def input_table(self, sheet: Any) -> None:
        self.words(sheet, 1, 0, "Inputs", "title")
        note = (
            "Change the yellow cells: the sheets of the paths follow. Grey ones are in no formula, or fix its layout."
        )
        self.words(sheet, 2, 0, note, "faint")
        if self.rate:
            self.words(sheet, 3, 0, f"USD per {self.currency}", "formula")
            self.words(sheet, 3, 1, "/presentation/usd_per_currency_unit", "faint")
            sheet.write_number(2, 2, self.rate.value, self.format("value", num_format=figures(self.rate.value)))
        headings = ["path", "input", "value", "unit", "from", "to", "grade", "source", "date", "note"]
        for column, words in enumerate(headings):
            self.words(sheet, FIRST_INPUT - 1, column, words, "head")
        sheet.freeze_panes(FIRST_INPUT - 1, 3)
        sheet.repeat_rows(FIRST_INPUT - 2)
        names_of = {path["id"]: path.get("name") or path["id"] for path in self.scenario["paths"]}
        sources = self.scenario.get("sources") or {}
        for row, given in enumerate(self.given, FIRST_INPUT):
            free = given.pointer in self.inputs.read and given.pointer not in self.inputs.fixed
            look = self.format("input" if free else "value", num_format="General")
            self.words(sheet, row, 0, names_of.get(given.path, ""))
            self.words(sheet, row, 1, given.pointer, "faint")
            sheet.write_number(row - 1, 2, given.value, look)
            self.words(sheet, row, 3, names.unit(given.name), "faint")
            for column, bound in enumerate(given.range or (), 4):
                self.number(sheet, row, column, formula(bound))
            source = sources.get(given.source) or {}
            evidence = getattr(getattr(given, "provenance", None), "evidence", None)
            date = getattr(evidence, "date", "") or source.get("date", "")
            cells = [given.grade, source.get("title") or given.source, date, given.note]
            for column, words in enumerate(cells, 6):
                self.words(sheet, row, column, words)

    def verdict(self, sheet: Any) -> None:
        self.words(sheet, 1, 0, str(self.scenario["title"]), "title")
        self.words(sheet, 2, 0, str(self.scenario.get("question") or ""), "faint")
        for row, words in enumerate(self.said.choose, 4):
            self.words(sheet, row, 0, words, "strong")
        row = 4 + len(self.said.choose)
        self.words(sheet, row, 0, f"As {DOES_NOT_FOLLOW}.", "faint")
        first = self.live(sheet, row + 2)
        row = self.path_table(sheet, first)
        row = self.charts(sheet, first, row + 1)
        for heading, rows in self.said.tables:
            self.words(sheet, row, 0, heading, "strong")
            row = self.table(sheet, rows, row + 1) + 1
        self.legend(sheet, row)

    def table(self, sheet: Any, rows: list[list[Any]], row: int) -> int:
        """Values: headings, then a row each. Returns the row after them."""
        for i, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                look = "head" if i == 0 else "formula" if column == 0 else "value"
                if isinstance(cell, bool):
                    self.words(sheet, row, column, "yes" if cell else "no", look)
                elif isinstance(cell, (int, float)):
                    self.number(sheet, row, column, formula(cell), look)
                elif cell is not None:
                    self.words(sheet, row, column, str(cell), look)
            row += 1
        return row

    def computed(self, sheet: Any) -> None:
        """What no formula says: how each path runs, intervals, draws."""
        self.words(sheet, 1, 0, "Computed", "title")
        note = f"Percentiles, queues, intervals and draws: {DOES_NOT_FOLLOW}. Amounts in USD."
        self.words(sheet, 2, 0, note, "faint")
        row = 4
        for heading, rows in self.said.computed:
            self.words(sheet, row, 0, heading, "strong")
            row = self.table(sheet, rows, row + 1) + 1

    def live(self, sheet: Any, row: int) -> int:
        """What the cells say as they stand: the cheapest of the paths that costmodel found feasible. Returns the row of
        the table's headings, which these formulas look up."""
        first, last = row + 6, row + 5 + len(self.paths)
        path, among = f"$A${first}:$A${last}", f"$H${first}:$H${last}"
        feasible = [
            (p.month.value, p.name)
            for p, r in zip(self.paths, self.rows)
            if r.feasible and p.month is not None and math.isfinite(p.month.value)
        ]
        feasible.sort(key=lambda one: one[0])
        lowest = feasible[0][0] if feasible else math.nan
        gap = feasible[1][0] - lowest if len(feasible) > 1 else math.nan
        self.words(sheet, row, 0, "With the cells as they stand", "strong")
        self.words(sheet, row + 1, 0, "cheapest of the paths found feasible")
        cheapest = f'=IF(COUNT({among})>0,INDEX({path},MATCH(MIN({among}),{among},0)),"none")'
        name = names.text(feasible[0][1]) if feasible else "none"
        sheet.write_formula(row, 1, cheapest, self.format("formula", bold=True), name)
        self.words(sheet, row + 2, 0, f"its month ({self.currency})")
        self.number(sheet, row + 2, 1, Formula(f"IF(COUNT({among})>0,MIN({among}),NA())", lowest), bold=True)
        self.words(sheet, row + 3, 0, f"the next best costs more by ({self.currency} per month)")
        self.number(sheet, row + 3, 1, Formula(f"IF(COUNT({among})>1,SMALL({among},2)-MIN({among}),NA())", gap))
        return row + 5

    def path_table(self, sheet: Any, row: int) -> int:
        c = self.currency
        headings = ["path", f"{c} per month", f"{c} per accepted answer", "units", "feasible", "evidence", "cells"]
        for column, words in enumerate([*headings, f"{c} per month, if feasible", "why not feasible"]):
            self.words(sheet, row, column, words, "head", align="right" if column in (1, 2, 3, 7) else "left")
        for path, name, given in zip(self.paths, self.sheets, self.rows):
            row += 1
            self.words(sheet, row, 0, path.name)
            look = "value" if path.why_values else "formula"
            for column, (cell, what) in enumerate([("$B$4", path.month), ("$B$5", path.each), ("$B$7", path.units)], 1):
                if what is None:
                    self.words(sheet, row, column, "no number", "value")
                else:
                    more = {"num_format": COUNT} if column == 3 else {}
                    self.number(sheet, row, column, Formula(names.reference(name, cell), what.value), look, **more)
            self.words(sheet, row, 4, "yes" if given.feasible else "no", "value")
            self.words(sheet, row, 5, given.evidence, "value")
            self.words(sheet, row, 6, "values" if path.why_values else "formulas", "faint")
            month = path.month.value if path.month is not None else math.nan
            text = f'=IF(AND($E${row}="yes",ISNUMBER($B${row})),$B${row},"")'
            counted = month if given.feasible and math.isfinite(month) else ""
            sheet.write_formula(row - 1, 7, text, self.format("formula", num_format=figures(month)), counted)
            self.words(sheet, row, 8, "; ".join(given.reasons), "value")
        return row + 1

    def charts(self, sheet: Any, first: int, row: int) -> int:
        """Cost by path, and its terms. `first`: the row of the headings."""
        count = len(self.paths)
        if count > MOST_PATHS:
            return row
        cost = self.book.add_chart({"type": "bar"})
        places = {"categories": ["Verdict", first, 0, first + count - 1, 0]}
        cost.add_series(
            {**places, "values": ["Verdict", first, 2, first + count - 1, 2], "fill": {"color": COLOURS[0]}, "gap": 60}
        )
        self.dressed(cost, "Cost of an accepted answer", f"{self.currency} per accepted answer", legend=False)
        stacked = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        for column in range(1, len(self.named) + 2):
            stacked.add_series(
                {
                    "name": ["Terms", 3, column],
                    "categories": ["Terms", 4, 0, 3 + count, 0],
                    "values": ["Terms", 4, column, 3 + count, column],
                    "fill": {"color": COLOURS[column - 1 if column <= len(self.named) else -1]},
                    "gap": 60,
                }
            )
        self.dressed(stacked, "What the month is made of", f"{self.currency} per month", legend=True)
        tall = max(1.0, 0.5 + count / 12)
        size = {"x_scale": 1.25, "y_scale": tall, "object_position": 2}
        sheet.insert_chart(row - 1, 0, cost, {**size, "description": "Cost of an accepted answer by path"})
        sheet.insert_chart(row - 1, 4, stacked, {**size, "description": "Terms of the month by path"})
        return row + math.ceil(tall * 14.5) + 2

    def legend(self, sheet: Any, row: int) -> None:
        self.words(sheet, row, 0, "How to read it", "head")
        self.words(sheet, row + 1, 0, "an input that may be changed", "input", locked=True)
        self.words(sheet, row + 2, 0, "a formula: it follows")
        self.words(sheet, row + 3, 0, DOES_NOT_FOLLOW, "value")
        note = "Whether a path is feasible, how sure the choice is, and what would change it are such values. The structure is protected without a password."
        self.words(sheet, row + 4, 0, note, "faint")


def workbook(scenario: Json, listed: Iterable[Any], rows: Sequence[Any], said: Said, *, by_load: bool = False) -> bytes:
    """The bytes of a workbook of a scenario as a dictionary, its inputs, and rows of its cost table."""
    return Book(scenario, listed, rows, said, by_load).written()
