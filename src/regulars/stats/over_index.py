"""How much more common something is in a group than among everyone else, alike for alike."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.stats.tail import stratified_more

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class OverIndex:
    """Arrays of one value per comparison. ``index`` is the group's share ÷ everyone else's, within strata; NaN with
    its ends where nobody else (or nobody of the group) has it: then no ratio can be told. ``p`` is one-sided: more."""

    share: Numbers
    other_share: Numbers
    expected: Numbers
    index: Numbers
    low: Numbers
    high: Numbers
    p: Numbers


def over_index(
    having: ArrayLike, people: ArrayLike, others_having: ArrayLike, others: ArrayLike, *, level: float = 0.95
) -> OverIndex:
    """Compare a group with everyone else. Arrays of counts of people, the last axis the strata (one: not stratified).

    The index is the risk ratio of Mantel & Haenszel over strata, its interval that of Greenland & Robins (1985),
    Biometrics 41, 55–68, on the log scale; with one stratum both are Katz's (1978, Biometrics 34, 469–474).
    ``expected`` is how many of the group would have it were it as common as in its strata as a whole, with the margins
    fixed as in the test of Cochran, Mantel & Haenszel; ``p`` is the bound of ``stratified_more``.
    """
    a, n1, c, n0 = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (having, people, others_having, others)))
    if np.any((a < 0) | (a > n1) | (c < 0) | (c > n0)):
        raise ValueError("more people have it than there are: counts of having, then of people")
    n, has = np.maximum(n1 + n0, 1), a + c
    expected = (n1 * has / n).sum(-1)
    most = np.minimum(n1, has).sum(-1)
    index, low, high = _ratio(a, n1, c, n0, NormalDist().inv_cdf((1 + level) / 2))
    return OverIndex(
        share=_part(a.sum(-1), n1.sum(-1)), other_share=_part(c.sum(-1), n0.sum(-1)), expected=expected,
        index=index, low=low, high=high, p=stratified_more(a.sum(-1), expected, most),
    )  # fmt: skip


def _ratio(a: Numbers, n1: Numbers, c: Numbers, n0: Numbers, z: float) -> tuple[Numbers, Numbers, Numbers]:
    n = np.maximum(n1 + n0, 1)
    up, down = (a * n0 / n).sum(-1), (c * n1 / n).sum(-1)
    index = np.where(up > 0, _part(up, down), np.nan)
    spread = ((n1 * n0 * (a + c) - a * c * n) / n**2).sum(-1)
    half = z * np.sqrt(_part(spread, up * down))
    return index, index * np.exp(-half), index * np.exp(half)


def _part(part: Numbers, whole: Numbers) -> Numbers:
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)
