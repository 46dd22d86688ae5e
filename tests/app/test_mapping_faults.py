"""Whatever stands in a mapping file is read, or is one fault that says where and what; none hides another."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from regulars.catalogue.shelf import tables
from regulars.core.errors import InputError
from regulars.core.mapping import read_mapping

COLUMNS = ["nr", "buyer", "at", "amount", "phone", "address"]
ORDERS = "tables: {orders: {order_id: nr, account_id: buyer, ordered_at: at, amount: amount}}\n"


def faults(text: str, *, columns: list[str] | None = None) -> list[str]:
    try:
        read_mapping("mine", yaml.safe_load(text), tables=tables(), columns=COLUMNS if columns is None else columns)
    except InputError as error:
        return [str(fault) for fault in error.faults]  # type: ignore[attr-defined]
    return []


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("plain: 5", "plain: is a list of columns"),
        ("plain: text", "plain: is a list of columns"),
        ("plain: {a: 1}", "plain: is a list of columns"),
        ("plain: [nosuch]", "plain[1]: no column named 'nosuch'"),
        ("plain: [[nr]]", "plain[1]: is a column, not a list"),
        ("dates: {day_first: 'false'}", "dates.day_first: is true or false without quotes, not 'false'"),
        ("dates: {formats: 'text'}", "dates.formats: is a list"),
        ("dates: {formats: ['%Q']}", "dates.formats[1]: has %Q"),
        ("dates: {formats: ['text']}", "dates.formats[1]: is a form such as"),
        ("dates: {formats: [5]}", "dates.formats[1]: is text such as"),
        ("namespace: [a]", "namespace: is text, not a list"),
        ("file: 5", "file: is text, not 5"),
        ("words: {x: {file: [a], key: b, value: c}}", "words.x.file: is a word, not a list"),
        ("words: {x: {a: {b: c}}}", "words.x.a: is a word, not a list of names"),
        ("title: {en: [a]}", "title.en: is text, not a list"),
        ("let: {x: quoted_9_}", "let.x: no column named 'quoted_9_'"),
        ("zone: no", "zone: is a name such as Asia/Shanghai, not false"),
        ("zone: 8", "zone: is a name such as Asia/Shanghai, not 8"),
        ("currency: RMB", "currency: is a three-letter code of ISO 4217 such as CNY, not 'RMB'. Did you mean CNY?"),
        ("currency: [CNY]", "currency: is a three-letter code"),
        ("reject: [{when: amount < 0, reason: [a]}]", "reject[1].reason: is words, not a list"),
        ("let: {x: .nan}", "let.x: nan is no number to count with"),
        ("let: {x: 2024-01-01}", "let.x: a formula is text, this is date. Put quotes around it"),
        ("contacts: {of: buyer, seen_at: at, values: {phone: [phone]}}", "contacts.phone: is one column, not a list"),
        ("contacts: {of: byer, seen_at: at, values: {phone: phone, address: address}}", "contacts.of: no column named"),
        ("attributes: {of: byer, values: {a: nr, b: at}}", "attributes.of: no column named 'byer'"),
    ],
)
def test_a_section_that_cannot_be_read_is_one_fault(section: str, told: str) -> None:
    (fault,) = faults(ORDERS + section)
    assert told in fault


def test_misspelt_names_hide_no_other_fault() -> None:
    told = faults(
        "tabels: {ordrs: {order_idd: nobody, amout: amount, account_id: byer}}\n"
        "attributes: {of: byer, values: {province: region(adress)}}\n"
    )
    wanted = [
        "tabels: no section named 'tabels'. Did you mean 'tables'?", "tables.ordrs: no table named 'ordrs'",
        "tables.ordrs.order_idd: no column of orders named 'order_idd'", "tables.ordrs.order_idd: no column named 'nobody'",
        "tables.ordrs.amout: no column of orders named 'amout'", "tables.ordrs.account_id: no column named 'byer'",
        "tables.ordrs.ordered_at: is required by orders", "attributes.of: no column named 'byer'",
        "attributes.province.value: no column named 'adress'",
    ]  # fmt: skip
    assert len(told) == len(wanted), "\n".join(told)
    assert [start for start in wanted if not any(fault.startswith(start) for fault in told)] == []


@pytest.mark.parametrize(
    "formula",
    ["left(phone, 3)", "starts_with(phone, '138')", "phone == '138'", "'x' if phone in ('1', '2') else 'y'",
     "lower(phone)", "part(coalesce(phone, buyer), '-', 1)", "phone + 1", "'a' if phone < buyer else 'b'"],
)  # fmt: skip
def test_a_formula_that_looks_into_a_personal_column_is_a_fault(formula: str) -> None:
    (fault,) = faults(f"{ORDERS}personal: {{phone: phone}}\nattributes: {{of: buyer, values: {{x: {formula!r}}}}}\n")
    assert "attributes.x.value: looks into 'phone', which is personal" in fault


@pytest.mark.parametrize(
    "formula",
    ["phone", "coalesce(phone, buyer)", "'a' if missing(phone) else 'b'", "concat(phone, '-', nr)",
     "'same' if phone == buyer else 'other'", "text(phone)"],
)  # fmt: skip
def test_a_personal_column_may_be_taken_whole_or_asked_whether_it_is_there(formula: str) -> None:
    assert faults(f"{ORDERS}personal: {{phone: phone}}\nattributes: {{of: buyer, values: {{x: {formula!r}}}}}\n") == []


def test_a_name_that_looks_into_a_personal_column_is_told_once_where_it_is_made() -> None:
    told = faults(
        "personal: {phone: phone}\nlet: {is_mobile: \"starts_with(phone, '1')\"}\n"
        "tables: {orders: {when: is_mobile, order_id: nr, account_id: buyer, ordered_at: at}}\n"
    )
    assert len(told) == 1
    assert told[0].startswith("let.is_mobile: looks into 'phone'")


def test_a_file_of_another_kind_is_one_fault() -> None:
    (fault,) = faults(ORDERS + "contacts: {of: buyer, seen_at: at, values: {phone: phone}}", columns=["sku", "name"])
    assert "not of that mapping: it has sku, name; the mapping reads phone, amount, at, buyer, nr" in fault


def test_a_file_that_lacks_some_columns_is_told_each() -> None:
    assert len(faults(ORDERS, columns=["nr", "amount"])) == 2


def test_words_that_are_numbers_and_text_are_read() -> None:
    data: dict[str, Any] = yaml.safe_load(ORDERS + "words: {x: {1: a, b: c, 2024-01-01: d}}")
    assert read_mapping("mine", data, tables=tables()).words["x"] == {"1": "a", "b": "c", "2024-01-01": "d"}
