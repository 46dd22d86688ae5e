"""Lines of orders, what the shop and its coupons took off beside each."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT order_no, row_number() OVER (PARTITION BY order_no ORDER BY item.place) AS line_no,
           product_id(item.product) AS sku, quantity AS qty, price, item.off AS discount,
           round(price * quantity - item.off, 2) AS amount, placed_at AS created_at, account_id(item.person) AS buyer_id
    FROM item JOIN placed ON placed.place = item."order" WHERE NOT is_in_store
    ORDER BY placed_at, order_no, line_no
    """


FILE = File("items", "csv", _rows)
