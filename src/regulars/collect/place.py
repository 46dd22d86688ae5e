"""Columns of which only the region is read: the rest of an address is not kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from regulars.collect.blank import is_blank

if TYPE_CHECKING:
    import pyarrow as pa

#: A region may be written as its code already.
CODE = r"^[0-9]{6}$"
#: What is kept of a place that names no known region.
UNKNOWN = "?"


@dataclass
class Places:
    """``regions`` are the codes, and the first two signs of the names, of all that are known; ``unknown`` counts the
    values by column that name none of them."""

    columns: frozenset[str]
    regions: frozenset[str]
    unknown: dict[str, int] = field(default_factory=dict)

    def pass_through(self, table: pa.Table) -> pa.Table:
        """The batch with a code or the first two signs where they name a region, ``UNKNOWN`` where they do not."""
        import pyarrow.types

        for name in self.columns & set(table.column_names):
            if pyarrow.types.is_string(table.column(name).type):
                table = self._shortened(table, name)
        return table

    def _shortened(self, table: pa.Table, name: str) -> pa.Table:
        import pyarrow as pa
        import pyarrow.compute as pc

        values = pc.utf8_trim_whitespace(table.column(name))
        start = pc.if_else(pc.match_substring_regex(values, CODE), values, pc.utf8_slice_codeunits(values, 0, 2))
        known = pc.is_in(start, pa.array(sorted(self.regions), pa.string()))
        blank = is_blank(values)
        if count := len(values) - int(pc.sum(pc.or_(known, blank)).as_py() or 0):
            self.unknown[name] = self.unknown.get(name, 0) + count
        kept = pc.if_else(known, start, pc.if_else(blank, pa.scalar(None, pa.string()), UNKNOWN))
        return table.set_column(table.column_names.index(name), name, kept)


def region_start(value: str, regions: frozenset[str]) -> str | None:
    """What is kept of one place; None where it names no known region."""
    import pyarrow as pa

    kept = Places(frozenset({"place"}), regions).pass_through(pa.table({"place": [value]})).column("place")[0].as_py()
    return None if kept == UNKNOWN else kept
