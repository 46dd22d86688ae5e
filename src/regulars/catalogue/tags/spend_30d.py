"""Paid less refunded in the last 30 days."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="spend_30d",
    reads="customer_day",
    unit="money",
    family="value",
    title={"en": "Spend, 30 days", "zh": "近 30 天消费"},
    about={
        "en": "Paid less refunded in the last 30 days.",
        "zh": "近 30 天支付减退款。",
    },
    missing=0,
    value=lambda d, as_of: (d.paid_amount - d.refund_amount).sum(where=within(d, as_of, days=30)),
)
