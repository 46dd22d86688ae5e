"""Tables made in parts (a month, a day, a pair of days): a part is made again only when its inputs changed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.lake import Change, Lake


@dataclass
class Made:
    """What the build did to one table."""

    table: str
    rows: int = 0
    seconds: float = 0.0
    made: int = 0
    kept: int = 0

    @property
    def changed(self) -> str:
        if self.made == 0:
            return "unchanged"
        return f"{self.made} of {self.made + self.kept} parts" if self.made + self.kept > 1 else "made"


@dataclass(frozen=True)
class Part:
    """A part as it was published: what it was made of, a hash of what is in it, how many rows, when (UTC)."""

    inputs: str = ""
    content: str = ""
    rows: int = 0
    built_at: datetime | None = None

    @property
    def rules(self) -> str:
        """The end of ``inputs``, where it says by which rules the part was made: see ``ruled``."""
        return self.inputs.rpartition("-")[2]


class Parts:
    """The parts of all tables of one lake, and what this build does to them.

    A part whose content comes out as before leaves the parts after it fresh, whatever its inputs were.
    """

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._at = datetime.now(UTC).replace(tzinfo=None)
        rows = lake.rows('SELECT "table", part, inputs, content, rows, built_at FROM lake.main.build_part')
        self._known = {(table, part): Part(*rest) for table, part, *rest in rows}
        self._versions = self._read_versions()
        self.lines: dict[str, Made] = {}

    def beside(self, lake: Lake) -> Parts:
        """The same parts, made over another connection to the lake: what one makes the other knows."""
        other = copy(self)
        other._lake = lake
        return other

    # Inputs ----------------------------------------------------------------------------------------------------------

    def version(self, fact: str, month: date) -> str:
        """A hash of the loads that touched a fact in a month; empty where none did."""
        return self._versions.get((fact, month), "")

    def versions(self, *facts: str, until: date | None = None) -> str:
        """A hash of the loads that touched any of the facts, in months not after ``until``."""
        return digest(
            f"{fact}:{month}:{version}"
            for (fact, month), version in sorted(self._versions.items())
            if fact in facts and (until is None or month <= until)
        )

    def months(self, *facts: str) -> set[date]:
        """The months in which any load ever touched one of the facts."""
        return {month for fact, month in self._versions if fact in facts}

    def has(self, fact: str) -> bool:
        """Whether any load ever brought rows of a fact."""
        return any(table == fact for table, _ in self._versions)

    def is_outdated(self, part: Part, day: date, rules: str) -> bool:
        """Whether a part of a day says something else than one that is made now: by other rules, or as a load has
        touched a day up to it since. What came of later days is not in it."""
        return part.rules != rules or any(
            first <= day and (part.built_at is None or at >= part.built_at) for first, at in self._touched
        )

    @cached_property
    def _touched(self) -> list[tuple[date, datetime]]:
        """The first day that a load touched, and when that was, of each of its months. Marks without them are older
        than any part that says by which rules it was made."""
        return self._lake.rows('SELECT DISTINCT first_day, "at" FROM lake.main.fact_version WHERE "at" IS NOT NULL')

    def content(self, table: str, part: object) -> str:
        """What is in a part; empty where it was never made."""
        return self._known.get((table, str(part)), Part()).content

    def rows(self, table: str, part: object) -> int:
        """How many rows a part has."""
        return self._known.get((table, str(part)), Part()).rows

    def contents(self, table: str, *, until: date) -> list[str]:
        """The contents of all months of a table up to one."""
        return [
            part.content
            for (name, month), part in sorted(self._listed())
            if name == table and date.fromisoformat(month) <= until
        ]

    def listed(self, *tables: str) -> list[tuple[str, str, Part]]:
        """Table, name and note of every known part of some tables."""
        return [(table, part, note) for (table, part), note in sorted(self._listed()) if table in tables]

    def _listed(self) -> list[tuple[tuple[str, str], Part]]:
        return list(self._known.items())  # at one moment: a part may be made beside

    def _read_versions(self) -> dict[tuple[str, date], str]:
        rows = self._lake.rows('SELECT "table", month, load_id FROM lake.main.fact_version ORDER BY ALL')
        found: dict[tuple[str, date], list[str]] = {}
        for table, month, load_id in rows:
            found.setdefault((table, month), []).append(load_id)
        return {key: digest(loads) for key, loads in found.items()}

    # Work ------------------------------------------------------------------------------------------------------------

    def is_fresh(self, table: str, part: object, inputs: str) -> bool:
        return self._known.get((table, str(part)), Part()).inputs == inputs

    def keep(self, table: str, part: object) -> None:
        """Count a fresh part in the record."""
        line = self._line(table)
        line.kept += 1
        line.rows += self._known[table, str(part)].rows

    def keep_day(self, day: date, *tables: str) -> None:
        """Count fresh parts of a day in the record. Where a load has touched the day since they were made, they are
        noted as of now: they would come out as they are."""
        from regulars.lake import Change

        changes: list[Change] = []
        for table in tables:
            self.keep(table, day)
            known = self._known[table, str(day)]
            if self.is_outdated(known, day, known.rules):
                self._known[table, str(day)] = note = replace(known, built_at=self._at)
                changes.append(Change("build_part", where=_named(table, day), values=(self._row(table, day, note),)))
        if changes:
            self._lake.publish(changes, message=f"{', '.join(tables)} of {day} as before")

    def make(
        self, table: str, part: object, inputs: str, expression: Callable[[], ir.Table], *, where: str,
        instead_of: Sequence[object] = (),
    ) -> None:  # fmt: skip
        """Make one part and publish it, unless it is fresh. ``where`` says which rows of the table it replaces.

        ``instead_of`` names other parts whose rows are among these: then it is never fresh, and they are parts no more.
        """
        if self.is_fresh(table, part, inputs) and not instead_of:
            self.keep(table, part)
            return
        started = time.monotonic()
        with self._lake.scratch():
            changes = self.staged(table, part, inputs, expression(), where=where, since=started, instead_of=instead_of)
        self._lake.publish(changes, message=f"build {table} {part}")

    def staged(
        self, table: str, part: object, inputs: str, expression: ir.Table, *, where: str, since: float,
        instead_of: Sequence[object] = (),
    ) -> list[Change]:  # fmt: skip
        """Write a part and say what publishing it changes: its rows, and the note of what they were made of."""
        from regulars.lake import Change

        if not self._lake.has(table):
            self._lake.ensure(table, self._lake.types(expression))
        # A new part takes nothing away, which would be asked for.
        is_new = (table, str(part)) not in self._known and not instead_of
        staged = self._lake.stage(expression, name=table)
        content, rows = (self._lake.content(staged), staged.rows) if staged else ("empty", 0)
        note = Part(inputs, content, rows, self._at)
        self._known[table, str(part)] = note
        line = self._line(table)
        line.made, line.rows, line.seconds = (
            line.made + 1,
            line.rows + note.rows,
            line.seconds + time.monotonic() - since,
        )
        return [
            Change(table, where=None if is_new else where, add=(staged,) if staged else ()),
            *(change for other in instead_of for change in self._no_part(table, other)),
            Change("build_part", where=None if is_new else _named(table, part), values=(self._row(table, part, note),)),
        ]

    def _row(self, table: str, part: object, note: Part) -> dict[str, object]:
        return {
            "table": table, "part": str(part), "inputs": note.inputs, "content": note.content, "rows": note.rows,
            "built_at": note.built_at,
        }  # fmt: skip

    def forgotten(self, table: str, part: object, *, where: str) -> list[Change]:
        """What takes a part away."""
        from regulars.lake import Change

        rows = [Change(table, where=where)] if self._lake.has(table) else []
        return [*rows, *self._no_part(table, part)]

    def _no_part(self, table: str, part: object) -> list[Change]:
        from regulars.lake import Change

        self._known.pop((table, str(part)), None)
        return [Change("build_part", where=_named(table, part))]

    def _line(self, table: str) -> Made:
        return self.lines.setdefault(table, Made(table))


def ruled(inputs: str, rules: str) -> str:
    """Inputs that also say by which rules a part is made, among them."""
    return f"{inputs}-{rules}"


def digest(parts: Iterable[object]) -> str:
    """A short hash of things in their order."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:20]


def _named(table: str, part: object) -> str:
    return f"\"table\" = '{table}' AND part = '{part}'"
