"""How raw text is read: what counts as nothing, and full-width signs as their narrow forms."""

from __future__ import annotations

#: How text formats write that there is nothing.
BLANKS = ("", "\\N", "NULL", "null", "Null", "#N/A", "N/A", "NaN", "nan", "None", "<NA>")
#: What stands in the place of a value that was not kept.
HIDDEN = "(not kept: it may be personal)"
WIDE = (
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ．，－＋（）：／＿＃＠　"
)
NARROW = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,-+():/_#@ "
EDGES = " \t\n\r\v\f"
_FOLD = str.maketrans(WIDE, NARROW)


def plain_text(text: str | None) -> str | None:
    """The text as cleaning reads it: folded, trimmed; None where it stands for nothing. One spelling for ids in
    facts and subjects in the vault."""
    if text is None:
        return None
    folded = text.translate(_FOLD).strip(EDGES)
    return None if folded in BLANKS else folded
