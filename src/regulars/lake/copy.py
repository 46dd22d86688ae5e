"""A copy of a lake's catalogue while others may use it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from regulars.core.errors import OutsideError


def copy_catalogue(folder: Path, to: Path) -> None:
    """The catalogue as of the last publication, as one file that needs no journal. Only under the work lock, so that
    the files that it names stay. Raises OutsideError.

    In a process of its own: closing the file here would drop the locks of DuckDB's own SQLite on it.
    """
    command = [sys.executable, "-m", "regulars.lake.copy", str(folder / "catalog.sqlite"), str(to)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OutsideError(
            f"the catalogue of {folder} cannot be copied to {to}: {done.stderr.strip()[-300:]}", retry=True
        )


def _copy(catalogue: str, to: str) -> None:
    with closing(sqlite3.connect(catalogue, timeout=30)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


if __name__ == "__main__":
    _copy(*sys.argv[1:])
