"""What enters the lake passes a door: personal values as tokens, strays hidden, undeclared ones refused."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regulars.collect import Taken, receive
from regulars.core.errors import DataError
from regulars.core.feed import Feed, Unreadable, header_of, stored_name


class Notebook:
    """A sealer that writes down what it was given; a token is the value backwards."""

    def __init__(self) -> None:
        self.sealed: list[tuple[str, str, str]] = []

    def tokens(self, kind: str, values: list[str | None]) -> list[str | None]:
        return [None if value is None else value[::-1] for value in values]

    def normalise(self, kind: str, value: str) -> str | None:
        return value.strip().lower() if "bad" not in value else None

    def seal(self, rows: list[tuple[str, str, str]]) -> object:
        self.sealed += rows
        return len(rows)

    def recognise(self, values: list[str | None]) -> str | None:
        held = [value for value in values if value]
        return "email" if held and all("@" in value for value in held) else None

    def subject(self, account: str | None) -> str | None:
        return account or None


def received(path: Path, taken: Taken, *batches: dict[str, list[object]], unreadable: tuple[Unreadable, ...] = ()):
    made = [pa.RecordBatch.from_pydict(batch) for batch in batches]
    feed = Feed("f", list(batches[0]), lambda: iter(made), unreadable=list(unreadable))
    notebook, first, numbered = Notebook(), 1, []
    for batch in made:
        numbered.append((pa.array(range(first, first + batch.num_rows), pa.int64()), batch))
        first += batch.num_rows
    return receive(feed, numbered, taken=taken, path=path, sealer=notebook, load_id="L"), notebook


def test_only_named_columns_are_written_with_load_and_row_number(tmp_path: Path) -> None:
    taken = Taken(frozenset({"a"}))
    told, _ = received(tmp_path / "r.parquet", taken, {"a": ["x"], "b": ["y"]}, {"a": ["z"], "b": ["y"]})
    rows = pq.read_table(tmp_path / "r.parquet").to_pylist()
    assert rows == [{"a": "x", "load_id": "L", "row_no": 1}, {"a": "z", "load_id": "L", "row_no": 2}]
    assert (told.rows, told.ignored) == (2, ("b",))


def test_unreadable_rows_count_and_are_not_written(tmp_path: Path) -> None:
    bad = Unreadable(2, "ragged_row", "expected 1 columns, found 3")
    told, _ = received(tmp_path / "r.parquet", Taken(frozenset({"a"})), {"a": ["x"]}, unreadable=(bad,))
    assert (told.rows, told.unreadable) == (2, [bad])


def test_personal_values_are_sealed_under_their_account_and_written_as_tokens(tmp_path: Path) -> None:
    taken = Taken(frozenset({"who", "tel"}), {"tel": "phone"}, subject="who")
    batch = {"who": ["ann", None, "cid"], "tel": ["ABC", "DEF", "bad one"]}
    told, notebook = received(tmp_path / "r.parquet", taken, batch)
    assert pq.read_table(tmp_path / "r.parquet").column("tel").to_pylist() == ["cba", "fed", None]
    assert notebook.sealed == [("ann", "phone", "abc"), ("phone:fed", "phone", "def")]
    assert told.invalid == {"tel": 1}


def test_an_undeclared_column_is_watched_until_it_shows_its_first_values(tmp_path: Path) -> None:
    path, taken = tmp_path / "r.parquet", Taken(frozenset({"a", "note"}))
    with pytest.raises(DataError, match=r"'note' looks like email \(declare personal: {note: email}\)"):
        received(path, taken, {"a": ["1"], "note": [None]}, {"a": ["2"], "note": ["ann@mail.example"]})
    assert b"ann@mail" not in path.read_bytes()


def test_a_column_listed_as_plain_is_not_refused(tmp_path: Path) -> None:
    taken = Taken(frozenset({"note"}), plain=("note",))
    told, _ = received(tmp_path / "r.parquet", taken, {"note": ["ann@mail.example"]})
    assert told.rows == 1


def test_what_a_shifted_row_puts_in_a_column_of_numbers_is_hidden(tmp_path: Path) -> None:
    taken = Taken(frozenset({"sum", "tel"}), {"tel": "phone"}, uses={"sum": "measure"}, is_guarded=True)
    fine = [
        "12.50",
        "￥1,234",
        "2024年3月1日 10:00",
        "１２",
        "NULL",
        None,
        "1 Mar 2024",
        "2024-03-01T10:00:00+08:00",
        "1O0",
    ]
    stray = ["ann@x.example", "13812345678", "+86 13812345678", "11010519491231002X", "张三", "Smith", "1" * 41]
    cells = [*fine, *stray]
    told, _ = received(tmp_path / "r.parquet", taken, {"sum": cells, "tel": ["x"] * len(cells)})
    kept = pq.read_table(tmp_path / "r.parquet").column("sum").to_pylist()
    assert kept == [*fine, *["(not kept: it may be personal)"] * len(stray)]
    assert told.hidden == {"sum": len(stray)}


@pytest.mark.parametrize("header", ["row_no", "LOAD_ID", "row_no_", "Load_Id__", "select", "a", "row_number"])
def test_a_column_keeps_its_name_but_for_that_of_a_mark(header: str) -> None:
    assert header_of(stored_name(header)) == header
    assert stored_name(header).lower() not in ("row_no", "load_id")
