"""The tables in which Regulars keeps account of its own work: loads, quarantine, quality, versions, runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regulars.lake import Lake

RECORDS: dict[str, dict[str, str]] = {
    "load": {
        "load_id": "VARCHAR", "mapping": "VARCHAR", "version": "VARCHAR", "name": "VARCHAR", "raw_table": "VARCHAR",
        "rows": "BIGINT", "accepted": "BIGINT", "quarantined": "BIGINT", "new_rows": "BIGINT", "changed_rows": "BIGINT",
        "first_day": "DATE", "last_day": "DATE", "started_at": "TIMESTAMP", "seconds": "DOUBLE", "notes": "VARCHAR",
    },
    "quarantine": {
        "load_id": "VARCHAR", "mapping": "VARCHAR", "row_no": "BIGINT", "reason": "VARCHAR", "column": "VARCHAR",
        "value": "VARCHAR", "status": "VARCHAR", "at": "TIMESTAMP",
    },
    "quarantine_fix": {
        "load_id": "VARCHAR", "row_no": "BIGINT", "column": "VARCHAR", "value": "VARCHAR", "at": "TIMESTAMP",
    },
    "word_list": {"load_id": "VARCHAR", "list": "VARCHAR", "word": "VARCHAR", "meaning": "VARCHAR"},
    "quality": {
        "load_id": "VARCHAR", "mapping": "VARCHAR", "table": "VARCHAR", "column": "VARCHAR", "measure": "VARCHAR",
        "good": "BIGINT", "of": "BIGINT", "at": "TIMESTAMP", "about": "VARCHAR",
    },
    "fact_version": {
        "table": "VARCHAR", "month": "DATE", "load_id": "VARCHAR", "first_day": "DATE", "at": "TIMESTAMP",
    },
    "build_part": {
        "table": "VARCHAR", "part": "VARCHAR", "inputs": "VARCHAR", "content": "VARCHAR", "rows": "BIGINT",
        "built_at": "TIMESTAMP",
    },
    "run": {
        "run_id": "VARCHAR", "what": "VARCHAR", "as_of": "DATE", "started_at": "TIMESTAMP", "seconds": "DOUBLE",
        "table": "VARCHAR", "rows": "BIGINT", "parts": "INTEGER", "changed": "VARCHAR", "reads": "VARCHAR",
        "is_named": "BOOLEAN",
    },
}  # fmt: skip


def ensure_records(lake: Lake) -> None:
    """Create the record tables that do not exist yet, and the columns that an older shop lacks."""
    lake.ensure_all(RECORDS)
