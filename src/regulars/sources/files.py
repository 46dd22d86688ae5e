"""Files as bytes: opened (gzip or not), identified, and refused where they are empty or something else."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from regulars.core.errors import DataError, MissingError, OutsideError

CHUNK = 1 << 20

#: How well-known files begin, and what to do with one that carries a wrong name.
BEGINNINGS = {
    b"PK\x03\x04": "an Excel workbook or a zip archive. Rename it to .xlsx, or unpack it",
    b"\xd0\xcf\x11\xe0": "an old or password-protected Excel file. Save it as .xlsx without a password",
    b"\x1f\x8b": "compressed with gzip. Rename it to end in .gz",
    b"PAR1": "a Parquet file. Rename it to .parquet",
    b"SQLite format 3": "a SQLite database. Give it as sqlite:///path",
    b"%PDF": "a PDF. Export the table as CSV or Excel",
}


def opened(path: Path) -> BinaryIO:
    """The file for reading, decompressed where its name ends in .gz; it must be there and hold at least one byte."""
    try:
        if path.stat().st_size == 0:
            raise DataError(f"{path.name!r} is empty (0 bytes). Export it again; the transfer may have been cut off.")
        return cast(BinaryIO, gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb"))
    except FileNotFoundError as error:
        raise MissingError(f"no file at {str(path)!r}. Check the path.") from error
    except OSError as error:
        raise OutsideError(
            f"cannot open {str(path)!r}: {error.strerror}. Check its permissions.", retry=True
        ) from error


def chunks(path: Path) -> Iterator[bytes]:
    """The decompressed bytes, 1 MiB at a time."""
    with opened(path) as file:
        try:
            while chunk := file.read(CHUNK):
                yield chunk
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise DataError(f"{path.name!r} is not whole gzip: {error}. Transfer it again.") from error
        except OSError as error:
            raise OutsideError(f"reading {str(path)!r} failed: {error.strerror}. Try again.", retry=True) from error


def digest(path: Path) -> str:
    """SHA-256 of the decompressed bytes, in hex."""
    found = hashlib.sha256()
    for chunk in chunks(path):
        found.update(chunk)
    return found.hexdigest()


def refuse_disguise(path: Path, beginning: bytes) -> None:
    """Raise DataError where the first bytes show that the name of the file says something else than its content."""
    for magic, advice in BEGINNINGS.items():
        if beginning.startswith(magic):
            raise DataError(f"{path.name!r} is not text: it is {advice}.")
