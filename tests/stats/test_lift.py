"""The lift of pairs against worked numbers and simulation."""

from __future__ import annotations

import numpy as np
import pytest

from regulars.stats.lift import lift


def test_the_lift_is_what_a_market_basket_text_works_out() -> None:
    """Beer and nappies of Tan, Steinbach & Kumar: five baskets, beer in 3, nappies in 4, both in 3."""
    found, low, high = lift(3, 3, 4, 5)
    assert np.isclose(found, 1.25)
    assert low < 1.25 < high


def test_things_never_together_have_no_interval() -> None:
    found, low, high = lift(0, 10, 20, 100)
    assert found == 0
    assert np.isnan([low, high]).all()


def test_pairs_more_common_than_their_parts_are_refused() -> None:
    with pytest.raises(ValueError, match="must fit"):
        lift(11, 10, 20, 100)


@pytest.mark.parametrize("cells", [(0.02, 0.08, 0.08), (0.05, 0.15, 0.10), (0.01, 0.19, 0.04), (0.10, 0.05, 0.05)])
def test_the_interval_covers_as_often_as_it_says(cells: tuple[float, float, float]) -> None:
    both, only_a, only_b = cells
    truth = both / ((both + only_a) * (both + only_b))
    seen = np.random.default_rng(5).multinomial(2000, [*cells, 1 - sum(cells)], size=4000)
    _, low, high = lift(seen[:, 0], seen[:, 0] + seen[:, 1], seen[:, 0] + seen[:, 2], 2000)
    covered = np.mean((low <= truth) & (truth <= high))
    assert 0.94 < covered < 0.965, f"95 % intervals covered {covered:.3f} of the time"
