"""Points that are lost if they are not used within thirty days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from regulars.core.tag import Tag, are_added


def _expiring(p: Any, as_of: date) -> Any:
    """What all that was taken has left of the points that end by then, less those that have ended."""
    import ibis

    taken = p.points.sum(where=~are_added(p)).fill_null(0)

    def left(day: date) -> Any:
        ended = are_added(p) & (p.good_until <= ibis.literal(day))
        return ibis.greatest(p.points.sum(where=ended).fill_null(0) - taken, 0)

    soon = left(as_of + timedelta(days=30)) - left(as_of)
    return ibis.ifelse(p.good_until.count() > 0, soon.cast("float64"), ibis.null("float64"))


TAG = Tag(
    name="points_expiring_30d",
    reads="points_entry",
    unit="number",
    family="loyalty",
    title={"en": "Points expiring within 30 days", "zh": "30 天内到期积分"},
    about={
        "en": "Points good for thirty days more at most, the oldest used first; unknown where none say until when.",
        "zh": "30 天内到期的积分，先入账的先使用；未告知有效期者未知。",
    },
    value=lambda p, as_of: _expiring(p, as_of),
)
