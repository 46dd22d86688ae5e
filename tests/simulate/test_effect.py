"""The true effect of an action, and what comparisons make of it."""

from __future__ import annotations

import os

import numpy as np
import pytest

from regulars.simulate.effect import effect, spend, value
from regulars.simulate.plan import Plan
from regulars.simulate.world import Actions, World

RUNS = 200 if os.environ.get("REGULARS_PROOF") == "full" else 16


def lived(plan, days):
    world = World(plan)
    paid = spend(world, days)
    return world, paid


def test_the_effect_of_treating_one_is_that_of_treating_everybody():
    world, _ = lived(Plan(people=300, days=60), 40)
    of_all = effect(world, "coupon", 20, off=15, floor=60)
    for who in (3, 42, 155, int(np.argmax(np.abs(of_all)))):
        alone = spend(world.copy(), 20, Actions.of([who], "coupon", off=15, floor=60)) - spend(world.copy(), 20)
        assert alone[who] == pytest.approx(of_all[who])
        assert np.delete(alone, who) == pytest.approx(0)


def test_treatments_help_on_the_whole_and_put_some_off():
    world, _ = lived(Plan(people=8_000, days=90), 40)
    gained = effect(world, "gift", 120)
    assert gained.mean() > 0
    assert (gained > 1).sum() > (gained < -1).sum() > 0, "sleeping dogs, and purchases that were only brought forward"


def test_some_of_what_is_gained_was_only_bought_sooner():
    world, _ = lived(Plan(people=8_000, days=90), 40)
    assert effect(world, "coupon", 10).sum() > effect(world, "coupon", 120).sum() > 0


def test_the_value_without_action_is_what_then_comes():
    world, _ = lived(Plan(people=500, days=60), 30)
    told = value(world, 25)
    assert spend(world, 25) == pytest.approx(told)


def test_where_nothing_responds_the_treated_and_the_others_do_not_differ():
    """The p-values of many shops are uniform (Kolmogorov–Smirnov at 1 in 1,000)."""
    told = []
    for seed in range(RUNS):
        world, _ = lived(Plan(people=300, days=40, ahead=0, seed=seed, responds=False), 10)
        lot = np.random.default_rng(seed).permutation(300) < 150
        paid = spend(world, 30, Actions.of(np.flatnonzero(lot), "coupon", off=10))
        draws = np.random.default_rng(1000 + seed)
        seen = abs(paid[lot].mean() - paid[~lot].mean())
        by_lot = [paid[draws.permutation(lot)].mean() for _ in range(199)]
        far = [abs(one - (paid.sum() - one * 150) / 150) for one in by_lot]
        told.append((1 + sum(one >= seen - 1e-9 for one in far)) / 200)
    ranks = (np.arange(RUNS) + 1) / RUNS
    assert np.abs(np.sort(told) - ranks).max() < 1.95 / RUNS**0.5


def naive_and_random(world, treatment, chosen, days, seed):
    """What a shop would measure, beside what is true: those whom a marketer chose against all others, and half of the
    chosen by lot against the other half. All are means of spend a person."""
    treated = spend(world.copy(), days, Actions.of(chosen, treatment))
    plain = spend(world.copy(), days)
    rest = np.setdiff1d(world.who, chosen)
    lot = np.random.default_rng(seed).permutation(len(chosen))
    one, other = np.asarray(chosen)[lot[: len(lot) // 2]], np.asarray(chosen)[lot[len(lot) // 2 :]]
    return {
        "true": float((treated - plain)[chosen].mean()),
        "naive": float(treated[chosen].mean() - plain[rest].mean()),
        "random": float(treated[one].mean() - plain[other].mean()),
        "error": float(np.hypot(treated[one].std() / len(one) ** 0.5, plain[other].std() / len(other) ** 0.5)),
    }


def test_whom_a_marketer_chooses_would_have_bought_anyway_and_only_chance_tells_the_truth():
    world, paid = lived(Plan(people=40_000, days=150), 120)
    best = np.argsort(-paid)[:6_000]
    told = naive_and_random(world, "coupon", best, 30, seed=1)
    assert told["true"] > 0
    assert told["naive"] > told["true"] + 3 * told["error"], "the chosen buy more without any message"
    assert abs(told["random"] - told["true"]) < 3 * told["error"]
