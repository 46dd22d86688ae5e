"""Who moved between groups, stages or tiers from one snapshot to another, and why."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from regulars.app.day import chosen, days_of, links
from regulars.app.segments import history
from regulars.core.errors import InputError, unknown
from regulars.core.frame import Frame
from regulars.core.time import month_end
from regulars.profile import segment, segment_flow

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from regulars.app.workspace import Workspace

FLOWS = ("month", "whole")


def flow(
    workspace: Workspace, *, by: str = "month", dimension: str = "rfm_group", start: date | None = None,
    end: date | None = None,
) -> Frame:  # fmt: skip
    """Who moved from which value to which, and why, between snapshots.

    By ``month``: from each month's end to the next, the last one to ``end`` itself; ``whole``: from ``start`` to
    ``end`` in one step. For each pair of days the people of one ``from_value`` are those of the earlier snapshot
    (``not_yet``: in none) and the people of one ``to_value`` those of the later one (``erased``, ``merged``: no more).
    """
    if by not in FLOWS:
        raise InputError(f"flow goes by {' or '.join(FLOWS)}, not by {by!r}")
    dimension = "rfm_group" if dimension == "group" else dimension
    if dimension not in segment_flow.DIMENSIONS:
        raise InputError(unknown("dimension", dimension, segment_flow.DIMENSIONS))
    chain = snapshots(workspace, start=start, end=end)
    pairs = list(pairwise(chain if by == "month" else [chain[0], chain[-1]] if len(chain) > 1 else []))
    return Frame(_flow_table(workspace, pairs, dimension))


def snapshots(workspace: Workspace, *, start: date | None = None, end: date | None = None) -> list[date]:
    """The chain of snapshots that leads to a day: the month ends before it, and the day."""
    last = chosen(workspace, end)
    days = [day for day in days_of(workspace) if day < last and day == month_end(day)]
    if start is not None:
        first = chosen(workspace, start)
        if first > last:
            raise InputError(f"a flow goes forward in time: {first} is after {last}")
        days = [day for day in days if day > first] + [first]
    return sorted({*days, last})


def _flow_table(workspace: Workspace, pairs: list[tuple[date, date]], dimension: str) -> pa.Table:
    import pyarrow as pa

    texts = [(name, pa.string()) for name in ("from_value", "to_value", "cause")]
    schema = pa.schema([("from_day", pa.date32()), ("to_day", pa.date32()), *texts, ("people", pa.int64())])
    known = set(flow_parts(workspace))
    found = [schema.empty_table()]
    for before, after in pairs:
        if (before, after) in known:
            moved = workspace.lake.table("segment_flow")
            moved = moved.filter((moved.from_day == before) & (moved.to_day == after) & (moved.dimension == dimension))
        else:
            moved = _moved(workspace, before, after, dimension)
        ordered = moved.select(*schema.names).order_by("from_value", "to_value", "cause")
        found.append(workspace.lake.arrow(ordered).cast(schema))
    return pa.concat_tables(found)


def flow_parts(workspace: Workspace) -> list[tuple[date, date]]:
    """The pairs of days between which a build has worked out the flow."""
    rows = workspace.lake.rows("SELECT part FROM lake.main.build_part WHERE \"table\" = 'segment_flow'")
    ends = [row[0].split(">") for row in rows]
    return [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in ends]


def _moved(workspace: Workspace, before: date, after: date, dimension: str) -> ir.Table:
    """The flow between two snapshots that no build has put side by side."""
    from regulars.app.cuts import stored_cuts

    later = history(workspace, after)
    earlier_cuts, later_cuts = stored_cuts(workspace.lake, before), stored_cuts(workspace.lake, after)
    same = segment.regrouped(later, cuts=earlier_cuts) if earlier_cuts != later_cuts else None
    moved = segment_flow.moves(history(workspace, before), later, links(workspace, after), same_group=same)
    found = segment_flow.segment_flow(moved, dimension=dimension)
    return segment_flow.dated(found, dimension=dimension, start=before, end=after)
