"""A first look at raw columns in one pass, so that only the cleaning that they need is paid for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: How text formats write that there is nothing.
BLANKS = ("", "\\N", "NULL", "null", "Null", "#N/A", "N/A", "NaN", "nan", "None", "<NA>")
SLASHED = r"^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}"
OFFSET = r"\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+\-]\d\d(:?\d\d)?)$"


@dataclass(frozen=True)
class ColumnLook:
    """What a column of a file is like: Arrow kind, and for text what the cleaning must reckon with."""

    kind: str
    has_blanks: bool = False
    has_wide: bool = False
    is_whole: bool = True
    has_offsets: bool = False
    has_slashed: bool = False
    day_first: bool | None = None
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True)
class Look:
    columns: dict[str, ColumnLook] = field(default_factory=dict)


def kind_of(dtype: Any) -> str:
    """The four kinds of raw column that cleaning tells apart: text, whole, number, moment, boolean."""
    if dtype.is_string():
        return "text"
    if dtype.is_integer():
        return "whole"
    if dtype.is_timestamp() or dtype.is_date():
        return "moment"
    if dtype.is_boolean():
        return "boolean"
    return "number"


def questions(raw: ir.Table, columns: list[str]) -> ir.Table:
    """One row of aggregates over the raw table; ``answers`` turns it into a Look."""
    import ibis

    asked: dict[str, Any] = {"rows": raw.count()}
    for place, name in enumerate(columns):
        column = raw[name]
        kind = kind_of(column.type())
        if kind == "text":
            asked[f"blank_{place}"] = column.strip().isin(BLANKS).any()
            asked[f"wide_{place}"] = (_bytes(column) != column.length()).any()
            asked[f"offset_{place}"] = column.re_search(OFFSET).any()
            slashed = column.re_search(SLASHED)
            asked[f"slashed_{place}"] = slashed.any()
            asked[f"first_{place}"] = _part(column, 1).max(where=slashed)
            asked[f"second_{place}"] = _part(column, 2).max(where=slashed)
        elif kind == "number":
            value = column.cast("float64")
            asked[f"whole_{place}"] = (value == value.floor()).all()
        elif kind == "moment":
            moment = column.cast("timestamp(6)")
            asked[f"from_{place}"], asked[f"to_{place}"] = moment.min(), moment.max()
    assert ibis is not None
    return raw.aggregate(**asked)


def answers(raw: ir.Table, columns: list[str], row: dict[str, Any]) -> Look:
    looks: dict[str, ColumnLook] = {}
    for place, name in enumerate(columns):
        looks[name] = ColumnLook(
            kind=kind_of(raw[name].type()),
            has_blanks=bool(row.get(f"blank_{place}")),
            has_wide=bool(row.get(f"wide_{place}")),
            is_whole=row.get(f"whole_{place}") is not False,
            has_offsets=bool(row.get(f"offset_{place}")),
            has_slashed=bool(row.get(f"slashed_{place}")),
            day_first=_order(row.get(f"first_{place}"), row.get(f"second_{place}")),
            first=_naive(row.get(f"from_{place}")),
            last=_naive(row.get(f"to_{place}")),
        )
    return Look(looks)


def _order(first: int | None, second: int | None) -> bool | None:
    """Whether days stand first in 03/04/2024: told by a part above 12; None where no part tells or both do."""
    day_first, month_first = (first or 0) > 12, (second or 0) > 12
    return day_first if day_first != month_first else None


def _part(column: Any, place: int) -> Any:
    return column.re_extract(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{4}", place).try_cast("int64")


def _bytes(column: Any) -> Any:
    from regulars.govern.builtin import strlen

    return strlen(column)


def _naive(moment: Any) -> datetime | None:
    if moment is None:
        return None
    found: datetime = moment.to_pydatetime() if hasattr(moment, "to_pydatetime") else moment
    return found.replace(tzinfo=None)
