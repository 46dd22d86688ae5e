"""The true effect of an action, and what comparisons make of it."""

from __future__ import annotations

import numpy as np
import pytest

from regulars.simulate.effect import effect, spend, value
from regulars.simulate.plan import Plan
from regulars.simulate.world import Actions, World

RUNS, PEOPLE = 200, 1_500


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


def p_value(seed):
    """Of no difference between the treated and the others of a shop in which nothing responds, by permutation."""
    world, _ = lived(Plan(people=PEOPLE, days=40, ahead=0, seed=seed, responds=False), 10)
    lot = np.random.default_rng(seed).permutation(PEOPLE) < PEOPLE // 2
    paid = spend(world, 30, Actions.of(np.flatnonzero(lot), "coupon", off=10))
    draws = np.random.default_rng(1000 + seed)
    found = [paid[one].mean() - paid[~one].mean() for one in (lot, *(draws.permutation(lot) for _ in range(199)))]
    return float(np.mean(np.abs(found) >= abs(found[0]) - 1e-9))


def distance(told):
    """The greatest distance of p-values from even ones (Kolmogorov–Smirnov), and that of 1 in 1,000 such samples."""
    ordered, many = np.sort(told), len(told)
    ends = np.arange(many + 1) / many
    return max(np.abs(ordered - ends[1:]).max(), np.abs(ordered - ends[:-1]).max()), 1.95 / many**0.5


def test_where_nothing_responds_the_treated_and_the_others_do_not_differ():
    found, most = distance([p_value(seed) for seed in range(12)])
    assert found < most


@pytest.mark.proof
def test_where_nothing_responds_the_p_values_of_many_shops_are_even(full, record):
    kept = record("no_effect")
    for seed in range(len(kept.trials), RUNS):
        kept.add(seed=seed, p=p_value(seed))
    told = [trial["p"] for trial in kept.trials]
    found, most = distance(told)
    kept.page(
        title="No effect, none found",
        text=f"Simulated shops of {PEOPLE:,} people in which nothing responds: half of the people are treated by lot, "
        "and the p-value of their spend in 30 days against that of the others is taken by permutation. `make proof` "
        "repeats it.",
        rows=[
            ("shops", RUNS),
            ("p below 0.05", f"{np.mean(np.array(told) < 0.05):.1%}"),
            ("p below 0.5", f"{np.mean(np.array(told) < 0.5):.1%}"),
            ("greatest distance from even p-values", f"{found:.3f}"),
            ("of even p-values, one sample in 1,000 is farther than", f"{most:.3f}"),
        ],
    )
    assert found < most


LOTS = 400


def test_whom_a_marketer_chooses_would_have_bought_anyway_and_only_chance_tells_the_truth():
    """The chosen against all others, as shops compare, beside half of the chosen by lot against the other half, by
    many lots. All figures are means of spend a person."""
    world, paid = lived(Plan(people=40_000, days=150, ahead=0), 120)
    chosen = np.argsort(-paid)[:6_000]
    treated = spend(world.copy(), 30, Actions.of(chosen, "coupon"))
    plain = spend(world.copy(), 30)
    true = (treated - plain)[chosen].mean()
    assert true > 0
    rest = np.setdiff1d(world.who, chosen)
    naive = treated[chosen].mean() - plain[rest].mean()
    error = float(np.hypot(treated[chosen].std() / len(chosen) ** 0.5, plain[rest].std() / len(rest) ** 0.5))
    assert naive > true + 5 * error, "the chosen buy more without any message"
    draws, told, is_within = np.random.default_rng(1), [], 0
    for _ in range(LOTS):
        lot = draws.permutation(chosen)
        one, other = treated[lot[:3_000]], plain[lot[3_000:]]
        told.append(one.mean() - other.mean())
        is_within += abs(told[-1] - true) < 1.96 * np.hypot(one.std(), other.std()) / 3_000**0.5
    assert abs(np.mean(told) - true) < 4 * np.std(told) / LOTS**0.5, "right on average"
    assert 0.92 <= is_within / LOTS <= 0.98, "its interval holds the truth in 95 of 100"
