"""False discoveries under control where many things are tested at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p: ArrayLike, *, of: int | None = None) -> NDArray[np.float64]:
    """The least rate of false discoveries at which each p-value is still called a finding (its q).

    Benjamini & Hochberg (1995), JRSS B 57, 289–300: q(i) = min over j ≥ i of p(j) · m ÷ j. Holds where the tests are
    independent or positively dependent (Benjamini & Yekutieli 2001, Annals of Statistics 29, 1165–1188).
    ``of`` is how many tests there were in all: those that are not handed in count as tests with p = 1.
    An unknown p (NaN) is no test and stays unknown.
    """
    return _adjusted(p, of, price=lambda tests: 1.0)


def benjamini_yekutieli(p: ArrayLike, *, of: int | None = None) -> NDArray[np.float64]:
    """The same under any dependence between the tests, at the price of a factor 1 + 1/2 + … + 1/m (theorem 1.3 of
    Benjamini & Yekutieli 2001)."""
    return _adjusted(p, of, price=lambda tests: float(np.sum(1 / np.arange(1, tests + 1))))


def _adjusted(p: ArrayLike, of: int | None, *, price: Callable[[int], float]) -> NDArray[np.float64]:
    values = np.asarray(p, dtype=float)
    known = np.flatnonzero(~np.isnan(values))
    tests = known.size if of is None else of
    if np.any((values[known] < 0) | (values[known] > 1)):
        raise ValueError("a p-value lies between 0 and 1")
    if tests < known.size:
        raise ValueError(f"{known.size} p-values are more than the {tests} tests that there were")
    found = np.full(values.shape, np.nan)
    if known.size:
        order = known[np.argsort(values[known], kind="stable")]
        scaled = values[order] * tests * price(tests) / np.arange(1, order.size + 1)
        found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found
