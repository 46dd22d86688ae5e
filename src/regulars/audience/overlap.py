"""How audiences share their people: the size of each pair, what both have, and of how much that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from regulars.audience.members import judged
from regulars.core.rule import Rule

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.audience.evening import Evening


@dataclass(frozen=True)
class Overlap:
    """``jaccard`` is both ÷ either; None where both are empty. ``share_of_one`` is both ÷ one."""

    one: str
    other: str
    people_one: int
    people_other: int
    both: int
    jaccard: float | None
    share_of_one: float | None
    share_of_other: float | None


def crossed(rules: Sequence[Rule], evening: Evening) -> ir.Table:
    """``people`` by ``is_0``, ``is_1`` …: which of the rules hold for them."""
    rows = judged(rules, evening)
    return rows.group_by([f"is_{place}" for place in range(len(rules))]).aggregate(people=rows.count())


def overlaps(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> list[Overlap]:
    """Each pair of audiences, of the rows that ``crossed`` has."""
    listed = list(rows)
    return [_pair(names, listed, one, other) for one, other in combinations(range(len(names)), 2)]


def _pair(names: Sequence[str], rows: list[Mapping[str, Any]], one: int, other: int) -> Overlap:
    def people(*places: int) -> int:
        return sum(int(row["people"]) for row in rows if all(row[f"is_{place}"] for place in places))

    first, second, both = people(one), people(other), people(one, other)
    either = first + second - both
    return Overlap(
        names[one], names[other], first, second, both, both / either if either else None,
        both / first if first else None, both / second if second else None,
    )  # fmt: skip
