"""The additive heart of the profile: what each account ordered, paid and got back, by day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from regulars.core.decimals import whole_sum

if TYPE_CHECKING:
    import ibis.expr.types as ir

FREQUENCY_DAYS = 90
EPOCH = date(1970, 1, 1)
#: The measures of an account day, each with its type.
KIND = {
    "ordered_amount": "decimal(18, 4)", "orders": "int64", "items": "decimal(18, 3)", "paid_amount": "decimal(18, 4)",
    "paid_orders": "int64", "refund_amount": "decimal(18, 4)", "refunds": "int64",
}  # fmt: skip
MEASURES = tuple(KIND)


def line_part(order_item: ir.Table, recent_orders: ir.Table) -> ir.Table:
    """What lines order, and what they pay where their source lists only paid ones (``is_paid``).

    Lines of orders whose source has stated a total by then order no amount. ``recent_orders`` reach a month further
    back: a line may follow its order.
    """
    stated = recent_orders.filter(recent_orders.amount.notnull()).select("order_id", stated_day="day")
    lines = order_item.left_join(stated, "order_id")
    is_stated = (lines.stated_day <= lines.day).fill_null(False)
    return lines.group_by("account_id", "day").aggregate(
        ordered_amount=lines.amount.sum(where=~is_stated),
        items=lines.quantity.sum(),
        paid_amount=lines.amount.sum(where=lines.is_paid & (lines.amount > 0)),
    )


def order_part(orders: ir.Table) -> ir.Table:
    """Orders placed, with their totals where the source states them."""
    return orders.group_by("account_id", "day").aggregate(ordered_amount=orders.amount.sum(), orders=orders.count())


def early_line(order_item: ir.Table, orders: ir.Table) -> ir.Table:
    """Lines before whose day no order row is known: of sources that have none, or in which the order comes later.

    Both tables reach a month further back.
    """
    lines = order_item.select("order_id", "account_id", "day", "amount")
    known = orders.select("order_id", known_day="day")
    return lines.anti_join(known, [lines.order_id == known.order_id, known.known_day <= lines.day])


def early_part(early_line: ir.Table, *, month_start: Any) -> ir.Table:
    """Orders that only their lines tell of by then, on the day of the first one."""
    orders = early_line.group_by("order_id", "account_id").aggregate(day=early_line.day.min())
    orders = orders.filter(orders.day >= month_start)
    return orders.group_by("account_id", "day").aggregate(orders=orders.count())


def told_again_part(early_line: ir.Table, orders: ir.Table) -> ir.Table:
    """What an order row takes back when it comes: its lines have counted already, as an order and by their amounts."""
    joined = early_line.select("order_id", "account_id", "amount").inner_join(
        orders.select("order_id", "day", is_stated=orders.amount.notnull()), "order_id"
    )
    return joined.group_by("account_id", "day").aggregate(
        ordered_amount=-joined.amount.sum(where=joined.is_stated), orders=-joined.order_id.nunique()
    )


def paid_order_part(order_item: ir.Table, *, month_start: Any) -> ir.Table:
    """Orders of sources that list only paid lines, counted on the first day of their lines.

    ``order_item`` reaches three days back before the month, to see where an order over midnight began.
    """
    paid = order_item.filter(order_item.is_paid & (order_item.amount > 0))
    orders = paid.group_by("order_id", "account_id").aggregate(day=paid.day.min())
    orders = orders.filter(orders.day >= month_start)
    return orders.group_by("account_id", "day").aggregate(paid_orders=orders.count())


def account_day(*parts: ir.Table) -> ir.Table:
    """One row per account (null: guests), day and paid day: the parts summed, each with some of ``MEASURES``.

    ``day`` is when the row became known; ``purchase_day`` is the paid day that it belongs to: the day itself for
    orders and purchases (parts without that column), an earlier one for refunds of them, null for unmatched refunds.
    It is a paid day only where something was paid on it.
    """
    import ibis

    stacked = ibis.union(*[_stacked(part) for part in parts])
    sums = {
        name: stacked[name].sum().fill_null(0) if KIND[name] != "int64" else whole_sum(stacked[name])
        for name in MEASURES
    }
    summed = stacked.group_by("account_id", "day", "purchase_day").aggregate(**sums)
    return summed.mutate(**{name: summed[name].cast(kind) for name, kind in KIND.items()})


def _stacked(part: ir.Table) -> ir.Table:
    import ibis

    measures = {
        name: (part[name].fill_null(0) if name in part.columns else ibis.literal(0)).cast(kind.replace("18", "38"))
        for name, kind in KIND.items()
    }
    purchase_day = part.purchase_day if "purchase_day" in part.columns else part.day
    return part.select("account_id", "day", purchase_day=purchase_day, **measures)


def with_rhythm(fresh: ir.Table, earlier: ir.Table) -> ir.Table:
    """The rows of a month with ``paid_days_90``: on the first row of a paid day, the account's paid days in the 90 that
    end with it; null elsewhere. ``earlier`` are the account days of the three months before.

    It only looks back, so it holds for every later as-of day; refunds are not counted (see customer_activity).
    """
    import ibis

    columns = ["account_id", "day", "purchase_day", "paid_amount"]
    both = fresh.select(*columns, is_fresh=ibis.literal(True)).union(
        earlier.select(*columns, is_fresh=ibis.literal(False))
    )
    paid = both.filter(both.account_id.notnull() & (both.paid_amount > 0) & (both.day == both.purchase_day))
    paid = paid.mutate(number=paid.day.delta(ibis.literal(EPOCH), unit="day"))
    window = ibis.range_window(preceding=FREQUENCY_DAYS - 1, following=0, group_by="account_id", order_by="number")
    counted = paid.mutate(paid_days_90=paid.count().over(window))
    counted = counted.filter(counted.is_fresh).select("account_id", "day", "purchase_day", "paid_days_90")
    joined = fresh.left_join(counted, ["account_id", "day", "purchase_day"])
    return joined.drop("account_id_right", "day_right", "purchase_day_right")
