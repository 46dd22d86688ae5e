"""Paid per order on standing purchase days."""

from regulars.core.tag import Tag

TAG = Tag(
    name="average_order_value",
    reads="customer",
    unit="money",
    family="value",
    title={"en": "Average order value", "zh": "笔单价"},
    about={
        "en": "Paid per order on standing purchase days.",
        "zh": "有效购买日的支付金额 ÷ 订单数。",
    },
    value=lambda c, as_of: c.monetary,
)
