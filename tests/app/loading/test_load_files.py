"""What a file may be like as a whole: it loads, or it says why not and leaves the lake as it was."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from regulars.app import quarantine
from regulars.app.load import load
from regulars.core.errors import ConflictError, DataError, InputError, RegularsError

HEAD = "order_no,buyer,ordered_at,amount\n"
ROW = "1,anna,2024-03-01 10:00,100\n"
GOOD = HEAD + ROW


def parquet(**columns: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def files_of(folder: Path) -> set[str]:
    """The data files of the lake, staged ones included."""
    return {str(path.relative_to(folder)) for path in (folder / "lake" / "data").rglob("*.parquet")}


WHOLE = parquet(
    order_no=["1", "2"] * 500, buyer=["x"] * 1000, ordered_at=[datetime(2024, 3, 1)] * 1000, amount=[1.0] * 1000
)
UNUSABLE: dict[str, tuple[str, bytes, type[RegularsError], str]] = {
    "zero bytes": ("orders.parquet", b"", DataError, "is empty"),
    "truncated Parquet": ("orders.parquet", WHOLE[: len(WHOLE) // 2], DataError, "not a whole Parquet file"),
    "damaged in the middle": (
        "orders.parquet", WHOLE[:200] + b"\xff" * 300 + WHOLE[500:], DataError, "not a whole Parquet file",
    ),
    "unclosed quote": ("orders.csv", (HEAD + ROW * 3000 + '2,"ben,2024-03-02,5\n' + ROW).encode(), DataError, "quote"),
    "NUL bytes": ("orders.csv", (HEAD + "1,a\0b,2024-03-01,5\n").encode(), DataError, "NUL"),
    "repeated header": (
        "orders.csv", b"order_no,buyer,buyer,ordered_at,amount\n1,a,b,2024-03-01,5\n", InputError, "buyer",
    ),
    "headers alike": (
        "orders.csv", b"order_no,buyer,Buyer,ordered_at,amount\n1,a,b,2024-03-01,5\n", InputError,
        "'buyer' and 'Buyer'",
    ),
    "missing columns": ("orders.csv", b"order_nr,byer,at\n1,a,2024-03-01\n", InputError, "Did you mean 'order_nr'"),
    "personal": (
        "orders.csv", (HEAD + "1,anna@mail.example,2024-03-01,5\n").encode(), DataError, "looks like email",
    ),
    "not a workbook": ("orders.xlsx", b"PK\x03\x04 no", DataError, "workbook"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNUSABLE)
def test_an_unusable_file_leaves_the_lake_as_it_was_and_a_good_one_loads_after_it(shop, bring, facts, case) -> None:
    name, content, error, words = UNUSABLE[case]
    bring(shop, GOOD)
    before = facts(shop), files_of(shop.folder), shop.lake.rows("SELECT count(*) FROM lake.main.load")
    with pytest.raises(error) as told:
        bring(shop, content, name=name)
    assert words in str(told.value)
    assert (facts(shop), files_of(shop.folder), shop.lake.rows("SELECT count(*) FROM lake.main.load")) == before
    assert bring(shop, HEAD + "2,ben,2024-03-02,5\n").new["orders"] == 1
    assert shop.lake.recover() == 0, "no file was left over that belongs to no table"


def test_missing_columns_are_told_all_at_once_with_what_there_is(shop, bring) -> None:
    with pytest.raises(InputError) as told:
        bring(shop, "order_no,byer,at,sum\n1,a,2024-03-01,5\n")
    text = str(told.value)
    assert all(f"'{column}'" in text for column in ("buyer", "ordered_at", "amount"))
    assert "Did you mean 'byer'" in text
    assert "Known: at, byer, order_no, sum" in text


def test_other_columns_are_not_stored_and_are_told(shop, bring) -> None:
    loaded = bring(shop, HEAD.replace("\n", ",note,secret\n") + ROW.replace("\n", ",hello,world\n"))
    assert "columns that the mapping does not name are not stored: note, secret" in loaded.notes
    assert set(shop.lake.schema("raw_orders")) == {"order_no", "buyer", "ordered_at", "amount", "load_id", "row_no"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_encoding_of_the_trade_gives_the_same_facts(new_shop, bring, all_of, encoding) -> None:
    values = {"order_id": "订单编号", "account_id": "买家", "ordered_at": "下单时间", "amount": "金额"}
    mapping = {"tables": {"orders": values}}
    shop = new_shop(chinese=mapping)
    text = "订单编号,买家,下单时间,金额\n1,张三丰,2024-03-01 10:00,￥100\n2,李四,2024-03-02 10:00,２００\n"
    loaded = bring(shop, text.encode(encoding), mapping="chinese")
    assert loaded.accepted == 2
    assert [row["account_id"] for row in all_of(shop, "orders", "account_id")] == ["张三丰", "李四"]


def test_rows_of_a_ragged_file_are_accepted_or_put_aside_with_their_numbers(shop, bring, reasons) -> None:
    ragged = HEAD + ROW + "2,ben\n" + "3,cid,2024-03-03,5\n" + "4,dora,2024-03-04,5,6,7\n" + "5,emil,2024-03-05,x\n"
    loaded = bring(shop, ragged)
    assert (loaded.rows, loaded.accepted, loaded.quarantined) == (5, 2, 3)
    assert [(row, reason) for row, reason, _, _ in reasons(shop)] == [
        (2, "ragged_row"),
        (4, "ragged_row"),
        (5, "not_a_number"),
    ]


def test_a_title_above_the_header_of_a_workbook_is_no_row(shop, bring) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Orders of March"])
    sheet.append([])
    sheet.append(["order_no", "buyer", "ordered_at", "amount"])
    sheet.append([17850, "anna", datetime(2024, 3, 1, 10), 99.5])
    sheet.append(["17851", "ben", "2024-03-02", "1,000"])
    file = io.BytesIO()
    book.save(file)
    loaded = bring(shop, file.getvalue(), name="orders.xlsx")
    assert (loaded.rows, loaded.accepted) == (2, 2)
    told = shop.lake.rows("SELECT order_id, amount FROM lake.main.orders ORDER BY 1")
    assert [(order, float(amount)) for order, amount in told] == [("17850", 99.5), ("17851", 1000.0)]


def test_a_header_without_rows_loads_as_nothing(shop, bring) -> None:
    loaded = bring(shop, HEAD)
    assert (loaded.rows, loaded.accepted, loaded.quarantined, loaded.new) == (0, 0, 0, {})
    assert bring(shop, GOOD).accepted == 1


def test_a_file_of_bad_rows_only_brings_no_fact_and_keeps_every_reason(shop, bring, facts) -> None:
    loaded = bring(shop, HEAD + "1,anna,never,100\n2,ben,2024-03-02,lots\n,,,\n")
    assert (loaded.rows, loaded.accepted, loaded.quarantined) == (3, 0, 3)
    assert facts(shop) == {}
    assert loaded.reasons == {"not_a_time": 1, "not_a_number": 1, "required": 1}


def test_columns_called_like_our_own_marks_or_like_sql_words_load(new_shop, bring, all_of) -> None:
    values = {"order_id": "row_no", "account_id": "load_id", "ordered_at": "select", "amount": "ROW_NO_"}
    shop = new_shop(odd={"tables": {"orders": values}})
    loaded = bring(shop, "row_no,load_id,select,ROW_NO_\nA,anna,2024-03-01,5\nB,ben,2024-03-02,x\n", mapping="odd")
    assert (loaded.accepted, loaded.quarantined) == (1, 1)
    assert all_of(shop, "orders", "order_id", "account_id") == [{"order_id": "A", "account_id": "anna"}]
    (row,) = quarantine.rows(shop, loaded.load_id).arrow.select(["ROW_NO_"]).to_pylist()
    assert row == {"ROW_NO_": "x"}


def test_headers_in_another_case_or_width_are_the_same_columns(shop, bring, facts) -> None:
    bring(shop, GOOD)
    before = facts(shop)
    loaded = bring(shop, "ORDER_NO,Buyer,ｏｒｄｅｒｅｄ_at,Amount \n" + ROW)
    assert loaded.accepted == 1
    assert facts(shop) == before, "the same order under other spellings of its headers is known"


def test_the_same_content_is_known_and_other_content_changes_only_what_differs(shop, bring, facts) -> None:
    bring(shop, GOOD)
    before = facts(shop)
    assert bring(shop, GOOD, name="renamed.csv").is_known
    assert facts(shop) == before
    loaded = bring(shop, GOOD + "2,ben,2024-03-02,5\n")
    assert loaded.new["orders"] == 1
    assert loaded.changed == {}


def test_a_file_whose_columns_changed_their_types_loads_beside_the_first(shop, bring) -> None:
    bring(shop, GOOD)
    at = [datetime(2024, 3, 2)]
    loaded = bring(shop, parquet(order_no=[2], buyer=[7], ordered_at=at, amount=[5.0]), name="o.parquet")
    assert loaded.accepted == 1
    assert shop.lake.has("raw_orders_2")


def test_a_currency_without_a_rate_is_told_before_anything_is_stored(new_shop, bring) -> None:
    shop = new_shop(
        dollars={"currency": "USD", "tables": {"orders": {"order_id": "order_no", "ordered_at": "ordered_at"}}}
    )
    with pytest.raises(InputError, match=r"rates: \{USD"):
        bring(shop, GOOD, mapping="dollars")
    assert shop.lake.rows("SELECT count(*) FROM lake.main.load") == [(0,)]


def test_a_mapping_with_ten_mistakes_gives_ten_messages(new_shop, bring) -> None:
    mistakes = {
        "tabels": {}, "zone": "Europe/Lundon", "currency": "euro", "decimal": ";",
        "dates": {"day_frist": True}, "personal": {"buyer": "nickname"}, "words": {"status": {}},
        "reject": [{"when": "amount <"}],
        "tables": {
            "order": {}, "orders": {"order_id": "upcase(order_no)", "ordered_at": "ordered_at", "colour": "red"},
        },
    }  # fmt: skip
    shop = new_shop(wrong=mistakes)
    with pytest.raises(InputError) as told:
        bring(shop, GOOD, mapping="wrong")
    text = str(told.value)
    for place in ("tabels", "zone", "currency", "decimal", "dates", "personal.buyer", "words.status", "reject[1]",
                  "tables.order", "tables.orders.order_id", "tables.orders.colour"):  # fmt: skip
        assert f" {place}: " in text, f"{place} is wrong and must be told:\n{text}"
    assert "11 faults" in text


def test_a_load_beside_another_is_told_who_works(shop, bring, tmp_path) -> None:
    from regulars.app.workspace import Workspace

    other = Workspace(shop.folder)
    with other.work("build"), pytest.raises(ConflictError, match="build"):
        bring(shop, GOOD)
    other.close()


def test_a_password_in_an_address_is_not_written_to_the_lock(shop, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(type(shop), "work", lambda self, what, **how: seen.append(what) or pytest.fail("stop here"))
    with pytest.raises(pytest.fail.Exception):
        load(shop, ["postgresql://me:geheim@localhost/shop"], mapping="orders")
    assert seen == ["load of postgresql://…@localhost/shop"]


def test_a_new_shop_takes_zone_and_currency_of_its_first_mapping(new_shop, bring) -> None:
    shop = new_shop({"name": "new"}, gifts={"zone": "Europe/London", "currency": "GBP", **_orders()})
    loaded = bring(shop, GOOD, mapping="gifts")
    assert any("zone: Europe/London, currency: GBP" in note for note in loaded.notes)
    assert "zone: Europe/London" in (shop.folder / "shop.yaml").read_text(encoding="utf-8")
    assert (shop.settings.zone, shop.settings.currency) == ("Europe/London", "GBP")
    assert bring(shop, HEAD + "2,ben,2024-03-02,5\n").notes != loaded.notes
    assert shop.settings.zone == "Europe/London"


def test_what_the_shop_said_itself_is_never_overwritten(new_shop, bring) -> None:
    shop = new_shop(
        {"name": "new", "zone": "Asia/Shanghai"}, gifts={"zone": "Europe/London", "currency": "GBP", **_orders()}
    )
    bring(shop, GOOD, mapping="gifts")
    assert (shop.settings.zone, shop.settings.currency) == ("Asia/Shanghai", "GBP")


def test_a_failed_first_load_leaves_the_settings_as_they_were(new_shop, bring) -> None:
    shop = new_shop({"name": "new"}, gifts={"zone": "Europe/London", "currency": "GBP", **_orders()})
    before = (shop.folder / "shop.yaml").read_text(encoding="utf-8")
    with pytest.raises(InputError):
        bring(shop, "a,b\n1,2\n", mapping="gifts")
    assert (shop.folder / "shop.yaml").read_text(encoding="utf-8") == before


def _orders() -> dict[str, object]:
    return {
        "tables": {
            "orders": {"order_id": "order_no", "account_id": "buyer", "ordered_at": "ordered_at", "amount": "amount"}
        }
    }


def test_payments_of_unknown_orders_are_told_until_the_orders_are_in(new_shop, bring) -> None:
    payment = {"payment_id": "order_no", "order_id": "order_no", "paid_at": "ordered_at", "amount": "amount"}
    refund = {"refund_id": "order_no", "order_id": "order_no", "refunded_at": "ordered_at", "amount": "amount"}
    shop = new_shop(paid={"tables": {"payment": payment, "refund": refund}}, heads=_orders())
    text = HEAD + "1,anna,2024-03-01,100\n2,ben,2024-03-02,5\n"
    notes = bring(shop, text, mapping="paid").notes
    assert "2 payments belong to no order that is known: they count nowhere until `orders` are loaded" in notes
    assert any(note.startswith("2 refunds name an order that is not known") for note in notes)
    assert not any("order that is known" in note for note in bring(shop, text, mapping="heads").notes)
    more = bring(shop, text + "3,ben,2024-03-03,7\n", mapping="paid").notes
    assert [note for note in more if "belong to no order" in note] == [
        "1 payments belong to no order that is known: they count nowhere until `orders` are loaded"
    ]


def test_orders_in_a_later_file_of_the_same_load_are_known(new_shop, tmp_path) -> None:
    payment = {"payment_id": "order_no", "order_id": "order_no", "paid_at": "ordered_at", "amount": "amount"}
    shop = new_shop()
    for name, tables in {"a": {"payment": payment}, "b": _orders()["tables"]}.items():
        place = shop.folder / "mappings" / "both"
        place.mkdir(exist_ok=True)
        (place / f"{name}.yaml").write_text(yaml.safe_dump({"file": f"{name}.csv", "tables": tables}))
        (tmp_path / f"{name}.csv").write_text(HEAD + "1,anna,2024-03-01,100\n")
    done = load(shop, [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")], mapping="both")
    assert not [note for loaded in done for note in loaded.notes if "no order" in note]


LONELY = "more than 5 years before all others"


def test_a_date_years_before_all_others_is_told_with_the_load_that_brought_it(new_shop, bring) -> None:
    shop = new_shop(heads=_orders())
    text = HEAD + "1,anna,1980-01-05,100\n2,ben,2024-03-02,5\n3,ben,2024-03-03,5\n"
    [note] = [note for note in bring(shop, text, mapping="heads").notes if LONELY in note]
    assert note.startswith("1 row of `orders` is dated 1980-01, ")
    assert "`reject`" in note, "it says what to do"
    later = bring(shop, HEAD + "4,cleo,2024-04-02,5\n", mapping="heads").notes
    assert not any(LONELY in note for note in later), "this load brought none"
    assert not any(LONELY in note for note in bring(shop, text, mapping="heads", name="again.csv").notes)


def test_several_lonely_dates_are_one_note(new_shop, bring) -> None:
    shop = new_shop(heads=_orders())
    text = HEAD + "1,anna,1985-01-01,100\n2,ben,2001-03-02,5\n3,ben,2024-03-03,5\n"
    [note] = [note for note in bring(shop, text, mapping="heads").notes if LONELY in note]
    assert note.startswith("2 rows of `orders` are dated 1985-01 to 2001-03, ")


def test_late_rows_of_a_long_history_are_not_lonely(new_shop, bring) -> None:
    shop = new_shop(heads=_orders())
    bring(shop, HEAD + "1,anna,2014-01-01,100\n2,ben,2018-03-02,5\n", mapping="heads")
    notes = bring(shop, HEAD + "3,cleo,2013-01-01,5\n4,cleo,2022-04-02,5\n", mapping="heads").notes
    assert not any(LONELY in note for note in notes)
