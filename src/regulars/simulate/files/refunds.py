"""Refunds of lines that came back."""

from __future__ import annotations

from regulars.simulate.dirt import Late
from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT refund_id(person, bought, since, turn, product) AS refund_no,
           order_id(person, bought, since, turn) AS order_no, product_id(product) AS sku,
           refunded_at(person, day, bought, product) AS refunded_at,
           quantity AS qty, amount, 'return' AS kind
    FROM refund ORDER BY refunded_at, refund_no
    """


FILE = File("refunds", "csv", _rows, key="refund_no", dirt=(Late(0.02),))
