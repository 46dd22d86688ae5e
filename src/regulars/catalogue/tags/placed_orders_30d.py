"""Orders placed in the last 30 days, paid or not."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="placed_orders_30d",
    reads="customer_day",
    unit="count",
    family="rhythm",
    title={"en": "Orders placed, 30 days", "zh": "近 30 天下单数"},
    about={
        "en": "Orders placed in the last 30 days, paid or not.",
        "zh": "近 30 天下单数，含未支付。",
    },
    missing=0,
    value=lambda d, as_of: d.orders.sum(where=within(d, as_of, days=30)),
)
