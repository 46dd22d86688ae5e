"""Planted anomalies: for some days something goes wrong, or better than usual, in one slice of the shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from regulars.simulate.draws import Draws, Floats
from regulars.simulate.goods import CATEGORIES
from regulars.simulate.people import CHANNELS, SOURCES
from regulars.simulate.plan import Plan

#: What is multiplied: visits of a source's people, the odds of buying what is in the cart, of filling one, of sending
#: a line back.
Measure = Literal["visits", "orders", "carts", "refunds"]
Dimension = Literal["source", "channel", "category"]
#: The days before the first one are quiet, so that there is something to compare with; each stretch has one.
QUIET, STRETCH = 28, 60


@dataclass(frozen=True)
class Kind:
    """One way in which a shop goes wrong; ``values`` are the slices it may hit, for ``days`` at least and at most."""

    name: str
    measure: Measure
    dimension: Dimension
    values: tuple[str, ...]
    factor: float
    days: tuple[int, int] = (3, 7)


# fmt: off
KINDS = (
    Kind("checkout fails", "orders", "channel", CHANNELS[:3], 0.08),
    Kind("ads are stopped", "visits", "source", ("search ad", "feed ad", "social"), 0.25),
    Kind("much talked about", "visits", "source", ("social", "live"), 2.6),
    Kind("wrong pictures", "carts", "category", tuple(one.title_zh for one in CATEGORIES), 0.15),
    Kind("bad batch", "refunds", "category", tuple(one.title_zh for one in CATEGORIES if one.refund < 0.05), 12.0,
         days=(10, 14)),
)
# fmt: on


@dataclass(frozen=True)
class Anomaly:
    """``factor`` of a measure in the slice ``dimension`` = ``value`` from the ``first`` to the ``last`` day."""

    kind: str
    measure: Measure
    dimension: Dimension
    value: str
    first: date
    last: date
    factor: float


@dataclass(frozen=True)
class Anomalies:
    """What was planted, and the factors by slice and day; 1 where nothing is."""

    planted: tuple[Anomaly, ...]
    visits: Floats  #: sources × days
    orders: Floats  #: channels × days
    carts: Floats  #: categories × days
    refunds: Floats  #: categories × days


def anomalies(plan: Plan, draws: Draws) -> Anomalies:
    """One anomaly for every stretch of the plan's days, none where it is too short or wants none."""
    chance = draws.generator("anomalies")
    names = {"source": SOURCES, "channel": CHANNELS, "category": tuple(one.title_zh for one in CATEGORIES)}
    dimensions = {kind.measure: kind.dimension for kind in KINDS}
    factors = {measure: np.ones((len(names[of]), plan.horizon)) for measure, of in dimensions.items()}
    planted = []
    order = chance.permutation(len(KINDS))
    for place, start in enumerate(range(QUIET, plan.days - STRETCH // 2, STRETCH) if plan.anomalies else ()):
        kind = KINDS[order[place % len(KINDS)]]
        value = kind.values[int(chance.integers(0, len(kind.values)))]
        least, most = kind.days
        length = int(chance.integers(least, most + 1))
        day = start + int(chance.integers(0, STRETCH // 2 - most))
        factors[kind.measure][names[kind.dimension].index(value), day : day + length] = kind.factor
        first = plan.start + timedelta(days=day)
        last = first + timedelta(days=length - 1)
        planted.append(Anomaly(kind.name, kind.measure, kind.dimension, value, first, last, kind.factor))
    return Anomalies(tuple(planted), **factors)
