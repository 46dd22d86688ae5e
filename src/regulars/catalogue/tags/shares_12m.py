"""Products shown to others in the last 365 days."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="shares_12m",
    reads="share",
    unit="count",
    family="loyalty",
    title={"en": "Shares, 12 months", "zh": "近 12 个月分享次数"},
    about={
        "en": "Products shown to others in the last 365 days.",
        "zh": "近 365 天分享商品的次数。",
    },
    missing=0,
    value=lambda s, as_of: s.count(where=within(s, as_of, days=365)),
)
