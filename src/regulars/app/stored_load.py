"""A load that was stored: its record, its raw rows, and its mapping as it is today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regulars.app.lookup import word_lists
from regulars.core.errors import DataError, InputError, MissingError, unknown
from regulars.core.feed import MARKS, header_of, stored_name
from regulars.core.mapping import Lookup, SourceMapping

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace


@dataclass(frozen=True)
class StoredLoad:
    """``record`` is the row of the table ``load``; ``mapping_name`` stands in for a mapping that was a loose file."""

    workspace: Workspace
    record: dict[str, Any]
    mapping_name: str | None = None

    @classmethod
    def named(cls, workspace: Workspace, load: str, *, mapping: str | None = None) -> StoredLoad:
        """By its id, or the start of it where only one load begins so. Raises MissingError."""
        found = [one for one in cls.all(workspace) if one.load_id.startswith(load)]
        exact = [one for one in found if one.load_id == load] or found
        if len(exact) != 1 or not load:
            known = [one.load_id for one in found or cls.all(workspace)]
            raise MissingError(
                unknown("load", load, known) if not found else f"several loads begin with {load!r}: {', '.join(known)}"
            )
        return cls(workspace, exact[0].record, mapping)

    @classmethod
    def all(cls, workspace: Workspace) -> list[StoredLoad]:
        """In the order in which they were loaded."""
        table = workspace.lake.arrow("SELECT * FROM lake.main.load ORDER BY started_at, load_id")
        return [cls(workspace, record) for record in table.to_pylist()]

    @property
    def load_id(self) -> str:
        return str(self.record["load_id"])

    def raw(self) -> ir.Table:
        """The raw rows as received, by their stored names. Raises MissingError where no row could be read."""
        name = self.record["raw_table"]
        if not name:
            raise MissingError(
                f"load {self.load_id} ({self.record['name']}) has no raw rows: none of its rows could be read"
            )
        table = self.workspace.lake.table(name)
        return table.filter(table.load_id == self.load_id)

    def types(self) -> dict[str, str]:
        """SQL types of the raw columns by stored name."""
        return self.workspace.lake.schema(self.record["raw_table"]) if self.record["raw_table"] else {}

    def headers(self) -> list[str]:
        """The source's columns, as far as they were kept."""
        return [header_of(name) for name in self.types() if name not in MARKS]

    def unpointed(self) -> dict[str, tuple[int, int]]:
        """The columns of which the load read 17850.0 as 17850: how many values, of how many."""
        from regulars.govern.point import FIX

        ask = (
            'SELECT "column", good, "of" FROM lake.main.quality '
            "WHERE load_id = ? AND measure = 'fix' AND about = ? ORDER BY 1"
        )
        return {column: (good, of) for column, good, of in self.workspace.lake.rows(ask, [self.load_id, FIX])}

    def current_mapping(self) -> SourceMapping:
        """The mapping as it is now, checked against the columns that were kept. Raises InputError or MissingError."""
        name = self.mapping_name or str(self.record["mapping"])
        try:
            mapping = self.workspace.mapping(name, columns=self.headers())
        except MissingError as error:
            raise MissingError(f"{error}. Put the file into the shop's mappings folder, or name it") from error
        except InputError as error:
            raise InputError(
                f"{error}\nOnly columns that the mapping named when {self.record['name']!r} was loaded are kept; "
                "for others load the file again"
            ) from error
        self._refuse_plain(mapping)
        return mapping

    def words(self, mapping: SourceMapping) -> dict[str, dict[str, str]]:
        """The mapping's word lists; those of files that lay beside the loaded one as they were then."""
        own = {name: entry for name, entry in mapping.words.items() if not isinstance(entry, Lookup)}
        found = word_lists(own, beside=None)
        found |= {name: {} for name in mapping.words.keys() - own.keys()}
        ask = "SELECT list, word, meaning FROM lake.main.word_list WHERE load_id = ?"
        for name, word, meaning in self.workspace.lake.rows(ask, [self.load_id]):
            if name in found:
                found[name][word] = meaning
        return found

    def _refuse_plain(self, mapping: SourceMapping) -> None:
        """A column that became personal after the load lies in raw as plain text: it must not pass for a token."""
        raw = self.raw() if mapping.personal else None
        for column in mapping.personal if raw is not None else ():
            assert raw is not None
            told = raw[stored_name(column)].cast("string")
            plain = raw.filter(told.notnull() & ~told.re_search("^[0-9a-f]{32}$")).limit(1).count().as_table()
            if self.workspace.lake.rows(self.workspace.lake.sql(plain))[0][0]:
                raise DataError(
                    f"column {column!r} was not personal when {self.record['name']!r} was loaded. "
                    "Erase that load's raw rows and load the file again",
                    code="personal-late",
                )
