"""How many an audience had on each day that it was recorded, and how many of them came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


def size(audience_member: ir.Table, recorded: ir.Table) -> ir.Table:
    """``place``, ``people``, ``entered`` and ``leaving`` of each recorded day with members.

    ``audience_member`` is of one audience, ``recorded`` its days as ``as_of`` with their ``place``: 0, 1 … ``leaving``
    are no members on the next one.
    """
    import ibis

    rows = audience_member.inner_join(recorded, "as_of").select("customer_id", "place")
    ordered = ibis.window(group_by="customer_id", order_by="place")
    rows = rows.mutate(earlier=rows.place.lag().over(ordered), later=rows.place.lead().over(ordered))
    return rows.group_by("place").aggregate(
        people=rows.count(),
        entered=rows.count(where=(rows.earlier != rows.place - 1).fill_null(True)),
        leaving=rows.count(where=(rows.later != rows.place + 1).fill_null(True)),
    )
