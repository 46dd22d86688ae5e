"""Orders as the shop system tells them."""

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
    SELECT order_no, account_id(person) AS buyer_id, placed_at AS created_at, amount AS total, off AS coupon_discount,
           channel_name(channel) AS channel, province_name(province) AS province
    FROM placed JOIN person USING (person) ORDER BY placed_at, order_no
    """


FILE = File("orders", "csv", _rows)
