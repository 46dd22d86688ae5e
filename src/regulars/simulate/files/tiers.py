"""Tiers of members, from the day on which each was given."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT account_id(person) AS member_id, plan_day(day) AS since, tier, points
    FROM membership ORDER BY since, member_id
    """


FILE = File("tiers", "csv", _rows, every="once")
