"""What each account bought in a month, in counters that add up: prices, discounts, hours of the day, coupons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.core.decimals import product, whole_sum
from regulars.core.time import month_start

if TYPE_CHECKING:
    import ibis.expr.types as ir

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


def orders_of_lines(order_item: ir.Table) -> ir.Table:
    """Orders of sources that tell of lines only, at the time of the first one."""
    return order_item.group_by("order_id", "account_id").aggregate(
        local_at=order_item.local_at.min(), day=order_item.day.min()
    )


def coupon_counters(coupon_use: ir.Table) -> ir.Table:
    """Coupons used and what they took off, where the source tells it."""
    return coupon_use.group_by("account_id", month=month_start(coupon_use.day)).aggregate(
        coupon_uses=coupon_use.count(), coupon_deduction=coupon_use.deduction.sum()
    )


def account_month(*parts: ir.Table) -> ir.Table:
    """One row per account and month with every counter; ``parts`` have some of them each."""
    import ibis

    stacked = ibis.union(*[_stacked(part) for part in parts])
    sums = {
        name: whole_sum(stacked[name]) if kind == "int64" else stacked[name].sum().cast(kind)
        for name, kind in _KIND.items()
    }
    summed = stacked.group_by("account_id", "month").aggregate(**sums)
    return summed.select("account_id", "month", *MEASURES)


def _stacked(part: ir.Table) -> ir.Table:
    import ibis

    return part.select(
        "account_id",
        "month",
        **{
            name: (part[name].fill_null(0) if name in part.columns else ibis.literal(0)).cast(kind)
            for name, kind in _KIND.items()
        },
    )
