"""The last standing purchase day."""

from regulars.core.tag import Tag

TAG = Tag(
    name="last_purchase_day",
    reads="customer",
    unit="day",
    family="rhythm",
    title={"en": "Last purchase", "zh": "最近购买日期"},
    about={
        "en": "The last standing purchase day.",
        "zh": "最近一次有效购买日。",
    },
    value=lambda c, as_of: c.last_day,
)
