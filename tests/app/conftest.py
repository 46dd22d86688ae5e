"""Shops for the tests of what a shop is asked: a small one with everything, and the real gift shop."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import regulars
from regulars.app.shop import Shop

sys.path.insert(0, str(Path(__file__).parent))
import needs

ORDERS = """\
order,buyer,phone,sku,name,at,quantity,price,province,paid
1,ann,13800138001,A,Cup,2024-01-05 10:00:00,1,100.00,浙江,yes
1,ann,13800138001,B,Plate,2024-01-05 10:00:00,2,30.00,浙江,yes
2,bob,13800138002,A,Cup,2024-02-10 10:00:00,1,100.00,广东,yes
3,ann,13800138001,A,Cup,2024-03-15 10:00:00,1,110.00,浙江,yes
4,,,A,Cup,2024-03-16 10:00:00,1,110.00,,yes
5,cat,13800138001,B,Plate,2024-04-20 10:00:00,1,30.00,浙江,yes
6,dan,13800138004,B,Plate,2024-04-21 10:00:00,1,30.00,江苏,no
7,eve,13800138005,A,Cup,2024-04-22 10:00:00,-1,30.00,江苏,yes
"""
REFUNDS = """\
refund,order,buyer,at,amount
r1,2,bob,2024-03-01 10:00:00,100.00
r2,,ann,2024-04-01 10:00:00,5.00
"""
ORDER_MAPPING = """\
title: {en: "Orders", zh: "订单"}
tables:
  order_item: {order_id: order, account_id: buyer, product_id: sku, ordered_at: at, quantity: quantity,
               unit_price: price, is_paid: "paid == 'yes'"}
  orders: {order_id: order, account_id: buyer, ordered_at: at}
  product: {product_id: sku, valid_from: at, name: name, price: price}
  account: {when: "not missing(buyer)", account_id: buyer, first_seen_at: at}
contacts: {of: buyer, seen_at: at, values: {phone: phone}, when: "not missing(buyer)"}
attributes: {of: buyer, valid_from: at, values: {province: region(province)}, when: "not missing(buyer)"}
"""
REFUND_MAPPING = """\
title: {en: "Refunds", zh: "退款"}
tables:
  refund: {refund_id: refund, order_id: order, account_id: buyer, product_id: "''", refunded_at: at, quantity: 0,
           unit_price: 0, amount: amount, kind: "'refund_only'"}
"""


def make(folder: Path, exports: Path) -> Shop:
    """Ann and Cat share a phone; Bob got all back; Dan has not paid; one sale names nobody; one row is bad."""
    shop = regulars.create(folder, name="杯子店", zone="Asia/Shanghai", currency="CNY", language="zh")
    (folder / "mappings" / "orders.yaml").write_text(ORDER_MAPPING, encoding="utf-8")
    (folder / "mappings" / "refunds.yaml").write_text(REFUND_MAPPING, encoding="utf-8")
    exports.mkdir(exist_ok=True)
    (exports / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (exports / "refunds.csv").write_text(REFUNDS, encoding="utf-8")
    shop.load(exports / "orders.csv", mapping="orders")
    shop.load(exports / "refunds.csv", mapping="refunds")
    return shop


@pytest.fixture(scope="session")
def cups_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop, built as of a day in February and then of the end of April; nobody may change it."""
    root = tmp_path_factory.mktemp("cups")
    with make(root / "cups", root / "exports") as shop:
        shop.build(as_of=date(2024, 2, 15))
        shop.build(as_of=date(2024, 4, 30))
    return root / "cups"


@pytest.fixture(scope="session")
def cups(cups_folder: Path) -> Iterator[Shop]:
    """The small shop, opened once for all that only ask."""
    with regulars.open(cups_folder) as shop:
        yield shop


@pytest.fixture
def own_cups(cups_folder: Path, tmp_path: Path) -> Iterator[Shop]:
    """A copy that the test may change."""
    shutil.copytree(cups_folder, tmp_path / "own")
    with regulars.open(tmp_path / "own") as shop:
        yield shop


@pytest.fixture
def new_shop(tmp_path: Path) -> Iterator[Callable[[], Shop]]:
    """Empty shops."""
    shops: list[Shop] = []

    def new() -> Shop:
        shops.append(regulars.create(tmp_path / f"new{len(shops)}", name="new", zone="Europe/London", currency="GBP"))
        return shops[-1]

    yield new
    for shop in shops:
        shop.close()


@pytest.fixture(scope="session")
def gifts(gifts_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """UCI Online Retail, for all that only ask; reports go to its folder."""
    folder = shutil.copytree(gifts_folder, tmp_path_factory.mktemp("asked") / "gifts")
    with regulars.open(folder) as shop:
        yield shop


@pytest.fixture(scope="session")
def needy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop whose big spenders of the main province who buy by the box in the evening take tea later on; built."""
    with needs.needs_shop(tmp_path_factory.mktemp("needy"), buyers=2_000) as shop:
        shop.build()
        yield shop


@pytest.fixture(scope="session")
def needless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The same shop without that need, and without pairs."""
    with needs.needs_shop(tmp_path_factory.mktemp("needless"), buyers=2_000, has_need=False) as shop:
        shop.build()
        yield shop
