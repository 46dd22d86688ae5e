"""How raw text is read: what counts as nothing, full-width signs as their narrow forms, and ids that became floats;
and how a count is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter
from typing import Any

#: How text formats write that there is nothing.
BLANKS = ("", "\\N", "NULL", "null", "Null", "#N/A", "N/A", "NaN", "nan", "None", "<NA>")
#: What stands in the place of a value that was not kept.
HIDDEN = "(not kept: it may be personal)"
WIDE = (
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ．，－＋（）：／＿＃＠　"
)
NARROW = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,-+():/_#@ "
#: Between the levels of a category's path.
PATH_SEPARATOR = "/"
EDGES = " \t\n\r\v\f"
#: A whole number as floating point writes it. pandas does so to all ids of a column with gaps: 17850.0 beside NaN.
POINTED = r"^\s*-?[0-9]+\.0$"
#: So many values at least tell what a column is; fewer may be versions or sizes by chance.
FEW = 3
_FOLD = str.maketrans(WIDE, NARROW)


def plain_text(text: str | None) -> str | None:
    """The text as cleaning reads it: folded, trimmed; None where it stands for nothing. One spelling for ids in
    facts and subjects in the vault."""
    if text is None:
        return None
    folded = text.translate(_FOLD).strip(EDGES)
    return None if folded in BLANKS else folded


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its word: 1 order, 2,000 orders; ``many`` where an s does not make the plural."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


class _Plural(Formatter):
    """``{n:order|orders}`` is the word that fits the count, as it is shown."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, is_plural, many = format_spec.partition("|")
        if not is_plural:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


#: Formats sentences that hold counts.
PLURAL = _Plural()


def are_pointed(values: Iterable[str | None]) -> bool:
    """Whether a column of ids holds whole numbers written as 17850.0 and nothing else but blanks."""
    told = [text for value in values if (text := plain_text(value)) not in (None, HIDDEN)]
    return len(told) >= FEW and all(re.match(POINTED, text) for text in told)


def without_point(text: str | None) -> str | None:
    """17850 for 17850.0; any other text as it is."""
    bare = plain_text(text)
    return bare[:-2] if bare is not None and re.match(POINTED, bare) else text
