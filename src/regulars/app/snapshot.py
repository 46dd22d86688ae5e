"""Every customer at the end of one day: who they are (links), what they did, and the groups that follow from it."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from regulars.app.cuts import cuts_of
from regulars.app.parts import Parts, digest, ruled
from regulars.core.time import local_time, month_of, offsets
from regulars.profile import customer_activity as activity
from regulars.profile import segment

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.core.settings import Settings
    from regulars.lake import Change, Lake

#: What the history keeps of a customer; the as-of day's own table keeps all.
HISTORY = (
    "customer_id", "as_of", "rfm_group", "stage", "tier", "r_level", "f_level", "m_level", "last_day", "recency_days",
    "purchase_days_90", "monetary", "orders", "purchase_days", "last_paid_day", "is_newcomer", "spend_12m",
)  # fmt: skip
_FACTS = ("account", "contact_key", "erasure", "event", "loyalty_account")


class Snapshots:
    """Makes snapshots of one lake: each a function of the facts up to its day, with a margin also of the one before."""

    def __init__(self, lake: Lake, settings: Settings, parts: Parts, span: tuple[date, date]) -> None:
        self._lake, self._settings, self._parts, self._span = lake, settings, parts, span

    def make(self, day: date, previous: date | None, *, is_whole: bool) -> None:
        """The snapshot of a day; ``is_whole`` also makes the customers' whole profile."""
        inputs = self.inputs(day, previous)
        wanted = ["segment_history", *(["customer"] if is_whole else [])]
        if all(self._parts.is_fresh(name, day, inputs) for name in wanted):
            self._parts.keep_day(day, *wanted)
            return
        started = time.monotonic()
        _ = self._shared_key, self._special, self._special_day  # they outlive the snapshot
        with self._lake.scratch():
            self._make(day, previous, inputs, is_whole=is_whole, since=started)

    def _make(self, day: date, previous: date | None, inputs: str, *, is_whole: bool, since: float) -> None:
        links = self._links(day)
        figures = self._activity(links, day)
        if self._settings.mode == "quantile":
            figures = self._lake.keep(figures)  # read twice: for the quantiles, and for the levels
        cuts = cuts_of(self._settings, self._lake, figures, as_of=day)
        held = self.history(previous) if previous is not None and self._settings.margin > 0 else None
        levelled = segment.levelled(figures, as_of=day, cuts=cuts, margin=self._settings.margin, held=held)
        rows = segment.segment(levelled, as_of=day, stages=self._settings.stages, tiers=self._settings.tiers)
        if is_whole:
            rows = self._lake.keep(rows)
        self._publish(day, inputs, rows, links, cuts, is_whole=is_whole, since=since)

    def inputs(self, day: date, previous: date | None) -> str:
        """All that a snapshot depends on."""
        month = month_of(day)
        held = self._parts.content("segment_history", previous) if self._settings.margin > 0 else ""
        facts = self._parts.versions(*_FACTS, until=month)
        return ruled(digest([*self._parts.contents("account_day", until=month), facts, held]), self.rules(day))

    def rules(self, day: date) -> str:
        """What the shop's settings say of a snapshot."""
        settings = self._settings
        # With a margin, a level hangs on those that it had before, and so on the thresholds of then.
        earlier = [(first, told) for first, told in settings.dated if first <= day] if settings.margin > 0 else []
        return digest([
            settings.mode, settings.margin, settings.thresholds_at(day), *earlier, settings.stages, settings.tiers,
            settings.link_by, settings.most_accounts_per_key, settings.zone,
        ])  # fmt: skip

    def history(self, day: date) -> ir.Table:
        """The stored snapshot of a day."""
        history = self._lake.table("segment_history")
        return history.filter(history.as_of == day)

    def _publish(
        self,
        day: date,
        inputs: str,
        rows: ir.Table,
        links: ir.Table,
        cuts: segment.Cuts,
        *,
        is_whole: bool,
        since: float,
    ) -> None:
        import ibis

        where = f"as_of = DATE '{day}'"
        has_cuts = bool(self._parts.content("segment_history", day))
        changes = self._parts.staged("segment_history", day, inputs, rows.select(*HISTORY), where=where, since=since)
        if is_whole:
            changes += self._parts.staged("customer", day, inputs, rows, where=where, since=time.monotonic())
        linked = links.select(as_of=ibis.literal(day), account_id="account_id", customer_id="customer_id")
        changes += self._parts.staged("customer_account", day, inputs, linked, where=where, since=time.monotonic())
        changes.append(self._cut_change(day, cuts, where=where if has_cuts else None))
        self._lake.publish(changes, message=f"snapshot of {day}")

    def _cut_change(self, day: date, cuts: segment.Cuts, *, where: str | None) -> Change:
        from regulars.lake import Change

        row: dict[str, Any] = {"as_of": day, **{name: float(value) for name, value in asdict(cuts).items()}}
        self._lake.ensure("segment_cut", {name: "DATE" if name == "as_of" else "DOUBLE" for name in row})
        return Change("segment_cut", where=where, values=(row,))

    @cached_property
    def _shared_key(self) -> ir.Table:
        """The contact keys that several accounts ever had: only these can link."""
        key = self._lake.table("contact_key")
        key = key.filter(key.kind.isin(self._settings.link_by))
        holders = key.group_by("kind", "token").aggregate(holders=key.account_id.nunique())
        return self._lake.keep(key.semi_join(holders.filter(holders.holders > 1), ["kind", "token"]))

    @cached_property
    def _special(self) -> ir.Table:
        """The accounts that go the long way."""
        return self._lake.keep(activity.special_account(self._lake.table("account_day"), self._shared_key))

    @cached_property
    def _special_day(self) -> ir.Table:
        return self._lake.keep(self._lake.table("account_day").semi_join(self._special, "account_id"))

    def _links(self, day: date) -> ir.Table:
        """The accounts that shared keys make one customer, as known by the day."""
        from regulars.identity import customer_accounts

        key, account, erasure = self._shared_key, self._lake.table("account"), self._lake.table("erasure")
        known = key.filter(key.day <= day).anti_join(erasure.filter(erasure.day <= day), "account_id")
        # A key of somebody who is first seen later links nobody yet.
        known = known.semi_join(account.filter(account.day <= day), "account_id")
        shared = known.group_by("kind", "token").aggregate(holders=known.account_id.nunique())
        shared = shared.filter((shared.holders > 1) & (shared.holders <= self._settings.most_accounts_per_key))
        linked = known.inner_join(shared, ["kind", "token"])
        linked = linked.inner_join(account.select("account_id", "first_seen_at"), "account_id")
        rows = linked.select("account_id", "first_seen_at", link=linked.kind + ":" + linked.token)
        return self._lake.hold(customer_accounts(self._lake.arrow(rows)))

    def _activity(self, links: ir.Table, day: date) -> ir.Table:
        stages = self._settings.stages
        account, event, loyalty, erasure, account_day = (
            self._lake.table(name) for name in ("account", "event", "loyalty_account", "erasure", "account_day")
        )
        account = account.mutate(first_seen_day=account.day, registered_day=self._local_day(account.registered_at))
        known = activity.customer_known(account, links, erasure, as_of=day)
        paid_days = activity.customer_paid_day(self._special_day, links, as_of=day)
        bought = activity.both(
            activity.plain_purchase(account_day, self._special, as_of=day, stages=stages),
            activity.customer_purchase(paid_days, as_of=day, stages=stages),
        )
        seen = event.filter((event.day <= day) & event.account_id.notnull()).select("account_id")
        active = activity.resolved(seen, links).select("customer_id").distinct()
        return activity.customer_activity(known, bought, active, activity.imported_tier(loyalty, links, as_of=day))

    def _local_day(self, moment: Any) -> Any:
        """The calendar day of a moment in the shop's zone."""
        start = datetime.combine(self._span[0], datetime.min.time()) - timedelta(days=400)
        end = datetime.combine(self._span[1], datetime.min.time()) + timedelta(days=2)
        return local_time(moment, offsets(self._settings.zone, start, end)).cast("date")
