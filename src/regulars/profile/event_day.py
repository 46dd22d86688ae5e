"""How often each account did what on a day: events summed up, for rules that count them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.core.behaviour import ANY

if TYPE_CHECKING:
    import ibis.expr.types as ir


def event_day(event: ir.Table) -> ir.Table:
    """One row per event name, day and account with its ``times``, and one of each day and account for all its events.

    In that order, so that a question reads the days of one name only. Events of nobody known are left out.
    """
    import ibis

    rows = event.filter(event.account_id.notnull() & (event.name != ANY))
    named = rows.group_by("name", "day", "account_id").aggregate(times=rows.event_id.nunique())
    every = rows.group_by("day", "account_id").aggregate(times=rows.event_id.nunique())
    found = named.union(every.mutate(name=ibis.literal(ANY)).select(*named.columns))
    return found.order_by("name", "day", "account_id")
