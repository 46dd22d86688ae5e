"""The door for personal data: declared columns leave as tokens, undeclared ones are refused before a row is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from regulars.core.errors import DataError
from regulars.core.text import HIDDEN, are_pointed, without_point

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE = 500


class Sealer(Protocol):
    """All that receiving needs from the vault."""

    def tokens(self, kind: str, values: list[str | None]) -> list[str | None]: ...

    def normalise(self, kind: str, value: str) -> str | None: ...

    def seal(self, rows: list[tuple[str, str, str]]) -> object: ...

    def recognise(self, values: list[str | None]) -> str | None: ...

    def subject(self, account: str | None) -> str | None: ...


class Door:
    """Replaces personal values by tokens, batch by batch; ``invalid`` counts those that are not valid of their kind.

    A whole number that became a float on its way, 17850.0, is the one that it was. Whether a column is of such numbers
    is settled by its first batch (``pointed``), for what has left as a token cannot be called back; ``unpointed``
    counts the values. The subject is settled here too, so that the vault spells it as the facts will.
    """

    def __init__(self, personal: dict[str, str], subject: str | None, sealer: Sealer) -> None:
        self._personal, self._subject, self._sealer = personal, subject, sealer
        self.invalid: dict[str, int] = {}
        self.pointed: dict[str, bool] = {}
        self.unpointed: dict[str, int] = {}

    def pass_through(self, table: pa.Table) -> pa.Table:
        import pyarrow as pa

        columns = [column for column in self._personal if column in table.column_names]
        if not columns:
            return table
        owners = self._owners(table)
        sealed: list[tuple[str, str, str]] = []
        for column in columns:
            kind = self._personal[column]
            valid = list(self._valid(column, kind, self._read(table, column)))
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
        accounts = self._read(table, self._subject, count=False)
        if self._subject in self._personal:
            kind = self._personal[self._subject]
            accounts = self._sealer.tokens(kind, list(self._valid(self._subject, kind, accounts, count=False)))
        return [None if account == HIDDEN else self._sealer.subject(account) for account in accounts]

    def _read(self, table: pa.Table, column: str, *, count: bool = True) -> list[str | None]:
        values = texts(table, column)
        if column not in self.pointed:
            self.pointed[column] = are_pointed(values)
        if not self.pointed[column]:
            return values
        whole = [without_point(text) for text in values]
        if count:
            changed = sum(one != other for one, other in zip(whole, values, strict=True))
            self.unpointed[column] = self.unpointed.get(column, 0) + changed
        return whole

    def _valid(self, column: str, kind: str, values: list[str | None], *, count: bool = True) -> Iterator[str | None]:
        known: dict[str | None, str | None] = {None: None}
        for text in values:
            if text not in known:
                known[text] = self._sealer.normalise(kind, text) if text is not None and text.strip() else None
            if count and known[text] is None and text is not None and text.strip():
                self.invalid[column] = self.invalid.get(column, 0) + 1
            yield known[text]


class Watch:
    """Looks for personal data in columns that nobody declared, until each has shown enough values."""

    def __init__(self, *, declared: frozenset[str], sealer: Sealer) -> None:
        self._declared, self._sealer = declared, sealer
        self._seen: dict[str, int] = {}

    def refuse_undeclared(self, table: pa.Table) -> None:
        """DataError where a column looks personal: before its first values are written anywhere."""
        suspects = []
        for column in table.column_names:
            if column in self._declared or self._seen.get(column, 0) >= SAMPLE or not _may_be_personal(table, column):
                continue
            sample = _sample(table, column)
            self._seen[column] = self._seen.get(column, 0) + len(sample)
            if (kind := self._sealer.recognise(sample)) is not None:
                suspects.append(f"{column!r} looks like {kind} (declare personal: {{{column}: {kind}}})")
        if suspects:
            raise DataError(
                f"nothing was loaded: {'; '.join(suspects)}. Personal data may not lie in plain text; "
                "where it is something else, list the column under 'plain' in the mapping",
                code="personal-undeclared",
            )

    def sees_personal(self, batch: pa.RecordBatch, others: list[str]) -> bool:
        """Whether the first values of a column that is not taken are personal: a shifted row may bring them in."""
        import pyarrow as pa

        table, found = pa.Table.from_batches([batch]).select(others), False
        for column in others:
            if self._seen.get(column, 0) < SAMPLE and _may_be_personal(table, column):
                sample = _sample(table, column)
                self._seen[column] = self._seen.get(column, 0) + len(sample)
                found = found or self._sealer.recognise(sample) is not None
        return found


def as_text(table: pa.Table) -> pa.Table:
    """The batch with text as text, however a source stores it: bytes without a mark, dictionaries, long strings.

    DataError where bytes are no text: nothing could look at them.
    """
    import pyarrow as pa
    from pyarrow import types

    for place, column in enumerate(table.column_names):
        kind = table.schema.field(column).type
        inner = kind.value_type if types.is_dictionary(kind) else kind
        if types.is_string(kind) or not (_is_bytes(inner) or types.is_string(inner) or types.is_large_string(inner)):
            continue
        try:
            table = table.set_column(place, column, table.column(column).cast(inner).cast(pa.string()))
        except pa.ArrowInvalid as error:
            raise DataError(f"column {column!r} holds bytes that are no UTF-8 text. Export it as text") from error
    return table


def _is_bytes(kind: pa.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind))


def texts(table: pa.Table, column: str) -> list[str | None]:
    """The values as text; whole floats without ``.0`` or an exponent, as spreadsheets make them of long numbers."""
    import pyarrow as pa

    values = table.column(column)
    if not pa.types.is_floating(values.type):
        return list(values.cast(pa.string()).to_pylist())
    return [_written(value) for value in values.to_pylist()]


def _written(value: float | None) -> str | None:
    if value is None or value != value:
        return None
    return str(int(value)) if value.is_integer() else repr(value)


def _may_be_personal(table: pa.Table, column: str) -> bool:
    from pyarrow import types

    kind = table.schema.field(column).type
    return bool(types.is_string(kind) or types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))


def _sample(table: pa.Table, column: str) -> list[str | None]:
    """The first values of the batch that are no blanks."""
    narrow = table.select([column])
    found: list[str | None] = []
    for start in range(0, table.num_rows, 10_000):
        part = texts(narrow.slice(start, 10_000), column)
        found += [text for text in part if text is not None and text.strip()]
        if len(found) >= SAMPLE:
            break
    return found[:SAMPLE]
