"""Tags that read a fact as it was told: by the day, of the customer and not the account, unknown where no source does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import regulars
from regulars.app.shop import Shop

MAPPINGS = {
    "orders": "tables: {orders: {order_id: order, account_id: buyer, ordered_at: at, amount: total}}\n",
    "coupons": """\
tables:
  coupon_issue: {coupon_id: coupon, account_id: buyer, issued_at: given, expires_at: ends, value: face}
  coupon_use: {when: not missing(used), coupon_id: coupon, account_id: buyer, used_at: used, deduction: face}
""",
    "people": """\
tables: {account: {account_id: buyer, first_seen_at: at}}
contacts: {of: buyer, seen_at: at, values: {phone: phone}}
""",
    "gone": "tables: {erasure: {account_id: buyer, erased_at: at}}\n",
}
FILES = {
    "orders": "order,buyer,at,total\n1,ann,2024-05-01 10:00:00,50\n2,bob,2024-05-02 10:00:00,60\n"
    "3,cid,2024-06-20 10:00:00,70\n",
    "people": "buyer,at,phone\nann,2024-05-01 10:00:00,19400000001\nann-app,2024-05-03 10:00:00,19400000001\n",
    "coupons": "coupon,buyer,given,ends,face,used\n"
    "a,ann,2024-06-03 10:00:00,2024-06-30 00:00:00,5,2024-06-09 10:00:00\n"
    "b,ann-app,2024-06-04 23:59:00,2024-06-30 00:00:00,5,\n"
    "c,ann,2022-01-04 10:00:00,2022-06-30 00:00:00,5,2022-01-05 10:00:00\n",
}
OWN = """
from regulars.core.tag import Tag

TAG = Tag(
    name="best_coupon", reads="coupon_issue", unit="money", title={"en": "Best coupon", "zh": "最大面额"},
    about={"en": "The greatest face value given.", "zh": "发放过的最大面额。"},
    value=lambda coupons, as_of: coupons["value"].max(),
)
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with regulars.create(tmp_path / "shop", name="tea", zone="Asia/Shanghai", currency="CNY") as shop:
        for name, text in MAPPINGS.items():
            (shop.folder / "mappings" / f"{name}.yaml").write_text(text, encoding="utf-8")
        yield shop


@pytest.fixture
def bring(shop: Shop, tmp_path: Path) -> Callable[..., None]:
    count = 0

    def bring(*names: str, **texts: str) -> None:
        nonlocal count
        for name, text in {**{name: FILES[name] for name in names}, **texts}.items():
            count += 1
            path = tmp_path / f"{name}{count}.csv"
            path.write_text(text, encoding="utf-8")
            (one,) = shop.load(path, mapping=name)
            assert one.quarantined == 0, one.reasons

    return bring


def of(shop: Shop, name: str, day: date | None = None) -> dict[object, object]:
    return {row["customer_id"]: row[name] for row in shop.table("customer_tag", as_of=day)}


def test_a_fact_that_no_source_tells_is_unknown_of_everybody(shop: Shop, bring: Callable[..., None]) -> None:
    bring("orders", "people")
    shop.build()
    assert set(of(shop, "coupons_issued_12m").values()) == {None}
    assert shop.audience("coupons_issued_12m == 0").count() == 0


def test_rows_of_a_fact_are_counted_by_customer_and_by_the_day(shop: Shop, bring: Callable[..., None]) -> None:
    bring("orders", "people", "coupons")
    shop.build()
    assert of(shop, "coupons_issued_12m") == {"ann": 2, "bob": 0, "cid": 0}, "of both accounts, and not of 2022"
    assert of(shop, "coupon_use_rate_12m") == {"ann": 0.5, "bob": None, "cid": None}
    shop.build(as_of=date(2024, 6, 3))
    assert of(shop, "coupons_issued_12m", date(2024, 6, 3)) == {"ann": 1, "bob": 0}, "the rest of June had not come"
    shop.build(as_of=date(2024, 5, 31))
    assert of(shop, "coupons_issued_12m", date(2024, 5, 31)) == {"ann": 0, "bob": 0}, "told of 2022, so 0 is no guess"


def test_tags_are_made_again_when_a_fact_comes_late(shop: Shop, bring: Callable[..., None]) -> None:
    bring("orders", "people", "coupons")
    shop.build(as_of=date(2024, 6, 10))
    shop.build()
    bring(coupons="coupon,buyer,given,ends,face,used\nd,bob,2024-06-05 10:00:00,2024-06-30 00:00:00,9,\n")
    (note,) = shop.build().notes
    assert "the tags of 2024-06-10 are dropped" in note
    assert of(shop, "coupons_issued_12m")["bob"] == 1
    bring(coupons="coupon,buyer,given,ends,face,used\n")
    assert shop.build().notes == []


def test_a_tag_of_the_shops_own_may_read_a_fact(shop: Shop, bring: Callable[..., None]) -> None:
    bring("orders", "people", "coupons")
    (shop.folder / "tags").mkdir(exist_ok=True)
    (shop.folder / "tags" / "best_coupon.py").write_text(OWN, encoding="utf-8")
    shop.build()
    assert of(shop, "best_coupon") == {"ann": 5, "bob": None, "cid": None}


def test_who_is_erased_has_no_tags_of_facts(shop: Shop, bring: Callable[..., None]) -> None:
    bring("orders", "people", "coupons", gone="buyer,at\nann,2024-06-15 10:00:00\nann-app,2024-06-15 10:00:00\n")
    shop.build()
    assert of(shop, "coupons_issued_12m") == {"bob": 0, "cid": 0}
