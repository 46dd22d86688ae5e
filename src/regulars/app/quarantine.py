"""The quarantine: rows that were put aside are counted, looked at, fixed, replayed or dismissed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regulars.app.aside import UNREADABLE
from regulars.app.records import ensure_records
from regulars.app.replay import Replayed, replay
from regulars.app.stored_load import StoredLoad
from regulars.core.errors import InputError, MissingError, unknown
from regulars.core.feed import header_of, stored_name
from regulars.core.formula import plain_header
from regulars.core.frame import Frame
from regulars.core.text import without_point

if TYPE_CHECKING:
    import pyarrow as pa

    from regulars.app.workspace import Workspace
    from regulars.core.mapping import SourceMapping

__all__ = [
    "Dismissed",
    "Fixed",
    "Replayed",
    "counted",
    "dismiss",
    "fix",
    "lines",
    "listed",
    "replay",
    "rows",
    "summary",
]

STATUSES = ("open", "replayed", "dismissed")


@dataclass(frozen=True)
class Fixed:
    """A value that replay will use instead of the raw one. A personal value is told by its token only."""

    load_id: str
    row_no: int
    column: str
    value: str | None


@dataclass(frozen=True)
class Dismissed:
    """How many rows were marked as not wanted."""

    rows: int


def listed(
    workspace: Workspace, *, reason: str | None = None, load: str | None = None, status: str | None = "open",
    limit: int | None = 100, language: str | None = None,
) -> Frame:  # fmt: skip
    """Quarantined rows, one line for each reason: load_id, row_no, reason, words, column, value, status, at.

    ``status`` None means any. ``value`` is what could not be used, never of a personal column. ``words`` are in the
    shop's language where no other is asked for.
    """
    found = _chosen(workspace, reason, load, status).order_by("at", "load_id", "row_no", "reason", "column")
    table = workspace.lake.arrow(found if limit is None else found.limit(limit))
    kept = table.select(["load_id", "row_no", "reason", "column", "value", "status", "at"])
    return Frame(_with_words(kept, language or workspace.settings.language, place=3))


def lines(
    workspace: Workspace, *, reason: str | None = None, load: str | None = None, status: str | None = "open"
) -> int:
    """How many lines ``listed`` has without a limit."""
    lake = workspace.lake
    return int(lake.rows(lake.sql(_chosen(workspace, reason, load, status).count().as_table()))[0][0])


def _chosen(workspace: Workspace, reason: str | None, load: str | None, status: str | None) -> Any:
    _require_reason(workspace, reason)
    found = _quarantine(workspace)
    if reason is not None:
        found = found.filter(found.reason == reason)
    if load is not None:
        found = found.filter(found.load_id == StoredLoad.named(workspace, load).load_id)
    if status is not None:
        if status not in STATUSES:
            raise InputError(unknown("status", status, STATUSES))
        found = found.filter(found.status == status)
    return found


def counted(workspace: Workspace) -> dict[str, int]:
    """Rows by status, each once, however many reasons it has."""
    ensure_records(workspace.lake)
    ask = "SELECT status, count(DISTINCT (load_id, row_no)) FROM lake.main.quarantine GROUP BY 1"
    return dict.fromkeys(STATUSES, 0) | dict(workspace.lake.rows(ask))


def summary(workspace: Workspace, *, language: str | None = None) -> Frame:
    """Rows by load and reason: load_id, name, reason, words, open, replayed, dismissed, next (what to do).

    A row with two reasons is counted under both.
    """
    found = _quarantine(workspace)
    counts = {status: found.row_no.nunique(where=found.status == status) for status in STATUSES}
    counted = found.group_by(["load_id", "reason"]).aggregate(**counts)
    loads = workspace.lake.table("load").select("load_id", "name", "started_at")
    joined = counted.left_join(loads, "load_id").order_by("started_at", "load_id", "reason")
    table = workspace.lake.arrow(joined.select("load_id", "name", "reason", *STATUSES))
    return Frame(_with_words(table, language or workspace.settings.language, place=3, steps=True))


def rows(workspace: Workspace, load: str, *, row: int | None = None, status: str | None = "open") -> Frame:
    """The raw rows behind the faults of a load, as stored: row_no and the mapped columns, personal ones as tokens.

    Rows that the reader could not turn into columns were never kept and are not among them.
    """
    stored = StoredLoad.named(workspace, load)
    aside = _quarantine(workspace)
    aside = aside.filter(aside.load_id == stored.load_id)
    if status is not None:
        aside = aside.filter(aside.status == status)
    raw = stored.raw()
    raw = raw.semi_join(aside, "row_no") if row is None else raw.filter(raw.row_no == row).semi_join(aside, "row_no")
    table = workspace.lake.arrow(raw.drop("load_id").order_by("row_no"))
    names = [header_of(name) if name != "row_no" else name for name in table.column_names if name != "row_no"]
    ordered = table.select(["row_no", *(name for name in table.column_names if name != "row_no")])
    return Frame(ordered.rename_columns(["row_no", *names]))


def fix(workspace: Workspace, load: str, row: int, column: str, value: str | None) -> Fixed:
    """Give a quarantined row another value in one column of the source; replay uses it, the raw row stays as it came.

    A value for a personal column is sealed in the vault and kept as its token. None stands for no value.
    Raises MissingError for a row that is not in quarantine, InputError for a value that the column cannot hold.
    """
    from regulars.lake import Change

    with workspace.work(f"fix of a row of load {load}", embedded=True):
        ensure_records(workspace.lake)
        stored = StoredLoad.named(workspace, load)
        _require_open(workspace, stored, row)
        header = _header(stored, column)
        kept = _checked(workspace, stored, row, header, value)
        at = datetime.now(UTC).replace(tzinfo=None)
        entry = {"load_id": stored.load_id, "row_no": row, "column": header, "value": kept, "at": at}
        workspace.lake.publish(
            [Change("quarantine_fix", values=(entry,))], message=f"fix row {row} of {stored.load_id}"
        )
        return Fixed(stored.load_id, row, header, kept)


def dismiss(
    workspace: Workspace, *, load: str | None = None, row: int | None = None, reason: str | None = None
) -> Dismissed:
    """Mark open rows as not wanted: all of a load, one row of it, or all with a reason. They stay on record."""
    from regulars.lake import Change

    if load is None and reason is None:
        raise InputError("say which rows to dismiss: a load, a reason, or both", code="nothing_named")
    if row is not None and load is None:
        raise InputError(f"row {row} of which load? Give the load too", code="nothing_named")
    _require_reason(workspace, reason)
    with workspace.work("dismissal of quarantined rows", embedded=True):
        lake = workspace.lake
        found = _quarantine(workspace)
        found = found.filter(found.status == "open")
        chosen = found if reason is None else found.filter(found.reason == reason)
        if load is not None:
            chosen = chosen.filter(chosen.load_id == StoredLoad.named(workspace, load).load_id)
        if row is not None:
            chosen = chosen.filter(chosen.row_no == row)
        gone = lake.keep(found.semi_join(chosen, ["load_id", "row_no"]))
        staged = lake.stage(gone.mutate(status=_text("dismissed"), at=_now()), name="quarantine")
        if staged is None:
            lake.drop(gone)
            return Dismissed(0)
        count = lake.rows(lake.sql(gone.select("load_id", "row_no").distinct().count().as_table()))[0][0]
        change = Change("quarantine", without=gone.get_name(), on=("load_id", "row_no", "status"), add=(staged,))
        lake.publish([change], message=f"dismiss {count} rows")
        lake.drop(gone)
        return Dismissed(count)


def _require_reason(workspace: Workspace, reason: str | None) -> None:
    """Raises InputError for a code that is neither declared nor of any row, with those that rows have."""
    from regulars.govern.reasons import REASONS

    if reason is None or reason in REASONS:
        return
    ensure_records(workspace.lake)
    present = [row[0] for row in workspace.lake.rows("SELECT DISTINCT reason FROM lake.main.quarantine")]
    if reason not in present:
        raise InputError(unknown("reason", reason, present), code="unknown_reason")


def _quarantine(workspace: Workspace) -> Any:
    ensure_records(workspace.lake)
    return workspace.lake.table("quarantine")


def _with_words(table: pa.Table, language: str, *, place: int, steps: bool = False) -> pa.Table:
    """The table with ``words`` for each reason, and ``next`` where asked."""
    import pyarrow as pa

    from regulars.govern.reasons import next_step, reason_title

    codes = table.column("reason").to_pylist()
    words = pa.array([reason_title(code)[language] for code in codes], pa.string())
    table = table.add_column(place, "words", words)
    return (
        table.append_column("next", pa.array([next_step(code)[language] for code in codes], pa.string()))
        if steps
        else table
    )


def _require_open(workspace: Workspace, stored: StoredLoad, row: int) -> None:
    ask = "SELECT reason FROM lake.main.quarantine WHERE load_id = ? AND row_no = ? AND status = 'open'"
    reasons = [found[0] for found in workspace.lake.rows(ask, [stored.load_id, row])]
    if not reasons:
        raise MissingError(
            f"row {row} of load {stored.load_id} is not open in quarantine. "
            f"See: regulars quarantine list --load {stored.load_id}"
        )
    if "looks_personal" in reasons:
        raise InputError(
            f"row {row} looks shifted, or holds something personal where nothing is expected, so parts of it were not "
            "kept and no fix can mend it. Correct the file, load it again, and dismiss this row",
            code="looks_personal",
        )
    if set(reasons) & set(UNREADABLE):
        raise InputError(
            f"row {row} could not be read ({', '.join(reasons)}), so nothing of it was kept. "
            "Correct it in the file and load that again",
            code="unreadable",
        )


def _header(stored: StoredLoad, column: str) -> str:
    headers = {plain_header(header): header for header in stored.headers()}
    if plain_header(column) not in headers:
        raise InputError(f"load {stored.load_id}: {unknown('column', column, headers.values())}")
    return headers[plain_header(column)]


def _checked(workspace: Workspace, stored: StoredLoad, row: int, header: str, value: str | None) -> str | None:
    """The value as it may be stored: a token where the column is personal; InputError where it cannot be."""
    if value is None:
        return None
    mapping = stored.current_mapping()
    if header in mapping.personal:
        return _sealed(workspace, stored, row, mapping.personal[header], value)
    kind = stored.types()[stored_name(header)]
    if kind != "VARCHAR" and workspace.lake.rows(f"SELECT try_cast(? AS {kind})", [value])[0][0] is None:
        raise InputError(f"column {header!r} holds {kind} in this file, which {value[:80]!r} is not")
    return value if kind != "VARCHAR" else _unpersonal(workspace, mapping, header, value)


def _unpersonal(workspace: Workspace, mapping: SourceMapping, header: str, value: str) -> str:
    """The value as the door lets it in; InputError, without the value, where it would not."""
    from regulars.app.uses import taken
    from regulars.collect import looks_personal, region_start

    door = taken(workspace, mapping, headers=())
    if header in door.places:
        if (start := region_start(value, door.regions)) is None:
            raise InputError(f"the value for {header!r} begins with no province that is known", code="not_valid")
        return start
    use = door.uses.get(header)
    if use is not None and looks_personal(value, use):
        raise InputError(
            f"the value looks personal, which {header!r} is not. It is not repeated here and not kept; where the "
            "column is personal, declare it in the mapping and load the file again; else list it under plain",
            code="looks_personal",
        )
    if use == "measure" and not any(sign.isdigit() for sign in value):
        raise InputError(f"{header!r} holds numbers or times; the value given has no digit, and is not kept")
    return value


def _sealed(workspace: Workspace, stored: StoredLoad, row: int, kind: str, value: str) -> str:
    """Never repeats the value: it is personal."""
    from regulars.app.sealer import VaultSealer

    mapping = stored.current_mapping()
    sealer = VaultSealer(workspace, mapping.namespace)
    normal = sealer.normalise(kind, value)
    if normal is None:
        raise InputError(
            f"the value is no valid {kind}. It is not repeated here, for it may be personal", code="not_valid"
        )
    token = sealer.tokens(kind, [normal])[0]
    assert token is not None
    account = None
    if mapping.subject is not None:
        raw = stored.raw()
        picked = workspace.lake.arrow(raw.filter(raw.row_no == row).select(account=raw[stored_name(mapping.subject)]))
        account = _written(picked.column("account").to_pylist())
        if mapping.subject in stored.unpointed():
            account = without_point(account)
    sealer.seal([(sealer.subject(account) or f"{kind}:{token}", kind, normal)])
    return token


def _written(values: list[Any]) -> str | None:
    value = values[0] if values else None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else None
    return None if value is None else str(value)


def _text(value: str) -> Any:
    import ibis

    return ibis.literal(value)


def _now() -> Any:
    import ibis

    return ibis.literal(datetime.now(UTC).replace(tzinfo=None))
