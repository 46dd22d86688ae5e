"""Days with a paid purchase that was not refunded as a whole."""

from regulars.core.tag import Tag

TAG = Tag(
    name="purchase_days",
    reads="customer",
    unit="count",
    family="loyalty",
    title={"en": "Purchase days", "zh": "购买天数"},
    about={
        "en": "Days with a paid purchase that was not refunded as a whole.",
        "zh": "有支付且未全额退款的天数。",
    },
    value=lambda c, as_of: c.purchase_days,
)
