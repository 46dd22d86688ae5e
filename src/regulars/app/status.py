"""What a shop is and how it stands: data, loads, last build, rows, quarantine, who works on it, disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.app.day import days_of, newest_built
from regulars.app.made import MADE
from regulars.app.tags import has_other_tags, usable

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace


@dataclass(frozen=True)
class Loads:
    """The loads through one mapping, summed: ``rows`` = ``accepted`` + ``quarantined``; ``last_at`` is UTC."""

    mapping: str
    loads: int
    rows: int
    accepted: int
    quarantined: int
    first_day: date | None
    last_day: date | None
    last_at: datetime


@dataclass(frozen=True)
class Status:
    """How a shop stands. Days are the shop's, moments UTC; ``rows`` counts facts and derived tables. ``is_stale``: data
    came since the last build; ``has_other_tags``: tags were declared otherwise since; ``tag_faults`` tell of files of
    tags that cannot be used."""

    name: str
    folder: Path
    zone: str
    currency: str
    language: str
    first_day: date | None
    last_day: date | None
    as_of: date | None
    built_at: datetime | None
    snapshots: tuple[date, ...]
    loads: tuple[Loads, ...]
    rows: Mapping[str, int]
    is_stale: bool
    has_other_tags: bool
    tag_faults: tuple[str, ...]
    quarantined: int
    working: Mapping[str, object] | None
    disk_bytes: int

    @property
    def next_step(self) -> str | None:
        """The command that brings the shop further, where there is one."""
        if not self.loads:
            return "regulars load"
        return "regulars build" if self.is_stale or self.has_other_tags else None


def status(workspace: Workspace) -> Status:
    """How the shop stands now; it waits for nobody."""
    from regulars.lake import lock_holder

    settings = workspace.settings
    loads = _loads(workspace)
    ends = [day for load in loads for day in (load.first_day, load.last_day) if day is not None]
    built_at = built_moment(workspace)
    newest, (tags, tag_faults) = newest_built(workspace), usable(workspace.folder)
    return Status(
        name=settings.name, folder=workspace.folder, zone=settings.zone, currency=settings.currency,
        language=settings.language, first_day=min(ends, default=None), last_day=max(ends, default=None),
        as_of=newest, built_at=built_at, snapshots=tuple(days_of(workspace)), loads=loads,
        rows=_rows(workspace), is_stale=is_stale(workspace), tag_faults=tuple(tag_faults.values()),
        has_other_tags=newest is not None and has_other_tags(workspace.lake, tags, newest),
        quarantined=_quarantined(workspace), working=lock_holder(workspace.folder / "lake"),
        disk_bytes=_disk_bytes(workspace.folder),
    )  # fmt: skip


def _loads(workspace: Workspace) -> tuple[Loads, ...]:
    if not workspace.lake.has("load"):
        return ()
    rows = workspace.lake.rows(
        "SELECT mapping, count(*), sum(rows)::BIGINT, sum(accepted)::BIGINT, sum(quarantined)::BIGINT, min(first_day), "
        "max(last_day), max(started_at) FROM lake.main.load GROUP BY 1 ORDER BY 1"
    )
    return tuple(Loads(*row) for row in rows)


def built_moment(workspace: Workspace) -> datetime | None:
    """When the last build began, UTC; None where nothing is built."""
    if not workspace.lake.has("run"):
        return None
    found: datetime | None = workspace.lake.rows("SELECT max(started_at) FROM lake.main.run")[0][0]
    return found


def is_stale(workspace: Workspace) -> bool:
    """Whether a load or a replay brought something since the last build."""
    if not workspace.lake.has("load"):
        return False
    built_at = built_moment(workspace)
    last = workspace.lake.rows("SELECT max(started_at) FROM lake.main.load")[0][0]
    if last is not None and (built_at is None or last > built_at):
        return True
    if built_at is None:
        return False
    if not workspace.lake.has("quarantine"):
        return False
    replayed = "SELECT count(*) FROM lake.main.quarantine WHERE status = 'replayed' AND \"at\" > ?"
    return bool(workspace.lake.rows(replayed, [built_at])[0][0])


def _rows(workspace: Workspace) -> dict[str, int]:
    present = set(workspace.lake.names())
    names = [name for name in (*workspace.tables, *MADE) if name in present]
    if not names:
        return {}
    asked = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM lake.main.\"{name}\"" for name in names)
    counted = dict(workspace.lake.rows(asked))
    return {name: counted[name] for name in names}


def _quarantined(workspace: Workspace) -> int:
    if not workspace.lake.has("quarantine"):
        return 0
    open_rows = "SELECT count(*) FROM (SELECT DISTINCT load_id, row_no FROM lake.main.quarantine WHERE status = 'open')"
    return int(workspace.lake.rows(open_rows)[0][0])


def _disk_bytes(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size if path.is_file() else 0
        except FileNotFoundError:  # a spill file of another process is gone meanwhile
            continue
    return total
