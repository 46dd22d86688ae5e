"""The made-up shop has the counts and the shape that demo and benchmarks rely on, and nobody real in it."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from regulars.core.errors import InputError
from regulars.simulate.identity import PHONE_PREFIX
from regulars.testing.generated_shop import COLUMNS, MEMBER_COLUMNS, TIERS, write_members, write_shop

CUSTOMERS, LINES = 2_000, 40_000


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    return write_shop(tmp_path_factory.mktemp("shop"), customers=CUSTOMERS, lines=LINES)


@pytest.fixture(scope="module")
def shop(paths):
    return pa.concat_tables([pq.read_table(path) for path in paths])


@pytest.fixture(scope="module")
def rows(shop):
    return shop.to_pylist()


@pytest.fixture(scope="module")
def members(tmp_path_factory):
    path = write_members(tmp_path_factory.mktemp("members"), customers=CUSTOMERS)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_is_a_file_a_month_and_its_lines_are_of_that_month(paths):
    assert len(paths) == 24
    assert paths[0].name == "orders-2023-01.parquet"
    for path in paths:
        months = {moment.strftime("%Y-%m") for moment in pq.read_table(path)["ordered_at"].to_pylist()}
        assert months == {path.stem.removeprefix("orders-")}


def test_rows_customers_guests_and_refunds_are_as_asked(shop):
    assert tuple(shop.column_names) == COLUMNS
    assert shop.num_rows == LINES
    assert pc.count_distinct(shop["customer_id"]).as_py() == CUSTOMERS
    orders = pa.table({"order": shop["order_id"], "guest": pc.is_null(shop["customer_id"])}).group_by("order")
    assert 0.02 < pc.mean(orders.aggregate([("guest", "max")])["guest_max"].cast("int8")).as_py() < 0.04
    assert pc.sum(pc.less(shop["quantity"], 0)).as_py() == round(LINES * 0.03)


def test_an_order_has_one_customer_one_moment_and_about_four_lines(rows):
    orders = defaultdict(list)
    for row in rows:
        orders[row["order_id"]].append(row)
    assert all(len({(row["customer_id"], row["ordered_at"]) for row in order}) == 1 for order in orders.values())
    sold = [len(order) for name, order in orders.items() if name.startswith("O")]
    assert 3.7 < sum(sold) / len(sold) < 4.3


def test_some_lines_stand_twice_in_their_order(rows):
    keys = Counter(
        (row["order_id"], row["product_id"], row["quantity"], row["unit_price"]) for row in rows if row["quantity"] > 0
    )
    assert 0.003 < sum(count - 1 for count in keys.values()) / len(rows) < 0.009


def test_every_refund_has_an_earlier_line_of_its_own_that_covers_it(rows):
    sold = defaultdict(list)
    refunds = 0
    for row in rows:
        bought = sold[row["customer_id"], row["product_id"], row["unit_price"]]
        if row["quantity"] > 0:
            assert row["order_id"].startswith("O")
            bought.append(row)
            continue
        refunds += 1
        assert row["order_id"].startswith("R")
        assert row["customer_id"] is not None
        fitting = [
            line for line in bought if line["ordered_at"] < row["ordered_at"] and line["quantity"] >= -row["quantity"]
        ]
        assert fitting, f"no earlier line of its own for the refund {row}"
        bought.remove(fitting[-1])
    assert refunds


def test_some_paid_days_are_refunded_whole(rows):
    back = Counter()
    paid = defaultdict(Counter)
    for row in rows:
        if row["quantity"] > 0:
            paid[row["customer_id"]][row["ordered_at"].date()] += row["quantity"] * row["unit_price"]
        else:
            back[row["customer_id"]] -= row["quantity"] * row["unit_price"]
    assert any(len(days) == 1 and sum(days.values()) == back[customer] for customer, days in paid.items())


def test_the_best_fifteen_percent_bring_nearly_half_of_the_money(rows):
    spend, orders = Counter(), defaultdict(set)
    for row in rows:
        if row["customer_id"] and row["quantity"] > 0:
            spend[row["customer_id"]] += row["quantity"] * row["unit_price"]
            orders[row["customer_id"]].add(row["order_id"])
    best = sum(sorted(spend.values(), reverse=True)[: len(spend) * 15 // 100])
    assert Decimal("0.40") < best / sum(spend.values()) < Decimal("0.52")
    one_time = sum(len(ids) == 1 for ids in orders.values()) / len(orders)
    assert 0.25 < one_time < 0.5
    values = [spend[customer] / len(ids) for customer, ids in orders.items()]
    for level in (sum(value <= 50 for value in values), sum(value >= 200 for value in values)):
        assert level / len(values) > 0.05, "both the low and the high order value must be told from chance"


def test_customers_come_and_go(rows):
    days = defaultdict(list)
    for row in rows:
        if row["customer_id"] and row["quantity"] > 0:
            days[row["customer_id"]].append(row["ordered_at"].date())
    assert sum(min(mine) >= date(2024, 7, 1) for mine in days.values()) > CUSTOMERS / 10
    assert sum(max(mine) < date(2024, 7, 1) for mine in days.values()) > CUSTOMERS / 10


def test_the_evening_is_busier_than_the_night_and_november_than_february(rows):
    hours = Counter(row["ordered_at"].hour for row in rows)
    months = Counter(row["ordered_at"].month for row in rows)
    assert hours[21] > 10 * hours[4]
    assert months[11] > 1.2 * months[2]


def test_prices_belong_to_products_and_have_two_digits(shop):
    assert shop.schema.field("unit_price").type == pa.decimal128(10, 2)
    prices = shop.group_by("product_id").aggregate([("unit_price", "min"), ("unit_price", "max")])
    assert prices["unit_price_min"] == prices["unit_price_max"]


def test_one_seed_makes_one_shop_and_another_seed_another(shop, tmp_path):
    same = write_shop(tmp_path / "same", customers=CUSTOMERS, lines=LINES)
    other = write_shop(tmp_path / "other", customers=CUSTOMERS, lines=LINES, seed=8)
    assert pa.concat_tables([pq.read_table(path) for path in same]).equals(shop)
    assert not pa.concat_tables([pq.read_table(path) for path in other]).equals(shop)


def test_csv_tells_the_same_as_parquet(tmp_path, rows):
    paths = write_shop(tmp_path, customers=CUSTOMERS, lines=LINES, format="csv")
    read = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            read += csv.DictReader(file)
    assert read == [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]


def test_only_the_columns_asked_for_are_written(tmp_path):
    paths = write_shop(tmp_path, customers=50, lines=1_000, months=2, columns=("order_id", "quantity"))
    assert [pq.read_schema(path).names for path in paths] == [["order_id", "quantity"]] * 2


@pytest.mark.parametrize(("customers", "lines", "months"), [(1, 6, 1), (1, 40, 3), (7, 42, 24), (300, 1_800, 36)])
def test_small_shops_have_exactly_the_lines_asked_for(tmp_path, customers, lines, months):
    paths = write_shop(tmp_path, customers=customers, lines=lines, months=months)
    assert len(paths) == months
    assert sum(pq.read_metadata(path).num_rows for path in paths) == lines


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"lines": 100}, "six lines a customer"),
        ({"refund_share": 0.9}, "refund_share is 0.9"),
        ({"columns": ("order_id", "colour")}, "no column named colour. Known: order_id"),
        ({"format": "xml"}, "no format named 'xml'. Known: csv, parquet"),
    ],
)
def test_what_makes_no_shop_is_refused_with_the_reason(tmp_path, asked, told):
    with pytest.raises(InputError, match=re.escape(told)):
        write_shop(tmp_path, **({"customers": 100, "lines": 2_000} | asked))


def test_all_buyers_registered_before_they_bought_and_some_members_never_bought(rows, members):
    bought = {}
    for row in rows:
        bought.setdefault(row["customer_id"], row["ordered_at"])
    bought.pop(None)
    registered = {row["customer_id"]: row["registered_at"] for row in members}
    assert tuple(members[0]) == MEMBER_COLUMNS
    assert len(registered) == len(members)
    assert bought.keys() <= registered.keys()
    assert len(registered.keys() - bought.keys()) == pytest.approx(0.05 * len(members), abs=1)
    assert all(registered[customer] < str(moment) for customer, moment in bought.items())
    assert {row["tier"] for row in members} == set(TIERS)


def test_members_live_where_their_orders_go(rows, members):
    province = {row["customer_id"]: row["province"] for row in members}
    assert all(province[row["customer_id"]] == row["province"] for row in rows if row["customer_id"])


def test_one_member_in_a_hundred_shares_the_phone_of_another(members):
    phones = Counter(row["phone"] for row in members)
    assert sum(count - 1 for count in phones.values()) == round(len(members) * 0.01)
    assert max(phones.values()) == 2


def test_no_phone_and_no_address_can_reach_anybody(members):
    assert PHONE_PREFIX == "154", "154 is the prefix that no operator holds"
    assert all(re.fullmatch(r"154\d{8}", row["phone"]) for row in members)
    assert all(row["email"] == "" or row["email"].endswith("@example.com") for row in members)


def test_the_members_of_one_seed_are_the_same(tmp_path):
    first, again = (write_members(tmp_path / name, customers=100).read_bytes() for name in ("first", "again"))
    assert first == again
