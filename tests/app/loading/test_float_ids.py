"""Ids that became floats on their way (pandas writes 17850.0 where a column has gaps) are the ids that they were."""

from __future__ import annotations

import pytest

from regulars.app import facts as making
from regulars.app import quarantine
from regulars.govern.point import FIX

HEAD = "order_no,buyer,ordered_at,amount\n"
WHOLE = HEAD + "1,17850,2024-03-01,10\n2,13047,2024-03-01,20\n3,,2024-03-01,5\n4,12583,2024-03-01,7\n"
FLOAT = HEAD + "5,17850.0,2024-03-02,10\n6,13047.0,2024-03-02,20\n7,NaN,2024-03-02,5\n8,12583.0,2024-03-02,7\n"
LINES = "invoice,buyer,sku,at,qty,price\n"


def accounts(shop) -> list[str]:
    return [row[0] for row in shop.lake.rows("SELECT account_id FROM lake.main.account ORDER BY 1")]


def fixes(shop) -> dict[str, tuple[int, int]]:
    ask = 'SELECT "column", good, "of" FROM lake.main.quality WHERE measure = \'fix\' AND about = ? ORDER BY 1'
    return {column: (good, of) for column, good, of in shop.lake.rows(ask, [FIX])}


def told(loaded) -> list[str]:
    return [note for note in loaded.notes if ".0" in note]


def test_customers_of_an_export_by_pandas_are_those_of_the_export_before(shop, bring) -> None:
    bring(shop, WHOLE)
    loaded = bring(shop, FLOAT)
    assert accounts(shop) == ["12583", "13047", "17850"]
    assert fixes(shop) == {"buyer": (3, 4)}
    assert told(loaded) == [
        "3 of 3 values of 'buyer' are whole numbers with .0, such as 12583.0: they were read as 12583, as ids without "
        "gaps are written"
    ]


def test_the_order_of_the_two_exports_does_not_matter(new_shop, bring, facts) -> None:
    one, other = new_shop(), new_shop()
    for content in (WHOLE, FLOAT):
        bring(one, content)
    for content in (FLOAT, WHOLE):
        bring(other, content)
    assert facts(one) == facts(other)


def test_a_file_without_such_ids_is_told_nothing_and_counts_no_fix(shop, bring) -> None:
    assert told(bring(shop, WHOLE)) == []
    assert fixes(shop) == {}


def test_a_column_that_also_holds_other_ids_stays_as_it_is_and_is_told(shop, bring) -> None:
    loaded = bring(shop, FLOAT + "9,A12,2024-03-02,1\n")
    assert accounts(shop) == ["12583.0", "13047.0", "17850.0", "A12"]
    assert fixes(shop) == {}
    (note,) = told(loaded)
    assert note.startswith("3 of 4 values of 'buyer' are whole numbers with .0, such as 12583.0, and were left so")
    assert "part(`buyer`, '.', 1)" in note


def test_the_formula_that_the_note_names_makes_the_ids_one(new_shop, bring) -> None:
    orders = {"order_id": "order_no", "account_id": "part(`buyer`, '.', 1)", "ordered_at": "ordered_at"}
    shop = new_shop(parted={"tables": {"orders": orders}})
    loaded = bring(shop, FLOAT + "9,A12,2024-03-02,1\n10,17850,2024-03-02,1\n", mapping="parted")
    assert accounts(shop) == ["12583", "13047", "17850", "A12"]
    assert told(loaded) == []


def test_one_odd_id_among_whole_numbers_is_no_reason_to_tell(shop, bring) -> None:
    loaded = bring(shop, WHOLE + "9,1.0,2024-03-02,1\n")
    assert "1.0" in accounts(shop)
    assert told(loaded) == []


def test_too_few_values_are_left_and_told(shop, bring) -> None:
    loaded = bring(shop, HEAD + "5,17850.0,2024-03-02,10\n6,,2024-03-02,10\n")
    assert accounts(shop) == ["17850.0"]
    assert len(told(loaded)) == 1


def test_versions_in_a_column_that_is_no_id_stay_as_they_are(new_shop, bring, all_of) -> None:
    mapping = {
        "tables": {"orders": {"order_id": "no", "account_id": "buyer if version == '1.0' else null",
                              "ordered_at": "at"}},
        "attributes": {"of": "buyer", "values": {"app": "version"}},
    }  # fmt: skip
    shop = new_shop(apps=mapping)
    rows = "".join(f"{place},b{place},2024-03-01,{place}.0\n" for place in range(1, 5))
    loaded = bring(shop, "no,buyer,at,version\n" + rows, mapping="apps")
    assert [row["value"] for row in all_of(shop, "account_attribute", "value")] == ["1.0", "2.0", "3.0", "4.0"]
    assert [row["account_id"] for row in all_of(shop, "orders", "account_id")] == ["b1", None, None, None]
    assert told(loaded) == []


def test_a_condition_sees_the_id_without_the_point(new_shop, bring) -> None:
    orders = {"order_id": "no", "account_id": "null if buyer == '0' else buyer", "ordered_at": "at"}
    shop = new_shop(guests={"tables": {"orders": orders}})
    bring(shop, "no,buyer,at\n1,0.0,2024-03-01\n2,7.0,2024-03-01\n3,-8.0,2024-03-01\n", mapping="guests")
    assert accounts(shop) == ["-8", "7"]


def test_every_chunk_of_a_long_file_is_read_the_same(shop, bring, monkeypatch) -> None:
    monkeypatch.setattr(making, "CHUNK_ROWS", 2)
    bring(shop, FLOAT)
    assert accounts(shop) == ["12583", "13047", "17850"]
    assert fixes(shop) == {"buyer": (3, 4)}


def test_a_replay_gives_the_ids_that_the_load_gave_whatever_was_fixed(new_shop, bring, facts) -> None:
    shop, right = new_shop(), new_shop()
    loaded = bring(shop, FLOAT + "9,17850.0,2024-03-O2,1\n")
    bring(right, FLOAT + "9,17850.0,2024-03-02,1\n")
    quarantine.fix(shop, loaded.load_id, 5, "ordered_at", "2024-03-02")
    quarantine.replay(shop)
    assert facts(shop) == facts(right)
    assert fixes(shop) == fixes(right)


def test_a_fix_that_is_no_number_does_not_bring_the_points_back(shop, bring) -> None:
    loaded = bring(shop, FLOAT + "9,17850.0,2024-03-O2,1\n")
    quarantine.fix(shop, loaded.load_id, 5, "ordered_at", "2024-03-02")
    quarantine.fix(shop, loaded.load_id, 5, "buyer", "A12")
    quarantine.replay(shop)
    assert accounts(shop) == ["12583", "13047", "17850", "A12"]


def test_a_replay_without_the_odd_row_does_not_take_the_points_away(shop, bring) -> None:
    loaded = bring(shop, FLOAT + "8,A12,2024-03-O2,1\n9,17850.0,2024-03-O2,1\n")
    quarantine.dismiss(shop, load=loaded.load_id, row=5)
    quarantine.fix(shop, loaded.load_id, 6, "ordered_at", "2024-03-02")
    quarantine.replay(shop)
    assert accounts(shop) == ["12583.0", "13047.0", "17850.0"]


@pytest.mark.parametrize("kind", ["phone", "card", "text"])
def test_personal_ids_are_whole_before_they_are_sealed(new_shop, bring, kind) -> None:
    orders = {"order_id": "no", "account_id": "buyer", "ordered_at": "at"}
    shop = new_shop(called={"personal": {"buyer": kind}, "tables": {"orders": orders}})
    numbers = ["13800138001", "13800138002", "13800138003"]
    for end, first in (("", 1), (".0", 4)):
        rows = "".join(f"{first + place},{number}{end},2024-03-01\n" for place, number in enumerate(numbers))
        loaded = bring(shop, f"no,buyer,at\n{rows}", mapping="called")
    assert accounts(shop) == sorted(shop.vault.token(kind, number) for number in numbers)
    assert fixes(shop) == {"buyer": (3, 3)}
    assert "3 values of 'buyer' are whole numbers with .0 and were read without it" in loaded.notes


def test_the_vault_spells_whose_the_data_are_as_the_facts_do(new_shop, bring) -> None:
    orders = {"order_id": "no", "account_id": "buyer", "ordered_at": "at"}
    contacts = {"of": "buyer", "seen_at": "at", "values": {"phone": "tel"}}
    shop = new_shop(called={"tables": {"orders": orders}, "contacts": contacts})
    rows = "".join(f"{place},1785{place}.0,2024-03-01,1380013800{place}.0\n" for place in range(1, 4))
    bad = "4,17854.0,2024-03-O1,13800138004.0\n"
    loaded = bring(shop, f"no,buyer,at,tel\n{rows}{bad}", mapping="called")
    quarantine.fix(shop, loaded.load_id, 4, "tel", "13911112222")
    quarantine.fix(shop, loaded.load_id, 4, "at", "2024-03-01")
    quarantine.replay(shop)
    assert accounts(shop) == ["17851", "17852", "17853", "17854"]
    asked = {"kind": "phone", "purpose": "test", "by": "tester"}
    assert shop.vault.reveal("17851", **asked) == ["+8613800138001"]
    assert sorted(shop.vault.reveal("17854", **asked)) == ["+8613800138004", "+8613911112222"]
    assert fixes(shop) == {"buyer": (4, 4), "tel": (4, 4)}


def test_numbers_of_orders_and_products_are_ids_too(shop, bring, all_of) -> None:
    for end in ("", ".0"):
        rows = "".join(f"{no}{end},a,{no + 100}{end},2024-03-01,1,10\n" for no in range(1, 4))
        bring(shop, LINES + rows + f",a,,2024-03-0{len(end)},1,1\n", mapping="lines")
    assert [(row["order_id"], row["product_id"]) for row in all_of(shop, "order_item", "order_id", "product_id")] == [
        ("1", "101"), ("2", "102"), ("3", "103"),
    ]  # fmt: skip
