"""What a column of sample texts most likely holds, to warn of personal columns that nobody mapped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from regulars.vault.normalise import email, id_number
from regulars.vault.phone import phone
from regulars.vault.text import plain

_LEAST_SHARE = 0.8
_CHINESE_MOBILE = re.compile(r"\+861[3-9][0-9]{9}")
_WRITTEN_PHONE = re.compile(
    r"\+[1-9][0-9\s().\-]{7,}"  # with its country
    r"|0[0-9]{2,3}-[0-9]{7,8}"  # Chinese landline
    r"|\(?[2-9][0-9]{2}\)?[\s.\-][0-9]{3}[\s.\-][0-9]{4}"  # North American
)
_ID_15 = re.compile(r"[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}")


def recognise(values: Iterable[str | None]) -> str | None:
    """``id_number``, ``email``, ``phone`` or None. At least 80 % of the non-empty sample must match strictly.

    Strictly means more than valid: digits alone are a phone only as a Chinese mobile number, for otherwise every
    order number were one.
    """
    sample = [value for value in values if value is not None and value.strip()]
    for kind, is_one in _STRICT.items():
        if sample and sum(map(is_one, sample)) >= _LEAST_SHARE * len(sample):
            return kind
    return None


def _is_phone(value: str) -> bool:
    number = phone(value)
    return number is not None and bool(_CHINESE_MOBILE.fullmatch(number) or _WRITTEN_PHONE.fullmatch(plain(value)))


def _is_email(value: str) -> bool:
    return email(value) is not None


def _is_id_number(value: str) -> bool:
    number = id_number(value)
    return number is not None and (len(number) == 18 or bool(_ID_15.fullmatch(number)))


_STRICT: dict[str, Callable[[str], bool]] = {"id_number": _is_id_number, "email": _is_email, "phone": _is_phone}
