"""How orders are delivered: one answer for the parcels and for what people say of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from regulars.simulate.draws import Draws, Ints
from regulars.simulate.words import named, told
from regulars.simulate.world import Columns

LATE_SHARE = 0.09
#: Days after the order within which it is to arrive, and how many of those that are not late come on each.
PROMISED, ON_TIME = 3, np.array([0.34, 0.46, 0.2])
#: When people wish to get a parcel, how many of those who say so, and from which hour on they get it.
TIMES, SHARES, HOURS = ("morning", "afternoon", "evening", "weekend"), np.array([0.22, 0.2, 0.38, 0.2]), (9, 13, 18, 10)
SAYS, RATES = 0.55, 0.35


def comes_late(draws: Draws, person: Ints, bought: Ints, since: Ints, turn: Ints) -> NDArray[np.bool_]:
    """Of orders by whose they are, the day on which they were made, and the day and turn of the visit before it."""
    return draws.uniform("comes late", person, bought, (bought - since) * 16 + turn) < LATE_SHARE


def days_on_way(draws: Draws, person: Ints, bought: Ints, since: Ints, turn: Ints) -> Ints:
    """Days from the order to the door, more than promised of those that come late."""
    key = (person, bought, (bought - since) * 16 + turn)
    late = PROMISED + 1 + draws.geometric("comes late by", 1.0, *key, most=5)
    on_time = 1 + draws.picked("comes after", ON_TIME, *key)
    return np.where(comes_late(draws, person, bought, since, turn), late, on_time)


def parcels(draws: Draws, order: Columns) -> Columns:
    """Of orders: seconds until the parcel is sent, the days that it is on its way, the second of its coming, the time
    that its buyer prefers (null: any), and the stars that they give (−1: none)."""
    who, bought, since, turn = order["person"], order["day"], order["since"], order["turn"]
    key = (who, bought, (bought - since) * 16 + turn)
    days = days_on_way(draws, who, bought, since, turn)
    prefers = draws.picked("prefers to get parcels", SHARES, who)
    says = draws.uniform("says when", who) < SAYS
    hour = np.where(says, np.array(HOURS)[prefers], 9)
    content = draws.uniform("rates with", *key)
    stars = np.where(days <= PROMISED, np.where(content < 0.72, 5, np.where(content < 0.95, 4, 3)), 1 + content * 3)
    rated = draws.uniform("rates a delivery", *key) < RATES
    return {
        "sent_after": 3_600 + (draws.uniform("sent after", *key) * 25_000).astype(np.int64), "days_on_way": days,
        "comes_at": hour * 3600 + (draws.uniform("comes at", *key) * 3.5 * 3600).astype(np.int64),
        "prefers": told(named(TIMES, prefers), says), "stars": np.where(rated, stars.astype(np.int64), -1),
    }  # fmt: skip
