"""Paid orders of the last 90 days, refunds not deducted."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="orders_90d",
    reads="customer_day",
    unit="count",
    family="rhythm",
    title={"en": "Paid orders, 90 days", "zh": "近 90 天支付订单数"},
    about={
        "en": "Paid orders of the last 90 days, refunds not deducted.",
        "zh": "近 90 天支付订单数，不扣退款。",
    },
    missing=0,
    value=lambda d, as_of: d.paid_orders.sum(where=within(d, as_of, days=90)),
)
