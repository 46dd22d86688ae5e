"""What the first rows of a column tell about it: the kind of its values, how they repeat, and their signs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

#: How many values must fit before a column counts as numbers or times, whatever its header; exports hold odd ones.
MOST = 0.98
#: How many must fit where the header says that it holds numbers or times.
HALF = 0.5
MOST_WORDS = 30
_SIGNS = {"¥": "CNY", "￥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?")
_MOMENT = re.compile(
    r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    r"|\d{1,2} [A-Za-z]{3} \d{4}|[A-Za-z]{3} \d{1,2}, \d{4})([T ]?\d{1,2}[:时].*)?"
)
_DAY_NUMBER = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])(\d{6})?")
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}")
_OFFSET = re.compile(r"\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)$")
_BLANK = frozenset({"", "\\N", "NULL", "null", "#N/A", "N/A", "NaN", "nan", "None"})


@dataclass(frozen=True)
class ColumnFacts:
    """``kind`` is empty, whole, number, day_number (20240131), moment, boolean or text; ``texts`` are the sampled
    values, trimmed, None where blank; ``numbers`` the same as decimals. ``looks_like`` is what the values are by
    themselves: phone, email, id_number or region. ``has_places``: most begin with a Chinese province. ``day_first`` is
    what dates such as 13/04/2024 tell, ``offsets`` are those behind times, such as -0500. ``odd`` are the places of
    the values that are not of the kind."""

    name: str
    kind: str
    texts: tuple[str | None, ...]
    numbers: tuple[Decimal | None, ...] = ()
    looks_like: str | None = None
    currency: str | None = None
    is_zoned: bool = False
    is_day_unclear: bool = False
    day_first: bool | None = None
    offsets: frozenset[str] = frozenset()
    has_places: bool = False
    odd: tuple[int, ...] = ()

    @property
    def filled(self) -> int:
        return sum(text is not None for text in self.texts)

    @property
    def words(self) -> dict[str, int]:
        """The values and how often each occurs, where they are few; else nothing."""
        counted = Counter(text for text in self.texts if text is not None)
        return dict(counted) if len(counted) <= MOST_WORDS else {}

    @property
    def is_unique(self) -> bool:
        return self.filled == len({text for text in self.texts if text is not None})

    @property
    def negatives(self) -> int:
        return sum(number is not None and number < 0 for number in self.numbers)


def column_facts(
    name: str, values: Sequence[Any], *, looks_like: str | None = None, has_places: bool = False, most: float = MOST
) -> ColumnFacts:
    """Facts of one column from sampled values, as the source types them. ``most`` of them make its kind."""
    texts = tuple(_text(value) for value in values)
    known = [text for text in texts if text is not None]
    if not known:
        return ColumnFacts(name, "empty", texts, looks_like=looks_like)
    typed = next((value for value in values if value is not None), None)
    if isinstance(typed, bool):
        return ColumnFacts(name, "boolean", texts)
    if isinstance(typed, datetime | date):
        zoned = isinstance(typed, datetime) and typed.tzinfo is not None
        return ColumnFacts(name, "moment", texts, is_zoned=zoned)
    if _share(known, _MOMENT.fullmatch) >= most:
        zoned = _share(known, _OFFSET.search) >= MOST
        told = (
            {match.group(3).replace(":", "") for text in known if (match := _OFFSET.search(text))} if zoned else set()
        )
        return ColumnFacts(
            name, "moment", texts, is_zoned=zoned, is_day_unclear=_is_unclear(known), day_first=_day_first(known),
            offsets=frozenset(told), odd=_odd(texts, _MOMENT.fullmatch),
        )  # fmt: skip
    numbers = tuple(None if text is None else _number(text) for text in texts)
    if sum(number is not None for number in numbers) < most * len(known):
        return ColumnFacts(name, "text", texts, looks_like=looks_like, has_places=has_places)
    sign = next((_SIGNS[text[:1]] for text in known if text[:1] in _SIGNS), None)
    if _share(known, _DAY_NUMBER.fullmatch) >= most:
        return ColumnFacts(name, "day_number", texts, numbers, looks_like, odd=_odd(texts, _DAY_NUMBER.fullmatch))
    is_whole = all(number is None or number == number.to_integral_value() for number in numbers)
    kind = "whole" if is_whole else "number"
    return ColumnFacts(name, kind, texts, numbers, looks_like, sign, odd=_odd(texts, _is_number))


def _text(value: Any) -> str | None:
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    return None if text in _BLANK else text


def _number(text: str) -> Decimal | None:
    bare = text.strip("¥$€£元 '").replace(" ", "")
    if not bare or not _NUMBER.fullmatch(bare):
        return None
    try:
        return Decimal(bare.replace(",", ""))
    except InvalidOperation:
        return None


def _share(texts: list[str], test: Any) -> float:
    return sum(bool(test(text)) for text in texts) / len(texts)


def _odd(texts: Sequence[str | None], test: Any) -> tuple[int, ...]:
    return tuple(place for place, text in enumerate(texts) if text is not None and not test(text))


def _is_number(text: str) -> bool:
    return _number(text) is not None


def _is_unclear(texts: list[str]) -> bool:
    """Whether 03/04/2024 can be read both ways in all values."""
    parts = [match.groups() for text in texts if (match := _SLASHED.match(text))]
    return bool(parts) and all(int(one) <= 12 and int(other) <= 12 for one, other in parts)


def _day_first(texts: list[str]) -> bool | None:
    """Whether days stand first, told by a part above 12; None where no part tells, or both do."""
    parts = [match.groups() for text in texts if (match := _SLASHED.match(text))]
    told = {int(one) > 12 for one, other in parts if int(one) > 12 or int(other) > 12}
    return told.pop() if len(told) == 1 else None
