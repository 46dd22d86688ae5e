"""Dirt as real sources have it: rows told twice, late, in a wrong zone, or with an id that is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Twice:
    """A share of the rows is told once more at the end of the file."""

    share: float
    kind = "told twice"


@dataclass(frozen=True)
class Late:
    """A share of the rows stands in the file of the next month."""

    share: float
    kind = "late"


@dataclass(frozen=True)
class Changed:
    """A share of the rows has something else in a column that is not empty; ``to`` is SQL over the row."""

    kind: str
    share: float
    column: str
    to: str


Dirt = Twice | Late | Changed
