"""Which snapshots the history is made of: those of months in which something can have changed.

One order dated 1980 in a file of 2024 would otherwise cost five hundred snapshots that all say the same.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from typing import TYPE_CHECKING

from regulars.core.time import month_ends, month_of, months_before

if TYPE_CHECKING:
    from regulars.core.settings import Settings
    from regulars.lake import Lake

#: What a snapshot is made of, and the column that says when it became known.
_DATED = {
    "account_day": "day", "account": "day", "contact_key": "day", "erasure": "day", "event": "day",
    "loyalty_account": "valid_from",
}  # fmt: skip
_YEAR = 12  #: the months that a tier looks back


def moving_months(lake: Lake, settings: Settings) -> frozenset[date]:
    """Each month with facts or new thresholds, the one before, and those after in which time alone moves somebody."""
    still = _months_of_movement(settings)
    busy = _with_facts(lake) | {month_of(since) for since, _ in settings.dated}
    return frozenset(months_before(month, -later) for month in busy for later in range(-1, still + 1))


def snapshot_days(moving: Set[date], *, first: date, as_of: date) -> list[date]:
    """The snapshots that lead to a day: month ends of moving months, the last one before the day, and the day.

    Facts after the day add none and take none away.
    """
    ends = [end for end in month_ends(first, as_of) if end < as_of]
    return [end for end in ends if month_of(end) in moving or end == ends[-1]] + [as_of]


def _with_facts(lake: Lake) -> set[date]:
    asked = [
        f"SELECT date_trunc('month', {column})::DATE AS month FROM lake.main.{table}"
        for table, column in _DATED.items()
    ]
    return {row[0] for row in lake.rows(f"FROM ({' UNION '.join(asked)}) WHERE month IS NOT NULL")}


def _months_of_movement(settings: Settings) -> int:
    """How many months after the last fact somebody can still become dormant, be lost, or leave a tier."""
    stages, rules = settings.stages, [settings.thresholds, *(rules for _, rules in settings.dated)]
    dormant = [float(one.dormant_days * (1 + settings.margin)) for one in rules]
    ages = (stages.newcomer_days, stages.new_days, stages.growing_days, stages.one_time_days)
    days = max(*dormant, *ages, stages.lost_days, stages.returned_days)
    return max(_YEAR, int(days) // 28 + 1)
