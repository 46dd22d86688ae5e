"""Placing an order, paid or not."""

from __future__ import annotations

from typing import Any

from regulars.core.behaviour import Behaviour, Read
from regulars.core.text import PATH_SEPARATOR

#: What is known of a product: the first level of its category's path, the whole path where there are more, its brand.
PRODUCT = {"category": "word", "subcategory": "word", "brand": "word"}
LINE = {
    "product_id": "word", "quantity": "number", "unit_price": "money", "line_amount": "money", **PRODUCT,
}  # fmt: skip


def order_rows(read: Read, wanted: frozenset[str]) -> Any:
    """Orders; those of sources that tell of lines only are made of their lines. With what is asked of lines, a row a
    line."""
    import ibis

    orders, lines = read("orders"), read("order_item")
    known = orders.select(
        "account_id", "day", "amount", "store_id", "region_code", id=orders.order_id, at=orders.ordered_at
    )
    loose = lines.anti_join(orders.select("order_id"), "order_id")
    loose = loose.group_by("account_id", id=loose.order_id).aggregate(
        day=loose.day.min(), amount=loose.amount.sum(), at=loose.ordered_at.min()
    )
    loose = loose.mutate(store_id=ibis.null("string"), region_code=ibis.null("string"))
    found = known.union(loose.mutate(amount=loose.amount.cast("decimal(18, 4)")).select(*known.columns))
    if "amount" in wanted:
        found = _with_sums(found, lines)
    return with_lines(found, read, wanted) if wanted & LINE.keys() else found


def _with_sums(orders: Any, lines: Any) -> Any:
    """An order whose source states no total costs what its lines cost."""
    import ibis

    sums = lines.group_by(line_order=lines.order_id).aggregate(lines_amount=lines.amount.sum())
    joined = orders.left_join(sums, orders.id == sums.line_order)
    return joined.mutate(amount=ibis.coalesce(joined.amount, joined.lines_amount)).drop("line_order", "lines_amount")


def with_lines(rows: Any, read: Read, wanted: frozenset[str]) -> Any:
    """Rows with an order's ``id``, once for each of its lines."""
    lines = read("order_item")
    lines = lines.select(
        "quantity", "unit_price", "product_id", line_order=lines.order_id, line_amount=lines.amount, line_day=lines.day
    )
    joined = rows.left_join(lines, rows.id == lines.line_order)
    return with_product(joined, read, day="line_day") if wanted & PRODUCT.keys() else joined


def with_product(rows: Any, read: Read, *, day: str) -> Any:
    """What was known of the product of a row on a day of it."""
    import ibis

    span = read("product_span")
    levels = span.category.split(PATH_SEPARATOR)
    path = ibis.ifelse(span.category.contains(PATH_SEPARATOR), span.category, ibis.null("string"))
    span = span.select(
        "brand", "since", "until", of_product=span.product_id, category=levels[0], subcategory=path
    )  # fmt: skip
    return rows.left_join(
        span,
        (rows.product_id == span.of_product) & (rows[day] >= span.since) & (rows[day] < span.until),
    )


BEHAVIOUR = Behaviour(
    name="order",
    title={"en": "Placed an order", "zh": "下单"},
    about={
        "en": "An order, paid or not. What is asked of products holds when it holds for one of its lines.",
        "zh": "下单，无论是否支付。对商品的条件只要有一行明细符合即成立。",
    },
    reads=("orders", "order_item", "product"),
    fields={"amount": "money", "store_id": "word", "region_code": "word", **LINE},
    rows=order_rows,
)
