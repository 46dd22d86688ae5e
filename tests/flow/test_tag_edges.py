"""Tags of people at the edge: who never bought, who stopped, who gave back, who has two accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from regulars.app.flow import build
from regulars.testing.source_rows import Clerk, SourceRows

ZONE = "Asia/Shanghai"
DAY = date(2024, 9, 30)
at = Clerk(ZONE)


def bought(number, buyer, day, amount, *, paid=None):
    return at.order(number, buyer, f"{day} 10:00:00", amount), at.payment(
        f"p-{number}", number, f"{paid or day} 11:00:00", amount
    )


ROWS = (
    at.person("visitor", "2024-05-01 09:00:00", registers=True),
    at.person("early", "2024-05-01 09:00:00", registers=True),
    *bought("e1", "early", "2024-04-20", 80),
    at.person("late", "2024-05-01 09:00:00", registers=True),
    *bought("l1", "late", "2024-05-11", 80),
    *bought("n1", "nameless", "2024-05-11", 80),
    # Paid within 180 days, nothing in the last 90; the other way round; both; neither.
    *bought("s1", "stopped", "2024-05-20", 80),
    *bought("b1", "began", "2024-09-20", 80),
    *bought("k1", "kept", "2024-05-20", 80), *bought("k2", "kept", "2024-09-20", 80),
    *bought("g1", "gone", "2023-05-20", 80),
    # One return of an order that was paid on two days; all of one order; a refund that names no order, of two sales.
    at.order("r1", "returner", "2024-06-01 10:00:00", 100),
    at.payment("p-r1", "r1", "2024-06-01 11:00:00", 60), at.payment("p-r2", "r1", "2024-06-03 11:00:00", 40),
    at.goods_back("R1", "returner", "2024-06-10 10:00:00", "cup", 1, 20, "r1"),
    at.goods_back("R1", "returner", "2024-06-10 10:00:00", "pot", 1, 30, "r1"),
    at.refund("R2", "r1", "returner", "2024-06-12 10:00:00", 5),
    *bought("o1", "once", "2024-06-01", 50),
    at.goods_back("O1", "once", "2024-06-10 10:00:00", "cup", 1, 20, "o1"),
    at.goods_back("O1", "once", "2024-06-10 10:00:00", "pot", 1, 30, "o1"),
    *bought("t1", "twice", "2024-06-01", 50), *bought("t2", "twice", "2024-06-02", 50),
    at.refund("T1", "t1", "twice", "2024-06-10 10:00:00", 50), at.refund("T2", "t2", "twice", "2024-06-11 10:00:00", 50),
    at.line("m1", "matched", "2024-06-01 10:00:00", "lamp", 1, 50),
    at.line("m2", "matched", "2024-06-02 10:00:00", "lamp", 1, 50),
    at.goods_back("M1", "matched", "2024-06-10 10:00:00", "lamp", 2, 50),
    # Two accounts of one phone pay on one day; one account pays on one day for orders of two days.
    at.person("one", "2024-05-01 09:00:00", phone="13800000001"),
    at.person("two", "2024-05-02 09:00:00", phone="13800000001"),
    *bought("x1", "one", "2024-06-01", 60), *bought("x2", "two", "2024-06-01", 60), *bought("x3", "two", "2024-07-01", 90),
    at.order("y1", "split", "2024-06-01 10:00:00", 100), at.payment("p-y1a", "y1", "2024-06-01 11:00:00", 40),
    at.payment("p-y1b", "y1", "2024-06-05 11:00:00", 60), *bought("y2", "split", "2024-06-05", 60),
)  # fmt: skip


@pytest.fixture(scope="module")
def tags(tmp_path_factory):
    from regulars.app.load import load
    from regulars.app.workspace import Workspace
    from regulars.testing.source_rows import write_mappings

    folder = tmp_path_factory.mktemp("edges")
    shop = Workspace.create(folder / "shop", {"name": "edges", "zone": ZONE, "currency": "CNY"})
    write_mappings(shop.folder)
    load(shop, SourceRows(ZONE, ROWS).write(folder / "exports"), mapping="exports")
    build(shop, as_of=DAY)
    table = shop.lake.table("customer_tag")
    found = {row["customer_id"]: row for row in shop.lake.arrow(table.filter(table.as_of == DAY)).to_pylist()}
    shop.close()
    return found


def of(tags, name):
    return {customer: row[name] for customer, row in tags.items()}


def test_who_never_bought_or_never_registered_took_no_days_to_buy(tags):
    expected = {"visitor": None, "early": 0, "late": 10, "nameless": None}
    assert {who: tags[who]["days_to_first_purchase"] for who in expected} == expected


def test_who_bought_on_one_day_or_never_has_no_gap(tags):
    expected = {"visitor": None, "late": None, "kept": pytest.approx(123.0)}
    assert {who: tags[who]["mean_gap_days"] for who in expected} == expected


def test_who_stopped_falls(tags):
    changes = {"stopped": -1.0, "began": 1.0, "kept": 0.0, "gone": None, "visitor": None}
    trends = {"stopped": "falling", "began": "rising", "kept": "steady", "gone": None, "visitor": None}
    assert {who: tags[who]["spend_change_90d"] for who in changes} == changes
    assert {who: tags[who]["trend"] for who in trends} == trends


def test_a_refund_of_several_lines_or_sales_is_one(tags):
    expected = {"returner": 2, "once": 1, "twice": 2, "matched": 1, "kept": 0, "visitor": 0}
    assert {who: tags[who]["refund_count_12m"] for who in expected} == expected
    assert tags["returner"]["refund_amount"] == Decimal(55)


def test_who_gave_back_one_order_does_not_refund_much(tags):
    expected = {"once": False, "twice": True, "matched": True, "kept": False, "visitor": False, "returner": False}
    assert {who: tags[who]["is_high_refund"] for who in expected} == expected


def test_the_largest_day_is_all_that_a_customer_paid_on_it(tags):
    expected = {"one": Decimal(120), "split": Decimal(120), "kept": Decimal(80), "visitor": Decimal(0)}
    assert {who: tags[who]["largest_day"] for who in expected} == expected
    assert "two" not in tags
