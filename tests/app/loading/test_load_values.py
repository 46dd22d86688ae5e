"""What a file may hold in its cells: a value becomes a fact or goes to quarantine with its reason, never a guess."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

HEAD = "order_no,buyer,ordered_at,amount\n"
AT = "2024-03-01 10:00"


def amounts(shop) -> dict[str, Decimal]:
    rows = shop.lake.rows("SELECT order_id, amount FROM lake.main.payment ORDER BY order_id")
    return {order: amount.normalize() for order, amount in rows}


def days(shop) -> dict[str, str]:
    return {order: str(day) for order, day in shop.lake.rows("SELECT order_id, day FROM lake.main.orders ORDER BY 1")}


def parquet(**columns: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def test_numbers_are_read_as_people_write_them(shop, bring) -> None:
    written = {
        "a": "1,234.50", "b": "￥1,234", "c": "１２３．５", "d": "$ 9.90", "e": "1 234 567", "f": "1e3", "g": "+5",
        "h": "5元", "i": "1'234.5",
    }  # fmt: skip
    loaded = bring(shop, HEAD + "".join(f'{order},x,{AT},"{text}"\n' for order, text in written.items()))
    assert loaded.quarantined == 0, loaded.reasons
    expected = ["1234.5", "1234", "123.5", "9.9", "1234567", "1000", "5", "5", "1234.5"]
    assert amounts(shop) == {order: Decimal(text).normalize() for order, text in zip(written, expected, strict=True)}


def test_a_separator_in_the_wrong_place_is_no_number(shop, bring, reasons) -> None:
    wrong = ["1,5", "12,34", "1,2345", "1 2", "1.2.3", "12O", "abc", "--5"]
    loaded = bring(shop, HEAD + "".join(f'{place},x,{AT},"{text}"\n' for place, text in enumerate(wrong)))
    assert loaded.accepted == 0
    assert reasons(shop) == [(place + 1, "not_a_number", "amount", text) for place, text in enumerate(wrong)]


def test_a_decimal_comma_is_read_where_the_mapping_says_so(new_shop, bring, reasons) -> None:
    from_german = {
        "decimal": ",",
        "tables": {"payment": {"payment_id": "no", "order_id": "no", "paid_at": "at", "amount": "sum"}},
    }
    shop = new_shop(german=from_german)
    rows = {"a": "1.234,50", "b": "12,5", "c": "1.234", "d": "7", "e": "12.5", "f": "-0"}
    text = "no;at;sum\n" + "".join(f"{no};{AT};{value}\n" for no, value in rows.items())
    bring(shop, text, mapping="german")
    assert amounts(shop) == {
        "a": Decimal("1234.5"), "b": Decimal("12.5"), "c": Decimal("1.234E+3"), "d": Decimal(7), "f": Decimal(0),
    }  # fmt: skip
    assert reasons(shop) == [(5, "not_a_number", "sum", "12.5")]


def test_amounts_beyond_measure_are_out_of_range_in_text_and_in_numbers(new_shop, bring, reasons) -> None:
    huge = ["1e308", "inf", "-inf", "100000000001", "NaN", "-0.0", "0.00004"]
    shop = new_shop()
    bring(shop, HEAD + "".join(f"{place},x,{AT},{text}\n" for place, text in enumerate(huge)))
    told = [(row, reason) for row, reason, _, _ in reasons(shop)]
    assert told == [(1, "out_of_range"), (2, "out_of_range"), (3, "out_of_range"), (4, "out_of_range"), (5, "required")]
    assert amounts(shop) == {"5": Decimal(0), "6": Decimal(0)}
    typed = new_shop()
    count = len(huge)
    bring(
        typed,
        parquet(
            order_no=[str(place) for place in range(count)], buyer=["x"] * count,
            ordered_at=[datetime(2024, 3, 1, 10)] * count, amount=[float(text) for text in huge],
        ),
        name="orders.parquet",
    )  # fmt: skip
    assert {row: reason for row, reason, _, _ in reasons(typed)} == dict.fromkeys(range(1, 6), "out_of_range")
    assert amounts(typed) == amounts(shop)


def test_a_line_whose_amount_cannot_be_stored_is_put_aside_and_not_an_error(shop, bring) -> None:
    text = "invoice,buyer,sku,at,qty,price\nA,x,cup,2024-03-01,999999999999,999999999999\nB,x,cup,2024-03-01,2,3\n"
    loaded = bring(shop, text, mapping="lines")
    assert (loaded.accepted, loaded.quarantined) == (1, 1)


def test_dates_of_several_forms_in_one_column_are_all_read(shop, bring) -> None:
    forms = [
        "2024-03-01 10:00:00", "2024/3/1 10:00", "20240301", "2024年3月1日", "2024.03.01", "1 Mar 2024", "45352",
        "2024-03-01T02:00:00Z", "2024-03-01T10:00:00+08:00", "２０２４－０３－０１ 10:00",
    ]  # fmt: skip
    loaded = bring(shop, HEAD + "".join(f'{place},x,"{text}",1\n' for place, text in enumerate(forms)))
    assert loaded.quarantined == 0, loaded.reasons
    assert set(days(shop).values()) == {"2024-03-01"}


def test_a_day_that_may_be_a_month_is_put_aside_and_others_are_not(shop, bring, reasons) -> None:
    bring(shop, HEAD + "1,x,03/04/2024,1\n2,x,25/12/2024,1\n3,x,12/25/2024,1\n4,x,2024-03-01,1\n")
    assert reasons(shop) == [(1, "ambiguous_date", "ordered_at", "03/04/2024")]
    assert days(shop) == {"2": "2024-12-25", "3": "2024-12-25", "4": "2024-03-01"}


def test_one_telling_date_settles_the_order_of_its_column(shop, bring) -> None:
    bring(shop, HEAD + "1,x,03/04/2024,1\n2,x,25/12/2024 18:30,1\n")
    assert days(shop) == {"1": "2024-04-03", "2": "2024-12-25"}


def test_dates_of_1900_and_2199_are_implausible_and_told(shop, bring, reasons) -> None:
    loaded = bring(
        shop,
        HEAD + "1,x,1900-01-01,1\n2,x,2199-12-31 23:59:59,1\n3,x,0001-01-01,1\n4,x,2024-02-30,1\n5,x,2024-03-01,1\n",
    )
    assert loaded.accepted == 1
    assert {(row, reason) for row, reason, _, _ in reasons(shop)} == {
        (1, "implausible_time"), (2, "implausible_time"), (3, "implausible_time"), (4, "not_a_time"),
    }  # fmt: skip


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
def test_typed_times_at_the_end_of_time_do_not_stop_a_load(shop, bring, unit) -> None:
    far = {"s": 8_000_000_000_000, "ms": 8_000_000_000_000_000, "us": 9_000_000_000_000_000_000}[unit]
    scale = {"s": 1, "ms": 1000, "us": 1_000_000}[unit]
    at = pa.array([far, -far, None, 1_709_287_200 * scale], pa.timestamp(unit))
    loaded = bring(
        shop, parquet(order_no=["1", "2", "3", "4"], buyer=["x"] * 4, ordered_at=at, amount=[1.0] * 4), name="o.parquet"
    )
    assert (loaded.accepted, loaded.quarantined) == (1, 3)
    assert days(shop) == {"4": "2024-03-01"}


def test_times_that_a_clock_change_repeats_or_skips_keep_their_day(new_shop, bring) -> None:
    shop = new_shop({"name": "uk", "zone": "Europe/London", "currency": "GBP"})
    bring(
        shop,
        HEAD + "gap,x,2024-03-31 01:30,1\nbefore,x,2024-03-31 00:30,1\nafter,x,2024-03-31 02:30,1\n"
        "twice,x,2024-10-27 01:30,1\nlate,x,2024-10-27 23:30,1\nsummer,x,2024-07-01 00:30,1\n",
    )
    rows = shop.lake.rows("SELECT order_id, ordered_at, day FROM lake.main.orders")
    told = {order: (at.isoformat(sep=" ", timespec="minutes"), str(day)) for order, at, day in rows}
    assert told == {
        "before": ("2024-03-31 00:30", "2024-03-31"), "gap": ("2024-03-31 01:30", "2024-03-31"),
        "after": ("2024-03-31 01:30", "2024-03-31"), "twice": ("2024-10-27 00:30", "2024-10-27"),
        "late": ("2024-10-27 23:30", "2024-10-27"), "summer": ("2024-06-30 23:30", "2024-07-01"),
    }  # fmt: skip


def test_ids_of_any_signs_come_through_as_they_are(shop, bring) -> None:
    ids = [
        "o'brien",
        'say "hi"',
        "🛒🎁",
        "two\nlines",
        "';DROP TABLE orders;--",
        "back\\slash",
        "null\0sign",
        "a,b",
        "%s?",
    ]
    count = len(ids)
    loaded = bring(
        shop,
        parquet(order_no=ids, buyer=ids, ordered_at=[datetime(2024, 3, 1)] * count, amount=[1.0] * count),
        name="orders.parquet",
    )
    assert loaded.quarantined == 0, loaded.reasons
    assert {row[0] for row in shop.lake.rows("SELECT account_id FROM lake.main.orders")} == set(ids)
    quoted = 'order_no,buyer,ordered_at,amount\n"o\'b ""x""","two\nlines",2024-03-01,1\n'
    assert bring(shop, quoted).accepted == 1
    again = parquet(order_no=ids, buyer=ids, ordered_at=[datetime(2024, 3, 1)] * count, amount=[2.0] * count)
    loaded = bring(shop, again, name="again.parquet")
    assert (loaded.quarantined, loaded.new, loaded.changed) == (0, {}, {"orders": count, "payment": count})


def test_an_id_of_ten_kilobytes_is_put_aside_with_its_beginning(shop, bring, reasons) -> None:
    loaded = bring(shop, HEAD + f"{'9' * 10_240},x,{AT},1\n2,x,{AT},1\n")
    assert loaded.accepted == 1
    assert {(reason, value) for _, reason, _, value in reasons(shop)} == {("too_long", "9" * 200)}


def test_a_cell_of_a_million_signs_is_cut_in_facts_and_hurts_nothing(new_shop, bring) -> None:
    mapping = {"tables": {"product": {"product_id": "sku", "valid_from": "always", "name": "title"}}}
    shop = new_shop(things=mapping)
    loaded = bring(shop, f"sku,title\nA,{'x' * 1_000_000}\nB,cup\n", mapping="things", name="p.csv")
    assert loaded.accepted == 2
    assert shop.lake.rows("SELECT product_id, length(name) FROM lake.main.product ORDER BY 1") == [
        ("A", 2000),
        ("B", 3),
    ]


def test_whole_numbers_stay_ids_without_a_point(shop, bring, facts) -> None:
    at = [datetime(2024, 3, 1)] * 3
    bring(
        shop,
        parquet(order_no=[1, 2, 3], buyer=[17850.0, None, float("nan")], ordered_at=at, amount=[1.0] * 3),
        name="orders.parquet",
    )
    told = shop.lake.rows("SELECT order_id, account_id FROM lake.main.orders ORDER BY 1")
    assert told == [("1", "17850"), ("2", None), ("3", None)]


def test_ids_larger_than_any_integer_are_kept_apart(shop, bring) -> None:
    largest = pa.array([2**64 - 1, 2**63, 1], pa.uint64())
    at = [datetime(2024, 3, 1)] * 3
    loaded = bring(
        shop, parquet(order_no=largest, buyer=largest, ordered_at=at, amount=[1.0] * 3), name="orders.parquet"
    )
    assert loaded.accepted == 3
    assert {row[0] for row in shop.lake.rows("SELECT order_id FROM lake.main.orders")} == {
        str(2**64 - 1),
        str(2**63),
        "1",
    }


def test_blanks_of_every_fashion_are_nothing(shop, bring, all_of) -> None:
    blanks = ["", "  ", "NULL", "N/A", "nan", "\\N", "　"]
    bring(shop, HEAD + "".join(f'{place},"{text}",{AT},1\n' for place, text in enumerate(blanks)))
    assert {row["account_id"] for row in all_of(shop, "orders", "account_id")} == {None}


def test_words_that_the_list_does_not_know_are_put_aside(new_shop, bring, reasons) -> None:
    mapping = {
        "words": {"kind": {"全款": "full", "定金": "deposit"}},
        "tables": {
            "payment": {
                "payment_id": "no", "order_id": "no", "paid_at": "at", "amount": "sum", "kind": "word(kind, 'kind')",
            },
        },
    }  # fmt: skip
    shop = new_shop(pay=mapping)
    bring(shop, f"no,at,sum,kind\n1,{AT},5,全款\n2,{AT},5,尾巴\n3,{AT},5,\n", mapping="pay")
    assert reasons(shop) == [(2, "unknown_word", "kind", "尾巴")]


def test_the_same_order_told_twice_is_one_and_told_otherwise_the_later_row_stands(shop, bring, reasons, all_of) -> None:
    same = f"1,anna,{AT},10\n"
    loaded = bring(shop, HEAD + same + same + f"2,ben,{AT},20\n2,ben,{AT},25\n")
    assert loaded.reasons == {"key_conflict": 1}
    assert {(row, reason, column) for row, reason, column, _ in reasons(shop)} == {
        (3, "key_conflict", "orders.amount"), (3, "key_conflict", "payment.amount"),
    }  # fmt: skip
    assert amounts(shop) == {"1": Decimal("1E+1"), "2": Decimal(25)}


def test_blanks_of_later_lines_do_not_overwrite_what_the_first_line_of_an_order_says(new_shop, bring, all_of) -> None:
    shop = new_shop(shopify={"tables": {
        "orders": {"order_id": "no", "account_id": "buyer", "ordered_at": "at", "amount": "total",
                   "region_code": "country(land)"},
        "order_item": {"order_id": "no", "product_id": "sku", "ordered_at": "at", "quantity": "1", "unit_price": "price",
                       "is_paid": "true"},
    }})  # fmt: skip
    bring(
        shop,
        "no,buyer,at,total,land,sku,price\n1,ann,2024-05-01,75.00,US,A,30\n1,ann,2024-05-01,,,B,45\n"
        "2,bob,2024-05-02,,,A,30\n2,bob,2024-05-02,60.00,GB,A,30\n2,bob,2024-05-02,,,A,30\n",
        mapping="shopify",
    )
    ask = "SELECT order_id, amount, region_code FROM lake.main.orders ORDER BY 1"
    assert shop.lake.rows(ask) == [("1", Decimal(75), "US"), ("2", Decimal(60), "GB")]


def test_a_numbered_line_told_in_two_ways_is_a_conflict(new_shop, bring, reasons) -> None:
    values = {
        "order_id": "no",
        "line_no": "line",
        "product_id": "sku",
        "ordered_at": "at",
        "quantity": "qty",
        "unit_price": "price",
    }
    shop = new_shop(numbered={"tables": {"order_item": values}})
    text = f"no,line,sku,at,qty,price\n1,1,cup,{AT},1,10\n1,1,cup,{AT},2,10\n1,2,cup,{AT},1,10\n1,2,cup,{AT},1,10\n"
    bring(shop, text, mapping="numbered")
    assert reasons(shop) == [(1, "key_conflict", "order_item.quantity", None)]
    told = shop.lake.rows("SELECT line_no, quantity FROM lake.main.order_item ORDER BY 1")
    assert [(line, int(quantity)) for line, quantity in told] == [("1", 2), ("2", 1)]


def test_fixes_are_counted_by_column_and_kind(new_shop, bring) -> None:
    shop = new_shop({"name": "uk", "zone": "Europe/London", "currency": "CNY", "rates": {"USD": 7}})
    mapping = {
        "currency": "USD",
        "tables": {
            "orders": {
                "order_id": "no", "account_id": "buyer", "ordered_at": "at", "amount": "sum",
                "region_code": "region(province)",
            },
        },
    }  # fmt: skip
    import yaml

    (shop.folder / "mappings" / "dollars.yaml").write_text(yaml.safe_dump(mapping), encoding="utf-8")
    text = f'no,buyer,at,sum,province\n1,NULL,{AT},"1,000",浙江省\n2,ａnna,{AT},5,浙江\n3, ben ,{AT},5,Atlantis\n'
    bring(shop, text, mapping="dollars")
    rows = shop.lake.rows('SELECT "table", "column", about, good, "of" FROM lake.main.quality WHERE measure = \'fix\'')
    told = {(table, column, about): (good, of) for table, column, about, good, of in rows}
    assert told[("", "buyer", "blank_to_null")] == (1, 3)
    assert told[("", "buyer", "full_width_folded")] == (1, 3)
    assert told[("", "sum", "number_signs_removed")] == (1, 3)
    assert told[("", "", "region_coded")] == (2, 3)
    assert told[("orders", "ordered_at", "zone_converted")] == (3, 3)
    assert told[("orders", "amount", "currency_converted")] == (3, 3)


def test_quality_tells_validity_uniqueness_completeness_and_timeliness(shop, bring) -> None:
    bring(shop, HEAD + f"1,anna,{AT},10\n1,anna,{AT},10\n2,,{AT},x\n3,,{AT},5\n")
    rows = shop.lake.rows(
        'SELECT "table", "column", measure, good, "of", about FROM lake.main.quality '
        "WHERE \"table\" IN ('', 'orders')"
    )
    told = {(table, column, measure): (good, of) for table, column, measure, good, of, _ in rows}
    assert told[("", "", "validity")] == (3, 4)
    assert told[("orders", "", "validity")] == (3, 4)
    assert told[("orders", "", "uniqueness")] == (2, 3)
    assert told[("orders", "account_id", "completeness")] == (2, 3)
    assert told[("", "", "timeliness")] == (0, 1)
    (about,) = {about for _, _, measure, _, _, about in rows if measure == "timeliness"}
    assert int(about) > 900
