"""Paying an order in full."""

from __future__ import annotations

from typing import Any

from regulars.catalogue.behaviours.order import LINE, with_lines
from regulars.core.behaviour import Behaviour, Read


def _rows(read: Read, wanted: frozenset[str]) -> Any:
    """Orders paid by payments, at the first that is no deposit, and orders whose source lists only paid lines."""
    found = _by_payments(read)
    found = found.union(_by_lines(read).select(*found.columns))
    return with_lines(found, read, wanted) if wanted & LINE.keys() else found


def _by_payments(read: Read) -> Any:
    import ibis

    payment, orders = read("payment"), read("orders")
    payment = payment.filter(payment.amount > 0)
    is_full = (payment.kind != "deposit").fill_null(True)
    paid = payment.group_by(paid_order=payment.order_id).aggregate(
        amount=payment.amount.sum(), paid_at=payment.paid_at.min(where=is_full), paid_day=payment.day.min(where=is_full)
    )
    orders = orders.select("order_id", "account_id", "store_id", ordered_at="ordered_at", ordered_day="day")
    joined = paid.filter(paid.paid_at.notnull()).inner_join(orders, paid.paid_order == orders.order_id)
    return joined.select(
        "account_id", "store_id", id="order_id", at=ibis.greatest(joined.paid_at, joined.ordered_at),
        day=ibis.greatest(joined.paid_day, joined.ordered_day), amount=joined.amount.cast("decimal(18, 4)"),
    )  # fmt: skip


def _by_lines(read: Read) -> Any:
    import ibis

    lines = read("order_item")
    lines = lines.filter(lines.is_paid & (lines.amount > 0))
    summed = lines.group_by("account_id", id=lines.order_id).aggregate(
        at=lines.ordered_at.min(), day=lines.day.min(), amount=lines.amount.sum()
    )
    return summed.mutate(amount=summed.amount.cast("decimal(18, 4)"), store_id=ibis.null("string"))


BEHAVIOUR = Behaviour(
    name="purchase",
    title={"en": "Paid an order", "zh": "支付订单"},
    about={
        "en": "An order paid in full, at its first payment that is no deposit; later refunds do not undo it.",
        "zh": "订单付清，以首笔非定金支付为准；之后的退款不抵消。",
    },
    reads=("payment", "orders", "order_item", "product"),
    fields={"amount": "money", "store_id": "word", **LINE},
    rows=_rows,
)
