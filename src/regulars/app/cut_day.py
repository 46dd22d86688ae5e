"""The day whose tags each build makes beside those of its own: what is known then is judged by later purchases.

Groups are defined by the tags of this day and judged on what their people buy after it (SPEC F2).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from regulars.core.time import month_end, month_of, months_before

if TYPE_CHECKING:
    from regulars.lake import Lake

#: How many whole months lie between the cut and the month of the build: a quarter of the history, within these bounds.
LEAST_MONTHS, MOST_MONTHS = 1, 3
#: So many must have bought by the cut, and so many after it; fewer could say nothing.
LEAST_BEFORE, LEAST_AFTER = 100, 50


def cut_day(first: date, as_of: date) -> date | None:
    """The month end that a build of a day judges from, None where the history is too short.

    It lies 28 to 123 days back, and stays the same all through a month: a daily build makes its tags once a month.
    """
    months = (as_of.year - first.year) * 12 + as_of.month - first.month
    back = min(max(months // 4, LEAST_MONTHS), MOST_MONTHS)
    cut = month_end(months_before(month_of(as_of), back + 1))
    return cut if cut > first else None


def usable_cut(lake: Lake, days: Collection[date], *, first: date, as_of: date) -> date | None:
    """The cut of a build whose snapshots are of these days; None where too few bought before or after it."""
    cut = cut_day(first, as_of)
    if cut is None or cut not in days:
        return None
    before, after = lake.rows(
        "SELECT count(*) FILTER (first_day <= ?), count(*) FILTER (last_day > ?) FROM ("
        "SELECT account_id, min(day) AS first_day, max(day) AS last_day FROM lake.main.account_day "
        "WHERE paid_orders > 0 AND day <= ? GROUP BY 1)",
        [cut, cut, as_of],
    )[0]
    return cut if before >= LEAST_BEFORE and after >= LEAST_AFTER else None
