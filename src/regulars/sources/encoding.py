"""The encoding of a text file: found over the whole file, never over its first lines only."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.core.errors import DataError
from regulars.sources.files import chunks, opened, refuse_disguise

if TYPE_CHECKING:
    import pyarrow as pa

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

#: What shops' exports are written in. Left free, charset-normalizer calls short texts EBCDIC or UTF-16.
GUESSES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "big5", "cp932", "euc_jp", "cp949", "gb18030"]


@dataclass(frozen=True)
class Encoded:
    """What is known of a text file after one pass over its bytes."""

    encoding: str
    digest: str
    note: str
    ends_in_quote: bool


def examine(path: Path) -> Encoded:
    """Find digest and encoding; raise DataError where the file is empty, binary or in no encoding that is known."""
    found, marked, valid, tail = hashlib.sha256(), "", True, b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for number, chunk in enumerate(chunks(path)):
        found.update(chunk)
        tail = (tail + chunk)[-16:]
        if number == 0:
            refuse_disguise(path, chunk)
            marked = next((name for mark, name in MARKS.items() if chunk.startswith(mark)), "")
        if marked != "utf-16":
            _refuse_nul(path, chunk)
            valid = valid and _decodes(decoder, chunk)
    if marked == "utf-16":
        encoding, note = _checked(path, "utf-16"), "utf-16 (byte-order mark)"
    elif valid and _decodes(decoder, b"", final=True):
        encoding = note = marked or "utf-8"
    else:
        encoding, note = _legacy(path)
    # The quote is the same byte in all these encodings, beside a NUL in UTF-16, and never a part of another sign.
    return Encoded(encoding, found.hexdigest(), f"encoding {note}", tail.rstrip(b"\r\n\0").endswith(b'"'))


def utf8(path: Path, encoding: str) -> pa.NativeFile:
    """The text of the file as a stream of UTF-8 bytes without a byte-order mark."""
    import pyarrow as pa

    source = pa.PythonFile(opened(path), mode="r")
    if encoding == "utf-8":
        return source
    if encoding == "utf-8-sig":
        source.read(len(codecs.BOM_UTF8))
        return source
    return pa.transcoding_input_stream(source, encoding, "utf-8")


def _legacy(path: Path) -> tuple[str, str]:
    """Encoding and note of a file that is not UTF-8."""
    sample = _telling_lines(path)
    if _looks_chinese(sample) and _fits(path, "gb18030"):
        return "gb18030", "gb18030"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=GUESSES).best()
    if best is None or not _fits(path, best.encoding):
        raise DataError(f"the encoding of {path.name!r} is not known. Save it as UTF-8 ('CSV UTF-8' in Excel).")
    return best.encoding, f"{best.encoding} (guessed: check names with accents)"


def _telling_lines(path: Path) -> bytes:
    with opened(path) as file:
        return b"".join(islice((line for line in file if not line.isascii()), 2000))


def _looks_chinese(sample: bytes) -> bool:
    """gb18030 also decodes much Western and Japanese text, into rare characters; in Chinese text most are common."""
    try:
        signs = [sign for sign in sample.decode("gb18030") if not sign.isascii()]
    except UnicodeDecodeError:
        return False
    return sum(bool(sign.encode("gb2312", "ignore")) for sign in signs) * 2 > len(signs)


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    return all(_decodes(decoder, chunk) for chunk in chunks(path)) and _decodes(decoder, b"", final=True)


def _checked(path: Path, encoding: str) -> str:
    if not _fits(path, encoding):
        raise DataError(f"{path.name!r} begins as {encoding} but is not valid {encoding}. Export it again, as UTF-8.")
    return encoding


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_nul(path: Path, chunk: bytes) -> None:
    if b"\0" in chunk:
        raise DataError(
            f"{path.name!r} holds NUL bytes, so it is not a text file (or UTF-16 without its mark). "
            "Save it again as text in UTF-8."
        )
