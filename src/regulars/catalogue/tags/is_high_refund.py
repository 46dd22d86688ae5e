"""At least 30 % of the money was refunded, of two orders or more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_high_refund",
    reads="tag",
    unit="yes_no",
    family="risk",
    title={"en": "Refunds much", "zh": "高退款"},
    about={
        "en": "At least 30 % of the money was refunded, of two orders or more.",
        "zh": "至少 2 单，且退款率 30% 以上。",
    },
    value=lambda t, as_of: (t.refund_share >= 0.3) & (t.order_count + t.refund_count_12m >= 2),
)
