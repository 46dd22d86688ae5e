"""Excel workbooks: .xlsx and .xlsm, each sheet with data a feed."""

from __future__ import annotations

import hashlib
import re
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from regulars.core.errors import DataError, UnsupportedError
from regulars.core.feed import Feed, Unreadable
from regulars.sources import header
from regulars.sources.files import opened

if TYPE_CHECKING:
    import pyarrow as pa
    from openpyxl import Workbook

name = "excel"

Row = list[str | None]
#: What openpyxl raises on workbooks that are cut off or made by careless programs.
BROKEN = (zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, EOFError)


def feeds(place: str, *, expects: frozenset[str]) -> Iterator[Feed]:
    """One feed per sheet that holds anything, named ``book.xlsx#Sheet``; all cells as text, formulas as last computed.

    Moments are written ``2024-05-01 13:30:00``, whole numbers without ``.0``, booleans ``true`` and ``false``; error
    cells such as #N/A and formulas that no program has computed yet are null. Empty rows are not rows.
    """
    path = Path(place)
    if path.suffix.lower() == ".xls":
        raise UnsupportedError(f"{path.name!r} is in the old Excel format. Open it and save as .xlsx.")
    content = _content(path)
    with closing(_book(path)) as book:
        sheets = [(sheet.title, sheet.sheet_state) for sheet in book.worksheets]
    found = [_sheet(path, title, state, expects=expects, content=content) for title, state in sheets]
    if not any(found):
        raise DataError(f"no sheet of {path.name!r} holds data. Sheets: {', '.join(title for title, _ in sheets)}.")
    yield from filter(None, found)


def text(cell: Any) -> str | None:
    """The value of a cell as text; None for empty cells and errors."""
    value = cell.value
    if value is None or value == "" or cell.data_type == "e":
        return None
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x00" in value else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return _clock(value) if isinstance(value, timedelta) else str(value)


#: Control characters and underscores as Office Open XML escapes them in text.
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f]|5F)_")


def _clock(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _sheet(path: Path, title: str, state: str, *, expects: frozenset[str], content: str) -> Feed | None:
    with closing(_rows(path, title)) as rows:
        top = list(islice(rows, header.LOOK * 2))
    if not any(any(row) for row in top):
        return None
    index = header.header_row(top, expects)
    width = max(len(row) for row in top[index:])
    feed_name = f"{path.name}#{title}"
    columns = header.columns(_padded(top[index], width), where=repr(feed_name), expects=expects)
    unreadable: list[Unreadable] = []

    def batches() -> Iterator[pa.RecordBatch]:
        from regulars.sources.rows import text_batches

        return text_batches(_cells(path, title, skip=index + 1, width=width, unreadable=unreadable), columns)

    notes = [f"sheet {title}" + ("" if state == "visible" else f" ({state})"), f"header in row {index + 1}"]
    digest = hashlib.sha256(f"{content}#{title}".encode()).hexdigest()
    return Feed(feed_name, columns, batches, digest=digest, unreadable=unreadable, notes=notes)


def _cells(path: Path, title: str, *, skip: int, width: int, unreadable: list[Unreadable]) -> Iterator[Row]:
    with closing(_rows(path, title)) as rows:
        filled = (row for row in islice(rows, skip, None) if row)
        for number, row in enumerate(filled, 1):
            if len(row) > width:
                detail = f"expected {width} columns, found {len(row)}"
                unreadable.append(Unreadable(number, "ragged_row", detail))
            else:
                yield _padded(row, width)


def _padded(row: Row, width: int) -> Row:
    return row + [None] * (width - len(row))


def _rows(path: Path, title: str) -> Generator[Row]:
    """The rows of a sheet without the empty cells at their ends, so an empty row is []."""
    with closing(_book(path)) as book:
        sheet = book[title]
        sheet.reset_dimensions()  # some exporters declare one cell, and openpyxl would stop there
        rows = iter(sheet.iter_rows())
        while part := _part(path, rows):
            yield from part


def _part(path: Path, rows: Iterator[Any], size: int = 1000) -> list[Row]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl warns of fonts, validations, dates before 1900
        try:
            return [_trimmed([text(cell) for cell in row]) for row in islice(rows, size)]
        except BROKEN as error:
            raise _damaged(path) from error


def _trimmed(row: Row) -> Row:
    while row and row[-1] is None:
        row.pop()
    return row


def _book(path: Path) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            return load_workbook(path, read_only=True, data_only=True)
        except (*BROKEN, InvalidFileException) as error:
            raise _damaged(path) from error


def _content(path: Path) -> str:
    """Digest of what the workbook says, not of when it was saved: the zip and docProps carry the time."""
    found = hashlib.sha256()
    with opened(path) as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            raise UnsupportedError(
                f"{path.name!r} has a password or is an old .xls. Save it as .xlsx without a password."
            )
        try:
            with zipfile.ZipFile(file) as book:
                for member in sorted(book.namelist()):
                    if member.startswith("xl/"):
                        found.update(f"{member}\n{hashlib.sha256(book.read(member)).hexdigest()}\n".encode())
        except BROKEN as error:
            raise _damaged(path) from error
    return found.hexdigest()


def _damaged(path: Path) -> DataError:
    return DataError(f"{path.name!r} is not a whole Excel workbook. Open it in Excel and save it again as .xlsx.")
