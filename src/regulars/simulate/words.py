"""Words by their place in a list, for columns that say what something is called."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from regulars.simulate.draws import Ints

Words = NDArray[np.object_]


def named(words: Sequence[str], place: Ints) -> Words:
    """The word at each place."""
    return np.array(words, dtype=object)[place]


def told(words: Words, which: NDArray[np.bool_]) -> Words:
    """The words where they are told, and nothing (null) elsewhere."""
    found = words.copy()
    found[~which] = None
    return found
