"""Reviews of order lines."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT review_id(person, bought, since, turn, line) AS review_no,
           order_id(person, bought, since, turn) AS order_no, line AS line_no, product_id(product) AS sku,
           account_id(person) AS buyer_id, shop_time(day, second) AS written, rating AS stars, text AS words
    FROM review ORDER BY written, review_no
    """


FILE = File("reviews", "csv", _rows, every="once")
