"""Chance that depends on what it is for and not on when it is asked: the same person, day and purpose draw the same.

So any part of the people can be simulated alone, in any order, and an action changes nobody's luck: two worlds of one
seed differ by what the action did and by nothing else (common random numbers).
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_PERSON, _DAY, _TURN = (np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))


class Draws:
    """Draws of one seed. ``who``, ``day`` and ``turn`` are whole numbers, or arrays of them of one length."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def uniform(self, purpose: str, who: Any, day: Any = 0, turn: Any = 0) -> Floats:
        """Between 0 and 1, never either. One number per person, day and turn (SplitMix64's finisher over a counter)."""
        with np.errstate(over="ignore"):
            state = _mixed(np.asarray(who).astype(np.uint64) * _PERSON + self._key(purpose))
            state = _mixed(
                state + np.asarray(day).astype(np.uint64) * _DAY + np.asarray(turn).astype(np.uint64) * _TURN
            )
        return ((state >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53

    def normal(self, purpose: str, who: Any, day: Any = 0, turn: Any = 0) -> Floats:
        """Standard normal (Box & Muller 1958)."""
        one = self.uniform(f"{purpose} radius", who, day, turn)
        other = self.uniform(f"{purpose} angle", who, day, turn)
        return np.sqrt(-2 * np.log(one)) * np.cos(2 * np.pi * other)

    def poisson(self, purpose: str, mean: Floats, who: Any, day: Any = 0, turn: Any = 0, *, most: int = 8) -> Ints:
        """Counts of small means, by inversion; ``most`` cuts the tail off."""
        told = self.uniform(purpose, who, day, turn)
        term = np.exp(-mean)
        below, found = term.copy(), np.zeros(np.shape(told), dtype=np.int64)
        for count in range(1, most + 1):
            found += told > below
            term = term * mean / count
            below = below + term
        return found

    def geometric(self, purpose: str, mean: Any, who: Any, day: Any = 0, turn: Any = 0, *, most: int = 60) -> Ints:
        """Counts from 0 on with the given mean."""
        stays = np.asarray(mean, dtype=np.float64) / (1 + np.asarray(mean, dtype=np.float64))
        told = np.floor(np.log(self.uniform(purpose, who, day, turn)) / np.log(stays))
        return np.minimum(told, most).astype(np.int64)

    def chosen(self, purpose: str, weights: Floats, who: Any, day: Any = 0, turn: Any = 0) -> Ints:
        """A column for each row of weights, as likely as its weight."""
        whole = np.cumsum(weights, axis=1)
        aim = self.uniform(purpose, who, day, turn) * whole[:, -1]
        return (whole <= aim[:, None]).sum(axis=1).astype(np.int64).clip(max=weights.shape[1] - 1)

    def picked(self, purpose: str, shares: Floats, who: Any, day: Any = 0, turn: Any = 0) -> Ints:
        """A place of one list of shares for everybody."""
        whole = np.cumsum(shares)
        aim = self.uniform(purpose, who, day, turn) * whole[-1]
        return np.searchsorted(whole, aim, side="right").astype(np.int64).clip(max=len(shares) - 1)

    def generator(self, purpose: str) -> np.random.Generator:
        """NumPy's own, for what is drawn once for all people and goods together."""
        return np.random.Generator(np.random.Philox(key=int(self._key(purpose))))

    def _key(self, purpose: str) -> np.uint64:
        told = hashlib.blake2b(f"{self.seed} {purpose}".encode(), digest_size=8).digest()
        return np.uint64(int.from_bytes(told, "little"))


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = np.asarray(state, dtype=np.uint64)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
