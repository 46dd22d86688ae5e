"""What the page of a shop needs to know: plain values, filled from queries by whoever calls ``render``.

Shares are 0 to 1, money is in the shop's currency, days are calendar days in its zone, moments are UTC.
A value of None means 'cannot be told'; the reason stands in the note beside it. Texts are {"en": …, "zh": …}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from regulars.core.metric import Unit
from regulars.report.insight import AudienceSizes, Crossed, Tags, Together

Language = Literal["zh", "en"]
Text = Mapping[str, str]
Number = Decimal | int | float
AxisName = Literal["R", "F", "M"]
Cause = Literal["entered", "merged", "erased", "bought", "refunded", "threshold", "aged", "stayed"]
MeasureName = Literal["completeness", "uniqueness", "validity", "consistency", "timeliness"]


@dataclass(frozen=True)
class Period:
    """Calendar days, both ends included."""

    start: date
    end: date


@dataclass(frozen=True)
class Load:
    """What came in from one source: ``rows`` read = ``accepted`` + ``quarantined``."""

    name: str
    rows: int
    accepted: int
    quarantined: int
    loaded_at: datetime | None = None


@dataclass(frozen=True)
class Figure:
    """One key figure. ``low`` and ``high`` bound its 95 % interval, ``n`` is the sample that it stands on.

    ``family`` says under which heading it is shown. A value of None shows 'cannot tell yet' with ``note``.
    ``period`` is given only where it differs from the picture's.
    """

    name: str
    unit: Unit
    title: Text
    value: Number | None
    definition: Text
    family: Literal["gmv", "orders", "return", "trust"] = "orders"
    previous: Number | None = None
    formula: Text | None = None
    note: Text | None = None
    n: int | None = None
    low: Number | None = None
    high: Number | None = None
    better: Literal["up", "down", "none"] = "none"
    period: Period | None = None


@dataclass(frozen=True)
class Month:
    """One calendar month by its first day; ``is_partial`` where the data do not cover it whole.

    ``orders`` are the paid ones; ``buyer_orders`` those of them that name a customer.
    """

    month: date
    gmv_ordered: Number
    gmv_paid: Number
    refunds: Number
    net: Number
    orders: int
    buyers: int
    is_partial: bool = False
    buyer_orders: int | None = None


@dataclass(frozen=True)
class Group:
    """One of the eight RFM groups, or ``refunded`` or ``no_purchase``. ``aov`` is paid amount per order.

    ``paid`` is all that its customers paid, days refunded as a whole left out; the shares of GMV are of the sum of it.
    """

    name: str
    people: int
    people_share: Number | None
    gmv_share: Number | None
    aov: Number | None
    paid: Number | None = None


@dataclass(frozen=True)
class Level:
    """One level of an axis: active, middle, dormant for R; high, middle, low for F and M."""

    name: str
    people: int
    share: Number


@dataclass(frozen=True)
class Axis:
    """R in days, F in purchase days a month, M in money an order; ``best`` and ``worst`` are the two thresholds."""

    name: AxisName
    best: Number
    worst: Number
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Proposal:
    """Advice to move one threshold, because its level holds too few or too many customers."""

    axis: AxisName
    level: str
    share: Number
    current: Number
    proposed: Number


@dataclass(frozen=True)
class Stage:
    name: str
    people: int
    share: Number


@dataclass(frozen=True)
class Crossing:
    """How many people stand in a group and a stage at once."""

    group: str
    stage: str
    people: int


@dataclass(frozen=True)
class Tier:
    """``threshold`` is where the tier begins, None for a tier that only the shop gives; ``is_exclusive`` where the
    threshold itself still is the tier below."""

    name: str
    people: int
    spend: Number
    threshold: Number | None
    is_exclusive: bool = False


@dataclass(frozen=True)
class Move:
    """People who went from one group to another; ``not_yet`` is before entry, ``erased`` and ``merged`` are exits."""

    source: str
    target: str
    cause: Cause
    people: int


@dataclass(frozen=True)
class Flow:
    """All moves between two snapshots, those who stayed included."""

    start: date
    end: date
    moves: tuple[Move, ...]
    is_full_month: bool = True


@dataclass(frozen=True)
class Snapshot:
    """People per group at the end of one day."""

    day: date
    people: Mapping[str, int]


@dataclass(frozen=True)
class Cohort:
    """First-time buyers of one month; ``shares[0]`` bought again in the month after, None where not yet complete.

    ``is_entry_unknown`` where the history is too short to know that they bought for the first time.
    """

    month: date
    size: int
    shares: tuple[Number | None, ...]
    is_entry_unknown: bool = False


@dataclass(frozen=True)
class Measure:
    """One of the five measures of quality, with a plain sentence about what it found."""

    name: MeasureName
    share: Number | None
    sentence: Text


@dataclass(frozen=True)
class Quality:
    source: str
    table: str
    rows: int
    measures: tuple[Measure, ...]
    title: Text | None = None


@dataclass(frozen=True)
class Rejected:
    """Rows in quarantine for one reason; ``title`` says it in words, where there are words for it."""

    reason: str
    rows: int
    title: Text | None = None


@dataclass(frozen=True)
class Refunds:
    """Refunds that found the order they belong to, and those that did not."""

    matched: int
    unmatched: int
    matched_amount: Number
    unmatched_amount: Number


@dataclass(frozen=True)
class Picture:
    """Everything on the page of one shop. Sections without rows say what would fill them.

    ``is_stale``: something was loaded since the build that these values are of; ``loads`` are those of the build.
    """

    shop: str
    currency: str
    zone: str
    as_of: date
    built_at: datetime
    data: Period | None = None
    period: Period | None = None
    previous_period: Period | None = None
    loads: tuple[Load, ...] = ()
    figures: tuple[Figure, ...] = ()
    months: tuple[Month, ...] = ()
    groups: tuple[Group, ...] = ()
    axes: tuple[Axis, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    stages: tuple[Stage, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    impossible: tuple[tuple[str, str], ...] = ()
    tiers: tuple[Tier, ...] = ()
    flows: tuple[Flow, ...] = ()
    history: tuple[Snapshot, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    tags: Tags | None = None
    crossed: Crossed | None = None
    together: Together | None = None
    audiences: tuple[AudienceSizes, ...] = ()
    quality: tuple[Quality, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    refunds: Refunds | None = None
    is_stale: bool = False

    @property
    def names_nobody(self) -> bool:
        """Orders that name no customer: what is said of people would be a row of zeros."""
        people = [*(group.people for group in self.groups), *(stage.people for stage in self.stages)]
        return self.has_orders and bool(people) and not any(people)

    @property
    def has_orders(self) -> bool:
        return any(month.orders or month.gmv_ordered for month in self.months)
