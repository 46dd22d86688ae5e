"""Refund lines in pieces, each with the sale that it undoes: by the order that the source names, else by matching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.profile import movement, refund_match

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from regulars.lake import Lake

_REFUND = ["place", "account_id", "product_id", "refunded_at", "refund_id", "quantity", "unit_price", "occurrence"]
_SALE = ["place", "account_id", "product_id", "ordered_at", "order_id", "quantity", "unit_price", "occurrence"]

_SOLD = [*_SALE[1:], "is_paid", "amount", "day"]


def refund_piece(lake: Lake, *, start: date | None = None, end: date | None = None) -> ir.Table:
    """The pieces of refunds from one day to another; those without a paid day are unmatched, or came before their
    order was paid.

    A refund looks at nothing that came later than itself: the pieces up to a day are those of the facts up to it.
    """
    facts = [lake.table(name) for name in ("refund", "order_item", "orders", "payment")]
    refund, item, orders, payment = (fact if end is None else fact.filter(fact.day <= end) for fact in facts)
    paid = movement.paid_order(payment, orders)
    by_order = _by_order(_since(refund, start), item, orders, paid)
    return _shaped(by_order).union(_shaped(_by_match(lake, refund, item, paid, start)))


def _since(rows: ir.Table, start: date | None) -> ir.Table:
    return rows if start is None else rows.filter(rows.day >= start)


def _is_unnamed(refund: ir.Table) -> ir.BooleanValue:
    return refund.order_id.isnull() | (refund.order_id == "")


def _by_order(refund: ir.Table, item: ir.Table, orders: ir.Table, paid: ir.Table) -> ir.Table:
    """Refunds that name their order, with the account whose day it is that they take back."""
    import ibis

    named = refund.filter(~_is_unnamed(refund))
    lines = item.filter(item.quantity > 0).semi_join(named, "order_id")
    line_paid = ibis.ifelse(lines.is_paid & (lines.amount > 0), lines.day, ibis.null("date"))
    told = orders.semi_join(named, "order_id")
    known = ibis.union(
        lines.select("order_id", "account_id", "day", paid_day=line_paid),
        told.select("order_id", "account_id", "day", paid_day=ibis.null("date")),
        paid.semi_join(named, "order_id").select("order_id", "account_id", day="paid_day", paid_day="paid_day"),
    )
    days = named.select(named_order="order_id", refund_day="day").distinct()
    known = known.inner_join(days, (known.order_id == days.named_order) & (known.day <= days.refund_day))
    known = known.group_by("named_order", "refund_day").aggregate(
        owner=known.account_id.min(), purchase_day=known.paid_day.min()
    )
    joined = named.left_join(known, (named.order_id == known.named_order) & (named.day == known.refund_day))
    return joined.select(
        "refund_id", "product_id", "occurrence", "order_id", "day", "quantity", "amount", "purchase_day",
        account_id=ibis.coalesce(joined.owner, joined.account_id),
    )  # fmt: skip


def _taken_back(paid_day: ir.DateValue, day: ir.DateValue) -> ir.DateValue:
    """The paid day; none where the refund came before the payment, so that no later payment changes an earlier day."""
    import ibis

    return ibis.ifelse(paid_day <= day, paid_day, ibis.null("date"))


def _by_match(lake: Lake, refund: ir.Table, item: ir.Table, paid: ir.Table, start: date | None) -> ir.Table:
    """Refunds that name no order: the pieces that the matcher found, and what is left over.

    Earlier refunds of the same account and product took their sales first.
    """
    import ibis

    matched, asked = refund_match.unreferenced(refund), _since(refund, start)
    if start is not None:
        matched = matched.semi_join(refund_match.unreferenced(asked), ["account_id", "product_id"])
    refunds = lake.keep(matched, place="place")
    sales = lake.keep(refund_match.candidates(item, refunds).select(*_SOLD), place="place")
    found = lake.hold(refund_match.refund_match(lake.arrow(refunds.select(_REFUND)), lake.arrow(sales.select(_SALE))))
    linked = found.inner_join(refunds, found.refund_place == refunds.place)
    piece = (linked.quantity.cast("decimal(18, 3)") / 1000).cast("decimal(18, 3)")
    linked = linked.select(
        "refund_place", "sale_place", "turn", "refund_id", "product_id", "occurrence", "account_id", "day", "amount",
        piece=piece, whole=linked.quantity_right,
    )  # fmt: skip
    line_day = ibis.ifelse(sales.is_paid & (sales.amount > 0), sales.day, ibis.null("date"))
    sold = sales.select("place", "order_id", purchase_day=line_day)
    linked = linked.inner_join(sold, linked.sale_place == sold.place)
    linked = linked.left_join(paid.select("order_id", "paid_day"), "order_id")
    # Each piece is what the pieces up to it come to, less those before it: rounded alone they would not add up.
    so_far = ibis.cumulative_window(group_by="refund_place", order_by=["turn", "piece"])
    up_to = linked.piece.sum().over(so_far).cast("decimal(18, 3)")
    amount = _share(linked.amount, up_to, linked.whole) - _share(linked.amount, up_to - linked.piece, linked.whole)
    pieces = lake.keep(
        linked.select(
            "refund_id", "product_id", "occurrence", "order_id", "account_id", "day", "refund_place",
            purchase_day=_taken_back(ibis.coalesce(linked.purchase_day, linked.paid_day), linked.day),
            quantity="piece", amount=amount,
        )
    )  # fmt: skip
    rest = _rest(asked.filter(_is_unnamed(asked)), pieces, refunds)
    return _shaped(_since(pieces, start)).union(_shaped(rest))


def _share(amount: ir.DecimalValue, pieces: ir.DecimalValue, whole: ir.DecimalValue) -> ir.DecimalValue:
    """An amount's part for some of its pieces; all of it for all of them.

    In whole ten-thousandths and thousandths: engines divide decimals to different digits.
    """
    import ibis

    money = (amount.cast("float64") * 10_000).round().cast("float64")
    part, parts = ((number.cast("float64") * 1_000).round().cast("float64") for number in (pieces, whole))
    share = ((money * part / parts).round().cast("float64") / 10_000).cast("decimal(18, 4)")
    return ibis.ifelse(pieces == whole, amount, share)


def _rest(unnamed: ir.Table, pieces: ir.Table, refunds: ir.Table) -> ir.Table:
    """What of the unnamed refunds found no sale."""
    import ibis

    used = pieces.group_by("refund_place").aggregate(used=pieces.quantity.sum(), used_amount=pieces.amount.sum())
    key = ["refund_id", "product_id", "unit_price", "quantity", "occurrence"]
    joined = unnamed.left_join(refunds.select("place", *key), key)
    joined = joined.left_join(used, joined.place == used.refund_place)
    left = joined.quantity - joined.used.fill_null(0)
    return joined.filter((left > 0) | joined.used.isnull()).select(
        "refund_id", "product_id", "occurrence", "account_id", "day", order_id=ibis.null("string"),
        purchase_day=ibis.null("date"), quantity=left, amount=joined.amount - joined.used_amount.fill_null(0),
    )  # fmt: skip


def _shaped(table: ir.Table) -> ir.Table:
    return table.select(
        "refund_id", "product_id", "occurrence", "order_id", "account_id", "day", "purchase_day",
        quantity=table.quantity.cast("decimal(18, 3)"), amount=table.amount.cast("decimal(18, 4)"),
    )  # fmt: skip
