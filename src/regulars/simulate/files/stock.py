"""Pieces in stock of each product, day by day."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT plan_day(day) AS date, product_id(product) AS sku, pieces FROM stock_day ORDER BY date, sku
    """


FILE = File("stock", "csv", _rows, every="once")
