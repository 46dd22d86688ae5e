"""Probabilities of counts that are at least as far out as the one seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln
from scipy.stats import binom

Numbers = NDArray[np.float64]


def fisher_more(both: ArrayLike, one: ArrayLike, other: ArrayLike, of: ArrayLike) -> Numbers:
    """P(at least ``both``) where ``one`` and ``other`` of ``of`` cases are marked independently (Fisher's exact test,
    one-sided): the tail of the hypergeometric distribution."""
    return fisher(both, one, other, of)[0]


def fisher_less(both: ArrayLike, one: ArrayLike, other: ArrayLike, of: ArrayLike) -> Numbers:
    """P(at most ``both``), the other side of ``fisher_more``."""
    return fisher(both, one, other, of)[1]


def fisher(both: ArrayLike, one: ArrayLike, other: ArrayLike, of: ArrayLike) -> tuple[Numbers, Numbers]:
    """Both sides of Fisher's exact test, for hundreds of thousands of pairs in a second.

    Of each pair the side away from the mean is summed outwards, where every term is smaller than the one before; the
    other side is what that leaves.
    """
    k, a, b, n = np.broadcast_arrays(*(np.asarray(each, dtype=float) for each in (both, one, other, of)))
    k, a, b, n = (each.ravel() for each in (k, a, b, n))
    seen = _probability(k, a, b, n)
    is_above = k * n >= a * b
    outer = np.empty_like(seen)
    outer[is_above] = _outward(seen[is_above], k[is_above], a[is_above], b[is_above], n[is_above], up=True)
    below = ~is_above
    outer[below] = _outward(seen[below], k[below], a[below], b[below], n[below], up=False)
    inner = np.clip(1 - outer + seen, 0.0, 1.0)
    shape = np.broadcast_shapes(*(np.shape(each) for each in (both, one, other, of)))
    return np.where(is_above, outer, inner).reshape(shape), np.where(is_above, inner, outer).reshape(shape)


def _probability(k: Numbers, a: Numbers, b: Numbers, n: Numbers) -> Numbers:
    """Of exactly ``k``; 0 where that many cannot be."""
    can = (k >= np.maximum(0, a + b - n)) & (k <= np.minimum(a, b))
    kept = np.where(can, k, np.maximum(0, a + b - n))
    log = (
        betaln(a + 1, 1) + betaln(n - a + 1, 1) + betaln(n - b + 1, b + 1)
        - betaln(kept + 1, a - kept + 1) - betaln(b - kept + 1, n - a - b + kept + 1) - betaln(n + 1, 1)
    )  # fmt: skip
    return np.where(can, np.exp(log), 0.0)


def _outward(term: Numbers, k: Numbers, a: Numbers, b: Numbers, n: Numbers, *, up: bool) -> Numbers:
    """The sum of the terms from ``k`` on, away from the mean; each follows from the one before by a ratio."""
    total: Numbers = term.copy()
    left: NDArray[np.int64] = np.arange(len(term), dtype=np.int64)
    while len(left):
        ratio = (
            (a - k) * (b - k) / ((k + 1) * (n - a - b + k + 1))
            if up
            else k * (n - a - b + k) / ((a - k + 1) * (b - k + 1))
        )
        term, k = term * ratio, k + (1 if up else -1)
        total[left] += term
        on = term > total[left] * 1e-17
        left = left[on]
        term, k, a, b, n = (each[on] for each in (term, k, a, b, n))
    return total


def stratified_more(count: ArrayLike, expected: ArrayLike, most: ArrayLike) -> Numbers:
    """A bound on P(at least ``count``) for a sum over strata of hypergeometric counts with mean ``expected`` in all,
    none of which can pass ``most``. Never too small, whatever the strata; 1 within one of the mean.

    A hypergeometric count is a sum of independent yes-or-no trials (Vatutin & Mikhailov 1982, Theory of Probability
    and its Applications 27, 734–743), so the sum over strata is one too; and of all such sums with this mean the
    binomial one has the heaviest tail from one above the mean on (Hoeffding 1956, Annals of Mathematical Statistics
    27, 713–721, theorem 4).
    """
    count, expected, most = (np.asarray(each, dtype=float) for each in (count, expected, most))
    chance = np.clip(np.divide(expected, most, out=np.ones_like(expected * most), where=most > 0), 0.0, 1.0)
    tail = np.asarray(binom.sf(count - 1, most, chance), dtype=float)
    return np.where(count >= expected + 1, tail, 1.0)
