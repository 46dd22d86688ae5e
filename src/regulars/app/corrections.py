"""Orders of which a later file tells other lines: both stand, as nothing real may be dropped, and it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.core.table import Table
    from regulars.govern.merge import Key
    from regulars.lake import Lake

_NUMBERED = (
    "Where they are corrections, load the corrected files into a new shop: lines that are stored without line_no "
    "cannot be replaced"
)
_UNNUMBERED = (
    "Where they are corrections, load the corrected files into a new shop, with line_no in the mapping if they number "
    "their lines: a changed line then replaces the one it was"
)


@dataclass(frozen=True)
class Differing:
    """How many ``orders`` have other lines now, the ``first`` of them, and of how many that are told ``again``."""

    orders: int
    first: str
    again: int


@dataclass
class Corrections:
    """What one load tells otherwise, by table, gathered over its chunks; an order is in one chunk as a whole."""

    lake: Lake
    found: dict[str, Differing] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def look(self, fresh: ir.Table, lines: ir.Table, incoming: ir.Table, table: Table, key: Key) -> Differing | None:
        """The orders with ``fresh`` lines beside other known ``lines``. Where no order was known nothing is asked."""
        from regulars.govern.merge import told_otherwise

        lake = self.lake
        if not lake.rows(f"SELECT 1 FROM {lines.get_name()} LIMIT 1"):
            return None
        orders, first = lake.rows(lake.sql(told_otherwise(fresh, lines, incoming, table, key)))[0]
        if not orders:
            return None
        again = lake.rows(lake.sql(lines[key.columns[0]].nunique().as_table()))[0][0]
        self._add(table, Differing(orders, first, again), is_numbered=not key.counted)
        return Differing(orders, first, again)

    def _add(self, table: Table, one: Differing, *, is_numbered: bool) -> None:
        known = self.found.get(table.name, Differing(0, one.first, 0))
        both = Differing(known.orders + one.orders, min(known.first, one.first), known.again + one.again)
        self.found[table.name] = both
        self.notes[table.name] = _note(table, both, is_numbered=is_numbered)


def _note(table: Table, found: Differing, *, is_numbered: bool) -> str:
    noun = str(table.counted).removesuffix("_id")
    many = f"1 {noun}" if found.orders == 1 else f"{found.orders:,} {noun}s"
    step = _NUMBERED if is_numbered else _UNNUMBERED
    return (
        f"{noun}s known before now have lines that differ: {many} (such as {found.first}). The known lines stay "
        f"and the new ones stand beside them, so both count. {step}"
    )
