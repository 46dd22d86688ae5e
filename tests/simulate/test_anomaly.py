"""Planted anomalies: each is as large as the truth says, in its slice and on its days, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from regulars.simulate.anomaly import KINDS, anomalies
from regulars.simulate.draws import Draws
from regulars.simulate.goods import CATEGORIES
from regulars.simulate.people import CHANNELS, SOURCES
from regulars.simulate.plan import Plan
from regulars.simulate.world import World

PLAN = Plan(people=8_000, days=330, ahead=0, seed=27)
NAMES = {"source": SOURCES, "channel": CHANNELS, "category": tuple(one.title_zh for one in CATEGORIES)}


@pytest.fixture(scope="module")
def worlds():
    """The same days with the anomalies and without."""
    found = {}
    for wanted in (True, False):
        world = World(Plan(PLAN.people, PLAN.days, 0, PLAN.start, PLAN.seed, anomalies=wanted))
        found[wanted] = [world.step() for _ in range(PLAN.days)], world
    return found


def counted(days, world, one):
    """What an anomaly multiplies, by day and value of its dimension."""
    found = np.zeros((PLAN.days, len(NAMES[one.dimension])))
    for day in days:
        when = np.int64(day.number)
        if one.measure == "visits":
            of = world.people.source[day["session"]["person"]]
        elif one.measure == "carts":
            of = world.goods.category[day["cart"]["product"]]
        elif one.measure == "orders":
            of = day["order"]["channel"][day["order"]["since"] == day.number]
        else:
            of, when = world.goods.category[day["refund"]["product"]], day["refund"]["bought"]
        np.add.at(found, (when, of), 1)
    return found


def test_every_stretch_has_one_and_each_kind_comes_once():
    planted = anomalies(PLAN, Draws(PLAN.seed)).planted
    assert {one.kind for one in planted} == {kind.name for kind in KINDS}
    assert all(one.first >= PLAN.start + timedelta(days=28) and one.last < PLAN.end for one in planted)
    for one, following in pairwise(planted):
        assert one.last < following.first, "none lies over another"
    assert anomalies(Plan(people=5, days=40), Draws(1)).planted == (), "too short for any"


def test_an_anomaly_is_seen_in_its_slice_on_its_days_and_as_large_as_told(worlds):
    days, world = worlds[True]
    plain, _ = worlds[False]
    for one in world.odd.planted:
        with_it, without = (counted(some, world, one) for some in (days, plain))
        first, last = ((day - PLAN.start).days for day in (one.first, one.last))
        place = NAMES[one.dimension].index(one.value)
        seen, usual = with_it[first : last + 1, place].sum(), without[first : last + 1, place].sum()
        if one.measure == "refunds":  # few a day: hold it against all days
            usual = without[:, place].mean() * (last + 1 - first)
        assert usual > 0, one
        if one.factor < 1:
            assert seen < 0.75 * usual, (one, seen, usual)
        else:
            assert seen > 1.5 * usual, (one, seen, usual)
        others = np.arange(with_it.shape[1]) != place
        rest, before = with_it[first : last + 1, others].sum(), without[first : last + 1, others].sum()
        assert rest == pytest.approx(before, rel=0.15), one


def test_until_the_first_anomaly_the_days_are_the_same(worlds):
    (days, world), (plain, _) = worlds[True], worlds[False]
    first = (world.odd.planted[0].first - PLAN.start).days
    for one, other in zip(days[:first], plain[:first], strict=True):
        for name in ("session", "cart", "order", "refund"):
            assert all((one[name][column] == other[name][column]).all() for column in one[name])
