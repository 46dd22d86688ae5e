"""Products that customers showed to others, and how many came."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT format('S{:07d}{:04d}{:d}', person, day, turn) AS share_no, account_id(person) AS member_id,
           product_id(product) AS sku, shop_time(day, least(second, 86399)) AS shared, place AS shared_to, visitors
    FROM share ORDER BY shared, share_no
    """


FILE = File("shares", "csv", _rows, every="once")
