"""Reviews written in the last 365 days."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="reviews_12m",
    reads="review",
    unit="count",
    family="loyalty",
    title={"en": "Reviews, 12 months", "zh": "近 12 个月评价数"},
    about={
        "en": "Reviews written in the last 365 days.",
        "zh": "近 365 天撰写的评价数。",
    },
    missing=0,
    value=lambda r, as_of: r.count(where=within(r, as_of, days=365)),
)
