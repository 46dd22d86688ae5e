"""Refunds of the last 365 days."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="refund_count_12m",
    reads="customer_day",
    unit="count",
    family="risk",
    title={"en": "Refunds, 12 months", "zh": "近 12 个月退款次数"},
    about={
        "en": "Refunds of the last 365 days.",
        "zh": "近 365 天退款次数。",
    },
    missing=0,
    value=lambda d, as_of: d.refunds.sum(where=within(d, as_of, days=365)),
)
