"""Replay: the whole raw file of a load through today's mapping with its fixes, so that keys come out as if the file
had been right from the start. Rows that pass become facts; replaying twice equals once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regulars.app.aside import UNREADABLE, Aside
from regulars.app.facts import Facts
from regulars.app.load_feed import Loaded, check_rate, record_changes
from regulars.app.quality import Quality
from regulars.app.records import ensure_records
from regulars.app.stored_load import StoredLoad
from regulars.core.errors import RegularsError
from regulars.core.feed import stored_name
from regulars.core.text import counted

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace
    from regulars.core.mapping import SourceMapping
    from regulars.lake import Change

Progress = Callable[[str, int, int | None], None]


@dataclass
class Replayed:
    """What a replay did to one load. ``still_open`` counts all rows that are, ``unreadable`` those of them of which
    nothing was kept; ``reasons`` counts the others by reason."""

    load_id: str
    name: str
    replayed: int = 0
    still_open: int = 0
    unreadable: int = 0
    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def replay(
    workspace: Workspace, *, load: str | None = None, mapping: str | None = None,
    progress: Progress = lambda what, done, total: None,
) -> list[Replayed]:  # fmt: skip
    """Try the open rows of one load, or of all loads that have any, again.

    ``mapping`` names the mapping file where the load's own is not in the shop's folder. Rows that were accepted stay
    so. Where a replay changes what later loads overwrote, those are told again after it, so that the last stands.
    """
    with workspace.work("replay" if load is None else f"replay of load {load}", embedded=True):
        ensure_records(workspace.lake)
        workspace.lake.recover()
        if load is not None:
            return [_Replay(workspace, StoredLoad.named(workspace, load, mapping=mapping), progress).run()]
        rows = workspace.lake.rows("SELECT DISTINCT load_id FROM lake.main.quarantine WHERE status = 'open'")
        waiting = {row[0] for row in rows}
        loads = [one for one in StoredLoad.all(workspace) if one.load_id in waiting]
        return [_Replay(workspace, StoredLoad(workspace, one.record, mapping), progress).run() for one in loads]


@dataclass
class _Replay:
    workspace: Workspace
    stored: StoredLoad
    progress: Progress

    def run(self) -> Replayed:
        """Clean and merge again, then mark what passed and record what did not."""
        record, lake = self.stored.record, self.workspace.lake
        result = Replayed(self.stored.load_id, record["name"])
        unreadable = self._aside("open").filter(lambda t: t.reason.isin(UNREADABLE))
        result.unreadable = self._count(unreadable)
        result.still_open = result.unreadable
        waiting = lake.keep(self._aside("open").filter(lambda t: ~t.reason.isin(UNREADABLE)))
        facts: Facts | None = None
        try:
            if self._count(waiting):
                facts = self._facts(self.stored, yielding=waiting)
                self._publish_facts(facts, self._raw(self.stored, without=("dismissed",)))
                self._tell_later_loads_again(facts, result)
                result.notes += facts.corrections.notes.values()
                self._record(facts, waiting, result)
        finally:
            if facts is not None:
                facts.close()
                facts.aside.close()
            lake.drop(waiting)
        return result

    # What goes in ----------------------------------------------------------------------------------------------------

    def _aside(self, status: str) -> ir.Table:
        table = self.workspace.lake.table("quarantine")
        return table.filter((table.load_id == self.stored.load_id) & (table.status == status))

    def _count(self, rows: ir.Table) -> int:
        lake = self.workspace.lake
        return int(lake.rows(lake.sql(rows.select("row_no").distinct().count().as_table()))[0][0])

    def _facts(self, stored: StoredLoad, *, yielding: ir.Table | None = None) -> Facts:
        workspace = self.workspace
        mapping = stored.current_mapping()
        check_rate(workspace, mapping)
        words = stored.words(mapping)
        at = datetime.now(UTC).replace(tzinfo=None)
        name = str(stored.record["mapping"])
        aside = Aside(workspace.lake, stored.load_id, name, at)
        quality = Quality(workspace.lake, mapping, workspace.tables, workspace.settings)
        return Facts(
            workspace, mapping, words, stored.load_id, at, aside, quality, yielding, _pointed(stored, mapping, quality)
        )

    def _raw(self, stored: StoredLoad, *, without: tuple[str, ...]) -> ir.Table:
        """The raw rows with their fixes, less those whose quarantine has one of these states."""
        quarantine = self.workspace.lake.table("quarantine")
        gone = quarantine.filter((quarantine.load_id == stored.load_id) & quarantine.status.isin(without))
        return self._fixed(stored, stored.raw().anti_join(gone, "row_no"))

    def _fixed(self, stored: StoredLoad, raw: ir.Table) -> ir.Table:
        """The last fix of each cell over the raw value, in the raw column's type."""
        lake = self.workspace.lake
        table = lake.table("quarantine_fix")
        fixes = table.filter(table.load_id == stored.load_id)
        columns = [row[0] for row in lake.rows(lake.sql(fixes.select("column").distinct().order_by("column")))]
        for column in columns:
            # A struct, so that a fix to nothing is told apart from no fix.
            mine = fixes.filter(fixes["column"] == column)
            last = mine.group_by("row_no").aggregate(fix=_boxed(mine.value).argmax(mine.at))
            name = stored_name(column)
            joined = raw.left_join(last, "row_no").drop("row_no_right")
            kind = raw[name].type()
            value = joined.fix.isnull().ifelse(joined[name], joined.fix["value"].try_cast(kind))
            raw = joined.mutate(**{name: value}).drop("fix")
        return raw

    # Facts -----------------------------------------------------------------------------------------------------------

    def _publish_facts(self, facts: Facts, raw: ir.Table) -> None:
        lake = self.workspace.lake
        rows = int(lake.rows(lake.sql(raw.count().as_table()))[0][0])
        for changes, _ in facts.chunks(raw, rows, progress=lambda done: self.progress("replay", done, rows)):
            if changes:
                lake.publish(changes, message=f"replay of load {facts.load_id}")

    def _tell_later_loads_again(self, facts: Facts, result: Replayed) -> None:
        """What this load changed may be what a later one had said last."""
        if not facts.changed:
            return
        loads = StoredLoad.all(self.workspace)
        place = next(place for place, one in enumerate(loads) if one.load_id == self.stored.load_id)
        for later in loads[place + 1 :]:
            if not later.record["raw_table"]:
                continue
            try:
                again = self._facts(later)
            except RegularsError as error:
                result.notes.append(f"load {later.load_id} could not be told again: {error}")
                continue
            try:
                if facts.changed.keys() & {emit.table for emit in again.mapping.emits}:
                    self._publish_facts(again, self._raw(later, without=("open", "dismissed")))
            finally:
                again.close()
                again.aside.close()

    # Records ---------------------------------------------------------------------------------------------------------

    def _record(self, facts: Facts, waiting: ir.Table, result: Replayed) -> None:
        """The open rows of the load anew: those that passed are replayed, the others have the reasons of today."""
        from regulars.lake import Change

        lake = self.workspace.lake
        failing = facts.aside.table()
        passed, kept = waiting, None
        if failing is not None:
            passed = waiting.anti_join(failing, "row_no")
            kept = failing.semi_join(waiting, "row_no")
            self._note_accepted(failing, waiting, result)
        result.replayed = self._count(passed)
        result.still_open = result.unreadable + self._count(waiting) - result.replayed
        result.new, result.changed = facts.new, facts.changed
        done = passed.mutate(status=_literal("replayed"), at=_literal(facts.at)).select(waiting.columns)
        rows = done if kept is None else done.union(kept.select(waiting.columns))
        result.reasons = self._reasons(kept)
        staged = lake.stage(rows, name="quarantine")
        changes = [
            Change(
                "quarantine",
                without=waiting.get_name(),
                on=("load_id", "row_no", "status"),
                add=(staged,) if staged else (),
            )
        ]
        changes += self._record_changes(facts, result)
        lake.publish(changes, message=f"replayed {result.replayed} rows of load {facts.load_id}")

    def _reasons(self, kept: ir.Table | None) -> dict[str, int]:
        if kept is None:
            return {}
        lake = self.workspace.lake
        told = kept.group_by("reason").aggregate(rows=kept.row_no.nunique()).order_by("reason")
        return dict(lake.rows(lake.sql(told)))

    def _note_accepted(self, failing: ir.Table, waiting: ir.Table, result: Replayed) -> None:
        count = self._count(failing.anti_join(waiting, "row_no"))
        if count:
            result.notes.append(
                f"the mapping of today would quarantine {_rows(count)} accepted before; what they told stays"
            )

    def _record_changes(self, facts: Facts, result: Replayed) -> list[Change]:
        """The load's record with the new counts; its times, days and notes as they were, or wider."""
        import json

        record = self.stored.record
        accepted = record["accepted"] + result.replayed
        notes = [
            *json.loads(record["notes"] or "[]"),
            f"replayed {_rows(result.replayed)} on {facts.at:%Y-%m-%d %H:%M} UTC",
        ]
        loaded = Loaded(
            record["name"], record["mapping"], record["rows"], accepted, record["rows"] - accepted, notes=notes,
            seconds=record["seconds"], load_id=facts.load_id,
        )  # fmt: skip
        loaded.new = {"": record["new_rows"] + sum(facts.new.values())}
        loaded.changed = {"": record["changed_rows"] + sum(facts.changed.values())}
        facts.days += [day for day in (record["first_day"], record["last_day"]) if day is not None]
        return record_changes(facts, loaded, record["raw_table"], first=record)


def _pointed(stored: StoredLoad, mapping: SourceMapping, quality: Quality) -> dict[str, bool]:
    """Which columns lose a .0: those that did when the load came, whatever a fix or a dismissed row changed since, for
    other ids would be other orders. Personal values lost it before they were stored; their count goes on."""
    from regulars.govern.point import FIX

    unpointed = stored.unpointed()
    for column in mapping.personal.keys() & unpointed.keys():
        quality.count_fix(column, FIX, *unpointed[column])
    return {header: header in unpointed and header not in mapping.personal for header in stored.headers()}


def _rows(count: int) -> str:
    return counted(count, "row")


def _boxed(value: Any) -> Any:
    import ibis

    return ibis.struct({"value": value})


def _literal(value: Any) -> Any:
    import ibis

    return ibis.literal(value)
