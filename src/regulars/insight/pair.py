"""What the counts of pairs say: support, confidence, lift, and whether chance would do as much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.stats.fdr import benjamini_hochberg
from regulars.stats.lift import lift
from regulars.stats.tail import fisher, stratified_more

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Baskets:
    """All that is counted of baskets. ``inside`` has a row per item and a column per class of sizes: the baskets of
    the class that hold the item; ``baskets`` and ``items`` are the class's baskets and the items in all of them."""

    inside: Counts
    baskets: Counts
    items: Counts

    @property
    def count(self) -> int:
        return int(self.baskets.sum())


#: Rounding leaves so much where shares are 0 and 1 only.
_NO_SPREAD = 1e-9


def measures(a: Counts, b: Counts, together: Counts, seen: Baskets) -> dict[str, Numbers]:
    """Measures of the pairs (row numbers of ``inside``) that are together in so many baskets.

    ``expected`` and ``lift`` compare with items that know nothing of one another; ``expected_alike`` and
    ``lift_alike`` with baskets of the same size, because big baskets hold everything: a shop whose lines were shuffled
    between its baskets has lifts above 1 throughout. ``p`` and ``q`` are of the second, one-sided; every pair of
    frequent items is a test, also those that are never together. ``p_fisher`` is Fisher's test of independence.
    """
    count, whole = seen.inside.sum(1), seen.count
    expected = count[a] * (count[b] / whole)
    alike = expected_alike(a, b, seen)
    found, low, high = lift(together, count[a], count[b], whole)
    most = np.minimum(seen.inside[a], seen.inside[b]).sum(1)
    p = stratified_more(together, alike, most)
    more, less = fisher(together, count[a], count[b], whole)
    tests = len(count) * (len(count) - 1) // 2
    return {
        "count_a": count[a], "count_b": count[b], "together": together, "support": together / whole,
        "confidence_ab": together / count[a], "confidence_ba": together / count[b], "expected": expected,
        "lift": found, "low": low, "high": high, "expected_alike": alike,
        "lift_alike": np.divide(together, alike, out=np.full(len(together), np.nan), where=alike > 0),
        "p_fisher": more, "p_less": less, "p": p, "q": benjamini_hochberg(p, of=max(tests, len(p))),
    }  # fmt: skip


def expected_alike(a: Counts, b: Counts, seen: Baskets) -> Numbers:
    """Baskets that would hold both items if each basket drew its items by chance, as many as it has.

    Hájek (1964), Annals of Mathematical Statistics 35, 1491–1523: drawing a fixed number with shares π, two are drawn
    together with π(a) π(b) (1 − (1 − π(a)) (1 − π(b)) ÷ d), d = Σ π (1 − π). Baskets of one item hold no pair.
    """
    found = np.zeros(len(a))
    for place in range(len(seen.baskets)):
        baskets, size = seen.baskets[place], seen.items[place] / seen.baskets[place]
        share = seen.inside[:, place] / baskets
        spread = size - float((share**2).sum())
        if size <= 1:
            continue
        one, other = share[a], share[b]
        # Where baskets hold all items or none of an item nothing is drawn: two are together as they must be.
        both = one * other * (1 - (1 - one) * (1 - other) / spread if spread > _NO_SPREAD else 1)
        found += baskets * np.clip(both, np.maximum(0, one + other - 1), np.minimum(one, other))
    return found
