"""Tags of points, stores, shop assistants and deliveries, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import regulars
from regulars.app.shop import Shop

SOURCES = {
    "store": ("tables: {store: {store_id: nr, kind: kind}}", "nr,kind\nS1,store\nS2,\nW,web\n"),
    "order": (
        "tables: {orders: {order_id: nr, account_id: who, ordered_at: at, amount: paid, store_id: store}}",
        "nr,who,at,paid,store\n1,ann,2024-05-01 10:00,9,S1\n2,ann,2024-05-02 10:00,9,W\n3,ann,2024-06-02 10:00,9,S2\n"
        "4,bob,2024-05-01 10:00,9,S1\n5,bob,2023-05-01 10:00,9,\n6,cid,2024-06-10 10:00,9,\n7,,2024-06-10 10:00,9,S1\n",
    ),
    "points": (
        "tables: {points_entry: {entry_id: nr, account_id: who, entered_at: at, kind: why, points: n, good_until: ends}}",
        "nr,who,at,why,n,ends\n1,ann,2023-05-31 10:00,earned,100,2024-03-31\n2,ann,2024-05-01 10:00,earned,50,2024-06-30\n"
        "3,ann,2024-03-31 23:00,expired,60,\n4,ann,2023-06-30 10:00,used,40,\n5,ann,2024-05-09 10:00,used,20,\n"
        "6,ann,2024-06-01 10:00,given,10,2025-06-30\n7,ann,2024-06-30 23:00,expired,30,\n",
    ),
    "visit": (
        "tables: {store_visit: {visit_id: nr, store_id: at_store, came_at: at, account_id: who, seen_by: by}}",
        "nr,at_store,at,who,by\n1,S1,2024-06-01 10:00,ann,rfid\n2,S1,2024-06-05 10:00,ann,rfid\n3,S2,2024-06-05 11:00,,wifi\n"
        "4,S1,2023-06-30 10:00,ann,wifi\n",
    ),
    "note": (
        "tables: {assistant_note: {note_id: nr, account_id: who, noted_at: at, need: need, text: words}}",
        "nr,who,at,need,words\n1,ann,2024-06-01 10:00,gift,想送人\n2,ann,2024-06-05 10:00,,随便看看\n"
        "3,ann,2024-05-05 10:00,try on,试穿\n",
    ),
    "parcel": (
        "tables: {delivery: {delivery_id: nr, order_id: of, account_id: who, shipped_at: sent, promised_day: said,"
        " delivered_at: came, preferred_time: when, rating: stars}}",
        "nr,of,who,sent,said,came,when,stars\n1,1,ann,2024-05-01 12:00,2024-05-03,2024-05-03 12:00,evening,5\n"
        "2,2,ann,2024-05-02 12:00,2024-05-04,2024-05-06 12:00,weekend,2\n3,3,ann,2024-06-02 12:00,,2024-06-03 12:00,,\n",
    ),
}
TAGS = (
    "points_balance", "points_earned_12m", "points_used_12m", "points_expiring_30d", "store_visits_12m",
    "days_since_store_visit", "last_store", "store_orders_12m", "is_omnichannel", "last_need", "delivery_days_mean",
    "late_delivery_share", "last_delivery_rating", "preferred_delivery_time",
)  # fmt: skip
DAY = date(2024, 6, 10)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    root = tmp_path_factory.mktemp("members")
    with regulars.create(root / "shop", name="tea", zone="Asia/Shanghai", currency="CNY") as shop:
        load(shop, root, *SOURCES)
        shop.build(as_of=DAY)
        yield shop


def load(shop: Shop, root: Path, *names: str) -> None:
    for name in names:
        mapping, rows = SOURCES[name]
        (shop.folder / "mappings" / f"{name}.yaml").write_text(f"zone: Asia/Shanghai\n{mapping}\n", encoding="utf-8")
        (root / f"{name}.csv").write_text(rows, encoding="utf-8")
        (one,) = shop.load(root / f"{name}.csv", mapping=name)
        assert one.quarantined == 0, one.reasons


def of(shop: Shop, customer: str, day: date = DAY) -> dict[str, object]:
    (row,) = [row for row in shop.table("customer_tag", as_of=day) if row["customer_id"] == customer]
    return {name: row[name] for name in TAGS}


def test_tags_of_who_does_everything_are_what_one_computes_by_hand(shop: Shop) -> None:
    assert of(shop, "ann") == {
        "points_balance": 40, "points_earned_12m": 60, "points_used_12m": 20, "points_expiring_30d": 30,
        "store_visits_12m": 2, "days_since_store_visit": 5, "last_store": "S2", "store_orders_12m": 2,
        "is_omnichannel": True, "last_need": "gift", "delivery_days_mean": pytest.approx(7 / 3),
        "late_delivery_share": 0.5, "last_delivery_rating": 2, "preferred_delivery_time": "weekend",
    }  # fmt: skip


def test_who_bought_online_a_year_ago_is_not_of_both_channels_now(shop: Shop) -> None:
    bob, cid = of(shop, "bob"), of(shop, "cid")
    assert (bob["store_orders_12m"], bob["is_omnichannel"], bob["last_store"]) == (1, False, "S1")
    assert (cid["store_orders_12m"], cid["is_omnichannel"], cid["last_store"]) == (0, False, None)
    assert {name for name, value in cid.items() if value == 0} == {
        "points_balance", "points_earned_12m", "points_used_12m", "store_visits_12m",
        "store_orders_12m", "is_omnichannel",
    }  # fmt: skip


def test_points_that_have_expired_do_so_no_more_and_a_parcel_is_known_when_it_came(shop: Shop) -> None:
    earlier, later = date(2024, 5, 5), date(2024, 6, 30)
    shop.build(as_of=earlier)
    ann = of(shop, "ann", earlier)
    assert (ann["points_balance"], ann["points_expiring_30d"], ann["late_delivery_share"]) == (50, 0, 0)
    shop.build(as_of=later)
    assert (of(shop, "ann", later)["points_balance"], of(shop, "ann", later)["points_expiring_30d"]) == (10, 0)


def test_where_orders_name_no_store_nothing_is_known_of_stores(tmp_path: Path) -> None:
    with regulars.create(tmp_path / "shop", name="tea", zone="Asia/Shanghai", currency="CNY") as shop:
        (shop.folder / "mappings" / "plain.yaml").write_text(
            "tables: {orders: {order_id: nr, account_id: who, ordered_at: at, amount: paid}}\n", encoding="utf-8"
        )
        (tmp_path / "plain.csv").write_text("nr,who,at,paid\n1,ann,2024-05-01 10:00,9\n", encoding="utf-8")
        shop.load(tmp_path / "plain.csv", mapping="plain")
        shop.build(as_of=DAY)
        assert set(of(shop, "ann").values()) == {None}
