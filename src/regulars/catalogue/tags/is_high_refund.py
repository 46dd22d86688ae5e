"""At least 30 % of the money was refunded, of two paid orders or more."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="is_high_refund",
    reads="customer_day",
    unit="yes_no",
    family="risk",
    title={"en": "Refunds much", "zh": "高退款"},
    about={
        "en": "At least 30 % of the money was refunded, of two paid orders or more.",
        "zh": "至少 2 笔已付订单，且退款率 30% 以上。",
    },
    missing=False,
    value=lambda d, as_of: (share(d.refund_amount.sum(), d.paid_amount.sum()) >= 0.3) & (d.paid_orders.sum() >= 2),
)
