"""How many came by what the customer shared in the last 365 days."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="share_visitors_12m",
    reads="share",
    unit="count",
    family="loyalty",
    title={"en": "Visitors by shares, 12 months", "zh": "近 12 个月分享带来的访客"},
    about={
        "en": "How many came by what the customer shared in the last 365 days.",
        "zh": "近 365 天客户分享带来的访客数。",
    },
    missing=0,
    value=lambda s, as_of: s.visitors.sum(where=within(s, as_of, days=365)),
)
