"""When customers first bought, when again, and which share of each month's first-time buyers came back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from regulars.core.time import month_start

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir


def buyer(customer_paid: ir.Table, *, history_start: date, entry_days: int) -> ir.Table:
    """One row per customer who ever paid: first_day, gap_days to the next paid day (null: none yet), is_entry_known.

    ``customer_paid`` has one row or more per ``customer_id`` and paid ``day``. Who is first seen in the first
    ``entry_days`` of the history may have bought before it began.
    """
    import ibis

    days = customer_paid.select("customer_id", "day").distinct()
    first = days.group_by("customer_id").aggregate(first_day=days.day.min())
    joined = days.inner_join(first, "customer_id")
    later = joined.day > joined.first_day
    found = joined.group_by("customer_id", "first_day").aggregate(next_day=joined.day.min(where=later))
    return found.mutate(
        gap_days=found.next_day.delta(found.first_day, unit="day").cast("int64"),
        is_entry_known=found.first_day >= ibis.literal(history_start + timedelta(days=entry_days)),
    )


def cohort(customer_paid: ir.Table, buyer: ir.Table) -> ir.Table:
    """People per month of their first paid day and number of calendar months since: ``month, months_later, people``.

    ``months_later`` 0 is the month itself: the size of the cohort. People count once a month.
    """
    days = customer_paid.select("customer_id", "day")
    joined = days.inner_join(buyer.select("customer_id", "first_day"), "customer_id")
    later = (joined.day.year() - joined.first_day.year()) * 12 + joined.day.month() - joined.first_day.month()
    told = joined.select("customer_id", month=month_start(joined.first_day), months_later=later.cast("int64"))
    told = told.distinct()
    return told.group_by("month", "months_later").aggregate(people=told.count())
