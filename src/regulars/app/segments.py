"""Who the customers are at the end of a day: groups, stages, tiers and levels, and better places for thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.app.day import PROFILE, SEGMENTS, chosen, days_of, links, snapshot
from regulars.core.errors import InputError
from regulars.core.frame import Frame
from regulars.profile import segment
from regulars.profile.customer_activity import resolved

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir
    import pyarrow as pa

    from regulars.app.workspace import Workspace

BY = ("rfm_group", "stage", "tier", "levels")


def history(workspace: Workspace, day: date) -> ir.Table:
    """One snapshot: the segments of every customer at the end of a day."""
    table = workspace.lake.table(SEGMENTS)
    return table.filter(table.as_of == day)


def customer_rows(workspace: Workspace, day: date) -> ir.Table:
    """The account days up to a day with ``customer_id``; null for sales that name nobody."""
    table = workspace.lake.table("account_day")
    return resolved(table.filter(table.day <= day), links(workspace, day))


def standing(workspace: Workspace, day: date) -> ir.Table:
    """What each customer paid up to a day, in how many orders, days that were refunded as a whole left out."""
    if day in days_of(workspace, PROFILE):
        profile = workspace.lake.table(PROFILE)
        return profile.filter(profile.as_of == day).select("customer_id", paid="amount", paid_orders="orders")
    rows = customer_rows(workspace, day)
    rows = rows.filter(rows.customer_id.notnull() & rows.purchase_day.notnull())
    days = rows.group_by("customer_id", "purchase_day").aggregate(
        paid=rows.paid_amount.sum(), refunded=rows.refund_amount.sum(), paid_orders=rows.paid_orders.sum()
    )
    days = days.filter((days.paid > 0) & (days.refunded < days.paid))
    return days.group_by("customer_id").aggregate(paid=days.paid.sum(), paid_orders=days.paid_orders.sum())


def segments(workspace: Workspace, *, as_of: date | None = None, by: str = "rfm_group") -> Frame:
    """One row per value of ``by``: people, their share, what they paid and per order.

    ``people_share`` is of the customers with a standing purchase for groups and levels (``refunded`` and
    ``no_purchase`` have none), of all customers for stages and tiers. ``paid`` and ``order_value`` are what the groups
    themselves are made of: paid up to the day, without days that were refunded as a whole. ``levels`` has a row per
    axis and level.
    """
    by = "rfm_group" if by == "group" else by
    if by not in BY:
        raise InputError(f"segments go by group or {', '.join(BY)}, not by {by!r}")
    day = chosen(workspace, as_of)
    dimensions = ("r_level", "f_level", "m_level") if by == "levels" else (by,)
    counted = _counted(workspace, day, dimensions)
    rows = [row for dimension in dimensions for row in _told(counted, dimension)]
    return Frame(_segment_table(rows, day))


def _counted(workspace: Workspace, day: date, dimensions: tuple[str, ...]) -> list[dict[str, Any]]:
    """People and money per combination of the dimensions: a few dozen rows, whatever the size of the shop."""
    paid = standing(workspace, day)
    joined = history(workspace, day).left_join(paid, "customer_id")
    joined = joined.mutate(has_group=joined.last_day.notnull())
    found = joined.group_by(*dimensions, "has_group").aggregate(
        people=joined.count(), paid=joined.paid.sum().fill_null(0), orders=joined.paid_orders.sum().fill_null(0),
        spend_12m=joined.spend_12m.sum().fill_null(0),
    )  # fmt: skip
    return workspace.lake.arrow(found).to_pylist()


def _told(counted: list[dict[str, Any]], dimension: str) -> list[dict[str, Any]]:
    """The rows of one dimension in the order in which they are always told."""
    shelf, order, is_of_group = _shelf(dimension)
    present = {row[dimension] for row in counted if row[dimension] is not None}
    base = [row for row in counted if row["has_group"] or not is_of_group]
    people, paid = sum(row["people"] for row in base), sum(row["paid"] for row in counted)
    rows = []
    for value in [*order, *sorted(present - set(order))]:
        held = [row for row in counted if row[dimension] == value]
        count, money, orders = (sum(row[name] for row in held) for name in ("people", "paid", "orders"))
        is_outside = is_of_group and value in segment.OUTSIDE_GROUPS
        rows.append({
            "dimension": dimension, "value": value, **_titles(shelf, value), "people": count,
            "people_share": None if is_outside or not people else count / people,
            "paid": money, "paid_share": float(money / paid) if paid else None, "orders": orders,
            "order_value": money / orders if orders else None, "spend_12m": sum(row["spend_12m"] for row in held),
        })  # fmt: skip
    return rows


def _shelf(dimension: str) -> tuple[str, tuple[str, ...], bool]:
    """Where the words are, the order of the values, and whether shares are of those with a group."""
    return {
        "rfm_group": ("group", (*segment.GROUPS, *segment.OUTSIDE_GROUPS), True),
        "stage": ("stage", segment.STAGES, False),
        "tier": ("tier", segment.TIERS, False),
        "r_level": ("level", ("active", "middle", "dormant"), True),
        "f_level": ("level", ("high", "middle", "low"), True),
        "m_level": ("level", ("high", "middle", "low"), True),
    }[dimension]


def _titles(shelf: str, value: str) -> dict[str, str]:
    from regulars.report.names import name

    return {"title_en": name(shelf, value, "en"), "title_zh": name(shelf, value, "zh")}


def _segment_table(rows: list[dict[str, Any]], day: date) -> pa.Table:
    import pyarrow as pa

    money = pa.decimal128(38, 4)
    kinds = {"people": pa.int64(), "people_share": pa.float64(), "paid": money, "paid_share": pa.float64(),
             "orders": pa.int64(), "order_value": money, "spend_12m": money}  # fmt: skip
    schema = pa.schema(
        [pa.field("as_of", pa.date32())]
        + [pa.field(name, pa.string()) for name in ("dimension", "value", "title_en", "title_zh")]
        + [pa.field(name, kind) for name, kind in kinds.items()]
    )
    for row in rows:
        row["as_of"] = day
        if row["order_value"] is not None:
            row["order_value"] = round(row["order_value"], 4)
    return pa.Table.from_pylist(rows, schema=schema)


def customers(workspace: Workspace, *, as_of: date | None = None) -> Frame:
    """The profile of every customer at the end of a day, one row each."""
    day = chosen(workspace, as_of, PROFILE)
    return Frame(workspace.lake.arrow(snapshot(workspace, PROFILE, day).order_by("customer_id")))


def proposals(workspace: Workspace, *, as_of: date | None = None) -> Frame:
    """Thresholds that part customers too unevenly, with better ones; empty where all levels hold 2 to 70 %."""
    from dataclasses import asdict

    import pyarrow as pa

    money, share = pa.decimal128(18, 4), pa.float64()
    texts = {name: pa.string() for name in ("axis", "level", "threshold")}
    schema = pa.schema([
        ("axis", texts["axis"]), ("level", texts["level"]), ("people", pa.int64()), ("share", share),
        ("threshold", texts["threshold"]), ("current", money), ("proposed", money), ("share_then", share),
    ])  # fmt: skip
    rows = [asdict(each) for each in advice(workspace, chosen(workspace, as_of))]
    return Frame(pa.Table.from_pylist(rows, schema=schema))


def advice(workspace: Workspace, day: date) -> list[Any]:
    """The proposals of a snapshot as values."""
    from regulars.app.cuts import stored_cuts
    from regulars.profile.proposal import proposals as proposed

    cuts = stored_cuts(workspace.lake, day)
    return proposed(_values(workspace, day), cuts) if cuts is not None else []


def _values(workspace: Workspace, day: date) -> dict[str, list[tuple[Any, int]]]:
    """Ascending values of each axis with the number of customers at each, of those with a standing purchase."""
    from decimal import Decimal

    rows = history(workspace, day)
    rows = rows.filter(rows.last_day.notnull())
    found = {}
    for axis, name in (("R", "recency_days"), ("F", "purchase_days_90"), ("M", "monetary")):
        counted = rows.group_by(value=rows[name]).aggregate(people=rows.count()).order_by("value")
        values = workspace.lake.arrow(counted).to_pylist()
        found[axis] = [(Decimal(row["value"]), row["people"]) for row in values]
    return found
