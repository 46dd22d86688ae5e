"""What competitors ask on Mondays for products that they have too."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT plan_day(day) AS seen, competitor AS shop, product_id(product) AS sku, price
    FROM competitor_price ORDER BY seen, shop, sku
    """


FILE = File("competitor_prices", "csv", _rows, every="once")
