"""Groups, stages and tiers of every customer at the end of a day (SPEC D3, D4, D9; docs/concepts/segments.md)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.core.decimals import exact

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from regulars.core.settings import Stages, Thresholds, Tiers

GROUPS = tuple(
    f"{recency}_{frequency}_{value}"
    for recency in ("active", "dormant")
    for frequency in ("frequent", "rare")
    for value in ("valuable", "modest")
)
OUTSIDE_GROUPS = ("refunded", "no_purchase")
STAGES = ("visitor", "registered", "activated", "new", "growing", "mature", "one_time", "returned", "lost")
TIERS = ("silver", "gold", "diamond")

#: Groups and stages that exclude each other by their definitions, with default thresholds.
IMPOSSIBLE = frozenset(
    {(group, stage) for group in GROUPS for stage in ("visitor", "registered", "activated")}
    | {(group, stage) for group in GROUPS if group.startswith("dormant") for stage in ("new", "growing", "returned")}
    | {(group, "lost") for group in GROUPS if group.startswith("active")}
    | {("no_purchase", stage) for stage in STAGES[3:]}
    | {("refunded", stage) for stage in ("visitor", "registered", "activated")}
)


@dataclass(frozen=True)
class Cuts:
    """The thresholds of one snapshot, in the units of the figures: days, purchase days of 90, money."""

    active_days: int
    dormant_days: int
    frequent_days: Decimal
    rare_days: Decimal
    valuable: Decimal
    modest: Decimal

    @classmethod
    def fixed(cls, thresholds: Thresholds) -> Cuts:
        """Purchase days a month become days of the 90-day window: three months."""
        return cls(
            thresholds.active_days, thresholds.dormant_days, thresholds.frequent * 3, thresholds.rare * 3,
            thresholds.valuable, thresholds.modest,
        )  # fmt: skip

    def text(self) -> str:
        return ",".join(f"{name}={value}" for name, value in asdict(self).items())


def levelled(activity: ir.Table, *, as_of: date, cuts: Cuts, margin: Decimal, held: ir.Table | None) -> ir.Table:
    """The activity with recency, monetary and the three levels.

    ``held`` has the levels of the previous month's end (``customer_id, r_level, f_level, m_level``); with a
    ``margin`` above 0 a level is left only when the figure passes the threshold by that share of it.
    """
    import ibis

    figures = activity.mutate(
        recency_days=ibis.literal(as_of).delta(activity.last_day, unit="day").cast("int64"),
        monetary=mean(activity.amount, activity.orders),
    )
    if held is not None and margin > 0:
        before = held.select("customer_id", r_before="r_level", f_before="f_level", m_before="m_level")
        figures = figures.left_join(before, "customer_id").drop("customer_id_right")
    else:
        nothing = ibis.null("string")
        figures = figures.mutate(r_before=nothing, f_before=nothing, m_before=nothing)
    share = margin if held is not None else Decimal(0)
    r_level = _level(
        -figures.recency_days,
        Decimal(-cuts.active_days),
        Decimal(-cuts.dormant_days),
        ("active", "dormant"),
        figures.r_before,
        share,
    )
    f_level = _level(
        figures.purchase_days_90, cuts.frequent_days, cuts.rare_days, ("high", "low"), figures.f_before, share
    )
    m_level = _level(figures.monetary, cuts.valuable, cuts.modest, ("high", "low"), figures.m_before, share)
    stands = figures.last_day.notnull()
    nothing = ibis.null("string")
    return figures.mutate(
        r_level=ibis.ifelse(stands, r_level, nothing),
        f_level=ibis.ifelse(stands, f_level, nothing),
        m_level=ibis.ifelse(stands, m_level, nothing),
    ).drop("r_before", "f_before", "m_before")


def mean(amount: Any, count: Any) -> Any:
    """The mean of money to four digits, rounded half up, in whole ten-thousandths: that of two doubles is off by one
    now and then, and decimals of 38 digits cost ten times all the rest of a snapshot."""
    import ibis

    money = amount.cast("decimal(18, 4)").cast("float64")
    short = (money * 10_000).round().cast("int64")  # exact up to 2^53 of them
    long = (amount.cast("decimal(38, 4)") * 10_000).cast("int64")
    whole = ibis.ifelse(money.abs() < 4e11, short, long)
    doubled, parts = 2 * whole + count, (2 * count).nullif(0)
    rounded = (doubled - doubled % parts) / parts  # divides without a rest, so it is exact
    close = (rounded / 10_000).cast("decimal(18, 4)")
    far = rounded.cast("int64").cast("decimal(22, 4)") * exact(Decimal("0.0001"))
    return ibis.ifelse(money.abs() < 4e11, close, far.cast("decimal(18, 4)"))


def _level(value: Any, high: Decimal, low: Decimal, names: tuple[str, str], before: Any, margin: Decimal) -> Any:
    """high where the value reaches the high threshold, low where it does not pass the low one, middle between."""
    import ibis

    top, bottom = names
    plain = ibis.cases((value >= _number(high), top), (value <= _number(low), bottom), else_="middle")
    if margin == 0:
        return plain
    up, down = abs(high) * margin, abs(low) * margin
    was_top = ibis.cases((value >= _number(high - up), top), (value <= _number(low), bottom), else_="middle")
    was_bottom = ibis.cases((value <= _number(low + down), bottom), (value >= _number(high), top), else_="middle")
    was_middle = ibis.cases((value >= _number(high + up), top), (value <= _number(low - down), bottom), else_="middle")
    return ibis.cases(
        (before == top, was_top), (before == bottom, was_bottom), (before == "middle", was_middle), else_=plain
    )


def _number(value: Decimal) -> Any:
    import ibis

    return ibis.literal(int(value)) if value == value.to_integral_value() else exact(value)


def grouped(levelled: ir.Table) -> Any:
    """The name of the RFM group of each row."""
    import ibis

    group = _group(levelled.r_level == "dormant", levelled.f_level == "high", levelled.m_level == "high")
    outside = ibis.ifelse(levelled.first_paid_day.notnull(), "refunded", "no_purchase")
    return ibis.ifelse(levelled.last_day.notnull(), group, outside)


def _group(is_dormant: Any, is_frequent: Any, is_valuable: Any) -> Any:
    """One of the eight names, picked and not pasted together: pasting a million names costs as much as all the rest."""
    import ibis

    def pick(recency: str) -> Any:
        frequent = ibis.ifelse(is_valuable, f"{recency}_frequent_valuable", f"{recency}_frequent_modest")
        rare = ibis.ifelse(is_valuable, f"{recency}_rare_valuable", f"{recency}_rare_modest")
        return ibis.ifelse(is_frequent, frequent, rare)

    return ibis.ifelse(is_dormant, pick("dormant"), pick("active"))


def regrouped(history: ir.Table, *, cuts: Cuts | None) -> Any:
    """The group that each row of a snapshot would have under other thresholds; its own where there are none."""
    import ibis

    if cuts is None:
        return history.rfm_group
    group = _group(
        history.recency_days >= cuts.dormant_days,
        history.purchase_days_90 >= _number(cuts.frequent_days),
        history.monetary >= _number(cuts.valuable),
    )
    return ibis.ifelse(history.last_day.notnull(), group, history.rfm_group)


def staged(levelled: ir.Table, *, as_of: date, stages: Stages) -> Any:
    """The life stage of each row; the first rule that holds."""
    import ibis

    end = ibis.literal(as_of)
    age = end.delta(levelled.first_paid_day, unit="day")
    since = end.delta(ibis.coalesce(levelled.last_day, levelled.last_paid_day), unit="day")
    gap = levelled.return_day.delta(levelled.before_return, unit="day")
    bought = levelled.first_paid_day.notnull()
    registered = levelled.registered_day.notnull()
    return ibis.cases(
        (~bought & registered & levelled.is_active, "activated"),
        (~bought & registered, "registered"),
        (~bought, "visitor"),
        (since >= stages.lost_days, "lost"),
        (levelled.return_day.notnull() & levelled.before_return.notnull() & (gap > stages.lost_days), "returned"),
        ((levelled.paid_orders == 1) & (age > stages.one_time_days), "one_time"),
        (age >= stages.growing_days, "mature"),
        (age >= stages.new_days, "growing"),
        else_="new",
    )


def tiered(levelled: ir.Table, *, tiers: Tiers) -> Any:
    """The imported tier where there is one, else by spend of twelve months."""
    import ibis

    computed = ibis.cases(
        (levelled.spend_12m > _number(tiers.diamond), "diamond"), (levelled.spend_12m >= _number(tiers.gold), "gold"),
        else_="silver",
    )  # fmt: skip
    return ibis.coalesce(levelled.imported_tier, computed)


def segment(levelled: ir.Table, *, as_of: date, stages: Stages, tiers: Tiers) -> ir.Table:
    """One row per customer: figures, levels, group, stage, tier."""
    import ibis

    end = ibis.literal(as_of)
    registered_ago = end.delta(levelled.registered_day, unit="day")
    is_newcomer = (levelled.registered_day.notnull() & levelled.first_paid_day.isnull()) & (
        registered_ago < stages.newcomer_days
    )
    next_tier = ibis.cases(
        (levelled.imported_tier.notnull(), ibis.null("decimal(18, 4)")),
        (levelled.spend_12m < _number(tiers.gold), (_number(tiers.gold) - levelled.spend_12m).cast("decimal(18, 4)")),
        (
            levelled.spend_12m <= _number(tiers.diamond),
            (_number(tiers.diamond) - levelled.spend_12m).cast("decimal(18, 4)"),
        ),
        else_=ibis.null("decimal(18, 4)"),
    )
    return levelled.select(
        "customer_id",
        as_of=end,
        rfm_group=grouped(levelled),
        stage=staged(levelled, as_of=as_of, stages=stages),
        tier=tiered(levelled, tiers=tiers),
        r_level="r_level",
        f_level="f_level",
        m_level="m_level",
        last_day="last_day",
        recency_days="recency_days",
        purchase_days_90=levelled.purchase_days_90.cast("int64"),
        monetary="monetary",
        orders=levelled.orders.cast("int64"),
        paid_orders=levelled.paid_orders.cast("int64"),
        purchase_days=levelled.purchase_days.cast("int64"),
        paid_days=levelled.paid_days.cast("int64"),
        amount=levelled.amount.cast("decimal(18, 4)"),
        spend=levelled.spend.cast("decimal(18, 4)"),
        spend_12m=levelled.spend_12m.cast("decimal(18, 4)"),
        to_next=next_tier,
        first_paid_day="first_paid_day",
        last_paid_day="last_paid_day",
        first_seen_day="first_seen_day",
        registered_day="registered_day",
        is_newcomer=is_newcomer.fill_null(False),
        accounts=levelled.accounts.cast("int64"),
    )
