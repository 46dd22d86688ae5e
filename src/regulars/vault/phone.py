"""Phone numbers in one spelling: E.164 where the country is known, bare digits otherwise."""

from __future__ import annotations

import re

from regulars.core.errors import InputError
from regulars.vault.text import plain

_MOBILE = re.compile(r"(?:\+?86)?0?(1[3-9][0-9]{9})")
_SHAPE = re.compile(r"\(?\+?[0-9\s().\-/\u2010-\u2015\u2212]+")
_FLOAT = re.compile(r"\+?[0-9]+\.0+")
_SEPARATORS = re.compile(r"[^0-9+]")
#: Numbers that people type where they will not give theirs: they would make one person of many.
_PLACEHOLDERS = frozenset({"+8613800138000"})
_LEAST, _MOST = 5, 15  # 15 is the longest that E.164 allows
#: The digit dialled before a national number, and how long the number is with it.
_TRUNK = {"1": ("1", 11), "7": ("8", 11), "39": ("", 0)}


def phone(value: str, country: str | None = None) -> str | None:
    """The number in one spelling, or None for masked ones, words, placeholders, two numbers in one, or too few or many
    digits.

    ``country`` is the calling code that numbers without one get, such as "86". Without it (or with "86"), eleven
    digits from 13 to 19 are a Chinese mobile number; with another country they are not.
    """
    found = _spelled(value, _calling_code(country))
    return None if found in _PLACEHOLDERS else found


def _spelled(value: str, code: str) -> str | None:
    if code in ("", "86") and (mobile := _MOBILE.fullmatch(value)):
        return "+86" + mobile[1]
    text = plain(value)
    if not _SHAPE.fullmatch(text):
        return None
    if _FLOAT.fullmatch(text):
        text = text.partition(".")[0]
    number = _SEPARATORS.sub("", text)
    if number.startswith("00") and len(number) > 10:
        number = "+" + number[2:]
    return _counted(_placed(number, code))


def _placed(number: str, code: str) -> str:
    mobile = _MOBILE.fullmatch(number) if code in ("", "86") or number.startswith("+") else None
    if mobile:
        return "+86" + mobile[1]
    if number.startswith("+") or not code:
        return number
    return f"+{code}{_without_trunk(number, code)}"


def _without_trunk(number: str, code: str) -> str:
    trunk, length = _TRUNK.get(code, ("0", len(number)))
    return number[1:] if trunk and number.startswith(trunk) and len(number) == length else number


def _counted(number: str) -> str | None:
    digits = number.lstrip("+")
    if not _LEAST <= len(digits) <= _MOST or len(set(digits)) == 1:
        return None  # one digit all through is a placeholder, and would make one person of many
    return number


def _calling_code(country: str | None) -> str:
    code = (country or "").lstrip("+")
    if code and not (code.isascii() and code.isdigit() and len(code) <= 3 and code[0] != "0"):
        raise InputError(f"{country!r} is no calling code: give one to three digits, such as 86")
    return code
