"""Products with the list price of each first day of a month on which it was another."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT product_id(product) AS sku, valid_from, name AS title, category, brand, variant, price, cost
    FROM product_version JOIN product USING (product) ORDER BY valid_from, sku
    """


FILE = File("products", "csv", _rows, every="once")
