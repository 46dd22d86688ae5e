"""What rows tell of an order one after another counts once, on its day, and never before it is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from regulars.app.flow import build
from regulars.app.metrics import numbers
from regulars.testing.as_of import differences, known_by
from regulars.testing.source_rows import Clerk, SourceRows

ZONE = "Asia/Shanghai"
at = Clerk(ZONE)


def figures(shop, day, *names, start=None):
    return {one.metric.name: one.value for one in numbers(shop, list(names), as_of=day, start=start)}


def built(shop, bring, rows, day=None):
    bring(shop, SourceRows(ZONE, tuple(rows)))
    build(shop, as_of=day)
    return shop


def lines_before_their_order(moment):
    return [
        at.item("late", "a", "2024-01-14 12:00:00", "cup", 10, 10), at.order("late", "a", moment, 100),
        at.item("other", "b", "2024-01-15 12:00:00", "cup", 10, 10), at.order("other", "b", "2024-01-15 12:00:00", 100),
    ]  # fmt: skip


def test_an_order_row_that_comes_after_its_lines_counts_once_in_the_same_month_and_in_the_next(new_shop, bring):
    for moment in ("2024-01-17 12:00:00", "2024-02-01 12:00:00"):
        shop = built(new_shop(ZONE), bring, lines_before_their_order(moment))
        told = figures(shop, date.fromisoformat(moment[:10]), "gmv_ordered", "orders")
        assert told == {"gmv_ordered": Decimal(200), "orders": 2}, moment


def test_an_order_row_of_tomorrow_takes_nothing_from_today(new_shop, bring):
    day, rows = date(2024, 1, 15), SourceRows(ZONE, tuple(lines_before_their_order("2024-01-17 12:00:00")))
    shops = []
    for some in (rows, rows.until(day)):
        shop = new_shop(ZONE)
        bring(shop, some)
        build(shop, as_of=day)
        shops.append(shop)
    assert not differences(*(known_by(shop.lake, day) for shop in shops))
    assert [figures(shop, day, "gmv_ordered", "orders") for shop in shops] == [
        {"gmv_ordered": Decimal(200), "orders": 2}
    ] * 2


def test_an_order_row_with_another_total_takes_the_place_of_its_lines(new_shop, bring):
    rows = [at.item("o", "a", "2024-01-14 12:00:00", "cup", 10, 10), at.order("o", "a", "2024-02-20 12:00:00", 50)]
    assert figures(built(new_shop(ZONE), bring, rows[:1]), date(2024, 1, 14), "gmv_ordered") == {
        "gmv_ordered": Decimal(100)
    }
    rows[1] = at.order("o", "a", "2024-02-10 12:00:00", 50)
    assert figures(built(new_shop(ZONE), bring, rows), date(2024, 2, 10), "gmv_ordered") == {"gmv_ordered": Decimal(50)}


def test_orders_that_only_their_lines_tell_of_are_orders(new_shop, bring):
    rows = [
        at.item("one", "a", "2024-01-14 23:59:00", "cup", 1, 10), at.item("one", "a", "2024-01-15 00:01:00", "pot", 1, 30),
        at.item("two", "b", "2024-01-31 23:59:00", "cup", 1, 10), at.item("two", "b", "2024-02-01 00:01:00", "pot", 1, 30),
        at.order("three", "c", "2024-02-02 12:00:00", 60),
    ]  # fmt: skip
    shop = built(new_shop(ZONE), bring, rows)
    told = figures(shop, date(2024, 2, 2), "orders", "gmv_ordered")
    assert told == {"orders": 3, "gmv_ordered": Decimal(140)}
    assert figures(shop, date(2024, 2, 2), "orders", start=date(2024, 2, 1)) == {"orders": 1}


def test_an_order_that_is_paid_on_two_days_is_one_purchase(new_shop, bring):
    rows = [
        at.order("o", "a", "2024-01-10 12:00:00", 200), at.payment("p1", "o", "2024-01-10 12:00:00", 100),
        at.payment("p2", "o", "2024-02-02 12:00:00", 100, "balance"),
    ]  # fmt: skip
    shop = built(new_shop(ZONE), bring, rows)
    day = date(2024, 2, 2)
    told = figures(shop, day, "gmv_paid", "buyers", "customer_days", "paid_orders")
    assert told == {"gmv_paid": Decimal(200), "buyers": 1, "customer_days": 1, "paid_orders": 1}
    assert figures(shop, day, "gmv_paid", "buyers", start=date(2024, 2, 1)) == {"gmv_paid": Decimal(100), "buyers": 0}


def test_the_key_of_somebody_who_is_first_seen_later_links_nobody_yet(new_shop, bring):
    import yaml

    mapping = {
        "tables": {"orders": {"when": "kind == 'order'", "order_id": "no", "account_id": "buyer", "ordered_at": "at"}},
        "contacts": {
            "of": "buyer",
            "seen_at": "at",
            "values": {"phone": "tel", "email": "mail"},
            "when": "kind == 'key'",
        },
    }
    shop = new_shop(ZONE)
    (shop.folder / "mappings" / "keys.yaml").write_text(yaml.safe_dump(mapping), encoding="utf-8")
    file = shop.folder / "keys.csv"
    file.write_text(
        "kind,no,buyer,at,tel,mail\nkey,,x,2024-01-03,19400000001,\norder,1,x,2024-01-03,,\n"
        "key,,y,2024-01-04,,y@mail.example\norder,2,y,2024-01-04,,\nkey,,b,2024-01-05,19400000001,y@mail.example\n"
        "order,3,b,2024-03-01,,\n",
        encoding="utf-8",
    )
    from regulars.app.load import load

    load(shop, [str(file)], mapping="keys")
    build(shop, as_of=date(2024, 1, 31))
    assert shop.lake.rows("SELECT customer_id FROM lake.main.customer ORDER BY 1") == [("x",), ("y",)]
    build(shop, as_of=date(2024, 3, 1))
    rows = shop.lake.rows("SELECT customer_id, accounts FROM lake.main.customer WHERE as_of = DATE '2024-03-01'")
    assert rows == [("x", 3)]


def test_tags_count_an_order_once_and_by_what_is_known(new_shop, bring):
    rows = SourceRows(ZONE, (
        at.item("o", "a", "2024-01-20 12:00:00", "cup", 1, 10), at.order("o", "a", "2024-02-15 12:00:00", 10),
        at.order("p", "b", "2024-03-20 12:00:00", 10),
    ))  # fmt: skip
    day, shops = date(2024, 2, 10), []
    for some in (rows, rows.until(day)):
        shop = new_shop(ZONE)
        bring(shop, some)
        build(shop, as_of=day)
        shops.append(shop)
    told = [shop.lake.rows("SELECT customer_id, active_months_12m FROM lake.main.customer_tag") for shop in shops]
    assert told == [[("a", 1)]] * 2
    build(shops[0])
    rows = shops[0].lake.rows("SELECT account_id, sum(orders) FROM lake.main.account_month GROUP BY ALL ORDER BY 1")
    assert [(who, int(count)) for who, count in rows] == [("a", 1), ("b", 1)]
