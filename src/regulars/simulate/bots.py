"""Programs that walk through the shop: they look at one product after another, faster than people, and buy nothing."""

from __future__ import annotations

import numpy as np

from regulars.simulate.draws import Draws
from regulars.simulate.world import Columns

#: One bot's visit for so many visits of people, and how many products it looks at.
VISITS, LEAST_VIEWS, MOST_VIEWS = 600, 60, 300


def bot_views(draws: Draws, products: int, first: int, last: int, visits: int) -> Columns:
    """``bot``, ``nth``, ``product``, ``day`` and ``second`` of what bots look at from one day to another, among so many
    visits of people."""
    many = -(-visits // VISITS)
    bot = np.arange(many) + first * 100_000
    day = first + (draws.uniform("bot day", bot) * (last + 1 - first)).astype(np.int64)
    start = (draws.uniform("bot second", bot) * 80_000).astype(np.int64)
    views = LEAST_VIEWS + (draws.uniform("bot views", bot) * (MOST_VIEWS - LEAST_VIEWS)).astype(np.int64)
    row = np.repeat(np.arange(many), views)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(views) - views, views)
    begin = (draws.uniform("bot product", bot) * products).astype(np.int64)
    return {
        "bot": bot[row], "nth": nth, "product": (begin[row] + nth) % products, "day": day[row],
        "second": start[row] + nth * 2,
    }  # fmt: skip
