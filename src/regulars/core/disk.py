"""What a disk says when it cannot take more or has lost files, in the words of its engines, told as one error with the
next step."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from regulars.core.errors import DataError, MissingError, OutsideError, RegularsError

_FULL = (
    "no space left",
    "disk is full",
    "disk quota",
    "file too large",
    "failed to offload",
    "max_temp_directory_size",
)
_CLOSED = ("read-only file system", "readonly database", "permission denied", "unable to open database file")
_FAILING = ("disk i/o error",)
_GONE = ("no such file or directory", "no files found that match")
_LAKE = re.compile(r"""["'](?P<data>[^"']*[/\\]lake[/\\]data)[/\\][^"']*["']""")
_FULL_NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED_NUMBERS = (errno.EROFS, errno.EACCES, errno.EPERM)
#: Errors that may speak of a disk; those that quote a value of the data are not among them.
_ENGINES = (
    "IOException",
    "OutOfMemoryException",
    "TransactionException",
    "FatalException",
    "OperationalError",
    "Error",
)
_AGAIN = "then run the same again: what was stored is kept, and nothing is stored by halves"


@contextmanager
def told_disk(folder: Path) -> Iterator[None]:
    """Turn what a full or closed disk makes of any engine below into an OutsideError that names the place, and what
    lost files of a lake make of it into a DataError."""
    try:
        yield
    except Exception as error:
        told = disk_fault(error, folder)
        if told is None:
            raise
        raise told from error


def check_folder(place: Path) -> None:
    """MissingError where the folder that a file is to lie in is not there: a mistyped one is never made."""
    if not place.parent.is_dir():
        raise MissingError(f"there is no folder {place.parent}. Make it first, or name another place", code="no_folder")


def disk_fault(error: BaseException, folder: Path) -> RegularsError | None:
    """The error to tell, where this one, or the one before it, is the disk's or the memory's, or of a lost file; else
    None."""
    seen: BaseException | None = error  # cleaning up after it may have failed as well, and hide it
    while isinstance(seen, OSError) or type(seen).__name__ in _ENGINES:
        assert seen is not None
        said = (getattr(seen, "strerror", None) or str(seen).split("\n")[0]).rstrip(".")
        place = getattr(seen, "filename", None) or folder
        if _is(seen, _FULL, _FULL_NUMBERS):
            return OutsideError(f"no space is left for {place} ({said}). Free some, {_AGAIN}", code="full", retry=True)
        if _is(seen, _CLOSED, _CLOSED_NUMBERS):
            return OutsideError(
                f"{place} may not be read or written ({said}); Regulars writes even to answer. Check whose it is, "
                f"its mode, and whether its disk is read-only, {_AGAIN}",
                code="not_writable",
            )
        if _is(seen, _FAILING, (errno.EIO,)):
            return OutsideError(
                f"the disk of {place} fails ({said}). Look whether it is full or broken, {_AGAIN}", code="disk"
            )
        if type(seen).__name__ == "OutOfMemoryException":
            return OutsideError(
                f"the memory does not suffice ({said}). Give more by REGULARS_MEMORY=4GB, or less to do at once "
                f"by REGULARS_THREADS=1, {_AGAIN}",
                code="memory",
            )
        if (lost := _lost(seen)) is not None:
            return lost
        seen = seen.__cause__ or seen.__context__
    return None


def _lost(error: BaseException) -> DataError | None:
    """What to tell where a file of a lake was deleted or moved away."""
    found = _LAKE.search(str(error))
    if found is None or not _is(error, _GONE, (errno.ENOENT,)):
        return None
    return DataError(
        f"files of the lake are gone from {found['data']}. Put the folder back from a copy; or make a new shop: of a "
        "backup with regulars restore BACKUP FOLDER, or of the exports with regulars init and regulars load",
        code="files_gone",
    )


def _is(error: BaseException, words: tuple[str, ...], numbers: tuple[int, ...]) -> bool:
    """By its number where the system gave one, else by the words of an engine."""
    if isinstance(error, OSError):
        return error.errno in numbers
    said = str(error).lower()
    return any(word in said for word in words)
