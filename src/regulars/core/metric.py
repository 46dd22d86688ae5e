"""How a metric is declared: one definition, used by every page, report and notebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["money", "count", "people", "share", "ratio", "days"]


@dataclass(frozen=True)
class Metric:
    """One number of the shop, as an aggregate over a table of the flow.

    ``value`` takes the ibis table named by ``reads``, one row per its grain and already cut to the period and the
    as-of day, and returns an aggregate expression. ``formula`` says the same in words. ``window`` is part of the
    name where one exists (``repurchase_90d``). ``better`` is the direction that an owner wants, if any.
    """

    name: str
    reads: str
    unit: Unit
    title: dict[str, str]
    formula: str
    value: Callable[[Any], Any]
    about: dict[str, str]
    owner: str = "finance"
    better: Literal["up", "down", "none"] = "up"
