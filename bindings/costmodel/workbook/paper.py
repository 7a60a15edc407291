"""What sheets are written on: looks of cells, words, numbers, charts."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from . import names
from .formula import Formula
from .lines import Json

INK, FAINT = "#1f2328", "#6b7078"
COUNT = "#,##0"


def figures(value: float) -> str:
    """How a number is shown: at least four digits, grouped; the cell holds all of it."""
    if not math.isfinite(value) or value == 0:
        return "#,##0.00"
    digits = 3 - math.floor(math.log10(abs(value)))
    if digits > 10:
        return "0.000E+00"
    if float(value).is_integer() and abs(value) < 1e15:
        return "#,##0"
    return "#,##0." + "0" * max(2, digits)


class Paper:
    """A workbook without sheets yet."""

    def __init__(self, title: str) -> None:
        import xlsxwriter

        self.file = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.file, options)
        self.formats: dict[str, Any] = {}
        self.book.set_properties({"title": title[:255], "created": datetime.datetime(2000, 1, 1)})

    def format(self, name: str, **more: Any) -> Any:
        """`input`: to be changed; `formula`: follows; `value`: does not follow; `title`, `strong`, `head`, `faint`."""
        key = name + repr(sorted(more.items()))
        if key not in self.formats:
            looks: Json = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
            named: dict[str, Json] = {
                "title": {"bold": True, "font_size": 15},
                "strong": {"bold": True, "font_size": 12},
                "head": {"bold": True, "bottom": 1},
                "input": {
                    "bg_color": "#FFF4CC",
                    "font_color": "#0B3D91",
                    "locked": False,
                    "border": 1,
                    "border_color": "#E0C97A",
                },
                "value": {"bg_color": "#ECEEF1", "font_color": "#4A515B", "italic": True},
                "formula": {},
                "faint": {"font_color": FAINT},
            }
            self.formats[key] = self.book.add_format({**looks, **named[name], **more})
        return self.formats[key]

    def words(self, sheet: Any, row: int, column: int, words: str, name: str = "formula", **more: Any) -> None:
        if column > 0 and name != "head":
            more = {"indent": 1, **more}  # beside the number before it
        sheet.write_string(row - 1, column, names.text(words), self.format(name, **more))

    def number(self, sheet: Any, row: int, column: int, what: Formula, name: str = "formula", **more: Any) -> None:
        """A formula with its value, or a plain number."""
        look = self.format(name, **{"num_format": figures(what.value), **more})
        if what.plain:
            sheet.write_number(row - 1, column, what.value, look)
        else:
            value = "#N/A" if math.isnan(what.value) else what.value
            sheet.write_formula(row - 1, column, "=" + what.text, look, value)

    def new_sheet(self, name: str, widths: Sequence[float]) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_row(0, 22)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        return sheet

    def dressed(self, chart: Any, title: str, axis: str, legend: bool) -> None:
        font = {"name": "Arial", "size": 9, "color": INK}
        chart.set_title({"name": title, "name_font": {**font, "size": 11, "bold": True}, "overlay": False})
        chart.set_x_axis(
            {
                "name": axis,
                "name_font": font,
                "num_font": font,
                "num_format": "#,##0.######",
                "major_gridlines": {"visible": True, "line": {"color": "#D8DCE1"}},
            }
        )
        chart.set_y_axis({"reverse": True, "num_font": font, "label_position": "low"})
        chart.set_legend({"position": "bottom", "font": font} if legend else {"none": True})
        chart.set_chartarea({"border": {"none": True}})
