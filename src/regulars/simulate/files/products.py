"""Products with the list price of each first day of a month on which it was another."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.goods import CATEGORIES
from regulars.simulate.stretch import Stretch

#: What parts the goods of a category from one another.
VARIES = {
    "baby/milk powder": "stage", "baby/nappies": "size", "care/sanitary towels": "use", "care/shampoo": "effect",
    "beauty/face cream": "skin type", "beauty/lipstick": "colour", "beauty/face mask": "effect", "food/coffee": "form",
    "food/snacks": "taste", "pet/cat food": "age", "clothes/t-shirts": "colour", "clothes/coats": "colour",
    "home/small appliances": "colour",
}  # fmt: skip


def _rows(stretch: Stretch) -> str:
    varies = ", ".join(f"'{one.title_zh}': '{VARIES[one.name]}'" for one in CATEGORIES)
    return f"""
    SELECT product_id(product) AS sku, valid_from, name AS title, category, brand, variant, price, cost,
           json_object(MAP {{{varies}}}[category], variant) AS attributes
    FROM product_version JOIN product USING (product) ORDER BY valid_from, sku
    """


FILE = File("products", "csv", _rows, every="once")
