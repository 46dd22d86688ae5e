"""Whether the ids of a file lost their gaps to floats, 17850.0 for 17850: settled once for the whole file, and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from regulars.core.feed import header_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.govern.look import Look
    from regulars.govern.point import Tally
    from regulars.lake import Lake


def settled(lake: Lake, raw: ir.Table, look: Look, known: Mapping[str, bool]) -> tuple[Look, list[str]]:
    """The look with ``is_pointed`` for each column, and what the operator should hear of it.

    ``known`` are the columns of which it was settled before: a load that is replayed must give the ids that it gave.
    A file without any such id is not asked again.
    """
    from regulars.govern.point import tallies, tally

    columns = {name: replace(one, is_pointed=known.get(header_of(name), False)) for name, one in look.columns.items()}
    names = [name for name, one in look.columns.items() if one.has_points]
    notes: list[str] = []
    row = lake.arrow(tallies(raw, names)).to_pylist()[0] if names else {}
    for place, name in enumerate(names):
        found = tally(row, place)
        is_pointed = known.get(header_of(name), found.is_pointed)
        columns[name] = replace(columns[name], is_pointed=is_pointed)
        notes += _notes(header_of(name), found, is_pointed=is_pointed)
    return replace(look, columns=columns), notes


def _notes(header: str, found: Tally, *, is_pointed: bool) -> list[str]:
    many = f"{found.pointed:,} of {found.filled:,} values of {header!r} are whole numbers with .0, such as"
    if is_pointed:
        return [f"{many} {found.example}: they were read as {found.example[:-2]}, as ids without gaps are written"]
    if not found.is_doubtful and found.pointed < found.filled:
        return []
    return [
        f"{many} {found.example}, and were left so: {found.example[:-2]} is another id. Where the two are one, let the "
        f"mapping read part(`{header}`, '.', 1), or export the column as whole numbers (in pandas: astype('Int64'))"
    ]
