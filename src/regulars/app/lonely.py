"""Facts dated years before all others, mostly by mistake: told after the load that brought some."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from regulars.core.time import month_end, months_before

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace
    from regulars.lake import Lake

_DATED = ("orders", "order_item", "payment", "refund", "event", "account")
_YEARS = 5


def lonely(workspace: Workspace, load_ids: Iterable[str]) -> list[str]:
    """The note for the loads' rows of months that lie more than five years before the next with facts."""
    wanted = set(load_ids)
    touched = workspace.lake.rows('SELECT "table", month, load_id FROM lake.main.fact_version')
    touched = [row for row in touched if row[0] in _DATED]
    early = _before_the_gap(sorted({month for _, month, _ in touched}))
    brought = [(table, month) for table, month, load_id in touched if month in early and load_id in wanted]
    counts = {table: _rows(workspace.lake, table, early) for table in _DATED if table in dict(brought)}
    if not any(counts.values()):
        return []
    table, count = max(counts.items(), key=lambda pair: pair[1])
    first, last = (end(month for _, month in brought) for end in (min, max))
    dated = f"{first:%Y-%m}" if first == last else f"{first:%Y-%m} to {last:%Y-%m}"
    rows = f"1 row of `{table}` is" if count == 1 else f"{count:,} rows of `{table}` are"
    return [
        f"{rows} dated {dated}, more than {_YEARS} years before all others. If such dates are wrong: "
        "accepted rows stay, so refuse them under `reject` of the mapping and load into a new shop"
    ]


def _before_the_gap(months: list[date]) -> list[date]:
    """All months before the last long gap; none where there is no such gap."""
    gaps = [place for place, (one, following) in enumerate(pairwise(months), 1) if one < _years_before(following)]
    return months[: gaps[-1]] if gaps else []


def _years_before(month: date) -> date:
    return months_before(month, _YEARS * 12)


def _rows(lake: Lake, table: str, months: list[date]) -> int:
    ask = f"SELECT count(*) FROM lake.main.{table} WHERE day BETWEEN ? AND ?"
    return int(lake.rows(ask, [months[0], month_end(months[-1])])[0][0])
