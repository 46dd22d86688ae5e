"""Points that are lost if they are not used within thirty days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from regulars.core.tag import Tag, are_added


def _expiring(p: Any, as_of: date) -> Any:
    """Of the points that end by then, what all that was taken so far has left of them."""
    import ibis

    ends = p.good_until <= ibis.literal(as_of + timedelta(days=30))
    return ibis.greatest(p.points.sum(where=are_added(p) & ends) - p.points.sum(where=~are_added(p)).fill_null(0), 0)


TAG = Tag(
    name="points_expiring_30d",
    reads="points_entry",
    unit="number",
    family="loyalty",
    title={"en": "Points expiring within 30 days", "zh": "30 天内到期积分"},
    about={
        "en": "Points that are good for thirty more days at most, those that were added first being used first.",
        "zh": "30 天内到期的积分，先入账的先使用。",
    },
    missing=0,
    value=lambda p, as_of: _expiring(p, as_of),
)
