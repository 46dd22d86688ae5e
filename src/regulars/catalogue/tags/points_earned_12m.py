"""Points added in this month and the eleven before."""

from regulars.core.tag import Tag, are_added, within_months

TAG = Tag(
    name="points_earned_12m",
    reads="points_entry",
    unit="number",
    family="loyalty",
    title={"en": "Points earned, 12 months", "zh": "近 12 个月获得积分"},
    about={
        "en": "Points added in this month and the eleven before.",
        "zh": "本月及之前 11 个月入账的积分。",
    },
    missing=0,
    value=lambda p, as_of: p.points.sum(where=are_added(p) & within_months(p, as_of, months=12)),
)
