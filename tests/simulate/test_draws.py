"""Draws hang on seed, purpose, person, day and turn, on nothing else, and have the distributions that they claim."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.simulate.draws import Draws

WHO = np.arange(200_000)


@given(st.integers(0, 2**40), st.lists(st.integers(0, 10**6), min_size=1, max_size=30), st.integers(0, 400))
def test_a_person_draws_the_same_whoever_else_draws(seed, people, day):
    draws = Draws(seed)
    together = draws.uniform("visits", np.array(people), day, 3)
    alone = [float(draws.uniform("visits", np.array([who]), day, 3)[0]) for who in people]
    assert together.tolist() == alone
    assert ((together > 0) & (together < 1)).all()


def test_uniform_draws_are_even_and_those_of_two_purposes_days_and_people_have_nothing_in_common():
    draws = Draws(7)
    told = [
        draws.uniform("a", WHO), draws.uniform("b", WHO), draws.uniform("a", WHO, 1), draws.uniform("a", WHO, 0, 1),
        draws.uniform("a", WHO + 1), Draws(8).uniform("a", WHO),
    ]  # fmt: skip
    for one in told:
        counts = np.histogram(one, 100, (0, 1))[0]
        assert ((counts - 2000) ** 2 / 2000).sum() < 150, "chi-square with 99 degrees"
    shared = np.corrcoef(told) - np.eye(len(told))
    assert np.abs(shared).max() < 0.01


@pytest.mark.parametrize("mean", [0.01, 0.3, 1.5])
def test_counts_have_the_mean_and_the_variance_of_their_law(mean):
    draws = Draws(3)
    poisson = draws.poisson("p", np.full(len(WHO), mean), WHO)
    assert poisson.mean() == pytest.approx(mean, rel=0.05)
    assert poisson.var() == pytest.approx(mean, rel=0.06)
    geometric = draws.geometric("g", mean, WHO)
    assert geometric.mean() == pytest.approx(mean, rel=0.06)
    assert geometric.var() == pytest.approx(mean * (1 + mean), rel=0.1)


def test_what_is_chosen_is_as_likely_as_its_weight():
    draws, weights = Draws(5), np.array([1.0, 0.0, 3.0, 6.0])
    for found in (draws.chosen("c", np.tile(weights, (len(WHO), 1)), WHO), draws.picked("c", weights, WHO)):
        assert np.bincount(found, minlength=4) / len(WHO) == pytest.approx(weights / 10, abs=0.005)


def test_normal_draws_are_normal():
    told = Draws(2).normal("n", WHO)
    assert (told.mean(), told.std()) == (pytest.approx(0, abs=0.01), pytest.approx(1, abs=0.01))
    assert (np.abs(told) < 1.959964).mean() == pytest.approx(0.95, abs=0.003)
