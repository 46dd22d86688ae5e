"""The header row: found below titles and blank rows, cleaned, and refused where names repeat."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from regulars.core.errors import InputError

#: How many rows at the top may be titles, remarks and blanks.
LOOK = 20


def clean(name: str) -> str:
    """Without blanks at the ends (ideographic and no-break ones too) and without byte-order marks."""
    return name.strip().strip("\ufeff\u200b").strip()


def alike(name: str) -> str:
    """The form in which two spellings of a header are compared: full-width as half-width, case ignored."""
    return clean(unicodedata.normalize("NFKC", name)).casefold()


def header_row(rows: Sequence[Sequence[str | None]], expects: Iterable[str]) -> int:
    """Index of the header among the first rows.

    It is the first row with the most of ``expects``. Where none is met, it is the first row with as many filled cells
    as the fullest one; the first cell alone may be empty, for an index column often has no name.
    """
    rows = rows[:LOOK]
    wanted = {alike(name) for name in expects}
    met = [len(wanted & {alike(cell or "") for cell in row}) for row in rows]
    if max(met) > 0:
        return met.index(max(met))
    filled = [[bool(clean(cell or "")) for cell in row] for row in rows]
    fullest = max(map(sum, filled))
    return next(index for index, cells in enumerate(filled) if sum(cells) + (cells[:1] == [False]) >= fullest)


def columns(cells: Sequence[str | None], *, where: str, expects: Iterable[str] | None = None) -> list[str]:
    """The clean names of a header row; an empty one is called after its position. Raises InputError on repeats, and,
    with ``expects``, where the row is one of data: its values may be personal, and messages repeat names."""
    names = [clean(cell or "") or f"column_{number}" for number, cell in enumerate(cells, 1)]
    values = [place for place, name in enumerate(names, 1) if _VALUE.fullmatch(name)]
    if expects is not None and values and not {alike(name) for name in expects} & {alike(name) for name in names}:
        raise InputError(
            f"{where}: the row that should name the columns holds data (its cell {values[0]} is a number, a time, a "
            "phone or an e-mail). Put a row with the columns' names on top",
            code="no_header",
        )
    return unrepeated(names, where=where)


#: What is a value and no name: a time, a number beyond a year, a phone, an e-mail.
_VALUE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}.*|[^@\s]+@[^@\s]+\.[^@\s]+"
    r"|[+(]?\d[\d\s()-]{4,}\d|[-+]?[\d,]*\.\d+|[¥￥$€£][\d,.]+"
)


def unrepeated(names: list[str], *, where: str) -> list[str]:
    """The names, or InputError with all that occur more than once."""
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise InputError(
            f"{where}: these columns occur more than once: {', '.join(repeated)}. Give each its own name.",
            code="repeated_columns",
        )
    return names
