"""How many points the customer has."""

from regulars.core.tag import Tag, are_added

TAG = Tag(
    name="points_balance",
    reads="points_entry",
    unit="number",
    family="loyalty",
    title={"en": "Points", "zh": "积分余额"},
    about={
        "en": "Points added less points taken.",
        "zh": "入账积分减去扣减积分。",
    },
    missing=0,
    value=lambda p, as_of: (
        p.points.sum(where=are_added(p)).fill_null(0) - p.points.sum(where=~are_added(p)).fill_null(0)
    ),
)
