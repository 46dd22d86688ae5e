"""The daily build on one page: facts → refund pieces → account days → identity → groups, stages, tiers → flow.

Every table is made in parts (a month, a day, a pair of days). A part is made again only when its inputs changed, and
each is published by itself, so a killed build goes on where it stopped. Day D means everything before the midnight
that ends it in the shop's zone.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from regulars.app.records import ensure_records
from regulars.core.errors import InputError
from regulars.core.time import local_time, month_end, month_ends, month_of, offsets
from regulars.profile import account_day as days
from regulars.profile import customer_activity as activity
from regulars.profile import movement, refund_match, segment, segment_flow

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace
    from regulars.lake import Change

Progress = Callable[[str, int, int | None], None]

#: What the build makes: grain, what a row tells, and how the table is read as of a day.
MADE: dict[str, dict[str, str]] = {
    "refund_piece": {
        "grain": "one piece of one refund line, with the sale that it undoes",
        "about": "Pieces without a paid day are unmatched: no sale or no payment was found.",
        "dated": "day",
    },
    "payment_movement": {
        "grain": "one account, day and paid day",
        "about": "Payments on the day on which they count; a deposit counts when the balance comes.",
        "dated": "day",
    },
    "account_day": {
        "grain": "one account (null: guests), day and paid day",
        "about": "Ordered, paid and refunded amounts and counts; additive.",
        "dated": "day",
    },
    "segment_history": {
        "grain": "one customer at the end of one day (each month's last and the as-of days)",
        "about": "Levels, group, stage and tier.",
        "dated": "as_of",
    },
    "customer": {
        "grain": "one customer at the end of an as-of day",
        "about": "All figures of the customer's profile.",
        "dated": "as_of",
    },
    "customer_account": {
        "grain": "one account that belongs to a customer together with others, at the end of an as-of day",
        "about": "Accounts that are not listed are customers of their own.",
        "dated": "as_of",
    },
    "segment_flow": {
        "grain": "people by value before, value after and cause, between two snapshots",
        "about": "Groups, stages and tiers; everyone of either snapshot counts once.",
        "dated": "to_day",
    },
    "segment_cut": {
        "grain": "one snapshot's thresholds",
        "about": "Fixed, or the quantiles of that day.",
        "dated": "as_of",
    },
}

HISTORY = (
    "customer_id", "as_of", "rfm_group", "stage", "tier", "r_level", "f_level", "m_level", "last_day", "recency_days",
    "purchase_days_90", "monetary", "orders", "purchase_days", "last_paid_day", "is_newcomer", "spend_12m",
)  # fmt: skip


@dataclass
class Made:
    """What the build did to one table."""

    table: str
    rows: int = 0
    seconds: float = 0.0
    made: int = 0
    kept: int = 0

    @property
    def changed(self) -> str:
        if self.made == 0:
            return "unchanged"
        return f"{self.made} of {self.made + self.kept} parts" if self.made + self.kept > 1 else "made"


@dataclass
class Built:
    """A build's record: the as-of day, and a line per table."""

    run_id: str
    as_of: date
    tables: list[Made] = field(default_factory=list)
    seconds: float = 0.0


def build(
    workspace: Workspace, *, as_of: date | None = None, progress: Progress = lambda what, done, total: None
) -> Built:
    """Bring every derived table up to date as of a day (default: the last day with orders).

    Raises InputError where there are no orders, or none by that day.
    """
    with workspace.work("build" if as_of is None else f"build as of {as_of}"):
        ensure_records(workspace.lake)
        present = set(workspace.lake.names())
        for name, table in workspace.tables.items():
            if name not in present:
                workspace.lake.ensure(name, table.schema)
        workspace.lake.recover()
        return _Build(workspace, as_of, progress).run()


class _Build:
    def __init__(self, workspace: Workspace, as_of: date | None, progress: Progress) -> None:
        self.workspace, self.lake, self.settings = workspace, workspace.lake, workspace.settings
        self.progress = progress
        self.at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        self.parts = {
            (table, part): (inputs, content, rows)
            for table, part, inputs, content, rows in self.lake.rows(
                'SELECT "table", part, inputs, content, rows FROM lake.main.build_part'
            )
        }
        self.versions: dict[tuple[str, date], str] = self._versions()
        self.span = self._span()
        self.as_of = self._day(as_of)
        self.built = Built(uuid.uuid4().hex[:12], self.as_of)

    def run(self) -> Built:
        """All steps in order; a line of the record per table, written even if a later step fails."""
        started = time.monotonic()
        self._refund_pieces()
        self._payment_movements()
        self._account_days()
        snapshots = [end for end in month_ends(self.span[0], self.as_of) if end < self.as_of] + [self.as_of]
        for place, day in enumerate(snapshots):
            self.progress("segments", place, len(snapshots))
            self._snapshot(day, snapshots[place - 1] if place else None)
        for place, (start, end) in enumerate(pairwise(snapshots)):
            self.progress("flow", place, len(snapshots) - 1)
            self._flow(start, end)
        self._forget_stale(set(snapshots))
        self.lake.tidy()
        self.built.seconds = time.monotonic() - started
        self._record()
        return self.built

    # What there is ---------------------------------------------------------------------------------------------------

    def _versions(self) -> dict[tuple[str, date], str]:
        """Per fact and month, a hash of the loads that touched it."""
        rows = self.lake.rows('SELECT "table", month, load_id FROM lake.main.fact_version ORDER BY ALL')
        found: dict[tuple[str, date], list[str]] = {}
        for table, month, load_id in rows:
            found.setdefault((table, month), []).append(load_id)
        return {key: _hash(loads) for key, loads in found.items()}

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

    def _day(self, as_of: date | None) -> date:
        first, last = self.span
        if as_of is None:
            return last
        if as_of < first:
            raise InputError(f"there is nothing to build as of {as_of}: the first day with data is {first}")
        return as_of

    def _months(self) -> list[date]:
        return [month_of(end) for end in month_ends(self.span[0], month_end(self.span[1]))]

    def _since(self, name: str, *, until: date | None = None) -> str:
        """The version of a fact up to a month."""
        return _hash(f"{month}:{version}" for (table, month), version in sorted(self.versions.items())
                     if table == name and (until is None or month <= until))  # fmt: skip

    def _fact(self, name: str) -> ir.Table:
        return self.lake.table(name)

    # Steps -----------------------------------------------------------------------------------------------------------

    def _refund_pieces(self) -> None:
        inputs = _hash(self._since(name) for name in ("refund", "order_item", "orders", "payment"))
        if ("refund", date(1900, 1, 1)) not in self.versions and not any(t == "refund" for t, _ in self.versions):
            inputs = "none"
        self._make("refund_piece", "all", inputs, self._refund_piece, where="true")

    def _refund_piece(self) -> ir.Table:
        """Refund lines in pieces: by their order where the source names it, else by matching."""
        import ibis

        refund, item, orders = self._fact("refund"), self._fact("order_item"), self._fact("orders")
        if not self.lake.rows("SELECT 1 FROM lake.main.refund LIMIT 1"):
            return _pieces(refund.limit(0), refund.limit(0))
        by_payment = movement.paid_order(self._fact("payment"), orders)
        paid_lines = item.filter(item.is_paid & (item.amount > 0)).semi_join(refund, "order_id")
        by_line = paid_lines.group_by("order_id", "account_id").aggregate(paid_day=paid_lines.day.min())
        paid = by_payment.union(by_line.select("order_id", "account_id", "paid_day"))
        named = refund.filter(refund.order_id.notnull() & (refund.order_id != ""))
        joined = named.left_join(paid, "order_id")
        day = ibis.greatest(joined.day, ibis.coalesce(joined.paid_day, joined.day))
        by_order = joined.select(
            "refund_id", "product_id", "occurrence", "order_id",
            account_id=ibis.coalesce(joined.account_id, joined.account_id_right), day=day,
            purchase_day=joined.paid_day, quantity="quantity", amount="amount",
        )  # fmt: skip
        return _pieces(by_order, self._matched(refund, item))

    def _matched(self, refund: ir.Table, item: ir.Table) -> ir.Table:
        import ibis

        unnamed = refund.filter(refund.order_id.isnull() | (refund.order_id == ""))
        sought = refund_match.unreferenced(refund)
        refunds = self.lake.keep(sought.mutate(place=ibis.row_number()))
        sales = self.lake.keep(refund_match.candidates(item, refund).mutate(place=ibis.row_number()))
        found = self.lake.hold(
            refund_match.refund_match(
                self.lake.arrow(refunds.select("place", "account_id", "product_id", "refunded_at", "refund_id", "quantity", "unit_price")),
                self.lake.arrow(sales.select("place", "account_id", "product_id", "ordered_at", "order_id", "quantity", "unit_price", "occurrence")),
            )
        )  # fmt: skip
        linked = found.inner_join(refunds, found.refund_place == refunds.place)
        linked = linked.select(
            "refund_place", "sale_place", "refund_id", "product_id", "occurrence", "account_id", "day", "unit_price", "amount",
            piece=(linked.quantity.cast("decimal(18, 3)") / 1000).cast("decimal(18, 3)"), whole=linked.quantity_right,
        )  # fmt: skip
        sold = sales.select(
            "place", "order_id",
            purchase_day=ibis.ifelse(sales.is_paid & (sales.amount > 0), sales.day, ibis.null("date")),
        )
        paid = movement.paid_order(self._fact("payment"), self._fact("orders")).select("order_id", "paid_day")
        linked = linked.inner_join(sold, linked.sale_place == sold.place).left_join(paid, "order_id")
        pieces = linked.select(
            "refund_id", "product_id", "occurrence", "order_id", "account_id", day="day",
            purchase_day=ibis.coalesce(linked.purchase_day, linked.paid_day), quantity="piece",
            amount=ibis.ifelse(linked.piece == linked.whole, linked.amount, (linked.amount * linked.piece / linked.whole).cast("decimal(18, 4)")),
            refund_place="refund_place",
        )  # fmt: skip
        kept = self.lake.keep(pieces)
        rest = self._rest(unnamed, kept, refunds)
        return kept.drop("refund_place").union(rest)

    def _rest(self, unnamed: ir.Table, pieces: ir.Table, refunds: ir.Table) -> ir.Table:
        """What of the unnamed refunds found no sale."""
        import ibis

        used = pieces.group_by("refund_place").aggregate(used=pieces.quantity.sum(), used_amount=pieces.amount.sum())
        keys = refunds.select("place", "refund_id", "product_id", "unit_price", "quantity", "occurrence")
        joined = unnamed.left_join(keys, ["refund_id", "product_id", "unit_price", "quantity", "occurrence"])
        joined = joined.left_join(used, joined.place == used.refund_place)
        left = joined.quantity - joined.used.fill_null(0)
        return joined.filter((left > 0) | joined.used.isnull()).select(
            "refund_id", "product_id", "occurrence", order_id=ibis.null("string"), account_id="account_id", day="day",
            purchase_day=ibis.null("date"), quantity=left.cast("decimal(18, 3)"),
            amount=(joined.amount - joined.used_amount.fill_null(0)).cast("decimal(18, 4)"),
        )  # fmt: skip

    def _payment_movements(self) -> None:
        inputs = _hash(self._since(name) for name in ("payment", "orders"))
        if not any(table == "payment" for table, _ in self.versions):
            inputs = "none"

        def expression() -> ir.Table:
            payment, orders = self._fact("payment"), self._fact("orders")
            moved = movement.payment_movement(payment, movement.paid_order(payment, orders))
            return moved.select(
                "account_id", "day", "purchase_day", paid_amount=moved.paid_amount.cast("decimal(18, 4)"),
                paid_orders=moved.paid_orders.cast("int64"),
            )  # fmt: skip

        self._make("payment_movement", "all", inputs, expression, where="true")

    def _account_days(self) -> None:
        moved = {name: self._contents_by_month(name) for name in ("payment_movement", "refund_piece")}
        months = self._months()
        for place, month in enumerate(months):
            self.progress("account_day", place, len(months))
            before = month_of(month - timedelta(days=1))
            inputs = _hash(
                [self.versions.get((name, near), "") for name in ("order_item", "orders") for near in (before, month)]
                + [found.get(month, "") for found in moved.values()]
            )
            end = month_end(month)
            where = f"day >= DATE '{month}' AND day <= DATE '{end}'"
            self._make("account_day", month.isoformat(), inputs, lambda m=month, e=end: self._account_day(m, e), where=where)

    def _account_day(self, start: date, end: date) -> ir.Table:
        def within(table: ir.Table, *, back: int = 0) -> ir.Table:
            return table.filter((table.day >= start - timedelta(days=back)) & (table.day <= end))

        item, orders = self._fact("order_item"), self._fact("orders")
        refunds = movement.refund_movement(within(self._fact("refund_piece")))
        return days.account_day(
            days.ordered_part(within(item), within(orders), within(orders, back=31)),
            days.paid_part(within(item, back=3), month_start=start),
            within(self._fact("payment_movement")),
            refunds,
        )

    def _contents_by_month(self, name: str) -> dict[date, str]:
        rows = self.lake.rows(
            f"SELECT date_trunc('month', day)::DATE, count(*), bit_xor(hash(t)) FROM lake.main.{name} t GROUP BY 1"
        )
        return {month: f"{count}-{content:x}" for month, count, content in rows}

    # Snapshots -------------------------------------------------------------------------------------------------------

    def _snapshot(self, day: date, previous: date | None) -> None:
        """Groups, stages and tiers at the end of a day; the whole profile too where it is the as-of day."""
        inputs = self._snapshot_inputs(day, previous)
        wanted = ["segment_history", *(["customer"] if day == self.as_of else [])]
        if all(self._is_fresh(name, day.isoformat(), inputs) for name in wanted):
            for name in wanted:
                self._keep(name, day.isoformat())
            return
        started = time.monotonic()
        links = self._links(day)
        figures = self.lake.keep(self._activity(links, day))
        cuts = self._cuts(figures, day)
        held = self._history(previous) if previous is not None and self.settings.margin > 0 else None
        levelled = segment.levelled(figures, as_of=day, cuts=cuts, margin=self.settings.margin, held=held)
        kept = self.lake.keep(segment.segment(levelled, as_of=day, stages=self.settings.stages, tiers=self.settings.tiers))
        where = f"as_of = DATE '{day}'"
        changes = self._staged("segment_history", day.isoformat(), inputs, kept.select(*HISTORY), where=where, since=started)
        if day == self.as_of:
            changes += self._staged("customer", day.isoformat(), inputs, kept, where=where, since=time.monotonic())
        account = links.select(as_of=_literal(day), account_id="account_id", customer_id="customer_id")
        changes += self._staged("customer_account", day.isoformat(), inputs, account, where=where, since=time.monotonic())
        changes += self._cut_change(day, cuts)
        self.lake.publish(changes, message=f"snapshot of {day}")
        self.lake.drop(figures, kept, links)

    def _snapshot_inputs(self, day: date, previous: date | None) -> str:
        settings = self.settings
        month = month_of(day)
        contents = [content for (table, part), (_, content, _) in sorted(self.parts.items())
                    if table == "account_day" and date.fromisoformat(part) <= month]  # fmt: skip
        facts = [self._since(name, until=month) for name in ("account", "contact_key", "erasure", "event", "loyalty_account")]
        held = self.parts.get(("segment_history", str(previous)), ("", "", 0))[1] if settings.margin > 0 else ""
        rules = (settings.mode, settings.margin, settings.thresholds_at(day), settings.stages, settings.tiers,
                 settings.link_by, settings.most_accounts_per_key, settings.zone)  # fmt: skip
        return _hash([*contents, *facts, held, repr(rules)])

    def _history(self, day: date) -> ir.Table:
        history = self._fact("segment_history")
        return history.filter(history.as_of == day)

    def _links(self, day: date) -> ir.Table:
        """The accounts that shared keys make one customer, as known by the day."""
        from regulars.identity import customer_accounts

        key, account = self._fact("contact_key"), self._fact("account")
        known = key.filter((key.day <= day) & key.kind.isin(self.settings.link_by))
        known = known.anti_join(self._erased(day), "account_id")
        shared = known.group_by("kind", "token").aggregate(holders=known.account_id.nunique())
        shared = shared.filter((shared.holders > 1) & (shared.holders <= self.settings.most_accounts_per_key))
        linked = known.inner_join(shared, ["kind", "token"]).inner_join(
            account.select("account_id", "first_seen_at"), "account_id"
        )
        rows = linked.select("account_id", "first_seen_at", link=linked.kind + ":" + linked.token)
        return self.lake.hold(customer_accounts(self.lake.arrow(rows)))

    def _erased(self, day: date) -> ir.Table:
        erasure = self._fact("erasure")
        return erasure.filter(erasure.day <= day)

    def _activity(self, links: ir.Table, day: date) -> ir.Table:
        import ibis

        account, event, loyalty = self._fact("account"), self._fact("event"), self._fact("loyalty_account")
        registered = self._local(account.registered_at)
        account = account.mutate(first_seen_day=account.day, registered_day=registered)
        known = activity.customer_known(account, links, self._fact("erasure"), as_of=day)
        paid_days = activity.customer_paid_day(self._fact("account_day"), links, as_of=day)
        bought = activity.customer_purchase(paid_days, as_of=day, stages=self.settings.stages)
        seen = event.filter((event.day <= day) & event.account_id.notnull()).select("account_id")
        active = activity.resolved(seen, links).select("customer_id").distinct()
        tiers = loyalty.filter((loyalty.valid_from <= day) & loyalty.tier.notnull())
        tiers = activity.resolved(tiers, links)
        newest = tiers.group_by("customer_id").aggregate(imported_tier=tiers.tier.argmax(tiers.valid_from))
        assert ibis is not None
        return activity.customer_activity(known, bought, active, newest)

    def _local(self, moment: Any) -> Any:
        start = datetime.combine(self.span[0], datetime.min.time()) - timedelta(days=400)
        end = datetime.combine(self.span[1], datetime.min.time()) + timedelta(days=2)
        return local_time(moment, offsets(self.settings.zone, start, end)).cast("date")

    def _cuts(self, figures: ir.Table, day: date) -> segment.Cuts:
        fixed = segment.Cuts.fixed(self.settings.thresholds_at(day))
        if self.settings.mode == "fixed":
            return fixed
        return quantile_cuts(self.lake, figures, day) or fixed

    def _cut_change(self, day: date, cuts: segment.Cuts) -> list[Change]:
        from dataclasses import asdict

        from regulars.lake import Change

        row = {"as_of": day, **{name: float(value) for name, value in asdict(cuts).items()}}
        schema = {name: "DATE" if name == "as_of" else "DOUBLE" for name in row}
        self.lake.ensure("segment_cut", schema)
        return [Change("segment_cut", where=f"as_of = DATE '{day}'", values=(row,))]

    # Flow ------------------------------------------------------------------------------------------------------------

    def _flow(self, start: date, end: date) -> None:
        part = f"{start}>{end}"
        contents = [self.parts.get(("segment_history", str(day)), ("", "", 0))[1] for day in (start, end)]
        inputs = _hash([*contents, self.parts.get(("customer_account", str(end)), ("", "", 0))[1], repr(self._cuts_of(start))])
        where = f"from_day = DATE '{start}' AND to_day = DATE '{end}'"
        self._make("segment_flow", part, inputs, lambda: self._flows(start, end), where=where)

    def _flows(self, start: date, end: date) -> ir.Table:
        before, after = self._history(start), self._history(end)
        links = self._fact("customer_account")
        links = links.filter(links.as_of == end).select("account_id", "customer_id")
        earlier, later = self._cuts_of(start), self._cuts_of(end)
        same = segment.regrouped(after, cuts=earlier) if earlier != later else None
        moves = self.lake.keep(segment_flow.moves(before, after, links, same_group=same))
        flows = [
            segment_flow.dated(segment_flow.segment_flow(moves, dimension=name), dimension=name, start=start, end=end)
            for name in segment_flow.DIMENSIONS
        ]
        return flows[0].union(*flows[1:])

    def _cuts_of(self, day: date) -> segment.Cuts | None:
        return stored_cuts(self.lake, day)

    # Parts -----------------------------------------------------------------------------------------------------------

    def _line(self, table: str) -> Made:
        for line in self.built.tables:
            if line.table == table:
                return line
        self.built.tables.append(Made(table))
        return self.built.tables[-1]

    def _is_fresh(self, table: str, part: str, inputs: str) -> bool:
        return self.parts.get((table, part), ("", "", 0))[0] == inputs

    def _keep(self, table: str, part: str) -> None:
        line = self._line(table)
        line.kept += 1
        line.rows += self.parts[table, part][2]

    def _make(self, table: str, part: str, inputs: str, expression: Callable[[], ir.Table], *, where: str) -> None:
        """Make one part of a table, unless it is fresh, and publish it."""
        if self._is_fresh(table, part, inputs):
            self._keep(table, part)
            return
        started = time.monotonic()
        changes = self._staged(table, part, inputs, expression(), where=where, since=started)
        self.lake.publish(changes, message=f"build {table} {part}")

    def _staged(
        self, table: str, part: str, inputs: str, expression: ir.Table, *, where: str, since: float
    ) -> list[Change]:
        """Write the part and say what publishing it changes: the rows, and the note of what they were made of."""
        from regulars.lake import Change

        if not self.lake.has(table):
            self.lake.ensure(table, self.lake.types(expression))
        staged = self.lake.stage(expression, name=table)
        rows, content = (staged.rows, self.lake.content(staged)) if staged else (0, "empty")
        self.parts[table, part] = (inputs, content, rows)
        line = self._line(table)
        line.made, line.rows, line.seconds = line.made + 1, line.rows + rows, line.seconds + time.monotonic() - since
        note = {"table": table, "part": part, "inputs": inputs, "content": content, "rows": rows, "built_at": self.at}
        return [
            Change(table, where=where, add=(staged,) if staged else ()),
            Change("build_part", where=f"\"table\" = '{table}' AND part = '{part}'", values=(note,)),
        ]

    def _forget_stale(self, current: set[date]) -> None:
        """Drop snapshots of other days whose inputs changed since; fresh ones stay for whoever asked for them."""
        from regulars.lake import Change

        ends = sorted(day for day in current)
        changes: list[Change] = []
        for (table, part), (inputs, _, _) in sorted(self.parts.items()):
            if table not in ("segment_history", "customer") or date.fromisoformat(part) in current:
                continue
            day = date.fromisoformat(part)
            earlier = [end for end in ends if end < day]
            if inputs == self._snapshot_inputs(day, earlier[-1] if earlier else None):
                continue
            for name in (table, *(("customer_account", "segment_cut") if table == "segment_history" else ())):
                if self.lake.has(name):
                    changes.append(Change(name, where=f"as_of = DATE '{day}'"))
                    changes.append(Change("build_part", where=f"\"table\" = '{name}' AND part = '{part}'"))
            if table == "segment_history":
                changes.append(Change("segment_flow", where=f"from_day = DATE '{day}' OR to_day = DATE '{day}'"))
                changes.append(Change("build_part", where=f"\"table\" = 'segment_flow' AND part LIKE '%{day}%'"))
        if changes:
            self.lake.publish(changes, message="forget stale snapshots")

    def _record(self) -> None:
        from regulars.lake import Change

        rows = tuple(
            {
                "run_id": self.built.run_id, "what": "build", "as_of": self.as_of, "started_at": self.at,
                "seconds": round(line.seconds, 3), "table": line.table, "rows": line.rows, "parts": line.made,
                "changed": line.changed, "reads": READS.get(line.table, ""),
            }
            for line in self.built.tables
        )  # fmt: skip
        self.lake.publish([Change("run", values=rows)], message=f"run {self.built.run_id}")


READS = {
    "refund_piece": "refund, order_item, orders, payment",
    "payment_movement": "payment, orders",
    "account_day": "order_item, orders, payment_movement, refund_piece",
    "segment_history": "account_day, account, contact_key, erasure, event, loyalty_account",
    "customer": "account_day, account, contact_key, erasure, event, loyalty_account",
    "customer_account": "account, contact_key, erasure",
    "segment_flow": "segment_history, customer_account",
}


def quantile_cuts(lake: Any, figures: ir.Table, day: date) -> segment.Cuts | None:
    """Discrete 1/3 and 2/3 quantiles of the customers with a standing day; None where there are too few."""
    import numpy as np

    standing = figures.filter(figures.last_day.notnull())
    money = (standing.amount.cast("decimal(38, 4)") / standing.orders.nullif(0)).cast("decimal(18, 4)")
    table = lake.arrow(standing.select("last_day", "purchase_days_90", money=money))
    if table.num_rows < 3:
        return None
    from decimal import Decimal

    recency = sorted((day - last).days for last in table.column("last_day").to_pylist())
    frequency = np.sort(np.asarray(table.column("purchase_days_90")))
    value = sorted(table.column("money").to_pylist())
    first, second = (table.num_rows + 2) // 3 - 1, -(-2 * table.num_rows // 3) - 1
    return segment.Cuts(
        recency[first], recency[second], Decimal(int(frequency[second])), Decimal(int(frequency[first])),
        value[second], value[first],
    )  # fmt: skip


def stored_cuts(lake: Any, day: date) -> segment.Cuts | None:
    """The thresholds with which a snapshot was made."""
    from decimal import Decimal

    if not lake.has("segment_cut"):
        return None
    names = "active_days, dormant_days, frequent_days, rare_days, valuable, modest"
    rows = lake.rows(f"SELECT {names} FROM lake.main.segment_cut WHERE as_of = ?", [day])
    if not rows:
        return None
    active, dormant, *others = rows[0]
    return segment.Cuts(int(active), int(dormant), *(Decimal(str(value)) for value in others))


def _pieces(by_order: ir.Table, matched: ir.Table) -> ir.Table:
    """Both kinds of pieces with the same columns."""
    import ibis

    def shaped(table: ir.Table) -> ir.Table:
        purchase = table.purchase_day if "purchase_day" in table.columns else ibis.null("date")
        return table.select(
            "refund_id", "product_id", "occurrence", "order_id", "account_id", "day", purchase_day=purchase,
            quantity=table.quantity.cast("decimal(18, 3)"), amount=table.amount.cast("decimal(18, 4)"),
        )  # fmt: skip

    return shaped(by_order).union(shaped(matched))


def _literal(day: date) -> Any:
    import ibis

    return ibis.literal(day)


def _hash(parts: Iterable[object]) -> str:
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:20]
