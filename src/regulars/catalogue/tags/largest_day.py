"""The most that was paid on one day."""

from regulars.core.tag import Tag

TAG = Tag(
    name="largest_day",
    reads="customer_day",
    unit="money",
    family="value",
    title={"en": "Largest day", "zh": "单日最高消费"},
    about={
        "en": "The most that was paid on one day.",
        "zh": "单日最高支付金额。",
    },
    missing=0,
    value=lambda d, as_of: d.paid_amount.max(),
)
