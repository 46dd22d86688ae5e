"""Loading: one feed after the other through collect and govern into facts; each chunk is one publication."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.app.records import ensure_records
from regulars.core.errors import DataError, InputError, MissingError
from regulars.core.mapping import Lookup, SourceMapping
from regulars.core.table import Table

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace
    from regulars.core.feed import Feed
    from regulars.lake import Change

CHUNK_ROWS = 1_500_000
Progress = Callable[[str, int, int | None], None]


@dataclass
class Loaded:
    """What one feed brought. ``rows`` = ``accepted`` + ``quarantined``; ``reasons`` counts rows by first reason."""

    name: str
    mapping: str
    rows: int = 0
    accepted: int = 0
    quarantined: int = 0
    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    is_known: bool = False


def load(
    workspace: Workspace, places: list[str], *, mapping: str, table: str | None = None, query: str | None = None,
    progress: Progress = lambda what, done, total: None,
) -> list[Loaded]:  # fmt: skip
    """Load files, folders or databases through a mapping, or through each mapping of an export of several files.

    Raises InputError for a mapping or file that cannot be understood; nothing of that file is stored then.
    """
    with workspace.work(f"load of {', '.join(places)[:80]}"):
        ensure_records(workspace.lake)
        workspace.lake.recover()
        done = []
        for feed, name in _feeds(workspace, places, mapping, table, query):
            done.append(_Loader(workspace, feed, name, progress).run())
        return done


def _feeds(
    workspace: Workspace, places: list[str], mapping: str, table: str | None, query: str | None
) -> Iterator[tuple[Feed, str]]:
    from regulars import sources

    names = workspace.mappings_of(mapping)
    checked = {name: workspace.mapping(name) for name in names}
    expects = frozenset().union(*(found.columns for found in checked.values()))
    used: set[str] = set()
    for place in places:
        for feed in sources.feeds(place, expects=expects, table=table, query=query):
            fitting = [name for name in names if len(names) == 1 or _fits(checked[name], feed.name)]
            for name in fitting:
                used.add(name)
                yield feed, name
    if len(names) > 1 and not used:
        patterns = ", ".join(sorted(str(found.file) for found in checked.values()))
        raise MissingError(f"no file in {', '.join(places)} belongs to {mapping}. It wants files named {patterns}")


def _fits(mapping: SourceMapping, name: str) -> bool:
    return mapping.file is not None and fnmatch(name.lower(), mapping.file.lower())


class _Sealer:
    """The vault as receiving wants it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def tokens(self, kind: str, values: list[str | None]) -> list[str | None]:
        return self._workspace.vault.tokens(kind, values)

    def normalise(self, kind: str, value: str) -> str | None:
        from regulars.vault import normalise

        return normalise(kind, value)

    def seal(self, rows: list[tuple[str, str, str]]) -> object:
        return self._workspace.vault.seal(rows)

    def recognise(self, values: list[str | None]) -> str | None:
        from regulars.vault import recognise

        return recognise(values)


class _Loader:
    """One feed through one mapping."""

    def __init__(self, workspace: Workspace, feed: Feed, name: str, progress: Progress) -> None:
        self.workspace, self.lake, self.feed, self.progress = workspace, workspace.lake, feed, progress
        self.mapping = workspace.mapping(name, columns=feed.columns)
        self.at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        self.result = Loaded(feed.name, self.mapping.name, notes=list(feed.notes))
        self.faulty: set[int] = set()
        self.days: list[date] = []

    def run(self) -> Loaded:
        """Receive, clean, merge, publish. Known content is not loaded twice."""
        started = time.monotonic()
        self._check_rates()
        load_id = self._load_id(self.feed.digest) if self.feed.digest else self._load_id(self.at.isoformat())
        if self.feed.digest and self._is_known(load_id):
            self.result.is_known = True
            return self.result
        path = self.lake.new_file("raw")
        received = self._receive(path, load_id)
        self.result.rows = received.rows
        last: list[Change] = []
        if received.schema:
            last = self._chunks(path, load_id, received.rows)
        self._finish(path, load_id, received, last, time.monotonic() - started)
        self.result.seconds = time.monotonic() - started
        return self.result

    def _load_id(self, content: str) -> str:
        parts = "\0".join((content, self.feed.name if not self.feed.digest else "", self.mapping.name, self.mapping.version))
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

    def _is_known(self, load_id: str) -> bool:
        return bool(self.lake.rows("SELECT 1 FROM lake.main.load WHERE load_id = ?", [load_id]))

    def _check_rates(self) -> None:
        currency, settings = self.mapping.currency, self.workspace.settings
        if currency and currency != settings.currency and currency not in settings.rates:
            raise InputError(
                f"mapping {self.mapping.name!r} has money in {currency}, the shop counts in {settings.currency}. "
                f"Give the rate in shop.yaml: rates: {{{currency}: 7.1}}, or set currency: {currency}"
            )

    # Receiving -------------------------------------------------------------------------------------------------------

    def _receive(self, path: Path, load_id: str) -> Any:
        from regulars import sources
        from regulars.collect import receive

        return receive(
            self.feed, sources.numbered(self.feed), path=path, columns=self.mapping.columns,
            personal=self.mapping.personal, plain=self.mapping.plain, subject=self.mapping.subject,
            sealer=_Sealer(self.workspace), load_id=load_id,
            progress=lambda rows: self.progress("receive", rows, self.feed.total),
        )  # fmt: skip

    # Cleaning --------------------------------------------------------------------------------------------------------

    def _chunks(self, path: Path, load_id: str, rows: int) -> list[Change]:
        """Clean and merge chunk by chunk; all but the last are published here."""
        parts = max(1, -(-rows // CHUNK_ROWS))
        raw = self.lake.parquet(path)
        look = self._look(raw)
        changes: list[Change] = []
        for part in range(parts):
            if changes:
                self.lake.publish(changes, message=f"load {self.feed.name}, part {part} of {parts}")
                changes = []
            chunk = raw if parts == 1 else raw.filter(self._bucket(raw, parts) == part)
            changes = self._chunk(chunk, look, load_id)
            self.progress("clean", min(rows, (part + 1) * CHUNK_ROWS), rows)
        return changes

    def _bucket(self, raw: ir.Table, parts: int) -> Any:
        """Rows that share a key must meet in one chunk: the chunk is a hash of the first key's source columns."""
        emit = max(self.mapping.emits, key=lambda emit: self.workspace.tables[emit.table].counted is not None)
        key = self.workspace.tables[emit.table].counted or self.workspace.tables[emit.table].key[0]
        columns = sorted(emit.values[key].columns) or sorted(self.mapping.columns)[:1]
        joined = raw[columns[0]].cast("string").fill_null("")
        for column in columns[1:]:
            joined = joined + "\x1f" + raw[column].cast("string").fill_null("")
        return joined.hash().abs() % parts

    def _look(self, raw: ir.Table) -> Any:
        from regulars.govern.look import answers, questions

        columns = [name for name in raw.columns if name not in ("load_id", "row_no")]
        row = self.lake.arrow(questions(raw, columns)).to_pylist()[0]
        return answers(raw, columns, row)

    def _chunk(self, raw: ir.Table, look: Any, load_id: str) -> list[Change]:
        import ibis

        from regulars.govern.clean import Setting, clean
        from regulars.govern.typed import TypedColumns

        settings, tables = self.workspace.settings, self.workspace.tables
        typed = TypedColumns(
            raw, self.mapping, look, settings.zone, regions=_regions(), countries=_countries(), lookups=self._lookups(),
            present=lambda value: self._present(raw, value),
        )
        setting = Setting(settings.zone, settings.currency, settings.rates, latest=self.at + timedelta(days=1))
        cleaned = clean(typed, tables=tables, setting=setting)
        checks = {
            f"c{place}": check.condition.fill_null(False) for place, check in enumerate(cleaned.checks)
        }
        shown = {
            f"s{place}": ibis.ifelse(check.condition.fill_null(False), check.shown.cast("string").left(200), ibis.null("string"))
            for place, check in enumerate(cleaned.checks)
            if check.shown is not None
        }
        bad = ibis.or_(*checks.values()) if checks else ibis.literal(False)
        kept = self.lake.keep(raw.select(row_no=raw.row_no, bad=bad, **cleaned.values, **checks, **shown))
        self._quarantine_checks(kept, cleaned.checks, load_id)
        good = kept.filter(~kept.bad)
        incoming = {
            name: self._rows_of(good, cleaned.emits, tables[name])
            for name in tables
            if any(emit.table == name for emit, _, _ in cleaned.emits)
        }
        good_again = self._quarantine_conflicts(incoming, load_id)
        if good_again is not None:
            incoming = {
                name: rows.filter(rows.row_no.notin(good_again)) for name, rows in incoming.items()
            }
        self._measure(kept, cleaned, load_id)
        changes: list[Change] = []
        for name, rows in incoming.items():
            changes += self._merge(rows, tables[name], cleaned.emits, load_id)
        self.lake.drop(kept)
        return changes

    def _present(self, raw: ir.Table, value: Any) -> list[str]:
        found = self.lake.rows(self.lake.sql(raw.select(word=value).distinct().limit(100_000)))
        return sorted(row[0] for row in found if row[0] is not None)

    def _rows_of(self, good: ir.Table, emits: list[Any], table: Table) -> ir.Table:
        from regulars.govern.merge import shaped

        found = None
        for emit, columns, when in emits:
            if emit.table != table.name:
                continue
            rows = good if when is None else good.filter(good[when])
            picked = shaped(rows.select("row_no", **{name: rows[short] for name, short in columns.items()}), table)
            found = picked if found is None else found.union(picked)
        assert found is not None
        return found

    def _merge(self, rows: ir.Table, table: Table, emits: list[Any], load_id: str) -> list[Change]:
        """Stage what is new and what changed of one table."""
        from regulars.govern.merge import Key, arranged, changed_rows, known_rows, new_rows
        from regulars.lake import Change

        mapped = frozenset().union(*(columns for emit, columns, _ in emits if emit.table == table.name))
        key = Key.of(table, mapped)
        self.lake.ensure(table.name, table.schema)
        incoming = self.lake.keep(arranged(rows, table, key))
        known = self.lake.keep(known_rows(incoming, self.lake.table(table.name), key))
        changes = []
        columns = list(table.schema)
        if staged := self.lake.stage(new_rows(incoming, known, key).select(columns), name=table.name):
            changes.append(Change(table.name, add=(staged,)))
            self.result.new[table.name] = self.result.new.get(table.name, 0) + staged.rows
            self._touch(self.lake.parquet(staged.path), table, ["day"], load_id, changes)
        changed = self.lake.keep(changed_rows(incoming, known, table, key))
        count = self.lake.rows(self.lake.sql(changed.count().as_table()))[0][0]
        if count:
            staged = self.lake.stage(changed.select(columns), name=table.name)
            assert staged is not None
            changes.append(Change(table.name, without=changed.get_name(), on=tuple(key.stored), add=(staged,)))
            self.result.changed[table.name] = self.result.changed.get(table.name, 0) + count
            self._touch(changed, table, [name for name in ("day", "day_before") if name in changed.columns], load_id, changes)
        self.lake.drop(incoming, known)
        return changes

    def _touch(self, rows: ir.Table, table: Table, days: list[str], load_id: str, changes: list[Change]) -> None:
        """Note which months of a fact this load touched, so that the build knows what to do again."""
        from regulars.lake import Change

        months: set[date] = set()
        dated = table.dated if table.dated in rows.columns else None
        for name in [day for day in days if day in rows.columns] or ([dated] if dated else []):
            month = rows[name].truncate("M")
            months |= {row[0] for row in self.lake.rows(self.lake.sql(rows.select(month=month).distinct()))}
            if table.moment:
                ends = self.lake.rows(self.lake.sql(rows.aggregate(low=rows[name].min(), high=rows[name].max())))[0]
                self.days += [day for day in ends if day is not None]
        marks = sorted(months) if months else [date(1900, 1, 1)]
        values = tuple({"table": table.name, "month": month, "load_id": load_id} for month in marks)
        changes.append(Change("fact_version", values=values))

    # Quarantine ------------------------------------------------------------------------------------------------------

    def _quarantine_checks(self, kept: ir.Table, checks: list[Any], load_id: str) -> None:
        import ibis

        if not self.lake.rows(self.lake.sql(kept.filter(kept.bad).limit(1).select("row_no"))):
            return
        bad = self.lake.keep(kept.filter(kept.bad))
        for place, check in enumerate(checks):
            value = bad[f"s{place}"] if f"s{place}" in bad.columns else ibis.null("string")
            rows = bad.filter(bad[f"c{place}"]).select("row_no", value=value)
            self._put_aside(self.lake.arrow(rows), check.code, check.column, load_id)
        self.lake.drop(bad)

    def _quarantine_conflicts(self, incoming: dict[str, ir.Table], load_id: str) -> list[int] | None:
        """Rows of keys that the file tells in two ways; the later row stands."""
        from regulars.govern.merge import disagreeing_rows, disagreements

        out: set[int] = set()
        for name, rows in incoming.items():
            table = self.workspace.tables[name]
            asked = disagreements(rows, table)
            if asked is None or self.lake.rows(self.lake.sql(asked))[0][0] == 0:
                continue
            found = self.lake.arrow(disagreeing_rows(rows, table))
            for column in set(found.column("column").to_pylist()):
                import pyarrow.compute as pc

                picked = found.filter(pc.equal(found.column("column"), column)).select(["row_no"])
                import pyarrow as pa

                picked = picked.append_column("value", pa.nulls(picked.num_rows, pa.string()))
                self._put_aside(picked, "key_conflict", f"{name}.{column}", load_id)
                out |= set(picked.column("row_no").to_pylist())
        return sorted(out) or None

    def _put_aside(self, rows: Any, code: str, column: str, load_id: str) -> None:
        """Remember quarantined rows of this load; they are stored with its last publication."""
        import pyarrow as pa

        count = rows.num_rows
        if not count:
            return
        numbers = rows.column("row_no").to_pylist()
        fresh = [number for number in numbers if number not in self.faulty]
        self.faulty.update(fresh)
        if fresh:
            self.result.reasons[code] = self.result.reasons.get(code, 0) + len(fresh)
        table = pa.table(
            {
                "load_id": pa.repeat(load_id, count), "mapping": pa.repeat(self.mapping.name, count),
                "row_no": pa.array(numbers, pa.int64()), "reason": pa.repeat(code, count),
                "column": pa.repeat(column, count), "value": rows.column("value").cast(pa.string()),
                "status": pa.repeat("open", count), "at": pa.repeat(pa.scalar(self.at, pa.timestamp("us")), count),
            }
        )  # fmt: skip
        self.__dict__.setdefault("_aside", []).append(table)

    # Quality ---------------------------------------------------------------------------------------------------------

    def _measure(self, kept: ir.Table, cleaned: Any, load_id: str) -> None:
        """Completeness of each mapped column, counted over the accepted rows of the table."""
        asked: dict[str, Any] = {}
        places: list[tuple[str, str, str]] = []
        good = kept.filter(~kept.bad)
        for emit, columns, when in cleaned.emits:
            held = good[when] if when is not None else good.row_no.notnull()
            for name, short in columns.items():
                asked[f"m{len(places)}"] = (held & good[short].notnull()).sum()
                asked[f"n{len(places)}"] = held.sum()
                places.append((emit.table, name, "completeness"))
        row = self.lake.arrow(good.aggregate(**asked)).to_pylist()[0]
        measured = self.__dict__.setdefault("_measured", {})
        for place, found in enumerate(places):
            good_count, of = measured.get(found, (0, 0))
            measured[found] = (good_count + (row[f"m{place}"] or 0), of + (row[f"n{place}"] or 0))

    # Publishing ------------------------------------------------------------------------------------------------------

    def _finish(self, path: Path, load_id: str, received: Any, changes: list[Change], seconds: float) -> None:
        import pyarrow as pa

        from regulars.lake import Change, Staged

        for unreadable in received.unreadable:
            row = pa.table({"row_no": pa.array([unreadable.row], pa.int64()), "value": pa.array([None], pa.string())})
            self._put_aside(row, "unreadable", unreadable.detail, load_id)
        result = self.result
        result.quarantined = len(self.faulty)
        result.accepted = result.rows - result.quarantined
        for column, count in received.invalid.items():
            result.notes.append(f"{count:,} values of {column!r} are not valid and were left out")
        if received.ignored:
            result.notes.append(f"columns that the mapping does not name are not stored: {', '.join(received.ignored)}")
        raw_table = ""
        if received.schema:
            raw_table = self._raw_table(received.schema, path)
            changes.append(Change(raw_table, add=(Staged(path, received.rows),)))
        changes += self._aside_changes()
        changes.append(Change("quality", values=tuple(self._quality_rows(load_id))))
        changes.append(Change("load", values=(self._load_row(load_id, raw_table, seconds),)))
        self.lake.publish(changes, message=f"load {self.feed.name} by {self.mapping.name}")

    def _raw_table(self, schema: dict[str, str], path: Path) -> str:
        """The raw table of this mapping with these types; columns of other types open a next one."""
        described = self.lake.rows(f"DESCRIBE FROM read_parquet('{str(path).replace(chr(39), chr(39) * 2)}')")
        wanted = {row[0]: row[1] for row in described}
        base = "raw_" + self.mapping.name.replace("/", "_")
        for number in range(1, 1000):
            name = base if number == 1 else f"{base}_{number}"
            try:
                self.lake.ensure(name, wanted)
            except DataError:
                continue
            return name
        raise DataError(f"the types of {base} changed 999 times")

    def _aside_changes(self) -> list[Change]:
        import pyarrow as pa

        from regulars.lake import Change

        tables = self.__dict__.get("_aside", [])
        if not tables:
            return []
        held = self.lake.hold(pa.concat_tables(tables))
        staged = self.lake.stage(held, name="quarantine")
        self.lake.drop(held)
        return [Change("quarantine", add=(staged,))] if staged else []

    def _quality_rows(self, load_id: str) -> Iterator[dict[str, Any]]:
        result = self.result
        fixed = {"load_id": load_id, "mapping": self.mapping.name, "at": self.at, "about": ""}
        yield {**fixed, "table": "", "column": "", "measure": "validity", "good": result.accepted, "of": result.rows}
        for (table, column, measure), (good, of) in self.__dict__.get("_measured", {}).items():
            yield {**fixed, "table": table, "column": column, "measure": measure, "good": good, "of": of}

    def _load_row(self, load_id: str, raw_table: str, seconds: float) -> dict[str, Any]:
        result = self.result
        return {
            "load_id": load_id, "mapping": self.mapping.name, "version": self.mapping.version, "name": self.feed.name,
            "raw_table": raw_table, "rows": result.rows, "accepted": result.accepted, "quarantined": result.quarantined,
            "new_rows": sum(result.new.values()), "changed_rows": sum(result.changed.values()),
            "first_day": min(self.days, default=None), "last_day": max(self.days, default=None), "started_at": self.at,
            "seconds": round(seconds, 3), "notes": json.dumps(result.notes, ensure_ascii=False),
        }  # fmt: skip

    def _lookups(self) -> dict[str, dict[str, str]]:
        """Word lists, those that stand in another file of the export included."""
        if not hasattr(self, "_word_lists"):
            self._word_lists = {
                name: self._read_lookup(words) if isinstance(words, Lookup) else words
                for name, words in self.mapping.words.items()
            }
        return self._word_lists

    def _read_lookup(self, lookup: Lookup) -> dict[str, str]:
        from regulars import sources

        folder = Path(getattr(self.feed, "place", "") or ".").parent
        found: dict[str, str] = {}
        for feed in sources.feeds(str(folder / lookup.file)):
            for batch in feed.batches():
                keys, values = batch.column(lookup.key).to_pylist(), batch.column(lookup.value).to_pylist()
                found |= {str(key): str(value) for key, value in zip(keys, values, strict=True) if value is not None}
        return found


def _regions() -> dict[str, str]:
    from regulars.catalogue.shelf import regions

    return {entry["start"]: entry["code"] for entry in regions()}


def _countries() -> dict[str, str]:
    """Names of countries in English and Chinese, lower case, to ISO 3166 codes."""
    from babel import Locale

    found = {}
    for language in ("en", "zh"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[name.lower()] = code
    return found | {"eire": "IE", "rsa": "ZA", "usa": "US", "uk": "GB", "great britain": "GB", "england": "GB"}


assert Decimal is not None
