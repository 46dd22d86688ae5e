"""Rows of a result that have the wanted values; a value that nobody has is told with the known ones."""

from __future__ import annotations

from collections.abc import Mapping

from regulars.core.errors import MissingError, unknown
from regulars.core.frame import Frame

SHELVES = {"rfm_group": "group", "stage": "stage", "tier": "tier"}


def chosen(frame: Frame, wanted: Mapping[str, str]) -> Frame:
    """The rows whose columns have exactly these values. Raises MissingError for a value that cannot be."""
    import pyarrow.compute as pc

    from regulars.report.names import SHELVES as NAMES

    table = frame.arrow
    for column, value in wanted.items():
        known = {
            *NAMES[SHELVES[column]],
            *(str(name) for name in pc.unique(frame.arrow.column(column)).to_pylist() if name),
        }
        known -= {"not_yet", "merged", "erased"}
        if value not in known:
            raise MissingError(unknown(SHELVES[column], value, known))
        table = table.filter(pc.equal(table.column(column), value))
    return Frame(table)
