"""Payments: one an order, some minutes after it."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    WITH placed AS (
        SELECT o.*, shop_time(o.day, least(86399, coalesce(v.second, 43200) + 180 + o.second)) AS placed_at,
               order_id(o.person, o.day, o.since, o.turn) AS order_no
        FROM "order" o LEFT JOIN visit v ON v.person = o.person AND v.day = o.since AND v.turn = o.turn
    )
    SELECT 'P' || order_no AS payment_no, order_no, placed_at + to_seconds(20 + 7 * (place % 61)) AS paid_at, amount,
           CASE place % 3 WHEN 0 THEN 'wechat' WHEN 1 THEN 'alipay' ELSE 'card' END AS way
    FROM placed ORDER BY paid_at, payment_no
    """


FILE = File("payments", "csv", _rows)
