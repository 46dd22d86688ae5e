"""The shop's programme: points for what is paid, good for two quarters after that in which they came; three tiers.

The world knows nothing of it: what people use their points for is no purchase.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from regulars.simulate.draws import Floats, Ints
from regulars.simulate.plan import Plan
from regulars.simulate.words import named
from regulars.simulate.world import Columns, World

if TYPE_CHECKING:
    from regulars.simulate.stretch import Stretch

#: Points are used by hundreds, from so many on; what the best tiers ask for within a year; and the days of that.
LEAST, TIERS, FROM, YEAR = 300, ("silver", "gold", "diamond"), np.array([1_500.0, 5_000.0]), 365
QUARTERS = 2


@dataclass
class Programme:
    """``entry``: the points that are used (how many, whose, when) and those that expire; ``member``: the tier and the
    balance of a person from the first day of a month on, where the tier is another one."""

    entry: Columns
    member: Columns


@dataclass
class _Balance:
    """Points by person: those of each quarter that are not forgotten, and all that was taken of them."""

    many: int
    added: dict[int, Ints] = field(default_factory=dict)
    taken: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.taken = np.zeros(self.many, dtype=np.int64)

    def add(self, quarter: int, points: Ints) -> None:
        self.added[quarter] = self.added.get(quarter, np.zeros(self.many, dtype=np.int64)) + points

    def until(self, quarter: int) -> Ints:
        """What is left of the points that came in no later quarter, those that came first being taken first."""
        found = sum((one for of, one in self.added.items() if of <= quarter), np.zeros(self.many, dtype=np.int64))
        return np.asarray(found - self.taken)


_WITH_CARD = """
    CREATE TABLE pointed AS
    SELECT *, floor(amount)::BIGINT AS points FROM bought WHERE NOT is_guest;
    CREATE TABLE unpointed AS
    SELECT c.*, floor(c.amount)::BIGINT AS points FROM came_back c JOIN pointed p
    ON p.person = c.person AND p.day = c.bought AND p.since = c.since AND p.turn = c.turn
"""


def hold(stretch: Stretch) -> None:
    """The tables ``pointed``, ``unpointed``, ``points_taken`` and ``membership`` of a stretch at its end."""
    stretch.duck.execute(_WITH_CARD)
    bought, back = (
        stretch.columns(f"SELECT person, day, points, amount FROM {name} ORDER BY ALL")
        for name in ("pointed", "unpointed")
    )
    found = programme(stretch.world, bought, back)
    stretch.held("points_taken", found.entry)
    stretch.held("membership", found.member)


def programme(world: World, bought: Columns, back: Columns) -> Programme:
    """What follows from orders (``person``, ``day``, ``points``, ``amount``) of which a card was shown, and from what
    came back of them."""
    many, balance = len(world.people), _Balance(len(world.people))
    entries: list[Columns] = []
    members: list[Columns] = []
    tier = np.zeros(many, dtype=np.int64)
    for first, last in world.plan.months:
        quarter = _quarter(world.plan, first)
        members.append(_promoted(tier, balance.until(quarter), bought, back, first))
        used = _used(world, balance.until(quarter), first, last)
        balance.taken += np.bincount(used["person"], used["points"], many).astype(np.int64)
        balance.add(quarter, _between(bought, first, last, many))
        balance.taken += _between(back, first, last, many)
        entries += [used, *_expired(world.plan, balance, quarter, last)]
    return Programme(_together(entries), _together([_joined(world), *members]))


def _used(world: World, points: Ints, first: int, last: int) -> Columns:
    """Some of those who have enough at the beginning of a month use a part of it on one of its days."""
    draws, people = world.draws, world.people
    who = np.flatnonzero((points >= LEAST) & (draws.uniform("uses points", np.arange(len(points)), first) < 0.12))
    day = first + (draws.uniform("uses points on", who, first) * (last - first + 1)).astype(np.int64)
    is_there = (people.arrives[who] <= day) & ((world.left[who] < 0) | (world.left[who] >= day))
    who, day = who[is_there], day[is_there]
    part = 0.4 + 0.6 * draws.uniform("uses of points", who, first)
    used = np.maximum(100, (points[who] * part / 100).astype(np.int64) * 100)
    second = 30_000 + (draws.uniform("uses points at", who, first) * 50_000).astype(np.int64)
    return _entry("used", who, day, second, used)


def _expired(plan: Plan, balance: _Balance, quarter: int, last: int) -> Iterator[Columns]:
    """On the last evening of a quarter, what is left of the one that lies two before it."""
    if _quarter(plan, last + 1) == quarter:
        return
    left = np.maximum(balance.until(quarter - QUARTERS), 0)
    who = np.flatnonzero(left)
    balance.taken += left
    yield _entry("expired", who, np.full(len(who), last), np.full(len(who), 86_399), left[who])


def _promoted(tier: Ints, points: Ints, bought: Columns, back: Columns, first: int) -> Columns:
    """Whose tier is another one from the first day of a month on."""
    many = len(tier)
    spent = _spent(bought, first, many) - _spent(back, first, many)
    now = np.searchsorted(FROM, spent, side="right")
    who = np.flatnonzero(now != tier)
    tier[who] = now[who]
    return {"person": who, "day": np.full(len(who), first), "tier": named(TIERS, now[who]), "points": points[who]}


def _joined(world: World) -> Columns:
    """Everybody begins as silver and without points on the day on which they registered."""
    who = np.flatnonzero(world.people.arrives < world.plan.days)
    day = np.maximum(world.people.arrives[who], -1)
    zeros = np.zeros(len(who), dtype=np.int64)
    return {"person": who, "day": day, "tier": named(TIERS, zeros), "points": zeros}


def _spent(rows: Columns, first: int, many: int) -> Floats:
    """Money of each person in the year before a day."""
    which = (rows["day"] < first) & (rows["day"] >= first - YEAR)
    return np.bincount(rows["person"][which], rows["amount"][which], many).astype(np.float64)


def _between(rows: Columns, first: int, last: int, many: int) -> Ints:
    which = (rows["day"] >= first) & (rows["day"] <= last)
    return np.bincount(rows["person"][which], rows["points"][which], many).astype(np.int64)


def _quarter(plan: Plan, day: int) -> int:
    """One number for a quarter of a year."""
    found = plan.day(day)
    return found.year * 4 + (found.month - 1) // 3


def _entry(kind: str, who: Ints, day: Ints, second: Ints, points: Ints) -> Columns:
    return {
        "kind": np.full(len(who), kind, dtype=object), "person": who, "day": day, "second": second, "points": points,
    }  # fmt: skip


def _together(rows: list[Columns]) -> dict[str, Any]:
    return {name: np.concatenate([one[name] for one in rows]) for name in rows[0]}
