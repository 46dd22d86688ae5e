"""The last times that each customer did something, by the day: enough for rules that ask for a few times of late."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from regulars.core.sample import is_sampled

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: How many of the last times are kept.
KEPT = 8
LAST = tuple(f"last_{place}" for place in range(1, KEPT + 1))


def event_last(event_day: ir.Table, customer_tag: ir.Table, *, as_of: date, share: float) -> ir.Table:
    """One row per event name and customer: ``last_1`` is the day of the last time, ``last_2`` that of the time before
    (often the same day) and so on, null where there was none.

    ``event_day`` has ``customer_id`` and no later day. ``is_customer`` is false of who has no tags (erased people);
    ``is_sampled`` marks the customers of whom estimates are made. Those stand first, then it goes by name, and by how
    many times are kept: who did it three times of late is found without reading of those who did it once.
    """
    import ibis

    days = event_day.group_by("name", "customer_id", "day").aggregate(times=event_day.times.sum())
    newest_first = ibis.cumulative_window(group_by=["name", "customer_id"], order_by=ibis.desc("day"))
    days = days.mutate(so_far=days.times.sum().over(newest_first))
    days = days.filter(days.so_far - days.times < KEPT)
    last = {name: days.day.max(where=days.so_far > place) for place, name in enumerate(LAST)}
    found = days.group_by("name", "customer_id").aggregate(**last)
    known = customer_tag.select(known_customer="customer_id")
    found = found.left_join(known, found.customer_id == known.known_customer)
    found = found.select(
        "name", "customer_id", *LAST, as_of=ibis.literal(as_of), is_customer=found.known_customer.notnull(),
        is_sampled=is_sampled(found.customer_id, share),
    )  # fmt: skip
    times = sum(found[name].notnull().cast("int8") for name in LAST)
    return found.order_by(ibis.desc("is_sampled"), "name", ibis.desc(times), ibis.desc("last_1"), "customer_id")
