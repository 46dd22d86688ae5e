"""Ids that became floats on their way, 17850.0 for 17850: how a column shows it, and the id they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regulars.core.text import BLANKS, FEW, HIDDEN, POINTED

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: What the quality of a load calls it.
FIX = "point_zero_removed"


@dataclass(frozen=True)
class Tally:
    """Of the ``filled`` values of a column, how many are ``whole`` numbers and how many are written with .0."""

    filled: int
    whole: int
    pointed: int
    example: str

    @property
    def is_pointed(self) -> bool:
        return self.pointed == self.filled >= FEW

    @property
    def is_doubtful(self) -> bool:
        """Most of its numbers have the .0, but for too few or for other values it may have a meaning."""
        return not self.is_pointed and self.pointed > self.whole


def is_pointed(column: Any) -> Any:
    """Whether a value is a whole number with .0. The pattern is asked of the few values only that end so."""
    return column.endswith(".0").ifelse(column.re_search(POINTED), False)


def without_point(text: Any) -> Any:
    return is_pointed(text).ifelse(text.left(text.length() - 2), text)


def tallies(raw: ir.Table, names: list[str]) -> ir.Table:
    """One row of counts for these text columns; ``tally`` reads it."""
    asked: dict[str, Any] = {}
    for place, name in enumerate(names):
        column = raw[name]
        pointed = is_pointed(column)
        asked |= {
            f"filled_{place}": (column.notnull() & column.strip().notin((*BLANKS, HIDDEN))).sum(),
            f"whole_{place}": column.re_search(r"^\s*-?[0-9]+\s*$").sum(),
            f"pointed_{place}": pointed.sum(),
            f"example_{place}": column.strip().min(where=pointed),
        }
    return raw.aggregate(**asked)


def tally(row: dict[str, Any], place: int) -> Tally:
    filled, whole, pointed = (int(row[f"{what}_{place}"] or 0) for what in ("filled", "whole", "pointed"))
    return Tally(filled, whole, pointed, row[f"example_{place}"] or "")
