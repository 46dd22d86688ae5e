"""Who revealed what of whom, when and why; written before a value is decrypted."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from regulars.core.errors import InputError

SCHEMA = """
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, purpose TEXT NOT NULL, kind TEXT NOT NULL,
    subject BLOB NOT NULL
);
"""


@dataclass(frozen=True)
class Reveal:
    """One asking for values in the clear, whether or not there were any. ``subject`` is the keyed hash, in hex."""

    at: datetime
    by: str
    purpose: str
    kind: str
    subject: str


def write_reveal(db: sqlite3.Connection, *, subject: bytes, kind: str, purpose: str, by: str) -> None:
    row = (datetime.now(UTC).isoformat(), by.strip(), purpose.strip(), kind, subject)
    db.execute("INSERT INTO audit (at, by, purpose, kind, subject) VALUES (?, ?, ?, ?, ?)", row)


def read_reveals(db: sqlite3.Connection, subject: bytes | None) -> list[Reveal]:
    rows = db.execute(
        "SELECT at, by, purpose, kind, subject FROM audit WHERE ?1 IS NULL OR subject = ?1 ORDER BY id", (subject,)
    )
    return [Reveal(datetime.fromisoformat(at), by, purpose, kind, whom.hex()) for at, by, purpose, kind, whom in rows]


def require_reason(*, purpose: str, by: str) -> None:
    missing = [name for name, text in (("purpose", purpose), ("by", by)) if not text.strip()]
    if missing:
        raise InputError(
            f"revealing needs {' and '.join(missing)}: say what for and who asks, for both go into the audit",
            code="no_reason",
        )
