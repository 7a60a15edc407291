"""What a scenario and its paths look like in Jupyter: tables of what was given, with what stands behind each number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from . import _core
from .tables import Row, _text, flat


def given_table(title: str, given: Mapping[str, Any]) -> _core.Table:
    """Every value of a record in the scenario format, by its name."""
    columns = ("Input", "Value", "Range", "Grade", "Source")
    return _table("given", title, columns, _rows("", given))


def paths_table(title: str, paths: Iterable[Mapping[str, Any]]) -> _core.Table:
    """The paths of a scenario: what each is, how it is billed, and how often its answers pass."""
    rows = ((path["id"], path.get("name", ""), _pricing(path), _accepted(path.get("acceptance", {}))) for path in paths)
    return _table("paths", title, ("Path", "Name", "Pricing", "Accepted"), rows)


def _pricing(path: Mapping[str, Any]) -> str:
    if "stages" in path:
        return ", ".join(f"{stage['id']} on {stage['offer']}" for stage in path["stages"])
    return str(path["pricing"]["kind"]).replace("_", " ")


def row_table(row: Row) -> _core.Table:
    """One answer of the library: each of its numbers by name."""
    title = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(row).__name__).capitalize()
    return _table(
        "row",
        title,
        ("What", "Value"),
        ((name.replace("_", " "), _text(value)) for name, value in flat(row) if value not in (None, "", [])),
    )


#: Answers that stand alone and have a table of the library's own.
_OWN_TABLES: dict[type, Callable[[Any], _core.Table]] = {
    _core.WinnerMap: lambda map: _core.map_table(map),
    _core.WinningValues: lambda values: _core.winning_table(values),
    _core.CrossoverSpread: lambda spread: _core.crossover_spread_table([spread]),
}


def show_answers() -> None:
    """Gives the library's answers their tables: those above in a terminal too, all of them in Jupyter."""
    for answer in vars(_core).values():
        if isinstance(answer, type) and hasattr(answer, "to_dict"):
            table = _OWN_TABLES.get(answer, row_table)
            shown: Any = answer
            shown._repr_html_ = _rendered(table, "html")
            if answer in _OWN_TABLES:
                shown.__repr__ = _rendered(table, "text")


def _rendered(table: Callable[[Any], _core.Table], format: Literal["html", "text"]) -> Callable[[Any], str]:
    def shown(self: Any) -> str:
        return table(self).render(format)

    return shown


def _table(id: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> _core.Table:
    return _core.Table(id, title, [_core.Column(name, "left") for name in columns], [list(row) for row in rows])


def _rows(name: str, given: Any) -> Iterator[Sequence[str]]:
    if isinstance(given, Mapping) and "value" in given:
        yield _row(name, given["value"], given)
    elif isinstance(given, Mapping):
        for key, inner in given.items():
            if key == "layers":
                yield from (
                    _row(f"layers/{layer}", _holders(cell), {}) for layer, cell in inner.items() if layer != "evidence"
                )
            elif key != "evidence":
                yield from _rows(f"{name}/{key}" if name else key, inner)
    elif isinstance(given, (list, tuple)) and any(isinstance(inner, Mapping) for inner in given):
        for i, inner in enumerate(given):
            yield from _rows(f"{name}/{i}", inner)
    else:
        yield _row(name, given, {})


def _row(name: str, value: Any, behind: Mapping[str, Any]) -> Sequence[str]:
    source = [str(behind[key]) for key in ("source", "date") if key in behind]
    low_high = behind.get("range")
    return (
        name,
        _text(value),
        " – ".join(map(_text, low_high)) if low_high else "",
        str(behind.get("grade", "")),
        ", ".join(source),
    )


def _holders(cell: Any) -> str:
    """Who runs a layer."""
    holders = cell if isinstance(cell, (list, tuple)) else [cell]
    return " / ".join(holder["run_by"] + (f", {holder['who']}" if holder.get("who") else "") for holder in holders)


def _accepted(given: Mapping[str, Any]) -> str:
    bare = {
        key: value["value"] if isinstance(value, Mapping) and "value" in value else value
        for key, value in given.items()
    }
    if "same_as" in bare:
        return f"as {bare['same_as']}"
    return f"{_text(bare['accepted'])} of {_text(bare['of'])}" if "of" in bare else _text(bare.get("rate"))
