"""The tags of a cut day that a plain build makes too, so that groups can be judged by what is bought afterwards."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

import regulars
from regulars.app.cut_day import cut_day
from regulars.app.shop import Shop
from regulars.core.time import month_end

MAPPING = """\
tables:
  order_item: {order_id: order, account_id: buyer, product_id: sku, ordered_at: at, quantity: 1, unit_price: price,
               is_paid: "true"}
"""
CUT = date(2024, 5, 31)
LAST = date(2024, 7, 10)


def purchases(buyers: int, until: date) -> Iterator[tuple[str, str, str, str, str]]:
    """Everyone buys every 20 days, with a start of their own."""
    for buyer in range(buyers):
        day = date(2024, 1, 1) + timedelta(days=buyer % 20)
        while day <= until:
            yield (
                f"{buyer}-{day}",
                f"b{buyer}",
                f"s{buyer % 7}",
                f"{day} {8 + buyer % 12:02}:00:00",
                str(5 + buyer % 40),
            )
            day += timedelta(days=20)


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[Callable[[str, int, date], Shop]]:
    made: list[Shop] = []

    def stock(name: str, buyers: int, until: date) -> Shop:
        if not (tmp_path / name).exists():
            made.append(regulars.create(tmp_path / name, name=name, zone="Europe/Berlin", currency="EUR"))
            (tmp_path / name / "mappings" / "mine.yaml").write_text(MAPPING, encoding="utf-8")
        path = tmp_path / f"{name}-{until}.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([("order", "buyer", "sku", "at", "price"), *purchases(buyers, until)])
        made[-1].load(path, mapping="mine")
        return made[-1]

    yield stock
    for shop in made:
        shop.close()


def days(shop: Shop, table: str = "customer_tag") -> list[date]:
    return sorted({row["as_of"] for row in shop.table(table, every_day=True).rows()})


def made(shop: Shop, as_of: date | None = None) -> dict[str, int]:
    return {line.table: line.made for line in shop.build(as_of=as_of).tables}


@pytest.mark.parametrize(
    ("first", "as_of", "cut"),
    [
        ("2010-12-01", "2011-12-09", "2011-08-31"),
        ("2024-01-01", "2024-07-10", "2024-05-31"),
        ("2024-01-01", "2024-03-31", "2024-01-31"),
        ("2024-01-20", "2024-02-29", ""),
        ("1980-01-01", "2024-05-31", "2024-01-31"),
    ],
)
def test_the_cut_lies_one_to_three_whole_months_back_and_within_the_history(first: str, as_of: str, cut: str) -> None:
    assert cut_day(date.fromisoformat(first), date.fromisoformat(as_of)) == (date.fromisoformat(cut) if cut else None)


def test_a_cut_is_a_month_end_28_to_123_days_back_and_moves_with_the_month_only() -> None:
    first, found = date(2019, 6, 5), {}
    for place in range(1, 1500):
        day = first + timedelta(days=place)
        if (cut := cut_day(first, day)) is not None:
            assert cut == month_end(cut)
            assert 28 <= (day - cut).days <= 123
            found.setdefault((day.year, day.month), set()).add(cut)
    assert {len(cuts) for cuts in found.values()} == {1}


def test_a_plain_build_makes_the_tags_of_a_cut_as_a_build_of_that_day_would(stocked) -> None:
    shop = stocked("all", 120, LAST)
    shop.build()
    assert days(shop) == days(shop, "customer_affinity") == days(shop, "customer") == [CUT, LAST]
    assert len(shop.table("customer_tag")) == len(shop.customers()) == 120, "nobody counts twice"
    assert shop.crossings()["cut"][0] == CUT
    judged = sorted(map(str, shop.table("customer_tag", as_of=CUT).rows()))
    (line,) = [line for line in shop.build(as_of=CUT).tables if line.table == "customer_tag"]
    assert (line.made, line.kept) == (1, 1), "a build as of the cut finds its tags made, and makes those of its own cut"
    early = stocked("early", 120, CUT)
    early.build(as_of=CUT)
    assert sorted(map(str, early.table("customer_tag", as_of=CUT).rows())) == judged


def test_the_tags_of_a_cut_are_made_once_a_month_and_leave_with_the_next_one(stocked) -> None:
    shop = stocked("daily", 120, LAST)
    shop.build()
    shop = stocked("daily", 120, LAST + timedelta(days=3))
    assert made(shop)["customer_tag"] == 1, "the next day of the same month makes its own tags only"
    assert days(shop) == [CUT, LAST, date(2024, 7, 13)], "and the day before stays beside it"
    shop.build(as_of=date(2024, 4, 30))
    assert {CUT, date(2024, 7, 13)} <= set(days(shop)), "a look back takes nothing from the newest day"
    shop = stocked("daily", 120, date(2024, 8, 2))
    shop.build()
    asked, cut, by_month = date(2024, 4, 30), date(2024, 6, 30), date(2024, 7, 13)
    assert days(shop) == [asked, cut, by_month, date(2024, 8, 2)], "a day that was asked for stays, and a month's last"


def test_a_cut_that_nobody_could_be_judged_by_is_not_made(stocked) -> None:
    few = stocked("few", 99, LAST)
    few.build()
    assert days(few) == [LAST]
