"""The additive heart of the profile: what each account ordered, paid and got back, by day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

MEASURES = ("ordered_amount", "orders", "items", "paid_amount", "paid_orders", "refund_amount", "refunds")
FREQUENCY_DAYS = 90
_EPOCH = date(1970, 1, 1)
MONEY = ("ordered_amount", "paid_amount", "refund_amount")


def ordered_part(order_item: ir.Table, orders: ir.Table, recent_orders: ir.Table) -> ir.Table:
    """Orders placed: amounts from the lines, or from the order's own total where the source states one.

    ``recent_orders`` reach a month further back: a line may follow its order.
    """
    stated = recent_orders.filter(recent_orders.amount.notnull())
    lines = order_item.anti_join(stated, "order_id")
    lines = lines.group_by("account_id", "day").aggregate(ordered_amount=lines.amount.sum(), items=lines.quantity.sum())
    counted_by_order = order_item.semi_join(stated, "order_id")
    pieces = counted_by_order.group_by("account_id", "day").aggregate(items=counted_by_order.quantity.sum())
    counted = orders.group_by("account_id", "day").aggregate(
        ordered_amount=orders.amount.sum().fill_null(0), orders=orders.count()
    )
    return _united([lines, pieces, counted], by=("account_id", "day"))


def paid_part(order_item: ir.Table, *, month_start: Any) -> ir.Table:
    """Lines of sources that list only paid lines: paid on their own day; the order counts on its first such day.

    ``order_item`` reaches three days back before the month, to see where an order over midnight began.
    """
    import ibis

    paid = order_item.filter(order_item.is_paid & (order_item.amount > 0))
    per_order = paid.group_by("order_id", "account_id", "day").aggregate(paid_amount=paid.amount.sum())
    first = per_order.day.min().over(ibis.window(group_by="order_id"))
    marked = per_order.mutate(is_first=per_order.day == first)
    marked = marked.filter(marked.day >= month_start)
    return marked.group_by("account_id", "day").aggregate(
        paid_amount=marked.paid_amount.sum(), paid_orders=marked.is_first.sum()
    )


def account_day(
    ordered_part: ir.Table, paid_part: ir.Table, payment_movement: ir.Table, refund_movement: ir.Table
) -> ir.Table:
    """One row per account (null: guests), day and paid day.

    ``day`` is when the row became known; ``purchase_day`` is the paid day that it belongs to: the day itself for
    orders and purchases, an earlier one for refunds of them, null for unmatched refunds. It is a paid day only where
    something was paid on it.
    """
    parts = [
        ordered_part.mutate(purchase_day=ordered_part.day),
        paid_part.mutate(purchase_day=paid_part.day),
        payment_movement,
        refund_movement,
    ]
    return _united(parts, by=("account_id", "day", "purchase_day"))


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
    paid = paid.mutate(number=paid.day.delta(ibis.literal(_EPOCH), unit="day"))
    window = ibis.range_window(preceding=FREQUENCY_DAYS - 1, following=0, group_by="account_id", order_by="number")
    counted = paid.mutate(paid_days_90=paid.count().over(window))
    counted = counted.filter(counted.is_fresh).select("account_id", "day", "purchase_day", "paid_days_90")
    joined = fresh.left_join(counted, ["account_id", "day", "purchase_day"])
    return joined.drop("account_id_right", "day_right", "purchase_day_right")


def _united(parts: list[ir.Table], *, by: tuple[str, ...]) -> ir.Table:
    """The parts with the same columns, as one table summed by key."""
    import ibis

    measures = [name for name in MEASURES if any(name in part.columns for part in parts)]
    stacked = None
    for part in parts:
        columns: dict[str, Any] = {name: part[name] for name in by}
        for name in measures:
            kind = "decimal(38, 4)" if name in MONEY else "decimal(38, 3)" if name == "items" else "int64"
            value = part[name] if name in part.columns else ibis.literal(0)
            columns[name] = value.cast(kind)
        one = part.select(**columns)
        stacked = one if stacked is None else stacked.union(one)
    assert stacked is not None
    sums = {name: stacked[name].sum().fill_null(0) for name in measures}
    summed = stacked.group_by(list(by)).aggregate(**sums)
    kinds = {
        name: "decimal(18, 4)" if name in MONEY else "decimal(18, 3)" if name == "items" else "int64"
        for name in measures
    }
    return summed.mutate(**{name: summed[name].cast(kind) for name, kind in kinds.items()})
