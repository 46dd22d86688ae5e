"""What a shop of the plan sends by itself: new arrivals once a month, a coupon before big sales and in quiet months."""

from __future__ import annotations

import numpy as np

from regulars.simulate.world import Actions, World

#: The share of people who want mail, and of those the share that a mailing goes to.
AGREES, CHOSEN = 0.6, 0.5
COUPON_OFF, COUPON_FLOOR = 15.0, 99.0


def mailing(world: World) -> Actions | None:
    """What goes out today, if anything: to some of those who know the shop and agreed, by lot."""
    day = world.plan.day(world.today)
    if day.day == 5:
        return Actions.of(_some(world), "new arrivals")
    if day.day == 20:
        return Actions.of(_some(world), "coupon", off=COUPON_OFF, floor=COUPON_FLOOR)
    return None


def _some(world: World) -> np.ndarray:
    who = world.who[world.people.arrives[world.who] <= world.today]
    agrees = world.draws.uniform("agrees", who) < AGREES
    return who[agrees & (world.draws.uniform("chosen", who, world.today) < CHOSEN)]
