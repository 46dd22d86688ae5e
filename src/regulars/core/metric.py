"""How a metric is declared: one definition, used by every page, report and notebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["money", "count", "people", "share", "ratio", "days"]
Family = Literal["gmv", "orders", "return", "trust"]

#: Days of history before which nobody can be told to buy for the first time (SPEC I1).
ENTRY_DAYS = 180


@dataclass(frozen=True)
class Metric:
    """One number of the shop, as an aggregate over a table of the flow.

    ``value`` takes the ibis table named by ``reads``, one row per its grain and already cut to the period and the
    as-of day, and returns an aggregate expression. With ``per``, another aggregate, the metric is value ÷ per: both
    are sums, counts or counts of distinct things, so that the division is done once, at the end.

    ``dated`` is the column that places a row in a period. ``window_days`` is part of the name where one exists
    (``repurchase_90d``): only rows that had that many days until the as-of day are counted. ``history_days`` is the
    history that the metric needs at least. ``interval`` says how the 95 % interval of a share is made.
    ``formula`` says the definition in words, ``formula_zh`` in Chinese; ``better`` is the direction that
    an owner wants, if any.
    """

    name: str
    reads: str
    unit: Unit
    title: dict[str, str]
    formula: str
    value: Callable[[Any], Any]
    about: dict[str, str]
    formula_zh: str = ""
    per: Callable[[Any], Any] | None = None
    dated: str = "day"
    window_days: int = 0
    history_days: int = 0
    interval: Literal["wilson"] | None = None
    family: Family = "orders"
    owner: str = "finance"
    better: Literal["up", "down", "none"] = "up"
