"""Days from the last standing purchase to the as-of day."""

from regulars.core.tag import Tag

TAG = Tag(
    name="recency_days",
    reads="customer",
    unit="days",
    family="rhythm",
    title={"en": "Days since last purchase", "zh": "距上次购买天数"},
    about={
        "en": "Days from the last standing purchase to the as-of day.",
        "zh": "最近一次有效购买到截至日的天数。",
    },
    value=lambda c, as_of: c.recency_days,
)
