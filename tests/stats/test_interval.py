"""The score interval against published figures and its own definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.stats.interval import wilson


@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_newcombe_1998_table_1(good: int, of: int, low: float, high: float) -> None:
    found = wilson(good, of)
    assert found is not None
    assert [round(end, 4) for end in found] == [low, high]


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_ends_solve_the_equation_that_defines_them(counts: tuple[int, int]) -> None:
    good, of = counts
    found = wilson(good, of)
    assert found is not None
    share = good / of
    assert 0 <= found[0] <= share <= found[1] <= 1
    for end in found:
        if 0 < end < 1:
            assert math.isclose(abs(share - end), 1.959963984540054 * math.sqrt(end * (1 - end) / of), rel_tol=1e-6)


def test_nobody_gives_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("good", "of", "level"), [(3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0), (1, 2, 0.0)])
def test_what_is_no_share_is_refused(good: int, of: int, level: float) -> None:
    with pytest.raises(ValueError, match=r"is no share|a level lies"):
        wilson(good, of, level=level)
