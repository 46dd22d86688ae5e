"""What a source hands over: named columns and a stream of Arrow batches, with the rows that it could not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

#: What receiving adds to each raw row.
MARKS = ("load_id", "row_no")


def stored_name(header: str) -> str:
    """How a source's column is called in raw tables: as in the source, but for a name that a mark has."""
    return header + "_" if re.fullmatch(r"(load_id|row_no)_*", header, re.IGNORECASE) else header


def header_of(stored: str) -> str:
    """The source's name of a raw column; the other way round."""
    return stored[:-1] if re.fullmatch(r"(load_id|row_no)_+", stored, re.IGNORECASE) else stored


@dataclass(frozen=True)
class Unreadable:
    """One row that the source could not turn into columns. The text of the row is never kept: it may be personal."""

    row: int
    reason: str
    detail: str


@dataclass
class Feed:
    """One readable table of a source.

    ``columns`` are the headers as the source writes them (blanks at the ends and a byte-order mark removed).
    ``batches`` may be called once; each batch has exactly these columns, in order, as text (``pa.string()``) for
    formats without types and in the source's own types otherwise. ``total`` is the number of rows where the
    format tells it beforehand, for progress. ``unreadable`` is complete only after ``batches`` is exhausted;
    row numbers count data rows from 1 in the order of the source, readable or not.
    ``digest`` identifies the content (hex), so that the same content is known again; None where a source cannot tell.
    ``place`` is the file it was read from, None where it is none.
    ``notes`` say what the reader assumed: encoding, delimiter, sheet, header row.
    """

    name: str
    columns: list[str]
    batches: Callable[[], Iterator[pa.RecordBatch]]
    total: int | None = None
    digest: str | None = None
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    place: str | None = None


class Source(Protocol):
    """All that collecting needs from a source driver."""

    name: str

    def feeds(self, place: str, *, expects: frozenset[str]) -> Iterator[Feed]: ...
