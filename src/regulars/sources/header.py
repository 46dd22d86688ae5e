"""The header row: found below titles and blank rows, cleaned, and refused where names repeat."""

from __future__ import annotations

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


def columns(cells: Iterable[str | None], *, where: str) -> list[str]:
    """The clean names of a header row; an empty one is called after its position. Raises InputError on repeats."""
    names = [clean(cell or "") or f"column_{number}" for number, cell in enumerate(cells, 1)]
    return unrepeated(names, where=where)


def unrepeated(names: list[str], *, where: str) -> list[str]:
    """The names, or InputError with all that occur more than once."""
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise InputError(
            f"{where}: these columns occur more than once: {', '.join(repeated)}. Give each its own name.",
            code="repeated_columns",
        )
    return names
