"""One feed into one raw Parquet file: the columns that a mapping reads, in the source's own types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from regulars.core.errors import DataError
from regulars.core.feed import Feed, Unreadable

if TYPE_CHECKING:
    import pyarrow as pa


class Sealer(Protocol):
    """All that receiving needs from the vault."""

    def tokens(self, kind: str, values: list[str | None]) -> list[str | None]: ...

    def normalise(self, kind: str, value: str) -> str | None: ...

    def seal(self, rows: list[tuple[str, str, str]]) -> object: ...

    def recognise(self, values: list[str | None]) -> str | None: ...


@dataclass(frozen=True)
class Received:
    """What came in. ``rows`` counts the readable and the unreadable."""

    rows: int
    schema: dict[str, str]
    unreadable: list[Unreadable]
    invalid: dict[str, int] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def receive(  # noqa: PLR0913 - the doors are handed in
    feed: Feed, batches: Iterable[tuple[pa.Array, pa.RecordBatch]], *, path: Path, columns: frozenset[str], personal: dict[str, str], plain: tuple[str, ...],
    subject: str | None, sealer: Sealer, load_id: str, progress: Callable[[int], None] = lambda rows: None,
) -> Received:  # fmt: skip
    """Write the feed's mapped columns to ``path`` as Parquet, with ``load_id`` and ``row_no``.

    ``batches`` are the feed's rows with their numbers in the source.
    Values of personal columns are replaced by their keyed hash and sealed in the vault under their account; a value
    that is not valid for its kind becomes a null and is counted in ``invalid``.
    Raises DataError where an undeclared column holds what looks like personal data, so that it cannot slip in.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    kept = [column for column in feed.columns if column in columns]
    door = _Door(personal, subject, sealer)
    writer: pq.ParquetWriter | None = None
    rows = 0
    try:
        for numbers, batch in batches:
            narrow = pa.Table.from_batches([batch]).select(kept)
            if rows == 0:
                _refuse_undeclared(narrow, personal, plain, sealer)
            table = _marked(door.pass_through(narrow), load_id, numbers)
            if writer is None:
                writer = pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=1)
            writer.write_table(table.cast(writer.schema))
            rows += table.num_rows
            progress(rows)
    finally:
        if writer is not None:
            writer.close()
    if writer is None:
        return Received(len(feed.unreadable), {}, list(feed.unreadable))
    schema = {name: str(kind) for name, kind in zip(writer.schema.names, writer.schema.types, strict=True)}
    ignored = tuple(column for column in feed.columns if column not in columns)
    return Received(rows + len(feed.unreadable), schema, list(feed.unreadable), door.invalid, ignored)


def _marked(table: pa.Table, load_id: str, numbers: pa.Array) -> pa.Table:
    import pyarrow as pa

    ids = pa.repeat(pa.scalar(load_id), table.num_rows)
    return table.append_column("load_id", ids).append_column("row_no", numbers)


class _Door:
    """Replaces personal values by tokens, batch by batch."""

    def __init__(self, personal: dict[str, str], subject: str | None, sealer: Sealer) -> None:
        self._personal, self._subject, self._sealer = personal, subject, sealer
        self.invalid: dict[str, int] = {}

    def pass_through(self, table: pa.Table) -> pa.Table:
        import pyarrow as pa

        columns = [column for column in self._personal if column in table.column_names]
        if not columns:
            return table
        owners = self._owners(table)
        sealed: list[tuple[str, str, str]] = []
        for column in columns:
            kind = self._personal[column]
            valid = list(self._valid(column, kind, _texts(table, column)))
            tokens = self._sealer.tokens(kind, valid)
            sealed += [
                (owner or f"{kind}:{token}", kind, value)
                for owner, value, token in zip(owners, valid, tokens, strict=True)
                if value is not None
            ]
            place = table.column_names.index(column)
            table = table.set_column(place, column, pa.array(tokens, pa.string()))
        self._sealer.seal(list(dict.fromkeys(sealed)))
        return table

    def _owners(self, table: pa.Table) -> list[str | None]:
        if self._subject is None or self._subject not in table.column_names:
            return [None] * table.num_rows
        texts = _texts(table, self._subject)
        if self._subject in self._personal:
            kind = self._personal[self._subject]
            return self._sealer.tokens(kind, list(self._valid(self._subject, kind, texts, count=False)))
        return [text.strip() if text and text.strip() else None for text in texts]

    def _valid(
        self, column: str, kind: str, texts: list[str | None], *, count: bool = True
    ) -> Iterator[str | None]:
        known: dict[str | None, str | None] = {None: None}
        for text in texts:
            if text not in known:
                known[text] = self._sealer.normalise(kind, text) if text is not None and text.strip() else None
            if count and known[text] is None and text is not None and text.strip():
                self.invalid[column] = self.invalid.get(column, 0) + 1
            yield known[text]


def _texts(table: pa.Table, column: str) -> list[str | None]:
    import pyarrow as pa

    return list(table.column(column).cast(pa.string()).to_pylist())


def _refuse_undeclared(table: pa.Table, personal: dict[str, str], plain: tuple[str, ...], sealer: Sealer) -> None:
    import pyarrow as pa

    suspects = []
    for column, kind in zip(table.column_names, table.schema.types, strict=True):
        if column in personal or column in plain or not (pa.types.is_string(kind) or pa.types.is_integer(kind)):
            continue
        found = sealer.recognise(_texts(table.slice(0, 500).select([column]), column))
        if found is not None:
            suspects.append(f"{column!r} looks like {found} (declare personal: {{{column}: {found}}})")
    if suspects:
        raise DataError(
            f"nothing was loaded: {'; '.join(suspects)}. Personal data may not lie in plain text; "
            "where it is something else, list the column under 'plain' in the mapping",
            code="personal-undeclared",
        )
