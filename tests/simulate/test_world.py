"""A world that answers: the same plan the same days, an action moves its person and nobody else."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from regulars.core.errors import InputError
from regulars.simulate.people import TREATMENTS
from regulars.simulate.plan import Plan
from regulars.simulate.world import Actions, World

PLAN = Plan(people=400, days=50)


def run(world, days=50, actions=None):
    """All facts of some days; ``actions`` by day."""
    return [world.step((actions or {}).get(world.today)) for _ in range(days)]


def of(days, *people):
    """What some people did: rows of every table, as text."""
    found = []
    for day in days:
        for name, table in day.facts.items():
            person = day["session"]["person"][table["session"]] if name == "event" else table["person"]
            chosen = np.flatnonzero(np.isin(person, people))
            links = ("session",) if name == "event" else ("order",) if name == "item" else ()
            found += [
                (day.number, name, *(str(table[column][row]) for column in table if column not in links))
                for row in chosen
            ]
    return sorted(found)


def test_the_same_plan_is_the_same_shop_and_another_seed_is_another():
    one, same = run(World(PLAN)), run(World(PLAN))
    everybody = range(PLAN.people)
    assert of(one, *everybody) == of(same, *everybody)
    assert of(one, *everybody) != of(run(World(Plan(people=400, days=50, seed=2))), *everybody)


def test_some_people_do_alone_what_they_do_among_all():
    some = [3, 5, 77, 250, 399]
    assert of(run(World(PLAN, only=some)), *some) == of(run(World(PLAN)), *some)


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_treating_one_person_leaves_the_others_untouched(treatment):
    plain = run(World(PLAN))
    buyers = np.unique(np.concatenate([day["order"]["person"] for day in plain]))
    who = int(buyers[0])
    actions = {day: Actions.of([who], treatment, off=20, floor=50) for day in range(2, 50, 6)}
    treated = run(World(PLAN), actions=actions)
    others = [one for one in range(PLAN.people) if one != who]
    assert of(treated, *others) == of(plain, *others)


def test_a_copy_goes_its_own_way_and_leaves_the_world_as_it_was():
    world = World(PLAN)
    run(world, 20)
    other = world.copy()
    everybody = np.arange(PLAN.people)
    run(other, 30, {day: Actions.of(everybody, "coupon", off=10) for day in range(20, 50, 3)})
    assert of(run(world, 30), *everybody) == of(run(World(PLAN))[20:], *everybody)


def test_where_nothing_responds_a_treatment_changes_no_purchase():
    plan = Plan(people=400, days=50, responds=False)
    everybody = np.arange(plan.people)
    actions = {day: Actions.of(everybody, "coupon", off=10) for day in range(2, 50, 4)}
    for plain, treated in zip(run(World(plan)), run(World(plan), actions=actions), strict=True):
        for name in ("session", "event", "order", "item", "refund"):
            for column, values in plain[name].items():
                assert (values == treated[name][column]).all(), (name, column)


def test_treatments_tire_reach_only_the_reachable_and_some_are_put_off():
    plan = Plan(people=4_000, days=40)
    everybody, world = np.arange(plan.people), World(plan)
    told = [day["receipt"] for day in run(world, 40, {day: Actions.of(everybody, "reminder") for day in range(40)})]
    opened = [receipt["is_opened"].mean() for receipt in told]
    assert opened[-1] < 0.5 * opened[0], "who is written to every day stops opening"
    out = np.zeros(plan.people, dtype=bool)
    for receipt in told:
        assert not receipt["is_delivered"][out].any(), "nobody is reached after unsubscribing"
        assert (~receipt["is_clicked"] | receipt["is_opened"]).all()
        assert (~receipt["by_machine"] | ~receipt["is_opened"]).all()
        assert (~receipt["is_complaint"] | receipt["is_unsubscribed"]).all()
        out |= receipt["is_unsubscribed"]
    assert 0.01 < out.mean() < 0.6
    plain = World(plan)
    run(plain, 40)
    assert (world.left >= 0).sum() > (plain.left >= 0).sum(), "sleeping dogs"


def test_what_cannot_be_simulated_is_told():
    for wrong in ({"people": 0}, {"days": 0}, {"people": 10**9}, {"start": date(1, 1, 1)}, {"start": date(9998, 1, 1)}):
        with pytest.raises(InputError, match="cannot be simulated"):
            Plan(**wrong)
    with pytest.raises(InputError, match="no treatment named 'bribe'"):
        Actions.of([1], "bribe")
    world = World(Plan(people=10, days=1, ahead=0), only=[1, 2])
    with pytest.raises(InputError, match="who are simulated"):
        world.step(Actions.of([5], "gift"))
    world.step()
    with pytest.raises(InputError, match="the world ends after 2024-04-01"):
        world.step()
