"""Intervals of shares from counts."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def wilson(good: int, of: int, *, level: float = 0.95) -> tuple[float, float] | None:
    """The score interval of a share: ``good`` of ``of`` independent cases; None where there is no case.

    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209–212:
    the shares p for which |good/of − p| ≤ z √(p (1 − p) / of). It stays within 0 and 1 and holds for small counts
    and shares near the ends, where the textbook interval does not (Newcombe 1998, Statistics in Medicine 17, 857–872).
    """
    if not 0 <= good <= of:
        raise ValueError(f"{good} of {of} is no share")
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not {level}")
    if of == 0:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, slack = good / of, z * z / of
    middle = (share + slack / 2) / (1 + slack)
    half = z * sqrt(share * (1 - share) / of + slack / (4 * of)) / (1 + slack)
    # Rounding must not leave an end a hair inside or outside of what it is exactly.
    return (0.0 if good == 0 else middle - half), (1.0 if good == of else middle + half)
