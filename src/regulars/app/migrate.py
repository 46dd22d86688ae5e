"""Brings a shop's folder from an older format to this one, step by numbered step."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from regulars.core.errors import DataError, UnsupportedError

#: From which format, what to do to reach the next one. A step may be killed and run again.
MIGRATIONS: Mapping[int, Callable[[Path], None]] = {}


def migrate(folder: Path, found: str, *, steps: Mapping[int, Callable[[Path], None]] | None = None) -> None:
    """Run the steps that are missing, each followed by a note of the format that it reached.

    UnsupportedError for the format of a newer Regulars, DataError for one that nobody knows.
    """
    from regulars.app.workspace import FORMAT

    known = MIGRATIONS if steps is None else steps
    if not found.isdigit() or int(found) == 0:
        raise DataError(
            f"{folder / 'format'} says {found!r}, which is no format. Restore the folder from a backup, or write the "
            f"format that its Regulars had into that file (this one has {FORMAT})",
            code="format_unknown",
        )
    last = max([FORMAT, *(number + 1 for number in known)])
    if int(found) > last:
        raise UnsupportedError(
            f"{folder.name} was written by a newer Regulars (format {found}; this one knows up to {last}). "
            "Install a newer one: pip install -U regulars. Nothing was changed",
            code="format_newer",
        )
    from regulars.lake import WorkLock

    with WorkLock(folder / "lake", what=f"migration from format {found}"):
        for number in range(int(found), last):
            if number not in known:
                raise UnsupportedError(
                    f"no step leads from format {number} to {number + 1}. Open the shop once with an older Regulars",
                    code="format_too_old",
                )
            known[number](folder)
            _note(folder, number + 1)


def _note(folder: Path, number: int) -> None:
    part = folder / "format.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(f"{number}\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, folder / "format")
