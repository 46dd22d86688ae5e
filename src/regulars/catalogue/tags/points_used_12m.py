"""Points used in this month and the eleven before."""

from regulars.core.tag import Tag, within_months

TAG = Tag(
    name="points_used_12m",
    reads="points_entry",
    unit="number",
    family="loyalty",
    title={"en": "Points used, 12 months", "zh": "近 12 个月使用积分"},
    about={
        "en": "Points used in this month and the eleven before; what expired is not among them.",
        "zh": "本月及之前 11 个月使用的积分，不含过期。",
    },
    missing=0,
    value=lambda p, as_of: p.points.sum(where=(p.kind == "used") & within_months(p, as_of, months=12)),
)
