"""The first paid day."""

from regulars.core.tag import Tag

TAG = Tag(
    name="first_purchase_day",
    reads="customer",
    unit="day",
    family="loyalty",
    title={"en": "First purchase", "zh": "首购日期"},
    about={
        "en": "The first paid day.",
        "zh": "首次支付日。",
    },
    value=lambda c, as_of: c.first_paid_day,
)
