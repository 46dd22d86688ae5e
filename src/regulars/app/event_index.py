"""Events summed up for rules that count them: by day and account, and each customer's last times of a built day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from regulars.app.parts import Parts, digest
from regulars.core.sample import sample_share
from regulars.core.time import month_end, month_of
from regulars.profile.customer_activity import resolved
from regulars.profile.event_day import event_day
from regulars.profile.event_last import KEPT, event_last

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.lake import Lake


@dataclass
class EventIndex:
    """Makes ``event_day`` and ``event_last`` of one lake; nothing in a shop without events."""

    lake: Lake
    parts: Parts

    def make(self, day: date, progress: Callable[[int, int], None] = lambda place, of: None) -> None:
        """The months that changed, then the last times as of a day whose tags are made."""
        months = self._months()
        for place, month in enumerate(months):
            progress(place, len(months))
            where = f"day >= DATE '{month}' AND day <= DATE '{month_end(month)}'"
            inputs = self._month_inputs(month)
            self.parts.make("event_day", month, inputs, partial(self._event_day, month), where=where)
        if months:
            made, where = partial(self._event_last, day), f"as_of = DATE '{day}'"
            self.parts.make("event_last", day, self.inputs(day), made, where=where)

    def inputs(self, day: date) -> str:
        """All that the last times of a day depend on."""
        who = [self.parts.content(table, day) for table in ("customer_account", "customer_tag")]
        months = self.parts.contents("event_day", until=month_of(day))
        return digest([*months, self.parts.versions("event", until=month_of(day)), *who, KEPT])

    def is_fresh(self, day: date) -> bool:
        """Whether both tables tell of a day what the events do: not where some came since the build."""
        months = [month for month in self._months() if month <= month_of(day)]
        return self.parts.is_fresh("event_last", day, self.inputs(day)) and all(
            self.parts.is_fresh("event_day", month, self._month_inputs(month)) for month in months
        )

    def _months(self) -> list[date]:
        """Those of earlier builds too: their events may have gone to other months."""
        made = {date.fromisoformat(part) for _, part, _ in self.parts.listed("event_day")}
        return sorted(self.parts.months("event") | made)

    def _month_inputs(self, month: date) -> str:
        return digest([self.parts.version("event", month)])

    def _event_day(self, month: date) -> ir.Table:
        event = self.lake.table("event")
        return event_day(event.filter((event.day >= month) & (event.day <= month_end(month))))

    def _event_last(self, day: date) -> ir.Table:
        days, links, tags = (self.lake.table(name) for name in ("event_day", "customer_account", "customer_tag"))
        links = links.filter(links.as_of == day).select("account_id", "customer_id")
        tags = tags.filter(tags.as_of == day)
        share = sample_share(self.parts.rows("customer_tag", day))
        return event_last(resolved(days.filter(days.day <= day), links), tags, as_of=day, share=share)
