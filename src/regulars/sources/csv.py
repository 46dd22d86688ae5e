"""Delimited text: .csv, .tsv and .txt, also with .gz."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import mode
from typing import TYPE_CHECKING, Any

from regulars.core.errors import DataError
from regulars.core.feed import Feed, Unreadable
from regulars.sources import header
from regulars.sources.encoding import Encoded, examine, utf8

if TYPE_CHECKING:
    import pyarrow as pa

name = "csv"

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE = 1 << 18
#: A value longer than one block cannot be read. With 8 MiB the allocator kept 200 MB more for every 200 MB read.
BLOCK = 1 << 20


@dataclass(frozen=True)
class Top:
    """The first rows under one delimiter, and at which byte each of them ends."""

    delimiter: str
    rows: list[list[str]]
    ends: list[int]

    def fitness(self, expects: frozenset[str]) -> tuple[int, float, int]:
        """How well the delimiter fits: expected names met, share of rows of the usual width, that width."""
        wanted = {header.alike(word) for word in expects}
        met = max(len(wanted & {header.alike(cell) for cell in row}) for row in self.rows)
        widths = [len(row) for row in self.rows if row]
        usual = mode(widths)
        return met, (widths.count(usual) / len(widths)) if usual > 1 else 0.0, usual


def feeds(place: str, *, expects: frozenset[str]) -> Iterator[Feed]:
    """One feed, all columns as text, an empty cell as ''."""
    path = Path(place)
    encoded = examine(path)
    with utf8(path, encoded.encoding) as stream:
        sample = stream.read(SAMPLE)
    top = _sniffed(path, sample, expects)
    index = header.header_row(top.rows, expects)
    columns = header.columns(top.rows[index], where=repr(path.name), expects=expects)
    start = top.ends[index]
    is_whole = len(sample) < SAMPLE
    unreadable: list[Unreadable] = []

    def batches() -> Iterator[pa.RecordBatch]:
        if is_whole and not sample[start:].strip(b"\r\n"):
            return iter(())  # pyarrow calls a file without a byte after the header an error
        return _batches(path, encoded, top.delimiter, columns, start=start, unreadable=unreadable)

    notes = [encoded.note, f"delimiter {DELIMITERS[top.delimiter]}", f"header in row {index + 1}"]
    yield Feed(path.name, columns, batches, digest=encoded.digest, unreadable=unreadable, notes=notes)


def _sniffed(path: Path, sample: bytes, expects: frozenset[str]) -> Top:
    if not sample.strip():
        raise DataError(f"{path.name!r} holds only blank lines. Export it again with its header row.")
    text = sample.decode("utf-8", "ignore")
    tops = [_top(text, delimiter, is_cut=len(sample) == SAMPLE) for delimiter in DELIMITERS]
    usable = [top for top in tops if any(top.rows)]
    if not usable:
        raise DataError(f"{path.name!r} has no readable row at its top. Look for a quote that is not closed.")
    return max(usable, key=lambda top: top.fitness(expects))  # of equals the first: comma


def _top(text: str, delimiter: str, *, is_cut: bool) -> Top:
    """Python's reader takes exactly the lines that a row needs, so counting them tells where the row ends."""
    position = 0

    def lines() -> Iterator[str]:
        nonlocal position
        for line in io.StringIO(text, newline=""):
            position += len(line.encode())
            yield line

    rows: list[list[str]] = []
    ends: list[int] = []
    with suppress(csv.Error):  # a value beyond all measure: keep the rows above it
        for row in csv.reader(lines(), delimiter=delimiter):
            rows.append(row)
            ends.append(position)
            if len(rows) == header.LOOK:
                return Top(delimiter, rows, ends)
    if is_cut and len(rows) > 1:  # the last row of a sample is cut off
        rows.pop()
        ends.pop()
    return Top(delimiter, rows, ends)


def _batches(
    path: Path, encoded: Encoded, delimiter: str, columns: list[str], *, start: int, unreadable: list[Unreadable]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    from pyarrow import csv as arrow

    is_open, good, last = False, 0, ""

    def note(row: Any) -> str:
        nonlocal is_open
        is_open = is_open or _ends_in_quotes(row.text, delimiter)
        detail = f"expected {row.expected_columns} columns, found {row.actual_columns}"
        unreadable.append(Unreadable(row.number, "ragged_row", detail))
        return "skip"

    with utf8(path, encoded.encoding) as stream:
        stream.read(start)  # the header is behind us, so pyarrow's row 1 is the first data row
        try:
            # use_threads=False: pyarrow numbers rows only when it parses one block after another.
            reader = arrow.open_csv(
                stream,
                arrow.ReadOptions(use_threads=False, block_size=BLOCK, column_names=columns),
                arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note),
                arrow.ConvertOptions(column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False),
            )
            for batch in reader:
                if batch.num_rows:
                    good, last = good + batch.num_rows, batch.column(-1)[-1].as_py()
                    yield batch
        except pa.ArrowInvalid as error:
            raise _open_quote(path, f"cannot be read on: {error}") from error
    is_last_good = not unreadable or unreadable[-1].row < good + len(unreadable)
    if is_open or (is_last_good and "\n" in last and not encoded.ends_in_quote):
        raise _open_quote(path, "ends within quotes, so its last rows were read as one value")


def _ends_in_quotes(text: str, delimiter: str) -> bool:
    """pyarrow takes the end of the file for a closing quote, and would lose all rows since the opening one."""
    if "\n" not in text:
        return False
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error) or "field larger" in str(error)
    return False


def _open_quote(path: Path, what: str) -> DataError:
    return DataError(
        f"{path.name!r} {what}. Look for a quote that is not closed, or a value longer than {BLOCK >> 20} MiB."
    )
