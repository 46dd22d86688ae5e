"""Refunded ÷ paid so far."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="refund_share",
    reads="customer_day",
    unit="share",
    family="risk",
    title={"en": "Refunded share", "zh": "退款率"},
    about={
        "en": "Refunded ÷ paid so far.",
        "zh": "累计退款 ÷ 累计支付。",
    },
    value=lambda d, as_of: share(d.refund_amount.sum(), d.paid_amount.sum()),
)
