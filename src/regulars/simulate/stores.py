"""The shop's stores: where they are, who goes to which, and who agreed to be known there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.simulate.draws import Draws, Ints
from regulars.simulate.people import STORE
from regulars.simulate.plan import Plan
from regulars.simulate.words import Words, named
from regulars.simulate.world import Columns

PEOPLE_A_STORE, FEWEST, MOST = 1_500, 3, 60
NAMES = ("中心", "滨江", "万象", "南站", "大学城", "湖畔", "天街", "新区", "老街", "北门")
#: How often somebody is in the store that they mostly go to; how many people agree to be known by the chip of their
#: card; how many visits are seen at all; how many buyers show no card, so that nobody knows who they are.
USUAL, AGREE, SEEN, NO_CARD = 0.85, 0.45, 0.92, 0.3
_ASSISTANTS = 6


@dataclass(frozen=True)
class Stores:
    """By store: its name and province; by person: the store that they mostly go to, whether they agreed."""

    name: Words
    province: Ints
    usual: Ints
    agrees: NDArray[np.bool_]


def stores(plan: Plan, draws: Draws, home: Ints, provinces: int) -> Stores:
    """People of a province that has stores go to one of these mostly; the others to any."""
    many = int(np.clip(plan.people // PEOPLE_A_STORE, FEWEST, MOST))
    chance, everybody = draws.generator("stores"), np.arange(plan.people)
    province = np.sort(chance.integers(0, provinces, many))
    first, after = np.searchsorted(province, home), np.searchsorted(province, home, side="right")
    count = np.where(after > first, after - first, many)
    told = (draws.uniform("usual store", everybody) * count).astype(np.int64)
    usual = np.where(after > first, first, 0) + told
    name = named(NAMES, np.arange(many) % len(NAMES))
    return Stores(name, province, usual, draws.uniform("agrees to be seen", everybody) < AGREE)


def visited(shops: Stores, draws: Draws, session: Columns) -> Columns:
    """Of sessions: the ``store`` (−1: online), the seconds that it took there, whether the visit is seen and whether it
    leads to a note, and by which of the assistants."""
    key = (session["person"], session["day"], session["turn"])
    is_there = session["channel"] == STORE
    other = (draws.uniform("other store", *key) * len(shops.name)).astype(np.int64)
    store = np.where(draws.uniform("goes to the usual store", *key) < USUAL, shops.usual[session["person"]], other)
    return {
        "store": np.where(is_there, store, -1),
        "in_store": np.where(is_there, 240 + draws.geometric("stays in store", 800.0, *key, most=6_000), 0),
        "is_seen": is_there & (draws.uniform("is seen", *key) < SEEN),
        "agrees": shops.agrees[session["person"]],
        "is_noted": is_there & (draws.uniform("is noted", *key) < 0.2),
        "assistant": (draws.uniform("assistant", *key) * _ASSISTANTS).astype(np.int64),
    }  # fmt: skip


def is_guest(draws: Draws, order: Columns) -> NDArray[np.bool_]:
    """Whether the buyer shows no card. Who uses a coupon does."""
    luck = draws.uniform("shows no card", order["person"], order["day"], order["turn"])
    return (order["channel"] == STORE) & (order["off"] == 0) & (luck < NO_CARD)
