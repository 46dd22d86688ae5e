"""False discoveries against published figures, scipy and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control, norm

from regulars.stats.fdr import benjamini_hochberg, benjamini_yekutieli

#: Benjamini & Hochberg (1995), section 4.1: fifteen endpoints of a trial of thrombolysis.
THROMBOLYSIS = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
)  # fmt: skip


def test_the_trial_of_the_first_paper_has_the_four_findings_that_it_tells() -> None:
    assert int((benjamini_hochberg(THROMBOLYSIS) <= 0.05).sum()) == 4


@pytest.mark.parametrize(("method", "ours"), [("bh", benjamini_hochberg), ("by", benjamini_yekutieli)])
def test_both_are_what_scipy_makes_of_the_same_values(method: str, ours: object) -> None:
    assert callable(ours)
    values = np.random.default_rng(7).uniform(size=400) ** 3
    assert np.allclose(ours(values), false_discovery_control(values, method=method), rtol=1e-12)


def test_tests_that_are_not_handed_in_count_as_tests_without_a_finding() -> None:
    values = np.array([0.001, 0.02, 0.3])
    whole = benjamini_hochberg(np.concatenate([values, np.ones(7)]))
    assert np.allclose(benjamini_hochberg(values, of=10), whole[:3])


def test_an_unknown_p_stays_unknown_and_costs_the_others_nothing() -> None:
    found = benjamini_hochberg([0.01, np.nan, 0.04])
    assert np.isnan(found[1])
    assert np.allclose(found[[0, 2]], [0.02, 0.04])


@pytest.mark.parametrize(("values", "of"), [([0.1, 1.2], None), ([-0.1], None), ([0.1, 0.2], 1)])
def test_what_is_no_p_value_is_refused(values: list[float], of: int | None) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 1|more than the 1 tests"):
        benjamini_hochberg(values, of=of)


def test_a_tenth_of_the_findings_at_most_are_false() -> None:
    draw = np.random.default_rng(11)
    shares = []
    for _ in range(400):
        z = draw.normal(size=200) + np.where(np.arange(200) < 40, 2.5, 0)
        found = benjamini_hochberg(norm.sf(z)) <= 0.1
        shares.append(found[40:].sum() / max(found.sum(), 1))
    assert 0.06 < np.mean(shares) < 0.09, "with 160 of 200 tests idle the rate is 0.08"
