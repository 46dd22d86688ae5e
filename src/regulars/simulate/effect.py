"""What an action truly does, and what somebody is truly worth: the same days once with it and once without."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from regulars.core.errors import InputError
from regulars.simulate.draws import Floats
from regulars.simulate.people import TREATMENTS
from regulars.simulate.world import Actions, World

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Where nobody looks."""


def spend(world: World, days: int, actions: Actions | None = None, progress: Progress = _silent) -> Floats:
    """What each person pays in the coming days less what comes back of it, by place in the plan. ``actions`` are of the
    first of these days. The world goes on by as many days; hand in a copy to keep it."""
    paid = np.zeros(world.plan.people)
    for number in range(days):
        progress(number, days)
        day = world.step(actions if number == 0 else None)
        np.add.at(paid, day["order"]["person"], day["order"]["amount"])
        np.subtract.at(paid, day["refund"]["person"], day["refund"]["amount"])
    return paid


def effect(world: World, treatment: str, days: int, *, off: float = 0.0, floor: float = 0.0) -> Floats:
    """How much more each person spends in the coming days when they alone are treated on the first one.

    People do not meet one another, so that treating all of them tells what treating each alone does. What is paid less
    for an offer is part of it, and so is what is only bought sooner, as far as ``days`` reach.
    """
    if treatment not in TREATMENTS:
        raise InputError(f"no treatment named {treatment!r}. Known: {', '.join(TREATMENTS)}")
    everybody = Actions.of(world.who, treatment, off=off, floor=floor)
    return spend(world.copy(), days, everybody) - spend(world.copy(), days)


def value(world: World, days: int = 365, progress: Progress = _silent) -> Floats:
    """What each person will spend in the coming days if the shop does nothing."""
    return spend(world.copy(), days, progress=progress)
