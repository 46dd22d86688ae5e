"""Rows as Arrow batches, and the number that each good row has in its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from regulars.core.feed import Feed

SIZE = 20_000


def text_batches(rows: Iterable[list[str | None]], columns: list[str]) -> Iterator[pa.RecordBatch]:
    """Batches of text from rows that all have one cell per column."""
    schema = pa.schema([(name, pa.string()) for name in columns])
    rest = iter(rows)
    while part := list(islice(rest, SIZE)):
        arrays = [pa.array(cells, pa.string()) for cells in zip(*part, strict=True)]
        yield pa.record_batch(arrays, schema=schema)


def numbered(feed: Feed) -> Iterator[tuple[pa.Array, pa.RecordBatch]]:
    """See `regulars.sources.numbered`."""
    row = passed = 0
    for batch in feed.batches():
        numbers: list[int] = []
        while len(numbers) < batch.num_rows:
            last = row + batch.num_rows - len(numbers)
            hole = feed.unreadable[passed].row if passed < len(feed.unreadable) else last + 1
            numbers.extend(range(row + 1, min(last, hole - 1) + 1))
            row = min(last, hole)
            passed += hole <= last
        yield pa.array(numbers, pa.int64()), batch
