"""Orders online as the shop system tells them."""

from __future__ import annotations

from regulars.simulate.dirt import Late, Twice
from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT order_no, account_id(person) AS buyer_id, placed_at AS created_at, amount AS total, off AS coupon_discount,
           channel_name(channel) AS channel, province_name(province) AS province
    FROM placed JOIN person USING (person) WHERE NOT is_in_store ORDER BY placed_at, order_no
    """


FILE = File("orders", "csv", _rows, key="order_no", dirt=(Twice(0.004), Late(0.002)))
