"""Refund pieces are made in two parts, the last month with refunds and what was before; together they are the whole."""

from __future__ import annotations

from datetime import date

import pytest

from regulars.app.flow import build
from regulars.app.pieces import refund_piece
from regulars.testing.random_shop import random_shop
from regulars.testing.source_rows import Clerk, SourceRows

ZONE = "Asia/Shanghai"
END = date(2024, 11, 5)  # after the last row
SEED = 11


def stored(shop):
    return rows(shop, shop.lake.table("refund_piece"))


def whole(shop):
    """What one look at all refunds makes of them."""
    with shop.lake.scratch():
        return rows(shop, refund_piece(shop.lake))


def rows(shop, table):
    names = sorted(table.columns)
    return sorted(repr([row[name] for name in names]) for row in shop.lake.arrow(table).to_pylist())


def parts(shop):
    rows = shop.lake.rows("SELECT part FROM lake.main.build_part WHERE \"table\" = 'refund_piece' ORDER BY 1")
    return [part for (part,) in rows]


@pytest.fixture
def shop(built_shop):
    return built_shop(random_shop(SEED, zone=ZONE), END)


def test_two_parts_are_the_whole(shop):
    assert len(parts(shop)) == 2
    assert stored(shop) == whole(shop)


def test_a_refund_of_a_new_month_moves_the_last_part(shop, bring):
    before, at = parts(shop), Clerk(ZONE)
    bring(shop, SourceRows(ZONE, (at.refund("late", None, "p1", "2025-01-07 10:00:00", 7),)))
    build(shop, as_of=END)
    assert parts(shop) == [before[0], "2025-01-01"]
    assert stored(shop) == whole(shop)


def test_a_refund_before_all_others_moves_the_first_part(shop, bring):
    before, at = parts(shop), Clerk(ZONE)
    bring(shop, SourceRows(ZONE, (at.refund("early", None, "p1", "2023-05-07 10:00:00", 7),)))
    build(shop, as_of=END)
    assert parts(shop) == ["2023-05-01", before[1]]
    assert stored(shop) == whole(shop)


def test_an_earlier_refund_of_the_same_goods_takes_its_sale_first(new_shop, bring):
    shop, at = new_shop(ZONE), Clerk(ZONE)
    sold = at.line("L1", "p1", "2024-03-01 10:00:00", "lamp", 2, 50)
    asked = [
        at.goods_back("R1", "p1", "2024-03-09 10:00:00", "lamp", 1, 50),
        at.goods_back("R2", "p1", "2024-04-02 10:00:00", "lamp", 2, 50),
    ]
    bring(shop, SourceRows(ZONE, (sold, *asked)))
    build(shop, as_of=END)
    found = shop.lake.rows(
        "SELECT refund_id, order_id, quantity::INT FROM lake.main.refund_piece ORDER BY refund_id, order_id NULLS LAST"
    )
    assert parts(shop) == ["2024-03-01", "2024-04-01"]
    assert found == [("R1", "L1", 1), ("R2", "L1", 1), ("R2", None, 1)]


def test_one_part_of_an_earlier_version_is_taken_apart(shop):
    pieces, first = stored(shop), parts(shop)[0]
    this = "\"table\" = 'refund_piece' AND part"
    shop.lake.rows(f"DELETE FROM lake.main.build_part WHERE {this} > '{first}'")
    shop.lake.rows(f"UPDATE lake.main.build_part SET part = 'all' WHERE {this} = '{first}'")
    assert parts(shop) == ["all"]
    build(shop, as_of=END)
    assert stored(shop) == pieces == whole(shop)
    assert "all" not in parts(shop)


def test_who_bought_is_taken_from_what_was_known_when_it_came_back(new_shop, bring):
    """A line that names another account for the order later changes no refund before it."""
    shop, at = new_shop(ZONE), Clerk(ZONE)
    told = [
        at.line("L1", "p5", "2024-03-01 10:00:00", "lamp", 2, 50),
        at.refund("R1", "L1", None, "2024-03-09 10:00:00", 50),
    ]
    bring(shop, SourceRows(ZONE, tuple(told)))
    build(shop, as_of=END)
    query = "SELECT account_id FROM lake.main.refund_piece"
    before = shop.lake.rows(query)
    bring(shop, SourceRows(ZONE, (at.item("L1", "p0", "2024-03-20 10:00:00", "vase", 1, 9),)))
    build(shop, as_of=END)
    assert shop.lake.rows(query) == before != [(None,)]
