"""A consistent copy of a lake's catalogue while others read it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def copy_catalogue(folder: Path, to: Path) -> None:
    """The catalogue as of the last publication, in one file without a journal. Only under the work lock, so that the
    files that it names stay."""
    catalogue = folder / "catalog.sqlite"
    with closing(sqlite3.connect(catalogue, timeout=30)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
