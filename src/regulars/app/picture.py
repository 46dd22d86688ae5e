"""The picture of a shop on one day: everything on its report page, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import dropwhile
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from regulars.app import metrics as measures
from regulars.app.cuts import stored_cuts
from regulars.app.day import chosen, newest_built
from regulars.app.figures import comparison, figures
from regulars.app.moves import flow, snapshots
from regulars.app.picture_audiences import audience_sizes
from regulars.app.picture_insight import crossed, together
from regulars.app.picture_tags import tag_spreads
from regulars.app.quality_card import measured
from regulars.app.segments import advice, history, segments
from regulars.app.status import built_moment, is_stale
from regulars.core.errors import MissingError
from regulars.core.time import month_end, month_of
from regulars.profile import segment
from regulars.report.picture import (
    Axis,
    Cohort,
    Crossing,
    Flow,
    Group,
    Level,
    Load,
    Measure,
    Month,
    Move,
    Period,
    Picture,
    Proposal,
    Quality,
    Refunds,
    Rejected,
    Snapshot,
    Stage,
    Tier,
)

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace

#: More loads than this are told by mapping, not one by one.
MOST_LOADS = 12
MONTHLY = ("gmv_ordered", "gmv_paid", "refunds", "gmv_net", "paid_orders", "buyers")


def picture(
    workspace: Workspace, *, as_of: date | None = None,
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None,
) -> Picture:  # fmt: skip
    """All of one day, read in one state of the lake. A shop without loads has an empty picture.

    Figures are of the last full month, compared with the month before; groups, stages and tiers are of the day.
    """
    settings = workspace.settings
    now = datetime.now(UTC).replace(tzinfo=None)
    plain: dict[str, Any] = {
        "shop": settings.name, "currency": settings.currency, "zone": settings.zone, "built_at": now,
    }  # fmt: skip
    if newest_built(workspace) is None and as_of is None and not _loads(workspace):
        return Picture(as_of=datetime.now(ZoneInfo(settings.zone)).date(), **plain)
    day = chosen(workspace, as_of)
    with workspace.lake.snapshot():
        return _Painter(workspace, day).painted(plain, progress)


class _Painter:
    """Fills the sections one by one."""

    def __init__(self, workspace: Workspace, day: date) -> None:
        self.workspace, self.lake, self.day = workspace, workspace.lake, day
        first = measures.first_day(workspace, day)
        if first is None:
            raise MissingError(f"nothing happened by {day}")
        self.first = first
        self.period, self.previous = comparison(first, day)

    def painted(self, plain: dict[str, Any], progress: Callable[[str, int, int | None], None]) -> Picture:
        shop, day = self.workspace, self.day
        sections: dict[str, Callable[[], Any]] = {
            "figures": lambda: figures(shop, day, self.first, self.period, self.previous), "months": self._months,
            "groups": self._groups, "axes": self._axes, "proposals": self._proposals, "stages": self._stages,
            "crossings": self._crossings, "tiers": self._tiers, "flows": self._flows, "history": self._history,
            "cohorts": self._cohorts, "quality": self._quality, "rejected": self._rejected, "refunds": self._refunds,
            "tags": lambda: tag_spreads(shop, day), "crossed": lambda: crossed(shop, day),
            "together": lambda: together(shop, day), "audiences": lambda: audience_sizes(shop, day),
        }  # fmt: skip
        made: dict[str, Any] = {}
        for place, (name, section) in enumerate(sections.items()):
            progress("report", place, len(sections))
            made[name] = section()
        progress("report", len(sections), len(sections))
        return Picture(
            as_of=day, data=Period(self.first, day), period=self.period, previous_period=self.previous,
            loads=_loads(shop, until=built_moment(shop)), impossible=tuple(sorted(segment.IMPOSSIBLE)),
            is_stale=is_stale(shop), **made, **plain,
        )  # fmt: skip

    # Money -----------------------------------------------------------------------------------------------------------

    def _months(self) -> tuple[Month, ...]:
        names = (*MONTHLY, "guest_share")
        found = measures.numbers(self.workspace, names, by="month", as_of=self.day)
        rows: dict[date, dict[str, Any]] = defaultdict(dict)
        for number in found:
            rows[month_of(number.start)][number.metric.name] = number.value
        return tuple(
            Month(
                month, row["gmv_ordered"], row["gmv_paid"], row["refunds"], row["gmv_net"], int(row["paid_orders"]),
                int(row["buyers"]), is_partial=not self._is_whole(month),
                buyer_orders=round(int(row["paid_orders"]) * (1 - (row["guest_share"] or 0))),
            )
            for month, row in sorted(rows.items())
        )  # fmt: skip

    def _is_whole(self, month: date) -> bool:
        return self.first <= month and month_end(month) <= self.day

    # People ----------------------------------------------------------------------------------------------------------

    def _groups(self) -> tuple[Group, ...]:
        return tuple(
            Group(
                row["value"], row["people"], row["people_share"], _unless_outside(row), row["order_value"], row["paid"]
            )
            for row in segments(self.workspace, as_of=self.day)
        )

    def _axes(self) -> tuple[Axis, ...]:
        cuts = stored_cuts(self.lake, self.day)
        if cuts is None:
            return ()
        rows = segments(self.workspace, as_of=self.day, by="levels").rows()
        ends: tuple[tuple[Any, str, Any, Any], ...] = (
            ("R", "r_level", cuts.active_days, cuts.dormant_days),
            ("F", "f_level", _monthly(cuts.frequent_days), _monthly(cuts.rare_days)),
            ("M", "m_level", cuts.valuable, cuts.modest),
        )
        return tuple(
            Axis(name, best, worst, tuple(_level(row) for row in rows if row["dimension"] == level))
            for name, level, best, worst in ends
        )

    def _proposals(self) -> tuple[Proposal, ...]:
        return tuple(
            Proposal(one.axis, one.level, one.share, one.current, one.proposed)
            for one in advice(self.workspace, self.day)
        )

    def _stages(self) -> tuple[Stage, ...]:
        rows = segments(self.workspace, as_of=self.day, by="stage")
        return tuple(Stage(row["value"], row["people"], row["people_share"] or 0) for row in rows)

    def _crossings(self) -> tuple[Crossing, ...]:
        rows = history(self.workspace, self.day)
        counted = rows.group_by("rfm_group", "stage").aggregate(people=rows.count()).order_by("rfm_group", "stage")
        return tuple(Crossing(*row.values()) for row in self.lake.arrow(counted).to_pylist())

    def _tiers(self) -> tuple[Tier, ...]:
        tiers = self.workspace.settings.tiers
        starts: dict[str, Decimal | int] = {"silver": 0, "gold": tiers.gold, "diamond": tiers.diamond}
        return tuple(
            Tier(row["value"], row["people"], row["spend_12m"], starts.get(row["value"]), row["value"] == "diamond")
            for row in segments(self.workspace, as_of=self.day, by="tier")
            if row["people"] or row["value"] in starts
        )

    # Time ------------------------------------------------------------------------------------------------------------

    def _flows(self) -> tuple[Flow, ...]:
        moves: dict[tuple[date, date], list[Move]] = defaultdict(list)
        for row in flow(self.workspace, end=self.day):
            moves[row["from_day"], row["to_day"]].append(
                Move(row["from_value"], row["to_value"], row["cause"], row["people"])
            )
        return tuple(
            Flow(start, end, tuple(found), is_full_month=end == month_end(end))
            for (start, end), found in sorted(moves.items())
        )

    def _history(self) -> tuple[Snapshot, ...]:
        rows = self.lake.table("segment_history")
        rows = rows.filter(rows.as_of.isin(snapshots(self.workspace, end=self.day)))
        counted = rows.group_by("as_of", "rfm_group").aggregate(people=rows.count())
        people: dict[date, dict[str, int]] = defaultdict(dict)
        for row in self.lake.arrow(counted).to_pylist():
            people[row["as_of"]][row["rfm_group"]] = row["people"]
        shown = dropwhile(lambda pair: not pair[1].keys() - set(segment.OUTSIDE_GROUPS), sorted(people.items()))
        return tuple(Snapshot(day, found) for day, found in shown)

    def _cohorts(self) -> tuple[Cohort, ...]:
        rows: dict[date, list[dict[str, Any]]] = defaultdict(list)
        for row in measures.cohorts(self.workspace, as_of=self.day):
            rows[row["month"]].append(row)
        return tuple(
            Cohort(month, found[0]["size"], tuple(row["share"] for row in found if row["months_later"]),
                   not found[0]["is_entry_known"])
            for month, found in sorted(rows.items())
        )  # fmt: skip

    # Trust -----------------------------------------------------------------------------------------------------------

    def _quality(self) -> tuple[Quality, ...]:
        told: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for one in measured(self.workspace):
            told[one.source, one.table].append(one)
        counts = dict(self.lake.rows(" UNION ALL ".join(
            f"SELECT '{table}', count(*) FROM lake.main.\"{table}\"" for table in sorted({name for _, name in told})
        ))) if told else {}  # fmt: skip
        return tuple(
            Quality(source, table, counts[table],
                    tuple(Measure(one.measure, one.share, one.sentence) for one in found),
                    self.workspace.tables[table].title)
            for (source, table), found in told.items()
        )  # fmt: skip

    def _rejected(self) -> tuple[Rejected, ...]:
        """Open rows by reason; one with several faults counts once, by what its mapping says if that says anything."""
        from regulars.govern.reasons import REJECTED, reason_title

        if not self.lake.has("quarantine"):
            return ()
        rows = self.lake.rows(
            "SELECT reason, count(*) FROM ("
            "SELECT load_id, row_no, arg_min(reason, (NOT starts_with(reason, ?), reason)) AS reason "
            "FROM lake.main.quarantine WHERE status = 'open' GROUP BY ALL) GROUP BY 1 ORDER BY 2 DESC, 1",
            [REJECTED],
        )
        return tuple(Rejected(reason, count, reason_title(reason)) for reason, count in rows)

    def _refunds(self) -> Refunds | None:
        rows = self.lake.table("refund_piece")
        rows = rows.filter(rows.day <= self.day)
        found, lost = rows.purchase_day.notnull(), rows.purchase_day.isnull()
        row = self.lake.arrow(
            rows.aggregate(
                matched=found.sum(), unmatched=lost.sum(), matched_amount=rows.amount.sum(where=found),
                unmatched_amount=rows.amount.sum(where=lost),
            )
        ).to_pylist()[0]  # fmt: skip
        if not row["matched"] and not row["unmatched"]:
            return None
        zero = Decimal(0)
        return Refunds(
            int(row["matched"] or 0), int(row["unmatched"] or 0), row["matched_amount"] or zero,
            row["unmatched_amount"] or zero,
        )  # fmt: skip


def _level(row: dict[str, Any]) -> Level:
    return Level(row["value"], row["people"], row["people_share"] or 0)


def _unless_outside(row: dict[str, Any]) -> float | None:
    return None if row["value"] in segment.OUTSIDE_GROUPS else row["paid_share"]


def _monthly(days: Decimal) -> Decimal:
    return (days / 3).quantize(Decimal("0.01")).normalize() if days % 3 else (days / 3).quantize(Decimal(1))


def _loads(workspace: Workspace, *, until: datetime | None = None) -> tuple[Load, ...]:
    """The loads up to a moment in order; where there are many, one line for each mapping."""
    if not workspace.lake.has("load"):
        return ()
    end = until or datetime.max
    rows = workspace.lake.rows(
        "SELECT name, rows, accepted, quarantined, started_at FROM lake.main.load WHERE started_at <= ? "
        "ORDER BY started_at, name",
        [end],
    )
    if len(rows) > MOST_LOADS:
        rows = workspace.lake.rows(
            "SELECT mapping || ' (' || count(*) || ')', sum(rows)::BIGINT, sum(accepted)::BIGINT, "
            "sum(quarantined)::BIGINT, max(started_at) FROM lake.main.load WHERE started_at <= ? "
            "GROUP BY mapping ORDER BY mapping",
            [end],
        )
    return tuple(Load(*row) for row in rows)
