"""How a file of a simulated source is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from regulars.simulate.stretch import Stretch


@dataclass(frozen=True)
class File:
    """``rows`` answers with the SQL of the rows over the views of a ``Stretch``, in the order in which they stand.

    ``every`` month a file ``name-2024-04`` is written from that month's facts, or ``once`` one of what holds all along.
    """

    name: str
    ending: Literal["csv", "jsonl"]
    rows: Callable[[Stretch], str]
    every: Literal["month", "once"] = "month"
