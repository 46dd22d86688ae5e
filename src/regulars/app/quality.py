"""The quality of one load, as sums that add over its chunks: completeness, uniqueness, validity, timeliness, fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from regulars.core.feed import header_of
from regulars.core.mapping import Emit, SourceMapping
from regulars.core.settings import Settings
from regulars.core.table import Table

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.govern.look import Look
    from regulars.govern.typed import Fix
    from regulars.lake import Lake

#: A daily feed is on time when its last event is at most so many days before the load.
ON_TIME_DAYS = 1
_Emits = list[tuple[Emit, dict[str, str], str | None]]


@dataclass
class Quality:
    """Measures by (table, column, measure, about): how many values are ``good``, ``of`` how many.

    - completeness: values that are not null, of the accepted rows; per column of a fact.
    - validity: accepted rows, of the rows that tell this fact; for the table '' of all rows.
    - uniqueness: rows that do not repeat a key, of the accepted ones; for facts whose grain is the row of the file.
    - timeliness: 1 where the last event is at most a day before the load, of 1; ``about`` is the number of days.
    - agreement: orders that are told as they were known, of those told again; only where some are told otherwise.
    - fix: values that cleaning changed, of all rows; ``about`` says how. Column '' means all of the table's.
    """

    lake: Lake
    mapping: SourceMapping
    tables: dict[str, Table]
    settings: Settings
    sums: dict[tuple[str, str, str, str], tuple[int, int]] = field(default_factory=dict)

    def measure(self, kept: ir.Table, emits: _Emits) -> None:
        """Completeness and validity of one chunk, in one pass over it."""
        asked: dict[str, Any] = {}
        places: list[tuple[str, str, str, str]] = []
        accepted = ~kept.bad
        for emit, columns, when in emits:
            told = kept.row_no.notnull() if when is None else kept[when]
            held = told & accepted
            asked |= {f"m{len(places)}": held.sum(), f"n{len(places)}": told.sum()}
            places.append((emit.table, "", "validity", ""))
            for name, short in columns.items():
                asked |= {f"m{len(places)}": (held & kept[short].notnull()).sum(), f"n{len(places)}": held.sum()}
                places.append((emit.table, name, "completeness", ""))
        row = self.lake.arrow(kept.aggregate(**asked)).to_pylist()[0]
        for place, found in enumerate(places):
            self._add(found, row[f"m{place}"] or 0, row[f"n{place}"] or 0)

    def count_fixes(self, raw: ir.Table, fixes: list[Fix]) -> None:
        """How many values of each source column were changed to be understood; a clean file asks nothing."""
        if not fixes:
            return
        asked = {f"f{place}": fix.condition.sum() for place, fix in enumerate(fixes)}
        row = self.lake.arrow(raw.aggregate(rows=raw.count(), **asked)).to_pylist()[0]
        for place, fix in enumerate(fixes):
            self._add(("", fix.column, "fix", fix.what), row[f"f{place}"] or 0, row["rows"])

    def count_fix(self, column: str, what: str, good: int, of: int) -> None:
        """Values of a source column that were changed before they came here."""
        self._add(("", column, "fix", what), good, of)

    def count_codes(self, coded: Iterable[tuple[int, int]]) -> None:
        """How many names of places became codes, of how many."""
        for good, of in coded:
            self._add(("", "", "fix", "region_coded"), good, of)

    def count_blanks(self, look: Look) -> None:
        """Texts that stand for nothing, where the first look could count them already."""
        for stored, column in look.columns.items():
            if column.blanks and not (column.has_edges or column.has_wide):
                self._add(("", header_of(stored), "fix", "blank_to_null"), column.blanks, look.rows)

    def count_repeats(self, table: Table, rows: ir.Table, arranged: ir.Table, key: Any) -> None:
        """Uniqueness of a fact whose grain is the row of the file; ``arranged`` are the rows with their occurrence."""
        if table.name not in self._at_grain:
            return
        if key.counted:
            asked = arranged.aggregate(good=(arranged.occurrence == 1).sum(), of=arranged.count())
            good, of = self.lake.rows(self.lake.sql(asked))[0]
        else:
            good = self.lake.rows(self.lake.sql(arranged.count().as_table()))[0][0]
            of = self.lake.rows(self.lake.sql(rows.count().as_table()))[0][0]
        self._add((table.name, "", "uniqueness", ""), good or 0, of or 0)

    def count_differing(self, table: Table, orders: int, *, of: int) -> None:
        """Orders told again of which lines differ; a load that tells none otherwise has no such measure."""
        self._add((table.name, "", "agreement", ""), of - orders, of)

    def rows(self, *, accepted: int, of: int, at: datetime, last_day: date | None) -> Iterator[dict[str, Any]]:
        """The measures as they are stored, less what all rows of a load share."""
        yield {"table": "", "column": "", "measure": "validity", "about": "", "good": accepted, "of": of}
        self._add_conversions()
        for (table, column, measure, about), (good, total) in self.sums.items():
            yield {"table": table, "column": column, "measure": measure, "about": about, "good": good, "of": total}
        if last_day is not None:
            days = (at.date() - last_day).days
            is_timely = int(days <= ON_TIME_DAYS)
            yield {"table": "", "column": "", "measure": "timeliness", "about": str(days), "good": is_timely, "of": 1}

    def _add_conversions(self) -> None:
        """Every accepted time and amount of such a load was converted, so counting the values is counting the fixes."""
        zone = self.mapping.zone or self.settings.zone
        is_converted = (self.mapping.currency or self.settings.currency) != self.settings.currency
        for (table, name, measure, _), (good, of) in list(self.sums.items()):
            if measure != "completeness" or name not in self.tables[table].names or not good:
                continue
            column = self.tables[table].column(name)
            if column.kind == "moment" and zone != "UTC":
                self._add((table, name, "fix", "zone_converted"), good, of)
            elif column.kind == "money" and name != "amount_original" and is_converted:
                self._add((table, name, "fix", "currency_converted"), good, of)

    @property
    def _at_grain(self) -> frozenset[str]:
        """Facts of which a row of the file is one row: the counted ones, or where there are none the plain ones."""
        told = {emit.table: self.tables[emit.table] for emit in self.mapping.emits}
        counted = frozenset(name for name, table in told.items() if table.counted)
        plain = (name for name, table in told.items() if not table.versioned and name not in ("account", "contact_key"))
        return counted or frozenset(plain)

    def _add(self, key: tuple[str, str, str, str], good: int, of: int) -> None:
        known_good, known_of = self.sums.get(key, (0, 0))
        self.sums[key] = (known_good + good, known_of + of)
