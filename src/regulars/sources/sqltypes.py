"""Which Arrow type the column of a query gets, and values of a driver as Arrow columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

import pyarrow as pa

from regulars.core.feed import Unreadable

DECIMAL = pa.decimal128(38, 10)
MOMENT, UTC_MOMENT = pa.timestamp("us"), pa.timestamp("us", "UTC")

#: Type numbers as the drivers tell them: PostgreSQL's oids, and the field types of MySQL's protocol. Others are text.
POSTGRESQL = {
    16: pa.bool_(), 17: pa.binary(), 20: pa.int64(), 21: pa.int64(), 23: pa.int64(), 26: pa.int64(),
    700: pa.float64(), 701: pa.float64(), 1082: pa.date32(), 1114: MOMENT, 1184: UTC_MOMENT, 1700: DECIMAL,
}  # fmt: skip
MYSQL = {
    0: DECIMAL, 1: pa.int64(), 2: pa.int64(), 3: pa.int64(), 4: pa.float64(), 5: pa.float64(), 7: UTC_MOMENT,
    8: pa.int64(), 9: pa.int64(), 10: pa.date32(), 12: MOMENT, 13: pa.int64(), 16: pa.binary(), 246: DECIMAL,
}  # fmt: skip
#: SQLite types values, not columns: one class in a whole column is its type, a mixture is text.
SQLITE = {
    frozenset({"integer"}): pa.int64(), frozenset({"real"}): pa.float64(),
    frozenset({"integer", "real"}): pa.float64(), frozenset({"blob"}): pa.binary(),
}  # fmt: skip


def described(described_column: Sequence[Any], types: dict[int, pa.DataType]) -> pa.DataType:
    """The type of one entry of a DB-API cursor's description; a decimal that 38 digits with 10 cannot hold is text."""
    _, number, _, _, precision, scale = described_column[:6]
    found = types.get(number, pa.string())
    if found == DECIMAL and not (precision and 0 <= (scale or 0) <= 10 and precision - (scale or 0) <= 28):
        return pa.string()
    return found


def stored(classes: set[str]) -> pa.DataType:
    """The type of an SQLite column that holds values of these storage classes."""
    return SQLITE.get(frozenset(classes - {"null"}), pa.string())


def batch(
    rows: Sequence[Sequence[Any]], schema: pa.Schema, *, before: int, unreadable: list[Unreadable]
) -> pa.RecordBatch:
    """The rows under the schema; those with a value outside its type (an unsigned 64-bit number, NaN) are told."""
    try:
        return _batch(rows, schema)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        faults = [_fault(row, schema) for row in rows]
    unreadable.extend(
        Unreadable(before + number, "wrong_type", fault) for number, fault in enumerate(faults, 1) if fault
    )
    return _batch([row for row, fault in zip(rows, faults, strict=True) if not fault], schema)


def _batch(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pa.record_batch([_column(values, field.type) for values, field in zip(columns, schema, strict=True)], schema)


def _fault(row: Sequence[Any], schema: pa.Schema) -> str:
    for value, field in zip(row, schema, strict=True):
        try:
            _column([value], field.type)
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            return f"column {field.name} holds a value that is no {field.type}"
    return ""


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if kind == pa.string():
        return pa.array([_text(value) for value in values], kind)
    if pa.types.is_temporal(kind):
        values = [None if _is_zero_date(value) else value for value in values]
    return pa.array(values, kind)


def _is_zero_date(value: Any) -> bool:
    """MySQL writes an unknown date as 0000-00-00, and its driver hands that on as text."""
    return isinstance(value, str) and value.startswith("0000-00-00")


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, date | time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)
