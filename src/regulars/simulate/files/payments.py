"""Payments: one an order, some minutes after it."""

from __future__ import annotations

from regulars.simulate.dirt import Twice
from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT 'P' || order_no AS payment_no, order_no, paid_at, amount,
           CASE luck % 3 WHEN 0 THEN 'wechat' WHEN 1 THEN 'alipay' ELSE 'card' END AS way
    FROM placed WHERE NOT is_in_store ORDER BY paid_at, payment_no
    """


FILE = File("payments", "csv", _rows, key="payment_no", dirt=(Twice(0.004),))
