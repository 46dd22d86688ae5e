"""Reads files (CSV, Excel, JSON, Parquet) and databases, one small driver each.

Makes `core.feed.Feed` values: columns, a stream of Arrow batches, and the rows that could not be read.
Does not map, type, clean or store anything, and never keeps the text of an unreadable row.

Row numbers. A batch holds good rows only and carries no number. A driver lists every unreadable row in
`feed.unreadable`, in ascending order, before it yields the batch that holds a later good row. So `numbered(feed)` can
pair each batch with the numbers of its rows in the source. Rows without any value (blank lines of a CSV or JSON Lines
file, empty rows of a sheet) are not rows: they are neither yielded nor counted.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from regulars.core.errors import InputError, MissingError, UnsupportedError

if TYPE_CHECKING:
    import pyarrow as pa

    from regulars.core.feed import Feed, Source

#: The driver of each suffix; the longest suffix that fits wins.
DRIVERS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".csv.gz": "csv", ".tsv.gz": "csv", ".txt.gz": "csv",
    ".xlsx": "excel", ".xlsm": "excel", ".xls": "excel",
    ".json": "json", ".jsonl": "json", ".ndjson": "json",
    ".json.gz": "json", ".jsonl.gz": "json", ".ndjson.gz": "json",
    ".parquet": "parquet",
}  # fmt: skip
READABLE = "csv, tsv, txt, xlsx, xlsm, json, jsonl, ndjson, parquet (text formats also as .gz), or a database URL"

__all__ = ["feeds", "numbered"]


def feeds(
    place: str | os.PathLike[str],
    *,
    expects: frozenset[str] = frozenset(),
    table: str | None = None,
    query: str | None = None,
) -> Iterator[Feed]:
    """Open every table at ``place``: a file, a folder, a glob such as ``orders/*.csv``, or a database URL.

    ``expects`` are the column names that the mapping wants; they find the header row below titles. ``table`` and
    ``query`` (one SELECT) narrow a database. The feeds come one by one; a fault of a later file is raised when its
    turn comes. Raises MissingError, InputError, DataError, UnsupportedError or OutsideError.
    """
    where = os.fspath(place)
    if re.match(r"[A-Za-z][\w+.-]*://|sqlite:", where):
        from regulars.sources import database

        return database.feeds(where, expects=expects, table=table, query=query)
    if table or query:
        raise InputError(f"{where!r} is a file: table and query are for databases. Leave them out, or give a URL.")
    return _of_files(_files(where), expects)


def _of_files(paths: list[Path], expects: frozenset[str]) -> Iterator[Feed]:
    for path in paths:
        for feed in _driver(path).feeds(str(path), expects=expects):
            feed.place = str(path)
            yield feed


def numbered(feed: Feed) -> Iterator[tuple[pa.Array, pa.RecordBatch]]:
    """Yield (row numbers, batch): for each good row its number among all data rows of the source, from 1 (int64)."""
    from regulars.sources import rows

    return rows.numbered(feed)


def _driver(path: Path) -> Source:
    name = DRIVERS[_suffix(path)]
    return cast("Source", import_module(f"regulars.sources.{name}"))


def _suffix(path: Path) -> str:
    fitting = [suffix for suffix in DRIVERS if path.name.lower().endswith(suffix)]
    return max(fitting, key=len, default="")


def _files(where: str) -> list[Path]:
    path = Path(where)
    if path.is_dir():
        return _readable(sorted(path.iterdir(), key=lambda found: found.name), where)
    if path.exists():
        if not _suffix(path):
            raise UnsupportedError(
                f"no driver reads {path.name!r}. Readable: {READABLE}. "
                "Save or rename the file, or give a SQLite file as sqlite:///path."
            )
        return [path]
    if any(sign in where for sign in "*?["):
        import glob

        return _readable([Path(found) for found in sorted(glob.glob(where, recursive=True))], where)
    raise MissingError(
        f"no file, folder or pattern at {where!r}. Check the path; it is looked up from {os.getcwd()!r}."
    )


def _readable(found: list[Path], where: str) -> list[Path]:
    """Leave out what no driver reads, and the lock files that office programs put beside an open file."""
    files = [path for path in found if path.is_file() and _suffix(path) and not path.name.startswith((".", "~$"))]
    if not files:
        raise MissingError(f"no readable file in {where!r}. Readable: {READABLE}.")
    return files
