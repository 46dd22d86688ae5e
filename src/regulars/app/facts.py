"""Raw rows of one load into facts: cleaned, told apart from what is known, staged; a chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from regulars.app.aside import Aside
from regulars.app.corrections import Corrections
from regulars.app.place_names import countries, regions
from regulars.app.points import settled
from regulars.app.quality import Quality
from regulars.core.feed import stored_name
from regulars.core.mapping import SourceMapping
from regulars.core.table import Table

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace
    from regulars.govern.clean import Cleaned, Setting
    from regulars.govern.look import Look
    from regulars.govern.merge import Key
    from regulars.govern.typed import TypedColumns
    from regulars.lake import Change

CHUNK_ROWS = 1_500_000


@dataclass
class Facts:
    """One load's way into the facts. ``new`` and ``changed`` count rows by table, ``days`` are the ends of what it
    touched, ``notes`` what the operator should hear. ``yielding`` are rows that give way where the file contradicts
    itself, before the later row stands. ``pointed`` says of columns whether their ids are to lose a .0, where that was
    settled before; of others the file tells."""

    workspace: Workspace
    mapping: SourceMapping
    words: dict[str, dict[str, str]]
    load_id: str
    at: datetime
    aside: Aside
    quality: Quality
    yielding: ir.Table | None = None
    pointed: dict[str, bool] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    corrections: Corrections = field(init=False)
    _held: list[ir.Table] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.corrections = Corrections(self.workspace.lake)

    def chunks(
        self, raw: ir.Table, rows: int, *, progress: Callable[[int], None]
    ) -> Iterator[tuple[list[Change], bool]]:
        """What to publish, chunk by chunk in this order, and whether it is the last. A chunk is published before the
        next one is asked for: that one must see its rows as known."""
        from regulars.govern.look import readable

        parts = max(1, -(-rows // CHUNK_ROWS))
        raw = readable(raw)
        look = self._look(raw)
        self.quality.count_blanks(look)
        for part in range(parts):
            self.close()
            chunk = raw if parts == 1 else raw.filter(self._bucket(raw, parts) == part)
            yield self._chunk(chunk, look), part == parts - 1
            progress(min(rows, (part + 1) * CHUNK_ROWS))

    def close(self) -> None:
        """Let go of temporary tables that a publication needed."""
        self.workspace.lake.drop(*self._held)
        self._held.clear()

    # Cleaning --------------------------------------------------------------------------------------------------------

    def _bucket(self, raw: ir.Table, parts: int) -> Any:
        """Rows that share a key must meet in one chunk: the chunk is a hash of the first key's source columns."""
        tables = self.workspace.tables
        emit = max(self.mapping.emits, key=lambda emit: tables[emit.table].counted is not None)
        key = tables[emit.table].counted or tables[emit.table].key[0]
        columns = sorted(emit.values[key].columns) or sorted(self.mapping.columns)[:1]
        joined = raw[stored_name(columns[0])].cast("string").fill_null("")
        for column in columns[1:]:
            joined = joined + "\x1f" + raw[stored_name(column)].cast("string").fill_null("")
        return joined.hash().abs() % parts

    def _typed(self, raw: ir.Table, look: Look) -> TypedColumns:
        from regulars.govern.typed import TypedColumns

        return TypedColumns(
            raw, self.mapping, look, self.workspace.settings.zone, regions=regions(), countries=countries(),
            lookups=self.words, present=self._present,
        )  # fmt: skip

    @property
    def _setting(self) -> Setting:
        from regulars.govern.clean import Setting

        settings = self.workspace.settings
        return Setting(settings.zone, settings.currency, settings.rates, latest=self.at + timedelta(days=1))

    def _look(self, raw: ir.Table) -> Look:
        from regulars.govern.clean import conversions
        from regulars.govern.look import answers, by_type, questions

        typed = self._typed(raw, by_type(raw))
        wanted = conversions(typed, tables=self.workspace.tables, setting=self._setting)
        lake = self.workspace.lake
        look = answers(raw, lake.arrow(questions(raw, wanted)).to_pylist()[0])
        look, notes = settled(lake, raw, look, self.pointed)
        self.notes += notes
        return look

    def _chunk(self, raw: ir.Table, look: Look) -> list[Change]:
        from regulars.govern.clean import clean

        lake, tables = self.workspace.lake, self.workspace.tables
        typed = self._typed(raw, look)
        cleaned = clean(typed, tables=tables, setting=self._setting)
        kept = lake.keep(cleaned.table.select("row_no", *cleaned.values, bad=cleaned.bad()))
        self.aside.failed(cleaned, kept)
        self.quality.measure(kept, cleaned.emits)
        self.quality.count_fixes(raw, typed.fixes())
        self.quality.count_codes(typed.coded.values())
        keys = self._keys(cleaned)
        incoming = self._consistent(self._incoming(kept.filter(~kept.bad), cleaned), keys)
        changes: list[Change] = []
        for name, rows in incoming.items():
            changes += self._merge(rows, tables[name], keys[name])
        lake.drop(kept)
        return changes

    def _present(self, value: Any) -> dict[str, int]:
        """The words of a column and how often each occurs; of very many the most frequent."""
        import ibis

        lake = self.workspace.lake
        words = value.name("word").as_table().filter(lambda t: t.word.notnull()).group_by("word")
        counted = words.aggregate(rows=lambda t: t.count()).order_by(ibis.desc("rows"), "word").limit(100_000)
        return dict(lake.rows(lake.sql(counted)))

    def _incoming(self, good: ir.Table, cleaned: Cleaned) -> dict[str, ir.Table]:
        """The rows of each canonical table, those of all its emits together."""
        from regulars.govern.merge import shaped

        found: dict[str, ir.Table] = {}
        for emit, columns, when in cleaned.emits:
            rows = good if when is None else good.filter(good[when])
            picked = rows.select("row_no", **{name: rows[short] for name, short in columns.items()})
            one = shaped(picked, self.workspace.tables[emit.table])
            found[emit.table] = found[emit.table].union(one) if emit.table in found else one
        return {name: found[name] for name in self.workspace.tables if name in found}

    def _keys(self, cleaned: Cleaned) -> dict[str, Key]:
        """What makes a row of each table unique, by the columns that the mapping gives."""
        from regulars.govern.merge import Key

        mapped: dict[str, set[str]] = {}
        for emit, columns, _ in cleaned.emits:
            mapped.setdefault(emit.table, set()).update(columns)
        return {name: Key.of(self.workspace.tables[name], frozenset(columns)) for name, columns in mapped.items()}

    def _consistent(self, incoming: dict[str, ir.Table], keys: dict[str, Key]) -> dict[str, ir.Table]:
        """Without the rows that a later row of the file contradicts; those are put aside."""
        from regulars.govern.merge import disagreeing_rows, disagreements

        lake = self.workspace.lake
        found: dict[str, ir.Table] = {}
        for name, rows in incoming.items():
            table, key = self.workspace.tables[name], keys[name]
            asked = disagreements(rows, table, key)
            if asked is not None and lake.rows(lake.sql(asked))[0][0]:
                found[name] = disagreeing_rows(rows, table, key, yielding=self.yielding)
        if not found:
            return incoming
        out = lake.keep(self.aside.contradicted(found))
        self._held.append(out)
        return {name: rows.anti_join(out, "row_no") for name, rows in incoming.items()}

    # Merging ---------------------------------------------------------------------------------------------------------

    def _merge(self, rows: ir.Table, table: Table, key: Key) -> list[Change]:
        """Stage what is new and what changed of one table."""
        from regulars.govern.merge import arranged, changed_rows, key_ends, known_lines, known_rows, loose_key, new_rows
        from regulars.lake import Change

        lake = self.workspace.lake
        lake.ensure(table.name, table.schema)
        incoming = lake.keep(arranged(rows, table, key))
        self.quality.count_repeats(table, rows, incoming, key)
        ends = lake.rows(lake.sql(key_ends(incoming, key)))[0]
        is_line = bool(loose_key(table))
        ask_known = known_lines if is_line else known_rows
        known = lake.keep(ask_known(incoming, lake.table(table.name), key, ends=ends))
        changes: list[Change] = []
        columns = list(table.schema)
        if staged := lake.stage(new_rows(incoming, known, key).select(columns), name=table.name):
            changes.append(Change(table.name, add=(staged,)))
            self.new[table.name] = self.new.get(table.name, 0) + staged.rows
            if table.name == "erasure":
                told = lake.parquet(staged.path).select("account_id")
                self.erased += [row[0] for row in lake.rows(lake.sql(told))]
            fresh = lake.parquet(staged.path)
            changes.append(self._touched(fresh, table, ["day"]))
            if is_line and (found := self.corrections.look(fresh, known, incoming, table, key)):
                self.quality.count_differing(table, found.orders, of=found.again)
        changed = lake.keep(changed_rows(incoming, known, table, key))
        self._held.append(changed)
        if staged := lake.stage(changed.select(columns), name=table.name):
            changes.append(Change(table.name, without=changed.get_name(), on=tuple(key.stored), add=(staged,)))
            self.changed[table.name] = self.changed.get(table.name, 0) + staged.rows
            changes.append(
                self._touched(changed, table, [name for name in ("day", "day_before") if name in changed.columns])
            )
        lake.drop(incoming, known)
        return changes

    def _touched(self, rows: ir.Table, table: Table, days: list[str]) -> Change:
        """Which months of a fact this load touched and from which day on: the build knows by it what to do again."""
        from regulars.lake import Change

        lake = self.workspace.lake
        months: dict[date, date] = {}
        dated = table.dated if table.dated in rows.columns else None
        for name in [day for day in days if day in rows.columns] or ([dated] if dated else []):
            days_of = rows.select(day=rows[name], month=rows[name].truncate("M")).group_by("month")
            for month, first in lake.rows(lake.sql(days_of.aggregate(first=lambda t: t.day.min()))):
                months[month] = min(first, months.get(month, first))
            if table.dated == "day":
                ends = lake.rows(lake.sql(rows.aggregate(low=rows[name].min(), high=rows[name].max())))[0]
                self.days += [day for day in ends if day is not None]
        marks = sorted((months or {date(1900, 1, 1): date(1900, 1, 1)}).items())
        values = tuple(
            {"table": table.name, "month": month, "load_id": self.load_id, "first_day": first, "at": self.at}
            for month, first in marks
        )
        return Change("fact_version", values=values)
