"""Paid orders on standing purchase days."""

from regulars.core.tag import Tag

TAG = Tag(
    name="order_count",
    reads="customer",
    unit="count",
    family="loyalty",
    title={"en": "Paid orders", "zh": "支付订单数"},
    about={
        "en": "Paid orders on standing purchase days.",
        "zh": "有效购买日的支付订单数。",
    },
    value=lambda c, as_of: c.orders,
)
