"""Rows of one load that are put aside: which checks they fail, counted and written without leaving the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.core.feed import Unreadable
    from regulars.govern.clean import Cleaned
    from regulars.lake import Lake, Staged

#: Reasons of rows that the reader could not turn into columns: there is nothing to clean again.
UNREADABLE = ("bad_text", "not_an_object", "not_json", "ragged_row", "repeated_field", "too_deep", "wrong_type")
_SHOWN = 200


@dataclass
class Aside:
    """Quarantined rows, gathered over the chunks of a load. ``reasons`` counts rows by their first reason."""

    lake: Lake
    load_id: str
    mapping: str
    at: datetime
    rows: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    _parts: list[ir.Table] = field(default_factory=list)

    def failed(self, cleaned: Cleaned, kept: ir.Table) -> None:
        """The bad rows of ``kept`` with each check that they fail. The checks are asked again of the raw rows, so that
        clean files do not pay for it."""
        import ibis

        if not self.lake.rows(self.lake.sql(kept.filter(kept.bad).limit(1).select("row_no"))):
            return
        bad = self.lake.keep(cleaned.table.semi_join(kept.filter(kept.bad), "row_no"))
        parts = []
        for place, check in enumerate(cleaned.checks):
            shown = ibis.null("string") if check.shown is None else check.shown(bad).cast("string").left(_SHOWN)
            holds = check.condition(bad).fill_null(False)
            if check.unless is not None:
                holds = holds & ~check.unless(bad).fill_null(False)
            parts.append(_part(bad.filter(holds), place, check.code, check.column, shown))
        self._add(parts)
        self.lake.drop(bad)

    def contradicted(self, found: dict[str, ir.Table]) -> ir.Table:
        """Rows that tell a key of a table otherwise than a later row: ``row_no`` and ``column`` by table name. Returns
        their row numbers, once each."""
        import ibis

        parts = [
            rows.select(
                "row_no", place=ibis.literal(place), reason=ibis.literal("key_conflict"),
                column=ibis.literal(f"{name}.") + rows.column, value=ibis.null("string"),
            )
            for place, (name, rows) in enumerate(found.items())
        ]  # fmt: skip
        return self._add(parts).select("row_no").distinct()

    def unread(self, rows: Iterable[Unreadable]) -> None:
        """Rows that the source could not read; only their place and what was wrong with it is known."""
        import pyarrow as pa

        listed = list(rows)
        if not listed:
            return
        table = pa.table(
            {
                "row_no": pa.array([row.row for row in listed], pa.int64()), "place": pa.repeat(0, len(listed)),
                "reason": pa.array([row.reason for row in listed], pa.string()), "column": pa.repeat("", len(listed)),
                "value": pa.array([row.detail for row in listed], pa.string()),
            }
        )  # fmt: skip
        self._add([self.lake.hold(table)])

    def table(self) -> ir.Table | None:
        """All reasons of all rows as they are stored, still open; None where nothing was put aside."""
        import ibis

        if not self._parts:
            return None
        parts = [part.drop("place") for part in self._parts]
        every = parts[0] if len(parts) == 1 else ibis.union(*parts)
        told = every.select(
            load_id=ibis.literal(self.load_id), mapping=ibis.literal(self.mapping), row_no=every.row_no,
            reason=every.reason, column=every.column, value=every.value, status=ibis.literal("open"),
            at=ibis.literal(self.at),
        )  # fmt: skip
        return told.distinct()  # two tables of one row may find the same fault

    def staged(self) -> Staged | None:
        """What was put aside as a file of the quarantine; None where that is nothing."""
        table = self.table()
        return None if table is None else self.lake.stage(table, name="quarantine")

    def close(self) -> None:
        """Let go of the temporary tables."""
        self.lake.drop(*self._parts)
        self._parts.clear()

    def _add(self, parts: list[Any]) -> ir.Table:
        import ibis

        kept = self.lake.keep(parts[0] if len(parts) == 1 else ibis.union(*parts))
        self._parts.append(kept)
        first = kept.group_by("row_no").aggregate(reason=kept.reason.argmin(kept.place))
        counted = first.group_by("reason").aggregate(rows=first.count()).order_by("reason")
        for reason, count in self.lake.rows(self.lake.sql(counted)):
            self.reasons[reason] = self.reasons.get(reason, 0) + count
            self.rows += count
        return kept


def _part(rows: ir.Table, place: int, reason: str, column: str, shown: Any) -> ir.Table:
    import ibis

    return rows.select(
        "row_no", place=ibis.literal(place), reason=ibis.literal(reason), column=ibis.literal(column), value=shown
    )
