"""One feed through one mapping: received, made facts, and published with what was put aside and its quality."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.app.aside import Aside
from regulars.app.facts import Facts
from regulars.app.lookup import word_lists
from regulars.app.quality import Quality
from regulars.core.errors import DataError, InputError
from regulars.core.formula import plain_header
from regulars.core.mapping import Lookup, SourceMapping
from regulars.core.text import PLURAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from regulars.app.workspace import Workspace
    from regulars.collect import Received
    from regulars.core.feed import Feed
    from regulars.lake import Change

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
    load_id: str = ""


def load_feed(workspace: Workspace, feed: Feed, name: str, progress: Progress) -> Loaded:
    """Load one feed. Known content is not loaded twice; after an error nothing of the feed is stored."""
    from regulars.collect import without_personal

    started = time.monotonic()
    feed = replace(feed, name=without_personal(feed.name))
    mapping = mapping_of(workspace, feed, name)
    check_rate(workspace, mapping)
    words = word_lists(mapping.words, beside=feed.place)
    at = datetime.now(UTC).replace(tzinfo=None)
    load_id = _load_id(feed, mapping, words, at)
    if feed.digest and workspace.lake.rows("SELECT 1 FROM lake.main.load WHERE load_id = ?", [load_id]):
        return Loaded(feed.name, mapping.name, notes=list(feed.notes), is_known=True, load_id=load_id)
    aside = Aside(workspace.lake, load_id, mapping.name, at)
    quality = Quality(workspace.lake, mapping, workspace.tables, workspace.settings)
    facts = Facts(workspace, mapping, words, load_id, at, aside, quality)
    loading = _Loading(workspace, feed, facts, progress, started)
    path = workspace.lake.new_file("raw")
    try:
        return loading.run(path)
    except BaseException:
        if not loading.is_published:
            path.unlink(missing_ok=True)
        raise
    finally:
        facts.close()
        aside.close()


def check_rate(workspace: Workspace, mapping: SourceMapping) -> None:
    """InputError where money of the mapping's currency cannot be counted in the shop's."""
    currency, settings = mapping.currency, workspace.settings
    if currency and currency != settings.currency and currency not in settings.rates:
        raise InputError(
            f"mapping {mapping.name!r} has money in {currency}, the shop counts in {settings.currency}. "
            f"Give the rate in shop.yaml: rates: {{{currency}: 7.1}}, or set currency: {currency}"
        )


def mapping_of(workspace: Workspace, feed: Feed, name: str) -> SourceMapping:
    """The mapping, checked against the file's columns; a column that it reads must have one meaning."""
    read = workspace.mapping(name)
    wanted = {plain_header(column) for column in (*read.columns, *read.personal)}
    alike: dict[str, list[str]] = {}
    for column in feed.columns:
        alike.setdefault(plain_header(column), []).append(column)
    twice = [" and ".join(map(repr, names)) for header, names in alike.items() if header in wanted and len(names) > 1]
    if twice:
        raise InputError(
            f"{feed.name}: columns whose names differ only in case or width cannot be told apart: {'; '.join(twice)}. "
            "Give each its own name",
            code="repeated_columns",
        )
    return workspace.mapping(name, columns=feed.columns)


def _load_id(feed: Feed, mapping: SourceMapping, words: dict[str, dict[str, str]], at: datetime) -> str:
    """The same content through the same mapping and word lists is the same load."""
    content = feed.digest or f"{at.isoformat()}\0{feed.name}"
    parts = [content, mapping.name, mapping.version]
    if words:
        parts.append(json.dumps(words, sort_keys=True))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass
class _Loading:
    workspace: Workspace
    feed: Feed
    facts: Facts
    progress: Progress
    started: float
    is_published: bool = False

    def run(self, path: Path) -> Loaded:
        """Receive, clean, merge, publish; all but the last chunk are published on the way."""
        received = self._receive(path)
        self._settle(received)
        changes: list[Change] = []
        if received.is_written:
            raw = self.workspace.lake.parquet(path)
            done = self.facts.chunks(
                raw, received.rows, progress=lambda rows: self.progress("clean", rows, received.rows)
            )
            for changes, is_last in done:
                if not is_last:
                    self.workspace.lake.publish(changes, message=f"load {self.feed.name}, a part")
        return self._finish(path, received, changes)

    def _receive(self, path: Path) -> Received:
        from regulars import sources
        from regulars.app.sealer import VaultSealer
        from regulars.app.uses import taken
        from regulars.collect import receive

        mapping = self.facts.mapping
        return receive(
            self.feed, sources.numbered(self.feed), path=path,
            taken=taken(self.workspace, mapping, headers=self.feed.columns),
            sealer=VaultSealer(self.workspace, mapping.namespace), load_id=self.facts.load_id,
            progress=lambda rows: self.progress("receive", rows, self.feed.total),
        )  # fmt: skip

    def _settle(self, received: Received) -> None:
        """What the door found of ids that became floats holds for the facts too; its tokens are whole already."""
        from regulars.govern.point import FIX

        personal = self.facts.mapping.personal
        self.facts.pointed |= {name: found for name, found in received.pointed.items() if name not in personal}
        for column, count in received.unpointed.items():
            self.facts.quality.count_fix(column, FIX, count, received.rows - len(received.unreadable))

    def _finish(self, path: Path, received: Received, changes: list[Change]) -> Loaded:
        """The last publication: the rest of the facts, the raw rows, what was put aside, the quality, the record."""
        from regulars.lake import Change, Staged

        facts, aside = self.facts, self.facts.aside
        aside.unread(received.unreadable)
        raw_table = ""
        if received.is_written:
            raw_table = self._raw_table(path)
            changes.append(Change(raw_table, add=(Staged(path, received.rows - len(received.unreadable)),)))
        if staged := aside.staged():
            changes.append(Change("quarantine", add=(staged,)))
        notes = [*self.feed.notes, *_notes(received), *facts.notes, *facts.corrections.notes.values()]
        loaded = Loaded(
            self.feed.name, facts.mapping.name, received.rows, received.rows - aside.rows, aside.rows, facts.new,
            facts.changed, aside.reasons, notes, load_id=facts.load_id,
        )  # fmt: skip
        loaded.seconds = time.monotonic() - self.started
        changes += record_changes(facts, loaded, raw_table)
        changes += self._word_list_changes()
        if facts.erased:
            # Before the erasure is known: a kill in between is made good by loading again.
            self.workspace.vault.erase_all(facts.erased)
        self.workspace.lake.publish(changes, message=f"load {self.feed.name} by {facts.mapping.name}")
        self.is_published = True
        return loaded

    def _word_list_changes(self) -> list[Change]:
        """Word lists that stood in files beside this one, kept so that a replay needs no file."""
        import pyarrow as pa

        from regulars.lake import Change

        lake, names = self.workspace.lake, [
            name for name, entry in self.facts.mapping.words.items() if isinstance(entry, Lookup)
        ]  # fmt: skip
        if not names:
            return []
        rows = [
            {"load_id": self.facts.load_id, "list": name, "word": word, "meaning": meaning}
            for name in names
            for word, meaning in sorted(self.facts.words[name].items())
        ]
        held = lake.hold(
            pa.Table.from_pylist(
                rows, schema=pa.schema([(name, pa.string()) for name in ("load_id", "list", "word", "meaning")])
            )
        )
        staged = lake.stage(held, name="word_list")
        lake.drop(held)
        return [Change("word_list", add=(staged,))] if staged else []

    def _raw_table(self, path: Path) -> str:
        """The raw table of this mapping with these columns; other types or spellings open a next one."""
        lake = self.workspace.lake
        wanted = lake.types(lake.parquet(path))
        base = "raw_" + self.facts.mapping.name.replace("/", "_")
        for number in range(1, 1000):
            name = base if number == 1 else f"{base}_{number}"
            if not _fits(lake.schema(name), wanted):
                continue
            lake.ensure(name, wanted)
            return name
        raise DataError(f"the columns of {base} changed their types or spelling 999 times. Rename the mapping")


def _fits(present: dict[str, str], wanted: dict[str, str]) -> bool:
    """Whether a table can take the file: a column has one type, and one spelling as engines ignore case."""
    spelled = {plain_header(column): column for column in present}
    return all(
        spelled.get(plain_header(column), column) == column and present.get(column, kind) == kind
        for column, kind in wanted.items()
    )


def _notes(received: Received) -> list[str]:
    from regulars.collect import without_personal

    told = (
        (received.invalid, "{n:is|are} not valid and {n:was|were} left out"),
        (received.unpointed, "{n:is a whole number|are whole numbers} with .0 and {n:was|were} read without it"),
        (received.hidden, "{n:looks|look} personal and {n:was|were} not kept: see whether rows are shifted"),
        (received.unplaced, "{n:begins|begin} with no province that is known; nothing of {n:it|them} was kept"),
    )
    notes = [
        PLURAL.format("{n:,} {n:value|values} of {column!r} " + words, n=count, column=column)
        for counts, words in told
        for column, count in counts.items()
    ]
    if received.ignored:
        names = ", ".join(map(without_personal, received.ignored))
        notes.append(f"columns that the mapping does not name are not stored: {names}")
    return notes


def record_changes(
    facts: Facts, loaded: Loaded, raw_table: str, *, first: dict[str, Any] | None = None
) -> list[Change]:
    """The record of a load and its quality; of a replay in place of the ``first`` one, whose version and time stay."""
    from regulars.lake import Change

    version, at = (facts.mapping.version, facts.at) if first is None else (first["version"], first["started_at"])
    shared = {"load_id": facts.load_id, "mapping": loaded.mapping, "at": at}
    last_day = max(facts.days, default=None)
    measures = facts.quality.rows(accepted=loaded.accepted, of=loaded.rows, at=at, last_day=last_day)
    row: dict[str, Any] = {
        "load_id": facts.load_id, "mapping": loaded.mapping, "version": version, "name": loaded.name,
        "raw_table": raw_table, "rows": loaded.rows, "accepted": loaded.accepted, "quarantined": loaded.quarantined,
        "new_rows": sum(loaded.new.values()), "changed_rows": sum(loaded.changed.values()),
        "first_day": min(facts.days, default=None), "last_day": last_day, "started_at": at,
        "seconds": round(loaded.seconds, 3), "notes": json.dumps(loaded.notes, ensure_ascii=False),
    }  # fmt: skip
    this = f"load_id = '{facts.load_id}'" if first is not None else None
    return [
        Change("quality", where=this, values=tuple({**shared, **measure} for measure in measures)),
        Change("load", where=this, values=(row,)),
    ]
