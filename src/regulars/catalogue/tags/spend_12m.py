"""Paid less refunded in the last twelve months."""

from regulars.core.tag import Tag

TAG = Tag(
    name="spend_12m",
    reads="customer",
    unit="money",
    family="value",
    title={"en": "Spend, 12 months", "zh": "近 12 个月消费"},
    about={
        "en": "Paid less refunded in the last twelve months.",
        "zh": "近 12 个月支付减退款。",
    },
    value=lambda c, as_of: c.spend_12m,
)
