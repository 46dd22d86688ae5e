"""How many moved from where to where between two snapshots that follow on each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from regulars.app.cuts import stored_cuts
from regulars.app.parts import Parts, digest
from regulars.profile import segment, segment_flow

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.lake import Change, Lake


class Flows:
    """Makes ``segment_flow`` of one lake, a part for each pair of snapshots."""

    def __init__(self, lake: Lake, parts: Parts) -> None:
        self._lake, self._parts = lake, parts
        self._read_cuts: dict[date, segment.Cuts | None] = {}

    def make(self, days: list[date], progress: Callable[[int, int], None]) -> None:
        """The flows between all snapshots that lead to the last of these days."""
        for place, (start, end) in enumerate(pairwise(days)):
            progress(place, len(days) - 1)
            inputs, where = self._inputs(start, end), _where(start, end)
            self._parts.make("segment_flow", f"{start}>{end}", inputs, partial(self._flows, start, end), where=where)

    def forgotten(self, days: list[date]) -> list[Change]:
        """What drops the flows of other days whose snapshots are gone or were made again since."""
        current = set(pairwise(days))
        changes: list[Change] = []
        for table, name, part in self._parts.listed("segment_flow"):
            start, end = (date.fromisoformat(day) for day in name.split(">"))
            if (start, end) not in current and part.inputs != self._inputs(start, end):
                changes += self._parts.forgotten(table, name, where=_where(start, end))
        return changes

    def _inputs(self, start: date, end: date) -> str:
        return digest(
            [self._parts.content("segment_history", day) for day in (start, end)]
            + [self._parts.content("customer_account", end), repr(self._cuts(start))]
        )

    def _cuts(self, day: date) -> segment.Cuts | None:
        if day not in self._read_cuts:
            self._read_cuts[day] = stored_cuts(self._lake, day)
        return self._read_cuts[day]

    def _flows(self, start: date, end: date) -> ir.Table:
        before, after = self._history(start), self._history(end)
        links = self._lake.table("customer_account")
        links = links.filter(links.as_of == end).select("account_id", "customer_id")
        earlier, later = self._cuts(start), self._cuts(end)
        same = segment.regrouped(after, cuts=earlier) if earlier != later else None
        moves = self._lake.keep(segment_flow.moves(before, after, links, same_group=same))
        flows = [
            segment_flow.dated(segment_flow.segment_flow(moves, dimension=name), dimension=name, start=start, end=end)
            for name in segment_flow.DIMENSIONS
        ]
        return flows[0].union(*flows[1:])

    def _history(self, day: date) -> ir.Table:
        history = self._lake.table("segment_history")
        return history.filter(history.as_of == day)


def _where(start: date, end: date) -> str:
    return f"from_day = DATE '{start}' AND to_day = DATE '{end}'"
