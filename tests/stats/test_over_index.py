"""Over-indexing against published examples, scipy and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom
from scipy.stats.contingency import relative_risk

from regulars.stats.over_index import over_index
from regulars.stats.tail import fisher_less, fisher_more, stratified_more

#: Deaths by age in the trial of tolbutamide (University Group Diabetes Program 1970), as in Rothman & Greenland.
TOLBUTAMIDE = ([8, 22], [106, 98], [5, 16], [120, 85])


@pytest.mark.parametrize(("level", "low", "high"), [(0.95, 0.797, 2.20), (0.90, 0.865, 2.03), (0.99, 0.680, 2.582)])
def test_the_ratio_over_strata_is_that_of_the_tolbutamide_trial(level: float, low: float, high: float) -> None:
    """Figures of the R package episheet, which checks the worked example of Modern Epidemiology, chapter 15."""
    found = over_index(*TOLBUTAMIDE, level=level)
    assert np.allclose([found.index, found.low, found.high], [1.325, low, high], rtol=0.002)


@pytest.mark.parametrize("counts", [(27, 122, 44, 487), (10, 50, 90, 600), (3, 70, 1, 900)])
def test_one_stratum_is_the_relative_risk_of_scipy(counts: tuple[int, int, int, int]) -> None:
    a, n1, c, n0 = counts
    found = over_index([a], [n1], [c], [n0])
    wanted = relative_risk(a, n1, c, n0)
    assert np.isclose(found.index, wanted.relative_risk)
    assert np.allclose([found.low, found.high], wanted.confidence_interval(0.95))
    assert np.allclose([found.share, found.other_share], [a / n1, c / n0])


def test_a_ratio_to_nobody_is_unknown() -> None:
    found = over_index([5], [50], [0], [500])
    assert np.isnan([found.index, found.low, found.high]).all()
    assert found.p < 0.01, "that only the group has it is still tested"


def test_counts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="more people have it than there are"):
        over_index([51], [50], [1], [100])


def test_the_bound_is_never_below_the_exact_probability_of_several_strata() -> None:
    """The exact distribution is the convolution of the strata's; Penicillin and Rabbits, Agresti (1990), page 231."""
    cured = np.array([[0, 6, 0, 5], [3, 3, 0, 6], [6, 0, 2, 4], [5, 1, 6, 0], [2, 0, 5, 0]])
    a, n1, c, n0 = cured[:, 0], cured[:, 0] + cured[:, 1], cured[:, 2], cured[:, 2] + cured[:, 3]
    exact = np.ones(1)
    for have, group, rest in zip(a + c, n1, n0, strict=True):
        exact = np.convolve(exact, hypergeom.pmf(np.arange(group + 1), group + rest, have, group))
    found = over_index(a, n1, c, n0)
    assert round(float(exact[a.sum() :].sum()), 3) == 0.020, "as R's exact mantelhaen.test tells"
    assert 0.020 <= found.p < 0.2
    for count in range(exact.size):
        bound = stratified_more(count, found.expected, np.minimum(n1, a + c).sum())
        assert bound >= exact[count:].sum() - 1e-12


def test_fishers_lady_tasting_tea_has_the_probability_of_the_book() -> None:
    """Fisher (1935), The Design of Experiments, chapter 2: 4 of 4 cups right is 1 in 70, 3 or more 17 in 70."""
    assert np.allclose(fisher_more([4, 3], 4, 4, 8), [1 / 70, 17 / 70])
    assert np.allclose(fisher_less([0, 1], 4, 4, 8), [1 / 70, 17 / 70])


def test_the_interval_covers_as_often_as_it_says_and_the_test_errs_no_more_often() -> None:
    draw, runs = np.random.default_rng(3), 4000
    n1, n0, base = np.array([40, 60, 30]), np.array([300, 200, 100]), np.array([0.1, 0.25, 0.5])
    for truth in (1.0, 1.4):
        a = draw.binomial(n1, base * truth, size=(runs, 3))
        found = over_index(a, n1, draw.binomial(n0, base, size=(runs, 3)), n0)
        covered = np.mean((found.low <= truth) & (truth <= found.high))
        assert 0.94 < covered < 0.965, f"95 % intervals covered {covered:.3f} of the time at {truth}"
        if truth == 1.0:
            assert np.mean(found.p <= 0.05) <= 0.05, "the bound errs on the safe side"
        else:
            assert np.mean(found.p <= 0.05) > 0.5, "and still sees what is there"
