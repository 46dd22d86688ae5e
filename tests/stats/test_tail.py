"""Fisher's exact test for many pairs at once, held against SciPy's tails one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from regulars.stats.tail import fisher


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    of = draw(st.integers(1, 5_000))
    one, other = draw(st.integers(0, of)), draw(st.integers(0, of))
    return draw(st.integers(max(0, one + other - of), min(one, other))), one, other, of


@given(table=tables())
def test_both_sides_are_those_of_the_hypergeometric_distribution(table: tuple[int, int, int, int]) -> None:
    both, one, other, of = table
    more, less = fisher(both, one, other, of)
    assert more == pytest.approx(hypergeom.sf(both - 1, of, one, other), rel=1e-8, abs=1e-12)
    assert less == pytest.approx(hypergeom.cdf(both, of, one, other), rel=1e-8, abs=1e-12)


def test_pairs_of_all_sizes_can_be_asked_at_once_and_a_far_tail_keeps_its_digits() -> None:
    draw = np.random.default_rng(3)
    one, other = draw.integers(1, 3_000, (2, 500))
    both = np.minimum(np.minimum(one, other), draw.poisson(one * other / 20_000 * draw.uniform(0.3, 4, 500)))
    more, less = fisher(both, one, other, 20_000)
    assert np.allclose(more, hypergeom.sf(both - 1, 20_000, one, other), rtol=1e-8, atol=1e-300)
    assert np.allclose(less, hypergeom.cdf(both, 20_000, one, other), rtol=1e-8, atol=1e-300)
    assert more.min() < 1e-100
