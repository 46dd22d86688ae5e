"""Of which days the whole profile stays: snapshots of month ends are small, a row of all tags per customer is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from regulars.core.time import month_of

if TYPE_CHECKING:
    from regulars.lake import Lake

#: So long before the newest, every day that was built is kept; before that the last one of each month.
BY_DAY = timedelta(days=14)


@dataclass(frozen=True)
class BuiltDay:
    """An as-of day that was built; ``is_named`` where somebody asked for this very day."""

    day: date
    is_named: bool


def built_days(lake: Lake) -> list[BuiltDay]:
    """The days for which a build ran, ascending; what was made of them may be gone since."""
    if not lake.has("run"):
        return []
    rows = lake.rows(
        "SELECT as_of, bool_or(coalesce(is_named, true)) FROM lake.main.run WHERE what = 'build' GROUP BY 1 ORDER BY 1"
    )
    return [BuiltDay(day, is_named) for day, is_named in rows]


def kept_days(days: Iterable[BuiltDay]) -> set[date]:
    """Those of the days whose profiles stay: named ones, the last two weeks, and the last day of each month."""
    listed = list(days)
    if not listed:
        return set()
    newest = max(one.day for one in listed)
    last = {month_of(one.day): one.day for one in sorted(listed, key=lambda one: one.day)}
    return {one.day for one in listed if one.is_named or one.day > newest - BY_DAY} | set(last.values())
