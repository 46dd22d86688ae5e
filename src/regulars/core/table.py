"""How a canonical table is declared: its grain, key, columns and what a reader may assume."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["id", "text", "integer", "quantity", "money", "rate", "boolean", "moment", "day"]
Sensitivity = Literal["public", "personal", "secret"]
Merge = Literal["last", "same", "min", "max"]

#: How each kind is stored. Money is decimal in the shop's currency, moments are UTC without a zone mark.
STORED: dict[str, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "integer": "BIGINT",
    "quantity": "DECIMAL(18,3)",
    "money": "DECIMAL(18,4)",
    "rate": "DOUBLE",
    "boolean": "BOOLEAN",
    "moment": "TIMESTAMP",
    "day": "DATE",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``merge`` says which value stands when several rows or loads tell the same key: the ``last`` known one (a null
    never overwrites), the ``min`` or the ``max``; ``same`` must agree within one file (the later row is quarantined)
    and over several files the last stands. A ``personal`` column holds a keyed hash, never text.
    """

    name: str
    kind: Kind
    about: str
    required: bool = False
    unit: str | None = None
    sensitivity: Sensitivity = "public"
    merge: Merge = "last"
    words: tuple[str, ...] = ()

    @property
    def stored(self) -> str:
        return STORED[self.kind]


@dataclass(frozen=True)
class Table:
    """One canonical table: what a row is, what makes it unique, and when it became known.

    ``moment`` names the column of the event time (UTC); the door adds ``day``, its calendar day in the shop's zone,
    and every as-of reading keeps the rows whose day is not later. A table that is told by the day has a column ``day``
    of its own, by which it is read. ``counted`` tables tell identical rows of one
    group apart by ``occurrence``, the n-th time that the same key stands within ``counted`` (an invoice).
    ``line_key`` replaces both where a source numbers its lines.
    ``versioned`` tables hold one row per key and ``valid_from``; the latest one not after the as-of day is valid. A
    version that says what the one before it said is kept too: it ends another that a later load puts between the two.
    """

    name: str
    grain: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    moment: str | None = None
    counted: str | None = None
    line_key: tuple[str, ...] = ()
    versioned: bool = False
    references: dict[str, str] = field(default_factory=dict)
    title: dict[str, str] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def dated(self) -> str | None:
        """The column by which an as-of reading cuts: ``day`` for facts, ``valid_from`` for versions."""
        if self.versioned:
            return "valid_from"
        return "day" if "day" in self.schema else None

    @property
    def schema(self) -> dict[str, str]:
        """Column names and stored types, the ones that the door adds included."""
        columns = {column.name: column.stored for column in self.columns}
        if self.counted:
            columns["occurrence"] = "INTEGER"
        if self.moment:
            columns["day"] = "DATE"
        return columns

    @property
    def stored_key(self) -> tuple[str, ...]:
        return (*self.key, "occurrence") if self.counted else self.key
