"""One SQLite file: opened for safety before speed, written in whole transactions, copied while in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from regulars.core.errors import DataError, MissingError, OutsideError

_WAIT_SECONDS = 30.0
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "cache_size = -65536",
)


def create_file(path: Path, schema: str) -> sqlite3.Connection:
    """A new file that only its owner may read; SQLite gives its WAL the same mode."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    db = open_file(path)
    db.executescript(schema)
    return db


def open_file(path: Path) -> sqlite3.Connection:
    """Threads may share the connection; its owner must let them in one at a time."""
    if not path.is_file():
        raise MissingError(f"{path} does not exist: restore it from its backup, or create the vault", code="no_vault")
    with told(path):
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=_WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in _PRAGMAS:
                db.execute(f"PRAGMA {pragma}")
        except BaseException:
            db.close()
            raise
    return db


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, alone among the writers of every process."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn the faults of SQLite into those of Regulars, with the place and what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OutsideError(
            f"{path} cannot be used now ({error}): look for another process that holds it, a full disk, "
            "or missing rights, then do the same again",
            code="vault_busy",
            retry=True,
        ) from error
    except sqlite3.DatabaseError as error:
        raise DataError(f"{path} is damaged ({error}): restore it from its backup", code="damaged") from error


def scrub(db: sqlite3.Connection) -> bool:
    """Leave no deleted byte in the file or its WAL; False where a reader elsewhere still holds old pages.

    secure_delete alone is not enough: cells that SQLite moved between pages leave copies behind (measured: 44 in
    24,000 deleted rows), so the file is written anew.
    """
    db.execute("VACUUM")
    busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def copy_file(db: sqlite3.Connection, to: Path) -> None:
    """A snapshot at ``to``, whole or not at all, replacing what is there."""
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with told(to), closing(sqlite3.connect(part)) as target:
        db.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a WAL beside it
    os.replace(part, to)
