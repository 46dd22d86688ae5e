"""What is known at the end of a day, as far as rules may ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from regulars.core.behaviour import Behaviour, Read

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Counted:
    """Events as the build counted them: ``event_day`` up to the evening, ``event_last`` of its day. ``has_others`` says
    whether there are some of people without tags."""

    event_day: ir.Table
    event_last: ir.Table
    has_others: bool = True


@dataclass(frozen=True)
class Evening:
    """``read`` answers with ``customer_tag`` and ``customer_affinity`` of the day and with facts up to it.

    ``resolved`` adds ``customer_id`` to rows of accounts; ``first`` tells the first day with facts.
    ``counted`` is there where the build has counted the events and none came since.
    """

    as_of: date
    zone: str
    first: Callable[[], date]
    read: Read
    resolved: Callable[[ir.Table], ir.Table]
    behaviours: Mapping[str, Behaviour]
    counted: Callable[[], Counted | None] = lambda: None

    @property
    def midnight(self) -> datetime:
        """The moment (UTC) that ends the day in the shop's zone."""
        local = datetime.combine(self.as_of + timedelta(days=1), datetime.min.time(), ZoneInfo(self.zone))
        return local.astimezone(UTC).replace(tzinfo=None)
