"""What customers did: the times that a deed of a rule looks for, how many they are, and what followed on them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from regulars.audience.truth import Seen, shown, truth
from regulars.core.behaviour import OF_ALL
from regulars.core.rule import Deed, Followed, fields
from regulars.core.shelf import telling
from regulars.core.time import local_time, offsets

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.audience.evening import Evening


def done(deed: Deed, evening: Evening, *, only: str | None = None) -> ir.Table:
    """``customer_id``, ``id`` and ``at`` of the times that a deed means; of one customer, where ``only`` names it."""
    wanted = frozenset(fields(deed.where)) if deed.where is not None else frozenset()
    with telling(f"behaviour {deed.behaviour!r}"):
        rows = evening.behaviours[deed.behaviour].rows(evening.read, wanted)
    rows = within(rows.filter(rows.account_id.notnull()), deed, evening)
    if wanted & (OF_ALL.keys() - {"day"}):
        rows = _local(rows, evening)
    if deed.where is not None:
        rows = rows.filter(truth(deed.where, Seen(rows, {}, evening.as_of)))
    rows = evening.resolved(rows.select("account_id", "id", "at"))
    return rows if only is None else rows.filter(rows.customer_id == only)


def counted(deed: Deed, evening: Evening, *, only: str | None = None) -> ir.Table:
    """``customer_id`` and ``times`` of those who did it at all."""
    rows = done(deed, evening, only=only)
    return rows.group_by("customer_id").aggregate(times=rows.id.nunique())


def followed(pair: Followed, evening: Evening, *, only: str | None = None) -> ir.Table:
    """``customer_id`` and ``times`` of those with a first deed that the other one followed in time, or did not.

    One deed does not follow itself, so of one behaviour, or of events of a name and events of all names, the later one
    is later; of others they may be of one moment. Of those that were not followed only such count whose time had passed
    by the end of the day.
    """
    import ibis

    first = done(pair.first, evening, only=only).select("customer_id", "at", is_first=ibis.literal(True))
    by = done(pair.by, evening, only=only).select("customer_id", "at", is_first=ibis.literal(False))
    both = first.union(by).distinct()
    is_one = _may_be_one(pair, evening)
    # From the latest on: at each first deed, what was seen so far is what came after it.
    order = [ibis.desc("at"), ibis.desc("is_first") if is_one else ibis.asc("is_first")]
    later = ibis.cumulative_window(group_by="customer_id", order_by=order)
    next_at = ibis.ifelse(both.is_first, ibis.null("timestamp"), both.at).min().over(later)
    seen = both.mutate(next_at=next_at)
    seen = seen.filter(seen.is_first)
    end = seen.at + ibis.interval(hours=pair.hours)
    in_time = (seen.next_at <= end).fill_null(False)
    kept = seen.filter(~in_time & (end <= ibis.literal(evening.midnight)) if pair.is_not else in_time)
    return kept.group_by("customer_id").aggregate(times=kept.count())


def _may_be_one(pair: Followed, evening: Evening) -> bool:
    """Whether one thing done may be of both behaviours."""
    first, by = pair.first.behaviour, pair.by.behaviour
    kinds = {evening.behaviours[first].events, evening.behaviours[by].events}
    return first == by or kinds == {"all", "named"}


def within(rows: ir.Table, deed: Deed, evening: Evening) -> ir.Table:
    """Those rows whose ``day`` (or ``at``, where hours are asked) lies in the time of a deed."""
    import ibis

    if deed.days is not None:
        rows = rows.filter(rows.day > ibis.literal(evening.as_of - timedelta(days=deed.days)))
    if deed.hours is not None:
        rows = rows.filter(rows["at"] > ibis.literal(evening.midnight - timedelta(hours=deed.hours)))
    if deed.since is not None:
        rows = rows.filter(rows.day >= shown(deed.since, evening.as_of))
    if deed.until is not None:
        rows = rows.filter(rows.day <= shown(deed.until, evening.as_of))
    return rows


def _local(rows: ir.Table, evening: Evening) -> Any:
    """With the hour and the weekday in the shop's zone."""
    start = datetime.combine(evening.first(), datetime.min.time()) - timedelta(days=2)
    end = datetime.combine(evening.as_of, datetime.min.time()) + timedelta(days=2)
    local = local_time(rows["at"], offsets(evening.zone, start, end))
    return rows.mutate(hour=local.hour().cast("int64"), weekday=(local.date().day_of_week.index() + 1).cast("int64"))
