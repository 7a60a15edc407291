"""Tables that show themselves, and turn into pandas, polars, or files."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar, overload

from . import _core

if TYPE_CHECKING:
    import pandas
    import polars


class Row(Protocol):
    """A row: attributes with names that end in their units."""

    def to_dict(self) -> dict[str, Any]: ...


RowT = TypeVar("RowT", bound=Row)


class Table(Collection[RowT], Generic[RowT]):  # no Sequence: polars would take it for a list of objects
    """Rows in order. `table[0].usd_per_month` is a number as it was computed; what is shown is rounded.

    Indexing, iterating and `len` go over the rows. `to_pandas`, `to_polars` and `to_dicts` give columns whose names end
    in their units, unrounded; as does every library that reads Arrow streams. In a terminal it shows itself as text, in
    Jupyter as a table.
    """

    def __init__(
        self,
        rows: Sequence[RowT],
        title: str = "",
        *,
        columns: Sequence[str] = (),
        shown: Callable[[], list[_core.Table]] | None = None,
        json: Callable[[], str] | None = None,
    ) -> None:
        self._rows = tuple(rows)
        self._title = title
        self._columns = tuple(columns)
        self._shown = shown or self._generic
        self._json = json or self._generic_json

    @overload
    def __getitem__(self, index: int) -> RowT: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[RowT]: ...
    def __getitem__(self, index: int | slice) -> RowT | Sequence[RowT]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[RowT]:
        return iter(self._rows)

    def __contains__(self, row: object) -> bool:
        return row in self._rows

    def __reversed__(self) -> Iterator[RowT]:
        return reversed(self._rows)

    def __eq__(self, other: object) -> bool:
        return self._rows == other._rows if isinstance(other, Table) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dictionary for each row, numbers unrounded; an interval is two entries, `…_low` and `…_high`, and
        what ends in `_5_50_95` three, `…_5`, `…_50` and `…_95`."""
        return [dict(flat(row)) for row in self._rows]

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas DataFrame, numbers unrounded."""
        import pandas

        return pandas.DataFrame(self.to_dicts())

    def to_polars(self) -> polars.DataFrame:
        """A polars DataFrame, numbers unrounded."""
        import polars

        return polars.DataFrame(self.to_dicts(), infer_schema_length=None)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows as an Arrow stream, numbers unrounded, for whatever takes one: pandas 3, polars, DuckDB, pyarrow.
        Needs pyarrow."""
        import pyarrow

        return pyarrow.Table.from_pylist(self.to_dicts()).__arrow_c_stream__(requested_schema)

    def to_great_table(self) -> Any:
        """The table as it is shown, as a `great_tables.GT` for a house's own styling. Needs `costmodel[tables]`."""
        import great_tables
        import pandas

        shown = self._shown()[0]
        names = [str(i) for i in range(len(shown.columns))]
        frame = pandas.DataFrame(shown.rows, columns=names)
        titles: dict[str, Any] = {name: column.title for name, column in zip(names, shown.columns)}
        table = great_tables.GT(frame).tab_header(title=shown.title).cols_label(titles)
        table = table.cols_align(
            "right", [name for name, column in zip(names, shown.columns) if column.align == "right"]
        )
        for note in shown.notes:
            table = table.tab_source_note(note)
        return table

    def to_markdown(self) -> str:
        """The table as it is shown, in Markdown."""
        return self._render("md")

    def to_html(self) -> str:
        """The table as it is shown, in HTML."""
        return self._render("html")

    def to_latex(self) -> str:
        """The table as it is shown, in LaTeX."""
        return self._render("latex")

    def to_csv(self) -> str:
        """The table as it is shown, in CSV."""
        return self._render("csv")

    def to_json(self) -> str:
        """The rows in JSON, numbers unrounded, as the command `costmodel … --format json` writes them."""
        return self._json()

    def __repr__(self) -> str:
        return self._render("text")

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (type(self), self._rows, self._title, self._columns, self._shown(), self._json())

    def _render(self, format: Literal["text", "md", "html", "latex", "csv"]) -> str:
        tables = self._shown()
        shown = tables[:1] if format == "csv" else [table for table in tables if table.rows] or tables[:1]
        return "\n".join(table.render(format) for table in shown)

    def _generic(self) -> list[_core.Table]:
        """Every attribute of the rows as a column, or those that were asked for."""
        names = self._columns or tuple(self._rows[0].to_dict() if self._rows else ())
        cells = [[_text(getattr(row, name)) for name in names] for row in self._rows]
        columns = [
            _core.Column(
                name.replace(_QUANTILES, ", 5/50/95 %").replace("_", " "),
                "right" if any(isinstance(getattr(row, name), (float, tuple)) for row in self._rows) else "left",
            )
            for name in names
        ]
        return [_core.Table(self._title.lower().replace(" ", "-"), self._title, columns, cells)]

    def _generic_json(self) -> str:
        import json

        return json.dumps([_finite(row) for row in self.to_dicts()], indent=2) + "\n"


class TableByName(Table[RowT]):
    """A table whose rows have a name each, by which `table["…"]` finds them."""

    _name = "id"  #: attribute of a row that is its name

    def _is(self, row: RowT, name: str) -> bool:
        return bool(getattr(row, self._name) == name)

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, str):
            return super().__getitem__(index)
        for row in self:
            if self._is(row, index):
                return row
        raise KeyError(index)


_INTERVALS = ("range", "usd_per_accepted_answer_95", "printed", "computed", "implied")
_QUANTILES = "_5_50_95"


_NAMED = {"wait_seconds", "first_token_seconds", "answer_seconds", "usual_promise"}  # whose columns bear their name


def flat(row: Row) -> Iterator[tuple[str, Any]]:
    """The columns of a row: records inside it are spread out, intervals split in two, quantiles in three."""
    for name, value in row.to_dict().items():
        if name in _INTERVALS:
            low, high = value or (None, None)
            yield from ((name + "_low", low), (name + "_high", high))
        elif name.endswith(_QUANTILES):
            stem = name.removesuffix(_QUANTILES)
            yield from zip((stem + "_5", stem + "_50", stem + "_95"), value or (None, None, None))
        elif name in _NAMED and hasattr(value, "to_dict"):
            yield from ((f"{name}_{inner}", number) for inner, number in flat(value))
        elif hasattr(value, "to_dict"):
            yield from flat(value)
        elif isinstance(value, dict):
            yield name, {key: dict(flat(inner)) if hasattr(inner, "to_dict") else inner for key, inner in value.items()}
        elif isinstance(value, list):
            yield name, [dict(flat(inner)) if hasattr(inner, "to_dict") else inner for inner in value]
        else:
            yield name, value


def restored(
    cls: type[Table[Any]],
    rows: tuple[Any, ...],
    title: str,
    columns: tuple[str, ...],
    shown: list[_core.Table],
    json: str,
) -> Table[Any]:
    """A table from its pickle."""
    table = object.__new__(cls)
    Table.__init__(table, rows, title, columns=columns, shown=lambda: shown, json=lambda: json)
    return table


def _finite(value: Any) -> Any:
    """The value with null for what JSON has no word for."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _text(value: Any) -> str:
    """As the library writes it: thousands grouped, a number with more than six digits at three or all whole ones."""
    if value is None:
        return "—"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_few(inner)}" for key, inner in value.items())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ", ".join(map(_text, value)) if isinstance(value, (list, tuple)) else str(value)
    if not math.isfinite(value):
        return "—"
    if value == int(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    magnitude = math.floor(math.log10(abs(value)))
    if not -9 <= magnitude <= 15:
        return f"{value:.3g}"
    short = float(f"{value:.6g}") == value  # somebody wrote it so
    written = f"{value:,.{max(0, (5 if short else 2) - magnitude)}f}"
    return written.rstrip("0") if short else written


def _few(value: Any) -> str:
    """Text of a value inside a cell; of many, how many."""
    return f"({len(value):,} of them)" if isinstance(value, list) and len(value) > 5 else _text(value)
