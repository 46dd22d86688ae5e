"""Any table of the shop as of a day, what ran, and what lies in quarantine."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from regulars.app.day import PROFILE, PROFILES, SEGMENTS, chosen
from regulars.app.made import MADE
from regulars.app.records import RECORDS, ensure_records
from regulars.core.errors import InputError, MissingError, unknown
from regulars.core.frame import Frame

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir
    import pyarrow as pa

    from regulars.app.workspace import Workspace


def table(workspace: Workspace, name: str, *, as_of: date | None = None, every_day: bool = False) -> Frame:
    """Any fact, derived table or record. Without ``as_of`` all that is stored; with it what was known that evening:

    facts of days up to it, of versioned tables the rows valid on it. Of tables that hold a snapshot a day (``customer``
    and the others with a column ``as_of``) it is the snapshot of that day or of the newest build; ``every_day`` gives
    all of them.
    """
    facts, lake = workspace.tables, workspace.lake
    if name not in facts and name not in MADE and name not in RECORDS:
        raise MissingError(unknown("table", name, [*facts, *MADE, *RECORDS]))
    if not lake.has(name):
        if name in facts:
            return Frame(_empty(facts[name].schema))
        raise MissingError(f"table {name!r} is not there yet. Run: regulars build", code="not_built")
    found = lake.table(name)
    if is_by_snapshot(name) and not every_day:
        day = chosen(workspace, as_of, PROFILE if name in PROFILES else SEGMENTS)
        return Frame(lake.arrow(found.filter(found.as_of == day)))
    if as_of is None:
        return Frame(lake.arrow(found))
    dated = facts[name].dated if name in facts else MADE.get(name, {}).get("dated")
    if dated is None:
        raise InputError(f"{name} has no days: ask for it without as_of")
    found = found.filter(found[dated] <= as_of)
    if name == "account":
        found = _before_registration(workspace, found, as_of)
    if name in facts and facts[name].versioned:
        found = valid(found, [column for column in facts[name].key if column != "valid_from"])
    return Frame(lake.arrow(found))


def _before_registration(workspace: Workspace, accounts: ir.Table, day: date) -> ir.Table:
    """Accounts as known at the end of a day: who registers later is not registered yet."""
    import ibis

    midnight = datetime.combine(day + timedelta(days=1), time())
    ends = ibis.literal(midnight.replace(tzinfo=ZoneInfo(workspace.settings.zone)).astimezone(UTC).replace(tzinfo=None))
    later = accounts.registered_at >= ends
    return accounts.mutate(registered_at=later.ifelse(ibis.null(accounts.registered_at.type()), accounts.registered_at))


def is_by_snapshot(name: str) -> bool:
    """Whether the table holds the same customers once for each day that was built."""
    return MADE.get(name, {}).get("dated") == "as_of"


def valid(rows: ir.Table, key: list[str]) -> ir.Table:
    """Of each key the latest version."""
    import ibis

    last = rows.valid_from.max().over(ibis.window(group_by=key))
    marked = rows.mutate(is_last=rows.valid_from == last)
    return marked.filter(marked.is_last).drop("is_last")


def _empty(schema: dict[str, str]) -> pa.Table:
    import pyarrow as pa

    kinds = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(),
             "BOOLEAN": pa.bool_(), "TIMESTAMP": pa.timestamp("us"), "DATE": pa.date32(),
             "DECIMAL(18,4)": pa.decimal128(18, 4), "DECIMAL(18,3)": pa.decimal128(18, 3)}  # fmt: skip
    return pa.schema([(name, kinds[kind]) for name, kind in schema.items()]).empty_table()


def runs(workspace: Workspace) -> Frame:
    """What was loaded, fixed, replayed and built, on what, how long it took, the latest first; a build has a row
    per table."""
    lake = workspace.lake
    if not lake.has("run"):
        return Frame(_empty(RECORDS["run"]))
    ensure_records(lake)
    return Frame(
        lake.arrow(
            """
            SELECT * FROM (
                SELECT run_id, what, as_of, started_at, seconds, "table", rows, parts, changed, reads, is_named
                FROM lake.main.run
                UNION ALL
                SELECT load_id, 'load', NULL, started_at, seconds, mapping, rows, NULL,
                       new_rows || ' new, ' || changed_rows || ' changed', name, NULL
                FROM lake.main.load
                UNION ALL
                SELECT load_id, 'replay', NULL, "at", NULL, any_value(mapping), count(DISTINCT row_no), NULL,
                       count(DISTINCT row_no) || ' accepted', NULL, NULL
                FROM lake.main.quarantine WHERE status = 'replayed' GROUP BY load_id, "at"
                UNION ALL
                SELECT load_id, 'fix', NULL, "at", NULL, "column", 1, NULL, 'row ' || row_no, NULL, NULL
                FROM lake.main.quarantine_fix)
            ORDER BY started_at DESC, run_id
            """
        )
    )


def quarantine(workspace: Workspace, **filters: object) -> Frame:
    """Rows that were put aside, with reason, column and value; a row with several faults has several lines.

    Filters are columns: ``reason="negative"``, ``mapping=…``, ``status="open"``, ``load_id=…``, ``column=…``.
    """
    known = RECORDS["quarantine"]
    wrong = [unknown("filter", name, known) for name in filters if name not in known]
    if wrong:
        raise InputError("; ".join(wrong))
    lake = workspace.lake
    if not lake.has("quarantine"):
        return Frame(_empty(known))
    rows = lake.table("quarantine")
    for name, value in filters.items():
        if value is not None:
            rows = rows.filter(rows[name] == value)
    return Frame(lake.arrow(rows.order_by("load_id", "row_no", "reason")))
