"""What the small shop answers, checked by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

import regulars
from regulars.app.shop import Shop
from regulars.core.errors import ConflictError, InputError, MissingError, UnsupportedError

APRIL = date(2024, 4, 30)
New = Callable[[], Shop]


def test_settings_that_are_not_given_stand_out_of_the_file_and_have_their_default(tmp_path: Path) -> None:
    with regulars.create(tmp_path / "plain") as shop:
        text = (shop.folder / "shop.yaml").read_text(encoding="utf-8")
        assert not [line for line in text.splitlines() if line.startswith(("name", "zone", "currency"))]
        assert (shop.settings.zone, shop.settings.currency, shop.settings.language) == ("Asia/Shanghai", "CNY", "en")


def test_a_folder_with_something_in_it_is_not_made_a_shop(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(ConflictError, match="has files in it"):
        regulars.create(tmp_path)


def test_a_folder_that_is_no_shop_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="regulars init"):
        regulars.open(tmp_path)


def test_the_newest_build_is_the_day_that_is_meant(cups: Shop) -> None:
    assert set(cups.segments()["as_of"]) == {APRIL}
    assert cups.status().as_of == APRIL


def test_a_mapping_that_is_not_utf_8_is_told(cups: Shop, tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("title: {zh: 订单}\n".encode("gbk"))
    with pytest.raises(InputError, match=r"gbk\.yaml is not UTF-8 .* Save it as UTF-8"):
        cups.workspace.mapping(str(tmp_path / "gbk.yaml"))


def test_a_look_back_changes_no_answer_of_today(own_cups: Shop) -> None:
    own_cups.build(as_of="2024-03-20")
    assert set(own_cups.segments()["as_of"]) == {APRIL}
    assert set(own_cups.segments(as_of="2024-03-20")["as_of"]) == {date(2024, 3, 20)}
    assert own_cups.status().as_of == APRIL


def test_a_day_may_be_given_as_text_and_what_is_none_is_refused(cups: Shop) -> None:
    assert cups.segments(as_of="2024-04-30").arrow == cups.segments(as_of=APRIL).arrow
    assert cups.segments(as_of=datetime(2024, 4, 30, 12)).arrow == cups.segments(as_of=APRIL).arrow
    for wrong in ("gestern", "30.4.2024", 20240430):
        with pytest.raises(InputError, match="is no day"):
            cups.customers(as_of=wrong)  # type: ignore[arg-type]


def test_groups_count_each_person_once_and_their_money_without_refunded_days(cups: Shop) -> None:
    people = {row["value"]: row["people"] for row in cups.segments() if row["people"]}
    assert people == {"active_rare_modest": 1, "refunded": 1, "no_purchase": 1}
    ann = next(row for row in cups.segments() if row["value"] == "active_rare_modest")
    assert (ann["people_share"], ann["paid"], ann["orders"], ann["order_value"]) == (1.0, 300, 3, 100)
    refunded = next(row for row in cups.segments() if row["value"] == "refunded")
    assert (refunded["people_share"], refunded["paid"]) == (None, 0)


@pytest.mark.parametrize("by", ["rfm_group", "stage", "tier"])
def test_every_way_to_part_the_customers_holds_all_of_them(cups: Shop, by: str) -> None:
    assert sum(cups.segments(by=by)["people"]) == len(cups.customers()) == 3


def test_levels_part_those_who_have_a_group(cups: Shop) -> None:
    levels = cups.segments(by="levels")
    for axis in ("r_level", "f_level", "m_level"):
        assert sum(row["people"] for row in levels if row["dimension"] == axis) == 1


def test_a_month_end_and_an_earlier_build_can_be_asked_too(cups: Shop) -> None:
    assert sum(cups.segments(as_of=date(2024, 1, 31))["people"]) == 1
    assert sorted(cups.customers(as_of=date(2024, 2, 15))["customer_id"]) == ["ann", "bob"]


def test_money_of_a_month_end_is_that_of_a_build_of_the_same_day(own_cups: Shop) -> None:
    day = date(2024, 3, 31)
    before = own_cups.segments(as_of=day).arrow
    own_cups.build(as_of=day)
    assert len(own_cups.customers(as_of=day)) == 2
    assert own_cups.segments(as_of=day).arrow.equals(before)


def test_a_day_without_a_snapshot_lists_those_there_are(cups: Shop) -> None:
    with pytest.raises(MissingError, match=r"2024-02-15.*2024-04-30.*regulars build --as-of 2024-03-03"):
        cups.segments(as_of=date(2024, 3, 3))
    with pytest.raises(MissingError, match=r"no snapshot of 2024-03-31. There are: 2024-02-15, 2024-04-30"):
        cups.customers(as_of=date(2024, 3, 31))


@pytest.mark.parametrize(
    ("day", "why"), [("2999-01-01", "has not come yet"), ("1999-01-01", "The data begin on 2024-01-05")]
)
def test_a_day_that_no_build_can_make_is_not_advised(cups: Shop, day: str, why: str) -> None:
    with pytest.raises(MissingError, match=why) as told:
        cups.segments(as_of=day)
    assert "regulars build" not in str(told.value)


def test_groups_are_asked_for_as_on_the_command_line(cups: Shop) -> None:
    assert cups.segments(by="group").rows() == cups.segments(by="rfm_group").rows()
    assert cups.flow(dimension="group").rows() == cups.flow(dimension="rfm_group").rows()


def test_segments_by_something_else_says_by_what(cups: Shop) -> None:
    with pytest.raises(InputError, match="rfm_group, stage, tier, levels, not by 'city'"):
        cups.segments(by="city")


@pytest.mark.parametrize("dimension", ["rfm_group", "stage", "tier"])
def test_the_sums_of_a_flow_are_the_snapshots_at_its_ends(cups: Shop, dimension: str) -> None:
    for by, pairs in (("month", 3), ("whole", 1)):
        flow = cups.flow(by=by, dimension=dimension)
        ends = sorted(set(zip(flow["from_day"], flow["to_day"], strict=True)))
        assert len(ends) == pairs
        for before, after in ends:
            rows = [row for row in flow if row["from_day"] == before]
            _reconciles(cups, rows, "from_value", before, dimension, outside={"not_yet"})
            _reconciles(cups, rows, "to_value", after, dimension, outside={"erased", "merged"})


def _reconciles(shop: Shop, rows: list[dict], side: str, day: date, dimension: str, outside: set[str]) -> None:
    sums: dict[str, int] = {}
    for row in rows:
        if row[side] not in outside:
            sums[row[side]] = sums.get(row[side], 0) + row["people"]
    held = {row["value"]: row["people"] for row in shop.segments(as_of=day, by=dimension) if row["people"]}
    assert sums == held, f"{side} of {day} must be the snapshot"


def test_a_flow_between_any_two_snapshots_tells_who_joined_and_why(cups: Shop) -> None:
    flow = cups.flow(by="whole", start=date(2024, 1, 31), end=APRIL)
    told = {(row["from_value"], row["to_value"], row["cause"]): row["people"] for row in flow}
    assert told == {
        ("active_rare_modest", "active_rare_modest", "stayed"): 1,
        ("not_yet", "refunded", "entered"): 1,
        ("not_yet", "no_purchase", "entered"): 1,
    }


def test_a_flow_backwards_in_time_is_refused(cups: Shop) -> None:
    with pytest.raises(InputError, match="forward"):
        cups.flow(start=APRIL, end=date(2024, 1, 31))


def test_products_of_a_customer_are_those_that_were_paid(cups: Shop) -> None:
    card = cups.customer("dan")
    assert [one.kind for one in card.timeline if one.kind == "order"] == ["order"], "the unpaid order is told"
    assert card.products == (), "and is no purchase"


def test_a_merged_account_leads_to_its_customer(cups: Shop) -> None:
    card = cups.customer("cat")
    assert (card.customer_id, card.orders, card.spend, card.refunds) == ("ann", 3, 300, 5)
    assert [account.account for account in card.accounts] == ["ann", "cat"]
    assert {account.key for account in card.accounts} == {"phone"}
    assert "cat" in card.notes[0]["en"]


def test_a_card_tells_what_happened_the_latest_first(cups: Shop) -> None:
    card = cups.customer("ann")
    told = [(one.day, one.kind, one.amount) for one in card.timeline]
    assert told == [
        (date(2024, 4, 20), "order", 30),
        (date(2024, 4, 1), "refund", 5),
        (date(2024, 3, 15), "order", 110),
        (date(2024, 1, 5), "order", 160),
    ]
    assert card.usual_gap == 53, "70 and 36 days lie between three purchase days"
    assert [(one.name, one.amount) for one in card.products] == [("Cup", 210), ("Plate", 90)]
    assert sum(month.paid for month in card.months) == 300
    assert [tag.title for tag in card.tags] == [{"en": "Province: Zhejiang", "zh": "省份：浙江省"}]
    assert "Refunds of CN¥5.00 found no paid order" in card.notes[-1]["en"]
    assert "有 ¥5.00 的退款" in card.notes[-1]["zh"]


def test_an_order_that_is_not_paid_says_so(cups: Shop) -> None:
    (order,) = (one for one in cups.customer("dan").timeline if one.kind == "order")
    assert order.text == {"en": "Order 6: 1 product, not paid", "zh": "订单 6：1 种商品，未支付"}


def test_a_card_of_an_earlier_day_knows_nothing_later(cups: Shop) -> None:
    card = cups.customer("ann", as_of=date(2024, 2, 15))
    assert (card.orders, card.spend, len(card.timeline), card.usual_gap) == (1, 160, 1, None)
    with pytest.raises(MissingError, match="no customer 'dan' on 2024-02-15"):
        cups.customer("dan", as_of=date(2024, 2, 15))


def test_an_unknown_customer_brings_the_nearest_ids(cups: Shop) -> None:
    with pytest.raises(MissingError, match="nearest ids: ann"):
        cups.customer("anna")


def test_a_table_is_cut_to_the_day_and_versions_to_the_valid_ones(cups: Shop) -> None:
    assert len(cups.table("order_item")) == 7
    assert len(cups.table("order_item", as_of=date(2024, 2, 15))) == 3
    prices = {row["product_id"]: row["price"] for row in cups.table("product", as_of=date(2024, 3, 31))}
    assert prices == {"A": 110, "B": 30}
    assert {row["product_id"]: row["price"] for row in cups.table("product", as_of=date(2024, 2, 15))}["A"] == 100
    assert set(cups.table("customer", as_of=APRIL)["as_of"]) == {APRIL}


def test_a_table_of_snapshots_is_that_of_the_newest_build_or_of_every_day(cups: Shop) -> None:
    for name in ("customer", "segment_history", "segment_cut"):
        assert set(cups.table(name)["as_of"]) == {APRIL}
        assert set(cups.table(name, as_of="2024-02-15")["as_of"]) == {date(2024, 2, 15)}
        assert {APRIL, date(2024, 2, 15)} <= set(cups.table(name, every_day=True)["as_of"])
    assert len(cups.table("customer")) == len(cups.customers()) == 3, "nobody counts twice"


def test_a_table_that_does_not_exist_lists_those_that_do(cups: Shop) -> None:
    with pytest.raises(MissingError, match="Did you mean 'customer'"):
        cups.table("custommer")


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_without_the_library_says_how_to_install_it(
    cups: Shop, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UnsupportedError, match=rf"{library} is not installed.*regulars\[frames\]"):
        getattr(cups.segments(), f"to_{library}")()


def test_frames_go_to_pandas_polars_and_arrow(cups: Shop) -> None:
    frame = cups.customers()
    assert list(frame.to_pandas()["customer_id"]) == ["ann", "bob", "dan"]
    assert frame.to_polars().get_column("paid_orders").sum() == 4
    assert pl.DataFrame(frame).height == pa.table(frame).num_rows == 3
    assert isinstance(frame["amount"][0], Decimal)


def test_quarantine_is_filtered_by_its_columns(cups: Shop) -> None:
    assert {row["reason"] for row in cups.quarantine()} >= {"negative"}
    assert set(cups.quarantine(reason="negative", status="open")["row_no"]) == {8}
    assert len(cups.quarantine(mapping="refunds")) == 0
    with pytest.raises(InputError, match=r"no filter named 'reasn'\. Did you mean 'reason'"):
        cups.quarantine(reasn="negative")


def test_runs_tell_loads_and_builds(cups: Shop) -> None:
    runs = cups.runs()
    assert {row["what"] for row in runs} == {"load", "build"}
    assert runs.rows()[-1]["what"] == "load"


def test_quality_tells_five_measures_of_each_source_and_table(cups: Shop) -> None:
    told = {(row["source"], row["table"], row["measure"]): row for row in cups.quality()}
    assert len(told) == 5 * len({key[:2] for key in told})
    assert told["orders", "order_item", "validity"]["share"] == 7 / 8
    assert told["refunds", "refund", "consistency"]["share"] == 0.5, "one refund names its order, one finds none"
    assert told["orders", "order_item", "completeness"]["sentence_en"] == "account_id is filled in 85.7% of rows."


def test_the_trend_compares_the_last_load_with_the_one_before(own_cups: Shop, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(
        "order,buyer,phone,sku,name,at,quantity,price,province,paid\n"
        "9,ann,,A,Cup,2024-05-01 10:00:00,1,9.00,浙江,yes\n",
        encoding="utf-8",
    )
    own_cups.load(tmp_path / "more.csv", mapping="orders")
    told = {(row["table"], row["measure"]): row for row in own_cups.quality() if row["source"] == "orders"}
    assert told["order_item", "validity"]["loads"] == 2
    assert told["order_item", "validity"]["trend"] == pytest.approx(1 - 7 / 8)


def test_an_order_paid_below_its_lines_is_consistent_and_one_above_them_is_not(new_shop: New, tmp_path: Path) -> None:
    """A discount of the whole order stands in no line; nothing explains a total that the lines do not reach."""
    shop = new_shop()
    (shop.folder / "mappings" / "sales.yaml").write_text(
        "zone: Europe/London\ncurrency: GBP\ntables:\n"
        "  orders: {order_id: order, account_id: buyer, ordered_at: at, amount: total}\n"
        "  order_item: {order_id: order, account_id: buyer, product_id: sku, ordered_at: at, quantity: quantity,"
        " unit_price: price, is_paid: 'true'}\n",
        encoding="utf-8",
    )
    (tmp_path / "sales.csv").write_text(
        "order,buyer,at,sku,quantity,price,total\n"
        "1,ann,2024-01-05,A,1,10.00,8.00\n2,ann,2024-01-06,A,1,10.00,10.00\n3,bob,2024-01-07,A,2,10.00,20.00\n"
        "4,bob,2024-01-08,A,1,10.00,25.00\n",
        encoding="utf-8",
    )
    shop.load(tmp_path / "sales.csv", mapping="sales")
    told = next(row for row in shop.quality() if (row["table"], row["measure"]) == ("orders", "consistency"))
    assert (told["good"], told["of"]) == (3, 4)
    assert "1 of them are lower" in told["sentence_en"]


def test_a_demonstration_is_never_late(own_cups: Shop, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("refund,order,buyer,at,amount\nr3,3,ann,2024-04-02,1\n", encoding="utf-8")
    own_cups.load(tmp_path / "more.csv", mapping="refunds")

    def timely() -> dict[str, object]:
        return next(row for row in own_cups.quality() if (row["table"], row["measure"]) == ("refund", "timeliness"))

    assert timely()["share"] == 0
    (own_cups.folder / "demo").write_text("made up", encoding="utf-8")
    assert timely()["share"] is None
    assert "demonstration" in str(timely()["sentence_en"])


def test_a_new_shop_keeps_its_key_and_its_data_out_of_version_control(new_shop: New) -> None:
    lines = (new_shop().folder / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/master.key", "/lake/", "/vault/"} <= set(lines)
    assert not {"/shop.yaml", "/mappings/"} & set(lines)


def test_status_knows_of_loads_since_the_last_build(own_cups: Shop, tmp_path: Path) -> None:
    assert not own_cups.status().is_stale
    (tmp_path / "more.csv").write_text("refund,order,buyer,at,amount\nr3,3,ann,2024-04-02,1\n", encoding="utf-8")
    own_cups.load(tmp_path / "more.csv", mapping="refunds")
    status = own_cups.status()
    assert status.is_stale
    assert status.next_step == "regulars build"
    assert (status.quarantined, status.working) == (1, None)
    assert status.rows["order_item"] == 7


def test_an_empty_shop_answers_kindly(new_shop: New) -> None:
    shop = new_shop()
    status = shop.status()
    assert (status.loads, status.as_of, status.is_stale, status.next_step) == ((), None, False, "regulars load")
    assert len(shop.quality()) == len(shop.quarantine()) == len(shop.runs()) == len(shop.table("orders")) == 0
    for ask in (shop.segments, shop.customers, shop.flow, shop.metrics, shop.proposals, shop.cohorts):
        with pytest.raises(MissingError, match=r"nothing is built in new0 yet.*regulars build"):
            ask()
    with pytest.raises(MissingError, match="nothing is built"):
        shop.customer("x")
    with pytest.raises(InputError, match=r"has no orders yet.*regulars load"):
        shop.build()
    with pytest.raises(InputError, match="name at least one file"):
        shop.load(mapping="online_retail")


def test_a_shop_with_one_order_answers_everything(new_shop: New, tmp_path: Path) -> None:
    shop = new_shop()
    (tmp_path / "one.csv").write_text(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "1,A,Cup,2,2011-05-31 23:30:00,10.00,7,United Kingdom\n"
    )
    shop.load(tmp_path / "one.csv", mapping="online_retail")
    shop.build()
    (row,) = (row for row in shop.segments() if row["people"])
    assert (row["value"], row["paid"], row["order_value"]) == ("active_rare_modest", 20, 20)
    assert shop.customer(7).orders == 1
    assert len(shop.flow()) == 0
    assert [row["share"] for row in shop.cohorts()] == [1.0]
    values = {row["metric"]: row["value"] for row in shop.metrics()}
    assert (values["gmv_paid"], values["buyers"], values["repurchase_90d"]) == (20, 1, None)
    assert shop.proposals().columns[0] == "axis"
    assert "cannot tell yet" in shop.report().read_text(encoding="utf-8")


@pytest.mark.parametrize(("written", "meant"), [("RMB", "CNY"), ("GPB", "GBP"), ("usd", "USD"), ("XQX", "")])
def test_a_shop_counts_in_a_currency_that_exists(tmp_path: Path, written: str, meant: str) -> None:
    with pytest.raises(InputError) as told:
        regulars.create(tmp_path / "shop", currency=written)
    assert f"not {written!r}" + (f". Did you mean {meant}?" if meant else "") in str(told.value)
    assert not (tmp_path / "shop").exists(), "a shop that cannot be is not half made"
