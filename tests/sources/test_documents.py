"""Excel, JSON, Parquet and SQLite as they really come: titles, errors, cut-off files, nested values."""

from __future__ import annotations

import gzip
import json
import sqlite3
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from regulars.core.errors import DataError, InputError, MissingError, UnsupportedError
from regulars.core.feed import Feed
from regulars.sources import feeds, numbered


def opened(path: Path, *expects: str) -> Feed:
    (feed,) = feeds(path, expects=frozenset(expects))
    return feed


def rows(feed: Feed) -> list[dict[str, Any]]:
    return [row for batch in feed.batches() for row in batch.to_pylist()]


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
    book.save(path)
    return path


def test_cells_of_a_sheet_become_text(tmp_path: Path) -> None:
    cells = [7, 1.0, 0.1, True, datetime(2024, 5, 1, 13, 30), date(2024, 5, 1), time(9, 5), "#N/A", "'007", None]
    feed = opened(workbook(tmp_path / "a.xlsx", s=[[f"c{number}" for number in range(10)], cells]))
    assert list(rows(feed)[0].values()) == [
        "7", "1", "0.1", "true", "2024-05-01 13:30:00", "2024-05-01 00:00:00", "09:05:00", None, "'007", None,
    ]  # fmt: skip


def test_a_merged_title_blank_rows_and_trailing_rows_are_no_data(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        订单=[["订单报表"], [], ["订单号 ", "姓名", "金额"], [1, "a", 2], [None], [3, "b", 4], [None, None]],
    )
    book = openpyxl.load_workbook(path)
    book["订单"].merge_cells("A1:C1")
    book.save(path)
    feed = opened(path, "订单号", "金额")
    assert feed.name == "a.xlsx#订单"
    assert "header in row 3" in feed.notes
    assert rows(feed) == [{"订单号": "1", "姓名": "a", "金额": "2"}, {"订单号": "3", "姓名": "b", "金额": "4"}]


def test_each_sheet_with_data_is_a_feed_with_its_own_digest(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", one=[["id"], [1]], none=[], two=[["id"], [1]], bare=[["id"]])
    found = list(feeds(path))
    assert [feed.name for feed in found] == ["a.xlsx#one", "a.xlsx#two", "a.xlsx#bare"]
    assert len({feed.digest for feed in found}) == 3
    assert rows(found[2]) == []


def test_a_sheet_that_declares_a_single_cell_is_still_read_whole(tmp_path: Path) -> None:
    import zipfile

    path, lying = workbook(tmp_path / "a.xlsx", s=[["id", "name"], [1, "x"]]), tmp_path / "lying.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(lying, "w") as target:
        for member in source.namelist():
            target.writestr(member, source.read(member).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"'))
    assert rows(opened(lying)) == [{"id": "1", "name": "x"}]


def test_a_cell_beyond_the_columns_makes_its_row_unreadable(tmp_path: Path) -> None:
    feed = opened(workbook(tmp_path / "a.xlsx", s=[["a", "b"], *[[1, 2]] * 50, [1, 2, 3], [4, 5]]))
    assert [number for numbers, _ in numbered(feed) for number in numbers.to_pylist()][-1] == 52
    assert [(row.row, row.detail) for row in feed.unreadable] == [(51, "expected 2 columns, found 3")]


@pytest.mark.parametrize(
    ("name", "content", "error", "advice"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0", UnsupportedError, "save as .xlsx"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", UnsupportedError, "password"),
        ("a.xlsx", b"PK\x03\x04 cut", DataError, "save it again"),
        ("a.xlsx", b"", DataError, "empty"),
        ("a.parquet", b"", DataError, "empty"),
        ("a.parquet", b"id,name\n1,x\n", DataError, "not a whole Parquet file"),
        ("a.json", b'{"orders": [', DataError, "not JSON at line 1"),
        ("a.json", b'{"a": [{"x": 1}], "b": [{"x": 1}]}', InputError, "several lists: a, b"),
        ("a.json", b'{"a": 1}', DataError, "no list of objects"),
        ("a.jsonl", b"", DataError, "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(
    tmp_path: Path, name: str, content: bytes, error: type[Exception], advice: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=advice):
        opened(tmp_path / name)


def test_a_parquet_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"id": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(DataError, match="Transfer or export it again"):
        opened(path)


def test_parquet_keeps_its_types_and_makes_the_rare_ones_plain(tmp_path: Path) -> None:
    table = pa.table(
        {
            "收货地址 ": pa.array(["上海"]).dictionary_encode(),
            "amount": pa.array(["1.50"]).cast(pa.decimal128(10, 2)),
            "items": pa.array([[{"sku": "a", "on": date(2024, 5, 1)}]]),
            "long": pa.array(["x"], pa.large_string()),
            "nothing": pa.nulls(1),
            "count": pa.array([3], pa.uint16()),
            "half": pa.array([0.5], pa.float32()).cast(pa.float16()),
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    feed = opened(tmp_path / "a.parquet")
    (batch,) = feed.batches()
    kinds = [str(field.type) for field in batch.schema]
    assert kinds == ["string", "decimal128(10, 2)", "string", "string", "string", "uint16", "float"]
    assert (feed.total, feed.columns[0]) == (1, "收货地址")
    assert rows(feed)[0]["items"] == '[{"sku": "a", "on": "2024-05-01"}]'


def test_nested_objects_are_flattened_and_digits_kept(tmp_path: Path) -> None:
    lines = [
        '{"id": 12345678901234567890, "amount": 12.50, "customer": {"city": "上海", "vip": true}}',
        '{"id": 2, "tags": [1.0, "a"], "customer": {"city": null}, "gift": {}}',
    ]
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    feed = opened(tmp_path / "a.ndjson.gz")
    assert feed.columns == ["id", "amount", "customer.city", "customer.vip", "tags", "gift"]
    assert [list(row.values()) for row in rows(feed)] == [
        ["12345678901234567890", "12.50", "上海", "true", None, None],
        ["2", None, None, None, '[1.0, "a"]', None],
    ]


def test_bad_lines_are_told_by_row_and_line_and_never_by_text(tmp_path: Path) -> None:
    lines = [
        '{"id": 1}',
        "",
        "{secret",
        '["secret"]',
        '{"id": "\\ud83d"}',
        '{"a.b": 1, "a": {"b": 2}}',
        "[" * 9999,
        '{"id": 2}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    feed = opened(tmp_path / "a.jsonl")
    assert [(n.as_py(), *b.to_pylist()[i].values()) for ns, b in numbered(feed) for i, n in enumerate(ns)] == [
        (1, "1"),
        (7, "2"),
    ]
    assert [(row.row, row.reason) for row in feed.unreadable] == [
        (2, "not_json"), (3, "not_an_object"), (4, "bad_text"), (5, "repeated_field"), (6, "too_deep"),
    ]  # fmt: skip
    assert feed.unreadable[0].detail.startswith("line 3, character 2")
    assert "secret" not in str(feed.unreadable)


def test_a_json_file_with_one_object_per_line_is_read_as_lines(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"id": 1}\n{"id": 2}\n')
    feed = opened(tmp_path / "a.json")
    assert rows(feed) == [{"id": "1"}, {"id": "2"}]
    assert "JSON Lines, although named .json" in feed.notes
    (tmp_path / "b.json").write_text(json.dumps([{"id": 1, "x": None}]))
    assert rows(opened(tmp_path / "b.json")) == [{"id": "1", "x": None}]


@pytest.fixture
def shop(tmp_path: Path) -> str:
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.executescript(
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, amount NUMERIC, at DATETIME, mixed, blank TEXT);"
        "INSERT INTO orders VALUES (2, 1.5, '2024-05-01 08:00', 1, NULL), (1, 3, '2024-05-02', 'x', NULL);"
        "CREATE TABLE customers (id INTEGER); CREATE VIEW paid AS SELECT id FROM orders;"
    )
    connection.close()
    return f"sqlite:///{tmp_path}/shop.db"


def test_sqlite_columns_take_the_type_of_what_they_store(shop: str) -> None:
    (feed,) = feeds(shop, table="orders")
    (batch,) = feed.batches()
    assert [str(field.type) for field in batch.schema] == ["int64", "double", "string", "string", "string"]
    assert [list(row.values()) for row in batch.to_pylist()] == [
        [1, 3.0, "2024-05-02", "x", None],
        [2, 1.5, "2024-05-01 08:00", "1", None],
    ]


def test_a_database_without_a_table_gives_all_of_them_and_a_view_by_name(shop: str) -> None:
    assert [feed.name for feed in feeds(shop)] == ["customers", "orders"]
    (view,) = feeds(shop, table="paid")
    assert view.columns == ["id"]
    with pytest.raises(MissingError, match="Known: customers, orders, paid"):
        feeds(shop, table="ordres")


def test_a_query_that_is_no_select_is_refused_before_it_runs(shop: str) -> None:
    with pytest.raises(InputError, match="Write one SELECT"):
        feeds(shop, query="DELETE FROM orders")
    with pytest.raises(InputError, match="one of them"):
        feeds(shop, query="SELECT 1", table="orders")
    with pytest.raises(InputError, match="no such column"):
        list(feeds(shop, query="SELECT colour FROM orders"))
    with pytest.raises(InputError):
        list(feeds(shop, query="SELECT 1; DELETE FROM orders"))
    (feed,) = feeds(shop, query="-- the paid\nSELECT id, amount FROM orders WHERE at LIKE '2024-05-01%';")
    assert [batch.to_pylist() for batch in feed.batches()] == [[{"id": 2, "amount": 1.5}]]


def test_a_url_that_cannot_be_read_does_not_show_its_password() -> None:
    with pytest.raises(InputError) as caught:
        feeds("postgresql://shop:s3cr@t:x@host:port/orders")
    assert "s3cr" not in str(caught.value)
    assert "s3cr" not in str(caught.value.__cause__)


def test_importing_the_room_loads_no_driver() -> None:
    import subprocess
    import sys

    code = "import sys, regulars.sources; print([m for m in ('pyarrow', 'openpyxl', 'sqlalchemy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
