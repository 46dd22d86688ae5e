"""What each campaign of advertising cost and brought, day by day."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT plan_day(day) AS date, channel, campaign, impressions, clicks, cost
    FROM ad_day ORDER BY date, channel, campaign
    """


FILE = File("ad_days", "csv", _rows, every="once")
