"""Money that moved after the order: payments and refunds, with the paid day that each belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


def paid_order(payment: ir.Table, orders: ir.Table) -> ir.Table:
    """One row per order paid by payments: order_id, account_id, paid_day.

    The paid day is that of the first payment that is not a deposit, and not before the order itself.
    """
    full = payment.filter((payment.kind != "deposit") & (payment.amount > 0))
    first = full.group_by("order_id").aggregate(first_paid=full.day.min())
    joined = first.inner_join(orders.select("order_id", "account_id", ordered_day=orders.day), "order_id")
    import ibis

    return joined.select("order_id", "account_id", paid_day=ibis.greatest(joined.first_paid, joined.ordered_day))


def payment_movement(payment: ir.Table, paid_order: ir.Table) -> ir.Table:
    """Each payment on the day on which it counts: account_id, day, purchase_day, paid_amount, paid_orders.

    A deposit counts when the balance comes; an order counts once, on its paid day.
    """
    import ibis

    joined = payment.filter(payment.amount > 0).inner_join(paid_order, "order_id")
    day = ibis.greatest(joined.day, joined.paid_day)
    moved = joined.select("account_id", "order_id", day=day, purchase_day=joined.paid_day, paid_amount=joined.amount)
    per_order = moved.group_by("account_id", "order_id", "day", "purchase_day").aggregate(
        paid_amount=moved.paid_amount.sum()
    )
    return per_order.group_by("account_id", "day", "purchase_day").aggregate(
        paid_amount=per_order.paid_amount.sum(),
        paid_orders=(per_order.day == per_order.purchase_day).sum(),
    )


def refund_movement(refund_piece: ir.Table) -> ir.Table:
    """Refund pieces summed: account_id, day, purchase_day (null where unmatched), refund_amount, refunds.

    A refund of several lines, or of sales of several days, is one; it counts with the earliest of these days.
    """
    import ibis

    whole = refund_piece.group_by("account_id", "day", "refund_id").aggregate(first_day=refund_piece.purchase_day.min())
    parts = ibis.union(
        refund_piece.select("account_id", "day", "purchase_day", "amount", refunds=ibis.literal(0)),
        whole.select("account_id", "day", purchase_day="first_day", amount=ibis.null("decimal(18, 4)"), refunds=1),
    )
    return parts.group_by("account_id", "day", "purchase_day").aggregate(
        refund_amount=parts.amount.sum(), refunds=parts.refunds.sum()
    )
