"""Whether an order comes later than was said: one answer for the parcels and for what people say of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from regulars.simulate.draws import Draws, Ints

LATE_SHARE = 0.09


def comes_late(draws: Draws, person: Ints, bought: Ints, since: Ints, turn: Ints) -> NDArray[np.bool_]:
    """Of orders by whose they are, the day on which they were made, and the day and turn of the visit before it."""
    return draws.uniform("comes late", person, bought, (bought - since) * 16 + turn) < LATE_SHARE
