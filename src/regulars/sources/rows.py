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
        spans: list[tuple[int, int]] = []
        missing = batch.num_rows
        while missing > 0:
            last = row + missing
            hole = feed.unreadable[passed].row if passed < len(feed.unreadable) else last + 1
            end = min(last, hole - 1)
            spans.append((row + 1, end))
            missing -= end - row
            row = min(last, hole)
            passed += hole <= last
        yield _numbers(spans), batch


def _numbers(spans: list[tuple[int, int]]) -> pa.Array:
    """The whole numbers of some closed spans. (``pa.array`` of a NumPy array would import pandas.)"""
    import numpy as np

    found = np.concatenate([np.arange(0), *(np.arange(start, end + 1) for start, end in spans)]).astype(np.int64)
    return pa.Array.from_buffers(pa.int64(), len(found), [None, pa.py_buffer(found)])
