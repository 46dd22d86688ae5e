"""Coupons that were used: what an order is less for is by the last one that its buyer looked at."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    WITH held AS (SELECT person, day AS issued, treatment FROM mailed WHERE off > 0 AND is_opened)
    SELECT coupon_id(b.person, issued, treatment) AS coupon_no, campaign_name(issued, treatment) AS campaign,
           account_id(b.person) AS member_id, order_no, placed_at AS used_at, off AS deduction
    FROM bought b ASOF JOIN held h ON h.person = b.person AND h.issued <= b.day WHERE off > 0
    ORDER BY used_at, order_no
    """


FILE = File("coupon_uses", "csv", _rows, every="once")
