"""Getting money back."""

from __future__ import annotations

from typing import Any

from regulars.catalogue.behaviours.order import PRODUCT, with_product
from regulars.core.behaviour import Behaviour, Read


def _rows(read: Read, wanted: frozenset[str]) -> Any:
    """Lines of refunds; whose they are says the order, where they name one."""
    import ibis

    refund = read("refund")
    orders, lines = read("orders").select("order_id", "account_id"), read("order_item")
    placed = orders.union(lines.select("order_id", "account_id")).filter(lambda t: t.account_id.notnull())
    placed = placed.group_by(of_order=placed.order_id).aggregate(buyer=placed.account_id.min())
    joined = refund.left_join(placed, refund.order_id == placed.of_order)
    found = joined.select(
        "day", "product_id", "quantity", "amount", "kind", id="refund_id", at="refunded_at",
        account_id=ibis.coalesce(joined.buyer, joined.account_id),
    )  # fmt: skip
    return with_product(found, read, day="day") if wanted & PRODUCT.keys() else found


BEHAVIOUR = Behaviour(
    name="refund",
    title={"en": "Got a refund", "zh": "退款"},
    about={
        "en": "A refund; what is asked of products and amounts holds when it holds for one of its lines.",
        "zh": "一次退款；对商品与金额的条件只要有一行明细符合即成立。",
    },
    reads=("refund", "orders", "order_item", "product"),
    fields={
        "amount": "money",
        "kind": "word",
        "quantity": "number",
        "product_id": "word",
        **PRODUCT,
    },
    rows=_rows,
)
