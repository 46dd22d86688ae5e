"""Everything refunded so far."""

from regulars.core.tag import Tag

TAG = Tag(
    name="refund_amount",
    reads="customer_day",
    unit="money",
    family="risk",
    title={"en": "Refunded", "zh": "累计退款"},
    about={
        "en": "Everything refunded so far.",
        "zh": "累计退款金额。",
    },
    missing=0,
    value=lambda d, as_of: d.refund_amount.sum(),
)
