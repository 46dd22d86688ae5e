"""A first look at raw columns in one pass, so that only the cleaning that they need is paid for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.core.text import BLANKS, HIDDEN, NARROW, WIDE
from regulars.govern.point import is_pointed

if TYPE_CHECKING:
    import ibis.expr.types as ir

SLASHED = r"^\s*\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}"
OFFSET = r"\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+\-]\d\d(:?\d\d)?)\s*$"
_SANE = (datetime(1900, 1, 1), datetime(2200, 1, 1))


@dataclass(frozen=True)
class ColumnLook:
    """What a column of a file is like: Arrow kind, and for text what the cleaning must reckon with.

    ``has_points``: an id of it is written 17850.0; ``is_pointed``: so are all, and they stand for 17850.
    """

    kind: str
    has_edges: bool = False
    has_blanks: bool = False
    blanks: int = 0
    has_wide: bool = False
    has_hidden: bool = False
    has_signs: bool = False
    has_points: bool = False
    is_pointed: bool = False
    is_whole: bool = True
    has_offsets: bool = False
    has_slashed: bool = False
    day_first: bool | None = None
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True)
class Look:
    columns: dict[str, ColumnLook] = field(default_factory=dict)
    rows: int = 0


def kind_of(dtype: Any) -> str:
    """The kinds of raw column that cleaning tells apart: text, whole, number, moment, boolean."""
    if dtype.is_string():
        return "text"
    if dtype.is_integer():
        return "whole"
    if dtype.is_timestamp() or dtype.is_date():
        return "moment"
    if dtype.is_boolean():
        return "boolean"
    return "number"


def readable(raw: ir.Table) -> ir.Table:
    """The raw table with columns of the five kinds only: what is neither is text, whole numbers fit 64 bits."""
    casts: dict[str, str] = {}
    for name, dtype in raw.schema().items():
        if dtype.is_unsigned_integer() and dtype.nbytes == 8:
            casts[name] = "decimal(20, 0)"
        elif not (
            dtype.is_string() or dtype.is_numeric() or dtype.is_boolean() or dtype.is_timestamp() or dtype.is_date()
        ):
            casts[name] = "string"
    return raw.cast(casts) if casts else raw


def questions(raw: ir.Table, wanted: frozenset[tuple[str, str]]) -> ir.Table:
    """One row of aggregates over the raw table; ``answers`` turns it into a Look. ``wanted`` are the columns with the
    kinds as which they are read, ``id`` for those of which ids are made: only what matters for those is asked."""
    asked: dict[str, Any] = {"rows": raw.count()}
    for place, name in enumerate(raw.columns):
        column = raw[name]
        kind = kind_of(column.type())
        if kind == "text" and any((name, used) in wanted for used in ("text", "number", "moment", "boolean")):
            asked[f"edge_{place}"] = _has_edges(column).any()
            asked[f"blank_{place}"] = column.isin(BLANKS).sum()
            asked[f"wide_{place}"] = is_wide(column).any()
            asked[f"hidden_{place}"] = (column == HIDDEN).any()
            if (name, "id") in wanted:
                asked[f"points_{place}"] = is_pointed(column).any()
            if (name, "number") in wanted:
                asked[f"signs_{place}"] = (column.notnull() & column.try_cast("float64").isnull()).any()
            if (name, "moment") in wanted:
                folded = is_wide(column).ifelse(column.translate(WIDE, NARROW), column)
                asked[f"offset_{place}"] = folded.re_search(OFFSET).any()
                slashed = folded.re_search(SLASHED)
                asked[f"slashed_{place}"] = slashed.any()
                asked[f"first_{place}"] = _part(folded, 1).max(where=slashed)
                asked[f"second_{place}"] = _part(folded, 2).max(where=slashed)
        elif kind == "number":
            # Not by rounding down: that is spelled with a cast to an integer, which 1e308 and NaN break.
            rest = column.cast("float64") % 1
            asked[f"whole_{place}"] = ((rest == 0) | rest.isnan()).all()
        elif kind == "moment":
            moment = column.try_cast("timestamp(6)")
            is_sane = moment.between(*_SANE)
            asked[f"from_{place}"], asked[f"to_{place}"] = moment.min(where=is_sane), moment.max(where=is_sane)
    return raw.aggregate(**asked)


def _has_edges(column: ir.StringValue) -> ir.BooleanValue:
    """Whether a value has blanks at its ends. Trimming costs ten times a comparison, and a pattern five times: each is
    used only where the cheaper one says that it may be so."""
    import ibis

    may_begin, may_end = column < "!", ibis.or_(*(column.endswith(blank) for blank in " \t\n\r\f"))
    return ibis.ifelse(may_begin | may_end, column.re_search(r"^\s|\s$"), False)


def by_type(raw: ir.Table) -> Look:
    """What the types alone tell, before anything was asked."""
    return Look({name: ColumnLook(kind_of(raw[name].type())) for name in raw.columns})


def answers(raw: ir.Table, row: dict[str, Any]) -> Look:
    looks: dict[str, ColumnLook] = {}
    for place, name in enumerate(raw.columns):
        looks[name] = ColumnLook(
            kind=kind_of(raw[name].type()),
            has_edges=bool(row.get(f"edge_{place}")),
            has_blanks=any(row.get(f"{sign}_{place}") for sign in ("blank", "edge", "wide")),
            blanks=row.get(f"blank_{place}") or 0,
            has_wide=bool(row.get(f"wide_{place}")),
            has_hidden=bool(row.get(f"hidden_{place}")),
            has_signs=bool(row.get(f"signs_{place}")),
            has_points=bool(row.get(f"points_{place}")),
            is_whole=row.get(f"whole_{place}") is not False,
            has_offsets=bool(row.get(f"offset_{place}")),
            has_slashed=bool(row.get(f"slashed_{place}")),
            day_first=_order(row.get(f"first_{place}"), row.get(f"second_{place}")),
            first=_naive(row.get(f"from_{place}")),
            last=_naive(row.get(f"to_{place}")),
        )
    return Look(looks, row["rows"])


def _order(first: int | None, second: int | None) -> bool | None:
    """Whether days stand first in 03/04/2024: told by a part above 12; None where no part tells or both do."""
    day_first, month_first = (first or 0) > 12, (second or 0) > 12
    return day_first if day_first != month_first else None


def _part(column: Any, place: int) -> Any:
    return column.re_extract(r"^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{4}", place).try_cast("int64")


def is_wide(column: Any) -> Any:
    """Whether a value has full-width forms. Folding costs a lot a row, and Chinese text has none of them mostly."""
    from regulars.govern.builtin import strlen

    is_foreign = strlen(column) != column.length()
    return is_foreign.ifelse(column.re_search(f"[{re.escape(WIDE)}]"), False)


def _naive(moment: Any) -> datetime | None:
    if moment is None:
        return None
    found: datetime = moment.to_pydatetime() if hasattr(moment, "to_pydatetime") else moment
    return found.replace(tzinfo=None)
