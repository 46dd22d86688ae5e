"""Paid orders of the last 30 days, refunds not deducted."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="orders_30d",
    reads="customer_day",
    unit="count",
    family="rhythm",
    title={"en": "Paid orders, 30 days", "zh": "近 30 天支付订单数"},
    about={
        "en": "Paid orders of the last 30 days, refunds not deducted.",
        "zh": "近 30 天支付订单数，不扣退款。",
    },
    missing=0,
    value=lambda d, as_of: d.paid_orders.sum(where=within(d, as_of, days=30)),
)
