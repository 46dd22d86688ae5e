"""Personal values outside personal columns, by shifted rows or loose mappings: they reach no file of the shop."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regulars.app import quarantine
from regulars.core.errors import DataError, InputError, RegularsError

PHONE, MAIL, NAME, PLACE = "13812345678", "jingwen.ouyang@mail.example", "欧阳靖雯", "杭州市西湖区文三路90号"
PLAIN = [PHONE, MAIL, NAME, PLACE]
ORDERS = {
    "orders": {"order_id": "no", "account_id": "buyer", "ordered_at": "at", "amount": "sum"},
    "product": {"product_id": "sku", "valid_from": "at", "name": "title"},
}
HEAD = "no,buyer,at,sum,sku,title"


def lines(count: int, *rows: str) -> str:
    good = [f"{place},b{place},2024-03-01 10:00,5,s{place % 9},blue cup" for place in range(count)]
    return "\n".join([HEAD, *good, *rows]) + "\n"


def kept(folder: Path) -> list[str]:
    """Every plain value that any file of the shop holds, as bytes or as text of a Parquet column."""
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        text = str(pq.read_table(path).to_pydict()) if path.suffix == ".parquet" else ""
        content = path.read_bytes()
        found += [f"{path.name}: {value}" for value in PLAIN if value in text or value.encode() in content]
    return found


@pytest.mark.parametrize(
    "row",
    [
        f"901,b1,{PHONE},5,s1,blue cup",
        f"902,b1,2024-03-01,{MAIL},s1,blue cup",
        f"{PHONE},b1,2024-03-01,5,s1,blue cup",
        f"903,{PHONE},2024-03-01,5,s1,blue cup",
        f"904,b1,2024-03-01,5,{MAIL},blue cup",
        f"905,b1,2024-03-01,5,s1,call {PHONE}",
    ],
)
def test_a_mapping_without_personal_columns_lets_no_phone_or_mail_in(new_shop, bring, row: str) -> None:
    shop = new_shop(loose={"tables": ORDERS})
    loaded = bring(shop, lines(30, row), mapping="loose")
    assert (loaded.accepted, loaded.quarantined) == (30, 1)
    assert not loaded.reasons.keys() - {"looks_personal", "not_a_time", "not_a_number"}
    told = str(quarantine.listed(shop).rows()) + str(quarantine.rows(shop, loaded.load_id).rows()) + str(loaded)
    assert [value for value in PLAIN if value in told] == []
    shop.close()
    assert kept(shop.folder) == []


def test_a_shifted_row_beside_personal_columns_leaves_neither_name_nor_address(new_shop, bring) -> None:
    mapping = {"tables": ORDERS, "contacts": {"of": "buyer", "seen_at": "at", "values": {"phone": "tel"}}}
    shop = new_shop(mine=mapping)
    text = lines(30).replace("cup\n", "cup,\n").replace("title\n", "title,tel\n")
    shifted = f"901,b1,{PLACE},5,s1,{NAME},{PHONE}\n{NAME},902,2024-03-01,{PHONE},s1,{PLACE},x\n"
    loaded = bring(shop, text + shifted, mapping="mine")
    assert (loaded.accepted, loaded.quarantined) == (30, 2)
    shop.close()
    assert kept(shop.folder) == []


def test_a_column_that_the_mapping_leaves_out_puts_the_others_on_guard(new_shop, bring) -> None:
    shop = new_shop(loose={"tables": ORDERS})
    text = lines(3).replace("cup\n", "cup,\n").replace("title\n", "title,收货人姓名\n")
    loaded = bring(shop, text + f"901,b1,{NAME},5,s1,blue cup,\n", mapping="loose")
    assert loaded.quarantined == 1
    shop.close()
    assert kept(shop.folder) == []


def test_of_an_address_that_is_read_by_region_only_the_province_is_kept(new_shop, bring, all_of) -> None:
    orders = ORDERS["orders"]
    attributes = {"of": "buyer", "valid_from": "at", "values": {"province": "region(place)"}}
    shop = new_shop(how={"tables": {"orders": orders}, "attributes": attributes})
    head, at = "no,buyer,at,sum,place\n", "2024-03-01 10:00"
    loaded = bring(
        shop, head + f"1,anna,{at},5,浙江省{PLACE}\n2,bob,{at},5,{PLACE}\n3,cid,{at},5,330000\n", mapping="how"
    )
    assert loaded.accepted == 3
    assert {(row["account_id"], row["value"]) for row in all_of(shop, "account_attribute", "account_id", "value")} == {
        ("anna", "330000"), ("cid", "330000"),
    }  # fmt: skip
    assert any("1 value of 'place' begins with no province" in note for note in loaded.notes)
    shop.close()
    assert kept(shop.folder) == []


def test_region_of_a_personal_column_is_refused(new_shop, bring) -> None:
    attributes = {"of": "buyer", "valid_from": "at", "values": {"province": "region(place)"}}
    shop = new_shop(
        how={"personal": {"place": "address"}, "tables": {"orders": ORDERS["orders"]}, "attributes": attributes}
    )
    with pytest.raises(InputError, match=r"region\(\) cannot read 'place'"):
        bring(shop, f"no,buyer,at,sum,place\n1,anna,2024-03-01,5,{PLACE}\n", mapping="how")


def test_phones_as_account_ids_far_down_the_file_are_refused_as_a_whole(new_shop, bring) -> None:
    shop = new_shop(loose={"tables": ORDERS})
    late = [f"9{place},138{place:08},2024-03-01,5,s1,cup" for place in range(100)]
    with pytest.raises(DataError, match="100 of 1,100 values of 'buyer' look like phones"):
        bring(shop, lines(1000, *late), mapping="loose")
    shop.close()
    assert b"13800000001" not in b"".join(path.read_bytes() for path in shop.folder.rglob("*") if path.is_file())


def test_phones_that_a_database_has_as_numbers_are_refused(new_shop, bring, tmp_path) -> None:
    import io

    shop = new_shop(loose={"tables": {"orders": ORDERS["orders"]}})
    file = io.BytesIO()
    pq.write_table(pa.table({"no": [1, 2], "buyer": [7, int(PHONE)], "at": ["2024-03-01"] * 2, "sum": [5, 5]}), file)
    with pytest.raises(DataError, match="'buyer' holds mobile numbers"):
        bring(shop, file.getvalue(), mapping="loose", name="orders.parquet")


def test_plain_columns_keep_what_only_looks_personal(new_shop, bring, all_of) -> None:
    shop = new_shop(loose={"plain": ["no"], "tables": {"orders": ORDERS["orders"]}})
    loaded = bring(shop, f"no,buyer,at,sum\n{PHONE},anna,2024-03-01,5\n", mapping="loose")
    assert loaded.accepted == 1
    assert all_of(shop, "orders", "order_id") == [{"order_id": PHONE}]


@pytest.mark.parametrize(("column", "value"), [("title", f"for {PHONE}"), ("buyer", MAIL), ("sum", NAME)])
def test_a_fix_is_no_way_around_the_door(new_shop, bring, column: str, value: str) -> None:
    shop = new_shop(loose={"tables": ORDERS})
    loaded = bring(shop, lines(3, "9,b1,2024-03-01,x,s1,cup"), mapping="loose")
    with pytest.raises(InputError, match=r"looks personal|has no digit") as told:
        quarantine.fix(shop, loaded.load_id, 4, column, value)
    assert value not in str(told.value)
    quarantine.fix(shop, loaded.load_id, 4, "sum", "12.50")
    assert quarantine.replay(shop)[0].replayed == 1
    shop.close()
    assert kept(shop.folder) == []


def test_a_word_among_the_numbers_of_a_guarded_file_can_be_mended(new_shop, bring) -> None:
    shop = new_shop(mine={"tables": ORDERS, "contacts": {"of": "buyer", "seen_at": "at", "values": {"phone": "tel"}}})
    text = (
        lines(3, "9,小明,昨天下午,5,s1,blue cup").replace("cup\n", f"cup,{PHONE}\n").replace("title\n", "title,tel\n")
    )
    loaded = bring(shop, text, mapping="mine")
    assert loaded.reasons == {"not_a_time": 1}
    quarantine.fix(shop, loaded.load_id, 4, "at", "2024-03-01 15:00")
    assert quarantine.replay(shop)[0].replayed == 1


def test_a_row_of_which_parts_were_not_kept_cannot_be_mended_and_says_so(new_shop, bring) -> None:
    shop = new_shop(loose={"tables": ORDERS})
    loaded = bring(shop, lines(3, f"9,b1,2024-03-01,5,s1,call {PHONE}"), mapping="loose")
    with pytest.raises(InputError, match="Correct the file, load it again, and dismiss this row"):
        quarantine.fix(shop, loaded.load_id, 4, "title", "blue cup")


@pytest.mark.parametrize("currency", ["£{}", "€{}", "¥{}", "￥{}", "{} GBP", "1\u00a0{}"])
def test_amounts_with_the_signs_of_currencies_are_no_names(new_shop, bring, currency: str) -> None:
    shop = new_shop(mine={"tables": ORDERS, "contacts": {"of": "buyer", "seen_at": "at", "values": {"phone": "tel"}}})
    text = (
        lines(3)
        .replace("cup\n", f"cup,{PHONE}\n")
        .replace("title\n", "title,tel\n")
        .replace(",5,", f",{currency.format('234.50')},")
    )
    loaded = bring(shop, text, mapping="mine")
    assert loaded.notes == [note for note in loaded.notes if "personal" not in note]
    assert (loaded.accepted, loaded.quarantined) == ((3, 0) if "GBP" not in currency else (0, 3))


def test_bytes_without_a_mark_are_looked_at_as_text(new_shop, bring) -> None:
    import io

    shop = new_shop(loose={"tables": {"orders": ORDERS["orders"]}})
    file = io.BytesIO()
    cells = pa.array([f"138{place:08}".encode() for place in range(50)], pa.binary())
    pq.write_table(pa.table({"no": list(range(50)), "buyer": cells, "at": ["2024-03-01"] * 50, "sum": [5] * 50}), file)
    with pytest.raises(DataError, match="'buyer' looks like phone"):
        bring(shop, file.getvalue(), mapping="loose", name="orders.parquet")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_file_without_a_header_is_refused_without_its_values(new_shop, bring, tmp_path, suffix: str) -> None:
    shop = new_shop(loose={"tables": ORDERS})
    row = ["1", NAME, "2024-03-01", "5.00", PHONE, PLACE]
    if suffix == "csv":
        content = "\n".join([",".join(row)] * 3).encode()
    else:
        import io

        import openpyxl

        book, file = openpyxl.Workbook(), io.BytesIO()
        book.active.append(row)
        book.active.append(row)
        book.save(file)
        content = file.getvalue()
    with pytest.raises(RegularsError, match="holds data") as told:
        bring(shop, content, mapping="loose", name=f"orders.{suffix}")
    assert [value for value in PLAIN if value in str(told.value)] == []
