"""What shops really hand over as CSV: other encodings, titles above the header, ragged rows, wrong names."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.core.errors import DataError, InputError, MissingError, UnsupportedError
from regulars.core.feed import Feed, Unreadable
from regulars.sources import csv as driver
from regulars.sources import feeds, numbered

ORDERS = "订单号,姓名,金额\n1001,张三,12.50\n1002,李四,8\n"


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def opened(path: Path, *expects: str) -> Feed:
    (feed,) = feeds(path, expects=frozenset(expects))
    return feed


def rows(feed: Feed) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for batch in feed.batches() for row in batch.to_pylist()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_chinese_text_is_read_in_each_usual_encoding(tmp_path: Path, encoding: str) -> None:
    feed = opened(written(tmp_path / "orders.csv", ORDERS.encode(encoding)))
    assert feed.columns == ["订单号", "姓名", "金额"]
    assert rows(feed) == [("1001", "张三", "12.50"), ("1002", "李四", "8")]
    assert any("encoding" in note for note in feed.notes)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "name,city\nMüller,Köln\nJosé,Málaga\nFrançois,Orléans\n"),
        ("cp932", "氏名,市\n山田太郎,東京都\n"),
        ("cp1251", "имя,город\nИван,Москва\n"),
    ],
)
def test_western_japanese_and_russian_text_is_not_taken_for_chinese(tmp_path: Path, encoding: str, text: str) -> None:
    feed = opened(written(tmp_path / "people.csv", text.encode(encoding)))
    assert [tuple(feed.columns), *rows(feed)] == [tuple(line.split(",")) for line in text.splitlines()]
    assert "guessed" in feed.notes[0]


def test_a_foreign_byte_far_below_the_top_still_decides_the_encoding(tmp_path: Path) -> None:
    plain = "id,name\n" + "1,abc\n" * 400_000
    assert (
        opened(written(tmp_path / "a.csv", plain.encode() + "2,张三李四\n".encode("gbk"))).notes[0]
        == "encoding gb18030"
    )


@pytest.mark.parametrize(("sign", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_the_delimiter_is_found_although_others_stand_in_quotes(tmp_path: Path, sign: str, name: str) -> None:
    lines = [["id", "remark", "price"], ["1", "a,b;c\td|e", "1,50"], ["2", 'say "hi"', "2,75"]]
    text = io.StringIO()
    csv.writer(text, delimiter=sign).writerows(lines)
    feed = opened(written(tmp_path / "orders.txt", text.getvalue()))
    assert feed.notes[1] == f"delimiter {name}"
    assert [feed.columns, *map(list, rows(feed))] == lines


def test_decimal_commas_do_not_win_over_semicolons(tmp_path: Path) -> None:
    feed = opened(written(tmp_path / "orders.csv", "id;price\n" + "1;1,50\n" * 30))
    assert feed.columns == ["id", "price"]


def test_a_file_of_one_column_is_a_file_of_one_column(tmp_path: Path) -> None:
    feed = opened(written(tmp_path / "emails.txt", "email\na@example.com\nb@example.com\n"))
    assert (feed.columns, rows(feed)) == (["email"], [("a@example.com",), ("b@example.com",)])


def test_an_empty_cell_stays_empty_text_and_na_stays_na(tmp_path: Path) -> None:
    assert rows(opened(written(tmp_path / "a.csv", 'a,b,c\n,"",NULL\nNA,0012,nan\n'))) == [
        ("", "", "NULL"),
        ("NA", "0012", "nan"),
    ]


def test_quoted_line_breaks_belong_to_the_cell(tmp_path: Path) -> None:
    feed = opened(written(tmp_path / "a.csv", 'id,note\r\n1,"two\r\nlines"\r\n2,"say ""hi"""\r\n'))
    assert rows(feed) == [("1", "two\r\nlines"), ("2", 'say "hi"')]


def test_titles_and_blank_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    text = "2024 年订单报表,,\n\n导出时间,2024-05-01,\n订单号 ,姓名, 金额\n1001,张三,12.50\n"
    for expects in [(), ("订单号", "金额")]:
        feed = opened(written(tmp_path / "a.csv", text), *expects)
        assert feed.columns == ["订单号", "姓名", "金额"]
        assert rows(feed) == [("1001", "张三", "12.50")]
        assert "header in row 4" in feed.notes


def test_full_width_headers_are_known_as_half_width_and_kept_as_written(tmp_path: Path) -> None:
    feed = opened(written(tmp_path / "a.csv", "a,b,c\nＩＤ,ｎａｍｅ,x\n1,2,3\n"), "id", "Name")
    assert feed.columns == ["ＩＤ", "ｎａｍｅ", "x"]


def test_a_column_without_a_name_is_called_after_its_position(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ",amount,day\n0,5,2024-05-01\n")
    assert opened(path).columns == ["column_1", "amount", "day"]
    path = written(tmp_path / "b.csv", "id,amount,,\n0,5,x,y\n")
    assert opened(path, "id", "amount").columns == ["id", "amount", "column_3", "column_4"]


def test_repeated_headers_are_listed_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than once: id, name"):
        opened(written(tmp_path / "a.csv", "id,name,id,name ,x\n1,2,3,4,5\n"))


def test_ragged_rows_are_told_by_number_and_never_by_text(tmp_path: Path) -> None:
    feed = opened(
        written(tmp_path / "a.csv", 'title,\nid,name\n1,a\nsecret\n2,"b\nb"\n\nx,y,secret\n3,c\n'), "id", "name"
    )
    pairs = [pair for numbers, batch in numbered(feed) for pair in zip(numbers, batch.column(0), strict=True)]
    assert [(number.as_py(), cell.as_py()) for number, cell in pairs] == [(1, "1"), (3, "2"), (5, "3")]
    assert feed.unreadable == [
        Unreadable(2, "ragged_row", "expected 2 columns, found 1"),
        Unreadable(4, "ragged_row", "expected 2 columns, found 3"),
    ]


@given(kinds=st.lists(st.sampled_from(["good", "long", "short", "broken", "blank"]), max_size=60))
def test_numbers_of_good_and_ragged_rows_together_count_every_row(
    kinds: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = ["id,name"]
    good: list[int] = []
    ragged: list[int] = []
    for kind in kinds:
        number = len(good) + len(ragged) + 1
        line = {"good": "{},x", "long": "{},x,y", "short": "{}", "broken": '{},"two\nlines, long"', "blank": ""}[kind]
        lines.append(line.format(number))
        if kind != "blank":
            (good if kind in ("good", "broken") else ragged).append(number)
    path = written(tmp_path_factory.mktemp("csv") / "a.csv", "\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "BLOCK", 64)  # so that blocks end amid the rows
        feed = opened(path, "id", "name")
        told = [
            (number.as_py(), int(cell.as_py()))
            for numbers, batch in numbered(feed)
            for number, cell in zip(numbers, batch.column(0), strict=True)
        ]
    assert told == [(number, number) for number in good]
    assert [row.row for row in feed.unreadable] == ragged


def test_a_gzip_file_is_the_same_content_as_its_plain_twin(tmp_path: Path) -> None:
    plain = opened(written(tmp_path / "a.csv", ORDERS))
    packed = opened(written(tmp_path / "a.csv.gz", gzip.compress(ORDERS.encode())))
    assert packed.digest == plain.digest
    assert rows(packed) == rows(plain)


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "empty"),
        (b"\n\n \n", "only blank lines"),
        (b"id,name\n1,\0\n", "NUL"),
        ("id,name\n".encode("utf-16-le"), "NUL"),
        (b"PK\x03\x04 and so on", "Rename it to .xlsx"),
        (b"PAR1 and so on", "Rename it to .parquet"),
        (b"\x1f\x8b\x08", "end in .gz"),
    ],
)
def test_what_is_no_text_is_refused_with_advice(tmp_path: Path, content: bytes, advice: str) -> None:
    with pytest.raises(DataError, match=advice):
        opened(written(tmp_path / "a.csv", content))


def test_a_gzip_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Transfer it again"):
        opened(written(tmp_path / "a.csv.gz", gzip.compress(ORDERS.encode() * 1000)[:-20]))


@pytest.mark.parametrize("below", [1, 100, 1_000_000])
@pytest.mark.parametrize("opening", ['2,"open', '"2,open'])
def test_a_quote_that_is_never_closed_is_refused_instead_of_losing_the_rows_below(
    tmp_path: Path, opening: str, below: int
) -> None:
    feed = opened(written(tmp_path / "a.csv", "id,name\n" + "1,x\n" * 30 + opening + "\n" + "3,y\n" * below))
    with pytest.raises(DataError, match="quote that is not closed"):
        rows(feed)


@pytest.mark.parametrize("end", ["", "\n", "\r\n\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "gbk"])
def test_a_closed_quote_with_line_breaks_may_end_a_file(tmp_path: Path, encoding: str, end: str) -> None:
    text = "\ufeff" * encoding.startswith("utf") + '编号,姓名\n1,"张\n三\n"' + end
    assert rows(opened(written(tmp_path / "a.csv", text.encode(encoding)))) == [("1", "张\n三\n")]


def test_a_folder_gives_its_readable_files_by_name(tmp_path: Path) -> None:
    for name in ("b.csv", "a.tsv", "~$c.xlsx", ".hidden.csv", "picture.png"):
        written(tmp_path / name, "id,name\n1,x\n")
    assert [feed.name for feed in feeds(tmp_path)] == ["a.tsv", "b.csv"]
    assert [feed.name for feed in feeds(f"{tmp_path}/*.CSV".replace("CSV", "csv"))] == ["b.csv"]


def test_places_that_cannot_be_read_say_what_can(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="parquet"):
        feeds(written(tmp_path / "a.docx", "x"))
    with pytest.raises(MissingError, match="no readable file"):
        feeds(tmp_path)
    with pytest.raises(MissingError, match="no readable file"):
        feeds(f"{tmp_path}/*.csv")
    with pytest.raises(InputError, match="for databases"):
        feeds(written(tmp_path / "a.csv", ORDERS), table="orders")
    with pytest.raises(UnsupportedError, match="postgresql"):
        feeds("oracle://somewhere/shop")
