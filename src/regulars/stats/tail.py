"""Probabilities of counts that are at least as far out as the one seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, hypergeom


def fisher_more(both: ArrayLike, one: ArrayLike, other: ArrayLike, of: ArrayLike) -> NDArray[np.float64]:
    """P(at least ``both``) where ``one`` and ``other`` of ``of`` cases are marked independently (Fisher's exact test,
    one-sided): the tail of the hypergeometric distribution."""
    both, one, other, of = np.broadcast_arrays(*(np.asarray(each) for each in (both, one, other, of)))
    return np.asarray(hypergeom.sf(both - 1, of, one, other), dtype=float)


def fisher_less(both: ArrayLike, one: ArrayLike, other: ArrayLike, of: ArrayLike) -> NDArray[np.float64]:
    """P(at most ``both``), the other side of ``fisher_more``."""
    both, one, other, of = np.broadcast_arrays(*(np.asarray(each) for each in (both, one, other, of)))
    return np.asarray(hypergeom.cdf(both, of, one, other), dtype=float)


def stratified_more(count: ArrayLike, expected: ArrayLike, most: ArrayLike) -> NDArray[np.float64]:
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
