"""A shop of known needs: some buyers spend much, live in the main province, buy by the box and in the evening.

Those of all four take tea after the cut; everyone else does so by chance.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

import regulars
from regulars.app.shop import Shop

CUT = date(2024, 6, 30)
LAST = date(2024, 9, 20)
COLUMNS = ("order", "buyer", "sku", "at", "quantity", "price", "province", "since", "name", "category")
MAPPING = """\
title: {en: "Orders", zh: "订单"}
tables:
  order_item: {order_id: order, account_id: buyer, product_id: sku, ordered_at: at, quantity: quantity,
               unit_price: price, is_paid: "true"}
  product: {product_id: sku, valid_from: always, name: name, category: category}
attributes: {of: buyer, valid_from: since, values: {province: region(province)}}
"""


def needs_shop(folder: Path, *, buyers: int, seed: int = 5, has_need: bool = True) -> Shop:
    """The shop, loaded but not built."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "orders.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *lines(buyers, seed=seed, has_need=has_need)])
    shop = regulars.create(folder / "shop", name="tea", zone="Asia/Shanghai", currency="CNY")
    (folder / "shop" / "mappings" / "mine.yaml").write_text(MAPPING, encoding="utf-8")
    shop.load(folder / "orders.csv", mapping="mine")
    return shop


def lines(buyers: int, *, seed: int, has_need: bool) -> Iterator[tuple[str, ...]]:
    """Four orders before the cut and three after it, of one in 50 buyers only one; with the need a cup goes with a saucer in some."""
    draw = np.random.default_rng(seed)
    number = 0
    for buyer in range(buyers):
        spends, is_home, is_box, is_evening = (draw.random() < share for share in (0.18, 0.65, 0.5, 0.5))
        price = (30 if spends else 6) / (12 if is_box else 1)
        told = ("12" if is_box else "1", f"{price}", "广东" if is_home else "浙江")
        for start, days, orders in ((date(2024, 1, 3), 175, 4), (CUT + timedelta(days=1), 82, 3)):
            for _ in range(orders if buyer % 50 else start < CUT):
                number += 1
                hour = int(draw.integers(18, 23) if is_evening else draw.integers(8, 17))
                at = f"{start + timedelta(days=int(draw.integers(0, days)))} {hour:02}:00:00"
                skus = {f"S{draw.integers(0, 8)}"}
                if draw.random() < 0.2:
                    skus |= {"cup", "saucer"} if has_need and draw.random() < 0.7 else {f"S{draw.integers(0, 8)}"}
                wants = has_need and spends and is_home and is_box and is_evening
                if start > CUT and draw.random() < (0.6 if wants else 0.06):
                    skus.add("tea")
                for sku in sorted(skus):
                    name, category = f"The {sku}", "TEA" if sku == "tea" else f"C{sku[-1]}"
                    yield f"o{number}", f"b{buyer}", sku, at, *told, "2024-01-01", name, category
