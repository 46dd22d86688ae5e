"""Tags of a small shop by hand, of the real grocer by plain queries; tags of a shop's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

import regulars
from regulars.app.shop import Shop
from regulars.catalogue.shelf import tags
from regulars.core.errors import ConflictError, InputError, MissingError
from regulars.core.tag import READS, STORED, Tag

LINES = """\
order,buyer,at,sku,category,brand,quantity,price,shop_off,maker_off
1,ann,2024-01-06 02:00:00,tea,drinks/tea,Leaf,2,50.00,10.00,0
1,ann,2024-01-06 02:00:00,cup,kitchen,Clay,1,100.00,0,0
2,ann,2024-03-09 03:00:00,tea,drinks/tea,Leaf,1,50.00,0,5.00
3,ann,2024-06-01 20:00:00,pot,kitchen,Iron,1,600.00,0,0
4,bob,2024-06-03 09:00:00,tea,drinks/tea,Leaf,20,1.00,4.00,0
"""
MAPPING = """\
zone: Asia/Shanghai
tables:
  order_item: {order_id: order, account_id: buyer, product_id: sku, ordered_at: at, quantity: quantity,
               unit_price: price, discount_shop: shop_off, discount_maker: maker_off, is_paid: true}
  orders: {order_id: order, account_id: buyer, ordered_at: at}
  product: {product_id: sku, valid_from: always, category: category, brand: brand}
attributes: {of: buyer, valid_from: at, values: {province: "'330000'"}}
"""
COUPONS = """\
tables:
  coupon_use: {coupon_id: coupon, account_id: buyer, order_id: order, used_at: at, deduction: off}
"""
DAY = date(2024, 6, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tea")
    with regulars.create(root / "shop", name="tea", zone="Asia/Shanghai", currency="CNY") as shop:
        (shop.folder / "mappings" / "lines.yaml").write_text(MAPPING, encoding="utf-8")
        (shop.folder / "mappings" / "coupons.yaml").write_text(COUPONS, encoding="utf-8")
        (root / "lines.csv").write_text(LINES, encoding="utf-8")
        (root / "coupons.csv").write_text(
            "coupon,buyer,order,at,off\nc1,ann,2,2024-03-09 03:00:00,5\n", encoding="utf-8"
        )
        shop.load(root / "lines.csv", mapping="lines")
        shop.load(root / "coupons.csv", mapping="coupons")
        shop.build()
    return root / "shop"


@pytest.fixture
def shop(folder: Path, tmp_path: Path) -> Iterator[Shop]:
    import shutil

    shutil.copytree(folder, tmp_path / "own")
    with regulars.open(tmp_path / "own") as shop:
        yield shop


def of(shop: Shop, customer: str) -> dict[str, object]:
    (row,) = [row for row in shop.table("customer_tag") if row["customer_id"] == customer]
    return row


def test_the_catalogue_has_many_tags_of_each_kind_with_words_in_both_languages() -> None:
    found = tags()
    assert len(found) >= 50
    assert {tag.kind for tag in found.values()} == {"fact", "statistic", "rule"}
    assert {tag.reads for tag in found.values()} == set(READS)
    for tag in found.values():
        assert tag.unit in STORED
        for words in (tag.title, tag.about, *(tag.words or {}).values()):
            assert words.keys() == {"en", "zh"}, tag.name
            assert all(words.values()), tag.name


def test_tags_of_a_customer_are_what_one_computes_by_hand(folder: Path) -> None:
    with regulars.open(folder) as shop:
        ann = of(shop, "ann")
    # list 2*50 + 100 + 50 + 600 = 850, off 10 + 5; paid 90 + 100 + 45 + 600
    expected = {
        "lifetime_spend": Decimal(835), "spend_30d": Decimal(600), "spend_90d": Decimal(645), "order_count": 3,
        "orders_90d": 2, "largest_day": Decimal(600), "recency_days": 2, "mean_gap_days": pytest.approx(147 / 2),
        "discount_share": pytest.approx(15 / 850), "discounted_line_share": 0.5, "shop_discount": Decimal(10),
        "other_discount": Decimal(5), "discounted_spend_share": pytest.approx(135 / 835), "coupon_uses": 1,
        "coupons_per_order": pytest.approx(1 / 3), "lines_per_order": pytest.approx(4 / 3),
        "pieces_per_line": pytest.approx(5 / 4), "mean_piece_price": Decimal(170), "active_months_12m": 3,
        "weekend_share": 1.0, "favourite_weekday": "6", "favourite_hours": "night", "night_share": pytest.approx(2 / 3),
        "evening_share": pytest.approx(1 / 3), "spend_change_90d": pytest.approx((645 - 190) / 835), "trend": "rising",
        "top_category": "kitchen", "second_category": "drinks", "category_count": 2, "brand_count": 3,
        "top_brand": "Iron", "top_price_band": "500+", "top_subcategory": "drinks/tea", "province": "330000",
        "is_night_buyer": True, "is_weekend_buyer": True, "is_coupon_user": True, "price_attitude": "price_sensitive",
        "is_repeat_buyer": True, "refund_amount": Decimal(0), "refund_share": 0.0, "unpaid_orders": 0,
    }  # fmt: skip
    assert {name: ann[name] for name in expected} == expected


def test_recent_money_counts_more_and_halves_in_half_a_year(folder: Path) -> None:
    with regulars.open(folder) as shop:
        rows = {
            (row["dimension"], row["value"]): row
            for row in shop.table("customer_affinity")
            if row["customer_id"] == "ann"
        }
    tea, kitchen = 90 * 2 ** (-5 / 6) + 45 * 2 ** (-3 / 6), 100 * 2 ** (-5 / 6) + 600
    assert rows["category", "kitchen"]["share"] == pytest.approx(kitchen / (tea + kitchen), abs=2e-6)
    assert rows["category", "drinks"]["share"] == pytest.approx(tea / (tea + kitchen), abs=2e-6)
    assert (rows["category", "kitchen"]["place"], rows["category", "drinks"]["place"]) == (1, 2)
    assert rows["category", "kitchen"]["amount"] == Decimal(700)


def test_what_nobody_can_know_is_unknown_and_no_zero(folder: Path) -> None:
    with regulars.open(folder) as shop:
        bob = of(shop, "bob")
    assert [bob[name] for name in ("mean_gap_days", "favourite_hours", "price_attitude", "age", "second_category")] == [
        None
    ] * 5
    assert (bob["is_bulk_buyer"], bob["coupon_uses"], bob["top_price_band"]) == (True, 0, "0-20")


def test_what_no_source_ever_told_is_unknown_of_everybody(tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    bare = MAPPING.replace(", discount_shop: shop_off, discount_maker: maker_off", "").replace(", brand: brand", "")
    with regulars.create(tmp_path / "shop", name="tea", zone="Asia/Shanghai", currency="CNY") as shop:
        (shop.folder / "mappings" / "lines.yaml").write_text(bare, encoding="utf-8")
        shop.load(tmp_path / "lines.csv", mapping="lines")
        shop.build()
        ann, needing = of(shop, "ann"), [tag.name for tag in tags().values() if tag.needs]
        assert {name: ann[name] for name in needing} == dict.fromkeys(needing)
        assert {"discount_share", "coupon_uses", "price_attitude", "is_brand_loyal"} <= set(needing)
        assert (ann["order_count"], ann["category_count"], ann["is_cross_category"]) == (3, 2, False)
        (shop.folder / "mappings" / "coupons.yaml").write_text(COUPONS, encoding="utf-8")
        (tmp_path / "coupons.csv").write_text("coupon,buyer,order,at,off\nc1,bob,4,2024-06-03 09:00:00,5\n", "utf-8")
        shop.load(tmp_path / "coupons.csv", mapping="coupons")
        shop.build()
        assert [of(shop, who)["coupon_uses"] for who in ("ann", "bob")] == [0, 1], "told of one, nobody else used any"
        shop.build(as_of=date(2024, 6, 2))
        (then,) = shop.table("customer_tag", as_of=date(2024, 6, 2))
        assert then["coupon_uses"] is None, "that day nothing was told yet"


@pytest.mark.parametrize("value", [max, partial(lambda rows, as_of, least: rows.spend_12m >= least, least=5), None])
def test_the_value_of_a_tag_is_a_function_whose_file_is_known(value: Any) -> None:
    words = {"en": "x", "zh": "x"}
    with pytest.raises(InputError, match="value is a function of the rows and the as-of day, by lambda or def"):
        Tag("x", "tag", "yes_no", words, words, value)


def test_tags_of_a_past_day_know_nothing_of_the_rest_of_its_month(shop: Shop) -> None:
    shop.build(as_of=date(2024, 6, 1))
    rows = {row["customer_id"]: row for row in shop.table("customer_tag", as_of=date(2024, 6, 1))}
    assert rows.keys() == {"ann"}
    assert rows["ann"]["recency_days"] == 0
    assert of(shop, "bob")["order_count"] == 1, "and the newest day is still there"


OWN = """
from regulars.core.tag import Tag, within

TAG = Tag(
    name="spend_week", reads="customer_day", unit="money", missing=0, title={"en": "Week", "zh": "一周消费"},
    about={"en": "Paid in seven days.", "zh": "近 7 天支付。"},
    value=lambda days, as_of: days.paid_amount.sum(where=within(days, as_of, days=DAYS)),
)
"""


def test_a_tag_of_the_shops_own_is_one_file_that_is_made_changed_and_left_out(shop: Shop) -> None:
    (shop.folder / "tags").mkdir(exist_ok=True)
    file = shop.folder / "tags" / "spend_week.py"
    for text, told in (
        (OWN.replace("DAYS)", "7)"), Decimal(600)),
        (OWN.replace("DAYS)", "365)"), Decimal(835)),
        (None, None),
    ):
        file.write_text(text) if text else file.unlink()
        made = {line.table: line.changed for line in shop.build().tables}
        assert made["customer_tag"] == "made"
        assert made["account_month"] == made["customer_affinity"] == "unchanged"
        assert of(shop, "ann")["spend_week"] == told
    assert {line.table: line.changed for line in shop.build().tables}["customer_tag"] == "unchanged"


def test_a_tag_file_that_cannot_be_is_told_and_changes_nothing(shop: Shop) -> None:
    (shop.folder / "tags").mkdir(exist_ok=True)
    (shop.folder / "tags" / "mine.py").write_text(OWN.replace("spend_week", "spend_12m").replace("DAYS)", "7)"))
    with pytest.raises(ConflictError, match="spend_12m"):
        shop.build()
    (shop.folder / "tags" / "mine.py").write_text("TAG = 5")
    with pytest.raises(InputError, match="must define TAG"):
        shop.build()
    assert of(shop, "ann")["order_count"] == 3


def test_a_category_in_a_rule_is_its_first_level_as_it_is_in_tags(shop: Shop) -> None:
    def who(rule: str) -> list[str]:
        return shop.audience(rule).members()["customer_id"]

    assert (
        who("did('order', where=category == 'drinks')") == ["ann", "bob"] == who("affinity('category', 'drinks') > 0")
    )
    assert who("did('order', where=subcategory == 'drinks/tea')") == ["ann", "bob"]
    assert who("did('order', where=category == 'drinks/tea')") == []
    assert (
        who("did('order', where=category == 'kitchen')") == ["ann"] == who("did('order', where=unknown(subcategory))")
    )


def test_nothing_by_nothing_is_unknown_and_no_number(shop: Shop) -> None:
    (shop.folder / "tags").mkdir(exist_ok=True)
    (shop.folder / "tags" / "mine.py").write_text(
        OWN.replace('"money"', '"share"')
        .replace("missing=0, ", "")
        .replace(
            "days.paid_amount.sum(where=within(days, as_of, days=DAYS))",
            "days.refund_amount.sum().cast('float64') / days.refund_amount.sum().cast('float64')",
        )
    )
    shop.build()
    assert {of(shop, customer)["spend_week"] for customer in ("ann", "bob")} == {None}
    assert shop.audience("spend_week > 0.5 or known(spend_week)").count() == 0


FAULTY = {
    "no python": ("TAG = (", r"tags/mine\.py: line 1 is no Python"),
    "ends the process": ("import sys\nsys.exit(3)", r"tags/mine\.py: SystemExit: 3"),
    "runs for ever": ("def f(): return f()\nf()", r"tags/mine\.py: RecursionError"),
    "unit": (OWN.replace('"money"', '"monney"').replace("DAYS)", "7)"), r"tags/mine\.py: .*no unit named 'monney'. Did you"),
    "reads": (OWN.replace('"customer_day"', '"customr"').replace("DAYS)", "7)"), r"tags/mine\.py: .*no reads named 'customr'"),
    "name taken": (OWN.replace("spend_week", "as_of").replace("DAYS)", "7)"), r"tags/mine\.py: name 'as_of'"),
    "name": (OWN.replace("spend_week", "Spend_12M").replace("DAYS)", "7)"), "small letters, digits and _"),
    "one title": (OWN.replace('"zh": "一周消费"', "").replace("DAYS)", "7)"), "title is a text of each language"),
    "no column": (OWN.replace("days.paid_amount", "days.nope").replace("DAYS)", "7)"), "tag 'spend_week': .*nope"),
    "no expression": (OWN.replace("days.paid_amount.sum(where=within(days, as_of, days=DAYS))", "5"), "answers with 5"),
    "no aggregate": (OWN.replace(".sum(where=within(days, as_of, days=DAYS))", ""), "an aggregate is asked"),
    "filtered": (OWN.replace("days.paid_amount.sum(where=within(days, as_of, days=DAYS))",
                             "days.filter(within(days, as_of, days=7)).paid_amount.sum()"), "tag 'spend_week': .*do not filter"),
    "no count": (OWN.replace('"money"', '"count"').replace("DAYS)", "7)").replace("days.paid_amount.sum(", "days.orders.mean("),
                 "of type float64, which does not fit the unit 'count'"),
    "no money": (OWN.replace("days.paid_amount.sum(where=within(days, as_of, days=DAYS))", "days.customer_id.max()"),
                 "of type string, which does not fit the unit 'money'"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_tag_is_told_with_its_place_before_anything_is_built(shop: Shop, name: str) -> None:
    (shop.folder / "tags").mkdir(exist_ok=True)
    text, told = FAULTY[name]
    (shop.folder / "tags" / "mine.py").write_text(text)
    before = shop.table("customer", every_day=True).rows()
    with pytest.raises(InputError, match=told):
        shop.build(as_of=date(2024, 6, 1))
    assert shop.table("customer", every_day=True).rows() == before, "no day is half built"


def test_a_faulty_tag_file_keeps_nobody_from_what_was_built_and_is_told(shop: Shop) -> None:
    assert (shop.status().next_step, shop.tag_faults()) == (None, [])
    people = shop.audience("order_count >= 1").count()
    (shop.folder / "tags").mkdir(exist_ok=True)
    (shop.folder / "tags" / "wrong.py").write_text("TAG = 1\n", encoding="utf-8")
    assert shop.audience("order_count >= 1").count() == people
    assert any("tags/wrong.py" in note for note in shop.audience("order_count >= 1").notes())
    assert len(shop.tags()) == len(tags())
    assert "tags/wrong.py" in shop.tag_faults()[0]
    assert shop.status().tag_faults == tuple(shop.tag_faults())
    for ask in (lambda: shop.tag("wrong"), lambda: shop.audience("wrong > 1"), shop.build):
        with pytest.raises(InputError, match=r"tags/wrong\.py"):
            ask()


def test_words_that_a_tag_does_not_list_are_told_by_the_build(shop: Shop) -> None:
    (shop.folder / "tags").mkdir(exist_ok=True)
    word = OWN.replace('"money", missing=0', '"word", words={"600.0000": {"en": "Six", "zh": "六"}}')
    word = word.replace("days=DAYS))", "days=7)).cast('string')")
    (shop.folder / "tags" / "mine.py").write_text(word, encoding="utf-8")
    (note,) = shop.build().notes
    assert "tag 'spend_week' has words that it does not list, of 1 customer: '16.0000'" in note


def test_tags_that_were_declared_since_the_build_make_it_the_next_step(shop: Shop) -> None:
    (shop.folder / "tags").mkdir(exist_ok=True)
    (shop.folder / "tags" / "mine.py").write_text(OWN.replace("DAYS)", "7)"), encoding="utf-8")
    status = shop.status()
    assert (status.is_stale, status.has_other_tags, status.next_step) == (False, True, "regulars build")
    shop.build()
    assert shop.status().next_step is None


def test_a_tag_that_changes_its_unit_is_told_until_it_is_built_and_can_change_back(shop: Shop) -> None:
    (shop.folder / "tags").mkdir(exist_ok=True)
    file = shop.folder / "tags" / "mine.py"
    money = OWN.replace("DAYS)", "7)")
    word = money.replace('"money", missing=0', '"word"').replace("days=7))", "days=7)).cast('string')")
    for text, rule in ((money, "spend_week > 0"), (word, "known(spend_week)"), (money, "spend_week > 0")):
        file.write_text(text)
        with pytest.raises(
            MissingError, match=r"(not built yet: spend_week|changed .*: spend_week \(now).*Run: regulars"
        ):
            shop.audience(rule).count()
        shop.build()
        assert shop.audience(rule).count() == 2


def test_a_tag_of_tags_that_reads_another_of_its_kind_is_told_what_cannot_be(shop: Shop) -> None:
    (shop.folder / "tags").mkdir(exist_ok=True)
    text = OWN.replace('"customer_day"', '"tag"').replace('"money", missing=0', '"yes_no"')
    own = text.replace("days.paid_amount.sum(where=within(days, as_of, days=DAYS))", "days.trend == 'rising'")
    (shop.folder / "tags" / "mine.py").write_text(own)
    with pytest.raises(
        InputError, match=r"tag 'spend_week': reads 'trend', which is made of other tags as well\. Such a"
    ):
        shop.build()


def test_where_a_build_failed_on_its_way_audiences_answer_for_the_day_before(shop: Shop) -> None:
    lake = shop.workspace.lake
    shop.build(as_of=date(2024, 6, 1))
    lake.rows("DELETE FROM lake.main.build_part WHERE \"table\" = 'customer_tag' AND part = '2024-06-03'")
    assert shop.audience("order_count > 0").day() == date(2024, 6, 1)


@pytest.mark.realdata
def test_discounts_coupons_and_people_of_the_grocer_reach_the_tags(realdata: Path, tmp_path: Path) -> None:
    source = realdata / "complete_journey"
    with regulars.create(tmp_path / "grocer", name="grocer", zone="America/New_York", currency="USD") as shop:
        shop.load(source, mapping="complete_journey")
        shop.build()
        told = {row["customer_id"]: row for row in shop.table("customer_tag")}
    files = {name: f"'{source}/{name}.parquet'" for name in ("transactions", "coupon_redemptions", "demographics")}
    share = dict(duckdb.sql(f"""
        SELECT household_id::VARCHAR, sum(retail_disc + coupon_disc + coupon_match_disc)
            / sum(sales_value + retail_disc + coupon_match_disc)
        FROM {files['transactions']} WHERE quantity > 0 GROUP BY 1
    """).fetchall())  # fmt: skip
    near = [
        told[who]["discount_share"] == pytest.approx(value, abs=0.02)
        for who, value in share.items()
        if value is not None
    ]
    assert sum(near) >= 0.98 * len(near), "lines of quantity 0 are coupons scanned as lines"
    uses = dict(
        duckdb.sql(f"SELECT household_id::VARCHAR, count(*) FROM {files['coupon_redemptions']} GROUP BY 1").fetchall()
    )
    assert {who: row["coupon_uses"] for who, row in told.items() if row["coupon_uses"]} == uses
    ages = dict(duckdb.sql(f"SELECT household_id::VARCHAR, age FROM {files['demographics']}").fetchall())
    assert {who: row["age"] for who, row in told.items() if row["age"]} == {
        who: age for who, age in ages.items() if who in told
    }
