"""Cleaning that every kind of personal text shares before it is compared."""

from __future__ import annotations

import re
import unicodedata

#: Marks that copy-paste and exports leave in: zero-width blanks, byte-order marks, direction marks, soft hyphens.
#: The joiners U+200C and U+200D stay, for they carry meaning in names and emoji.
_INVISIBLE = {ord(mark): None for mark in "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"}
_INVISIBLE |= dict.fromkeys(range(8294, 8298))
_BLANKS = re.compile(r"\s+")


def clean(value: str) -> str:
    """NFKC without invisible marks and without blanks at the ends; empty for text that is not valid Unicode."""
    if value.isascii():
        return value.strip()
    if _has_surrogate(value):
        return ""
    return unicodedata.normalize("NFKC", value.translate(_INVISIBLE)).strip()


def collapse(value: str) -> str:
    """One blank for any run of them."""
    return _BLANKS.sub(" ", clean(value)).strip()


def trimmed(value: str) -> str:
    """As it is but for blanks at the ends: for identifiers whose letters and case are the sender's."""
    return "" if _has_surrogate(value) else value.strip()


def plain(value: str) -> str:
    """Clean, with every decimal digit in ASCII and without the apostrophe by which spreadsheets mark text."""
    text = clean(value)
    if not text.isascii():
        text = "".join(_ascii_digit(sign) for sign in text)
    return text.lstrip("'`").strip() if text[:1] in ("'", "`") else text


def _ascii_digit(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _has_surrogate(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False
