"""Rows as a file for people: CSV a batch at a time, or an Excel workbook; no cell of it is a formula."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.core.disk import check_folder, told_disk
from regulars.core.errors import UnsupportedError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from regulars.app.workspace import Workspace

#: What a spreadsheet takes for the beginning of a formula, full-width forms and a hidden blank before it included.
FORMULA = r"^[\s]*[=+\-@＝＋－＠]"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"  #: signs that a workbook cannot hold
SHEET_ROWS = 1_048_576


def export(workspace: Workspace, rows: ir.Table, path: Path, *, for_excel: bool = False) -> int:
    """Write rows to a .csv or .xlsx file, whole or not at all; how many. UnsupportedError for another ending,
    MissingError where there is no such folder."""
    path = path.expanduser().absolute()
    writers: dict[str, Callable[[pa.RecordBatchReader, Path], int]] = {
        ".csv": _csv_for_excel if for_excel else _csv, ".xlsx": _workbook,
    }  # fmt: skip
    if path.suffix.lower() not in writers:
        raise UnsupportedError(f"{path.name} is written as {path.suffix or 'nothing'}: end it in .csv or .xlsx")
    check_folder(path)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with told_disk(path.parent):
        try:
            with closing(workspace.lake.batches(rows)) as batches:
                written = writers[path.suffix.lower()](batches, part)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    return written


def harmless(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Words that a spreadsheet would compute begin with an apostrophe; numbers stay as they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = []
    for column in batch.columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = pc.replace_substring_regex(column, _CONTROL, "")
            marked = pc.binary_join_element_wise(pa.scalar("'", column.type), column, pa.scalar("", column.type))
            column = pc.if_else(pc.match_substring_regex(column, FORMULA), marked, column)
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _csv_for_excel(batches: pa.RecordBatchReader, path: Path) -> int:
    return _csv(batches, path, mark=b"\xef\xbb\xbf")


def _csv(batches: pa.RecordBatchReader, path: Path, *, mark: bytes = b"") -> int:
    import pyarrow as pa
    from pyarrow import csv

    plain = pa.schema([pa.field(one.name, _written(one.type)) for one in batches.schema])
    written = 0
    with path.open("wb") as file:
        file.write(mark)
        with csv.CSVWriter(file, plain, write_options=csv.WriteOptions(quoting_style="needed")) as out:
            for batch in batches:
                out.write_batch(harmless(batch).cast(plain))
                written += batch.num_rows
    return written


def _written(kind: pa.DataType) -> pa.DataType:
    """How a column is written: decimals with all their digits, as text."""
    import pyarrow as pa

    return pa.string() if pa.types.is_decimal(kind) else kind


def _workbook(batches: pa.RecordBatchReader, path: Path) -> int:
    """As many sheets as the rows need."""
    from openpyxl import Workbook

    book, written = Workbook(write_only=True), 0
    sheet: Any = None
    for row in _rows(batches):
        if written % (SHEET_ROWS - 1) == 0:
            sheet = book.create_sheet(f"members {written // (SHEET_ROWS - 1) + 1}")
            sheet.append(batches.schema.names)
        sheet.append(row)
        written += 1
    if sheet is None:
        book.create_sheet("members 1").append(batches.schema.names)
    book.save(path)
    return written


def _rows(batches: pa.RecordBatchReader) -> Iterator[list[Any]]:
    for batch in batches:
        columns = [column.to_pylist() for column in harmless(batch).columns]
        yield from (list(row) for row in zip(*columns, strict=True))
