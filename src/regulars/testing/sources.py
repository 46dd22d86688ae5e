"""What every source driver promises, as tests: a driver's own test subclasses this and writes rows where it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from regulars.core.errors import MissingError
from regulars.core.feed import Feed
from regulars.sources import feeds, numbered

Rows = Sequence[tuple[str, ...]]
COLUMNS = ["id", "name"]


class SourcePromises:
    """Subclass it as ``class TestMine(SourcePromises)`` and write `place`; the rest is said by the attributes."""

    #: False where a source cannot tell its content (a database).
    has_digest = True
    #: False where the source itself refuses a name with a blank at its end.
    has_padded_headers = True
    #: More rows than the driver puts into one batch.
    many = 60_000

    def place(self, folder: Path, columns: list[str], rows: Rows) -> str:
        """Write the rows, all of them text, and return the place; one call per empty folder."""
        raise NotImplementedError

    def missing(self, folder: Path) -> str:
        """A place of this driver's kind where nothing is."""
        raise NotImplementedError

    def feed(self, folder: Path, rows: Rows, columns: list[str] = COLUMNS) -> Feed:
        """The one feed of a place with these rows."""
        folder.mkdir(exist_ok=True)
        found = list(feeds(self.place(folder, columns, rows), expects=frozenset(COLUMNS)))
        assert len(found) == 1, "a place with one table makes one feed"
        return found[0]

    def test_all_rows_come_back_in_order(self, tmp_path: Path) -> None:
        rows = [(f"o{number}", f"name {number % 7}") for number in range(1000)]
        feed = self.feed(tmp_path, rows)
        assert feed.columns == COLUMNS
        assert _rows(feed) == rows
        assert feed.unreadable == [], "sound rows are readable"

    def test_many_rows_stream_in_several_batches(self, tmp_path: Path) -> None:
        feed = self.feed(tmp_path, [(f"o{number}", "x" * 60) for number in range(self.many)])
        stream = feed.batches()
        assert isinstance(stream, Iterator)
        first = next(stream)
        assert 0 < first.num_rows < self.many, "a batch is a part of a large table"
        seen = [first, *stream]
        assert all(batch.schema.names == COLUMNS for batch in seen), "each batch has the columns of its feed"
        assert [value for batch in seen for value in batch.column(0).to_pylist()] == [f"o{n}" for n in range(self.many)]

    def test_good_rows_are_numbered_from_one(self, tmp_path: Path) -> None:
        feed = self.feed(tmp_path, [("a", "x"), ("b", "y"), ("c", "z")])
        assert [number for numbers, _ in numbered(feed) for number in numbers.to_pylist()] == [1, 2, 3]

    def test_headers_lose_the_blanks_at_their_ends(self, tmp_path: Path) -> None:
        if not self.has_padded_headers:
            pytest.skip("this source refuses names with blanks at their ends")
        feed = self.feed(tmp_path, [("a", "x")], columns=["id ", " name\u3000"])
        assert feed.columns == COLUMNS
        assert _rows(feed) == [("a", "x")]

    def test_the_digest_tells_content_apart(self, tmp_path: Path) -> None:
        first, same, other = (
            self.feed(tmp_path / folder, [("a", name)]).digest
            for folder, name in (("first", "x"), ("same", "x"), ("other", "y"))
        )
        if not self.has_digest:
            assert first is None, "a source that cannot tell says so"
            return
        assert first == same, "equal content has an equal digest"
        assert first != other, "different content has different digests"

    def test_an_empty_table_is_a_feed_without_batches(self, tmp_path: Path) -> None:
        feed = self.feed(tmp_path, [])
        assert list(feed.batches()) == []

    @pytest.mark.parametrize(
        "text",
        [
            "张三 ａｂ",
            "👩‍👩‍👧 🇨🇳 👍🏽",
            "Zoë Ñandú ﷽",
            'say "hi", it\'s; a | b',
            "two\nlines",
            "long " + "长" * 10_000,
            "007",
            "N/A",
        ],
    )
    def test_text_survives(self, tmp_path: Path, text: str) -> None:
        assert _rows(self.feed(tmp_path, [("a", text), ("b", "after")])) == [("a", text), ("b", "after")]

    def test_a_missing_place_is_a_missing_error(self, tmp_path: Path) -> None:
        with pytest.raises(MissingError):
            list(feeds(self.missing(tmp_path)))


def _rows(feed: Feed) -> Rows:
    return [
        row for batch in feed.batches() for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]
