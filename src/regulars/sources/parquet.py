"""Parquet files, in their own types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.core.errors import DataError
from regulars.core.feed import Feed
from regulars.sources import header
from regulars.sources.files import digest, opened

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

name = "parquet"

SIZE = 131_072


def feeds(place: str, *, expects: frozenset[str]) -> Iterator[Feed]:
    """One feed in the types of the file; nested columns as JSON text, dictionaries decoded, large types plain."""
    path = Path(place)
    opened(path).close()
    with closing(_file(path)) as file:
        schema, total = file.schema_arrow, file.metadata.num_rows
    names = header.unrepeated(
        [header.clean(column) or f"column_{number}" for number, column in enumerate(schema.names, 1)],
        where=repr(path.name),
    )

    def batches() -> Iterator[pa.RecordBatch]:
        return _batches(path, names)

    yield Feed(path.name, names, batches, total=total, digest=digest(path))


def _file(path: Path) -> ParquetFile:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        # pre_buffer would load whole row groups, and many files have only one.
        return parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 16)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from error


def _batches(path: Path, names: list[str]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    with closing(_file(path)) as file:
        try:
            for batch in file.iter_batches(SIZE):
                if batch.num_rows:
                    yield pa.record_batch([plain(column) for column in batch.columns], names=names)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(path, error) from error


def plain(column: pa.Array) -> pa.Array:
    """The column in a type that every engine reads."""
    import pyarrow as pa
    from pyarrow import types

    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if types.is_nested(column.type):
        return pa.array([_json(value) for value in column.to_pylist()], pa.string())
    if types.is_large_string(column.type) or types.is_string_view(column.type) or types.is_null(column.type):
        return column.cast(pa.string())
    if types.is_large_binary(column.type) or types.is_binary_view(column.type):
        return column.cast(pa.binary())
    if types.is_float16(column.type):
        return column.cast(pa.float32())
    if types.is_decimal(column.type) and not types.is_decimal128(column.type):
        fits = column.type.precision <= 38
        return column.cast(pa.decimal128(column.type.precision, column.type.scale) if fits else pa.string())
    return column


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=_scalar)


def _scalar(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _damaged(path: Path, error: Exception) -> DataError:
    return DataError(f"{path.name!r} is not a whole Parquet file: {error}. Transfer or export it again.")
