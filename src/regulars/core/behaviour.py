"""How a behaviour is declared: something that people do at a moment, and what can be asked of each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

#: Answers with the rows of a table that were known at the end of the as-of day; the names are those of facts, and
#: ``product_span`` (path of the category and brand of each product, ``since`` to before ``until``).
Read = Callable[[str], Any]
#: What stands for the name where events of all names are counted together; no event has it, as names are not empty.
ANY = ""
#: What can be asked of every behaviour: its day, hour and weekday (1 is Monday) in the shop's zone.
OF_ALL = {"day": "day", "hour": "count", "weekday": "count"}
SPANS = {"hour": (0, 23), "weekday": (1, 7)}


@dataclass(frozen=True)
class Behaviour:
    """One thing that people do.

    ``rows`` makes of facts the rows ``id``, ``account_id``, ``at`` (UTC), ``day`` and those of ``fields`` that are
    wanted; several rows of one ``id`` are one time, for which a condition holds when it holds for any of them.
    ``fields`` maps what can be asked to its unit, ``reads`` names the facts. ``events`` says that it is just the events
    of its own name, or all of them: these the build has counted.
    """

    name: str
    title: dict[str, str]
    about: dict[str, str]
    reads: tuple[str, ...]
    fields: dict[str, str]
    rows: Callable[[Read, frozenset[str]], Any]
    events: Literal["named", "all"] | None = None

    @property
    def asked(self) -> dict[str, str]:
        return self.fields | OF_ALL
