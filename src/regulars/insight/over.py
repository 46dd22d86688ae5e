"""What crossed groups buy more of than others who buy as much, from counts of people, with false discoveries held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regulars.core.base_group import DIMENSIONS, BaseGroup
from regulars.core.text import PATH_SEPARATOR
from regulars.stats.fdr import benjamini_hochberg
from regulars.stats.over_index import over_index

Counts = NDArray[np.int64]
#: SPEC F2: at least so many people, and at most this rate of false findings.
LEAST_PEOPLE = 50
FALSE_RATE = 0.1
#: A value is tested where chance alone would bring so many of the group to it; it follows from margins, not results.
LEAST_EXPECTED = 5


@dataclass(frozen=True)
class Counted:
    """Of one dimension: people by class (a row per mask of groups), and those having a value, one entry per mask, value
    and class that occur: all combinations would not fit into memory."""

    values: tuple[str, ...]
    people: Counts  #: masks × classes
    mask: Counts
    value: Counts
    stratum: Counts
    having: Counts

    def summed(self, inside: NDArray[np.bool_]) -> Counts:
        """The people of some masks who have each value: values × classes."""
        kept, shape = inside[self.mask], (len(self.values), self.people.shape[1])
        place = self.value[kept] * shape[1] + self.stratum[kept]
        return np.bincount(place, self.having[kept], shape[0] * shape[1]).astype(np.int64).reshape(shape)


@dataclass
class Crossing:
    """A crossed group: the places of its base groups, its people at the cut and afterwards, and its findings."""

    places: tuple[int, ...]
    size: int
    later: int
    tests: int = 0
    found: list[dict[str, Any]] = field(default_factory=list)


def crossings(groups: Sequence[BaseGroup], ways: int, usable: set[int]) -> Iterator[tuple[int, ...]]:
    """All choices of one group each from so many different dimensions."""
    of = {name: [k for k, group in enumerate(groups) if group.dimension == name and k in usable] for name in DIMENSIONS}
    for chosen in combinations(DIMENSIONS, ways):
        yield from product(*(of[name] for name in chosen))


def over_indexing(
    crossed: Sequence[tuple[int, ...]], masks: Counts, sizes: Counts, counted: dict[str, Counted], *,
    excluded: dict[int, set[tuple[str, str | None]]],
) -> list[Crossing]:  # fmt: skip
    """Every crossing of at least 50 people, with what it over-indexes in; q is over everything that was tested.

    ``masks`` are the sums of 2^k of the groups that people are in, ``sizes`` the people at the cut with each.
    ``excluded`` says by place of a group which (dimension, value) it is made of; a value of a category's path stands
    for all below it, None for all of the dimension.
    """
    found, tested = [], []
    for places in crossed:
        bits = sum(1 << place for place in places)
        inside = (masks & bits) == bits
        size = int(sizes[inside].sum())
        if size < LEAST_PEOPLE:
            continue
        later = max((int(one.people[inside].sum()) for one in counted.values()), default=0)
        crossing = Crossing(places, size, later)
        found.append(crossing)
        if later < LEAST_PEOPLE:
            continue
        out = set().union(*(excluded.get(place, set()) for place in places))
        for name, one in counted.items():
            for row in _tested(name, one, inside, out):
                crossing.tests += 1
                tested.append((crossing, row))
    for (crossing, row), q in zip(tested, benjamini_hochberg([row["p"] for _, row in tested]), strict=True):
        if q <= FALSE_RATE:
            crossing.found.append(row | {"q": float(q)})
    return found


def _tested(
    name: str, one: Counted, inside: NDArray[np.bool_], out: set[tuple[str, str | None]]
) -> Iterator[dict[str, Any]]:
    """The values of a dimension that can be tested in a group, each with its counts, index, interval and p."""
    if (name, None) in out:
        return
    kept = np.array([not _is_within(name, value, out) for value in one.values], dtype=bool)
    people, having = one.people[inside].sum(0), one.summed(inside)[kept]
    others, others_having = one.people[~inside].sum(0), one.summed(~inside)[kept]
    told = over_index(having, people, others_having, others)
    values = [value for value, is_kept in zip(one.values, kept, strict=True) if is_kept]
    for k in np.flatnonzero(told.expected >= LEAST_EXPECTED):
        yield {
            "dimension": name, "value": values[k], "having": int(having[k].sum()), "people": int(people.sum()),
            "having_share": _number(told.share[k]),
            **{part: _number(getattr(told, part)[k]) for part in
               ("other_share", "expected", "index", "low", "high", "p")},
        }  # fmt: skip


def _is_within(name: str, value: str, out: set[tuple[str, str | None]]) -> bool:
    """Whether a value, or a level of the path above it, is among some."""
    levels = value.split(PATH_SEPARATOR)
    return any((name, PATH_SEPARATOR.join(levels[:count])) in out for count in range(1, len(levels) + 1))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
