"""Reviews with one or two stars ÷ reviews with stars."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="low_rating_share",
    reads="review",
    unit="share",
    family="risk",
    title={"en": "Share of low ratings", "zh": "差评占比"},
    about={
        "en": "Reviews with one or two stars ÷ reviews with stars.",
        "zh": "1–2 星评价数 ÷ 有星级的评价数。",
    },
    value=lambda r, as_of: share(r.count(where=r.rating <= 2), r.rating.count()),
)
