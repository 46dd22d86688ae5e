"""How much more often two things happen together than independent ones would."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


def lift(
    both: ArrayLike, one: ArrayLike, other: ArrayLike, of: int, *, level: float = 0.95
) -> tuple[Numbers, Numbers, Numbers]:
    """The lift of pairs, n · n(ab) ÷ (n(a) · n(b)), with its interval; the ends are NaN where nothing came together.

    The interval is symmetric in the log of the lift, whose variance follows from the multinomial counts by the delta
    method (Agresti 2013, Categorical Data Analysis, 3rd ed., section 16.1):
    n · var = 1/p(ab) − 1/p(a) − 1/p(b) + 2 p(ab) ÷ (p(a) p(b)) − 1.
    """
    ab, a, b = np.broadcast_arrays(*(np.asarray(each, dtype=float) for each in (both, one, other)))
    if np.any((ab > np.minimum(a, b)) | (np.maximum(a, b) > of) | (ab < 0) | (np.minimum(a, b) <= 0)):
        raise ValueError(f"counts of pairs must fit those of their parts, and these the {of} cases")
    found = ab / a * of / b
    together = np.where(ab > 0, ab, np.nan)
    variance = 1 / together - 1 / a - 1 / b + 2 * ab / (a * b) - 1 / of
    half = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(np.maximum(variance, 0))
    return found, found * np.exp(-half), found * np.exp(half)
