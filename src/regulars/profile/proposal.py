"""Better places for thresholds that separate nobody: advice from the terciles of the figures (SPEC D3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from regulars.profile.segment import Cuts

FEW, MANY = Decimal("0.02"), Decimal("0.70")
MONTHS = 3  # the frequency window of 90 days holds three

Counts = Sequence[tuple[Decimal, int]]
Thresholds = dict[str, Decimal]


@dataclass(frozen=True)
class Proposal:
    """Advice for one threshold of ``shop.yaml`` and the level that begins there.

    ``share_then`` is what the level would hold if all proposals of the axis were taken.
    """

    axis: Literal["R", "F", "M"]
    level: str
    people: int
    share: float
    threshold: str
    current: Decimal
    proposed: Decimal
    share_then: float


def terciles(counts: Counts) -> tuple[Decimal, Decimal]:
    """The discrete 1/3 and 2/3 quantiles of ascending values with the number of customers at each."""
    total = sum(people for _, people in counts)
    wanted = [-(-total // 3), -(-2 * total // 3)]
    found: list[Decimal] = []
    under = 0
    for value, people in counts:
        under += people
        while len(found) < 2 and under >= wanted[len(found)]:
            found.append(value)
    return found[0], found[1]


@dataclass(frozen=True)
class Axis:
    """One of R, F and M: its best and worst level, and the thresholds where they begin."""

    name: Literal["R", "F", "M"]
    best: str
    worst: str
    top: str
    bottom: str
    counts: Counts

    @property
    def sign(self) -> int:
        """Recency is better the smaller it is."""
        return -1 if self.name == "R" else 1

    @property
    def total(self) -> int:
        return sum(people for _, people in self.counts)

    def held(self, at: Thresholds) -> dict[str, int]:
        """How many stand in each level under some thresholds; both ends include their threshold."""
        top, bottom = self.sign * at[self.top], self.sign * at[self.bottom]
        best = sum(people for value, people in self.counts if self.sign * value >= top)
        worst = sum(people for value, people in self.counts if self.sign * value <= bottom and self.sign * value < top)
        return {self.best: best, "middle": self.total - best - worst, self.worst: worst}

    def is_crossed(self, at: Thresholds) -> bool:
        return self.sign * at[self.top] <= self.sign * at[self.bottom]

    def terciles(self) -> Thresholds:
        low, high = terciles(self.counts)
        return {self.top: low if self.sign < 0 else high, self.bottom: high if self.sign < 0 else low}


def proposals(counts: Mapping[str, Counts], cuts: Cuts) -> list[Proposal]:
    """Advice for each axis with a level that holds under 2 % or over 70 % of the customers with a group.

    ``counts`` are ascending values of each axis with the number of customers at each: R in days, F in purchase days
    of the 90-day window, M in money. The threshold of such a level moves to the tercile on its side, which is where
    the quantile mode would cut; a middle level moves both thresholds, and so does one that would pass the other. What
    makes nothing more even, because many customers have one and the same value, is not proposed.
    """
    axes = (
        Axis("R", "active", "dormant", "active_days", "dormant_days", counts["R"]),
        Axis("F", "high", "low", "frequent", "rare", counts["F"]),
        Axis("M", "high", "low", "valuable", "modest", counts["M"]),
    )
    current = {
        "active_days": Decimal(cuts.active_days), "dormant_days": Decimal(cuts.dormant_days),
        "frequent": cuts.frequent_days, "rare": cuts.rare_days, "valuable": cuts.valuable, "modest": cuts.modest,
    }  # fmt: skip
    return [advice for axis in axes if axis.counts for advice in _of_axis(axis, current)]


def _of_axis(axis: Axis, current: Thresholds) -> list[Proposal]:
    held, owned = axis.held(current), {axis.best: (axis.top,), axis.worst: (axis.bottom,)}
    uneven = [level for level, people in held.items() if not FEW <= Decimal(people) / axis.total <= MANY]
    names = {name for level in uneven for name in owned.get(level, (axis.top, axis.bottom))}
    moved = {**current, **{name: axis.terciles()[name] for name in names}}
    if axis.is_crossed(moved):
        moved = {**current, **axis.terciles()}
    then = axis.held(moved)
    if axis.is_crossed(moved) or _unevenness(then) >= _unevenness(held):
        return []
    return [
        Proposal(
            axis.name, level, held[level], held[level] / axis.total, name, _told(axis, current[name], name),
            _told(axis, moved[name], name), then[level] / axis.total,
        )
        for level, (name,) in owned.items()
        if moved[name] != current[name]
    ]  # fmt: skip


def _unevenness(held: dict[str, int]) -> Decimal:
    """How far the levels are from holding a third each."""
    total = sum(held.values())
    return sum((abs(Decimal(people) / total - Decimal(1) / 3) for people in held.values()), Decimal(0))


def _told(axis: Axis, value: Decimal, name: str) -> Decimal:
    """As it is written in shop.yaml: purchase days a month, rounded so that the day itself stays in its level."""
    if axis.name != "F":
        return value
    monthly = value / MONTHS
    if monthly == monthly.to_integral_value():
        return monthly.to_integral_value()
    return monthly.quantize(Decimal("0.01"), ROUND_FLOOR if name == axis.top else ROUND_CEILING)
