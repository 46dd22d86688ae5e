"""What each account bought in a month, in counters that add up: prices, discounts, hours of the day, coupons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.core.decimals import product
from regulars.core.time import month_start

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: How far the row of an order and its lines may lie apart and be one order.
APART_DAYS = 31
WEEKDAYS = tuple(f"orders_w{day}" for day in range(1, 8))
HOURS = tuple(f"orders_h{hour:02}" for hour in range(24))
BEARERS = ("shop", "platform", "anchor", "maker")
MONEY = (
    "list_amount",
    "amount",
    "discounted_amount",
    *(f"discount_{bearer}" for bearer in BEARERS),
    "coupon_deduction",
)
COUNTS = ("lines", "discounted_lines", "orders", "coupon_uses", *WEEKDAYS, *HOURS)
_KIND = {
    **dict.fromkeys(MONEY, "decimal(18, 4)"), "pieces": "decimal(18, 3)", **dict.fromkeys(COUNTS, "int64"),
}  # fmt: skip
MEASURES = tuple(_KIND)


def line_counters(order_item: ir.Table) -> ir.Table:
    """Lines with their list price, and what was taken off by whom."""
    lines = order_item.filter(order_item.account_id.notnull())
    off: Any = sum(
        (lines[f"discount_{bearer}"].fill_null(0) for bearer in BEARERS[1:]), lines.discount_shop.fill_null(0)
    )
    is_off = off > 0
    return lines.group_by("account_id", month=month_start(lines.day)).aggregate(
        lines=lines.count(),
        pieces=lines.quantity.sum(),
        amount=lines.amount.sum(),
        list_amount=product(lines.quantity, lines.unit_price, scale=4).sum(),
        discounted_lines=lines.count(where=is_off),
        discounted_amount=lines.amount.sum(where=is_off),
        **{f"discount_{bearer}": lines[f"discount_{bearer}"].sum() for bearer in BEARERS},
    )


def order_counters(orders: ir.Table) -> ir.Table:
    """Orders by weekday (1 is Monday) and hour of their ``local_at``, the time in the shop's zone."""
    placed = orders.filter(orders.account_id.notnull())
    weekday, hour = placed.local_at.date().day_of_week.index() + 1, placed.local_at.hour()
    return placed.group_by("account_id", month=month_start(placed.day)).aggregate(
        orders=placed.count(),
        **{name: placed.count(where=weekday == place) for place, name in enumerate(WEEKDAYS, 1)},
        **{name: placed.count(where=hour == place) for place, name in enumerate(HOURS)},
    )


def placed_order(order_item: ir.Table, orders: ir.Table, *, start: Any) -> ir.Table:
    """``account_id``, ``day`` and ``ordered_at`` of orders placed from ``start`` on: each once, with the first of its
    row and its lines. Nothing that follows takes it back; a row or line more than ``APART_DAYS`` later is another one.

    ``order_item`` reaches so many days further back, ``orders`` twice as many, so that what comes out of a day does not
    depend on ``start``.
    """
    import ibis

    apart = ibis.interval(days=APART_DAYS)
    known = orders.select("order_id", known_day="day", until=(orders.day + apart).cast("date"))
    of_row = [order_item.order_id == known.order_id, known.known_day <= order_item.day, order_item.day <= known.until]
    early = order_item.anti_join(known, of_row)
    days = early.group_by("order_id", "account_id", "day").aggregate(ordered_at=early.ordered_at.min())
    before = days.day.lag().over(ibis.window(group_by=["order_id", "account_id"], order_by="day"))
    days = days.mutate(again=(before + apart).cast("date"), until=(days.day + apart).cast("date"))
    first = days.filter(days.again.isnull() | (days.day > days.again))
    told = days.select("until", early_order="order_id", early_day="day")
    rows = orders.filter(orders.day >= start)
    of_line = [rows.order_id == told.early_order, told.early_day < rows.day, rows.day <= told.until]
    columns = ["account_id", "day", "ordered_at"]
    return first.filter(first.day >= start).select(*columns).union(rows.anti_join(told, of_line).select(*columns))


def coupon_counters(coupon_use: ir.Table) -> ir.Table:
    """Coupons used and what they took off, where the source tells it."""
    used = coupon_use.filter(coupon_use.account_id.notnull())
    return used.group_by("account_id", month=month_start(used.day)).aggregate(
        coupon_uses=used.count(), coupon_deduction=used.deduction.sum()
    )


def account_month(*parts: ir.Table) -> ir.Table:
    """One row per account and month with every counter; ``parts`` have some of them each, none in two of them.

    Joined side by side: stacked and summed again, the many counters of a month cost twice as much.
    """
    import ibis

    found, *more = parts
    for part in more:
        beside = part.rename(part_account="account_id", part_month="month")
        same = (found.account_id == beside.part_account) & (found.month == beside.part_month)
        joined = found.outer_join(beside, same)
        known = joined.mutate(
            account_id=ibis.coalesce(joined.account_id, joined.part_account),
            month=ibis.coalesce(joined.month, joined.part_month),
        )
        found = known.drop("part_account", "part_month")
    absent = dict.fromkeys(name for name in MEASURES if name not in found.columns)
    found = found.mutate(**{name: ibis.literal(0) for name in absent})
    counters = {name: found[name].fill_null(0).cast(kind) for name, kind in _KIND.items()}
    return found.select("account_id", "month", **counters)
