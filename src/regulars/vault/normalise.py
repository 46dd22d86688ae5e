"""One spelling per personal value, so that the same value gives the same token wherever it was typed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from regulars.core.errors import InputError, unknown
from regulars.core.id_number import is_checked
from regulars.vault.phone import phone
from regulars.vault.text import clean, collapse, plain, trimmed

_EMAIL = re.compile(r"[^@\s*,;<>]+@[^@\s*,;<>.]+(?:\.[^@\s*,;<>.]+)+")
_NOBODY = frozenset({"test", "none", "null", "na", "unknown", "noreply", "no-reply"})
_DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年|)([0-9]{1,2})(?:-|/|\.|月|)([0-9]{1,2})日?(?:[T ][0-9:.]+)?")
_TIGHT_DAY = re.compile(r"[0-9]{4}(?:[0-9]{4}|[^0-9][0-9]{1,2}[^0-9].*)")
_ID_18 = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]")
_ID_15 = re.compile(r"[0-9]{15}")
_ID_SEPARATORS = re.compile(r"[\s\-]")


def email(value: str) -> str | None:
    """Lower case as a whole: the part before @ may tell case apart by RFC 5321, and nowhere does. None for what is
    typed instead of an address, such as test@test.com: it would make one person of many."""
    text = clean(value)
    lowered = clean(text.lower())
    is_somebodys = _EMAIL.fullmatch(lowered) and lowered.partition("@")[0] not in _NOBODY
    return lowered if is_somebodys else None


def id_number(value: str) -> str | None:
    """Chinese resident identity number: 18 signs with the check digit of GB 11643, or the 15 digits of before 1999."""
    text = _ID_SEPARATORS.sub("", plain(value)).upper()
    if _ID_15.fullmatch(text):
        return text
    return text if _ID_18.fullmatch(text) and is_checked(text) else None


def birthday(value: str) -> str | None:
    """ISO day from year, month, day in this order; None where the order could be another or the day does not exist."""
    found = _DAY.fullmatch(plain(value))
    if not found or not _TIGHT_DAY.fullmatch(found[0]):
        return None
    try:
        return datetime.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def _or_none(spelling: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda value: spelling(value) or None


SPELLINGS: dict[str, Callable[[str], str | None]] = {
    "phone": phone,
    "email": email,
    "id_number": id_number,
    "birthday": birthday,
    "name": _or_none(collapse),
    "address": _or_none(collapse),
    "text": _or_none(collapse),
    "card": _or_none(trimmed),
    "openid": _or_none(trimmed),
    "unionid": _or_none(trimmed),
}
KINDS = tuple(SPELLINGS)


def spelling_of(kind: str) -> Callable[[str], str | None]:
    """The function that spells values of a kind. InputError for a kind that is not known."""
    found = SPELLINGS.get(kind)
    if found is None:
        raise InputError(unknown("kind of personal value", kind, KINDS), code="unknown_kind")
    return found


def normalise(kind: str, value: str, *, country: str | None = None) -> str | None:
    """The one spelling of a value, or None where it is not valid. Normalising twice changes nothing.

    ``country`` (a calling code) counts for phones only. InputError for a kind that is not known.
    """
    if kind == "phone":
        return phone(value, country)
    return spelling_of(kind)(value)
