"""One feed into one raw Parquet file: the columns that a mapping reads, in the source's own types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from regulars.collect.door import Door, Sealer, Watch, as_text
from regulars.collect.personal import Use
from regulars.collect.place import Places
from regulars.collect.sieve import Sieve
from regulars.core.feed import MARKS, Feed, Unreadable, stored_name

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet

LOAD_ID, ROW_NO = MARKS


@dataclass(frozen=True)
class Taken:
    """What of a feed is taken: its ``columns``, the kinds of the ``personal`` ones, those that only look personal
    (``plain``), how the others are read (``uses``), and whose the data are (``subject``). Of ``places`` only what names
    the region is kept, which ``regions`` lists; ``is_guarded``: the source is known to hold personal columns."""

    columns: frozenset[str]
    personal: dict[str, str] = field(default_factory=dict)
    plain: tuple[str, ...] = ()
    uses: dict[str, Use] = field(default_factory=dict)
    subject: str | None = None
    places: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    is_guarded: bool = False

    def of(self, kind: str) -> frozenset[str]:
        """The personal columns of one kind."""
        return frozenset(column for column, held in self.personal.items() if held == kind)


@dataclass(frozen=True)
class Received:
    """What came in. ``rows`` counts the readable and the unreadable; ``is_written`` is false where none was readable.

    ``invalid`` counts personal values that were not valid, ``hidden`` values of other columns that looked personal,
    ``unplaced`` those of places that name no known region, ``unpointed`` personal ones that were read without their
    .0. ``pointed`` are the columns that were settled so or otherwise: those of personal values, and the one that says
    whose they are.
    """

    rows: int
    is_written: bool
    unreadable: list[Unreadable]
    invalid: dict[str, int] = field(default_factory=dict)
    hidden: dict[str, int] = field(default_factory=dict)
    unplaced: dict[str, int] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    pointed: dict[str, bool] = field(default_factory=dict)
    unpointed: dict[str, int] = field(default_factory=dict)


def receive(
    feed: Feed, batches: Iterable[tuple[pa.Array, pa.RecordBatch]], *, taken: Taken, path: Path, sealer: Sealer,
    load_id: str, progress: Callable[[int], None] = lambda rows: None,
) -> Received:  # fmt: skip
    """Write what is taken of the feed to ``path`` as Parquet, with ``load_id`` and ``row_no``.

    ``batches`` are the feed's rows with their numbers in the source. A column that is called like one of the two marks
    gets an underscore (``core.feed.stored_name``).
    Values of personal columns are replaced by their keyed hash and sealed in the vault under their account; a value
    that is not valid for its kind becomes a null and is counted in ``invalid``. Cells of other columns that look
    personal are hidden. Raises DataError where a column as a whole does, so that it cannot slip in.
    """
    import pyarrow as pa

    kept = [column for column in feed.columns if column in taken.columns]
    others = [column for column in feed.columns if column not in taken.columns]
    door = Door(taken.personal, taken.subject, sealer)
    watch = Watch(declared=frozenset((*taken.personal, *taken.plain)), sealer=sealer)
    sieve = Sieve(taken.uses, taken.of("name"), taken.of("phone"), is_guarded=taken.is_guarded)
    places = Places(taken.places, taken.regions)
    rows = 0
    with _RawFile(path) as raw:
        for numbers, batch in batches:
            narrow = as_text(pa.Table.from_batches([batch]).select(kept))
            watch.refuse_undeclared(narrow)
            sieve.is_guarded = sieve.is_guarded or watch.sees_personal(batch, others)
            raw.write(_marked(door.pass_through(sieve.pass_through(places.pass_through(narrow))), load_id, numbers))
            rows += len(batch)
            progress(rows)
        sieve.refuse_personal()
    unreadable = list(feed.unreadable)
    return Received(
        rows + len(unreadable), raw.is_written, unreadable, door.invalid, sieve.hidden, places.unknown, tuple(others),
        door.pointed, door.unpointed,
    )  # fmt: skip


class _RawFile:
    """A Parquet file that is written in a thread of its own, a batch while the next one is read and looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pyarrow.parquet.ParquetWriter | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="raw")
        self._last: Future[None] | None = None

    @property
    def is_written(self) -> bool:
        return self._writer is not None

    def write(self, table: pa.Table) -> None:
        """Write one batch, once the one before is written. The first one's types are the file's."""
        if self._last is not None:
            self._last.result()
        self._last = self._thread.submit(self._write, table)

    def _write(self, table: pa.Table) -> None:
        import pyarrow.parquet as pq

        if self._writer is None:
            few = [name for name in table.column_names if _is_of_few_words(table.column(name))]
            self._writer = pq.ParquetWriter(
                self._path, table.schema, compression="zstd", compression_level=1, use_dictionary=few
            )
        self._writer.write_table(table.cast(self._writer.schema))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()
        try:
            if self._last is not None and error is None:
                self._last.result()
        finally:
            if self._writer is not None:
                self._writer.close()


def _is_of_few_words(column: pa.ChunkedArray) -> bool:
    """Whether a dictionary is worth its while: it is tried on all values of a page before it is given up."""
    import pyarrow.compute as pc
    import pyarrow.types

    if not pyarrow.types.is_string(column.type):
        return False
    return bool(pc.count_distinct(column).as_py() * 8 <= len(column))


def _marked(table: pa.Table, load_id: str, numbers: pa.Array) -> pa.Table:
    named = table.rename_columns([stored_name(column) for column in table.column_names])
    return named.append_column(LOAD_ID, _repeated(load_id, table.num_rows)).append_column(ROW_NO, numbers)


def _repeated(text: str, times: int) -> pa.Array:
    """One text again and again. (``pa.repeat`` takes a scalar, which imports pandas.)"""
    import numpy as np
    import pyarrow as pa

    letters = text.encode()
    ends = np.arange(times + 1, dtype=np.int32) * np.int32(len(letters))
    return pa.StringArray.from_buffers(times, pa.py_buffer(ends), pa.py_buffer(letters * times))
