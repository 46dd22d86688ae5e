"""The daily build on one page: facts → refund pieces → account days → identity → groups, stages, tiers → tags →
audiences → flow.

Every table is made in parts, and each part is published by itself, so a killed build goes on where it stopped.
Day D means everything before the midnight that ends it in the shop's zone.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from regulars.app import audience_days, customer_sample
from regulars.app.beside import Beside
from regulars.app.cut_day import cut_day, usable_cut
from regulars.app.day import PROFILES
from regulars.app.event_index import EventIndex
from regulars.app.flows import Flows
from regulars.app.kept_days import BuiltDay, built_days, kept_days
from regulars.app.made import MADE
from regulars.app.months import moving_months, snapshot_days
from regulars.app.parts import Made, Parts, digest
from regulars.app.pieces import refund_piece
from regulars.app.records import ensure_records
from regulars.app.snapshot import Snapshots
from regulars.app.tags import Tags, catalogue
from regulars.core.errors import InputError
from regulars.core.time import month_end, month_of, months_before
from regulars.profile import account_day, movement

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace
    from regulars.lake import Change, Lake

Progress = Callable[[str, int, int | None], None]


@dataclass
class Built:
    """A build's record: the as-of day, a line per table, and what the operator should hear."""

    run_id: str
    as_of: date
    tables: list[Made] = field(default_factory=list)
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)


def build(
    workspace: Workspace, *, as_of: date | None = None, progress: Progress = lambda what, done, total: None
) -> Built:
    """Bring every derived table up to date as of a day (default: the last day with orders).

    Raises InputError where there are no orders, or none by that day, and for a day that has not come yet.
    """
    with workspace.work("build" if as_of is None else f"build as of {as_of}"):
        ensure_records(workspace.lake)
        workspace.lake.ensure_all({name: table.schema for name, table in workspace.tables.items()})
        workspace.lake.recover()
        with workspace.lake.scratch():
            return _Build(workspace, as_of, progress).run()


class _Build:
    def __init__(self, workspace: Workspace, as_of: date | None, progress: Progress) -> None:
        self.workspace, self.lake, self.progress = workspace, workspace.lake, progress
        self.at = datetime.now(UTC).replace(tzinfo=None)
        self.span = self._span()
        self.as_of, self.is_named = self._day(as_of), as_of is not None
        self.parts = Parts(self.lake)
        self.moving: frozenset[date] = frozenset()
        self.notes: list[str] = []
        self.cut: date | None = None
        self.snapshots = Snapshots(self.lake, workspace.settings, self.parts, self.span)
        self.tags = Tags(self.lake, workspace.settings, self.parts, self.span, catalogue(workspace.folder))
        self.flows = Flows(self.lake, self.parts)
        self.events = EventIndex(self.lake, self.parts)

    def run(self) -> Built:
        """All steps in order; parts that are fresh are left as they are."""
        started = time.monotonic()
        self.tags.check(self.as_of)
        dropped = self.tags.renew()
        with Beside(self.lake, self.parts) as beside:
            beside.start(self._monthly_counters)
            self._refund_pieces()
            self._payment_movements()
            self._account_days()
            self.moving = moving_months(self.lake, self.workspace.settings)
            days = self._days(self.as_of)
            self.cut = usable_cut(self.lake, days, first=self.span[0], as_of=self.as_of)
            for place, day in enumerate(days):
                self.progress("segments", place, len(days))
                self.snapshots.make(day, days[place - 1] if place else None, is_whole=day in (self.as_of, self.cut))
            beside.wait()
            if self.cut is not None:
                beside.start(partial(self._tags_of, self.cut))
            self.progress("customer_tag", 0, 1)
            self.tags.make(self.as_of)
            self.notes += self.tags.odd_words(self.as_of)
            customer_sample.make(self.lake, self.parts, self.as_of)
            self.events.make(self.as_of, lambda place, of: self.progress("event_day", place, of))
            self.progress("audience_member", 0, 1)
            self.notes += audience_days.record(self.workspace, self.parts, self.as_of)
            self.flows.make(days, lambda place, of: self.progress("flow", place, of))
            beside.wait()
        self._forget_stale(days, [day for day in dropped if day not in (self.as_of, self.cut)])
        self.lake.tidy()
        return self._record(time.monotonic() - started)

    # Facts to account days -------------------------------------------------------------------------------------------

    def _refund_pieces(self) -> None:
        """Those of the last month with refunds, and those before it: each day brings refunds to match."""
        months = sorted(self.parts.months("refund"))
        if not months:
            self.parts.make("refund_piece", "all", "none", lambda: refund_piece(self.lake), where="true")
            return
        facts = ("refund", "order_item", "orders", "payment")
        first, last = months[0], months[-1]
        named = {str(first), str(last)}
        # Parts of other names hold rows of both: the first that is made takes the place of them all.
        others = [part for _, part, _ in self.parts.listed("refund_piece") if part not in named]
        if first < last:
            end = last - timedelta(days=1)
            inputs = digest([self.parts.versions(*facts, until=end), end])
            made = partial(refund_piece, self.lake, end=end)
            where = "true" if others else f"day <= DATE '{end}'"
            replaced = [*others, last] if others else []
            self.parts.make("refund_piece", first, inputs, made, where=where, instead_of=replaced)
            others = []
        inputs = digest([self.parts.versions(*facts), last])
        made = partial(refund_piece, self.lake, start=last if first < last else None)
        where = "true" if others else f"day >= DATE '{last}'"
        self.parts.make("refund_piece", last, inputs, made, where=where, instead_of=others)

    def _payment_movements(self) -> None:
        def expression() -> ir.Table:
            payment, orders = self.lake.table("payment"), self.lake.table("orders")
            return movement.payment_movement(payment, movement.paid_order(payment, orders))

        inputs = self.parts.versions("payment", "orders") if self.parts.has("payment") else "none"
        self.parts.make("payment_movement", "all", inputs, expression, where="true")

    def _account_days(self) -> None:
        moved = [self._contents_by_month(name) for name in ("payment_movement", "refund_piece")]
        touched = self.parts.months("order_item", "orders") | {
            date.fromisoformat(part) for _, part, _ in self.parts.listed("account_day")
        }
        touched |= {month_of(self.span[0])}  # so that the table is there where nobody ordered yet
        months = sorted(touched.union(*moved))  # those of earlier builds too: their rows may have gone elsewhere
        for place, month in enumerate(months):
            self.progress("account_day", place, len(months))
            near = sorted({month_of(month - timedelta(days=back)) for back in (31, 1)} | {month})
            inputs = digest(
                [self.parts.version(fact, one) for fact in ("order_item", "orders") for one in near]
                + [contents.get(month, "") for contents in moved]
                + [self.parts.content("account_day", one) for one in (months_before(month, back) for back in (3, 2, 1))]
            )
            where = f"day >= DATE '{month}' AND day <= DATE '{month_end(month)}'"
            self.parts.make("account_day", month, inputs, partial(self._account_day, month), where=where)

    def _account_day(self, start: date) -> ir.Table:
        def within(name: str, *, back: int = 0) -> ir.Table:
            table = self.lake.table(name)
            return table.filter((table.day >= start - timedelta(days=back)) & (table.day <= month_end(start)))

        early = self.lake.keep(account_day.early_line(within("order_item", back=31), within("orders", back=31)))
        fresh = account_day.account_day(
            account_day.line_part(within("order_item"), within("orders", back=31)),
            account_day.order_part(within("orders")),
            account_day.early_part(early, month_start=start),
            account_day.told_again_part(early, within("orders")),
            account_day.paid_order_part(within("order_item", back=3), month_start=start),
            within("payment_movement"),
            movement.refund_movement(within("refund_piece")),
        )
        if not self.lake.has("account_day"):
            return account_day.with_rhythm(fresh, fresh.limit(0))
        known = within("account_day", back=account_day.FREQUENCY_DAYS)
        return account_day.with_rhythm(fresh, known.filter(known.day < start))

    def _contents_by_month(self, name: str) -> dict[date, str]:
        rows = self.lake.rows(
            f"SELECT date_trunc('month', day)::DATE, count(*), bit_xor(hash(t)), sum(hash(t)) "
            f"FROM lake.main.{name} t GROUP BY 1"
        )
        return {month: f"{count}-{mixed:x}-{int(total):x}" for month, count, mixed, total in rows}

    # Beside the others -----------------------------------------------------------------------------------------------

    def _monthly_counters(self, lake: Lake, parts: Parts) -> None:
        made = {date.fromisoformat(part) for _, part, _ in parts.listed("account_month")}
        months = sorted(parts.months("order_item", "orders", "coupon_use") | made | {month_of(self.span[0])})
        tags = replace(self.tags, lake=lake, parts=parts)
        tags.months(months, lambda place, of: self.progress("account_month", place, of))

    def _tags_of(self, day: date, lake: Lake, parts: Parts) -> None:
        replace(self.tags, lake=lake, parts=parts).make(day)

    # Care ------------------------------------------------------------------------------------------------------------

    def _span(self) -> tuple[date, date]:
        ends: list[date] = []
        for name in ("orders", "order_item", "payment", "refund", "account"):
            row = self.lake.rows(f"SELECT min(day), max(day) FROM lake.main.{name}")[0]
            ends += [day for day in row if day is not None]
        if not ends:
            raise InputError(
                f"{self.workspace.folder.name} has no orders yet. Load some first: regulars load FILE --mapping NAME"
            )
        return min(ends), max(ends)

    def _days(self, as_of: date) -> list[date]:
        """The snapshots that lead to a day, itself the last."""
        return snapshot_days(self.moving, first=self.span[0], as_of=as_of)

    def _day(self, as_of: date | None) -> date:
        first, last = self.span
        if as_of is not None and as_of < first:
            raise InputError(f"there is nothing to build as of {as_of}: the first day with data is {first}")
        today = datetime.now(ZoneInfo(self.workspace.settings.zone)).date()
        if as_of is not None and as_of > max(last, today):
            raise InputError(
                f"{as_of} has not come yet: today is {today}, the last day with data {last}. Give a day up to then"
            )
        return as_of or last

    def _forget_stale(self, days: list[date], gone: list[date]) -> None:
        """Drop snapshots of other days that would be made otherwise now, and those that are kept no longer; of ``gone``
        the tags are dropped already."""
        from regulars.lake import Change

        changes: list[Change] = []
        dropped = set(gone)
        for table, name, part in self.parts.listed("segment_history", "customer"):
            day = date.fromisoformat(name)
            made = days if table == "segment_history" else (self.as_of, self.cut)
            if day in made or not self.parts.is_outdated(part, day, self.snapshots.rules(day)):
                continue
            where = f"as_of = DATE '{day}'"
            changes += self.parts.forgotten(table, name, where=where)
            if table == "segment_history":
                changes += self.parts.forgotten("customer_account", name, where=where)
                changes.append(Change("segment_cut", where=where))
        for table, name, part in self.parts.listed("customer_affinity", "customer_tag"):
            day = date.fromisoformat(name)
            if day not in (self.as_of, self.cut) and self.tags.is_outdated(table, day, part):
                changes += self.parts.forgotten(table, name, where=f"as_of = DATE '{day}'")
                dropped |= {day} if table == "customer_tag" else set()
        self._tell_dropped(dropped)
        changes += self._not_kept()
        for table, name, part in self.parts.listed("event_last", customer_sample.TABLE):  # after the tags, their source
            told = self.events.inputs if table == "event_last" else partial(customer_sample.inputs, self.parts)
            if part.inputs != told(date.fromisoformat(name)):
                changes += self.parts.forgotten(table, name, where=f"as_of = DATE '{name}'")
        changes += self.flows.forgotten(days)
        if changes:
            self.lake.publish(changes, message="forget stale snapshots")

    def _tell_dropped(self, days: set[date]) -> None:
        """Of those that somebody asked for; the others are no loss to anybody."""
        asked = sorted(days & kept_days(built_days(self.lake)))
        if asked:
            others = {1: "", 2: " and of an earlier day"}.get(len(asked), f" and of {len(asked) - 1:,} earlier days")
            self.notes.append(
                f"the tags of {asked[-1]}{others} are dropped, as the tags or the data that they were made of have "
                f"changed. Make them again with: regulars build --as-of {asked[-1]}"
            )

    def _not_kept(self) -> list[Change]:
        """What drops the profiles of days that are kept no longer, and of cuts that nobody ever built for their own
        sake; a look back takes nothing away from what the newest day answers."""
        days = kept_days([*built_days(self.lake), BuiltDay(self.as_of, self.is_named)])
        kept = days | {self.as_of, self.cut, cut_day(self.span[0], max(days))}
        return [
            change
            for table, name, _ in self.parts.listed(*PROFILES)
            if (day := date.fromisoformat(name)) not in kept
            for change in self.parts.forgotten(table, name, where=f"as_of = DATE '{day}'")
        ]

    def _record(self, seconds: float) -> Built:
        from regulars.lake import Change

        lines = self.parts.lines
        built = Built(
            uuid.uuid4().hex[:12], self.as_of, [lines[name] for name in MADE if name in lines], seconds, self.notes
        )
        rows = tuple(
            {
                "run_id": built.run_id, "what": "build", "as_of": self.as_of, "started_at": self.at,
                "seconds": round(line.seconds, 3), "table": line.table, "rows": line.rows, "parts": line.made,
                "changed": line.changed, "reads": MADE[line.table]["reads"], "is_named": self.is_named,
            }
            for line in built.tables
        )  # fmt: skip
        self.lake.publish([Change("run", values=rows)], message=f"run {built.run_id}")
        return built
