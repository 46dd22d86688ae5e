"""Baskets and crossings asked of a shop: what is as of which day, what must be there, and how the console tells it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import regulars
from regulars.app.shop import Shop
from regulars.cli.program import program
from regulars.core.errors import InputError, MissingError

CUT = date(2024, 6, 30)
MAPPING = """\
title: {en: "Orders", zh: "订单"}
tables:
  order_item: {order_id: order, account_id: buyer, product_id: sku, ordered_at: at, quantity: 1, unit_price: price,
               is_paid: "true"}
  product: {product_id: sku, valid_from: always, name: name, category: category}
"""


def orders() -> Iterator[tuple[str, str, str, str, str]]:
    """Half of 500 buyers buy in the evening and half mostly in MAIN; those who do both like tea later on."""
    draw = np.random.default_rng(21)
    number = 0
    for buyer in range(500):
        is_evening, is_fan = buyer % 2 == 0, buyer % 4 < 2
        for start, days in ((date(2024, 1, 3), 175), (CUT + timedelta(days=1), 85)):
            for _ in range(4):
                number += 1
                day = start + timedelta(days=int(draw.integers(0, days)))
                hour = 20 if is_evening else int(draw.integers(8, 17))
                skus = {"M" if draw.random() < (0.9 if is_fan else 0.3) else f"S{draw.integers(0, 6)}"}
                if draw.random() < 0.3:
                    skus |= {"beer", "nappies"} if draw.random() < 0.5 else {f"S{draw.integers(0, 6)}"}
                if start > CUT and draw.random() < (0.4 if is_evening and is_fan else 0.05):
                    skus.add("tea")
                yield from ((f"o{number}", f"b{buyer}", sku, f"{day} {hour:02}:00:00", "10") for sku in sorted(skus))


def category(sku: str) -> str:
    return {"M": "MAIN/ANY", "tea": "TEA/GREEN"}.get(sku, f"C{sku[-1]}/X")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("insight")
    with (folder / "orders.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["order", "buyer", "sku", "at", "price", "name", "category"])
        writer.writerows([*row, f"The {row[2]}", category(row[2])] for row in orders())
    with regulars.create(folder / "shop", name="tea", zone="Asia/Shanghai", currency="CNY") as made:
        (folder / "shop" / "mappings" / "mine.yaml").write_text(MAPPING, encoding="utf-8")
        made.load(folder / "orders.csv", mapping="mine")
        yield made


@pytest.fixture(scope="module")
def built(shop: Shop) -> Shop:
    shop.build(as_of=CUT)
    return shop


def run(shop: Shop, *arguments: str) -> str:
    done = CliRunner().invoke(program, [*arguments, "--shop", str(shop.folder)])
    assert done.exit_code == 0, f"{done.output}\n{done.exception}"
    return done.stdout


def test_crossings_without_tags_of_a_day_say_which_build_is_missing(shop: Shop) -> None:
    with pytest.raises(MissingError, match=r"no tags are old enough .* regulars build --as-of 2024-03-03"):
        shop.crossings(as_of=date(2024, 6, 1))


def test_crossings_of_a_short_history_say_so(shop: Shop) -> None:
    with pytest.raises(MissingError, match="the history is too short to judge groups by later purchases"):
        shop.crossings(as_of=date(2024, 3, 1))


def test_beer_and_nappies_are_found_in_one_order_by_id_or_title(shop: Shop) -> None:
    (row,) = shop.basket("Beer", "nappies").rows()
    assert (row["level"], row["item_a"], row["name_b"]) == ("product", "beer", "The nappies")
    assert row["verdict"] == "more"
    assert shop.basket("the beer", "The Nappies")["together"] == [row["together"]]
    assert "more often than chance" in run(shop, "basket", "beer", "nappies")


def test_baskets_are_of_facts_up_to_the_day(shop: Shop) -> None:
    count = "SELECT count(DISTINCT order_id) AS n FROM order_item WHERE day <= DATE '2024-06-30'"
    assert shop.basket(as_of=CUT)["baskets"][0] == shop.sql(count)["n"][0] == 2000
    with pytest.raises(MissingError, match="nobody bought"):
        shop.basket("tea", "M", as_of=CUT)


def test_levels_go_from_products_to_categories(shop: Shop) -> None:
    assert {row["item_a"] for row in shop.basket(level="category", min_lift=0).rows()} <= {"MAIN", "TEA"} | {
        f"C{sign}" for sign in "012345rs"
    }
    assert shop.basket("cr", "CS").rows()[0]["level"] == "category"
    with pytest.raises(InputError, match="same category"):
        shop.basket("MAIN", "main", level="category")
    with pytest.raises(InputError, match="two items"):
        shop.basket("beer")


def test_a_start_after_the_last_day_that_counts_is_refused(shop: Shop) -> None:
    with pytest.raises(InputError, match="2024-07-01, lies after 2024-06-30"):
        shop.basket(start=CUT + timedelta(days=1), as_of=CUT)
    with pytest.raises(InputError, match="lies after"):
        shop.basket(start=date(2031, 1, 1))


@pytest.mark.parametrize("level", ["category", "subcategory", "brand"])
def test_a_level_of_which_nothing_is_known_is_told(level: str, cups: Shop) -> None:
    with pytest.raises(MissingError, match=f"no {level} is known of anything ordered"):
        cups.basket(level=level)


def test_a_day_of_a_customer_can_be_the_basket(built: Shop) -> None:
    days = "SELECT count(DISTINCT account_id || day) AS n FROM order_item WHERE day <= DATE '2024-06-30'"
    assert built.basket(by="day")["baskets"][0] == built.sql(days)["n"][0]


def test_the_planted_need_is_found_by_later_purchases_and_nothing_of_the_cut(built: Shop) -> None:
    rows = built.crossings().rows()
    found = [row for row in rows if row["dimension"]]
    assert {row["value"] for row in found} == {"TEA"}
    best = next(row for row in found if row["crossing"] == "leading_category_fan × evening")
    assert (best["cut"], best["size"] > 100, best["index"] > 2) == (CUT, True, True)
    assert best["low"] < best["index"] < best["high"]
    assert best["having"] <= best["people"] <= best["size"]


def test_every_crossing_and_base_group_is_accounted_for(built: Shop) -> None:
    rows = built.crossings().rows()
    base = {row["crossing"]: row for row in rows if row["ways"] == 1}
    assert len(base) == 16
    assert "50 must be in it" in base["other_country"]["note_en"]
    assert all(row["size"] >= 50 for row in rows if row["ways"] > 1)
    assert all(row["sentence_en"] or row["note_en"] for row in rows if row["ways"] > 1)


def test_the_leading_category_of_its_fans_and_the_evening_of_the_evening_buyers_are_not_tested(built: Shop) -> None:
    for row in built.crossings().rows():
        if row["dimension"]:
            assert not ("fan" in row["crossing"] and row["value"] == "MAIN")
            assert not ("evening" in row["crossing"] and row["dimension"] == "hour")


def test_crossings_that_cannot_be_are_refused(built: Shop) -> None:
    with pytest.raises(InputError, match="2, 3 or 4 ways"):
        built.crossings(ways=5)
    with pytest.raises(InputError, match="no purchases after the cut"):
        built.crossings(cut=CUT, as_of=CUT)
    with pytest.raises(MissingError, match="build --as-of 2024-05-31"):
        built.crossings(cut=date(2024, 5, 31))


def test_the_console_tells_findings_in_both_languages_and_all_in_json(built: Shop) -> None:
    english, chinese = run(built, "cross"), run(built, "cross", "--language", "zh")
    assert "who bought again bought TEA after 2024-06-30" in english
    assert "晚间购买" in chinese
    rows: list[dict[str, Any]] = json.loads(run(built, "cross", "--json"))
    assert len(rows) == len(built.crossings())
    pairs = run(built, "basket", "--limit", "3")
    assert "pairs of products stand out; each of the two is in at least 0.1 % of 4,000 orders" in pairs
    assert json.loads(run(built, "basket", "--json"))[0]["is_finding"] is True


def test_a_group_of_the_shop_s_own_takes_part(built: Shop) -> None:
    folder = Path(built.folder) / "base_groups"
    folder.mkdir()
    (folder / "early.py").write_text(
        "from regulars.core.base_group import BaseGroup\n\n"
        'GROUP = BaseGroup(name="early", dimension="behaviour", title={"en": "Early", "zh": "早鸟"},\n'
        '                  about={"en": "Not in the evening.", "zh": "不在晚间。"}, excludes=("category=TEA",),\n'
        "                  rule=lambda t: t.evening_share < 0.5)\n",
        encoding="utf-8",
    )
    try:
        assert any("early" in row["crossing"] for row in built.crossings().rows())
    finally:
        (folder / "early.py").unlink()
        folder.rmdir()
