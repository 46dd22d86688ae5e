"""Estimates while somebody types: a rule asked of some customers, held in memory by the open shop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from regulars.app import customer_sample
from regulars.app.day import snapshot
from regulars.app.evening import evening
from regulars.audience.evening import Counted, Evening
from regulars.audience.members import Need, answered, needs
from regulars.audience.truth import Seen, kept
from regulars.core.rule import Rule
from regulars.core.sample import sample_share
from regulars.stats.interval import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace

LEVEL = 0.95
#: Answers about deeds and tastes that are held; then all are let go of.
MOST_ANSWERS = 200


@dataclass(frozen=True)
class Estimate:
    """About how many customers a rule means: ``people`` of ``of``, between ``low`` and ``high`` with a chance of 95 %,
    found by looking at ``sample`` of them. Where these are all, it is exact."""

    as_of: date
    people: int
    low: int
    high: int
    sample: int
    of: int

    @property
    def is_exact(self) -> bool:
        return self.sample == self.of


class Sample:
    """The customers of a day that are looked at, with their tags and what was found out about them. They are read again
    when anything was published since."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._state: tuple[int, date | None] = (-1, None)
        self._answers: dict[tuple[Need, int], ir.Table] = {}
        self._events: list[ir.Table] = []

    def estimate(self, rule: Rule, day: date) -> Estimate:
        """Asked of a day whose tags are built."""
        lake = self._workspace.lake
        with lake.embedded():
            self._refresh(day)
            found = self._seen(rule)
            rows = found.rows.filter(kept(rule, found))
            people = int(lake.arrow(rows.aggregate(people=rows.count()))["people"][0].as_py())
        return told(day, people, sample=self._size, of=self._of)

    # What is held ----------------------------------------------------------------------------------------------------

    def _refresh(self, day: date) -> None:
        lake = self._workspace.lake
        state = (lake.version, day)
        if state == self._state:
            return
        self._let_go()
        noted = "SELECT rows FROM lake.main.build_part WHERE \"table\" = 'customer_tag' AND part = ?"
        self._of = int(lake.rows(noted, [str(day)])[0][0])
        is_part = sample_share(self._of) < 1 and self._has_sample(day)
        self._tags = lake.keep(snapshot(self._workspace, customer_sample.TABLE if is_part else "customer_tag", day))
        self._size = int(lake.arrow(self._tags.aggregate(n=self._tags.count()))["n"][0].as_py())
        self._of = self._of if is_part else self._size
        self._evening = self._about(evening(self._workspace, day), is_part=is_part)
        self._state = state

    def _has_sample(self, day: date) -> bool:
        """Shops that were built before there were samples have none."""
        lake, noted = self._workspace.lake, 'SELECT count(*) FROM lake.main.build_part WHERE "table" = ? AND part = ?'
        return bool(lake.rows(noted, [customer_sample.TABLE, str(day)])[0][0])

    def _let_go(self) -> None:
        if self._state[1] is not None:
            self._workspace.lake.drop(self._tags, *self._events, *self._answers.values())
        self._state, self._events = (-1, None), []
        self._answers.clear()

    def _about(self, whole: Evening, *, is_part: bool) -> Evening:
        """What the shop knew of these customers only."""
        lake, ids = self._workspace.lake, self._tags.select("customer_id")
        counts = whole.counted()
        if counts is not None:
            last = counts.event_last.filter(counts.event_last.is_sampled) if is_part else counts.event_last
            self._events = [lake.keep(last)]
            counts = Counted(counts.event_day, self._events[0], counts.has_others)

        def read(name: str) -> Any:
            if name == "customer_tag":
                return self._tags
            table = whole.read(name)
            return table.semi_join(ids, "customer_id") if name == "customer_affinity" else table

        def resolved(rows: ir.Table) -> ir.Table:
            return whole.resolved(rows).semi_join(ids, "customer_id")

        return replace(whole, read=read, resolved=resolved, counted=lambda: counts)

    # What is asked ---------------------------------------------------------------------------------------------------

    def _seen(self, rule: Rule) -> Seen:
        rows, columns = self._tags, {}
        for place, (need, most) in enumerate(needs([rule]).items()):
            columns[need] = f"need_{place}"
            told = self._answer(need, most).rename({columns[need]: "answer", "of_customer": "customer_id"})
            rows = rows.left_join(told, rows.customer_id == told.of_customer).drop("of_customer")
        return Seen(rows, columns, self._evening.as_of)

    def _answer(self, need: Need, most: int) -> ir.Table:
        """Found out once, however the rest of the rule goes on."""
        if (need, most) not in self._answers:
            lake = self._workspace.lake
            if len(self._answers) >= MOST_ANSWERS:
                lake.drop(*self._answers.values())
                self._answers.clear()
            self._answers[need, most] = lake.keep(answered(need, self._evening, most=most))
        return self._answers[need, most]


def told(day: date, found: int, *, sample: int, of: int) -> Estimate:
    """The estimate of ``found`` in a sample of so many."""
    interval = wilson(found, sample, level=LEVEL)
    if interval is None or sample == of:
        return Estimate(day, found, found, found, sample, of)
    low, high = max(found, floor(interval[0] * of)), min(of - (sample - found), ceil(interval[1] * of))
    return Estimate(day, round(found / sample * of), low, high, sample, of)
