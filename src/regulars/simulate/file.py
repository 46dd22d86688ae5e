"""How a file of a simulated source is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from regulars.simulate.dirt import Dirt
from regulars.simulate.stretch import Stretch


@dataclass(frozen=True)
class File:
    """``rows`` answers with the SQL of the rows over the views of a ``Stretch``, in the order in which they stand.

    ``every`` month a file ``name-2024-04`` is written from that month's facts, or ``once`` one of what holds all along.
    ``dirt`` is what goes wrong with some of its rows, which ``key`` (SQL over a row) names; ``planted`` the SQL of
    ``kind`` and ``key`` of what is odd in it by itself.
    """

    name: str
    ending: Literal["csv", "jsonl"]
    rows: Callable[[Stretch], str]
    every: Literal["month", "once"] = "month"
    key: str = ""
    dirt: tuple[Dirt, ...] = ()
    planted: Callable[[Stretch], str] | None = None
