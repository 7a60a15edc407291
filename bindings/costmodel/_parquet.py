"""Parquet files as CSV, for the readers of evidence: by pyarrow, where it is there."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any


def as_csv(file: str) -> str:
    """The rows of a Parquet file as CSV: numbers in full, instants as 2026-05-01T00:00:00Z, what is nested as JSON.

    The whole of it is in memory at once. Raises ImportError without pyarrow, and ValueError or OSError for a file that
    is none.
    """
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    source = pa.parquet.ParquetFile(file)
    names = pa.schema([pa.field(name, pa.string()) for name in source.schema_arrow.names])
    out = io.BytesIO()
    with pa.csv.CSVWriter(out, names) as writer:
        for batch in source.iter_batches():
            columns = [_texts(column) for column in batch.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=names))
    return out.getvalue().decode("utf-8")


def _texts(column: Any) -> Any:
    """A column as texts; null stays null, which CSV writes as an empty field."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    if pa.types.is_date(kind):
        return column.cast(pa.date32()).cast(pa.string())
    if pa.types.is_timestamp(kind):
        utc = column.cast(pa.timestamp("ns")) if kind.tz is None else column.cast(pa.timestamp("ns", "UTC"))
        return pa.array([None if ns is None else _instant(ns) for ns in utc.cast(pa.int64()).to_pylist()], pa.string())
    if pa.types.is_nested(kind):
        return pa.array(
            [None if item is None else json.dumps(_plain(item)) for item in column.to_pylist()], pa.string()
        )
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return column.cast(pa.binary()).cast(pa.string())
    return column.cast(pa.string())


def _instant(ns: int) -> str:
    seconds, rest = divmod(ns, 1_000_000_000)
    day = (datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat()
    return day + (f".{rest:09d}".rstrip("0") if rest else "") + "Z"


def _plain(item: Any) -> Any:
    """What JSON holds: of a map, which pyarrow gives as pairs, an object."""
    if isinstance(item, list) and item and all(isinstance(pair, tuple) and len(pair) == 2 for pair in item):
        return {str(key): _plain(value) for key, value in item}
    if isinstance(item, dict):
        return {str(key): _plain(value) for key, value in item.items()}
    if isinstance(item, list):
        return [_plain(one) for one in item]
    if isinstance(item, Decimal):
        return float(item)
    if isinstance(item, (date, datetime)):
        return item.isoformat()
    if isinstance(item, bytes):
        return item.decode("utf-8", "replace")
    return item
