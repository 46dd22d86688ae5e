"""What the page tells of tags, crossed groups, pairs and audiences: plain values beside those of ``picture``.

Shares are 0 to 1, texts are {"en": …, "zh": …}; None means 'cannot be told'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from regulars.core.tag import Unit as TagUnit

Text = Mapping[str, str]
Number = Decimal | int | float


@dataclass(frozen=True)
class TagWord:
    """One value of a word tag and the customers who have it."""

    title: Text
    people: int


@dataclass(frozen=True)
class TagSpread:
    """How one tag lies among ``people`` customers, of ``known`` of whom it is known.

    Yes-or-no tags have ``yes``, words the commonest of their ``values``, all others the ``quartiles`` of the known ones
    (lower, median, upper).
    """

    name: str
    unit: TagUnit
    title: Text
    people: int
    known: int
    yes: int | None = None
    quartiles: tuple[Number | date, Number | date, Number | date] | None = None
    words: tuple[TagWord, ...] = ()
    values: int = 0


@dataclass(frozen=True)
class Tags:
    """A handful of telling tags; ``told`` of all ``declared`` are known of somebody."""

    spreads: tuple[TagSpread, ...]
    told: int
    declared: int


@dataclass(frozen=True)
class Standout:
    """A crossed group and what it buys more of: ``having`` of the ``people`` who bought again, against ``expected``.

    ``size`` and ``share`` are of all who had bought by the cut. ``index`` is None where nobody else has it.
    """

    title: Text
    sentence: Text
    size: int
    share: Number
    people: int
    having: int
    expected: Number
    index: Number | None
    low: Number | None
    high: Number | None
    q: Number


@dataclass(frozen=True)
class CrossingRun:
    """Groups crossed so many ways: how many hold 50 people, how many of these could be judged, and what stands out."""

    ways: int
    crossed: int
    judged: int
    tests: int
    found: int
    top: tuple[Standout, ...] = ()


@dataclass(frozen=True)
class Crossed:
    """Groups of the tags at the ``cut``, judged on purchases after it up to ``until``."""

    cut: date
    until: date
    runs: tuple[CrossingRun, ...]


@dataclass(frozen=True)
class Pair:
    """Two items in ``together`` of all baskets; ``support`` is their share, ``alike`` the lift among like baskets."""

    one: str
    other: str
    together: int
    support: Number
    confidence: Number
    confidence_back: Number
    lift: Number
    low: Number | None
    high: Number | None
    alike: Number | None
    q: Number
    sentence: Text


@dataclass(frozen=True)
class Together:
    """What is bought together: of ``tests`` pairs of frequent items ``found`` stand out. ``level`` says of what, and
    ``support`` which share of the baskets an item and a pair must reach."""

    level: str
    support: float
    baskets: int
    tests: int
    found: int
    top: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class AudienceDay:
    """People of an audience at the end of a recorded day; ``entered`` and ``left`` are None on the first."""

    day: date
    people: int
    entered: int | None
    left: int | None


@dataclass(frozen=True)
class AudienceSizes:
    """A saved audience and its recorded days, ascending; ``fault`` says why it cannot be used."""

    name: str
    title: Text
    rule: str
    days: tuple[AudienceDay, ...] = ()
    fault: str = ""
