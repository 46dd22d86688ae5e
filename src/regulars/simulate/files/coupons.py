"""Coupons that the shop put into accounts, in the first minute of the day on which a mail tells of them."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT coupon_id(person, day, treatment) AS coupon_no, campaign_name(day, treatment) AS campaign,
           account_id(person) AS member_id, shop_time(day, 0) AS issued_at,
           shop_time(day + coupon_days(), 86399) AS ends_at, off AS face_value, "floor" AS from_amount
    FROM mailed WHERE off > 0 AND is_delivered ORDER BY issued_at, coupon_no
    """


FILE = File("coupons", "csv", _rows, every="once")
