"""How often customers did something, from what the build has counted: the same times as ``done.counted``, sooner.

Which way a deed goes is a plain rule. Events up to the evening that are asked for a few times: the last times of each
customer. Events of other times or asked for more often, with no conditions but on the day and the name: the counts of
days. Anything else, hours and what must be looked up in the rows: the rows themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.audience.done import within
from regulars.audience.truth import Seen, shown, truth
from regulars.core.behaviour import ANY
from regulars.core.rule import Deed, FromAsOf, fields

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.audience.evening import Counted, Evening

#: What ``event_day`` knows of an event beside who did it.
_OF_DAY = {"named": frozenset({"day"}), "all": frozenset({"day", "name"})}
_LAST = "last_"


def is_indexed(deed: Deed, evening: Evening) -> bool:
    """Whether the counts of the build answer for a deed."""
    return _counts(deed, evening) is not None


def indexed(deed: Deed, evening: Evening, *, most: int, least: int = 1) -> ir.Table | None:
    """``customer_id`` and ``times`` of those who did it ``least`` times, a row each; None where only the rows can tell.

    Times beyond ``most`` may be left out. Whoever has no tags, for having been erased, is left out too.
    """
    counts = _counts(deed, evening)
    if counts is None:
        return None
    is_last = deed.where is None and deed.until is None
    if is_last and 1 <= most <= _kept(counts.event_last):
        return _by_last(deed, evening, counts, most, least)
    found = _by_day(deed, evening, counts)
    return found if least == 1 else found.filter(found.times >= least)


def _counts(deed: Deed, evening: Evening) -> Counted | None:
    events = evening.behaviours[deed.behaviour].events
    wanted = set() if deed.where is None else set(fields(deed.where))
    if events is None or deed.hours is not None or not wanted <= _OF_DAY[events]:
        return None
    return evening.counted()


def _kept(event_last: ir.Table) -> int:
    return sum(name.startswith(_LAST) for name in event_last.columns)


def _by_last(deed: Deed, evening: Evening, counts: Counted, most: int, least: int) -> ir.Table:
    import ibis

    rows, after = counts.event_last, _first(deed, evening)

    def is_done(place: int) -> Any:
        """Whether the last time but so many still counts."""
        day = rows[f"{_LAST}{place}"]
        return day.notnull() if after is None else day >= after

    rows = rows.filter(rows.name == _name(deed, evening), is_done(least))
    rows = rows.filter(rows.is_customer) if counts.has_others else rows
    more = [is_done(place).fill_null(False).cast("int64") for place in range(least + 1, most + 1)]
    return rows.select("customer_id", times=sum(more, ibis.literal(least, "int64")))


def _name(deed: Deed, evening: Evening) -> str:
    return deed.behaviour if evening.behaviours[deed.behaviour].events == "named" else ANY


def _first(deed: Deed, evening: Evening) -> Any:
    """The first day that counts; None where all do."""
    if deed.days is not None:
        return shown(FromAsOf(1 - deed.days), evening.as_of)
    return shown(deed.since, evening.as_of) if deed.since is not None else None


def _by_day(deed: Deed, evening: Evening, counts: Counted) -> ir.Table:
    rows = counts.event_day
    is_by_name = deed.where is not None and "name" in fields(deed.where)
    rows = within(rows.filter(rows.name != ANY if is_by_name else rows.name == _name(deed, evening)), deed, evening)
    if deed.where is not None:
        rows = rows.filter(truth(deed.where, Seen(rows, {}, evening.as_of)))
    rows = evening.resolved(rows.select("account_id", "times"))
    found = rows.group_by("customer_id").aggregate(times=rows.times.sum().cast("int64"))
    others = counts.event_last
    others = others.filter(~others.is_customer).select(other_id="customer_id")
    return found.anti_join(others, found.customer_id == others.other_id) if counts.has_others else found
