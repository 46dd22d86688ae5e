"""Paid less refunded in the last 180 days."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="spend_180d",
    reads="customer_day",
    unit="money",
    family="value",
    title={"en": "Spend, 180 days", "zh": "近 180 天消费"},
    about={
        "en": "Paid less refunded in the last 180 days.",
        "zh": "近 180 天支付减退款。",
    },
    missing=0,
    value=lambda d, as_of: (d.paid_amount - d.refund_amount).sum(where=within(d, as_of, days=180)),
)
