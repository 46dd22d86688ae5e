"""What a publication does to one table, as a value: rows that go, files that come."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Staged:
    """A Parquet file that was written but is not yet part of any table."""

    path: Path
    rows: int


@dataclass(frozen=True)
class Change:
    """Rows leave by ``where`` (SQL over the table's own columns; ``"true"`` empties it) or by the keys of a
    temporary table ``without`` joined on ``on``; then the staged files are added."""

    table: str
    add: tuple[Staged, ...] = ()
    where: str | None = None
    without: str | None = None
    on: tuple[str, ...] = ()
    values: tuple[dict[str, Any], ...] = field(default=())
