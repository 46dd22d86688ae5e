"""Members as files: whole, with all digits, and nothing in them that a spreadsheet would compute."""

from __future__ import annotations

import csv
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.app.export import harmless
from regulars.core.errors import InputError, MissingError, UnsupportedError


def test_a_csv_has_the_members_with_the_tags_of_the_rule(shop, tmp_path):
    people = shop.audience("big").export(tmp_path / "big.csv")
    rows = list(csv.DictReader((tmp_path / "big.csv").read_text("utf-8").splitlines()))
    assert len(rows) == people == shop.audience("big").count()
    expected = shop.audience("big").members().rows()
    assert [(row["customer_id"], Decimal(row["spend_12m"])) for row in rows] == [
        tuple(row.values()) for row in expected
    ]


def test_a_csv_for_excel_is_marked_as_utf8(shop, tmp_path):
    shop.audience("big").export(tmp_path / "a.csv", for_excel=True)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    shop.audience("big").export(tmp_path / "b.csv")
    assert not (tmp_path / "b.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_has_the_same_rows_with_their_types(shop, tmp_path):
    columns = ["spend_12m", "last_purchase_day", "stage", "is_late"]
    shop.audience("big").export(tmp_path / "big.xlsx", columns=columns)
    book = openpyxl.load_workbook(tmp_path / "big.xlsx", read_only=True)
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    expected = shop.audience("big").members(columns=columns).rows()
    assert head == ("customer_id", *columns)
    assert [row[0] for row in rows] == [row["customer_id"] for row in expected]
    assert [Decimal(str(row[1])) for row in rows] == [row["spend_12m"] for row in expected]
    assert [row[2].date() for row in rows] == [row["last_purchase_day"] for row in expected]


def test_an_audience_of_nobody_is_a_file_with_its_head(shop, tmp_path):
    for name in ("none.csv", "none.xlsx"):
        assert shop.audience("spend_12m > 900000").export(tmp_path / name) == 0
        assert (tmp_path / name).stat().st_size > 0


def test_other_files_and_unknown_columns_are_refused(shop, tmp_path):
    with pytest.raises(UnsupportedError, match=r"end it in \.csv or \.xlsx"):
        shop.audience("big").export(tmp_path / "big.pdf")
    with pytest.raises(InputError, match="no tag named 'spned'"):
        shop.audience("big").export(tmp_path / "big.csv", columns=["spned"])
    with pytest.raises(MissingError, match=r"there is no folder .*deep\. Make it first"):
        shop.audience("big").export(tmp_path / "deep" / "big.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\n=1", "＝1", "\x01=1"])
def test_words_that_a_spreadsheet_would_compute_begin_with_an_apostrophe(word):
    (found,) = harmless(pa.record_batch({"x": [word]})).column("x").to_pylist()
    assert found.startswith("'")


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), min_size=1, max_size=20))
def test_no_word_becomes_a_formula_and_plain_ones_stay(words):
    words = [None if word is None else word.encode("utf-8", "ignore").decode() for word in words]
    found = harmless(pa.record_batch({"x": pa.array(words, pa.string())})).column("x").to_pylist()
    for before, after in zip(words, found, strict=True):
        assert (before is None) == (after is None)
        assert after is None or not after.strip().startswith(("=", "+", "-", "@"))
        if before is not None and before.isalnum():
            assert after == before


def test_numbers_below_zero_stay_numbers():
    assert harmless(pa.record_batch({"x": [Decimal("-5.25")]})).column("x").to_pylist() == [Decimal("-5.25")]
